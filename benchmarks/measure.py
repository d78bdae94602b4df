"""A command → what it took, as a whole process: wall clock, processor, memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
LAUNCH = Path(__file__).with_name("launch.py")
MEBIBYTE = 2**20
PAUSE = 10
"""Milliseconds between two looks at the memory of a run that is watched."""


class Run(NamedTuple):
    """One run: exit code, seconds of wall clock and of processor, the most memory in MiB.

    `largest` is the most that one of its processes held, as the system counts it; `together` the most that all of them
    held at one time, what they share counted once, where the run was watched: by a look every ten milliseconds.
    """

    code: int
    wall: float
    processor: float
    largest: float
    together: float

    @property
    def memory(self) -> float:
        """The peak of the whole: looks may miss the top of one process, the system's count misses the others."""
        return max(self.largest, self.together)


def run(command: Sequence[str], folder: Path, seconds: float = 600, *, watched: bool = False) -> Run:
    """Run the command to its end, or for so many seconds (it ends with -9 then); what it prints goes to that folder.

    A run that is `watched` is slower, the more so the more processes it has: its time is not to be shown.
    """
    reading, writing = os.pipe()
    pause = PAUSE if watched else 0
    launched = [sys.executable, "-I", "-S", str(LAUNCH), str(writing), str(seconds), str(pause), *command]
    with (folder / "stdout").open("wb") as out, (folder / "stderr").open("wb") as err:
        subprocess.run(launched, stdout=out, stderr=err, cwd=ROOT, pass_fds=(writing,), check=True)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        code, wall, processor, largest, together = json.loads(pipe.read())
    return Run(code, wall, processor, largest / MEBIBYTE, together / MEBIBYTE)


def said(folder: Path) -> str:
    """The end of what the last run in that folder said on standard error."""
    return (folder / "stderr").read_text(encoding="utf-8", errors="replace")[-1000:]
