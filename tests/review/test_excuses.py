"""Excuses that come with what they excuse."""

# ruff: noqa: ISC004 - a clause stands on one line

from __future__ import annotations

import pytest

from tests.review.agreements import seen, told


@pytest.mark.parametrize(
    ("clause", "words", "why"),
    [
        ("when a hot lead is assigned, sales must contact the lead within 1 hour, unless a lead is assigned",
         "unless a lead is assigned", "opens the case"),
        ("when a lead is assigned where score is at least 90, sales must contact the lead within 1 hour,\n"
         "    unless a hot lead is assigned", "unless a hot lead is assigned", "opens the case"),
        ("when a lead is assigned, sales must call the lead within 1 hour, unless contact is attempted",
         "unless contact is attempted", "also its excuse"),
        ("when a lead is assigned, sales must call the lead at least 3 times within 1 hour, unless contact is attempted",
         "unless contact is attempted", "also its excuse"),
        ("when a lead is assigned, sales must attempt contact within 1 hour, unless the lead replies or a call is made",
         "unless the lead replies or a call is made", "an answer already"),
        ("when a lead is assigned, sales must not call the lead for 2 hours, unless contact is attempted",
         "unless contact is attempted", "can never be broken"),
        ("when a lead is assigned, sales must call the lead at most 2 times within 2 hours, unless contact is attempted",
         "unless contact is attempted", "can never be broken"),
        ("sales must not call the lead, unless contact is attempted", "unless contact is attempted", "the first"),
    ],
)  # fmt: skip
def test_self_excusing(clause, words, why):
    (found,) = seen(f"one: {clause}")
    assert found[:2] == ("SLA006", words)
    assert why in found.message
    assert found.help


@pytest.mark.parametrize(
    "clause",
    [
        "when a lead is assigned, sales must contact the lead within 1 hour, unless a hot lead is assigned",
        "when a lead is assigned, sales must attempt contact at least 5 times within 8 business hours, unless a call is made",
        "when a lead is assigned, sales must not attempt contact for 2 hours, unless a call is made",
        "when a lead is assigned, sales must contact the lead within 1 hour, unless the lead replies",
        "when contact is attempted where channel is mail, sales must contact the lead within 1 hour, unless a call is made",
    ],
)
def test_excuses_that_say_something(clause):
    assert told(f"one: {clause}") == []
