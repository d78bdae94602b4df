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
        ("source is noy partner", "noy partner", "`not partner`"),
        ("source is partner not", "partner not", "`not partner`"),
        ("source is web orr fair", "web orr fair", "`web or fair`"),
        ("source is web fair fair", "web fair fair", "`web fair`"),
    ],
)
def test_asked(condition, value, instead):
    (found,) = seen(one(condition))
    assert found[:2] == ("SLA020", value)
    assert found.help.startswith(f"write {instead}")


@pytest.mark.parametrize(
    "condition",
    [
        'country is "DE/AT"',
        "source is buyer",
        "source is trade fair",
        "source is in-house",
        "country is DE or AT",
        "source is new web",
        "source is iron ore",
        "source is end of year",
    ],
)
def test_silent(condition):
    assert told(one(condition)) == []


TWO = """
one: when a lead is assigned where source is partner, sales must contact the lead within 1 hour
two: when a lead is accepted where source is {}, sales must book a meeting within 1 day
"""


@pytest.mark.parametrize("value", ["partenr", "prtner", "partnerr", "Partner"])
def test_nearly_a_value_that_stands_elsewhere(value):
    (found,) = [one for one in seen(TWO.replace("1 day", "2 hours").format(value)) if one.code == "SLA020"]
    near = {"partner", value} - {found.words}
    assert found.message == f"`{found.words}` is nearly `{near.pop()}`, which stands elsewhere"


@pytest.mark.parametrize("value", ["partner", "portal", '"partenr"', "partner-2"])
def test_far_enough_from_every_other(value):
    assert [code for code, _ in told(TWO.replace("1 day", "2 hours").format(value)) if code == "SLA020"] == []


CHOSEN = """\
calendar: {{by: country, {}: munich, otherwise: munich}}
calendars:
  munich:
    hours: {{Mon-Fri: 09:00-17:00}}
    holidays: DE-BY
"""


@pytest.mark.parametrize(("code", "asked"), [("ED", True), ("DE", False), ("SE", False), ("bavaria", False)])
def test_a_calendar_chosen_by_nearly_a_country(code, asked):
    sentence = "one: when a lead is assigned, sales must contact the lead within 2 business hours"
    found = [one for one in seen(sentence, calendar=CHOSEN.format(code)) if one.code == "SLA020"]
    assert [(one.words, one.help) for one in found] == ([(code, "did you mean `DE`?")] if asked else [])


def test_accepted_with_a_reason():
    sentence = "when a lead is assigned where source is on demand, sales must contact the lead within 1 hour"
    assert told(f"one:\n  clause: {sentence}\n  accept: {{SLA020: That is what we call it.}}\n") == []
