"""Who takes part: slac, and the peers that do the same work."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

AGREEMENT = Path(__file__).with_name("agreement.sla.yaml")
SLAC = (sys.executable, "-c", "from sla_dsl.cli import main; main()")
BASE = "DuckDB"
"""The peer whose wall clock the others' is divided by."""


class Outcome(NamedTuple):
    """The files in which a contestant leaves what it found: its counts (slac: its report), and the breached cases."""

    counts: Path
    breaches: Path


class Contestant(NamedTuple):
    """A program: its name in the table, its command without the files, and the most events that it is asked to judge.

    From `once` events on one run has to do.
    """

    name: str
    command: tuple[str, ...]
    is_slac: bool = False
    most: int = 10_000_000
    once: int = 100_000_000

    def outcome(self, folder: Path) -> Outcome:
        """Where it leaves what it found."""
        name = self.name.replace("/", "-").replace(" ", "-")
        return Outcome(folder / f"{name}.json", folder / f"{name}.csv")

    def asked(self, log: Path, folder: Path) -> list[str]:
        """The whole command for a log."""
        counts, breaches = map(str, self.outcome(folder))
        if not self.is_slac:
            return [*self.command, str(log), counts, breaches]
        files = ("--format", "json", "-o", counts, "--breaches", breaches)
        return [*self.command, "check", str(log), "-p", str(AGREEMENT), *files]

    def did_well(self, code: int) -> bool:
        """Whether it came to its end: slac says by 1 that the agreement is broken."""
        return code in {0, 1} if self.is_slac else code == 0


def contestants(commands: Iterable[str]) -> list[Contestant]:
    """Slac as it is here, or under each `NAME=COMMAND`, and the peers whose packages are there."""
    named = [Contestant(name, tuple(path.split()), True, 1_000_000_000) for name, _, path in map(_parted, commands)]
    found = named or [Contestant("slac", SLAC, True, 1_000_000_000)]
    if find_spec("duckdb"):
        found.append(Contestant(BASE, _peer("duckdb_sql")))
    if find_spec("polars"):
        found.append(Contestant("Polars", _peer("polars_frames")))
    found.append(Contestant("plain Python", _peer("plain_python"), most=1_000_000, once=1_000_000))
    return found


def _parted(named: str) -> tuple[str, str, str]:
    return named.partition("=")


def _peer(module: str) -> tuple[str, ...]:
    return (sys.executable, "-m", f"benchmarks.peers.{module}")
