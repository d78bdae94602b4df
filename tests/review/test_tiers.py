"""Tiers that no case reaches, and tiers that change nothing."""

# ruff: noqa: ISC004 - a clause stands on one line

from __future__ import annotations

import pytest

from tests.review.agreements import seen, told


def within(deadline: str, when: str = "when a lead is assigned") -> str:
    return f"one: {when}, sales must contact the lead within {deadline}"


@pytest.mark.parametrize(
    ("deadline", "words"),
    [
        ("1 hour if score is at least 20, or 2 hours if score is at least 50, or 3 hours", "score is at least 50"),
        ("1 hour if score is at least 50, or 2 hours if score is at least 50, or 3 hours", "score is at least 50"),
        ("1 hour if source is web or partner, or 2 hours if source is web and score is 5, or 3 hours",
         "source is web and score is 5"),
        ("1 hour if size is small, or 2 hours if size is large, or 3 hours if size is known, or 4 hours", "size is known"),
        ("1 hour if score is at least 50, or 2 hours if score is less than 50, or 3 hours if score is 7, or 4 hours",
         "score is 7"),
        ("1 hour if source is known, or 2 hours if source is missing, or 3 hours", "3 hours"),
    ],
)  # fmt: skip
def test_covered(deadline, words):
    assert told(within(deadline)) == [("SLA004", words)]


@pytest.mark.parametrize(
    "deadline",
    [
        "1 hour if score is at least 50, or 2 hours if score is at least 20, or 3 hours",
        "1 hour if size is small, or 2 hours if size is large, or 3 hours",
        "1 hour if source is web and score is 5, or 2 hours if source is web, or 3 hours",
        "1 hour if score is at least 50, or 2 hours if score is less than 50, or 3 hours if score is missing, or 4 hours"
        " if country is FI, or 5 hours",
    ],
)
def test_not_covered(deadline):
    found = told(within(deadline))
    assert found == ([] if "missing" not in deadline else [("SLA004", "country is FI"), ("SLA004", "5 hours")])


def test_the_tier_that_takes_all_is_shown():
    (found,) = seen(within("1 hour if score is at least 20, or 2 hours if score is at least 50, or 3 hours"))
    assert found.beside == ("score is at least 20",)
    assert "narrower condition first" in found.help


def test_against_the_trigger():
    when = "when a lead is assigned where score is at least 50"
    assert told(within("1 hour if score is less than 20, or 2 hours", when)) == [("SLA004", "score is less than 20")]
    assert told(within("1 hour if score is at least 50, or 2 hours", when)) == [("SLA004", "2 hours")]
    assert told(within("1 hour if score is at least 60, or 2 hours", when)) == []


@pytest.mark.parametrize(
    ("deadline", "words"),
    [
        ("1 hour if source is web, or 2 hours if country is FI, or 2 hours", "country is FI"),
        ("60 minutes if source is web, or 1 hour", "source is web"),
        ("1 hour if source is web, or 2 hours if source is partner, or 1 hour", "source is web"),
        ("1 calendar week if source is web, or 7 calendar days", "source is web"),
    ],
)
def test_no_difference(deadline, words):
    assert told(within(deadline)) == [("SLA005", words)]


@pytest.mark.parametrize(
    "deadline",
    [
        "1 hour if source is web, or 2 hours if country is FI, or 1 hour",
        "4 hours if source is web, or 4 business hours",
        "1 hour if source is web, or 1 hour if source is partner, or 2 hours",
    ],
)
def test_a_difference(deadline):
    """A web lead of the first would have 2 hours where its country is FI."""
    assert told(within(deadline)) == []
