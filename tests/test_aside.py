"""What is made in a second process is what would have been made here, whatever becomes of that process."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from sla_dsl.aside import aside, can_go_aside
from sla_dsl.children import bury_processes

HERE = os.getpid()


def no_child_is_left() -> bool:
    bury_processes()
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return True
    return False


def test_it_is_made_there_while_something_is_done_here() -> None:
    done: list[int] = []
    made, where = aside(lambda: ("made", os.getpid()), lambda: done.append(os.getpid()))
    assert made == "made"
    assert where != os.getpid()
    assert done == [os.getpid()]
    assert no_child_is_left()


def test_more_than_a_pipe_holds() -> None:
    assert aside(lambda: b"x" * 3_000_000, lambda: None) == b"x" * 3_000_000


def killed() -> str:
    if os.getpid() != HERE:
        os.kill(os.getpid(), signal.SIGKILL)
    return "made"


def ended() -> str:
    if os.getpid() != HERE:
        sys.exit(0)
    return "made"


def interrupted() -> str:
    if os.getpid() != HERE:
        raise KeyboardInterrupt
    return "made"


@pytest.mark.parametrize("make", [killed, ended, interrupted])
def test_it_is_made_here_where_the_process_does_not_come_to_its_end(
    make: Callable[[], str], capfd: pytest.CaptureFixture[str]
) -> None:
    assert aside(make, lambda: None) == "made"
    assert no_child_is_left()
    assert capfd.readouterr() == ("", "")


def test_whoever_ignores_the_end_of_processes_gets_it_too() -> None:
    program = (
        "import signal\nsignal.signal(signal.SIGCHLD, signal.SIG_IGN)\nfrom sla_dsl.aside import aside\n"
        "print(aside(lambda: 7, lambda: None))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert (ran.stdout, ran.stderr) == ("7\n", "")


@pytest.mark.parametrize("kept", [0, 1, 5_000, 99_990])
def test_what_is_not_handed_on_whole_is_made_here(kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [b"x" * 100_000]
    whole = pickle.dumps(made, pickle.HIGHEST_PROTOCOL)
    monkeypatch.setattr(pickle, "dumps", lambda *_given: whole[:kept])
    calls: list[int] = []

    def make() -> list[bytes]:
        calls.append(os.getpid())
        return made

    assert aside(make, lambda: None) == made
    assert calls == [os.getpid()]


def test_what_cannot_be_handed_on_is_made_here() -> None:
    assert aside(lambda: lambda: 7, lambda: None)() == 7


def test_where_there_is_room_for_no_process_it_is_made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", full)
    before = len(list(Path("/proc/self/fd").iterdir()))
    assert aside(os.getpid, lambda: None) == os.getpid()
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_what_goes_wrong_goes_wrong_here(capfd: pytest.CaptureFixture[str]) -> None:
    def make() -> None:
        raise LookupError(os.getpid())

    with pytest.raises(LookupError, match=str(os.getpid())):
        aside(make, lambda: None)
    assert no_child_is_left()
    assert capfd.readouterr() == ("", "")


def test_what_goes_wrong_meanwhile_leaves_no_process() -> None:
    def meanwhile() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        aside(lambda: threading.Event().wait(60), meanwhile)
    assert no_child_is_left()


def test_one_processor_does_one_thing_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: {0, 1})
    assert can_go_aside()
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: {1})
    assert not can_go_aside()


def test_a_process_with_threads_is_not_doubled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: {0, 1})
    monkeypatch.setattr(threading, "active_count", lambda: 2)
    assert not can_go_aside()


PROGRAM = """
import os, sys
os.sched_getaffinity = lambda _process: set(range({processors}))
from sla_dsl.cli import main
code = main(sys.argv[1:], standalone_mode=False)
print(code, 'yaml' in sys.modules, 'numpy' in sys.modules)
"""


def checked(processors: int, *words: str) -> tuple[str, str]:
    """What a check says, and where what it needed was imported."""
    command = [sys.executable, "-c", PROGRAM.format(processors=processors), "check", *words]
    ran = subprocess.run(command, capture_output=True, check=True, text=True)
    said, _, where = ran.stdout.rstrip("\n").rpartition("\n")
    return f"{said}\n{ran.stderr}", where


@pytest.mark.parametrize("name", ["first-agreement", "pause", "prohibitions"])
def test_a_log_is_judged_alike(name: str, tmp_path: Path) -> None:
    example = Path(__file__).parents[1] / "examples" / name
    (policy,) = example.glob("*.sla.yaml")
    log = tmp_path / "events.jsonl"
    log.write_bytes((example / "events.jsonl").read_bytes() + b"\n" * 600_000)
    both = [checked(processors, str(log), "-p", str(policy), "--format", "json") for processors in (1, 2)]
    assert both[0][0] == both[1][0]
    assert '"clauses"' in both[0][0]
    assert [where.split(" ", 1)[1] for _, where in both] == ["True True", "False True"]


@pytest.mark.parametrize("text", ["slac: 1\n", "slac: [", "clauses:\n  a: sales mst b\n"])
def test_an_agreement_is_refused_alike(text: str, tmp_path: Path) -> None:
    policy, log = tmp_path / "a.sla.yaml", tmp_path / "events.jsonl"
    policy.write_text(text, encoding="utf-8")
    log.write_bytes(b"\n" * 600_000)
    both = [checked(processors, str(log), "-p", str(policy)) for processors in (1, 2)]
    assert both[0][0] == both[1][0]
    assert "error[SLA" in both[0][0]
    assert [where.split(" ")[:2] for _, where in both] == [["3", "True"], ["3", "False"]]
