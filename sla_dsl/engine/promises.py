"""What a `deliver` asked for in each period, and what came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from math import ceil, floor
from types import MappingProxyType

from sla_dsl.engine.bounds import HOLDS
from sla_dsl.engine.findings import Came
from sla_dsl.engine.terms import Terms
from sla_dsl.model.clause import Bound, Clause, Deliver, Period
from sla_dsl.model.outcome import DeliverPeriod, Verdict
from sla_dsl.model.period import PeriodDates, next_period, period_of
from sla_dsl.model.values import Exact, Money, Share, exact

NO_PERIODS: Mapping[str, PeriodDates] = MappingProxyType({})


def judged_periods(clause: Clause, terms: Terms, first: int | None) -> Mapping[str, PeriodDates]:
    """The periods of a `deliver` that are judged, by name: those wholly inside the dates in force.

    From the one that holds the log's `first` event to the last that began before as-of, and none before `--since`.
    """
    if clause.period is None or first is None:
        return NO_PERIODS
    begins, ends = in_force(clause, terms)
    since = terms.since
    periods = _periods(max(terms.clock.local_date(first), begins), clause.period)
    judged = {}
    for period in periods:
        start, _ = terms.clock.period_bounds(period)
        if start >= terms.as_of or period.last > ends:
            break
        if period.first >= begins and (since is None or start >= since):
            judged[period.name] = period
    return judged


def in_force(clause: Clause, terms: Terms) -> tuple[date, date]:
    """The first and the last date on which the clause counts."""
    effective = terms.agreement.effective
    begins = max(effective.start, clause.valid_from or effective.start)
    until = [day for day in (effective.until, clause.valid_until) if day is not None]
    return begins, min(until, default=date.max)


def _periods(day: date, each: Period) -> Iterator[PeriodDates]:
    period: PeriodDates | None = period_of(day, each)
    while period is not None:
        yield period
        period = next_period(period, each)


def judge_promise(
    clause: Clause, periods: Mapping[str, PeriodDates], delivered: Came, terms: Terms
) -> tuple[DeliverPeriod, ...]:
    """Each judged period of a `deliver`, in order of time."""
    return tuple(_judge_period(clause, period, delivered, terms) for period in periods.values())


def _judge_period(clause: Clause, period: PeriodDates, delivered: Came, terms: Terms) -> DeliverPeriod:
    duty = clause.duty
    assert isinstance(duty, Deliver)
    required = terms.figures.of(duty.amount, period.name)
    assert required is not None, "the agreement is valid: every period has its figure"
    assert not isinstance(required, Share), "the agreement is valid: a share is not delivered"
    start, end = terms.clock.period_bounds(period)
    count = delivered.count(period.name)
    over = terms.as_of >= end
    actual: int | Money
    broken_at: int | None = end
    if isinstance(required, Money):
        actual = Money(exact(delivered.amount(period.name)), required.currency)
        holds = HOLDS[duty.bound](actual.amount, required.amount)
        verdict = _when_over(holds=holds) if over else Verdict.PENDING
    else:
        actual = count
        verdict = _count_verdict(duty.bound, actual, required, over=over)
        broken_at = _exceeded_at(duty.bound, delivered, period.name, required) or end
    return DeliverPeriod(
        period.name,
        start,
        end,
        verdict,
        duty.bound,
        required,
        actual,
        broken_at if verdict is Verdict.BROKEN else None,
    )


def _when_over(*, holds: bool) -> Verdict:
    return Verdict.KEPT if holds else Verdict.BROKEN


def _count_verdict(bound: Bound, actual: int, required: Exact, *, over: bool) -> Verdict:
    """A floor is kept as soon as it is reached, a ceiling broken as soon as it is exceeded; the rest is known after."""
    holds = HOLDS[bound](actual, required)
    if over or holds is not bound.is_ceiling:
        return _when_over(holds=holds)
    return Verdict.PENDING


def _exceeded_at(bound: Bound, delivered: Came, period: str, required: Exact) -> int | None:
    """The first event of the subject that exceeded a ceiling, if one did."""
    if not bound.is_ceiling:
        return None
    breaking = floor(required) + 1 if bound is Bound.AT_MOST else ceil(required)
    return delivered.first(period, breaking) if 0 < breaking <= delivered.count(period) else None
