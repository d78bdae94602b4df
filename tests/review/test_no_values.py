"""Values that say that there is none."""

from __future__ import annotations

import pytest

from tests.review.agreements import VOCABULARY, seen, told


def one(condition: str) -> str:
    return f"one: when a lead is rejected where {condition}, sales must recycle the lead within 1 hour\n"


@pytest.mark.parametrize(
    ("condition", "value", "instead"),
    [
        ("reason is not null", "null", "`reason is known`"),
        ("reason is none", "none", "`reason is missing`"),
        ("reason is budget or unknown", "unknown", "`reason is missing`"),
        ("source is not Empty", "Empty", "`source is known`"),
    ],
)
def test_asked(condition, value, instead):
    (found,) = seen(one(condition))
    assert found[:2] == ("SLA019", value)
    assert found.help.startswith(f"write {instead}")


def test_asked_of_tiers_and_definitions():
    text = "one: when a lead is assigned, sales must contact the lead within 1 hour if source is null, or 2 hours\n"
    assert [found[:2] for found in seen(text)] == [("SLA019", "null")]
    vocabulary = VOCABULARY.replace("where score is at least 80", "where country is blank")
    text = "one: when a hot lead is assigned, sales must contact the lead within 1 hour\n"
    assert [found[:2] for found in seen(text, vocabulary=vocabulary)] == [("SLA019", "blank")]


@pytest.mark.parametrize(
    "condition",
    ['reason is not "null"', "reason is no budget", "reason is known", "reason is missing", "size is small"],
)
def test_silent(condition):
    assert told(one(condition)) == []


def test_silent_where_the_list_has_it():
    vocabulary = VOCABULARY.replace("one of small, large", "one of small, unknown")
    assert told(one("size is unknown"), vocabulary=vocabulary) == []


def test_accepted_with_a_reason():
    sentence = "when a lead is rejected where reason is none, sales must recycle the lead within 1 hour"
    assert told(f"one:\n  clause: {sentence}\n  accept: {{SLA019: Our CRM writes the word.}}\n") == []


@pytest.mark.parametrize(("said", "instead"), [("is given", "is known"), ("is not provided", "is missing")])
def test_a_value_that_says_that_there_is_one(said, instead):
    (found,) = seen(f"one: when a lead is rejected where reason {said}, sales must recycle the lead within 1 hour")
    assert found.code == "SLA019"
    assert found.help.startswith(f"write `reason {instead}`")
