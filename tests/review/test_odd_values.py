"""Values that read like several, or like one with words around it."""

from __future__ import annotations

import pytest

from tests.review.agreements import seen, told


def one(condition: str) -> str:
    return f"one: when a lead is assigned where {condition}, sales must contact the lead within 1 hour\n"


@pytest.mark.parametrize(
    ("condition", "value", "instead"),
    [
        ("country is DE/AT/CH", "DE/AT/CH", "`DE or AT or CH`"),
        ("country is any of DE", "any of DE", "`DE`"),
        ("source is not by phone", "by phone", "`phone`"),
        ("source is fair or via the web site", "via the web site", "`the web site`"),
    ],
)
def test_asked(condition, value, instead):
    (found,) = seen(one(condition))
    assert found[:2] == ("SLA020", value)
    assert found.help.startswith(f"write {instead}")


@pytest.mark.parametrize(
    "condition",
    ['country is "DE/AT"', "source is buyer", "source is trade fair", "source is in-house", "country is DE or AT"],
)
def test_silent(condition):
    assert told(one(condition)) == []


def test_accepted_with_a_reason():
    sentence = "when a lead is assigned where source is on demand, sales must contact the lead within 1 hour"
    assert told(f"one:\n  clause: {sentence}\n  accept: {{SLA020: That is what we call it.}}\n") == []
