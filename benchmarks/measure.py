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


class Run(NamedTuple):
    """One run: exit code, seconds of wall clock and of processor, the most memory in MiB.

    `largest` is the most that one of its processes held, as the system counts it; `together` the most that all of them
    held at one time, seen by a look every ten milliseconds, what they share counted once.
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


def run(command: Sequence[str], folder: Path, seconds: float = 600) -> Run:
    """Run the command to its end, or for so many seconds (it ends with -9 then); what it prints goes to that folder."""
    reading, writing = os.pipe()
    launched = [sys.executable, "-I", "-S", str(LAUNCH), str(writing), str(seconds), *command]
    with (folder / "stdout").open("wb") as out, (folder / "stderr").open("wb") as err:
        subprocess.run(launched, stdout=out, stderr=err, cwd=ROOT, pass_fds=(writing,), check=True)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        code, wall, processor, largest, together = json.loads(pipe.read())
    return Run(code, wall, processor, largest / MEBIBYTE, together / MEBIBYTE)


def said(folder: Path) -> str:
    """The end of what the last run in that folder said on standard error."""
    return (folder / "stderr").read_text(encoding="utf-8", errors="replace")[-1000:]
