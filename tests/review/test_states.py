"""States that a lead cannot leave, or never is in."""

from __future__ import annotations

import pytest

from tests.review.agreements import VOCABULARY, seen, told

CLAUSE = "one: when a lead is assigned, sales must contact the lead within 4 hours, paused while the lead sleeps"
STATE = VOCABULARY + "  states:\n    the lead sleeps: {{from: {}, to: {}}}\n"


def test_left_by_what_can_never_happen():
    vocabulary = STATE.format("lead.paused", "lead.hot").replace("at least 80", "at least 80 and score is 5")
    assert told(CLAUSE, vocabulary=vocabulary) == [("SLA001", "score is 5"), ("SLA015", "lead.hot")]


@pytest.mark.parametrize(
    ("entered", "left"),
    [("lead.paused", "lead.paused"), ("phone.called", "contact.attempted"), ("lead.hot", "lead.hot")],
)
def test_left_as_soon_as_it_is_entered(entered, left):
    (found,) = seen(CLAUSE, vocabulary=STATE.format(entered, left))
    assert found[:2] == ("SLA015", left)
    assert "never lasts" in found.message


@pytest.mark.parametrize(("entered", "left"), [("lead.paused", "lead.resumed"), ("contact.attempted", "phone.called")])
def test_a_state_that_lasts(entered, left):
    assert told(CLAUSE, vocabulary=STATE.format(entered, left)) == []
