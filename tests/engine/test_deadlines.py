"""Tiers, calendars and pauses: how long a case has."""

from __future__ import annotations

import pytest

from sla_dsl.model.calendar import CalendarChoice
from sla_dsl.model.clause import Duration, Tier, Unit
from tests.engine.builders import (
    agreement,
    case,
    cases,
    clause,
    do,
    ev,
    every,
    for_,
    is_,
    judged,
    must_not,
    row,
    score,
    short,
    times,
    when,
    within,
)


def tier(count: int, unit: str, *conditions) -> Tier:
    return Tier(Duration(count, Unit(unit)), conditions)


TIERED = clause(
    do("lead.contacted"),
    every("lead.assigned"),
    within(
        2, "business days", tier(30, "minutes", is_("source", "demo")), tier(4, "business hours", score("at least", 50))
    ),
)


@pytest.mark.parametrize(
    ("values", "due", "warned"),
    [
        ({"source": "demo", "score": 10}, "03-02 09:30", False),
        ({"source": "demo"}, "03-02 09:30", False),
        ({"source": "web", "score": 50}, "03-02 13:00", False),
        ({"score": 50}, "03-02 13:00", True),
        ({"source": "web", "score": 49}, "03-04 17:00", False),
        ({"source": "web"}, "03-04 17:00", True),
        ({}, "03-04 17:00", True),
    ],
)
def test_the_first_tier_that_holds_counts_and_an_unknown_one_is_passed_over(values, due, warned):
    found = judged(TIERED, ev("lead.assigned", "03-02 09:00", **values))
    assert short(found.clauses[0].cases[0].due) == due
    assert [one.code for one in found.warnings] == (["SLA804"] if warned else [])


def test_passed_tiers_are_counted_once_a_case():
    found = judged(TIERED, *(ev("lead.assigned", f"03-02 {hour}") for hour in ("09:00", "10:00")))
    assert [one.message for one in found.warnings] == [
        "`c`: for 2 cases a deadline was passed over, since a value in its condition is not known"
    ]


def test_tier_and_calendar_are_fixed_at_the_trigger():
    facts = [ev("lead.created", "03-01 09:00", score=50), ev("lead.created", "03-02 10:00", score=1, source="demo")]
    assert short(case(TIERED, *facts, ev("lead.assigned", "03-02 09:00")).due) == "03-02 13:00"


BY_COUNTRY = CalendarChoice("office", "country", {"DE": "long"})
FOUR = clause(do("lead.contacted"), every("lead.assigned"), within(4, "business hours"))


@pytest.mark.parametrize(
    ("values", "due", "warned"),
    [
        ({"country": "DE"}, "03-02 12:00", False),
        ({"country": "FI"}, "03-02 13:00", False),
        ({"country": "de"}, "03-02 13:00", False),
        ({}, "03-02 13:00", True),
    ],
)
def test_the_calendar_may_be_chosen_by_a_fact(values, due, warned):
    # `long` opens at 08:00, `office` at 09:00
    of = agreement(FOUR, calendar=BY_COUNTRY)
    found = judged(of, ev("lead.assigned", "03-02 08:00", **values))
    assert short(found.clauses[0].cases[0].due) == due
    assert [one.code for one in found.warnings] == (["SLA803"] if warned else [])


def test_a_calendar_that_is_not_needed_is_not_missed():
    elapsed = clause(do("lead.contacted"), every("lead.assigned"), within(4, "hours"))
    found = judged(agreement(elapsed, calendar=BY_COUNTRY), ev("lead.assigned", "03-02 08:00"))
    assert found.warnings == ()


PAUSED = clause(
    do("lead.contacted"), every("lead.assigned"), within(4, "business hours"), paused_while="the lead is on hold"
)
ASSIGNED = ev("lead.assigned", "03-02 10:00")


def paused(*stretches: tuple[str, str | None]):
    events = []
    for start, end in stretches:
        events.append(ev("lead.paused", f"03-0{start}"))
        events += [ev("lead.resumed", f"03-0{end}")] if end else []
    return events


@pytest.mark.parametrize(
    ("stretches", "due"),
    [
        ([], "03-02 14:00"),
        ([("2 11:00", "2 12:00")], "03-02 15:00"),
        # from before the trigger
        ([("2 08:00", "2 11:00")], "03-02 15:00"),
        ([("1 08:00", "2 10:00")], "03-02 14:00"),
        # a pause while closed adds nothing
        ([("2 18:00", "3 08:00")], "03-02 14:00"),
        ([("2 13:00", "3 09:00")], "03-03 10:00"),
        # overlapping pauses are one
        ([("2 11:00", None), ("2 11:30", "2 12:00")], "03-02 15:00"),
        # a pause that begins at due changes nothing, one just before does
        ([("2 14:00", "2 15:00")], "03-02 14:00"),
        ([("2 13:59", "2 15:00")], "03-02 15:01"),
        ([("2 11:00", "2 12:00"), ("2 14:30", "2 15:00")], "03-02 15:30"),
        ([("2 11:00", "2 12:00"), ("2 15:00", "2 15:30")], "03-02 15:00"),
        # a resume at the pause's instant wins
        ([("2 11:00", "2 11:00")], "03-02 14:00"),
        # open, from before due and from due on
        ([("2 11:00", None)], None),
        ([("2 14:00", None)], "03-02 14:00"),
        ([("2 11:00", "2 12:00"), ("2 14:59", None)], None),
        ([("1 11:00", None)], None),
    ],
)
def test_time_in_a_pause_does_not_count(stretches, due):
    assert short(case(PAUSED, ASSIGNED, *paused(*stretches), as_of="03-09 09:00").due) == due


def test_a_resume_that_also_ends_an_earlier_pause_undoes_a_pause_of_its_instant():
    events = [ev("lead.paused", "03-02 11:00"), ev("lead.paused", "03-02 12:00"), ev("lead.resumed", "03-02 12:00")]
    assert short(case(PAUSED, ASSIGNED, *events, as_of="03-09 09:00").due) == "03-02 15:00"


def test_many_pauses_all_count():
    each = [(f"2 1{hour}:0{minute}", f"2 1{hour}:0{minute + 1}") for hour in range(4) for minute in range(0, 8, 2)]
    # 4 pauses of a minute in each of the hours 10 to 13: due at 14:16
    assert short(case(PAUSED, ASSIGNED, *paused(*each), as_of="03-09 09:00").due) == "03-02 14:16"


def test_while_a_pause_is_open_the_case_is_pending_unless_answered_or_excused():
    hold = paused(("2 11:00", None))
    assert row(case(PAUSED, ASSIGNED, *hold, as_of="12-31 09:00"))[1:] == (None, "pending", None)
    answered = case(PAUSED, ASSIGNED, *hold, ev("lead.contacted", "03-05 09:00"), as_of="12-31 09:00")
    assert row(answered)[1:] == (None, "met", "03-05 09:00")
    excused = clause(
        do("lead.contacted"),
        every("lead.assigned"),
        within(4, "business hours"),
        paused_while="the lead is on hold",
        unless=("lead.replied",),
    )
    found = case(excused, ASSIGNED, *hold, ev("lead.replied", "03-05 09:00"), as_of="12-31 09:00")
    assert (row(found)[1:], found.may_become_met) == ((None, "excused", "03-05 09:00"), True)


def test_a_pause_after_as_of_does_not_exist():
    assert row(case(PAUSED, ASSIGNED, *paused(("2 11:00", None)), as_of="03-02 10:59"))[1] == "03-02 14:00"
    ends_at_as_of = paused(("2 11:00", "2 12:00"))
    assert row(case(PAUSED, ASSIGNED, *ends_at_as_of, as_of="03-02 11:59"))[1] is None
    assert row(case(PAUSED, ASSIGNED, *ends_at_as_of, as_of="03-02 12:00"))[1] == "03-02 15:00"


def test_in_an_open_pause_a_prohibition_and_a_ceiling_can_still_be_broken():
    hold = paused(("2 11:00", None))
    quiet = clause(
        must_not("contact.attempted", window=for_(4, "hours")),
        when("lead.assigned"),
        paused_while="the lead is on hold",
    )
    attempts = [ev("contact.attempted", "03-05 09:00"), ev("contact.attempted", "03-05 10:00")]
    assert row(case(quiet, ASSIGNED, *hold, as_of="03-09 09:00"))[1:] == (None, "pending", None)
    assert row(case(quiet, ASSIGNED, *hold, *attempts))[1:] == (None, "overdue", "03-05 09:00")
    capped = clause(
        do("contact.attempted", times=times("at most", 1)),
        when("lead.assigned"),
        within(4, "hours"),
        paused_while="the lead is on hold",
    )
    assert row(case(capped, ASSIGNED, *hold, attempts[0]))[1:] == (None, "pending", None)
    assert row(case(capped, ASSIGNED, *hold, *attempts))[1:] == (None, "overdue", "03-05 10:00")


def test_an_answer_during_a_pause_is_an_answer():
    events = [*paused(("2 11:00", "2 15:00")), ev("lead.contacted", "03-02 14:30")]
    assert row(case(PAUSED, ASSIGNED, *events))[1:] == ("03-03 10:00", "met", "03-02 14:30")


def test_pauses_are_those_of_the_lead():
    other = [ev("lead.paused", "03-02 11:00", "M")]
    assert row(case(PAUSED, ASSIGNED, *other, as_of="03-02 12:00"))[1] == "03-02 14:00"
    about_opportunity = clause(
        do("opportunity.valued"),
        when("opportunity.created"),
        within(4, "hours"),
        paused_while="the lead is on hold",
    )
    events = [ev("opportunity.created", "03-02 10:00", opp="O"), *paused(("2 11:00", "2 12:00"))]
    assert row(case(about_opportunity, *events))[1] == "03-02 15:00"
    assert len(cases(about_opportunity, *events)) == 1
