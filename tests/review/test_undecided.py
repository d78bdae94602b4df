"""Clauses that nobody can break."""

from __future__ import annotations

import pytest

from tests.review.agreements import seen, told


@pytest.mark.parametrize(
    ("clause", "words"),
    [
        ("when a lead is assigned, sales must contact the lead", "contact the lead"),
        ("when a lead is assigned, sales must attempt contact at least 5 times", "attempt contact"),
        ("when a lead is assigned, sales must either accept the lead or reject the lead", "sales must"),
        (
            "when a lead is assigned, sales must contact the lead, for at least 90% of cases each month",
            "contact the lead",
        ),
        ("when an opportunity is lost, sales must state reason", "sales must"),
        ("each month, sales must ensure at least 5% of qualified leads become opportunities", "sales must"),
    ],
)
def test_without_a_deadline(clause, words):
    (found,) = seen(f"one: {clause}")
    assert found[:2] == ("SLA011", words)
    assert found.help == "say how soon: add `within …`"


@pytest.mark.parametrize(
    "clause",
    [
        "when a lead is assigned, sales must contact the lead within 1 hour",
        "each month, sales must deliver at least 5 opportunities",
        "sales must not contact the lead",
        "when an opportunity is closed, sales must state reason within 1 business day",
        "when an opportunity is closed where reason is known, sales must state reason and competitor within 1 business day",
        "when a lead is assigned, sales must attempt contact at most 0 times within 1 hour",
        "when a lead is assigned, sales must contact the lead within 1 hour, for at least 1% of cases each month",
    ],
)
def test_decided_in_the_end(clause):
    assert told(f"one: {clause}") == []


def test_known_from_the_start():
    clause = "one: when an opportunity is closed where {}, sales must state reason within 1 business day"
    assert told(clause.format("reason is known")) == [("SLA011", "reason is known")]
    assert told(clause.format("reason is spam or price")) == [("SLA011", "reason is spam or price")]
    assert told(clause.format("competitor is known")) == []


@pytest.mark.parametrize(
    ("clause", "words"),
    [
        ("when a lead is assigned, sales must contact the lead within 1 hour, for at least 0% of cases each month",
         "for at least 0%"),
        ("each month, sales must ensure at least 0% of qualified leads become opportunities within 1 hour", "at least 0%"),
        ("each month, sales must ensure at most 100% of qualified leads become opportunities within 1 hour", "at most 100%"),
    ],
)  # fmt: skip
def test_a_share_that_every_outcome_has(clause, words):
    assert told(f"one: {clause}") == [("SLA011", words)]


def test_dates_outside_those_of_the_agreement():
    clauses = """
        one:
          clause: when a lead is assigned, sales must contact the lead within 1 hour
          from: {}
        """
    assert told(clauses.format("2027-01-01")) == [("SLA011", "one")]
    assert told(clauses.format("2026-12-31")) == []


@pytest.mark.parametrize(
    ("until", "found"),
    [("2026-12-30", [("SLA011", "each year")]), ("2026-12-31", []), ("2027-06-30", [])],
)
def test_no_whole_period(until, found):
    effective = f"effective: {{from: 2026-01-01, until: {until}}}\n"
    assert told("one: each year, sales must deliver at least 5 opportunities", effective=effective) == found
