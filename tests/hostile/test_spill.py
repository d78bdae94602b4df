"""A log that does not fit into memory leaves nothing behind, however its check ends."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.hostile.running import SECONDS, names, ran, started

pytestmark = pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="open files cannot be seen here")

LINE = '{"time": "2026-03-%02dT08:00:00Z", "event": "lead.assigned", "lead": "L-%d", "id": "e-%d", "score": %d}\n'
SMALL = ("--memory", "16MiB", "-o", "report.txt", "--cases", "cases.csv")


def lines(count: int) -> bytes:
    return "".join(LINE % (number % 28 + 1, number % 70_000, number, number % 100) for number in range(count)).encode()


def spilled(process: subprocess.Popen[bytes], temporary: Path) -> bool:
    """Whether the process has a file without a name open in that folder."""
    with suppress(OSError):
        files = [str(one.readlink()) for one in Path(f"/proc/{process.pid}/fd").iterdir()]
        return any(file.startswith(str(temporary)) and file.endswith(" (deleted)") for file in files)
    return False


@pytest.mark.parametrize(("number", "code"), [(signal.SIGKILL, -9), (signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_told_to_end_while_it_reads(folder: Path, tmp_path: Path, number: int, code: int) -> None:
    """The log is a pipe that stays open: all that came lies in memory and in the spill file by then."""
    temporary = folder / "temporary"
    temporary.mkdir()
    os.mkfifo("pipe.jsonl")
    process = started(["check", "pipe.jsonl", "-p", "policies", *SMALL], env={**os.environ, "TMPDIR": str(temporary)})
    with Path("pipe.jsonl").open("wb") as pipe:
        pipe.writelines(lines(60_000) for _ in range(4))
        pipe.flush()
        assert spilled(process, temporary)
        before = names(folder)
        process.send_signal(number)
        _, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == code
    assert b"Traceback" not in errors
    assert names(temporary) == []
    assert names(folder) == before == ["events.jsonl", "pipe.jsonl", "policies", "temporary"]


def test_a_disk_that_is_full(folder: Path) -> None:
    """Files may have a megabyte: the spill file does not fit, and what was there before is untouched."""
    (folder / "long.jsonl").write_bytes(lines(120_000))
    (folder / "report.txt").write_text("before")
    megabyte = (1 << 20, resource.getrlimit(resource.RLIMIT_FSIZE)[1])
    words = ("check", "long.jsonl", *SMALL)
    found = ran(*words, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, megabyte))
    assert found.code == 4
    assert b"error[SLA715]: a log that does not fit into memory" in found.errors
    assert found.out == b""
    assert (folder / "report.txt").read_text() == "before"
    assert names(folder) == ["events.jsonl", "long.jsonl", "policies", "report.txt"]


def test_no_folder_for_temporary_files(folder: Path) -> None:
    (folder / "long.jsonl").write_bytes(lines(60_000))
    nowhere = (
        "import tempfile\ntempfile._get_default_tempdir = lambda *_: (_ for _ in ()).throw(FileNotFoundError(2, 'No'))"
    )
    program = f"{nowhere}\nfrom sla_dsl.cli import main; main()"
    process = subprocess.run(
        [sys.executable, "-P", "-c", program, "check", "long.jsonl", "--memory", "16MiB", "-o", "report.txt"],
        check=False, capture_output=True, timeout=SECONDS,
    )  # fmt: skip
    assert (process.returncode, b"SLA715" in process.stderr) == (4, True)


def test_the_same_with_and_without_room(folder: Path) -> None:
    (folder / "long.jsonl").write_bytes(lines(90_000) + lines(20))
    reports = []
    for memory in ("16MiB", "2GiB"):
        found = ran("check", "long.jsonl", "--memory", memory, "--format", "json", "--cases", "cases.csv")
        reports.append((found.code, found.out, (folder / "cases.csv").read_bytes()))
    assert reports[0] == reports[1]
    assert b'"duplicates": 20' in reports[0][1]
