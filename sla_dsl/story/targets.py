"""The figures of the funnel that a clause asks for, period by period."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby, islice

from sla_dsl.funnel import figure_text, rounded, value
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import Amount, Bound, Clause, Deliver, Ensure, IsBound, Param, RateLevel
from sla_dsl.model.funnel import Figure, Funnel
from sla_dsl.model.period import PeriodDates, next_period, period_of
from sla_dsl.model.values import Money
from sla_dsl.story.phrases import in_force, named_conditions

LOOKED_AT = 400
"""Periods looked at, at most: a year of days."""

OPEN_END = 8
"""Periods looked at, at most, of an agreement without an end, unless the funnel names later ones."""

SHOWN = 8
"""Different targets in a row that are shown, at most."""


def target_sentences(agreement: Agreement, clause: Clause) -> list[str]:
    """A sentence for each figure of the funnel that the clause names: what it is in which period."""
    funnel = agreement.funnel
    if funnel is None:
        return []
    asked = {param.name: bound for param, bound in named_figures(clause)}
    return [_sentence(agreement, funnel, clause, name, bound) for name, bound in asked.items()]


def named_figures(clause: Clause) -> Iterator[tuple[Param, Bound]]:
    """The figures of the funnel that a clause names, each with how it is compared."""
    match clause.duty:
        case Deliver(bound, Param() as param) | Ensure(bound, Param() as param):
            yield param, bound
    for condition in named_conditions(clause):
        if isinstance(condition, IsBound) and isinstance(condition.amount, Param):
            yield condition.amount, condition.bound
    if isinstance(clause.level, RateLevel) and isinstance(clause.level.share, Param):
        yield clause.level.share, Bound.AT_LEAST


def is_money(agreement: Agreement, amount: Amount) -> bool:
    """Whether an amount is money: written so, or a figure of the funnel that is."""
    if isinstance(amount, Param) and agreement.funnel is not None:
        period = period_of(agreement.effective.start, agreement.funnel.each)
        return isinstance(_figure(agreement.funnel, amount.name, period), Money)
    return isinstance(amount, Money)


def _figure(funnel: Funnel, name: str, period: PeriodDates) -> Figure | None:
    """The figure in a period, or nothing for one that the funnel has no values for."""
    try:
        return value(funnel, name, period.name)
    except KeyError:
        return None


def _sentence(agreement: Agreement, funnel: Funnel, clause: Clause, name: str, bound: Bound) -> str:
    by_period = {period.name: _figure(funnel, name, period) for period in _periods(agreement, funnel, clause)}
    figures = {period: figure for period, figure in by_period.items() if figure is not None}
    told = _grouped([(period, _shown(figure, bound)) for period, figure in figures.items()])
    derived = funnel.derive.get(name)
    formula = f" ({derived.text})" if derived and derived.text else ""
    is_rounded = any(rounded(figure, bound) != figure for figure in figures.values())
    note = " What is compared is the figure before rounding." if is_rounded else ""
    return f"[{name}]{formula} is {told}.{note}"


def _shown(figure: Figure, bound: Bound) -> str:
    return figure_text(rounded(figure, bound))


def _grouped(figures: list[tuple[str, str]]) -> str:
    groups = [(told, [name for name, _ in group]) for told, group in groupby(figures, key=lambda pair: pair[1])]
    if len(groups) == 1 and len(figures) > 1:
        return f"{groups[0][0]} in every period from {figures[0][0]}"
    parts = [f"{told} in {names[0]}{f' to {names[-1]}' if len(names) > 1 else ''}" for told, names in groups[:SHOWN]]
    return ", ".join(parts) + (" and more after that" if len(groups) > SHOWN else "")


def _periods(agreement: Agreement, funnel: Funnel, clause: Clause) -> list[PeriodDates]:
    first, last = in_force(agreement, clause)
    named = max((name for given in funnel.given.values() for name in given.by_period), default="")
    found: list[PeriodDates] = []
    for number, period in enumerate(islice(_from(first, funnel), LOOKED_AT)):
        past_end = period.first > last if last else number >= OPEN_END and period.name > named
        if past_end and found:
            break
        found.append(period)
    return found


def _from(first: date, funnel: Funnel) -> Iterable[PeriodDates]:
    period: PeriodDates | None = period_of(first, funnel.each)
    while period is not None:
        yield period
        period = next_period(period, funnel.each)
