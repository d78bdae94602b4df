"""The command as a process: pipes that close, disks that are full, Ctrl-C, and what is imported when."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .conftest import started

SLOW = ("numpy", "jsonschema", "rich", "lark", "yaml", "msgspec", "holidays", "sla_dsl.model", "sla_dsl.api")

NEVER = ("jsonschema", "rich", "lark", "subprocess", "email", "socket", "logging", "importlib.metadata")
"""What neither a sound agreement nor a sound log needs."""


def ended(words: list[str], **given: object) -> tuple[int, bytes]:
    process = started(words, **given)
    _, errors = process.communicate(timeout=120)
    return process.returncode, errors or b""


@pytest.mark.parametrize("words", [["--help"], ["--version"]])
def test_nothing_slow_is_imported_for_help(words: list[str]) -> None:
    program = (
        f"import sys\nfrom sla_dsl.cli import main\ncode = main({words!r}, standalone_mode=False)\n"
        f"print([name for name in {SLOW!r} if name in sys.modules], code)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert ran.stdout.splitlines()[-1] == "[] 0"


@pytest.mark.parametrize("words", [["check", "events.jsonl"], ["check", "--help"], ["validate"], ["--help"]])
def test_a_closed_pipe_ends_quietly(folder: Path, words: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    code, errors = ended(words, stdout=writing)
    os.close(writing)
    assert errors == b""
    assert code == (1 if words[-1] == "events.jsonl" else 0)


@pytest.mark.parametrize("words", [["check", "events.jsonl"], ["validate"], ["targets"], ["--help"], ["--version"]])
def test_a_full_standard_output(folder: Path, words: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        code, errors = ended(words, stdout=full)
    assert code == 74
    assert errors == b"error[SLA902]: `standard output` cannot be written: no space left on device\n"


def test_a_full_standard_error_changes_nothing(folder: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        assert ended(["check", "nothing.jsonl"], stderr=full)[0] == 2
        assert ended(["check"], stderr=full)[0] == 2


@pytest.mark.parametrize(("closed", "code"), [(">&-", 74), ("2>&-", 1)])
def test_closed_outputs(folder: Path, closed: str, code: int) -> None:
    line = f'"{sys.executable}" -c "from sla_dsl.cli import main; main()" check events.jsonl {closed}'
    ran = subprocess.run(["sh", "-c", line], capture_output=True, check=False)
    assert ran.returncode == code
    assert b"Traceback" not in ran.stderr


def test_ctrl_c(folder: Path) -> None:
    os.mkfifo(folder / "slow.jsonl")
    (folder / "report.txt").write_text("before")
    process = started(["check", "slow.jsonl", "-o", "report.txt"])
    writer = os.open(folder / "slow.jsonl", os.O_WRONLY)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=120)
    os.close(writer)
    assert process.returncode == 130
    assert errors.strip() == b"interrupted"
    assert (folder / "report.txt").read_text() == "before"
    assert sorted(path.name for path in folder.iterdir()) == [
        "events.jsonl",
        "kept.jsonl",
        "policies",
        "report.txt",
        "slow.jsonl",
    ]


def test_an_encoding_that_lacks_characters(folder: Path) -> None:
    (folder / "policies/acme.sla.yaml").write_text(
        (folder / "policies/acme.sla.yaml").read_text().replace("Marketing and sales", "Käse 漢字"), encoding="utf-8"
    )
    process = started(["check", "events.jsonl"], env={**os.environ, "PYTHONIOENCODING": "ascii"})
    out, errors = process.communicate(timeout=120)
    assert process.returncode == 1
    assert b"K?se ??" in out
    assert errors == b""


@pytest.mark.parametrize(
    ("words", "unneeded"),
    [
        (["validate", "policies"], (*NEVER, "numpy", "msgspec", "sla_dsl.language.trial")),
        (["check", "events.jsonl"], (*NEVER, "numpy", "msgspec", "holidays")),
    ],
)
def test_what_an_ordinary_run_does_not_import(folder: Path, words: list[str], unneeded: tuple[str, ...]) -> None:
    program = (
        f"import sys\nfrom sla_dsl.cli import main\nmain({words!r}, standalone_mode=False)\n"
        f"print([name for name in {unneeded!r} if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert ran.stdout.splitlines()[-1] == "[]"


def test_one_country_is_imported_without_the_others() -> None:
    program = (
        "import sys\nfrom sla_dsl.clock import holiday_dates, known_holidays\n"
        "assert known_holidays('FI') and len(holiday_dates('FI', 2026)) > 9\n"
        "others = [name for name in sys.modules if name.startswith('holidays.countries.')]\n"
        "import holidays\nfrom holidays.countries import Sweden\n"
        "print(others, holidays.country_holidays('SE', years=2026) == Sweden(years=2026))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert ran.stdout == "['holidays.countries.finland'] True\n"


def test_whoever_calls_the_command_keeps_the_collector_as_it_is() -> None:
    program = (
        "import gc\nfrom sla_dsl.cli import main\nbefore = gc.get_threshold(), gc.get_freeze_count()\n"
        "main(['--version'], standalone_mode=False)\n"
        "print(before == (gc.get_threshold(), gc.get_freeze_count()), gc.isenabled())"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert ran.stdout.splitlines()[-1] == "True True"


def test_arrays_come_without_helpers(folder: Path) -> None:
    with gzip.open(folder / "packed.jsonl.gz", "wb") as packed:
        packed.write((folder / "events.jsonl").read_bytes())
    program = (
        "import atexit, os, sys\nfrom sla_dsl.cli import main\n"
        "atexit.register(lambda: print(len(os.listdir('/proc/self/task')), 'numpy' in sys.modules))\n"
        "main(['check', 'packed.jsonl.gz'])"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False, text=True)
    assert (ran.returncode, ran.stdout.splitlines()[-1]) == (1, "1 True")


def test_who_runs_the_command_may_wait_for_nobody() -> None:
    program = (
        "import atexit, os, signal\nsignal.signal(signal.SIGCHLD, signal.SIG_IGN)\nfrom sla_dsl.cli import main\n"
        "atexit.register(lambda: print(os.waitpid(os.posix_spawnp('true', ['true'], {}), 0)[1]))\nmain(['--version'])"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False, text=True)
    assert (ran.returncode, ran.stdout.splitlines()[-1], ran.stderr) == (0, "0", "")
