"""The order of a partition is that of the plain engine, wherever anything can hang on it."""

from random import Random

import numpy as np
import pytest

from sla_dsl.engine.columnar.order import in_order
from sla_dsl.engine.plan import make_plans, wanted_by
from sla_dsl.engine.reference import history
from sla_dsl.log.columns import columns_of
from sla_dsl.model.event import Event, EventLog
from tests.engine.builders import VOCABULARY, agreement, at, clause, do, ev, every, is_, known, within

EVER = at("12-31 00:00")


def ordered(events, as_of=EVER) -> list[Event]:
    columns = columns_of(EventLog(events=list(events)))
    order = in_order(columns, as_of, VOCABULARY)
    assert [columns.leads[lead] for lead in order.lead] == [events[row].lead for row in order.rows]
    assert order.time.tolist() == [events[row].time for row in order.rows]
    return [events[row] for row in order.rows]


def test_by_lead_then_time():
    later, other, first = (
        ev("lead.assigned", "03-02 10:00"),
        ev("lead.assigned", "03-02 09:00", "M"),
        ev("lead.assigned", 5),
    )
    assert ordered([later, other, first]) == [first, later, other]


def test_what_comes_after_as_of_is_left_out():
    first, later = ev("lead.assigned", "03-02 09:00"), ev("lead.assigned", "03-02 09:00:00.000001")
    assert ordered([later, first], as_of=at("03-02 09:00")) == [first]


def test_microseconds_count():
    events = [ev("lead.assigned", at("03-02 09:00") + number) for number in (2, 0, 1)]
    assert [event.time - at("03-02 09:00") for event in ordered(events)] == [0, 1, 2]


@pytest.mark.parametrize("span", [1, 10**9, 10**17])
def test_spans_that_have_no_room_in_one_number(span):
    events = [ev("lead.assigned", number * span, f"L{number % 7}") for number in (3, 1, 2, 0, 1, 2)]
    assert [event.time for event in ordered(events, as_of=10**18) if event.lead == "L1"] == [span, span]


def test_of_one_kind_at_one_instant_those_without_an_id_come_first_then_the_least_id():
    events = [ev("lead.assigned", 5, id=own) for own in ("b", None, "a")]
    assert [event.id for event in ordered(events)] == [None, "a", "b"]


def test_without_ids_the_content_decides():
    events = [ev("lead.assigned", 5, source=source) for source in ("web", "ads", "fair")]
    assert [event.values["source"] for event in ordered(events)] == ["ads", "fair", "web"]


def test_a_defined_event_and_what_it_is_built_on_are_put_in_order_too():
    events = [ev("lead.hot", 5, id="b"), ev("lead.assigned", 5, id="a")]
    assert [event.id for event in ordered(events)] == ["a", "b"]


def test_two_values_of_a_fact_at_one_instant_put_their_events_in_order():
    events = [ev("lead.created", 5, id="b", source="web"), ev("lead.assigned", 5, id="a", source="ads")]
    assert [event.id for event in ordered(events)] == ["a", "b"]


def test_ids_are_not_looked_at_where_nothing_hangs_on_them():
    columns = columns_of(EventLog(events=[ev("lead.created", 5, id="b"), ev("lead.assigned", 5, id="a")]))
    object.__setattr__(columns, "ids", None)
    assert len(in_order(columns, EVER, VOCABULARY).rows) == 2


@pytest.mark.parametrize("seed", range(60))
def test_events_of_one_family_stand_as_in_the_plain_engine(seed):
    rnd = Random(seed)
    kinds = ("lead.assigned", "lead.hot", "lead.contacted")
    events = [
        ev(rnd.choice(kinds), rnd.randrange(3), rnd.choice("LM"), id=rnd.choice((None, f"e{number}")),
           opp=rnd.choice((None, "O")), **({"source": rnd.choice("abc")} if rnd.random() < 0.5 else {}))
        for number in range(rnd.randint(1, 25))
    ]  # fmt: skip
    found = ordered(events)
    for lead in "LM":
        expected = history.in_order([event for event in events if event.lead == lead])
        for family in ({"lead.assigned", "lead.hot"}, {"lead.contacted"}):
            assert [one for one in found if one.lead == lead and one.kind in family] == [
                one for one in expected if one.kind in family
            ]


def test_nothing_in_no_order():
    columns = columns_of(EventLog())
    assert np.array_equal(in_order(columns, EVER, VOCABULARY).rows, np.zeros(0, np.int64))


def test_only_events_that_can_matter_are_put_in_order():
    """Those of the kinds asked for, those that carry a fact asked for, and all about opportunities."""
    trigger, duty = every("lead.assigned", known("segment")), do("lead.contacted", is_("source", "web"))
    agreed = agreement(clause(duty, trigger, within(1, "hours")))
    wanted = wanted_by(make_plans(agreed), agreed)
    assert wanted.names == {"source", "segment"}
    matter = [
        ev("lead.assigned", 1),
        ev("lead.contacted", 2),
        ev("lead.created", 3, source="web"),
        ev("no.such.kind", 4, segment="big"),
        ev("opportunity.created", 5, opp="O"),
    ]
    others = [ev("lead.created", 1), ev("no.such.kind", 2, country="FI"), ev("lead.accepted", 3, score=7)]
    columns = columns_of(EventLog(events=[*others, *matter]))
    assert [row - len(others) for row in in_order(columns, EVER, VOCABULARY, wanted).rows] == list(range(len(matter)))
