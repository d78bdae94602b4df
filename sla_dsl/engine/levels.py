"""Cases by the period in which they started, and whether each period reaches its rate or keeps to its budget."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from sla_dsl.engine.bounds import HOLDS, plain
from sla_dsl.engine.terms import Terms
from sla_dsl.model.clause import Bound, BudgetLevel, Clause, Ensure, RateLevel
from sla_dsl.model.outcome import Case, CaseState, RatePeriod, Verdict
from sla_dsl.model.period import period_named
from sla_dsl.model.values import Share


class Counts(NamedTuple):
    """How a period's cases stand; `open_excuses` are the excused that may still become met."""

    met: int
    breached: int
    pending: int
    excused: int
    open_excuses: int

    @property
    def none(self) -> bool:
        """Whether no case is in the rate."""
        return self.met + self.breached + self.pending + self.open_excuses == 0

    @property
    def low(self) -> Fraction:
        """The rate if what is open turns out badly."""
        return _rate(self.met, self.met + self.breached + self.pending)

    @property
    def high(self) -> Fraction:
        """The rate if what is open turns out well."""
        well = self.met + self.pending + self.open_excuses
        return _rate(well, well + self.breached)


class Tally(NamedTuple):
    """How the cases of a period stand, and at which instant (of its breaches in order, from 0) each breach came."""

    counts: Counts
    breach: Callable[[int], int]


def tallies_of(cases: Iterable[Case]) -> dict[str, Tally]:
    """The cases by their period, counted."""
    by_period: dict[str, list[Case]] = {}
    for case in cases:
        assert case.period is not None
        by_period.setdefault(case.period, []).append(case)
    return {name: Tally(count(among), _breach_of(among)) for name, among in by_period.items()}


def _breach_of(cases: list[Case]) -> Callable[[int], int]:
    return lambda number: sorted(case.breached_at for case in cases if case.breached_at is not None)[number]


def judge_levels(clause: Clause, tallies: Mapping[str, Tally], terms: Terms) -> tuple[RatePeriod, ...]:
    """Every period with a case of a level or an `ensure`, in order of time."""
    judged = (_judge_period(clause, name, tally, terms) for name, tally in tallies.items())
    return tuple(sorted(judged, key=lambda period: period.start))


def _judge_period(clause: Clause, name: str, tally: Tally, terms: Terms) -> RatePeriod:
    bound, required = _asked(clause, name, terms)
    start, end = _bounds(clause, name, terms)
    counts = tally.counts
    over = terms.as_of >= end
    if isinstance(required, Share):
        verdict = _rate_verdict(bound, plain(required), counts) if over else Verdict.PENDING
        broken_at = end
    else:
        verdict = _budget_verdict(required, counts, over=over)
        broken_at = tally.breach(required) if verdict is Verdict.BROKEN else end
    return RatePeriod(
        name,
        start,
        end,
        verdict,
        bound,
        required,
        counts.met,
        counts.breached,
        counts.pending,
        counts.excused,
        None if counts.none else counts.low,
        None if counts.none else counts.high,
        broken_at if verdict is Verdict.BROKEN else None,
    )


def _asked(clause: Clause, name: str, terms: Terms) -> tuple[Bound, Share | int]:
    """The bound, and the share or the number of breaches that it asks for in the period."""
    if isinstance(clause.level, BudgetLevel):
        return Bound.AT_MOST, clause.level.breaches
    asked = clause.level if isinstance(clause.level, RateLevel) else clause.duty
    assert isinstance(asked, RateLevel | Ensure)
    share = terms.figures.of(asked.share, name)
    assert isinstance(share, Share), "the agreement is valid: a level is a share"
    return asked.bound if isinstance(asked, Ensure) else Bound.AT_LEAST, share


def _bounds(clause: Clause, name: str, terms: Terms) -> tuple[int, int]:
    assert clause.judged_each is not None
    period = period_named(name, clause.judged_each)
    assert period is not None
    return terms.clock.period_bounds(period)


def count(cases: Iterable[Case]) -> Counts:
    """How the cases stand."""
    met = breached = pending = excused = open_excuses = 0
    for case in cases:
        met += case.state is CaseState.MET
        breached += case.state.breached
        pending += case.state is CaseState.PENDING
        excused += case.state is CaseState.EXCUSED
        open_excuses += case.state is CaseState.EXCUSED and case.may_become_met
    return Counts(met, breached, pending, excused, open_excuses)


def _rate(part: int, whole: int) -> Fraction:
    return Fraction(part, whole) if whole else Fraction(0)


def _rate_verdict(bound: Bound, share: Fraction | int, counts: Counts) -> Verdict:
    """After the end: kept or broken where both ends of the rate say so, else pending."""
    if counts.none:
        return Verdict.NO_CASES
    holds = {HOLDS[bound](rate, share) for rate in (counts.low, counts.high)}
    if len(holds) == 2:
        return Verdict.PENDING
    return Verdict.KEPT if holds.pop() else Verdict.BROKEN


def _budget_verdict(allowed: int, counts: Counts, *, over: bool) -> Verdict:
    if counts.breached > allowed:
        return Verdict.BROKEN
    if not over:
        return Verdict.PENDING
    if counts.none:
        return Verdict.NO_CASES
    return Verdict.KEPT if counts.breached + counts.pending <= allowed else Verdict.PENDING
