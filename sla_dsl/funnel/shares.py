"""Figures that are called shares and are plain numbers: what was most likely meant by them."""

from __future__ import annotations

from fractions import Fraction

from sla_dsl.model.funnel import Given
from sla_dsl.model.values import decimal_text

_SHARES = frozenset({"share", "rate", "ratio", "percentage", "percent", "conversion"})
"""A figure is called a share where one of these is its last word."""


def share_meant(given: Given) -> tuple[str, str | None] | None:
    """The share that was meant, as it is written, and the period of the value; nothing where the figure is none."""
    if given.name.split()[-1].casefold() not in _SHARES:
        return None
    values = [(None, given.otherwise), *given.by_period.items()]
    for period, figure in values:
        if isinstance(figure, int | Fraction) and 0 < figure <= 100:
            return f"{decimal_text(Fraction(figure) * (100 if figure < 1 else 1))}%", period
    return None
