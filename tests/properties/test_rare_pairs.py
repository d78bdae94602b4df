"""Pairs that chance seldom makes: the engine and the oracle agree, and say what was worked out by hand."""

from dataclasses import replace
from random import Random

import pytest

from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import (
    BreachTrigger,
    Clause,
    Deadline,
    Duration,
    EventPattern,
    EventTrigger,
    ForWindow,
    IsValue,
    Mode,
    MustNot,
    Respond,
    StateNames,
    Unit,
)
from sla_dsl.model.event import Event
from tests.oracle.test_oracle import at
from tests.properties.comparison import differences, engine
from tests.strategies.agreements import random_agreement
from tests.strategies.logs import Question
from tests.strategies.words import VOCABULARY

HOUR = Deadline(Duration(1, Unit.HOURS))
NOON = at("2026-03-02T12:00+00:00")
MINUTE = 60_000_000
REASON = StateNames(("reason",), ("field",))


def agreement(*clauses: Clause) -> Agreement:
    plain = random_agreement(Random(0))
    effective = replace(plain.effective, start=plain.effective.start.replace(year=2020), until=None)
    return replace(plain, effective=effective, timezone="UTC", clauses={one.id: one for one in clauses})


def states(the_agreement: Agreement, *events: Event, as_of: int = NOON + 61 * MINUTE) -> list[str]:
    """How the cases of the last clause stand, once the oracle has said the same."""
    question = Question(list(events), as_of, None)
    assert differences(the_agreement, question) == []
    return [case.state.value for case in engine(the_agreement, question).clauses[-1].cases]


def when(kind: str) -> EventTrigger:
    return EventTrigger(Mode.WHEN, EventPattern(kind))


@pytest.mark.parametrize(("opportunity", "state"), [("O1", "met"), ("O2", "overdue")])
def test_a_field_is_stated_by_an_event_about_that_opportunity(opportunity, state):
    clause = Clause("reason", "sales", REASON, when("opportunity.created"), deadline=HOUR)
    opened = Event(NOON, "opportunity.created", "L1", None, "O1")
    closed = Event(NOON + 1, "opportunity.closed", "L1", None, opportunity, {"reason": "price"})
    assert states(agreement(clause), opened, closed) == [state]


@pytest.mark.parametrize("opportunity", [None, "O1"])
def test_a_field_of_an_event_about_the_lead_states_nothing_of_its_opportunity(opportunity):
    clause = Clause("reason", "sales", REASON, when("opportunity.created"), deadline=HOUR)
    opened = Event(NOON, "opportunity.created", "L1", None, "O1")
    other = Event(NOON + 1, "lead.disqualified", "L1", None, opportunity, {"reason": "price"})
    assert states(agreement(clause), opened, other) == ["overdue"]


def test_a_field_of_an_opportunity_states_nothing_of_its_lead():
    clause = Clause("reason", "sales", REASON, when("lead.assigned"), deadline=HOUR)
    closed = Event(NOON + 1, "opportunity.closed", "L1", None, "L1", {"reason": "price"})
    assert states(agreement(clause), Event(NOON, "lead.assigned", "L1"), closed) == ["overdue"]


def test_the_event_that_broke_a_clause_states_nothing_for_the_next():
    """`The time of the event that broke it, which answers nothing here`."""
    window = ForWindow(Duration(1, Unit.CALENDAR_DAYS))
    base = Clause("base", "sales", MustNot(EventPattern("lead.rejected"), window), when("lead.assigned"))
    next_one = Clause("next", "sales", REASON, BreachTrigger(Mode.WHEN, "base"), deadline=HOUR)
    rejected = Event(NOON, "lead.rejected", "L1", None, None, {"reason": "price"})
    assigned = Event(NOON - MINUTE, "lead.assigned", "L1")
    assert states(agreement(base, next_one), assigned, rejected) == ["overdue"]
    again = rejected._replace(time=NOON + MINUTE)
    assert states(agreement(base, next_one), assigned, rejected, again) == ["met"]


@pytest.mark.parametrize(("ids", "state"), [(("a", "b"), "overdue"), (("b", "a"), "met"), ((None, "a"), "overdue")])
def test_of_two_events_that_break_a_clause_at_one_instant_the_least_id_opens_the_case(ids, state):
    """The first is the trigger and answers nothing; the other may answer."""
    base = Clause("base", "sales", MustNot(EventPattern("contact.attempted")))
    email = EventPattern("contact.attempted", (IsValue("channel", "field", ("email",)),))
    next_one = Clause("next", "sales", Respond(email), BreachTrigger(Mode.WHEN, "base"), deadline=HOUR)
    sent = Event(NOON, "contact.attempted", "L1", ids[0], None, {"channel": "email"})
    called = Event(NOON, "contact.attempted", "L1", ids[1], None, {"channel": "phone"})
    for order in ((sent, called), (called, sent)):
        assert states(agreement(base, next_one), *order) == [state]


def test_a_raw_line_of_a_defined_event_is_that_event_and_that_only():
    """`lead.boiling` is a `lead.hot`, which is a `lead.assigned`: each line opens one case."""
    assert VOCABULARY.events["lead.boiling"].definition.event == "lead.hot"
    raw = Event(NOON, "lead.hot", "L1", None, None, {"score": 90, "source": "web"})
    for kind, expected in (("lead.assigned", []), ("lead.hot", ["overdue"]), ("lead.boiling", [])):
        clause = Clause("one", "sales", Respond(EventPattern("lead.replied")), when(kind), deadline=HOUR)
        assert states(agreement(clause), raw) == expected
