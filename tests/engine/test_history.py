"""Facts as last known, twins in order, defined events."""

from __future__ import annotations

import pytest

from sla_dsl.engine.reference.history import in_order
from tests.engine.builders import (
    IsBound,
    agreement,
    cases,
    clause,
    deliver,
    do,
    ev,
    every,
    is_,
    judged,
    outcome,
    score,
    when,
    within,
)

HOT = clause(do("lead.contacted"), every("lead.assigned", score("at least", 50)), within(4, "hours"))
ASSIGNED = ev("lead.assigned", "03-02 09:00")


def opens(*events) -> int:
    return len(cases(HOT, *events))


def note(time: str, id: str | None = None, lead: str = "L", **values):
    return ev("page.viewed", f"03-0{time}", lead, id=id, **values)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([ASSIGNED._replace(values={"score": 50})], 1),
        ([note("1 09:00", score=50), ASSIGNED], 1),
        ([note("1 09:00", score=50), note("1 10:00", score=49), ASSIGNED], 0),
        ([note("1 09:00", score=50), note("1 10:00", owner="ann"), ASSIGNED], 1),
        # at the same instant, and after it
        ([note("2 09:00", score=50), ASSIGNED], 1),
        ([note("2 09:01", score=50), ASSIGNED], 0),
        # the event's own value first
        ([note("2 09:00", "z", score=50), ASSIGNED._replace(values={"score": 49})], 0),
        # of another lead
        ([note("1 09:00", lead="M", score=50), ASSIGNED], 0),
        # at one instant the greatest id, none lowest
        ([note("1 09:00", "a", score=49), note("1 09:00", "b", score=50), ASSIGNED], 1),
        ([note("1 09:00", "10", score=49), note("1 09:00", "9", score=50), ASSIGNED], 1),
        ([note("1 09:00", "a", score=49), note("1 09:00", None, score=50), ASSIGNED], 0),
        # then the greater value as text: `9` is greater than `50`
        ([note("1 09:00", score=9), note("1 09:00", score=50), ASSIGNED], 0),
        ([note("1 09:00", score=49), note("1 09:00", score=50), ASSIGNED], 1),
    ],
)
def test_a_fact_is_as_last_known(events, expected):
    assert opens(*events) == expected


def test_only_a_value_chosen_as_text_is_warned_of():
    def codes(*events):
        return [one.code for one in judged(HOT, *events, ASSIGNED).warnings]

    assert codes(note("1 09:00", score=49), note("1 09:00", score=50)) == ["SLA802"]
    assert codes(note("1 09:00", score=50), note("1 09:00", score=50)) == []
    assert codes(note("1 09:00", "a", score=49), note("1 09:00", score=50)) == []
    tied = [note("1 09:00", score=49), note("1 09:00", score=50)]
    assert codes(*tied, note("1 10:00", score=1)) == []
    assert codes(*tied, note("1 09:00", "a", score=1)) == []


def test_an_event_about_an_opportunity_tells_facts_of_its_lead():
    valued = ev("opportunity.valued", "03-01 09:00", opp="O", score=50)
    assert opens(valued, ASSIGNED) == 1


def test_a_field_is_looked_up_on_the_event_itself():
    reasoned = clause(do("lead.contacted"), every("lead.rejected", is_("reason", "x")), within(4, "hours"))
    events = [ev("lead.recycled", "03-01 09:00", reason="x"), ev("lead.rejected", "03-02 09:00")]
    found = outcome(reasoned, *events)
    assert (len(found.cases), found.unknown) == (0, 1)


def test_values_are_compared_exactly_case_included():
    demo = clause(do("lead.contacted"), every("lead.assigned", is_("source", "Demo", "web")), within(4, "hours"))
    sources = ["Demo", "demo", "web", "the web"]
    events = [ev("lead.assigned", f"03-02 0{hour}:00", source=source) for hour, source in enumerate(sources)]
    assert [one.start for one in cases(demo, *events)] == [events[0].time, events[2].time]


def test_a_defined_event_is_its_base_with_its_conditions():
    win = clause(do("opportunity.won"), when("opportunity.created"), within(4, "hours"))
    created = ev("opportunity.created", "03-02 09:00", opp="O")
    for outcome_, state in [("won", "met"), ("lost", "pending")]:
        closed = ev("opportunity.closed", "03-02 10:00", opp="O", outcome=outcome_)
        assert cases(win, created, closed)[0].state == state


def test_a_line_of_a_defined_events_own_id_counts_as_that_event_only():
    line = [ev("lead.hot", "03-02 09:00")]
    counts = {}
    for kind in ("lead.hot", "lead.assigned", "lead.hot-demo"):
        counts[kind] = len(cases(clause(do("lead.contacted"), every(kind), within(4, "hours")), *line))
    assert counts == {"lead.hot": 1, "lead.assigned": 0, "lead.hot-demo": 0}


def test_a_defined_event_on_a_defined_event():
    demo = clause(do("lead.contacted"), every("lead.hot-demo"), within(4, "hours"))
    values = [
        {"score": 80, "source": "demo"},
        {"score": 79, "source": "demo"},
        {"score": 80},
        {"score": 80, "source": "x"},
    ]
    events = [ev("lead.assigned", f"03-02 0{hour}:00", f"L{hour}", **each) for hour, each in enumerate(values)]
    found = outcome(demo, *events, ev("lead.hot-demo", "03-03 09:00"))
    assert ([one.lead for one in found.cases], found.unknown) == (["L0", "L"], 1)


def test_money_and_yes_no_are_compared_exactly():
    from sla_dsl.model.clause import Bound, IsValue
    from tests.engine.builders import eur

    big = IsBound("value", "field", Bound.MORE_THAN, eur(100))
    valued = clause(deliver("at least", 1, "opportunity.valued", big), period="month")
    events = [ev("opportunity.valued", "03-02 09:00", opp=str(n), value=eur(n)) for n in (100, 101)]
    assert outcome(valued, *events).periods[0].actual == 1
    robot = IsValue("automated", "field", (True,))
    by_hand = clause(do("lead.contacted"), every("contact.attempted", robot), within(4, "hours"))
    attempts = [ev("contact.attempted", "03-02 09:00", automated=auto) for auto in (True, False)]
    assert len(cases(by_hand, *attempts)) == 1


def test_events_stand_in_order_of_time_id_and_content():
    plain, other = ev("a.a", "03-02 09:00"), ev("a.a", "03-02 09:00", score=1)
    named = [ev("a.a", "03-02 09:00", id=name) for name in ("10", "9", "a")]
    early = ev("z.z", "03-02 08:00", id="z")
    events = [named[2], other, named[1], plain, early, named[0]]
    # as JSON with sorted keys, `"event", "lead", "score"` comes before `"event", "lead", "time"`
    assert in_order(events) == [early, other, plain, *named]
    assert in_order(reversed(events)) == [early, other, plain, *named]


def test_an_unknown_zone_of_facts_does_not_leak_between_agreements():
    assert opens(ASSIGNED) == 0
    assert len(cases(agreement(HOT), ASSIGNED._replace(values={"score": 50}))) == 1
