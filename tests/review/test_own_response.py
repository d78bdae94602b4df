"""Duties that are answered by just what opens the case."""

from __future__ import annotations

import pytest

from tests.review.agreements import seen, told


@pytest.mark.parametrize(
    ("clause", "words"),
    [
        ("when a lead is assigned, sales must assign the lead within 1 hour", "assign the lead"),
        (
            "when a lead is assigned where score is at least 50, sales must assign the lead within 1 hour",
            "assign the lead",
        ),
        ("when a hot lead is assigned, sales must assign the lead within 1 hour", "assign the lead"),
        (
            "when a lead is assigned, sales must either contact the lead or assign the lead within 1 hour",
            "assign the lead",
        ),
    ],
)
def test_the_trigger_is_the_answer(clause, words):
    (found,) = seen(f"one: {clause}")
    assert found[:2] == ("SLA007", words)
    assert "must happen once more" in found.message
    assert "`at least 1 time`" in found.help


def test_every_answer_opens_the_next_case():
    clause = "one: {} a lead is assigned, sales must assign the lead where owner is anna within 1 hour"
    assert told(clause.format("every time")) == [("SLA007", "assign the lead where owner is anna")]
    assert told(clause.format("when")) == []


@pytest.mark.parametrize(
    "clause",
    [
        "when a lead is assigned, sales must accept the lead within 1 hour",
        "when a lead is assigned, sales must assign the lead at least 1 time within 1 hour",
        "when contact is attempted, sales must attempt contact at least 3 times within 5 business days",
        "when a lead is assigned where owner is pool, sales must assign the lead where owner is anna within 1 hour",
        "when contact is attempted, sales must attempt contact at most 3 times within 5 business days",
        "when a lead is disqualified, sales must not disqualify the lead for 2 hours",
    ],
)
def test_something_else_is_asked_for(clause):
    assert told(f"one: {clause}") == []
