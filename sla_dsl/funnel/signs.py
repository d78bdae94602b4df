"""Figures that are called shares or money and are plain numbers: what was most likely meant by them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from sla_dsl.model.funnel import Figure, Funnel, Given
from sla_dsl.model.values import Money, Share, exact

_SHARES = frozenset({"share", "rate", "ratio", "percentage", "percent", "conversion"})
"""A figure is called a share where one of these is its last word."""

_MONEY = frozenset({"deal", "value", "price", "budget", "cost", "costs"})
"""A figure is called money where one of these is its last word, or one of the next is any of its words."""

_EARNED = frozenset({"revenue", "turnover", "income", "acv", "arr", "mrr"})

Meant = dict[str | None, Share | Money]
"""What was meant by a plain number, by period."""


def signs_meant(funnel: Funnel) -> dict[str, Meant]:
    """The figures that lack their percent sign or currency, by name.

    A share is no number above 100. Money is asked for only where another figure is money: its currency is meant.
    """
    currencies = {figure.currency for given in funnel.given.values() for _, figure in _values(given)
                  if isinstance(figure, Money)}  # fmt: skip
    currency = currencies.pop() if len(currencies) == 1 else None
    found = {name: _shares(given) or _money(given, currency) for name, given in funnel.given.items()}
    return {name: meant for name, meant in found.items() if meant}


def with_signs(funnel: Funnel) -> Funnel:
    """The funnel as it is with every sign that is missing."""
    meant = signs_meant(funnel)
    given = {name: _with(figure, meant.get(name, {})) for name, figure in funnel.given.items()}
    return replace(funnel, given=given)


def _values(given: Given) -> Iterator[tuple[str | None, Figure | None]]:
    yield None, given.otherwise
    yield from given.by_period.items()


def _shares(given: Given) -> Meant:
    if given.name.split()[-1].casefold() not in _SHARES:
        return {}
    return {
        period: Share(exact(Fraction(figure) / (1 if figure < 1 else 100)))
        for period, figure in _values(given)
        if isinstance(figure, int | Fraction) and 0 < figure <= 100
    }


def _money(given: Given, currency: str | None) -> Meant:
    words = given.name.casefold().split()
    if currency is None or (words[-1] not in _MONEY and _EARNED.isdisjoint(words)):
        return {}
    return {
        period: Money(exact(Fraction(figure)), currency)
        for period, figure in _values(given)
        if isinstance(figure, int | Fraction) and figure >= 1
    }


def _with(given: Given, meant: Meant) -> Given:
    by_period = {period: meant.get(period, figure) for period, figure in given.by_period.items()}
    return replace(given, otherwise=meant.get(None, given.otherwise), by_period=by_period)
