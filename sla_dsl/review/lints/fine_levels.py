"""Levels too fine for how many cases the promised volume gives: not one miss is allowed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from sla_dsl.diagnostics import Diagnostic
from sla_dsl.funnel import value
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import Bound, Clause, Deliver, Ensure, EventPattern, Param, Period, RateLevel
from sla_dsl.model.funnel import Funnel
from sla_dsl.model.period import PeriodDates, next_period, period_named, period_of
from sla_dsl.model.values import Exact, Money, Share, percent_text
from sla_dsl.review.events import Rooted, is_always, rooted, trigger_of
from sla_dsl.review.places import Places, Told

YEARS = {
    Period.DAY: Fraction(4, 1461),
    Period.WEEK: Fraction(28, 1461),
    Period.MONTH: Fraction(1, 12),
    Period.QUARTER: Fraction(1, 4),
    Period.YEAR: Fraction(1),
}
"""What part of a year each period is."""

LOOKED_AT = 24
"""Periods in force whose figures are compared; those of later ones are taken to be no larger."""


class _Volume(NamedTuple):
    """How many events a year a promise counts on."""

    clause: Clause
    event: Rooted
    a_year: Fraction


class _Level(NamedTuple):
    """What part of its cases a clause may miss in each period, and the words that say so."""

    event: EventPattern
    missed: Fraction
    period: Period
    written: str


def fine_levels(agreement: Agreement, places: Places) -> Iterator[Diagnostic]:
    """SLA013: a share of so few cases that one miss is too many, though the clause does not ask for all of them."""
    volumes: dict[str, list[_Volume]] = defaultdict(list)
    for clause in agreement.clauses.values():
        volume = _volume(clause, agreement)
        if volume is not None:
            volumes[volume.event.root].append(volume)
    for clause in agreement.clauses.values():
        level = _level(clause, agreement)
        if level is None:
            continue
        event = rooted(level.event, agreement.vocabulary)
        known = [volume for volume in volumes[event.root] if is_always(event, volume.event)]
        most = max(known, key=lambda volume: volume.a_year, default=None)
        if most is not None:
            yield from _too_fine(clause, level, most, places)


def _too_fine(clause: Clause, level: _Level, volume: _Volume, places: Places) -> Iterator[Diagnostic]:
    cases = volume.a_year * YEARS[level.period]
    if not 0 < level.missed < 1 or floor(level.missed * cases) > 0:
        return
    count = floor(cases)
    needed = ceil(1 / level.missed)
    about = f"about {count} {'case' if count == 1 else 'cases'} each {level.period}"
    told = Told(
        f"`{level.written}` of {about} allows no miss at all, and one takes {needed} cases",
        f"judge it over a longer period, or write `with at most 1 breach each {level.period}`"
        if isinstance(clause.level, RateLevel)
        else "promise it over a longer period, or another share",
    )
    related = (places.id(volume.clause), f"`{volume.clause.id}` counts on so many")
    yield places.note("SLA013", told, places.words(clause, level.written), related)


def _level(clause: Clause, agreement: Agreement) -> _Level | None:
    trigger = trigger_of(clause, agreement)
    if isinstance(clause.level, RateLevel) and isinstance(clause.level.share, Share) and trigger is not None:
        assert clause.trigger is not None
        pattern = EventPattern(trigger.event, trigger.own)
        share = Fraction(clause.level.share.value)
        return _Level(pattern, 1 - share, clause.level.period, f"at least {percent_text(share)}")
    if isinstance(clause.duty, Ensure) and isinstance(clause.duty.share, Share) and clause.period is not None:
        share, bound = Fraction(clause.duty.share.value), clause.duty.bound
        if bound not in (Bound.AT_LEAST, Bound.AT_MOST):
            return None
        missed = share if bound.is_ceiling else 1 - share
        return _Level(clause.duty.event, missed, clause.period, f"{bound} {percent_text(share)}")
    return None


def _volume(clause: Clause, agreement: Agreement) -> _Volume | None:
    duty = clause.duty
    if not isinstance(duty, Deliver) or duty.bound.is_ceiling or clause.period is None:
        return None
    amount = _largest(duty.amount, agreement) if isinstance(duty.amount, Param) else duty.amount
    if amount is None or isinstance(amount, Money):
        return None
    return _Volume(clause, rooted(duty.event, agreement.vocabulary), Fraction(amount) / YEARS[clause.period])


def _largest(param: Param, agreement: Agreement) -> Exact | None:
    """The largest count that the funnel gives in the periods in force."""
    funnel = agreement.funnel
    if funnel is None:
        return None
    figures = []
    for period in _periods(funnel, agreement):
        try:
            figure = value(funnel, param.name, period.name)
        except KeyError:
            continue
        if isinstance(figure, Money | Share):
            return None
        figures.append(figure)
    return max(figures, default=None)


def _periods(funnel: Funnel, agreement: Agreement) -> Iterator[PeriodDates]:
    """The first periods in force, and those that have figures of their own."""
    effective = agreement.effective
    period: PeriodDates | None = period_of(effective.start, funnel.each)
    for _ in range(LOOKED_AT):
        if period is None or (effective.until is not None and period.first > effective.until):
            return
        yield period
        period = next_period(period, funnel.each)
    named = {name for given in funnel.given.values() for name in given.by_period}
    for found in (period_named(name, funnel.each) for name in sorted(named)):
        if found and found.last >= effective.start and (effective.until is None or found.first <= effective.until):
            yield found
