"""The table of units, cell by cell, as section 4 of the language has it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sla_dsl.funnel.units import TABLE, Unit, joined, kind_named, kind_of
from sla_dsl.model.funnel import Kind
from sla_dsl.model.values import Money, Share

M, C, S, N = Unit.MONEY, Unit.COUNT, Unit.SHARE, Unit.NUMBER

PRODUCTS = {(M, S): M, (C, M): M, (C, S): C, (S, S): S, (N, M): M, (N, C): C, (N, S): S, (N, N): N}
QUOTIENTS = {
    (M, S): M,
    (M, M): C,
    (M, C): M,
    (C, S): C,
    (C, C): S,
    (M, N): M,
    (C, N): C,
    (S, N): S,
    (N, N): N,
}
SUMS = {(M, M): M, (C, C): C, (S, S): S, (C, N): C, (N, C): C, (N, N): N}


@pytest.mark.parametrize("left", Unit)
@pytest.mark.parametrize("right", Unit)
def test_every_cell_is_the_languages(left, right):
    assert joined("*", left, right) == PRODUCTS.get((left, right), PRODUCTS.get((right, left)))
    assert joined("/", left, right) == QUOTIENTS.get((left, right))
    assert joined("+", left, right) == SUMS.get((left, right))
    assert joined("-", left, right) == SUMS.get((left, right))


def test_there_are_four_operators():
    assert set(TABLE) == {"+", "-", "*", "/"}


def test_kinds_of_figures():
    assert [kind_of(figure) for figure in (5, Fraction(1, 3), Share(1), Money(1, "EUR"))] == [
        Kind.COUNT,
        Kind.COUNT,
        Kind.SHARE,
        Kind.MONEY,
    ]
    assert kind_named(N) is Kind.COUNT
