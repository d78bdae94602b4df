"""Conditions that are always true."""

from __future__ import annotations

import pytest

from tests.review.agreements import VOCABULARY, seen, told

DUTY = "sales must contact the lead within 4 business hours"


def trigger(where: str) -> str:
    return f"one: when a lead is assigned where {where}, {DUTY}"


def test_every_option_means_known():
    (found,) = seen(trigger("size is small or large"))
    assert found[:2] == ("SLA003", "size is small or large")
    assert "wherever `size` is known" in found.message
    assert "`size is known`" in found.help


def test_yes_or_no_means_known():
    clause = "one: when contact is attempted where automated is yes or no, sales must contact the lead within 1 hour"
    assert told(clause) == [("SLA003", "automated is yes or no")]


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("score is at least 20 and score is at least 50", "score is at least 20"),
        ("score is at least 50 and score is at least 50", "score is at least 50"),
        ("source is web and source is not partner", "source is not partner"),
        ("source is web or partner and source is web", "source is web or partner"),
        ("score is 50 and score is less than 60", "score is less than 60"),
        ("source is known and source is known", "source is known"),
    ],
)
def test_what_follows_from_what_stands_beside_it(where, words):
    assert told(trigger(where)) == [("SLA003", words)]


@pytest.mark.parametrize(
    "where",
    [
        "size is small",
        "size is not small",
        "source is known",
        "source is web or partner",
        "score is at least 20 and score is less than 50",
        "source is known and source is not web",
        "country is FI and source is FI",
    ],
)
def test_what_says_something(where):
    """`is known` beside `is not` says that a missing value is not meant, where it would count as unknown."""
    assert told(trigger(where)) == []


def test_what_the_event_means_already():
    (found,) = seen(f"one: when a hot lead is assigned where score is at least 50, {DUTY}")
    assert found[:2] == ("SLA003", "score is at least 50")
    assert "already part of what `a hot lead is assigned` means" in found.message
    assert told(f"one: when a hot lead is assigned where score is at least 90, {DUTY}") == []


def test_in_a_standard_definition():
    clause = "one: when an opportunity is lost where outcome is lost, sales must state reason within 2 business days"
    assert told(clause) == [("SLA003", "outcome is lost")]


def test_in_a_definition_of_the_file():
    vocabulary = VOCABULARY.replace("score is at least 80", "score is at least 80 and score is more than 5")
    assert told(f"one: when a hot lead is assigned, {DUTY}", vocabulary=vocabulary) == [
        ("SLA003", "score is more than 5")
    ]


def test_in_a_tier():
    clause = (
        "one: when a lead is assigned, sales must contact the lead within 1 hour if size is small or large, or 2 hours"
    )
    assert told(clause) == [("SLA003", "size is small or large")]
