"""What is wrong with a funnel in some of the periods that an agreement is in force."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sla_dsl.funnel.check import figures_of
from sla_dsl.funnel.derive import no_value
from sla_dsl.funnel.evaluate import evaluate, given_in
from sla_dsl.funnel.problem import Problem
from sla_dsl.model.funnel import Figure, Funnel, Given
from sla_dsl.model.period import PeriodDates, next_period, period_named, period_of


def check_periods(funnel: Funnel, start: date, until: date | None) -> tuple[Problem, ...]:
    """What is wrong in the periods that overlap [start, until] (local dates, inclusive; no `until` is for good).

    Each figure's first problem of a kind is told once, at the earliest period that has it. Periods without values of
    their own are all alike, and only the first of them is worked out.
    """
    periods = _periods_unlike(funnel, start, until)
    found = [problem for given in funnel.given.values() for problem in _gap(given, periods)]
    told: set[tuple[str, str]] = set()
    seen: set[tuple[Figure | None, ...]] = set()
    for period in periods:
        inputs = {name: given_in(given, period.name) for name, given in funnel.given.items()}
        key = tuple(inputs.values())
        if key in seen:
            continue
        seen.add(key)
        present = {name: figure for name, figure in inputs.items() if figure is not None}
        for problem in evaluate(funnel, present, _when(funnel, period)).problems:
            if (problem.name, problem.code) not in told:
                told.add((problem.name, problem.code))
                found.append(problem)
    return tuple(found)


def _periods_unlike(funnel: Funnel, start: date, until: date | None) -> list[PeriodDates]:
    """The periods in force that have values of their own, and the first that has none, in order of time."""
    last = date.max if until is None else until
    names = {name for given in funnel.given.values() for name in given.by_period}
    named = [period for name in names if (period := period_named(name, funnel.each))]
    found = [period for period in named if period.last >= start and period.first <= last]
    rest: PeriodDates | None = period_of(start, funnel.each)
    while rest is not None and rest.name in names:
        rest = next_period(rest, funnel.each)
    if rest is not None and rest.first <= last:
        found.append(rest)
    return sorted(found, key=lambda period: period.first)


def _gap(given: Given, periods: list[PeriodDates]) -> Iterator[Problem]:
    """A figure without a value in a period, told once."""
    if not figures_of(given) or given.otherwise is not None:
        return
    missing = [period.name for period in periods if period.name not in given.by_period]
    if missing:
        yield no_value(given, missing[0])


def _when(funnel: Funnel, period: PeriodDates) -> str:
    return f" in {period.name}" if any(given.by_period for given in funnel.given.values()) else ""
