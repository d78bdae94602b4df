"""Claimed relations put to the test: random edits of random agreements and of those that ship with slac, judged by
thousands of leads each, which are meant to refute them."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

from sla_dsl.changes.relation import Versions, WitnessError
from sla_dsl.changes.relation.form import Amount, Budget, Form, Rate
from sla_dsl.changes.relation.search import breaks_alone
from sla_dsl.changes.relation.standing import Both, Log, Standing
from sla_dsl.changes.relation.version import Version
from sla_dsl.changes.relation.work import Work
from sla_dsl.engine import judge
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.change import Related, Relation
from sla_dsl.model.clause import Bound
from sla_dsl.model.event import Event, EventLog
from sla_dsl.model.outcome import Case, CaseState, Verdict
from sla_dsl.policy import fetch
from tests.changes.relation.hostile import Hostile
from tests.changes.relation.mutations import mutated
from tests.strategies.agreements import random_agreement

ROOT = Path(__file__).resolve().parents[3]
LEADS, MOMENTS, MIXES = 300, 5, 200
"""Leads that are judged together, instants at which they are beside one after all, and how many logs they make up."""

REFUTED_BY = {
    Relation.EQUIVALENT: {1, -1},
    Relation.STRICTER: {-1},
    Relation.LOOSER: {1},
    Relation.INCOMPARABLE: set(),
    Relation.UNPROVEN: set(),
}
"""The signs (1: only the new version broken) that no log may show."""


Counts = tuple[int, int, int, int]
"""Cases met, breached, pending, and excused that may still become met."""

Brought = dict[str, Counts]
"""What a lead brings to each period."""

NOTHING = 0, 0, 0, 0


class Refuted(NamedTuple):
    """A log that contradicts a claim."""

    clause: str
    relation: Relation
    sign: int
    events: tuple[Event, ...]
    as_of: int


@cache
def shipped() -> list[Agreement]:
    """The agreements of the repository."""
    files = sorted((*ROOT.glob("examples/*/*.sla.yaml"), *ROOT.glob("policies/*.sla.yaml")))
    return [agreement for file in files if (agreement := fetch(str(file)).agreement) is not None]


def pairs(rnd: Random) -> Iterator[tuple[Agreement, Agreement, str]]:
    """Random agreements and those of the repository, each with an edit or two of one clause."""
    while True:
        agreement = random_agreement(rnd) if rnd.random() < 0.6 else rnd.choice(shipped())
        for _ in range(3):
            made = mutated(rnd, agreement, tries=20)
            if made is None:
                continue
            yield agreement, *made
            again = mutated(rnd, made[0], tries=20) if rnd.random() < 0.5 else None
            if again is not None and made[1] in again[0].clauses:
                yield agreement, again[0], made[1]


def is_broken(agreement: Agreement, clause: str, events: Sequence[Event], as_of: int) -> bool:
    """Whether the log breaks the clause, by the plain engine."""
    judgement = judge(agreement, EventLog(events=list(events)), as_of=as_of, only=(clause,))
    return judgement.verdict is Verdict.BROKEN


class Judging:
    """How a version judges the periods of a clause."""

    def __init__(self, form: Form, version: Version) -> None:
        self._form = form
        self._version = version
        self._ends: dict[str, int] = {}

    def period(self, start: int) -> str:
        """The name of the period of a case; empty where all time is one."""
        each = self._form.level.each
        if each is None:
            return ""
        found = self._version.figures.period(start, each)
        self._ends[found.name] = self._version.clock.period_bounds(found)[1]
        return found.name

    def level(self, period: str) -> Rate | Budget:
        """The level, with the figures of that period."""
        return self._version.level(self._form.clause.id, period)

    def ends(self, period: str) -> int:
        """When a period that was asked for is over."""
        return self._ends[period]


class Trial:
    """A claim about a clause in two versions, and what may contradict it."""

    def __init__(self, rnd: Random, old: Agreement, new: Agreement, name: str, related: Related) -> None:
        versions = Versions(old, new)
        self.rnd, self.name, self.relation = rnd, name, related.relation
        self.agreements = old, new
        self.versions = versions.old, versions.new
        self.forms = [version.form(name, version.periods(name)[0]) for version in self.versions]
        work = Work(sys.maxsize)
        self.both = Both(
            *(Standing(form, version, work) for form, version in zip(self.forms, self.versions, strict=True))
        )
        self.judging = [Judging(form, version) for form, version in zip(self.forms, self.versions, strict=True)]
        self.barred = REFUTED_BY[related.relation]
        self.numbers = [1, 1, 1, 1, *(number for form in self.forms for number in _numbers(form))]
        self.anywhere = self.forms[0].mode is not self.forms[1].mode
        self.hostile = Hostile(rnd, *self.versions, name, self.both)
        self.judged = 0

    def refuted(self, batches: int) -> Refuted | None:
        """A log that contradicts the claim, if one of so many batches has it."""
        for _ in range(batches if self.barred else 0):
            logs = self.hostile.leads(LEADS)
            for as_of in self.hostile.moments(logs, MOMENTS):
                for events, sign in self._contradicting(logs, as_of):
                    if sign == self._sign(events, as_of):
                        return Refuted(self.name, self.relation, sign, tuple(events), as_of)
                    raise AssertionError(f"the engines judge otherwise: {self.name} {events} {as_of}")
        return None

    def _sign(self, events: Sequence[Event], as_of: int) -> int:
        old, new = (is_broken(one, self.name, events, as_of) for one in self.agreements)
        return new - old

    def _contradicting(self, logs: list[Log], as_of: int) -> Iterator[tuple[Sequence[Event], int]]:
        if any(isinstance(form.duty, Amount) for form in self.forms):
            return self._by_amounts(logs, as_of)
        if all(breaks_alone(form.level) for form in self.forms):
            return self._alone(logs, as_of)
        return self._by_levels(logs, as_of)

    def _inside(self, logs: list[Log], as_of: int) -> list[bool]:
        return [True] * len(logs) if self.anywhere else self.both.opens_all(logs, as_of)

    def _alone(self, logs: list[Log], as_of: int) -> Iterator[tuple[Sequence[Event], int]]:
        self.judged += len(logs)
        old, new = ([_is_breached(cases) for cases in one.cases(logs, as_of)] for one in self.both)
        parted = [(log, after - before) for log, before, after in zip(logs, old, new, strict=True)]
        suspect = [(log, sign) for log, sign in parted if sign in self.barred]
        fits = self._inside([log for log, _ in suspect], as_of)
        yield from (one for one, fit in zip(suspect, fits, strict=True) if fit)

    def _by_levels(self, logs: list[Log], as_of: int) -> Iterator[tuple[Sequence[Event], int]]:
        """Some of the leads, some of them often: what each kind of them brings to a period is added up."""
        self.judged += len(logs)
        logs = [log for log, fits in zip(logs, self._inside(logs, as_of), strict=True) if fits]
        old, new = (
            [_counts(cases, judging) for cases in standing.cases(logs, as_of)]
            for standing, judging in zip(self.both, self.judging, strict=True)
        )
        kinds = list({str((one, other)): (log, one, other) for log, one, other in zip(logs, old, new, strict=True)
                      if one or other}.values())  # fmt: skip
        for _ in range(MIXES if kinds else 0):
            chosen = [self.rnd.choice(kinds) for _ in range(self.rnd.choice((1, 1, 2, 2, 3, 5)))]
            mix = [(kind, self.rnd.choice(self.numbers)) for kind in chosen]
            self.judged += 1
            before, after = (
                self._breaks([(kind[place], times) for kind, times in mix], judging, as_of)
                for place, judging in enumerate(self.judging, start=1)
            )
            if after - before in self.barred:
                yield _together([(kind[0], times) for kind, times in mix]), after - before

    def _breaks(self, mix: Sequence[tuple[Brought, int]], judging: Judging, as_of: int) -> bool:
        periods = {period for counts, _ in mix for period in counts}
        return any(
            _falls_short(judging, period, [(counts.get(period, NOTHING), times) for counts, times in mix], as_of)
            for period in periods
        )

    def _by_amounts(self, logs: list[Log], as_of: int) -> Iterator[tuple[Sequence[Event], int]]:
        for _ in range(10):
            some = self.rnd.sample(logs, self.rnd.choice([one for one in self.numbers if one <= LEADS]))
            events = [event for event in _together([(log, 1) for log in some]) if event.time <= as_of]
            self.judged += 1
            if not events:
                continue
            outcomes = [one.outcome(events, as_of) for one in self.both]
            old, new = (one is not None and one.verdict is Verdict.BROKEN for one in outcomes)
            if new - old in self.barred:
                yield events, new - old


def _numbers(form: Form) -> Iterator[int]:
    """How many leads may just do, or just not."""
    yield from (2, 3, 9)
    if isinstance(form.duty, Amount):
        yield from (max(form.duty.least + more, 1) for more in (-1, 0, 1) if form.duty.least < LEADS)
    elif isinstance(form.level, Budget):
        yield from (max(form.level.allowed + more, 1) for more in (0, 1, 2))
    else:
        of, share = form.level.share.denominator, form.level.share.numerator
        yield from (max(number, 1) for number in (of, share, of - share, of - share + 1) if number < LEADS)


def _is_breached(cases: Sequence[Case]) -> bool:
    return any(case.breached_at is not None for case in cases)


def _together(mix: Sequence[tuple[Log, int]]) -> list[Event]:
    """Each lead so often, every time under a name of its own."""
    whole = [log for log, times in mix for _ in range(times)]
    return [event._replace(lead=f"L-{number}") for number, log in enumerate(whole) for event in log]


def _counts(cases: Sequence[Case], judging: Judging) -> Brought:
    found: Brought = {}
    for case in cases:
        period = judging.period(case.start)
        met, breached, pending, excused = found.get(period, NOTHING)
        found[period] = (
            met + (case.state is CaseState.MET),
            breached + (case.state in (CaseState.LATE, CaseState.OVERDUE)),
            pending + (case.state is CaseState.PENDING),
            excused + (case.state is CaseState.EXCUSED and case.may_become_met),
        )
    return found


def _falls_short(judging: Judging, period: str, mix: Sequence[tuple[Counts, int]], as_of: int) -> bool:
    """Whether the period is broken, by the letter of the language."""
    met, breached, pending, excused = (sum(counts[place] * times for counts, times in mix) for place in range(4))
    level = judging.level(period)
    if isinstance(level, Budget):
        return breached > level.allowed
    assert isinstance(level, Rate)
    if as_of < judging.ends(period) or met + breached + pending + excused == 0:
        return False
    whole = met + breached + pending
    low = (met, whole) if whole else (0, 1)
    high = met + pending + excused, whole + excused
    asked, of = level.share.numerator, level.share.denominator
    match level.bound:
        case Bound.AT_LEAST:
            return high[0] * of < asked * high[1]
        case Bound.MORE_THAN:
            return high[0] * of <= asked * high[1]
        case Bound.AT_MOST:
            return low[0] * of > asked * low[1]
    return low[0] * of >= asked * low[1]


def main(seed: int, seconds: float, batches: int) -> int:
    """Run for so long (of the processor); prints what was found, and gives the number of contradictions."""
    counted: Counter[str] = Counter()
    refuted = judged = 0
    number = seed
    began = time.process_time()
    while time.process_time() - began < seconds:
        number += 1
        rnd = Random(number)
        for old, new, name in (pair for pair, _ in zip(pairs(rnd), range(4), strict=False)):
            try:
                related = Versions(old, new).relate(name, name)
                trial = Trial(rnd, old, new, name, related)
                found = trial.refuted(batches)
            except (WitnessError, AssertionError, OverflowError) as defect:
                refuted += 1
                print(f"DEFECT seed {number} {name} {type(defect).__name__} {defect}", flush=True)  # noqa: T201
                continue
            counted[related.relation] += 1
            judged += trial.judged
            if found is not None:
                refuted += 1
                print(f"REFUTED seed {number} {name} {found.relation} by {found.sign}", flush=True)  # noqa: T201
    told = {str(relation): times for relation, times in counted.items()}
    print(f"{sum(counted.values())} pairs, {judged} logs, {refuted} contradicted; {told}", flush=True)  # noqa: T201
    return refuted


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])) > 0)
