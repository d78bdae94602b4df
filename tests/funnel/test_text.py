from __future__ import annotations

from fractions import Fraction

import pytest

from sla_dsl.funnel import figure_text, formula_text, rounded, write_figure
from sla_dsl.model.clause import Bound
from sla_dsl.model.funnel import Literally, Name, Operation
from sla_dsl.model.values import Money, Share


@pytest.mark.parametrize(
    ("figure", "told", "written"),
    [
        (Money(900_000, "EUR"), "900 000 EUR", "900 000 EUR"),
        (60, "60", "60"),
        (0, "0", "0"),
        (1_000, "1 000", "1000"),
        (9_999, "9 999", "9999"),
        (10_000, "10 000", "10 000"),
        (1_234_567, "1 234 567", "1 234 567"),
        (Share(Fraction(3, 10)), "30%", "30%"),
        (Share(Fraction(999, 1000)), "99.9%", "99.9%"),
        (Share(0), "0%", "0%"),
        (Share(1), "100%", "100%"),
        (Money(Fraction(123_456, 100), "EUR"), "1 234.56 EUR", "1234.56 EUR"),
        (Money(2_000_000, "USD"), "2 000 000 USD", "2 000 000 USD"),
        (Fraction(3, 2), "1.5", "1.5"),
        (Fraction(1, 128), "≈ 0.00781", "0.0078125"),
        (Fraction(-5, 1), "-5", "-5"),
        (-12_345, "-12 345", "-12 345"),
    ],
)
def test_a_figure_for_people_and_for_a_file(figure, told, written):
    assert figure_text(figure) == told
    assert write_figure(figure) == written


@pytest.mark.parametrize(
    ("figure", "told"),
    [
        (Fraction(1, 3), "≈ 0.333"),
        (Fraction(2, 3), "≈ 0.667"),
        (Fraction(100, 3), "≈ 33.33"),
        (Share(Fraction(1, 3)), "≈ 33.33%"),
        (Money(Fraction(10_000, 3), "EUR"), "≈ 3 333.33 EUR"),
        (Money(Fraction(-10_000, 3), "EUR"), "≈ -3 333.33 EUR"),
        (Fraction(1, 3 * 10**9), "≈ 0.000000000333"),
    ],
)
def test_what_no_decimal_gives_is_told_rounded_and_cannot_be_written(figure, told):
    assert figure_text(figure) == told
    with pytest.raises(ValueError):
        write_figure(figure)


@pytest.mark.parametrize(
    ("figure", "up", "down"),
    [
        (Fraction(601, 10), 61, 60),
        (60, 60, 60),
        (Fraction(1, 3), 1, 0),
        (Money(Fraction(1_000_001, 1000), "EUR"), Money(Fraction(100_001, 100), "EUR"), Money(1_000, "EUR")),
        (Money(Fraction(1, 3), "EUR"), Money(Fraction(34, 100), "EUR"), Money(Fraction(33, 100), "EUR")),
        (Share(Fraction(1, 3)), Share(Fraction(1, 3)), Share(Fraction(1, 3))),
    ],
)
def test_rounding_is_towards_what_the_bound_asks(figure, up, down):
    assert rounded(figure, Bound.AT_LEAST) == rounded(figure, Bound.LESS_THAN) == up
    assert rounded(figure, Bound.AT_MOST) == rounded(figure, Bound.MORE_THAN) == down


def test_a_whole_rounded_figure_is_an_int():
    assert type(rounded(Fraction(601, 10), Bound.AT_LEAST)) is int
    assert type(rounded(Money(Fraction(1999, 1000), "EUR"), Bound.AT_LEAST).amount) is int


A, B, C = Name("a"), Name("b c"), Literally(Share(Fraction(1, 10)))


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (Operation("*", A, B), "a * b c"),
        (Operation("*", Operation("+", A, B), C), "(a + b c) * 10%"),
        (Operation("+", Operation("*", A, B), C), "a * b c + 10%"),
        (Operation("-", A, Operation("-", B, C)), "a - (b c - 10%)"),
        (Operation("-", Operation("-", A, B), C), "a - b c - 10%"),
        (Operation("/", A, Operation("*", B, C)), "a / (b c * 10%)"),
        (Operation("+", A, Operation("+", B, C)), "a + (b c + 10%)"),
    ],
)
def test_a_formula_has_the_parentheses_it_needs(formula, text):
    assert formula_text(formula) == text
