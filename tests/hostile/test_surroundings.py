"""The world around a run: folders that are gone, disks that are full, strange settings, signals, two runs at once."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from sla_dsl.cli import main

from .running import PROGRAM, SECONDS, names, ran, ran_here, sound, started

OUTPUTS = ["-o", "report.txt", "--cases", "cases.csv", "--breaches", "breaches.jsonl", "--rejects", "rejects.csv"]


def small_files_only() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (60, 60))


def test_a_disk_that_fills_up(folder: Path) -> None:
    """Every output is told of, those that were there are as they were, and nothing is left beside them."""
    (folder / "report.txt").write_text("before")
    before = names(folder)
    found = ran("check", "events.jsonl", *OUTPUTS, preexec_fn=small_files_only)
    assert found.code == 74
    assert found.errors.count(b"error[SLA902]") == 3  # the column names of `rejects.csv` alone find room
    assert names(folder) == before
    assert (folder / "report.txt").read_text() == "before"


@pytest.mark.parametrize("option", ["--cases", "--breaches", "--rejects"])
def test_a_full_device_for_rows(folder: Path, option: str) -> None:
    (folder / "full.csv").symlink_to("/dev/full")
    before = names(folder)
    found = ran_here("check", "events.jsonl", "-o", "report.txt", option, "full.csv")
    assert found.code == 74
    assert b"`full.csv` cannot be written: no space left on device" in found.errors
    assert names(folder) == before


@pytest.mark.parametrize("path", ["round.txt", "dangling.txt", "/proc/report.txt", "x" * 300, ".", "policies/", "a/b"])
def test_a_place_that_cannot_be_written(folder: Path, path: str) -> None:
    (folder / "round.txt").symlink_to("round.txt")
    (folder / "dangling.txt").symlink_to("nowhere/at/all.txt")
    before = names(folder)
    found = ran_here("check", "events.jsonl", "-o", path, "--cases", "cases.csv")
    assert found.code == 74
    assert names(folder) == before
    assert (folder / "round.txt").is_symlink()


def test_the_log_by_another_name_is_not_written_over(folder: Path) -> None:
    (folder / "other.txt").symlink_to("events.jsonl")
    before = (folder / "events.jsonl").read_bytes()
    assert ran_here("check", "events.jsonl", "-o", "other.txt").code == 2
    assert (folder / "events.jsonl").read_bytes() == before


def in_no_folder() -> None:
    gone = Path(tempfile.mkdtemp())
    os.chdir(gone)
    gone.rmdir()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["validate"], 2),
        (["validate", "{}/policies"], 0),
        (["check", "events.jsonl"], 2),
        (["check", "-", "-p", "{}/policies"], 5),
        (["check", "{}/events.jsonl", "-p", "{}/policies"], 1),
        (["check", "{}/events.jsonl", "-p", "{}/policies", "-o", "report.txt"], 74),
    ],
)
def test_a_current_folder_that_is_gone(folder: Path, words: list[str], code: int) -> None:
    assert ran(*(word.format(folder) for word in words), preexec_fn=in_no_folder).code == code


SETTINGS = [
    {},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"PYTHONIOENCODING": "utf-16"},
    {"TZ": ":/etc/passwd", "COLUMNS": "-1", "TERM": "dumb"},
    {"TZ": "A" * 5_000, "PYTHONTZPATH": "/nowhere"},
]


@pytest.mark.parametrize("settings", SETTINGS)
def test_settings(folder: Path, settings: dict[str, str]) -> None:
    """No home, no locale, no such zone: the verdict is the same, and to the byte in JSON."""
    words = ("check", "events.jsonl", "--format", "json")
    found = ran(*words, env={"PATH": os.environ["PATH"], **settings})
    assert found.code == 1
    assert found.out == CliRunner().invoke(main, words).stdout_bytes


def test_names_that_are_not_text(folder: Path) -> None:
    Path("events.jsonl").rename(os.fsdecode(b"ev\xff\xe4.jsonl"))
    found = ran("check", b"ev\xff\xe4.jsonl", "-o", b"\xff.txt", "--cases", b"\xfe.csv")
    assert found.code == 1
    assert {b"\xff.txt", b"\xfe.csv"} <= {os.fsencode(name) for name in names(folder)}
    assert ran("explain", b"ev\xff\xe4.jsonl", "--lead", b"L-\xff").code == 2
    assert ran("check", b"ev\xff\xe4.jsonl", "--clause", b"\xff", "-p", "policies").code == 2


def test_only_the_first_line_is_wanted(folder: Path) -> None:
    line = f'"{sys.executable}" -P -c "{PROGRAM}" check events.jsonl --format json | head -1'
    found = subprocess.run(["bash", "-o", "pipefail", "-c", line], check=False, capture_output=True, timeout=SECONDS)
    assert found.stdout == b"{\n"
    assert found.stderr == b""
    assert found.returncode == 1


def test_standard_input_that_is_shut(folder: Path) -> None:
    line = f'"{sys.executable}" -P -c "{PROGRAM}" check - -p policies <&-'
    found = subprocess.run(["sh", "-c", line], check=False, capture_output=True, timeout=SECONDS)
    assert sound(found.returncode, found.stdout, found.stderr).code == 4
    assert b"there is no standard input" in found.stderr


def test_two_runs_into_one_file(folder: Path) -> None:
    """The file is whole, whoever came last."""
    whole = CliRunner().invoke(main, ["check", "events.jsonl", "--format", "json"]).stdout_bytes
    for process in [started(["check", "events.jsonl", "--format", "json", "-o", "report.json"]) for _ in range(2)]:
        out, errors = process.communicate(timeout=SECONDS)
        assert sound(process.returncode, out, errors).code == 1
    assert (folder / "report.json").read_bytes() == whole
    assert names(folder) == ["events.jsonl", "policies", "report.json"]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_told_to_end_while_it_writes(folder: Path, number: int, code: int) -> None:
    """The second of two outputs is a pipe that nobody reads: the first lies ready beside its place by then."""
    (folder / "report.txt").write_text("before")
    os.mkfifo(folder / "cases.csv")
    before = names(folder)
    process = started(["check", "events.jsonl", "-o", "report.txt", "--cases", "cases.csv"])
    deadline = time.monotonic() + SECONDS
    while len(names(folder)) == len(before) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(names(folder)) == len(before) + 1
    process.send_signal(number)
    _, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == code
    assert b"Traceback" not in errors
    assert names(folder) == before
    assert (folder / "report.txt").read_text() == "before"


LOST = """
import weakref, sla_dsl.cli.group as group
class One: pass
def lost(_): raise KeyboardInterrupt
def importing(_name):
    one = One()
    kept = weakref.ref(one, lost)
    del one
    while True: pass
group.import_module = importing
group.main()
"""


def test_ctrl_c_where_python_cannot_raise_it(folder: Path) -> None:
    process = started(["check", "events.jsonl"], LOST)
    said, errors = process.communicate(timeout=SECONDS)
    assert (process.returncode, said, errors.strip()) == (130, b"", b"interrupted")


def test_ctrl_c_at_many_moments(folder: Path) -> None:
    """Done or interrupted, and never in between; only before Python has read a line of slac it answers by itself."""
    for step in range(7):
        process = started(["check", "events.jsonl", *OUTPUTS], f"print('begun', flush=True); {PROGRAM}")
        assert process.stdout.readline() == b"begun\n"
        time.sleep(step * 0.08)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=SECONDS)
        assert process.returncode in (1, 130, -signal.SIGINT)
        assert process.returncode < 0 or b"Traceback" not in errors
        assert not [name for name in names(folder) if name.endswith(".part")]
        written = {"report.txt", "cases.csv", "breaches.jsonl", "rejects.csv"} & {*names(folder)}
        assert len(written) in (0, 4)
