"""Figures that are called shares and are plain numbers: what was most likely meant by them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from sla_dsl.model.funnel import Figure, Funnel, Given
from sla_dsl.model.values import Share, exact

_SHARES = frozenset({"share", "rate", "ratio", "percentage", "percent", "conversion"})
"""A figure is called a share where one of these is its last word."""


def shares_meant(given: Given) -> dict[str | None, Share]:
    """The shares that were meant by plain numbers no greater than 100, by period; none where it is called no share."""
    if given.name.split()[-1].casefold() not in _SHARES:
        return {}
    values: list[tuple[str | None, Figure | None]] = [(None, given.otherwise), *given.by_period.items()]
    return {
        period: Share(exact(Fraction(figure) / (1 if figure < 1 else 100)))
        for period, figure in values
        if isinstance(figure, int | Fraction) and 0 < figure <= 100
    }


def with_shares(funnel: Funnel) -> Funnel:
    """The funnel as it is with every share that was meant."""
    given = {name: _with_shares(figure) for name, figure in funnel.given.items()}
    return replace(funnel, given=given)


def _with_shares(given: Given) -> Given:
    meant = shares_meant(given)
    by_period = {period: meant.get(period, figure) for period, figure in given.by_period.items()}
    return replace(given, otherwise=meant.get(None, given.otherwise), by_period=by_period)
