"""Shares without their sign: `win rate: 0.2` and `marketing share: 30` are counts, which are reckoned with as such."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from sla_dsl.diagnostics import Diagnostic
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.funnel import Given
from sla_dsl.model.values import decimal_text
from sla_dsl.review.places import Places, Told

_SHARES = frozenset({"share", "rate", "ratio", "percentage", "percent", "conversion"})
"""A figure is called a share where one of these is its last word."""


def plain_shares(agreement: Agreement, places: Places) -> Iterator[Diagnostic]:
    """SLA021: a given figure that is called a share, and is a plain number no greater than 100."""
    given = agreement.funnel.given.values() if agreement.funnel else ()
    for figure in given:
        number = _plain(figure) if figure.name.split()[-1].casefold() in _SHARES else None
        if number is not None:
            meant = decimal_text(number * 100 if number < 1 else number)
            told = Told(
                f"`{figure.name}` is a plain number, and reads as if it were a share",
                f"write `{meant}%` where a share is meant; else call it by another name",
            )
            yield places.note("SLA021", told, places.value("funnel", "given", figure.name))


def _plain(figure: Given) -> Fraction | None:
    """The first of its figures that is a plain number, and could be a share."""
    figures = (figure.otherwise, *figure.by_period.values())
    return next((one for one in map(_number, figures) if one is not None and 0 < one <= 100), None)


def _number(figure: object) -> Fraction | None:
    return Fraction(figure) if isinstance(figure, int | Fraction) else None
