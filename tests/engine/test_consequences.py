"""What is owed, for which breach, and when."""

from __future__ import annotations

from datetime import date

from sla_dsl.model.calendar import CalendarChoice
from sla_dsl.model.clause import Apply, Duration, LaterAction, Notify, Otherwise, Unit
from tests.engine.builders import (
    agreement,
    budget,
    clause,
    deliver,
    do,
    ensure,
    ev,
    every,
    judged,
    must_not,
    rate,
    short,
    within,
)

LATER = LaterAction(Duration(2, Unit.BUSINESS_HOURS), Notify(("boss",)))
STEPS = Otherwise(
    Notify(("director", "marketing")), (LATER, LaterAction(Duration(1, Unit.CALENDAR_DAYS), Apply("review")))
)
FIRST = clause(do("lead.contacted"), every("lead.assigned"), within(4, "hours"), case_otherwise=STEPS)


def owed(of, *events, **options):
    found = judged(of, *events, **options).consequences
    return [(one.clause, one.subject, one.period, one.action, short(one.due)) for one in found]


def test_a_breached_case_owes_its_actions_each_counted_from_the_breach():
    # due 03-02 19:00, after closing: 2 business hours end at 11:00 of the next day
    events = [ev("lead.assigned", "03-02 15:00")]
    everything = [
        ("c", "L", None, "notify director", "03-02 19:00"),
        ("c", "L", None, "notify marketing", "03-02 19:00"),
        ("c", "L", None, "notify boss", "03-03 11:00"),
        ("c", "L", None, "apply review", "03-04 00:00"),
    ]
    assert owed(FIRST, *events, as_of="03-02 19:00") == []
    assert owed(FIRST, *events, as_of="03-02 19:00:00.000001") == everything[:2]
    assert owed(FIRST, *events, as_of="03-03 10:59:59") == everything[:2]
    assert owed(FIRST, *events, as_of="03-03 11:00") == everything[:3]
    late = [*events, ev("lead.contacted", "03-02 19:01")]
    assert owed(FIRST, *late, as_of="03-04 00:00") == everything


def test_a_met_or_excused_case_owes_nothing():
    assert (
        owed(FIRST, ev("lead.assigned", "03-02 09:00"), ev("lead.contacted", "03-02 13:00"), as_of="03-09 09:00") == []
    )


def test_rows_come_by_due_clause_and_subject():
    second = clause(must_not("lead.assigned"), id="a", case_otherwise=Otherwise(Apply("review")))
    of = agreement(FIRST, second)
    events = [ev("lead.assigned", "03-02 09:00", lead) for lead in "BA"] + [ev("lead.assigned", "03-02 13:00", "C")]
    found = owed(of, *events, as_of="03-02 13:00:01")
    assert found == [
        ("a", "A", None, "apply review", "03-02 09:00"),
        ("a", "B", None, "apply review", "03-02 09:00"),
        ("c", "A", None, "notify director", "03-02 13:00"),
        ("c", "A", None, "notify marketing", "03-02 13:00"),
        ("c", "B", None, "notify director", "03-02 13:00"),
        ("c", "B", None, "notify marketing", "03-02 13:00"),
        ("a", "C", None, "apply review", "03-02 13:00"),
    ]


def test_business_time_counts_by_the_agreements_calendar_its_otherwise_where_chosen_by_a_fact():
    of = agreement(FIRST, calendar=CalendarChoice("office", "country", {"DE": "long"}))
    found = owed(of, ev("lead.assigned", "03-02 15:00", country="DE"), as_of="03-03 11:00")
    assert found[-1] == ("c", "L", None, "notify boss", "03-03 11:00")


def test_a_broken_period_owes_at_its_end_or_at_the_last_straw():
    notify = Otherwise(Notify(("director",)), (LATER,))
    events = [ev("lead.assigned", f"03-0{day} 09:00", f"L{day}") for day in (2, 3)]
    rated = clause(
        do("lead.contacted"), every("lead.assigned"), within(4, "hours"), level=rate(95), period_otherwise=notify
    )
    assert owed(rated, *events, as_of="03-31 23:59") == []
    assert owed(rated, *events, as_of="04-01 00:00") == [("c", None, "2026-03", "notify director", "04-01 00:00")]
    limited = clause(
        do("lead.contacted"), every("lead.assigned"), within(4, "hours"), level=budget(1), period_otherwise=notify
    )
    assert owed(limited, *events, as_of="03-05 09:00") == [
        ("c", None, "2026-03", "notify director", "03-03 13:00"),
        ("c", None, "2026-03", "notify boss", "03-03 15:00"),
    ]


def test_a_level_and_its_cases_may_both_owe():
    both = clause(
        do("lead.contacted"),
        every("lead.assigned"),
        within(4, "hours"),
        level=budget(0),
        case_otherwise=Otherwise(Notify(("boss",))),
        period_otherwise=Otherwise(Apply("review")),
    )
    # a period has no subject, and so comes first
    assert owed(both, ev("lead.assigned", "03-02 09:00"), as_of="03-03 09:00") == [
        ("c", None, "2026-03", "apply review", "03-02 13:00"),
        ("c", "L", None, "notify boss", "03-02 13:00"),
    ]


def test_a_promise_owes_for_its_periods_only():
    review = Otherwise(Apply("review"))
    promise = clause(
        ensure("at least", 50, "lead.qualified", "opportunity.created"),
        None,
        within(4, "hours"),
        period="month",
        period_otherwise=review,
        case_otherwise=review,
    )
    qualified = ev("lead.qualified", "03-02 09:00")
    assert owed(promise, qualified, as_of="03-31 09:00") == []
    assert owed(promise, qualified, as_of="04-01 00:00") == [("c", None, "2026-03", "apply review", "04-01 00:00")]
    capped = clause(deliver("at most", 1, "lead.qualified"), period="month", period_otherwise=review)
    events = [qualified, ev("lead.qualified", "03-03 09:00", "M"), ev("lead.qualified", "03-04 09:00", "N")]
    assert owed(capped, *events) == [("c", None, "2026-03", "apply review", "03-03 09:00")]


def test_what_since_leaves_out_owes_nothing():
    events = [ev("lead.assigned", "03-02 09:00")]
    assert owed(FIRST, *events, as_of="03-03 00:00", since=date(2026, 3, 3)) == []


def test_a_later_action_past_the_year_9999_is_never_owed():
    far = Otherwise(Apply("review"), (LaterAction(Duration(9_000_000, Unit.CALENDAR_DAYS), Apply("review")),))
    never = clause(must_not("lead.assigned"), case_otherwise=far)
    assert len(owed(never, ev("lead.assigned", "03-02 09:00"))) == 1
