"""`python -m tests.fuzz`: the long run.

    python -m tests.fuzz [--seconds 60] [--seed 0] [--target files] [--record FILE] [--found FOLDER]

Each target in turn gets an equal share of the time. An input is made from its target and its number alone, of a guided
target from those before it too, so what is found can be made again. Ends with 1 where something was found, and leaves each such input in the folder named.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from tests.fuzz.guided import GUIDED, guided, reached
from tests.fuzz.targets import TARGETS, tried

SHARE = 10.0
"""Seconds that a target has before the next one's turn."""


def main() -> int:
    """Run until the time is over."""
    asked = _asked()
    counts = dict.fromkeys(asked.target or (*TARGETS, *GUIDED), 0)
    found: dict[tuple[str, str], int] = {}
    end = time.monotonic() + asked.seconds
    while time.monotonic() < end:
        for target in counts:
            stop = min(end, time.monotonic() + min(SHARE, asked.seconds / len(counts)))
            while time.monotonic() < stop:
                seed = asked.seed + counts[target]
                counts[target] += 1
                made = guided(target, seed) if target in GUIDED else tried(target, seed)
                _keep(target, seed, made, found, asked.found)
        _record(asked.record, counts, found)
    _record(asked.record, counts, found)
    print(_told(counts, found))  # noqa: T201 - a program's result
    return 1 if found else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--target", action="append", choices=[*TARGETS, *GUIDED])
    parser.add_argument("--record", type=Path)
    parser.add_argument("--found", type=Path, default=Path("fuzz-found"))
    return parser.parse_args()


def _keep(target: str, seed: int, made, found: dict[tuple[str, str], int], folder: Path) -> None:
    """Keep the first inputs of each kind of finding."""
    for wrong in made.wrong[:1]:
        kind = target, wrong[:60]
        found[kind] = found.get(kind, 0) + 1
        if found[kind] <= 2 and len(found) <= 200:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{target}-{seed}").write_bytes(made.data)
            (folder / f"{target}-{seed}.txt").write_text("\n".join(made.wrong), encoding="utf-8", errors="replace")


def _told(counts: dict[str, int], found: dict[tuple[str, str], int]) -> str:
    lines = [f"{target}: {count} inputs{_grown(target, count)}" for target, count in counts.items()]
    return "\n".join([*lines, *(f"{target}: {times} times {wrong}" for (target, wrong), times in found.items())])


def _grown(target: str, count: int) -> str:
    return f", {reached(target)[0]} of them reached something new" if target in GUIDED and count else ""


def _record(path: Path | None, counts: dict[str, int], found: dict[tuple[str, str], int]) -> None:
    if path is not None:
        path.write_text(_told(counts, found) + "\n", encoding="utf-8", errors="replace")


if __name__ == "__main__":
    raise SystemExit(main())
