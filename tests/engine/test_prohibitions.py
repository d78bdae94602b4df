"""`must not`: for a time, until an event, for good, without a trigger, and before enough has happened."""

from __future__ import annotations

from datetime import date

import pytest

from sla_dsl.model.outcome import Verdict
from tests.engine.builders import (
    at,
    before,
    budget,
    case,
    cases,
    clause,
    ev,
    every,
    for_,
    is_,
    must_not,
    outcome,
    row,
    rows,
    until,
    when,
)

TRIGGER = ev("lead.disqualified", "03-02 09:00")
QUIET = clause(must_not("lead.assigned", window=for_(4, "hours")), when("lead.disqualified"), unless=("lead.replied",))


def assign(hour: str):
    return ev("lead.assigned", f"03-02 {hour}")


def replied(hour: str):
    return ev("lead.replied", f"03-02 {hour}")


@pytest.mark.parametrize(
    ("events", "as_of", "expected"),
    [
        ([], "12:59", ("pending", None)),
        ([], "13:00", ("met", "03-02 13:00")),
        ([assign("08:59")], "13:00", ("met", "03-02 13:00")),
        ([assign("09:00")], "09:00", ("overdue", "03-02 09:00")),
        ([assign("13:00")], "13:00", ("overdue", "03-02 13:00")),
        ([assign("13:01")], "14:00", ("met", "03-02 13:00")),
        ([assign("12:00"), assign("11:00")], "14:00", ("overdue", "03-02 11:00")),
        ([replied("10:00")], "12:00", ("pending", None)),
        ([replied("10:00")], "14:00", ("met", "03-02 13:00")),
        ([replied("10:00"), assign("11:00")], "12:00", ("excused", "03-02 10:00")),
        ([replied("11:00"), assign("11:00")], "12:00", ("excused", "03-02 11:00")),
        ([replied("11:01"), assign("11:00")], "12:00", ("overdue", "03-02 11:00")),
        ([replied("08:59"), assign("11:00")], "12:00", ("overdue", "03-02 11:00")),
        ([replied("10:00"), assign("13:01")], "14:00", ("met", "03-02 13:00")),
    ],
)
def test_for_a_time_after_a_trigger(events, as_of, expected):
    found = case(QUIET, TRIGGER, *events, as_of=f"03-02 {as_of}")
    assert row(found) == ("03-02 09:00", "03-02 13:00", *expected)
    assert found.breached_at == (found.decided if found.state.breached else None)
    assert not found.may_become_met


def test_the_trigger_is_not_its_own_forbidden_event_but_a_twin_is():
    once = clause(must_not("lead.assigned", window=for_(4, "hours")), every("lead.assigned"))
    assert row(case(once, assign("09:00"), as_of="03-02 13:00"))[2:] == ("met", "03-02 13:00")
    twins = cases(once, assign("09:00"), assign("09:00"))
    assert [row(one)[2:] for one in twins] == [("overdue", "03-02 09:00")] * 2


UNTIL = clause(must_not("contact.attempted", window=until("lead.replied")), when("lead.assigned"))


@pytest.mark.parametrize(
    ("attempt", "reply", "expected"),
    [
        (None, None, ("pending", None)),
        (None, "10:00", ("met", "03-02 10:00")),
        (None, "09:00", ("met", "03-02 09:00")),
        (None, "08:59", ("pending", None)),
        ("10:00", "10:00", ("overdue", "03-02 10:00")),
        ("10:01", "10:00", ("met", "03-02 10:00")),
        ("09:30", "10:00", ("overdue", "03-02 09:30")),
        ("09:30", None, ("overdue", "03-02 09:30")),
    ],
)
def test_until_an_event_comes(attempt, reply, expected):
    events = [assign("09:00")]
    events += [ev("contact.attempted", f"03-02 {attempt}")] if attempt else []
    events += [replied(reply)] if reply else []
    assert row(case(UNTIL, *events, as_of="03-02 20:00")) == ("03-02 09:00", None, *expected)


def test_the_trigger_does_not_close_its_own_window():
    looped = clause(must_not("contact.attempted", window=until("lead.assigned")), every("lead.hot"))
    hot = ev("lead.assigned", "03-02 09:00", score=90)
    assert row(case(looped, hot))[2:] == ("pending", None)
    assert row(case(looped, hot, ev("lead.assigned", "03-02 09:00", score=1)))[2:] == ("met", "03-02 09:00")


def test_never_again_after_a_trigger():
    never = clause(must_not("lead.assigned"), when("lead.disqualified"))
    assert row(case(never, TRIGGER, as_of="12-31 09:00")) == ("03-02 09:00", None, "pending", None)
    broken = case(never, TRIGGER, ev("lead.assigned", "12-30 09:00"), as_of="12-31 09:00")
    assert row(broken)[1:] == (None, "overdue", "12-30 09:00")


STANDING = clause(must_not("contact.attempted", is_("channel", "email")), unless=("lead.replied",))


def attempt(time: str, lead: str = "L", **values):
    return ev("contact.attempted", time, lead, **({"channel": "email"} | values))


def test_without_a_trigger_every_event_is_a_breach():
    found = outcome(STANDING, attempt("03-02 09:00"), attempt("03-02 09:00"), attempt("03-02 10:00", channel="phone"))
    assert rows(found.cases) == [("L", "03-02 09:00", None, "overdue", "03-02 09:00")] * 2
    assert found.cases[0].breached_at == at("03-02 09:00")
    assert (found.verdict, found.so_far) == (Verdict.BROKEN, Verdict.BROKEN)


def test_without_a_trigger_any_excuse_by_then_counts_and_the_event_decides():
    events = [ev("lead.replied", "2025-01-01 09:00"), attempt("03-02 09:00"), attempt("03-02 09:00", "M")]
    assert rows(cases(STANDING, *events)) == [
        ("L", "03-02 09:00", None, "excused", "03-02 09:00"),
        ("M", "03-02 09:00", None, "overdue", "03-02 09:00"),
    ]
    same = [ev("lead.replied", "03-02 09:00"), attempt("03-02 09:00")]
    assert cases(STANDING, *same)[0].state == "excused"
    after = [ev("lead.replied", "03-02 09:01"), attempt("03-02 09:00")]
    assert cases(STANDING, *after)[0].state == "overdue"


def test_without_a_trigger_an_event_is_not_its_own_excuse():
    own = clause(must_not("lead.hot"), unless=("lead.assigned",))
    hot = ev("lead.assigned", "03-02 09:00", score=90)
    assert case(own, hot).state == "overdue"
    assert [one.state for one in cases(own, hot, hot)] == ["excused", "excused"]


def test_without_a_trigger_no_event_is_kept_and_an_unknown_one_is_counted():
    quiet = outcome(STANDING, ev("lead.created", "03-02 09:00"))
    assert (quiet.verdict, quiet.so_far, quiet.cases) == (Verdict.KEPT, Verdict.KEPT, ())
    unsure = outcome(STANDING, ev("contact.attempted", "03-02 09:00"), ev("contact.attempted", "2025-03-02 09:00"))
    assert (unsure.verdict, unsure.unknown) == (Verdict.KEPT, 1)
    empty = outcome(STANDING)
    assert empty.verdict is Verdict.NO_CASES
    assert outcome(STANDING, as_of="03-02 09:00").verdict is Verdict.KEPT
    excused = outcome(STANDING, ev("lead.replied", "03-02 08:00"), attempt("03-02 09:00"))
    assert excused.verdict is Verdict.KEPT


def test_without_a_trigger_a_budget_without_a_case_is_kept_too():
    limited = clause(must_not("contact.attempted", is_("channel", "email")), level=budget(1))
    assert outcome(limited, ev("lead.created", "03-02 09:00")).verdict is Verdict.KEPT
    assert outcome(limited, attempt("03-02 09:00")).verdict is Verdict.PENDING
    assert outcome(limited, attempt("03-02 09:00"), as_of="04-01 00:00").verdict is Verdict.KEPT
    assert outcome(limited, attempt("03-02 09:00"), attempt("03-02 10:00")).verdict is Verdict.BROKEN


def test_without_a_trigger_since_and_dates_count():
    assert outcome(STANDING, attempt("03-02 09:00"), since=date(2026, 3, 3)).verdict is Verdict.KEPT
    assert cases(STANDING, attempt("2025-12-31 09:00")) == ()


EFFORT = clause(must_not("lead.disqualified", window=before("contact.attempted", 2)), unless=("lead.replied",))


@pytest.mark.parametrize(
    ("attempts", "replies", "state"),
    [
        (["08:00", "09:00"], [], "met"),
        (["08:00", "09:01"], [], "overdue"),
        (["08:00"], ["08:30"], "excused"),
        (["08:00"], ["09:00"], "excused"),
        (["08:00"], ["09:01"], "overdue"),
        (["08:00", "08:00"], ["08:30"], "met"),
    ],
)
def test_before_enough_has_happened(attempts, replies, state):
    events = [attempt(f"03-02 {hour}") for hour in attempts] + [replied(hour) for hour in replies]
    found = case(EFFORT, TRIGGER, *events, as_of="03-05 09:00")
    assert row(found) == ("03-02 09:00", None, state, "03-02 09:00")
    assert found.breached_at == (at("03-02 09:00") if state == "overdue" else None)


def test_before_counts_the_whole_log_and_only_that_subject():
    gate = clause(must_not("opportunity.created", window=before("meeting.held")))
    events = [
        ev("meeting.held", "2020-01-01 09:00"),
        ev("opportunity.created", "03-02 09:00", opp="O"),
        ev("opportunity.created", "03-02 10:00", "M", opp="P"),
    ]
    assert rows(cases(gate, *events)) == [
        ("O", "03-02 09:00", None, "met", "03-02 09:00"),
        ("P", "03-02 10:00", None, "overdue", "03-02 10:00"),
    ]
    own = clause(must_not("opportunity.closed", window=before("opportunity.valued")))
    events = [ev("opportunity.valued", "03-02 09:00", opp="P"), ev("opportunity.closed", "03-02 10:00", opp="O")]
    assert case(own, *events).state == "overdue"


def test_before_does_not_count_the_event_itself():
    gate = clause(must_not("lead.hot", window=before("lead.assigned")))
    hot = ev("lead.assigned", "03-02 09:00", score=90)
    assert case(gate, hot).state == "overdue"
    assert [one.state for one in cases(gate, hot, hot)] == ["met", "met"]


def test_before_without_an_event_has_no_cases():
    found = outcome(EFFORT, ev("lead.created", "03-02 09:00"))
    assert (found.verdict, found.so_far) == (Verdict.NO_CASES, Verdict.NO_CASES)
