"""Figures and formulas as text: exactly, as a file has them, or as people are told them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from sla_dsl.model.clause import Bound
from sla_dsl.model.funnel import Figure, Formula, Literally, Name
from sla_dsl.model.values import Exact, Money, Share, decimal_text, exact

GROUPED_IN_FILES = 10_000
"""In a file, numbers from here on stand in groups of three: `5000`, `15 000`."""

GROUPED_FOR_PEOPLE = 1_000
"""People are told numbers from here on in groups of three: `1 234.56 EUR`."""

PLACES = 6
"""An exact decimal with more places than these is told rounded."""

_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2}


def write_figure(figure: Figure) -> str:
    """The figure as a file has it, exactly: `250 000`, `30%`, `15 000 EUR`.

    Raises ValueError for one that no decimal gives exactly (`1/3`): a file cannot hold it.
    """
    return _figure(figure, _exactly)


def figure_text(figure: Figure) -> str:
    """The figure as people are told it: `900 000 EUR`, `60`, `30%`; `≈ 333.33 EUR` where that is not all of it."""
    amount = _decimal(figure)
    if amount is not None and len(amount.partition(".")[2]) <= PLACES:
        return _figure(figure, lambda number: _grouped(decimal_text(number), GROUPED_FOR_PEOPLE))
    return f"≈ {_figure(figure, _nearly)}"


def formula_text(formula: Formula, told: Callable[[str], str] | None = None) -> str:
    """The formula as a file has it, with the parentheses it needs; with `told`, what that gives for each name."""
    if isinstance(formula, Literally):
        return write_figure(formula.figure)
    if isinstance(formula, Name):
        return told(formula.name) if told else formula.name
    strength = _STRENGTH[formula.operator]
    left = _within(formula.left, strength, told)
    right = _within(formula.right, strength + 1, told)
    return f"{left} {formula.operator} {right}"


def rounded(figure: Figure, bound: Bound) -> Figure:
    """The figure as a target is shown: what just satisfies the bound, in whole numbers, or in cents of money.

    Up for `at least` and `less than`, down for `at most` and `more than`; a share stays as it is.
    """
    up = bound in (Bound.AT_LEAST, Bound.LESS_THAN)
    if isinstance(figure, Share):
        return figure
    if isinstance(figure, Money):
        return Money(exact(Fraction(_whole(figure.amount * 100, up=up), 100)), figure.currency)
    return _whole(figure, up=up)


def _within(formula: Formula, strength: int, told: Callable[[str], str] | None) -> str:
    text = formula_text(formula, told)
    if isinstance(formula, Literally | Name) or _STRENGTH[formula.operator] >= strength:
        return text
    return f"({text})"


def _figure(figure: Figure, number: Callable[[Exact], str]) -> str:
    if isinstance(figure, Money):
        return f"{number(figure.amount)} {figure.currency}"
    if isinstance(figure, Share):
        return f"{number(exact(Fraction(figure.value) * 100))}%"
    return number(figure)


def _decimal(figure: Figure) -> str | None:
    """The exact decimal that stands in the figure's text, or nothing where there is none."""
    number = figure.amount if isinstance(figure, Money) else figure
    text = decimal_text(exact(Fraction(number.value) * 100) if isinstance(number, Share) else number)
    return None if "/" in text else text


def _exactly(number: Exact) -> str:
    text = decimal_text(number)
    if "/" in text:
        raise ValueError(text)
    return _grouped(text, GROUPED_IN_FILES)


def _nearly(number: Exact) -> str:
    """The number to two places, or to three digits where it is below one; half a step is rounded up."""
    size = abs(Fraction(number))
    places = 2
    while 0 < size * 10**places < 100 and size < 1 and places < 12:
        places += 1
    steps = _whole(size * 10**places + Fraction(1, 2), up=False)
    text = decimal_text(exact(Fraction(steps, 10**places)))
    return f"{'-' if number < 0 else ''}{_grouped(text, GROUPED_FOR_PEOPLE)}"


def _grouped(decimal: str, least: int) -> str:
    """A decimal with its whole part in groups of three, from `least` on."""
    sign, digits = ("-", decimal[1:]) if decimal.startswith("-") else ("", decimal)
    whole, dot, places = digits.partition(".")
    if len(whole) >= len(str(least)):
        head = len(whole) % 3
        groups = [whole[:head]] * (head > 0) + [whole[at : at + 3] for at in range(head, len(whole), 3)]
        whole = " ".join(groups)
    return f"{sign}{whole}{dot}{places}"


def _whole(number: Exact, *, up: bool) -> int:
    value = Fraction(number)
    return -(-value.numerator // value.denominator) if up else value.numerator // value.denominator
