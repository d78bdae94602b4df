"""The command as a process, and what holds of every run of it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from click.testing import CliRunner

from sla_dsl.cli import main
from tests.cli.conftest import heed_ctrl_c

PROGRAM = "from sla_dsl.cli import main; main()"
SECONDS = 120
"""No run takes longer, whatever it is given; a second is the rule, but a machine may be busy."""


class Ran(NamedTuple):
    """How a run ended."""

    code: int
    out: bytes
    errors: bytes


def started(words: Sequence[str | bytes], program: str = PROGRAM, **given) -> subprocess.Popen[bytes]:
    """The command, started; outputs piped where nothing else is said."""
    given = {
        "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL, "preexec_fn": heed_ctrl_c,
    } | given  # fmt: skip
    return subprocess.Popen([sys.executable, "-P", "-c", program, *words], **given)


def ran(*words: str | bytes, data: bytes | None = None, **given) -> Ran:
    """The command, run to its end: in time, without a traceback, and with no defect of its own."""
    if data is not None:
        given["stdin"] = subprocess.PIPE
    process = started(words, **given)
    out, errors = process.communicate(data, timeout=SECONDS)
    return sound(process.returncode, out or b"", errors or b"")


def ran_here(*words: str) -> Ran:
    """The command, run to its end in this process: where nothing hangs on how one begins and ends."""
    found = CliRunner().invoke(main, words)
    return sound(found.exit_code, found.stdout_bytes, found.stderr_bytes)


def sound(code: int, out: bytes, errors: bytes) -> Ran:
    """What holds of every run."""
    assert b"Traceback" not in errors, errors[-2000:]
    assert b"SLA970" not in errors
    assert code in (0, 1, 2, 3, 4, 5, 74, 130), (code, errors[-500:])
    return Ran(code, out, errors)


def names(folder: Path) -> list[str]:
    """What is in a folder, hidden files too."""
    return sorted(path.name for path in folder.iterdir())
