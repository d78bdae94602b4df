"""Logs of several sizes → what each contestant took, round by round, and whether all found the same.

Rounds are interleaved: in each, everyone runs once, so that what else the machine does falls on all of them. A ratio is
taken within a round, and the median of the rounds' ratios is shown. Memory is watched in one more run of each, whose
time does not count: to look at it costs time, most of all where there are several processes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.alike import differences
from benchmarks.contestants import MODULE, PROGRAM, Contestant
from benchmarks.measure import Run, run, said

ROUNDS = {10_000: 11, 100_000: 9, 1_000_000: 5, 10_000_000: 3}
"""How often all run, by the number of events; once where it is not named."""


PATIENCE = 3600
"""Seconds until the run over a log of 100 million events is given up; the others have a sixth of that."""


class Bound(NamedTuple):
    """What slac is to reach: the ratio to the wall clock of DuckDB's module (none where none is asked), and MiB."""

    ratio: float | None
    memory: float


BOUNDS = {
    10_000: Bound(1.3, 70),
    100_000: Bound(1.1, 120),
    1_000_000: Bound(0.8, 200),
    10_000_000: Bound(1.0, 600),
    100_000_000: Bound(None, 3072),
}


class Result(NamedTuple):
    """A contestant's runs over one log, its wall clock over each base's in each round, and what it found otherwise.

    With a difference to what slac found, its figures do not count. `watched` are the runs whose memory was watched.
    """

    contestant: Contestant
    runs: list[Run]
    watched: list[Run]
    ratios: dict[str, list[float]]
    different: list[str]

    @property
    def wall(self) -> float:
        """The median of the rounds' seconds."""
        return median(of.wall for of in self.runs)

    @property
    def processor(self) -> float:
        """The median of the rounds' seconds of all processors."""
        return median(of.processor for of in self.runs)

    @property
    def memory(self) -> float:
        """The most memory of any run, in MiB."""
        return max(of.memory for of in (*self.runs, *self.watched))

    def ratio(self, base: str) -> float | None:
        """The median of the rounds' ratios to a base, where that took part."""
        return median(self.ratios[base]) if base in self.ratios else None


def race(log: Path, events: int, who: Sequence[Contestant], folder: Path, rounds: int | None = None) -> list[Result]:
    """Everyone over one log, in interleaved rounds; each outcome is compared with the first contestant's, slac's."""
    taking_part = [one for one in who if events <= one.most]
    results = [Result(one, [], [], {}, []) for one in taking_part]
    for no in range(rounds or ROUNDS.get(events, 1)):
        this_round = {}
        for result in results:
            one = result.contestant
            if no and events >= one.once:
                continue
            ran = _run(one, log, events, folder)
            result.runs.append(ran)
            this_round[one.name] = ran.wall
            result.different.extend(_compared(taking_part[0], one, folder))
        for base in (one.name for one in taking_part if one.base and one.name in this_round):
            for result in results:
                if result.contestant.name in this_round:
                    ratio = this_round[result.contestant.name] / this_round[base]
                    result.ratios.setdefault(base, []).append(ratio)
    for result in results:
        result.watched.append(_run(result.contestant, log, events, folder, watched=True))
    return results


def _run(one: Contestant, log: Path, events: int, folder: Path, *, watched: bool = False) -> Run:
    patience = PATIENCE if events > 10_000_000 else PATIENCE / 6
    ran = run(one.asked(log, folder), folder, patience, watched=watched)
    if not one.did_well(ran.code):
        raise RuntimeError(f"{one.name} ended with {ran.code} over {events} events: {said(folder)}")
    return ran


def _compared(first: Contestant, one: Contestant, folder: Path) -> Iterator[str]:
    """What differs between the first's outcome and another's; two slacs have to agree in every byte of their lists."""
    ours, theirs = first.outcome(folder), one.outcome(folder)
    if one is first:
        return
    if one.is_slac:
        if ours.breaches.read_bytes() != theirs.breaches.read_bytes():
            yield "the lists of breached cases differ"
        return
    yield from differences(ours.counts, ours.breaches, theirs.counts, theirs.breaches)


def head() -> tuple[str, ...]:
    """The table's columns."""
    return ("events", "", "wall s", "of rounds", f"of {MODULE}", f"of {PROGRAM}", "CPU s", "peak MiB", "asked of slac")


def rows(events: int, results: Sequence[Result]) -> Iterator[tuple[str, ...]]:
    """The table's rows for one size."""
    for result in results:
        if result.different:
            yield (f"{events:,}".replace(",", " "), result.contestant.name, *("does not count",) * 6, "")
            continue
        walls = sorted(of.wall for of in result.runs)
        yield (
            f"{events:,}".replace(",", " "),
            result.contestant.name,
            f"{result.wall:.2f}",
            f"{walls[0]:.2f} to {walls[-1]:.2f} in {len(walls)}",
            *("" if ratio is None else f"{ratio:.2f}" for ratio in map(result.ratio, (MODULE, PROGRAM))),
            f"{result.processor:.2f}",
            _memory(result),
            _asked(events, result) if result.contestant.is_slac else "",
        )


def _memory(result: Result) -> str:
    """The peak; where several processes hold memory, also what the largest of them holds."""
    largest = max(of.largest for of in (*result.runs, *result.watched))
    several = result.memory > largest * 1.05
    return f"{result.memory:.0f} (largest process {largest:.0f})" if several else f"{result.memory:.0f}"


def _asked(events: int, result: Result) -> str:
    bound = BOUNDS.get(events)
    if bound is None:
        return ""
    ratio = result.ratio(MODULE)
    wall = [] if bound.ratio is None or ratio is None else [_against("wall", ratio, bound.ratio, "")]
    return ", ".join((*wall, _against("memory", result.memory, bound.memory, " MiB")))


def _against(what: str, is_: float, asked: float, unit: str) -> str:
    return f"{what} ≤ {asked:g}{unit}: {'reached' if is_ <= asked else 'missed'}"
