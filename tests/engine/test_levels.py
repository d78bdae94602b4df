"""Rates, budgets and `ensure`: every boundary of a period's verdict."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sla_dsl.model.outcome import Verdict
from tests.engine.builders import (
    agreement,
    at,
    budget,
    cases,
    clause,
    do,
    ensure,
    ev,
    every,
    outcome,
    rate,
    short,
    within,
)

# Every case lasts from its start to the 31st day after, unless answered: those of March end in April.
MET, LATE, OVERDUE, PENDING, EXCUSED, CLOSED = "MLOPXC"


def log(states: str, month: str = "03"):
    """One lead for each letter. At the month's end a case of the 2nd is past due, one of the 30th is not."""
    events = []
    for number, letter in enumerate(states):
        lead, day = f"L{number}", f"{month}-{'30' if letter in 'PX' else '02'}"
        events.append(ev("lead.assigned", f"{day} 09:00", lead))
        if letter == MET:
            events.append(ev("lead.contacted", f"{day} 10:00", lead))
        if letter == LATE:
            events.append(ev("lead.contacted", f"{month}-20 10:00", lead))
        if letter in "XC":
            events.append(ev("lead.replied", f"{day} 10:00", lead))
    return events


def leveled(level, **parts):
    return clause(
        do("lead.contacted"),
        every("lead.assigned"),
        within(10, "calendar days"),
        unless=("lead.replied",),
        level=level,
        **parts,
    )


def period(of, *events, as_of="04-01 00:00"):
    (only,) = outcome(of, *events, as_of=as_of).periods
    return only


@pytest.mark.parametrize(
    ("percent", "states", "low", "high", "verdict"),
    [
        (50, "MO", (1, 2), (1, 2), Verdict.KEPT),
        (51, "MO", (1, 2), (1, 2), Verdict.BROKEN),
        (100, "M", 1, 1, Verdict.KEPT),
        (95, "M" * 19 + "L", (19, 20), (19, 20), Verdict.KEPT),
        (95, "M" * 18 + "L", (18, 19), (18, 19), Verdict.BROKEN),
        (50, "MP", (1, 2), 1, Verdict.KEPT),
        (51, "MP", (1, 2), 1, Verdict.PENDING),
        (51, "OP", 0, (1, 2), Verdict.BROKEN),
        (50, "OP", 0, (1, 2), Verdict.PENDING),
        # an excused case that may still become met raises the high end only
        (50, "OX", 0, (1, 2), Verdict.PENDING),
        (51, "OX", 0, (1, 2), Verdict.BROKEN),
        (60, "MOX", (1, 2), (2, 3), Verdict.PENDING),
        # with M+B+P = 0 the low end is 0
        (50, "X", 0, 1, Verdict.PENDING),
        # an excused case whose due has passed counts beside
        (50, "MOC", (1, 2), (1, 2), Verdict.KEPT),
        (50, "C", None, None, Verdict.NO_CASES),
    ],
)
def test_a_rate_after_the_end(percent, states, low, high, verdict):
    found = period(leveled(rate(percent)), *log(states))
    ends = [None if end is None else Fraction(*end) if isinstance(end, tuple) else Fraction(end) for end in (low, high)]
    assert (found.low, found.high, found.verdict) == (*ends, verdict)
    assert found.excused == states.count("X") + states.count("C")
    assert found.broken_at == (at("04-01 00:00") if verdict is Verdict.BROKEN else None)


@pytest.mark.parametrize("states", ["M", "O", "C", "X", "P"])
def test_before_its_end_a_rate_is_pending(states):
    found = period(leveled(rate(50)), *log(states), as_of="03-31 23:59:59.999999")
    assert (found.verdict, found.broken_at) == (Verdict.PENDING, None)


@pytest.mark.parametrize(
    ("allowed", "states", "before_end", "after_end"),
    [
        (1, "MO", Verdict.PENDING, Verdict.KEPT),
        (1, "OO", Verdict.BROKEN, Verdict.BROKEN),
        (0, "L", Verdict.BROKEN, Verdict.BROKEN),
        (0, "M", Verdict.PENDING, Verdict.KEPT),
        (1, "OP", Verdict.PENDING, Verdict.PENDING),
        (2, "OP", Verdict.PENDING, Verdict.KEPT),
        (0, "X", Verdict.PENDING, Verdict.KEPT),
        (0, "C", Verdict.PENDING, Verdict.NO_CASES),
    ],
)
def test_a_budget(allowed, states, before_end, after_end):
    limited = leveled(budget(allowed))
    assert period(limited, *log(states), as_of="03-31 12:00").verdict is before_end
    assert period(limited, *log(states)).verdict is after_end


def test_a_budget_is_broken_by_its_last_straw():
    events = [ev("lead.assigned", f"03-{day} 09:00", f"L{day}") for day in ("02", "03", "04", "25")]
    found = period(leveled(budget(1)), *events)
    # dues: 03-13, 03-14, 03-15 and 04-05, each at 00:00
    assert (found.breached, found.pending, short(found.broken_at)) == (3, 1, "03-14 00:00")
    assert (found.low, found.high) == (0, Fraction(1, 4))
    late = period(leveled(budget(3)), *events, as_of="04-05 00:01")
    assert short(late.broken_at) == "04-05 00:00"


def test_cases_belong_to_the_local_period_of_their_start():
    helsinki = agreement(leveled(rate(50)), timezone="Europe/Helsinki")
    # March ends at 21:00 UTC in Helsinki, which is at UTC+3 since 29 March
    events = [ev("lead.assigned", "03-31 20:59", "A"), ev("lead.assigned", "03-31 21:00", "B")]
    found = outcome(helsinki, *events, as_of="04-02 09:00")
    assert [(one.period, short(one.start), short(one.end)) for one in found.periods] == [
        ("2026-03", "02-28 22:00", "03-31 21:00"),
        ("2026-04", "03-31 21:00", "04-30 21:00"),
    ]
    assert [one.period for one in found.cases] == ["2026-03", "2026-04"]


def test_weeks_are_iso_weeks_and_a_period_cut_by_effective_is_judged():
    weekly = leveled(rate(50, "week"))
    found = outcome(weekly, ev("lead.assigned", "01-01 09:00"), as_of="01-12 00:01")
    (only,) = found.periods
    assert (only.period, short(only.start), short(only.end)) == ("2026-W01", "2025-12-29 00:00", "01-05 00:00")
    assert only.verdict is Verdict.BROKEN


@pytest.mark.parametrize(
    ("each", "name", "end"),
    [
        ("day", "2026-03-02", "03-03 00:00"),
        ("month", "2026-03", "04-01 00:00"),
        ("quarter", "2026-Q1", "04-01 00:00"),
        ("year", "2026", "2027-01-01 00:00"),
    ],
)
def test_every_kind_of_period(each, name, end):
    found = period(leveled(budget(0, each)), ev("lead.assigned", "03-02 09:00"), as_of="03-02 09:00")
    assert (found.period, short(found.end)) == (name, end)


def test_a_clause_is_as_grave_as_its_gravest_period_and_so_far_leaves_out_what_is_pending():
    kept, broken, pending = log("M", "01"), log("O", "02"), log("O", "03")
    options = {"as_of": "03-31 12:00"}
    for events, verdict, so_far in [
        (kept, Verdict.KEPT, Verdict.KEPT),
        (kept + pending, Verdict.PENDING, Verdict.KEPT),
        (pending, Verdict.PENDING, Verdict.NO_CASES),
        (kept + broken + pending, Verdict.BROKEN, Verdict.BROKEN),
        ([], Verdict.NO_CASES, Verdict.NO_CASES),
    ]:
        # the leads of each month are others
        apart = [one._replace(lead=f"{one.lead}-{short(one.time)[:2]}") for one in events]
        found = outcome(leveled(rate(50)), *apart, **options)
        assert (found.verdict, found.so_far) == (verdict, so_far)


ENSURE = "lead.qualified", "opportunity.created"


def qualified(states: str):
    """One lead for each letter: M becomes an opportunity in 10 days, O does not, P has still time."""
    events = []
    for number, letter in enumerate(states):
        lead, day = f"L{number}", "30" if letter == PENDING else "02"
        events.append(ev("lead.qualified", f"03-{day} 09:00", lead))
        if letter == MET:
            events.append(ev("opportunity.created", "03-12 23:59", lead, opp=f"O{number}"))
    return events


@pytest.mark.parametrize(
    ("bound", "percent", "states", "verdict"),
    [
        ("at least", 50, "MO", Verdict.KEPT),
        ("more than", 50, "MO", Verdict.BROKEN),
        ("more than", 49, "MO", Verdict.KEPT),
        ("more than", 50, "MP", Verdict.PENDING),
        ("more than", 50, "OP", Verdict.BROKEN),
        ("at most", 50, "MO", Verdict.KEPT),
        ("at most", 49, "MO", Verdict.BROKEN),
        ("at most", 50, "MP", Verdict.PENDING),
        ("at most", 49, "MP", Verdict.BROKEN),
        ("less than", 50, "MO", Verdict.BROKEN),
        ("less than", 51, "MO", Verdict.KEPT),
        ("less than", 50, "MP", Verdict.BROKEN),
        ("less than", 50, "OP", Verdict.PENDING),
        ("at most", 0, "O", Verdict.KEPT),
    ],
)
def test_ensure_is_judged_as_a_level(bound, percent, states, verdict):
    promise = clause(ensure(bound, percent, *ENSURE), None, within(10, "calendar days"), period="month")
    found = period(promise, *qualified(states))
    assert (found.verdict, str(found.bound)) == (verdict, bound)
    assert period(promise, *qualified(states), as_of="03-31 12:00").verdict is Verdict.PENDING


def test_the_cases_of_an_ensure_open_as_when_does():
    promise = clause(ensure("at least", 50, *ENSURE), None, within(10, "calendar days"), period="month")
    events = [ev("lead.qualified", f"03-{day} 09:00") for day in ("02", "05", "13")]
    assert [(short(one.start), one.period) for one in cases(promise, *events)] == [
        ("03-02 09:00", "2026-03"),
        ("03-13 09:00", "2026-03"),
    ]
