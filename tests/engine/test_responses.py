"""`must` with a response: met, late, overdue, excused, pending, at every boundary."""

from __future__ import annotations

import pytest

from sla_dsl.model.clause import Both, Either
from sla_dsl.model.outcome import CaseState
from tests.engine.builders import (
    at,
    case,
    cases,
    clause,
    do,
    ev,
    every,
    is_,
    known,
    pattern,
    row,
    state,
    times,
    when,
    within,
)

CONTACT = clause(do("lead.contacted"), when("lead.assigned"), within(4, "hours"))
EXCUSED = clause(
    do("lead.contacted"), when("lead.assigned"), within(4, "hours"), unless=("lead.replied", "lead.rejected")
)
ASSIGNED = ev("lead.assigned", "03-02 09:00")


@pytest.mark.parametrize(
    ("answer", "as_of", "expected"),
    [
        ("03-02 09:00", "03-02 09:00", ("met", "03-02 09:00")),
        ("03-02 13:00", "03-03 09:00", ("met", "03-02 13:00")),
        ("03-02 13:00:00.000001", "03-03 09:00", ("late", "03-02 13:00:00.000001")),
        ("03-02 13:00:00.000001", "03-02 13:00:00.000000", ("pending", None)),
        ("03-02 13:00:00.000001", "03-02 13:00:00.000001", ("late", "03-02 13:00:00.000001")),
        ("03-02 08:59:59.999999", "03-02 12:00", ("pending", None)),
        (None, "03-02 13:00", ("pending", None)),
        (None, "03-02 13:00:00.000001", ("overdue", "03-02 13:00")),
    ],
)
def test_an_answer_at_due_is_in_time_and_overdue_is_only_after_it(answer, as_of, expected):
    events = [ASSIGNED] if answer is None else [ASSIGNED, ev("lead.contacted", answer)]
    found = case(CONTACT, *events, as_of=as_of)
    assert row(found) == ("03-02 09:00", "03-02 13:00", *expected)
    assert found.breached_at == (at("03-02 13:00") if found.state.breached else None)


@pytest.mark.parametrize(
    ("excuse", "answer", "as_of", "expected", "may_become_met"),
    [
        ("09:00", None, "10:00", ("excused", "03-02 09:00"), True),
        ("08:59", None, "10:00", ("pending", None), False),
        ("10:00", None, "13:00", ("excused", "03-02 10:00"), True),
        ("10:00", None, "13:01", ("excused", "03-02 10:00"), False),
        ("13:00", None, "13:00", ("excused", "03-02 13:00"), True),
        ("13:00", None, "14:00", ("excused", "03-02 13:00"), False),
        ("13:01", None, "14:00", ("overdue", "03-02 13:00"), False),
        ("10:00", "13:00", "14:00", ("met", "03-02 13:00"), False),
        ("10:00", "12:00", "11:00", ("excused", "03-02 10:00"), True),
        ("10:00", "13:01", "14:00", ("excused", "03-02 10:00"), False),
        ("13:01", "13:30", "14:00", ("late", "03-02 13:30"), False),
    ],
)
def test_an_excuse_by_due_excuses_but_an_answer_by_due_beats_it(excuse, answer, as_of, expected, may_become_met):
    events = [ASSIGNED, ev("lead.replied", f"03-02 {excuse}")]
    events += [ev("lead.contacted", f"03-02 {answer}")] if answer else []
    found = case(EXCUSED, *events, as_of=f"03-02 {as_of}")
    assert row(found)[2:] == expected
    assert found.may_become_met is may_become_met


def test_the_first_excuse_of_any_kind_decides():
    events = [ASSIGNED, ev("lead.replied", "03-02 11:00"), ev("lead.rejected", "03-02 10:00")]
    assert row(case(EXCUSED, *events, as_of="03-03 09:00"))[2:] == ("excused", "03-02 10:00")


def test_without_a_deadline_a_case_stays_pending_until_it_is_answered():
    forever = clause(do("lead.contacted"), when("lead.assigned"))
    assert row(case(forever, ASSIGNED, as_of="12-31 09:00")) == ("03-02 09:00", None, "pending", None)
    events = [ASSIGNED, ev("lead.contacted", "12-30 09:00")]
    assert row(case(forever, *events, as_of="12-31 09:00")) == ("03-02 09:00", None, "met", "12-30 09:00")


def test_without_a_deadline_an_excused_case_may_always_become_met():
    forever = clause(do("lead.contacted"), when("lead.assigned"), unless=("lead.replied",))
    found = case(forever, ASSIGNED, ev("lead.replied", "03-02 10:00"), as_of="12-31 09:00")
    assert (found.state, found.may_become_met) == (CaseState.EXCUSED, True)


def test_a_due_past_the_year_9999_is_never():
    late = clause(do("lead.contacted"), when("lead.assigned"), within(9_000_000, "calendar days"))
    assert row(case(late, ASSIGNED, as_of="12-31 09:00"))[1:] == (None, "pending", None)


def test_an_answer_must_meet_its_own_condition_and_an_unknown_one_is_not_true():
    reasoned = clause(do("lead.rejected", known("reason")), when("lead.assigned"), within(4, "hours"))
    events = [ASSIGNED, ev("lead.rejected", "03-02 10:00"), ev("lead.rejected", "03-02 11:00", reason="no budget")]
    assert row(case(reasoned, *events))[2:] == ("met", "03-02 11:00")
    phoned = clause(do("lead.contacted", is_("channel", "phone")), when("lead.assigned"), within(4, "hours"))
    events = [ASSIGNED, ev("lead.contacted", "03-02 10:00"), ev("lead.contacted", "03-02 11:00", channel="Phone")]
    assert row(case(phoned, *events))[2:] == ("pending", None)


def test_the_trigger_is_not_its_own_answer_but_an_equal_twin_is():
    again = clause(do("lead.assigned"), every("lead.assigned"), within(4, "hours"))
    assert row(case(again, ASSIGNED, as_of="03-02 10:00"))[2:] == ("pending", None)
    twins = cases(again, ASSIGNED, ASSIGNED, as_of="03-02 10:00")
    assert [row(one)[2:] for one in twins] == [("met", "03-02 09:00")] * 2


def test_the_trigger_is_not_its_own_excuse():
    again = clause(do("lead.contacted"), when("lead.hot"), within(4, "hours"), unless=("lead.assigned",))
    hot = ev("lead.assigned", "03-02 09:00", score=90)
    assert row(case(again, hot, as_of="03-02 10:00"))[2:] == ("pending", None)
    assert row(case(again, hot, ev("lead.assigned", "03-02 09:30"), as_of="03-02 10:00"))[2] == "excused"


ATTEMPTS = [
    ev("contact.attempted", f"03-{day} {hour}") for day, hour in [("02", "10:00"), ("02", "11:00"), ("03", "10:00")]
]


@pytest.mark.parametrize(
    ("bound", "count", "days", "expected"),
    [
        ("at least", 1, None, ("met", "03-02 10:00")),
        ("at least", 2, None, ("met", "03-02 11:00")),
        ("more than", 2, None, ("met", "03-03 10:00")),
        ("more than", 3, None, ("pending", None)),
        ("at least", 2, 2, ("met", "03-03 10:00")),
        ("at least", 3, 1, ("met", "03-03 10:00")),
        ("at least", 1, 3, ("pending", None)),
    ],
)
def test_at_least_n_times_on_k_days_is_the_first_moment_both_hold(bound, count, days, expected):
    often = clause(
        do("contact.attempted", times=times(bound, count, days)), when("lead.assigned"), within(5, "calendar days")
    )
    assert row(case(often, ASSIGNED, *ATTEMPTS, as_of="03-04 09:00"))[2:] == expected


def test_the_trigger_is_left_out_of_the_count_and_of_the_days():
    often = clause(
        do("contact.attempted", times=times("at least", 2, 2)), when("contact.attempted"), within(5, "calendar days")
    )
    found = cases(often, *ATTEMPTS, ev("contact.attempted", "03-05 10:00"), as_of="03-05 10:00")
    # the case of 03-02 10:00 is answered at 11:00 of that day and at 10:00 of the next
    assert [row(one) for one in found] == [
        ("03-02 10:00", "03-08 00:00", "met", "03-03 10:00"),
        ("03-05 10:00", "03-11 00:00", "pending", None),
    ]


def test_days_are_local_dates():
    often = clause(
        do("contact.attempted", times=times("at least", 2, 2)), when("lead.assigned"), within(5, "calendar days")
    )
    from tests.engine.builders import agreement

    helsinki = agreement(often, timezone="Europe/Helsinki")
    # 21:59 and 22:00 UTC are 23:59 and 00:00 in Helsinki
    events = [ASSIGNED, ev("contact.attempted", "03-02 21:59"), ev("contact.attempted", "03-02 22:00")]
    assert row(case(helsinki, *events))[2:] == ("met", "03-02 22:00")


CEILING = clause(do("contact.attempted", times=times("at most", 2)), when("lead.assigned"), within(4, "hours"))


@pytest.mark.parametrize(
    ("minutes", "as_of", "expected"),
    [
        ((0, 60), "12:59", ("pending", None)),
        ((0, 60), "13:00", ("met", "03-02 13:00")),
        ((0, 60, 240), "14:00", ("overdue", "03-02 13:00")),
        ((0, 60, 120), "11:00", ("overdue", "03-02 11:00")),
        ((0, 60, 241), "14:00", ("met", "03-02 13:00")),
        ((0, 0, 0), "09:00", ("overdue", "03-02 09:00")),
        ((-1, 60, 120), "14:00", ("met", "03-02 13:00")),
    ],
)
def test_at_most_n_times_is_broken_by_the_next_one_inside_the_window(minutes, as_of, expected):
    start = at("03-02 09:00")
    attempts = [ev("contact.attempted", start + 60_000_000 * minute) for minute in minutes]
    found = case(CEILING, ASSIGNED, *attempts, as_of=f"03-02 {as_of}")
    assert row(found) == ("03-02 09:00", "03-02 13:00", *expected)
    assert found.breached_at == (found.decided if found.state.breached else None)


def test_less_than_n_is_at_most_one_fewer():
    none = clause(do("contact.attempted", times=times("less than", 1)), when("lead.assigned"), within(4, "hours"))
    found = case(none, ASSIGNED, ev("contact.attempted", "03-02 10:00"), as_of="03-02 10:00")
    assert row(found)[2:] == ("overdue", "03-02 10:00")


@pytest.mark.parametrize(
    ("excuse", "expected"),
    [
        ("10:59", ("excused", "03-02 10:59")),
        ("11:00", ("excused", "03-02 11:00")),
        ("11:01", ("overdue", "03-02 11:00")),
    ],
)
def test_for_a_ceiling_an_excuse_at_or_before_the_last_straw_excuses(excuse, expected):
    capped = clause(
        do("contact.attempted", times=times("at most", 1)),
        when("lead.assigned"),
        within(4, "hours"),
        unless=("lead.replied",),
    )
    attempts = [ev("contact.attempted", "03-02 10:00"), ev("contact.attempted", "03-02 11:00")]
    found = case(capped, ASSIGNED, *attempts, ev("lead.replied", f"03-02 {excuse}"), as_of="03-02 12:00")
    assert row(found)[2:] == expected
    assert not found.may_become_met
    alone = case(capped, ASSIGNED, attempts[0], ev("lead.replied", "03-02 10:00"), as_of="03-02 12:00")
    assert row(alone)[2:] == ("pending", None)
    ended = case(capped, ASSIGNED, attempts[0], ev("lead.replied", "03-02 10:00"), as_of="03-02 13:00")
    assert row(ended)[2:] == ("met", "03-02 13:00")


EITHER = clause(
    Either((pattern("opportunity.created"), pattern("lead.disqualified", known("reason")))),
    when("lead.assigned"),
    within(4, "hours"),
)
BOTH = clause(
    Both((pattern("lead.contacted"), pattern("opportunity.created"))), when("lead.assigned"), within(4, "hours")
)


def test_the_first_alternative_decides():
    events = [
        ev("lead.disqualified", "03-02 09:30"),
        ev("opportunity.created", "03-02 11:00", opp="O"),
        ev("lead.disqualified", "03-02 12:00", reason="x"),
    ]
    assert row(case(EITHER, ASSIGNED, *events))[2:] == ("met", "03-02 11:00")
    assert row(case(EITHER, ASSIGNED, events[0], events[2]))[2:] == ("met", "03-02 12:00")
    assert row(case(EITHER, ASSIGNED, events[0]))[2:] == ("pending", None)


def test_the_last_of_the_firsts_decides():
    events = [
        ev("lead.contacted", "03-02 10:00"),
        ev("opportunity.created", "03-02 11:00", opp="O"),
        ev("lead.contacted", "03-02 12:00"),
    ]
    assert row(case(BOTH, ASSIGNED, *events))[2:] == ("met", "03-02 11:00")
    assert row(case(BOTH, ASSIGNED, events[0], as_of="03-02 14:00"))[2:] == ("overdue", "03-02 13:00")
    late = ev("opportunity.created", "03-02 13:30", opp="O")
    assert row(case(BOTH, ASSIGNED, events[0], late))[2:] == ("late", "03-02 13:30")


LOSS = clause(state("reason", "competitor"), when("opportunity.lost"), within(4, "hours"))
LOST = ev("opportunity.closed", "03-02 09:00", opp="O", outcome="lost")


def stated(time: str, lead: str = "L", opp: str = "O", **values):
    return ev("opportunity.closed", time, lead, opp=opp, outcome="won", **values)


def test_state_is_met_once_every_name_is_known():
    at_once = LOST._replace(values={"outcome": "lost", "reason": "price", "competitor": "Z"})
    assert row(case(LOSS, at_once))[2:] == ("met", "03-02 09:00")
    half = LOST._replace(values={"outcome": "lost", "reason": "price"})
    assert row(case(LOSS, half, stated("03-02 13:00", competitor="Z")))[2:] == ("met", "03-02 13:00")
    assert row(case(LOSS, half, stated("03-02 13:01", competitor="Z")))[2:] == ("late", "03-02 13:01")
    both = [stated("03-02 10:00", reason="price"), stated("03-02 11:00", competitor="Z")]
    assert row(case(LOSS, LOST, *both))[2:] == ("met", "03-02 11:00")


def test_a_field_counts_from_the_trigger_on_and_for_that_opportunity_only():
    early = stated("03-02 08:59", reason="price", competitor="Z")
    other = stated("03-02 10:00", opp="P", reason="price", competitor="Z")
    stranger = stated("03-02 10:00", lead="M", reason="price", competitor="Z")
    about_lead = ev("lead.rejected", "03-02 10:00", reason="price")
    found = case(LOSS, LOST, early, other, stranger, about_lead, as_of="03-02 14:00")
    assert row(found)[2:] == ("overdue", "03-02 13:00")
    assert row(case(LOSS, LOST, stated("03-02 09:00", reason="price", competitor="Z")))[2] == "met"


def test_for_a_leads_case_a_field_of_an_event_about_an_opportunity_states_nothing():
    why = clause(state("reason"), when("lead.rejected"), within(4, "hours"))
    rejected = ev("lead.rejected", "03-02 09:00")
    assert row(case(why, rejected, stated("03-02 10:00", reason="x")))[2] == "pending"
    assert row(case(why, rejected, ev("lead.recycled", "03-02 10:00", reason="x")))[2:] == ("met", "03-02 10:00")


def test_a_fact_counts_as_last_known_also_from_before_and_from_any_event():
    owner = clause(state("owner", "segment"), when("lead.assigned"), within(4, "hours"))
    before = ev("lead.created", "03-01 09:00", owner="ann")
    assert row(case(owner, before, ASSIGNED))[2] == "pending"
    page = ev("page.viewed", "03-02 12:00", segment="smb")
    assert row(case(owner, before, ASSIGNED, page))[2:] == ("met", "03-02 12:00")
    known_by_then = ev("page.viewed", "03-02 08:00", segment="smb")
    assert row(case(owner, before, ASSIGNED, known_by_then))[2:] == ("met", "03-02 09:00")
    own = ASSIGNED._replace(values={"owner": "ann", "segment": "smb"})
    assert row(case(owner, own))[2:] == ("met", "03-02 09:00")


def test_a_state_that_is_excused_may_still_become_met():
    excused = clause(state("owner"), when("lead.assigned"), within(4, "hours"), unless=("lead.replied",))
    found = case(excused, ASSIGNED, ev("lead.replied", "03-02 10:00"))
    assert (row(found)[2:], found.may_become_met) == (("excused", "03-02 10:00"), True)
