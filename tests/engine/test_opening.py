"""Which events open cases: modes, subjects, dates, unknown conditions."""

from __future__ import annotations

from datetime import date

import pytest

from tests.engine.builders import (
    agreement,
    cases,
    clause,
    do,
    ev,
    every,
    first,
    is_,
    is_not,
    known,
    must_not,
    outcome,
    row,
    rows,
    score,
    short,
    times,
    when,
    within,
)


def starts(of, *events, **options):
    return [short(one.start) for one in cases(of, *events, **options)]


def assigned(*hours: str, **values):
    return [ev("lead.assigned", f"03-02 {hour}", **values) for hour in hours]


def contact(trigger, deadline=within(4, "hours"), **parts):  # noqa: B008
    return clause(do("lead.contacted"), trigger, deadline, **parts)


WHEN = contact(when("lead.assigned"))


@pytest.mark.parametrize(
    ("other", "as_of", "expected"),
    [
        # running through due
        (None, "03-03 09:00", ["03-02 09:00", "03-02 13:01"]),
        # through its decision, ends included
        (
            "lead.contacted 10:00",
            "03-03 09:00",
            [
                "03-02 09:00",
                "03-02 10:01",
                "03-02 13:00",
            ],
        ),
    ],
)
def test_while_a_case_is_running_another_trigger_opens_none(other, as_of, expected):
    events = (
        assigned("09:00", "09:00", "10:00", "12:00", "13:00", "13:01")
        if other is None
        else assigned("09:00", "09:30", "10:00", "10:01", "13:00")
    )
    if other:
        kind, hour = other.split()
        events.append(ev(kind, f"03-02 {hour}"))
        expected = expected[:2]
    assert starts(WHEN, *events, as_of=as_of) == expected


def test_a_late_answer_leaves_the_case_running_only_to_its_due():
    events = [*assigned("09:00", "13:00", "13:30"), ev("lead.contacted", "03-02 14:00")]
    assert rows(cases(WHEN, *events)) == [
        ("L", "03-02 09:00", "03-02 13:00", "late", "03-02 14:00"),
        ("L", "03-02 13:30", "03-02 17:30", "met", "03-02 14:00"),
    ]


def test_an_excuse_ends_the_running_even_of_a_case_that_is_met_in_the_end():
    excused = contact(when("lead.assigned"), unless=("lead.replied",))
    events = [
        *assigned("09:00", "10:00", "10:30"),
        ev("lead.replied", "03-02 10:00"),
        ev("lead.contacted", "03-02 11:00"),
    ]
    assert rows(cases(excused, *events)) == [
        ("L", "03-02 09:00", "03-02 13:00", "met", "03-02 11:00"),
        ("L", "03-02 10:30", "03-02 14:30", "met", "03-02 11:00"),
    ]


def test_an_excuse_ends_the_running_of_a_prohibition_too():
    quiet = clause(must_not("contact.attempted", window=None), when("lead.disqualified"), unless=("lead.replied",))
    events = [ev("lead.disqualified", f"03-0{day} 09:00") for day in (2, 3, 4, 5)]
    assert starts(quiet, *events, ev("lead.replied", "03-04 09:00")) == ["03-02 09:00", "03-05 09:00"]
    assert starts(quiet, *events) == ["03-02 09:00"]


def test_a_ceiling_runs_to_the_last_straw_and_answers_within_it_end_nothing():
    capped = clause(do("contact.attempted", times=times("at most", 1)), when("lead.assigned"), within(4, "hours"))
    attempts = [ev("contact.attempted", "03-02 10:00"), ev("contact.attempted", "03-02 11:00")]
    assert starts(capped, *assigned("09:00", "10:30", "11:00", "11:30"), *attempts) == ["03-02 09:00", "03-02 11:30"]


def test_a_case_without_due_runs_to_as_of():
    forever = contact(when("lead.assigned"), None)
    assert starts(forever, *assigned("09:00", "23:00"), as_of="12-31 09:00") == ["03-02 09:00"]


def test_every_time_opens_a_case_for_each():
    assert starts(contact(every("lead.assigned")), *assigned("09:00", "09:00", "10:00")) == [
        "03-02 09:00",
        "03-02 09:00",
        "03-02 10:00",
    ]


def test_the_first_time_opens_one_case_for_a_subject_in_the_whole_log():
    once = contact(first("lead.assigned"))
    assert starts(once, *assigned("09:00", "10:00"), ev("lead.assigned", "03-05 09:00")) == ["03-02 09:00"]
    others = ev("lead.assigned", "03-05 09:00", "M")
    assert starts(once, *assigned("09:00", "10:00"), others) == ["03-02 09:00", "03-05 09:00"]


def test_a_first_time_outside_the_dates_in_force_opens_no_case_and_uses_up_the_first():
    once = contact(first("lead.assigned"))
    before = ev("lead.assigned", "2025-12-31 23:59")
    assert starts(once, before, *assigned("09:00")) == []
    assert starts(contact(first("lead.assigned", score("at least", 50))), before, *assigned("09:00", score=50)) == [
        "03-02 09:00"
    ]


def test_a_trigger_outside_the_dates_does_not_cover_one_inside():
    long = contact(when("lead.assigned"), within(10, "calendar days"))
    events = [ev("lead.assigned", "2025-12-31 23:59"), ev("lead.assigned", "01-01 00:00")]
    assert starts(long, *events) == ["01-01 00:00"]


def test_effective_and_the_clauses_own_dates_are_local_and_inclusive():
    helsinki = agreement(contact(every("lead.assigned")), timezone="Europe/Helsinki")
    # Helsinki is at UTC+2 in winter: its year 2026 runs from 2025-12-31T22:00Z to 2026-12-31T22:00Z
    edges = ["2025-12-31 21:59", "2025-12-31 22:00", "2026-12-31 21:59", "2026-12-31 22:00"]
    assert starts(helsinki, *(ev("lead.assigned", edge) for edge in edges)) == ["2025-12-31 22:00", "12-31 21:59"]
    dated = contact(every("lead.assigned"), valid_from=date(2026, 3, 2), valid_until=date(2026, 3, 3))
    edges = ["03-01 23:59", "03-02 00:00", "03-03 23:59", "03-04 00:00"]
    assert starts(dated, *(ev("lead.assigned", edge) for edge in edges)) == ["03-02 00:00", "03-03 23:59"]
    endless = agreement(contact(every("lead.assigned")), until=None)
    assert starts(endless, ev("lead.assigned", "9999-12-31 23:59")) == ["9999-12-31 23:59"]


OPPORTUNITY = clause(do("opportunity.valued"), when("opportunity.created"), within(4, "hours"))


def test_an_opportunitys_case_hears_only_its_own_opportunity_of_its_own_lead():
    events = [
        ev("opportunity.created", "03-02 09:00", opp="O"),
        ev("opportunity.created", "03-02 09:30", opp="P"),
        ev("opportunity.created", "03-02 10:00", "M", opp="O"),
        ev("opportunity.valued", "03-02 11:00", opp="P"),
        ev("opportunity.valued", "03-02 12:00", "M", opp="O"),
    ]
    assert [(one.lead, *rows((one,))[0]) for one in cases(OPPORTUNITY, *events, as_of="03-02 12:00")] == [
        ("L", "O", "03-02 09:00", "03-02 13:00", "pending", None),
        ("L", "P", "03-02 09:30", "03-02 13:30", "met", "03-02 11:00"),
        ("M", "O", "03-02 10:00", "03-02 14:00", "met", "03-02 12:00"),
    ]


def test_an_opportunitys_case_hears_events_about_its_lead_and_a_leads_case_all_its_opportunities():
    reply = clause(do("lead.contacted"), when("opportunity.created"), within(4, "hours"))
    events = [ev("opportunity.created", "03-02 09:00", opp="O"), ev("lead.contacted", "03-02 10:00")]
    assert rows(cases(reply, *events)) == [("O", "03-02 09:00", "03-02 13:00", "met", "03-02 10:00")]
    convert = clause(do("opportunity.created"), when("lead.assigned"), within(4, "hours"))
    assert rows(cases(convert, *assigned("08:00"), *events)) == [
        ("L", "03-02 08:00", "03-02 12:00", "met", "03-02 09:00")
    ]


def test_running_is_by_subject():
    events = [
        ev("opportunity.created", f"03-02 {hour}", opp=opp)
        for hour, opp in [("09:00", "O"), ("09:30", "P"), ("10:00", "O")]
    ]
    assert starts(OPPORTUNITY, *events) == ["03-02 09:00", "03-02 09:30"]
    once = clause(do("opportunity.valued"), first("opportunity.created"), within(1, "minutes"))
    assert starts(once, *events) == ["03-02 09:00", "03-02 09:30"]


def test_an_opportunity_without_an_id_has_its_leads():
    assert rows(cases(OPPORTUNITY, ev("opportunity.created", "03-02 09:00")))[0][0] == "L"


HOT = contact(when("lead.assigned", score("at least", 50)))


def test_a_condition_on_an_unknown_value_is_counted_not_true():
    found = outcome(HOT, *assigned("09:00"))
    assert (found.cases, found.unknown) == ((), 1)
    for conditions in [(is_("segment", "smb"),), (is_not("segment", "smb"),)]:
        found = outcome(contact(when("lead.assigned", *conditions)), *assigned("09:00"))
        assert (found.cases, found.unknown) == ((), 1)


def test_known_and_missing_are_never_unknown():
    for condition, opens in [(known("segment"), 0), (known("segment", known=False), 1)]:
        found = outcome(contact(when("lead.assigned", condition)), *assigned("09:00"))
        assert (len(found.cases), found.unknown) == (opens, 0)


def test_what_is_false_anyway_is_not_unknown():
    both = contact(when("lead.assigned", score("at least", 50), is_("segment", "smb")))
    assert outcome(both, *assigned("09:00", score=49)).unknown == 0
    assert outcome(both, *assigned("09:00", segment="enterprise")).unknown == 0
    assert outcome(both, *assigned("09:00", score=50)).unknown == 1


def test_an_unknown_trigger_counts_only_where_it_could_have_opened_a_case():
    # covered by a running case (to 13:00), after it, and outside the dates in force
    events = [
        *assigned("08:00"),
        *assigned("09:00", score=90),
        ev("lead.assigned", "2025-03-01 09:00"),
    ]
    assert outcome(HOT, *events).unknown == 1
    hot = contact(when("lead.rejected", is_("reason", "x")))
    running = [ev("lead.rejected", "03-02 09:00", reason="x")]
    assert outcome(hot, *running, ev("lead.rejected", "03-02 13:00")).unknown == 0
    assert outcome(hot, *running, ev("lead.rejected", "03-02 13:01")).unknown == 1


def test_an_unknown_first_time_counts_only_before_the_first_match():
    once = contact(first("lead.rejected", is_("reason", "x")))
    unknown = [ev("lead.rejected", f"03-02 {hour}") for hour in ("08:00", "08:30", "10:00")]
    found = outcome(once, *unknown, ev("lead.rejected", "03-02 09:00", reason="x"))
    assert (len(found.cases), found.unknown) == (1, 2)


def test_an_unknown_for_every_time_always_counts():
    each = contact(every("lead.rejected", is_("reason", "x")))
    unknown = [ev("lead.rejected", f"03-02 {hour}") for hour in ("08:00", "10:00")]
    assert outcome(each, *unknown, ev("lead.rejected", "03-02 09:00", reason="x")).unknown == 2


def test_since_leaves_out_cases_and_unknowns_but_not_history():
    events = [ev("lead.assigned", "03-01 23:00"), *assigned("01:00", "04:00"), ev("lead.contacted", "03-02 02:00")]
    options = {"since": date(2026, 3, 2)}
    # the case of 03-01 runs until 02:00, so the trigger at 01:00 opens none
    assert starts(WHEN, *events, **options) == ["03-02 04:00"]
    unknown = [ev("lead.assigned", "03-01 23:59:59.999999"), ev("lead.assigned", "03-02 00:00")]
    assert outcome(HOT, *unknown, **options).unknown == 1
    once = contact(first("lead.assigned"))
    assert starts(once, *events, **options) == []


def test_since_is_a_local_date():
    helsinki = agreement(contact(every("lead.assigned")), timezone="Europe/Helsinki")
    events = [ev("lead.assigned", "03-01 21:59"), ev("lead.assigned", "03-01 22:00")]
    assert starts(helsinki, *events, since=date(2026, 3, 2)) == ["03-01 22:00"]


def test_cases_come_by_start_then_subject_then_lead():
    events = [
        ev("opportunity.created", "03-02 09:00", "M", opp="B"),
        ev("opportunity.created", "03-02 09:00", "L", opp="B"),
        ev("opportunity.created", "03-02 09:00", "N", opp="A"),
        ev("opportunity.created", "03-02 08:00", "Z", opp="Z"),
    ]
    found = cases(OPPORTUNITY, *events)
    assert [(one.subject, one.lead) for one in found] == [("Z", "Z"), ("A", "N"), ("B", "L"), ("B", "M")]
    assert row(found[0])[0] == "03-02 08:00"
