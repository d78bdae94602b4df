"""Figures, periods, instants and widths, in words."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sla_dsl.model.values import Money, Share
from sla_dsl.report.display import folded, joined, plural, printable, spaced, table, width
from sla_dsl.report.figures import figure_words, percent_words, period_words
from sla_dsl.report.instants import local, rfc3339


@pytest.mark.parametrize(
    ("rate", "asked", "text"),
    [
        (Fraction(91, 101), Fraction(19, 20), "90.1%"),
        (Fraction(1, 3), Fraction(19, 20), "33.3%"),
        (Fraction(19, 20), Fraction(19, 20), "95%"),
        (Fraction(94_999, 100_000), Fraction(19, 20), "94.999%"),
        (Fraction(949_999, 1_000_000), Fraction(19, 20), "94.9999%"),
        (Fraction(9_999, 10_000), Fraction(19, 20), "99.99%"),
        (Fraction(1, 100_000), Fraction(1, 2), "0.001%"),
        (Fraction(0), Fraction(1, 2), "0%"),
        (Fraction(1), 1, "100%"),
        (Fraction(10**15 - 1, 10**15), 1, "99.9999999999999%"),
    ],
)
def test_a_percentage_never_looks_like_what_it_is_not(rate: Fraction, asked: Fraction, text: str) -> None:
    assert percent_words(rate, asked) == text


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("2026-03", "March 2026"),
        ("2026-W10", "week 10 of 2026"),
        ("2026-W01", "week 1 of 2026"),
        ("2026-03-02", "Mon 2026-03-02"),
        ("2026-Q1", "2026-Q1"),
        ("2026", "2026"),
        ("0001-01", "January 0001"),
    ],
)
def test_periods(name: str, words: str) -> None:
    assert period_words(name) == words


def test_figures() -> None:
    assert figure_words(Money(Fraction(2_000_000_01, 100), "EUR")) == "2 000 000.01 EUR"
    assert figure_words(612) == "612"
    assert figure_words(Share(Fraction(19, 20))) == "95%"
    assert [spaced(text) for text in ("999", "1000", "-12345.5", "1/3")] == ["999", "1 000", "-12 345.5", "1/3"]
    assert plural(1, "case") == "1 case"
    assert plural(1200, "breach", "breaches") == "1 200 breaches"
    assert [joined(parts) for parts in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]


@pytest.mark.parametrize(
    ("instant", "text"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (1, "1970-01-01T00:00:00.000001Z"),
        (-1, "1969-12-31T23:59:59.999999Z"),
        (500_000, "1970-01-01T00:00:00.500000Z"),
        (-62_135_596_800_000_000, "0001-01-01T00:00:00Z"),
        (-(10**18), "0001-01-01T00:00:00Z"),
        (253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z"),
        (253_402_300_800_000_000, "9999-12-31T23:59:59.999999Z"),
    ],
)
def test_instants_for_programs(instant: int, text: str) -> None:
    assert rfc3339(instant) == text


@pytest.mark.parametrize(
    ("instant", "ends", "text"),
    [
        (1_780_261_200_000_000, True, "Sun 2026-05-31 24:00"),
        (1_780_261_200_000_000, False, "Mon 2026-06-01 00:00"),
        (1_767_968_100_000_000, False, "Fri 2026-01-09 16:15"),
        (1_767_968_105_000_000, False, "Fri 2026-01-09 16:15:05"),
        (1_767_968_105_250_000, False, "Fri 2026-01-09 16:15:05.25"),
        (1_792_891_800_000_000, False, "Sun 2026-10-25 03:30 (UTC+02:00)"),
        (1_792_888_200_000_000, False, "Sun 2026-10-25 03:30 (UTC+03:00)"),
        (253_402_300_799_999_999, False, "Fri 9999-12-31 23:59:59.999999"),
        (-62_135_596_800_000_000, True, "Mon 0001-01-01 01:39:49"),
    ],
)
def test_instants_for_people(instant: int, ends: bool, text: str) -> None:
    assert local(instant, "Europe/Helsinki", ends=ends) == text


def test_widths_and_folding() -> None:
    assert width("a漢😀e\u0301") == 6
    assert printable("a\tb\x00\u2028\ud800") == "a    b␀\ufffd\ufffd"
    assert folded("one\n  two", "    ", "  ") == ["  one two"]
    assert folded("") == []
    assert table([("漢", "x"), ("abc", "y")], " ") == [" 漢   x", " abc  y"]
    assert table([]) == []
