"""`deliver`: counts and money, by period."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from sla_dsl.model.clause import Bound, EventPattern, IsBound, Param, Period
from sla_dsl.model.funnel import Derived, Funnel, Given, Literally, Name, Operation
from sla_dsl.model.outcome import Verdict
from sla_dsl.model.values import Share
from tests.engine.builders import (
    agreement,
    cases,
    clause,
    deliver,
    do,
    ensure,
    eur,
    ev,
    every,
    is_,
    outcome,
    rate,
    score,
    short,
    within,
)


def qualified(*days: str, lead: str | None = None, **values):
    return [ev("lead.qualified", f"{day} 09:00", lead or f"L{day}", **values) for day in days]


def promised(bound: str, amount, event: str = "lead.qualified", *where, each: str = "month", **parts):
    return clause(deliver(bound, amount, event, *where), period=each, **parts)


def periods(of, *events, **options):
    return [(one.period, str(one.verdict), one.actual) for one in outcome(of, *events, **options).periods]


def test_distinct_subjects_count_once_a_period():
    two = promised("at least", 2)
    events = [*qualified("03-02", "03-03"), *qualified("03-05", "04-02", lead="L03-02")]
    assert periods(two, *events, as_of="05-01 00:00") == [("2026-03", "kept", 2), ("2026-04", "broken", 1)]


@pytest.mark.parametrize(
    ("bound", "amount", "count", "before_end", "after_end"),
    [
        ("at least", 2, 1, "pending", "broken"),
        ("at least", 2, 2, "kept", "kept"),
        ("more than", 2, 2, "pending", "broken"),
        ("more than", 2, 3, "kept", "kept"),
        ("at most", 2, 2, "pending", "kept"),
        ("at most", 2, 3, "broken", "broken"),
        ("less than", 2, 1, "pending", "kept"),
        ("less than", 2, 2, "broken", "broken"),
        ("at least", Fraction(5, 2), 2, "pending", "broken"),
        ("at least", Fraction(5, 2), 3, "kept", "kept"),
        ("at most", Fraction(5, 2), 2, "pending", "kept"),
        ("at most", Fraction(5, 2), 3, "broken", "broken"),
        ("less than", Fraction(5, 2), 3, "broken", "broken"),
    ],
)
def test_a_floor_is_kept_once_reached_and_a_ceiling_broken_once_exceeded(bound, amount, count, before_end, after_end):
    events = qualified(*(f"03-{day:02}" for day in range(2, 2 + count)))
    assert periods(promised(bound, amount), *events, as_of="03-31 23:59:59") == [("2026-03", before_end, count)]
    assert periods(promised(bound, amount), *events, as_of="04-01 00:00") == [("2026-03", after_end, count)]


@pytest.mark.parametrize(
    ("bound", "amount", "broken_at"),
    [
        ("at least", 9, "04-01 00:00"),
        ("at most", 2, "03-04 09:00"),
        ("less than", 2, "03-03 09:00"),
        ("at most", Fraction(3, 2), "03-03 09:00"),
        ("less than", Fraction(3, 2), "03-03 09:00"),
        ("at most", 0, "03-02 09:00"),
    ],
)
def test_a_broken_period_has_its_instant(bound, amount, broken_at):
    events = [*qualified("03-02", "03-03", "03-04"), *qualified("03-03", lead="L03-02")]
    (only,) = outcome(promised(bound, amount), *events, as_of="04-01 00:00").periods
    assert short(only.broken_at) == broken_at


def valued(time: str, opp: str, amount=None, lead: str = "L"):
    values = {} if amount is None else {"value": eur(amount)}
    return ev("opportunity.valued", time, lead, opp=opp, **values)


PIPELINE = promised("at least", eur(100), "opportunity.valued")


def test_money_is_the_sum_of_each_subjects_last_amount_in_the_period():
    events = [
        valued("03-02 09:00", "O", 10),
        valued("03-03 09:00", "O", Fraction(401, 10)),
        valued("03-04 09:00", "O"),
        valued("03-04 09:00", "P", Fraction(599, 10)),
        valued("03-04 09:00", "O", 0, lead="M"),
        valued("04-04 09:00", "O", 1),
    ]
    assert periods(PIPELINE, *events, as_of="05-01 00:00") == [
        ("2026-03", "kept", eur(100)),
        ("2026-04", "broken", eur(1)),
    ]


def test_of_two_amounts_at_one_instant_the_greatest_id_is_the_last():
    first, second = valued("03-02 09:00", "O", 200)._replace(id="b"), valued("03-02 09:00", "O", 10)._replace(id="a")
    assert periods(PIPELINE, first, second, as_of="04-01 00:00")[0][2] == eur(200)
    unnamed = valued("03-02 09:00", "O", 300)
    assert periods(PIPELINE, first, second, unnamed, as_of="04-01 00:00")[0][2] == eur(200)


@pytest.mark.parametrize("amount", [99, 100, 101])
@pytest.mark.parametrize("bound", ["at least", "at most", "more than", "less than"])
def test_money_is_decided_after_the_end(amount, bound):
    promise, events = promised(bound, eur(100), "opportunity.valued"), [valued("03-02 09:00", "O", amount)]
    assert periods(promise, *events, as_of="03-31 12:00")[0][1] == "pending"
    holds = {"at least": amount >= 100, "at most": amount <= 100, "more than": amount > 100, "less than": amount < 100}
    (only,) = outcome(promise, *events, as_of="04-01 00:00").periods
    assert str(only.verdict) == ("kept" if holds[bound] else "broken")
    assert short(only.broken_at) == (None if holds[bound] else "04-01 00:00")


def test_periods_run_from_the_logs_first_event_to_the_last_that_began_before_as_of():
    one = promised("at least", 1)
    first = ev("page.viewed", "02-10 09:00", "other")
    assert [name for name, *_ in periods(one, first, *qualified("04-02"), as_of="05-01 00:00")] == [
        "2026-02",
        "2026-03",
        "2026-04",
    ]
    assert [name for name, *_ in periods(one, first, as_of="05-01 00:00:00.000001")][-1] == "2026-05"
    assert periods(one, as_of="05-01 00:00") == []


def test_only_periods_wholly_in_force_are_judged():
    one = promised("at least", 1)
    cut = agreement(one, start="2026-01-02", until="2026-04-29")
    early = qualified("01-05", "02-05", "03-05", "04-05")
    assert [name for name, *_ in periods(cut, *early, as_of="06-01 00:00")] == ["2026-02", "2026-03"]
    own = promised("at least", 1, valid_from=date(2026, 2, 1), valid_until=date(2026, 3, 31))
    assert [name for name, *_ in periods(own, *early, as_of="06-01 00:00")] == ["2026-02", "2026-03"]
    weekly = promised("at least", 1, each="week")
    assert [name for name, *_ in periods(weekly, *qualified("01-02"), as_of="01-13 00:00")] == ["2026-W02", "2026-W03"]
    before = agreement(one, start="2026-03-01")
    assert [name for name, *_ in periods(before, *early, as_of="05-01 00:00")] == ["2026-03", "2026-04"]


def test_since_leaves_out_periods_that_began_before_it_and_their_unknown():
    one = promised("at least", 1, "lead.qualified", score("at least", 50))
    events = [*qualified("02-05", "03-05"), *qualified("03-06", score=50), *qualified("04-05")]
    found = outcome(one, *events, as_of="05-01 00:00", since=date(2026, 3, 1))
    assert ([p.period for p in found.periods], found.unknown) == (["2026-03", "2026-04"], 2)
    found = outcome(one, *events, as_of="05-01 00:00", since=date(2026, 3, 2))
    assert ([p.period for p in found.periods], found.unknown) == (["2026-04"], 1)


def test_unknown_counts_events_of_judged_periods():
    one = promised("at least", 1, "lead.qualified", score("at least", 50))
    events = [*qualified("2025-12-05", "03-05"), *qualified("03-06", score=49)]
    assert outcome(one, *events, as_of="05-01 00:00").unknown == 1


def test_a_filter_on_a_fact_uses_what_is_known_then():
    demo = promised("at least", 1, "lead.qualified", is_("source", "demo"))
    facts = ev("lead.created", "03-01 09:00", "A", source="demo")
    assert periods(demo, facts, *qualified("03-05", lead="A"), as_of="04-01 00:00") == [("2026-03", "kept", 1)]
    later = ev("lead.created", "03-06 09:00", "A", source="demo")
    assert periods(demo, later, *qualified("03-05", lead="A"), as_of="04-01 00:00") == [("2026-03", "broken", 0)]


def test_a_promises_verdict_so_far():
    one = promised("at least", 1)
    found = outcome(one, *qualified("02-05"), as_of="03-05 09:00")
    assert (found.verdict, found.so_far) == (Verdict.PENDING, Verdict.KEPT)


FUNNEL = Funnel(
    Period.MONTH,
    {
        "customers": Given("customers", 5, {"2026-04": 1}),
        "win rate": Given("win rate", Share(Fraction(2, 5))),
        "floor": Given("floor", 50, {"2026-04": 80}),
        "share": Given("share", Share(1), {"2026-04": Share(Fraction(1, 2))}),
    },
    {"target": Derived("target", Operation("/", Name("customers"), Literally(2)))},
)


def test_a_derived_target_is_compared_unrounded_and_by_period():
    # 5 / 2 = 2.5 in March, 1 / 2 = 0.5 in April
    events = qualified("03-02", "03-03", "04-02")
    found = outcome(agreement(promised("at least", Param("target")), funnel=FUNNEL), *events, as_of="05-01 00:00")
    assert [(one.required, one.actual, str(one.verdict)) for one in found.periods] == [
        (Fraction(5, 2), 2, "broken"),
        (Fraction(1, 2), 1, "kept"),
    ]


def test_a_figure_in_a_condition_is_that_of_the_cases_or_the_events_period():
    hot = (IsBound("score", "fact", Bound.AT_LEAST, Param("floor")),)
    promise = agreement(promised("at least", 1, "lead.qualified", *hot), funnel=FUNNEL)
    events = [*qualified("03-02", lead="A", score=60), *qualified("04-02", lead="A")]
    assert periods(promise, *events, as_of="05-01 00:00") == [("2026-03", "kept", 1), ("2026-04", "broken", 0)]
    # the case of 31 March is answered in April by a figure of March
    answer = clause(do("lead.contacted", *hot), every("lead.assigned"), within(10, "calendar days"), level=rate(50))
    log = [
        ev("lead.assigned", "03-31 09:00", "A", score=60),
        ev("lead.assigned", "04-01 09:00", "A"),
        ev("lead.contacted", "04-02 09:00", "A"),
    ]
    assert [str(one.state) for one in cases(agreement(answer, funnel=FUNNEL), *log)] == ["met", "pending"]


def test_a_share_may_be_a_figure():
    promise = replace(ensure("at least", 1, "lead.qualified", "opportunity.created"), share=Param("share"))
    of = agreement(clause(promise, None, within(1, "hours"), period="month"), funnel=FUNNEL)
    events = [*qualified("03-02", "03-03", "04-02", "04-03")]
    events += [ev("opportunity.created", f"{day} 09:30", f"L{day}", opp="O") for day in ("03-02", "04-02")]
    found = outcome(of, *events, as_of="05-01 00:00")
    assert [(one.required, str(one.verdict)) for one in found.periods] == [
        (Share(1), "broken"),
        (Share(Fraction(1, 2)), "kept"),
    ]


def test_opportunities_are_counted_as_such():
    won = promised("at least", 2, "opportunity.won")
    closed = [
        ev("opportunity.closed", "03-02 09:00", opp="O", outcome="won"),
        ev("opportunity.closed", "03-03 09:00", opp="P", outcome="won"),
        ev("opportunity.closed", "03-03 09:00", opp="Q", outcome="lost"),
    ]
    assert periods(won, *closed, as_of="04-01 00:00") == [("2026-03", "kept", 2)]
    assert EventPattern("opportunity.won") == won.duty.event
