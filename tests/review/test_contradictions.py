"""Conditions that cannot hold together."""

from __future__ import annotations

import pytest

from tests.review.agreements import VOCABULARY, seen, told

DUTY = "sales must contact the lead within 4 business hours"


def trigger(where: str) -> str:
    return f"one: when a lead is assigned where {where}, {DUTY}"


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("score is at least 50 and score is less than 20", "score is less than 20"),
        ("score is at least 50 and score is less than 50", "score is less than 50"),
        ("score is more than 50 and score is at most 50", "score is at most 50"),
        ("score is 50 and score is less than 50", "score is less than 50"),
        ("score is at least 50 and score is at most 50 and score is not 50", "score is not 50"),
        ("source is web and source is partner", "source is partner"),
        ("source is web or partner and source is not partner or web", "source is not partner or web"),
        ("source is known and source is missing", "source is missing"),
        ("source is missing and source is not web", "source is not web"),
        ("size is not small or large", "size is not small or large"),
        ("size is not small and size is not large", "size is not large"),
        ("budget is at least 5k EUR and budget is less than 5 000 EUR", "budget is less than 5 000 EUR"),
        ("country is FI and score is at least 5 and score is less than 5", "score is less than 5"),
    ],
)
def test_a_trigger_that_opens_no_case(where, words):
    (found,) = seen(trigger(where))
    assert found[:2] == ("SLA001", words)
    assert "`one` never opens a case" in found.message
    assert found.help


@pytest.mark.parametrize(
    "where",
    [
        "score is at least 50 and score is at most 50",
        "score is more than 49 and score is less than 50",
        "score is at least 50 and score is not 50 or 51",
        "source is not web and source is not partner",
        "source is web or partner and country is web",
        "size is not small",
        "source is known and country is missing",
        "score is at least 20 and country is FI or DE",
    ],
)
def test_conditions_that_can_hold(where):
    assert told(trigger(where)) == []


def test_two_values_at_once_offer_or():
    (found,) = seen(trigger("source is web and source is partner"))
    assert found.beside == ("source is web",)
    assert "`source is … or …`" in found.help


@pytest.mark.parametrize(
    "clause",
    [
        "when a lead is assigned, sales must contact the lead where {} within 1 hour",
        "when a lead is assigned, sales must contact the lead where {} at least 3 times within 1 hour",
        "when a lead is assigned, sales must both contact the lead where {}, and hold a meeting within 1 hour",
        "each month, sales must deliver at least 3 contacted leads where {}",
        "each month, sales must ensure at least 5% of assigned leads become contacted leads where {} within 2 hours",
    ],
)
def test_a_clause_that_asks_for_what_cannot_be_is_an_error(clause):
    (found,) = seen("one: " + clause.format("channel is phone and channel is mail"))
    assert found[:2] == ("SLA002", "channel is mail")
    assert found.message.endswith("so `one` can never be kept")


@pytest.mark.parametrize(
    ("clause", "so"),
    [
        ("sales must not contact the lead where {}", "so `one` forbids nothing"),
        ("when a lead is assigned, sales must not contact the lead where {} for 2 hours", "can never be broken"),
        (
            "when a lead is assigned, sales must contact the lead where {} at most 2 times within 2 hours",
            "never be broken",
        ),
        (
            "when a lead is assigned, sales must either contact the lead where {}, or accept the lead within 1 hour",
            "is none",
        ),
        (
            "each month, sales must ensure at most 5% of assigned leads become contacted leads where {} within 2 hours",
            "broken",
        ),
        (
            "each month, sales must ensure at least 5% of contacted leads where {} become replies within 2 hours",
            "to count",
        ),
    ],
)
def test_elsewhere_it_is_a_warning(clause, so):
    (found,) = seen("one: " + clause.format("channel is phone and channel is mail"))
    assert found[:2] == ("SLA001", "channel is mail")
    assert so in found.message


def test_a_tier_that_no_case_has():
    clause = "when a lead is assigned, sales must contact the lead within {}, or 2 hours"
    assert told("one: " + clause.format("1 hour if score is at least 5 and score is at most 4")) == [
        ("SLA001", "score is at most 4")
    ]
    assert told("one: " + clause.format("1 hour if score is at least 4 and score is at most 5")) == []


class TestDefinedEvents:
    def test_a_condition_against_the_definition(self):
        (found,) = seen(f"one: when a hot lead is assigned where score is less than 80, {DUTY}")
        assert found[:2] == ("SLA001", "score is less than 80")
        assert "`a hot lead is assigned`" in found.message

    def test_a_condition_beside_the_definition(self):
        assert told(f"one: when a hot lead is assigned where score is less than 90, {DUTY}") == []

    def test_a_definition_is_told_once_and_its_uses_are_not(self):
        vocabulary = VOCABULARY.replace("score is at least 80", "score is at least 80 and score is 5")
        clauses = f"""
            one: when a hot lead is assigned, {DUTY}
            two: when a hot lead is assigned where score is 7, sales must accept the lead within 1 hour
            """
        assert told(clauses, vocabulary=vocabulary) == [("SLA001", "score is 5")]

    def test_a_definition_on_a_definition(self):
        vocabulary = (
            VOCABULARY + "    lead.cold: {is: lead.hot where score is at most 20, when: a cold lead is assigned}\n"
        )
        assert told(f"one: when a cold lead is assigned, {DUTY}", vocabulary=vocabulary) == [
            ("SLA001", "score is at most 20")
        ]
