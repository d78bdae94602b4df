"""Who takes part: slac, and the peers that do the same work."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from benchmarks.peers.script import script

AGREEMENT = Path(__file__).with_name("agreement.sla.yaml")
SLAC = (sys.executable, "-c", "from sla_dsl.cli import main; main()")
CHECK = ("check", "{log}", "-p", str(AGREEMENT), "--format", "json", "-o", "{counts}", "--breaches", "{breaches}")
FILES = ("{log}", "{counts}", "{breaches}")
EVER = 1_000_000_000
MODULE, PROGRAM = "DuckDB", "DuckDB CLI"
"""DuckDB by its module for Python, which is what slac is held against, and by its own program."""


class Outcome(NamedTuple):
    """The files in which a contestant leaves what it found: its counts (slac: its report), and the breached cases."""

    counts: Path
    breaches: Path


class Contestant(NamedTuple):
    """A program: its name in the table, its command with places for the files, and who it is.

    `most` is the number of events up to which it takes part, and from `once` events on one run has to do. The
    wall clock of each that is a `base` is what the others' is divided by. `bare` is the command alone, of a slac.
    """

    name: str
    command: tuple[str, ...]
    bare: tuple[str, ...] = ()
    base: bool = False
    most: int = 10_000_000
    once: int = EVER

    @property
    def is_slac(self) -> bool:
        """Whether it is a slac, which can do more than judge the benchmark's log."""
        return bool(self.bare)

    def outcome(self, folder: Path) -> Outcome:
        """Where it leaves what it found."""
        name = self.name.replace("/", "-").replace(", ", "-").replace(" ", "-")
        return Outcome(folder / f"{name}.json", folder / f"{name}.csv")

    def asked(self, log: Path, folder: Path) -> list[str]:
        """The whole command for a log."""
        counts, breaches = self.outcome(folder)
        files = {"{log}": log, "{counts}": counts, "{breaches}": breaches}
        return [_filled(word, files) for word in self.command]

    def did_well(self, code: int) -> bool:
        """Whether it came to its end: slac says by 1 that the agreement is broken."""
        return code in {0, 1} if self.is_slac else code == 0


def contestants(commands: Iterable[str]) -> list[Contestant]:
    """Slac as it is here, or under each `NAME=COMMAND`, and the peers whose packages are there.

    Slac as it is here takes part twice: with its compiled reader, and by wheels alone.
    """
    named = [command.partition("=") for command in commands]
    found = [_slac(name, tuple(path.split())) for name, _, path in named]
    found = found or [_slac("slac", SLAC), _slac("slac, wheels alone", ("env", "SLAC_PURE=1", *SLAC))]
    if find_spec("duckdb"):
        found.append(Contestant(MODULE, _peer("duckdb_sql"), base=True))
    if find_spec("duckdb_cli"):
        found.append(Contestant(PROGRAM, _duckdb_command(), base=True))
    if find_spec("polars"):
        found.append(Contestant("Polars", _peer("polars_frames")))
    found.append(Contestant("plain Python", _peer("plain_python"), most=1_000_000, once=1_000_000))
    return found


def _slac(name: str, bare: tuple[str, ...]) -> Contestant:
    return Contestant(name, (*bare, *CHECK), bare, most=EVER)


def _peer(module: str) -> tuple[str, ...]:
    return (sys.executable, "-m", f"benchmarks.peers.{module}", *FILES)


def _duckdb_command() -> tuple[str, ...]:
    """The program itself, without the wrapper in Python that the package starts it with."""
    package = find_spec("duckdb_cli")
    assert package is not None
    assert package.origin is not None
    return (str(Path(package.origin).with_name("duckdb")), "-init", "/dev/null", "-c", script(*FILES))


def _filled(word: str, files: dict[str, Path]) -> str:
    for place, path in files.items():
        word = word.replace(place, str(path))
    return word
