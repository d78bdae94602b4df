"""Figures in words: percentages that never contradict their verdict, and periods by the names people use."""

from __future__ import annotations

from fractions import Fraction

from sla_dsl.model.calendar import DAYS
from sla_dsl.model.clause import Period
from sla_dsl.model.period import period_named
from sla_dsl.model.values import Exact, Money, Share, decimal_text, percent_text
from sla_dsl.report.display import spaced

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
"""The months in order."""

_MOST_PLACES = 9


def figure_words(figure: Exact | Share | Money) -> str:
    """A figure as a person writes it: `2 000 000 EUR`, `600`, `95%`."""
    match figure:
        case Money(amount, currency):
            return f"{spaced(decimal_text(amount))} {currency}"
        case Share(value):
            return percent_text(value)
        case number:
            return spaced(decimal_text(number))


def percent_words(rate: Fraction, asked: Exact) -> str:
    """A rate as a percentage of one decimal, of more where fewer would show it as what is asked, none or all."""
    for places in range(1, _MOST_PLACES):
        shown = Fraction(round(rate * 100 * 10**places), 100 * 10**places)
        if all(_side(shown, mark) == _side(rate, mark) for mark in (0, asked, 1)):
            return percent_text(shown)
    return percent_text(rate)


def period_words(name: str) -> str:
    """`2026-03` as `March 2026`, `2026-W10` as `week 10 of 2026`, `2026-03-02` as `Mon 2026-03-02`."""
    if found := period_named(name, Period.DAY):
        return f"{DAYS[found.first.weekday()]} {name}"
    if period_named(name, Period.MONTH):
        return f"{MONTHS[int(name[5:]) - 1]} {name[:4]}"
    if period_named(name, Period.WEEK):
        return f"week {int(name[6:])} of {name[:4]}"
    return name


def _side(rate: Fraction, asked: Exact) -> int:
    return (rate > asked) - (rate < asked)
