"""What partitions come to adds up: neither their number nor their order changes a word."""

import pickle
from dataclasses import replace
from functools import partial
from random import Random

import pytest

from sla_dsl.clock.columns import ColumnClock
from sla_dsl.engine import judge, judge_columns
from sla_dsl.engine.columnar.judging import Sums
from sla_dsl.engine.columnar.partition import examine
from sla_dsl.engine.judge import make_terms, periods_judged
from sla_dsl.engine.plan import make_plans
from sla_dsl.log.columns import column_log, columns_of
from sla_dsl.model.event import EventLog
from tests.engine.builders import (
    agreement,
    at,
    budget,
    clause,
    deliver,
    do,
    ensure,
    eur,
    ev,
    every,
    must_not,
    rate,
    when,
    within,
)

WHOLE = agreement(
    clause(do("lead.contacted"), every("lead.assigned"), within(1, "hours"), id="rate", level=rate(90)),
    clause(must_not("lead.rejected"), id="budget", level=budget(3)),
    clause(deliver("at most", 4, "lead.assigned"), id="count", period="month"),
    clause(deliver("at least", eur(100), "opportunity.valued"), id="money", period="month"),
    clause(ensure("at least", 50, "lead.assigned", "lead.contacted"), id="ensure", period="month"),
    clause(do("opportunity.closed"), when("opportunity.created"), within(1, "business days"), id="opportunity"),
)


def log_of(seed: int) -> EventLog:
    rnd = Random(seed)
    events = []
    for number in range(120):
        lead, instant = f"L{rnd.randrange(12)}", at("03-01 00:00") + rnd.randrange(60 * 24 * 40) * 60_000_000
        kind = rnd.choice(
            ("lead.assigned", "lead.contacted", "lead.rejected", "opportunity.created", "opportunity.valued")
        )
        values = {"value": eur(number)} if kind == "opportunity.valued" else {}
        values |= {"source": rnd.choice("ab")} if rnd.random() < 0.5 else {}
        opportunity = rnd.choice(("O1", "O2", lead)) if kind.startswith("opportunity") else None
        events.append(ev(kind, instant, lead, opp=opportunity, **values))
    return EventLog(("events.jsonl",), events, lines=len(events))


def cut(log: EventLog, number: int, rnd: Random):
    groups = [[] for _ in range(number)]
    of = {lead: rnd.choice(groups) for lead in {event.lead for event in log.events}}
    for event in log.events:
        of[event.lead].append(event)
    return replace(column_log(log), parts=[partial(columns_of, EventLog(events=group)) for group in groups])


@pytest.mark.parametrize("number", [1, 2, 5, 40])
@pytest.mark.parametrize("seed", range(4))
def test_partitions_add_up(seed, number):
    log = log_of(seed)
    assert judge_columns(WHOLE, cut(log, number, Random(seed))) == judge(WHOLE, log)


def test_an_opportunity_under_two_leads_is_seen_across_partitions():
    events = [ev("opportunity.created", "03-02 09:00", lead, opp="O-1") for lead in ("L1", "L2")]
    log = EventLog(events=events)
    for number in (1, 2, 3):
        found = judge_columns(WHOLE, cut(log, number, Random(1)))
        assert [one.code for one in found.warnings] == ["SLA801"]
        assert "`O-1` stands under 2 leads: `L1`, `L2`" in found.warnings[0].message


def test_a_log_without_events_judges_nothing():
    assert judge_columns(WHOLE, column_log(EventLog())) == judge(WHOLE, EventLog())


def test_a_clause_that_is_not_there_is_a_mistake_of_the_caller():
    with pytest.raises(KeyError):
        judge_columns(WHOLE, column_log(log_of(1)), only=["nobody"])


@pytest.mark.parametrize("shape", ["one lead", "one instant", "one event each", "one date"])
def test_logs_of_hard_shapes(shape):
    """Thousands of events where the random pairs have tens."""
    rnd = Random(shape)
    kinds = ("lead.assigned", "lead.contacted", "lead.rejected", "lead.replied")
    minute, day = 60_000_000, 86_400_000_000
    events = []
    for number in range(3000):
        lead = {"one lead": "L", "one event each": f"L{number}"}.get(shape, f"L{rnd.randrange(300)}")
        instant = at("03-02 09:00")
        if shape == "one date":
            instant += rnd.randrange(20) * day
        elif shape != "one instant":
            instant += rnd.randrange(40_000) * minute
        values = {"source": rnd.choice("ab")} if rnd.random() < 0.5 else {}
        events.append(ev(rnd.choice(kinds), instant, lead, id=rnd.choice((None, f"e{number}")), **values))
    log = EventLog(events=events)
    assert judge_columns(WHOLE, column_log(log)) == judge(WHOLE, log)


def test_what_a_partition_comes_to_can_be_sent_to_another_process():
    """On a cluster, partitions are examined elsewhere and added up here."""
    log = cut(log_of(3), 3, Random(3))
    terms = make_terms(WHOLE, log.last, None, reasons=False)
    plans = make_plans(WHOLE)
    periods = periods_judged(plans, terms, log.first)
    sums, clock = Sums(terms), ColumnClock(WHOLE.timezone, WHOLE.calendars)
    for columns in log.partitions():
        sums.add(pickle.loads(pickle.dumps(examine(columns, plans, terms, clock, periods))))
    outcomes = tuple(sums.outcome(one, periods.get(one.id, {})) for one in WHOLE.clauses.values())
    assert outcomes == judge(WHOLE, log_of(3)).clauses
