from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_dsl.language.figures import figure, write_figure
from sla_dsl.language.syntax import Mistake
from sla_dsl.model.values import Money, Share, exact


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", 0),
        ("250000", 250_000),
        ("250 000", 250_000),
        ("1 234 567.5", Fraction(2_469_135, 2)),
        ("1.5", Fraction(3, 2)),
        ("1.50", Fraction(3, 2)),
        ("2.0", 2),
        ("007", 7),
        ("30%", Share(Fraction(3, 10))),
        ("30 %", Share(Fraction(3, 10))),
        ("99.9%", Share(Fraction(999, 1000))),
        ("100%", Share(1)),
        ("120%", Share(Fraction(6, 5))),
        ("250k EUR", Money(250_000, "EUR")),
        ("1.5M EUR", Money(1_500_000, "EUR")),
        ("2.0005k EUR", Money(Fraction(4001, 2), "EUR")),
        ("3 000 000 EUR", Money(3_000_000, "EUR")),
        ("15 000 EUR", Money(15_000, "EUR")),
        ("0.1 USD", Money(Fraction(1, 10), "USD")),
    ],
)
def test_figures(text, expected):
    found = figure(text)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("text", "code", "underlined", "help"),
    [
        ("2,5", "SLA404", "2,5", "write `2.5`"),
        ("250,000", "SLA404", "250,000", "write `250 000`"),
        ("0,250", "SLA404", "0,250", "write `0.250`"),
        ("1,234,567.89 EUR", "SLA404", "1,234,567.89", "write `1 234 567.89`"),
        ("1.000,50", "SLA404", "1.000,50", "write `1000.50`"),
        ("1,5M EUR", "SLA404", "1,5", "write `1.5`"),
        ("2.5M", "SLA408", "2.5M", "write money as `2.5M EUR`, a plain number as `2 500 000`"),
        ("3k", "SLA408", "3k", "write money as `3k EUR`, a plain number as `3000`"),
        ("-5", "SLA608", "-", "an amount is never below zero"),
        ("+5", "SLA608", "+", "an amount is never below zero"),
        ("\u22125", "SLA608", "\u2212", "an amount is never below zero"),
        ("15 000 eur", "SLA608", "15 000 eur", "write `15 000 EUR`"),
        ("EUR 15 000", "SLA608", "EUR 15 000", "write `15 000 EUR`"),
        ("€15000", "SLA608", "€15000", "write `15 000 EUR`"),
        ("15000EUR", "SLA608", "15000EUR", "write `15 000 EUR`"),
        ("250K EUR", "SLA608", "250K EUR", "write `250 000 EUR`"),
        ("3 million EUR", "SLA608", "3 million EUR", "write `3 000 000 EUR`"),
        ("2500 000", "SLA608", "2500 000", "write `2 500 000`"),
        ("1.000.000", "SLA608", "1.000.000", "write `1 000 000`"),
        ("12 percent", "SLA608", "12 percent", "write `12%`"),
        ("15\u00a0000 EUR", "SLA608", "\u00a0", "write a plain space"),
        ("1 000\u202f000", "SLA608", "\u202f", "write a plain space"),
    ],
)
def test_mistakes_are_placed_and_have_a_way_out(text, code, underlined, help):
    found = figure(text)
    assert isinstance(found, Mistake)
    assert (found.code, text[found.start : found.end], found.help) == (code, underlined, help)


@pytest.mark.parametrize(
    "text",
    ["", "abc", "1e6", ".5", "5.", "1/3", "٣٤", "²", "5 €$", "30% EUR", "15 000 EURO", "1 00", "0x10", "1_0", " 5",
     "5 ", "inf", "nan", "5\n\n000", "k EUR", "%", "EUR"],
)  # fmt: skip
def test_everything_else_is_no_amount(text):
    found = figure(text)
    assert isinstance(found, Mistake)
    assert found.code == "SLA608"
    assert 0 <= found.start <= found.end <= len(text)
    assert found.help


@pytest.mark.parametrize(
    "text", ["9" * 100_000, "9" * 100_000 + "x", "9," * 50_000, "9" * 5_000 + "M", "1 000" * 20_000]
)
def test_long_texts_are_refused_at_once(text):
    found = figure(text)
    assert isinstance(found, Mistake)
    assert len(found.message) < 200
    assert len(found.help) < 300


NUMBERS = st.builds(
    lambda digits, places: exact(Fraction(digits, 10**places)), st.integers(0, 10**30), st.integers(0, 30)
)
FIGURES = (
    NUMBERS
    | st.builds(lambda number: Share(exact(Fraction(number) / 100)), NUMBERS)
    | st.builds(Money, NUMBERS, st.from_regex(r"\A[A-Z]{3}\Z"))
)


@given(FIGURES)
def test_what_is_written_reads_the_same(amount):
    assert figure(write_figure(amount)) == amount


@given(st.text("0123456789 ,.%kM€EURx-\n", max_size=15))
def test_any_text_is_a_figure_or_a_mistake_inside_it(text):
    found = figure(text)
    if isinstance(found, Mistake):
        assert 0 <= found.start <= found.end <= len(text)
    else:
        assert figure(write_figure(found)) == found
