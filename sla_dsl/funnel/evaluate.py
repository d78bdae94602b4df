"""Figures of one period, derived exactly."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from sla_dsl.funnel.check import share_is_sound
from sla_dsl.funnel.order import order
from sla_dsl.funnel.problem import Problem
from sla_dsl.funnel.text import figure_text, formula_text
from sla_dsl.funnel.units import Unit, joined, unit_of
from sla_dsl.model.funnel import Derived, Figure, Formula, Funnel, Given, Literally, Name, Operation
from sla_dsl.model.values import Exact, Money, Share, exact

LARGEST = 1_000
"""Parts of an exact figure have no more binary digits than this: some 300 decimal ones."""


class Values(NamedTuple):
    """The figures that could be derived, and what is wrong with the others."""

    figures: Mapping[str, Figure]
    problems: tuple[Problem, ...]


class _Quantity(NamedTuple):
    """The value of a part of a formula; `currency` is empty but for money."""

    unit: Unit
    amount: Exact
    currency: str = ""


class _NoFigureError(Exception):
    """Where and why a formula has no value with the figures at hand; never leaves this module."""

    def __init__(self, problem: Problem | None) -> None:
        super().__init__()
        self.problem = problem


def given_in(given: Given, period: str | None) -> Figure | None:
    """The value of a given figure in a period (none: whatever has no value of its own), or nothing."""
    found = given.by_period.get(period) if period is not None else None
    return given.otherwise if found is None else found


def evaluate(funnel: Funnel, inputs: Mapping[str, Figure], when: str, names: tuple[str, ...] | None = None) -> Values:
    """Every figure that follows from the inputs, unrounded; `names` are the derived ones in order, all by default.

    `when` ends a message (` in 2026-Q1`, or empty). A name that is no figure of the funnel, units that do not fit, and
    what needs a figure that is not there, are passed over in silence: `kinds` tells them.
    """
    figures = {name: figure for name, figure in inputs.items() if share_is_sound(figure)}
    problems = []
    for name in order(funnel).names if names is None else names:
        derived = funnel.derive[name]
        try:
            figures[name] = _derived(derived, figures, when)
        except _NoFigureError as wrong:
            if wrong.problem is not None:
                problems.append(wrong.problem)
    return Values(figures, tuple(problems))


def _derived(derived: Derived, figures: Mapping[str, Figure], when: str) -> Figure:
    """The figure of a formula; raises `_NoFigureError` where it has none, or one that no target may be."""
    quantity = _quantity(derived.formula, derived, figures, when)
    figure = _figure(quantity)
    told, span = f"`{derived.name}` comes to {figure_text(figure)}{when}", derived.formula.span or derived.span
    if not share_is_sound(figure):
        way_out = _why_a_share(derived.formula)
        raise _NoFigureError(Problem("SLA605", f"{told}, outside 0% to 100%", span, way_out, derived.name))
    if quantity.amount < 0:
        way_out = f"`{substituted(derived.formula, figures)}` is below zero; check the figures it follows from"
        raise _NoFigureError(Problem("SLA606", f"{told}, and no target lies below zero", span, way_out, derived.name))
    return figure


def _why_a_share(formula: Formula) -> str:
    """The help for a share that is none: why it is a share at all, where that may surprise."""
    if isinstance(formula, Operation) and formula.operator == "/":
        return "a count divided by a count is a share, a part of a whole"
    if isinstance(formula, Operation) and formula.operator == "*" and any(map(_is_bare, (formula.left, formula.right))):
        return "a bare number times a share is a share; under a name of its own, a number is a count"
    return "a share is a part of a whole"


def _is_bare(formula: Formula) -> bool:
    return isinstance(formula, Literally) and isinstance(formula.figure, int | Fraction)


def _quantity(formula: Formula, derived: Derived, figures: Mapping[str, Figure], when: str) -> _Quantity:
    if isinstance(formula, Literally):
        if not share_is_sound(formula.figure):
            raise _NoFigureError(None)
        quantity = _named(formula.figure)
        return _Quantity(Unit.NUMBER, quantity.amount) if quantity.unit is Unit.COUNT else quantity
    if isinstance(formula, Name):
        figure = figures.get(formula.name)
        if figure is None:
            raise _NoFigureError(None)
        return _named(figure)
    left = _quantity(formula.left, derived, figures, when)
    right = _quantity(formula.right, derived, figures, when)
    unit = joined(formula.operator, left.unit, right.unit)
    if unit is None:
        raise _NoFigureError(None)
    if formula.operator == "/" and right.amount == 0:
        raise _NoFigureError(_division_by_zero(formula, derived, when))
    amount = _joined_amount(formula, left.amount, right.amount)
    if max(amount.numerator.bit_length(), amount.denominator.bit_length()) > LARGEST:
        message = f"`{derived.name}` has too many digits to be derived{when}"
        raise _NoFigureError(
            Problem("SLA608", message, formula.span, "give it fewer steps, or rounder figures", derived.name)
        )
    return _Quantity(unit, amount, (left.currency or right.currency) if unit is Unit.MONEY else "")


def _joined_amount(formula: Operation, left: Exact, right: Exact) -> Exact:
    match formula.operator:
        case "+":
            return exact(left + right)
        case "-":
            return exact(left - right)
        case "*":
            return exact(left * right)
        case "/":
            return exact(Fraction(left) / right)


def _division_by_zero(formula: Operation, derived: Derived, when: str) -> Problem:
    divisor = formula_text(formula.right)
    message = f"`{derived.name}` divides by `{divisor}`, which is zero{when}"
    return Problem("SLA604", message, formula.right.span or formula.span, "divide by what is above zero", derived.name)


def _named(figure: Figure) -> _Quantity:
    if isinstance(figure, Money):
        return _Quantity(Unit.MONEY, figure.amount, figure.currency)
    return _Quantity(unit_of(figure), figure.value if isinstance(figure, Share) else figure)


def _figure(quantity: _Quantity) -> Figure:
    if quantity.unit is Unit.MONEY:
        return Money(quantity.amount, quantity.currency)
    return Share(quantity.amount) if quantity.unit is Unit.SHARE else quantity.amount


def substituted(formula: Formula, figures: Mapping[str, Figure]) -> str:
    """The formula with each name's figure in its place: `3 000 000 EUR * 30%`."""
    return formula_text(formula, lambda name: figure_text(figures[name]))
