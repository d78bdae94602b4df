"""Time slac against its peers, and by itself; print the tables, and put them into `benchmarks/README.md`.

`python -m benchmarks` does all but the log of 100 million events in some minutes; that one is
`python -m benchmarks --only race --sizes 100M --rounds 1`. Logs are kept in a folder, for the next time.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from compileall import compile_dir
from pathlib import Path

from benchmarks import alone
from benchmarks.alone import Rows
from benchmarks.contestants import Contestant, contestants
from benchmarks.logs import log
from benchmarks.measure import ROOT
from benchmarks.page import machine, put, table
from benchmarks.race import head, race, rows

UNITS = {"k": 1_000, "M": 1_000_000}
SECTIONS = ("race", "forms", "shapes", "clauses", "commands")
LARGE = 100_000_000


def number(written: str) -> int:
    """A number of events: `10k`, `1M`, `2500`."""
    return int(float(written[:-1]) * UNITS[written[-1]]) if written[-1] in UNITS else int(written)


def main() -> None:
    given = _asked().parse_args()
    _as_installed()
    where, who = machine(), contestants(given.slac)
    given.folder.mkdir(parents=True, exist_ok=True)
    who = [one for one in who if one.is_slac or not given.against or one.name in given.against]
    different: list[str] = []
    sections: dict[str, Callable[[], tuple[tuple[str, ...], list[tuple[str, ...]]]]] = {
        "race": lambda: (head(), list(_race(given, who, different))),
        "shapes": lambda: (
            ("log", "MB", "wall s", "of the usual", "CPU s", "peak MiB"),
            list(alone.shapes(who[0], given.folder, given.events)),
        ),
        "forms": lambda: (
            ("form", "MB", "wall s", "CPU s", "peak MiB"),
            list(alone.forms(who[0], given.folder, given.events)),
        ),
        "clauses": lambda: (
            ("clauses", "wall s", "CPU s", "peak MiB", "ms a further clause"),
            list(alone.clauses(who[0], given.folder, given.events)),
        ),
        "commands": lambda: (("command", "wall s", "CPU s", "peak MiB"), list(alone.commands(who[0], given.folder))),
    }
    for name in given.only or SECTIONS:
        text = table(*sections[name]())
        print(f"\n{name}\n\n{text}\n\n{where}", flush=True)
        if given.write:
            large = name == "race" and max(given.sizes) >= LARGE
            put("large" if large else name, f"{text}\n\n{where}")
    sys.exit("\n".join(different) or None)


def _as_installed() -> None:
    """Leave byte code for slac and the peers, as pip does: a checkout lacks it until it has run once."""
    for folder in (ROOT / "sla_dsl", ROOT / "benchmarks"):
        compile_dir(folder, quiet=1)


def _race(given: argparse.Namespace, who: list[Contestant], different: list[str]) -> Rows:
    for size in given.sizes:
        print(f"{size} events", file=sys.stderr, flush=True)
        path = log(given.folder, size, ending=given.ending)
        results = race(path, size, who, given.folder, given.rounds)
        different.extend(f"{of.contestant.name}, {size} events: {word}" for of in results for word in of.different)
        yield from rows(size, results)
        if size >= LARGE and not given.keep:
            path.unlink()


def _asked() -> argparse.ArgumentParser:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sizes = [number(size) for size in ("10k", "100k", "1M", "10M")]
    asked.add_argument("--only", action="append", choices=SECTIONS, help="only this table; repeatable")
    asked.add_argument("--sizes", type=lambda text: [number(size) for size in text.split(",")], default=sizes)
    asked.add_argument("--rounds", type=int, help="rounds of each size; more the smaller the log, if left out")
    asked.add_argument("--slac", action="append", default=[], metavar="NAME=COMMAND", help="another slac; repeatable")
    asked.add_argument(
        "--against", action="append", metavar="PEER", help="only this peer: DuckDB, Polars, …; repeatable"
    )
    asked.add_argument("--events", type=number, default=1_000_000, help="of the forms, shapes and clauses")
    asked.add_argument("--ending", default=".jsonl", help="the log's form: .jsonl, .jsonl.gz")
    asked.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "slac-benchmarks")
    asked.add_argument("--keep", action="store_true", help="keep the log of 100 million events")
    asked.add_argument("--write", action=argparse.BooleanOptionalAction, default=True, help="put it into README.md")
    return asked


if __name__ == "__main__":
    main()
