"""A whole judgement: as-of, what is reported, the account of the log, verdicts, warnings, reasons."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sla_dsl.engine import judge
from sla_dsl.engine.reference.deciding import DUTIES
from sla_dsl.model.calendar import CalendarChoice
from sla_dsl.model.clause import Both, Deliver, Duration, Duty, Either, Period, Unit
from sla_dsl.model.event import EventLog, Rejection
from sla_dsl.model.outcome import Pause, Verdict, Why
from tests.engine.builders import (
    agreement,
    at,
    before,
    breach,
    budget,
    case,
    clause,
    deliver,
    do,
    ev,
    every,
    for_,
    judged,
    must_not,
    outcome,
    state,
    times,
    until,
    when,
    within,
)

FIRST = clause(do("lead.contacted"), every("lead.assigned"), within(4, "hours"), id="first")
QUIET = clause(must_not("lead.rejected"), id="quiet")
VOLUME = clause(deliver("at least", 1, "lead.qualified"), period="month", id="volume")
ALL = agreement(FIRST, QUIET, VOLUME)


def test_an_empty_log_without_as_of_judges_nothing():
    found = judge(ALL, EventLog(files=("e.jsonl",)))
    assert (found.as_of, found.verdict, found.so_far) == (None, Verdict.NO_CASES, Verdict.NO_CASES)
    assert [(one.clause, one.verdict) for one in found.clauses] == [
        (name, Verdict.NO_CASES) for name in ("first", "quiet", "volume")
    ]
    assert (found.log.events, found.log.first, found.log.files) == (0, None, ("e.jsonl",))


def test_an_empty_log_with_as_of_is_judged():
    found = judged(ALL, as_of="03-02 09:00")
    assert found.as_of == at("03-02 09:00")
    assert [one.verdict for one in found.clauses] == [Verdict.NO_CASES, Verdict.KEPT, Verdict.NO_CASES]
    assert found.verdict is Verdict.KEPT


def test_as_of_is_the_latest_event_unless_given_and_later_events_do_not_exist():
    events = [ev("lead.assigned", "03-02 09:00"), ev("lead.contacted", "03-02 10:00"), ev("page.viewed", "03-02 11:00")]
    found = judged(ALL, *events)
    assert (found.as_of, found.log.last, found.log.after_as_of) == (at("03-02 11:00"), at("03-02 11:00"), 0)
    found = judged(ALL, *events, as_of="03-02 09:59:59.999999")
    assert (found.log.events, found.log.after_as_of, found.log.undeclared) == (1, 2, {})
    assert found.clauses[0].cases[0].state == "pending"
    assert judged(ALL, *events, as_of="03-02 10:00").clauses[0].cases[0].state == "met"


def test_a_final_state_does_not_change_as_the_log_grows():
    events = [ev("lead.assigned", "03-02 09:00"), ev("lead.contacted", "03-02 10:00")]
    with_pause = [*events, ev("lead.paused", "03-02 10:30"), ev("lead.replied", "03-02 10:40")]
    assert judged(ALL, *with_pause).clauses[0].cases == judged(ALL, *events).clauses[0].cases


def test_the_account_of_the_log():
    log = EventLog(
        ("a", "b"),
        [
            ev("x.b", "03-02 09:00"),
            ev("x.a", "03-01 09:00"),
            ev("x.b", "03-03 09:00"),
            ev("lead.created", "03-04 09:00"),
        ],
        duplicates=2,
        rejections=[Rejection("a", 3, "SLA701", "not JSON")],
        lines=7,
    )
    account = judge(ALL, log, as_of=at("03-03 09:00")).log
    assert (account.events, account.after_as_of, account.duplicates, account.rejected) == (3, 1, 2, 1)
    assert list(account.undeclared.items()) == [("x.a", 1), ("x.b", 2)]
    assert (account.first, account.last) == (at("03-01 09:00"), at("03-03 09:00"))


def test_only_reports_these_and_judges_what_they_need():
    second = clause(do("lead.contacted"), breach("first"), within(2, "hours"), id="second")
    of = agreement(second, FIRST, QUIET)
    events = [
        ev("lead.assigned", "03-02 09:00"),
        ev("lead.rejected", "03-02 10:00"),
        ev("lead.contacted", "03-02 14:00"),
    ]
    found = judged(of, *events, only=("second",))
    assert [(one.clause, str(one.verdict)) for one in found.clauses] == [("second", "kept")]
    assert found.verdict is Verdict.KEPT
    assert [one.clause for one in judged(of, *events, only=("quiet", "second")).clauses] == ["second", "quiet"]
    with pytest.raises(KeyError):
        judged(of, *events, only=("third",))


def test_the_agreement_is_as_grave_as_its_gravest_clause():
    assigned = ev("lead.assigned", "03-02 09:00")
    found = judged(ALL, assigned)
    assert (found.verdict, found.so_far) == (Verdict.PENDING, Verdict.KEPT)
    found = judged(agreement(FIRST), assigned)
    assert (found.verdict, found.so_far) == (Verdict.PENDING, Verdict.NO_CASES)
    found = judged(ALL, assigned, ev("lead.rejected", "03-02 10:00"))
    assert (found.verdict, found.so_far) == (Verdict.BROKEN, Verdict.BROKEN)


@pytest.mark.parametrize(
    ("hours", "replied", "verdict", "so_far"),
    [
        (["10:00"], False, Verdict.KEPT, Verdict.KEPT),
        ([], False, Verdict.PENDING, Verdict.NO_CASES),
        ([], True, Verdict.KEPT, Verdict.KEPT),
        (["14:00"], False, Verdict.BROKEN, Verdict.BROKEN),
    ],
)
def test_a_clause_without_level_goes_by_its_cases(hours, replied, verdict, so_far):
    excused = clause(do("lead.contacted"), every("lead.assigned"), within(4, "hours"), unless=("lead.replied",))
    events = [ev("lead.assigned", "03-02 09:00")] + [ev("lead.contacted", f"03-02 {hour}") for hour in hours]
    events += [ev("lead.replied", "03-02 09:30")] if replied else []
    found = outcome(excused, *events)
    assert (found.verdict, found.so_far) == (verdict, so_far)


def test_one_opportunity_under_two_leads_is_warned_of():
    events = [ev("opportunity.created", "03-02 09:00", lead, opp="O") for lead in ("B", "A", "A")]
    (only,) = judged(ALL, *events, ev("opportunity.created", "03-02 09:00", "A", opp="P")).warnings
    assert (only.code, only.place) == ("SLA801", None)
    assert only.message == "the opportunity `O` stands under 2 leads: `A`, `B`"


def test_warnings_are_those_of_the_reported_clauses():
    business = clause(do("lead.contacted"), every("lead.assigned"), within(4, "business hours"), id="business")
    of = agreement(business, QUIET, calendar=CalendarChoice("office", "country"))
    assigned = ev("lead.assigned", "03-02 09:00")
    assert [one.code for one in judged(of, assigned).warnings] == ["SLA803"]
    assert judged(of, assigned, only=("quiet",)).warnings == ()
    assert judged(of, assigned, since=date(2026, 3, 3)).warnings == ()


@pytest.mark.parametrize("year", ["0001-01-01 00:00", "9999-12-31 23:59:59.999999"])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_ends_of_time_do_not_overflow(year, zone):
    clauses = [
        FIRST,
        VOLUME,
        clause(must_not("lead.assigned", window=for_(1, "business days")), every("lead.assigned"), id="b"),
        clause(do("lead.contacted"), every("lead.assigned"), within(1, "calendar weeks"), id="w"),
    ]
    each = ("day", "week", "month", "quarter", "year")
    clauses += [replace(FIRST, id=f"l{period}", level=budget(1, period)) for period in each]
    clauses += [replace(VOLUME, id=f"v{period}", period=Period(period)) for period in each]
    of = agreement(*clauses, start="0001-01-01", until=None, timezone=zone)
    only_at = at(year)
    found = judge(of, EventLog(events=[ev("lead.assigned", only_at)]), as_of=only_at)
    assert [len(one.cases) for one in found.clauses] == [1, 0, 1, 1, *[1] * 5, *[0] * 5]
    assert all(len(one.periods) == 1 for one in found.clauses[4:9])


def why(of, *events, **options):
    return case(of, *events, reasons=True, **options).reasons


ASSIGNED = ev("lead.assigned", "03-02 09:00")


def test_reasons_tell_what_counted():
    business = clause(
        do("contact.attempted", times=times("at least", 2)),
        when("lead.assigned"),
        within(4, "business hours"),
        unless=("lead.replied",),
        paused_while="the lead is on hold",
    )
    attempts = [ev("contact.attempted", f"03-02 {hour}") for hour in ("10:00", "11:00", "12:00")]
    hold = [ev("lead.paused", "03-02 10:30"), ev("lead.resumed", "03-02 10:45")]
    found = why(business, ASSIGNED, *attempts, *hold)
    assert found.why is Why.ANSWERED_IN_TIME
    assert (found.trigger, found.answers, found.excuse) == (ASSIGNED, tuple(attempts[:2]), None)
    assert (found.calendar, found.allowed) == ("office", Duration(4, Unit.BUSINESS_HOURS))
    assert found.pauses == (Pause(at("03-02 10:30"), at("03-02 10:45")),)
    found = why(business, ASSIGNED, attempts[0], as_of="03-02 11:00")
    assert (found.why, found.answers) == (Why.WAITING, (attempts[0],))
    reply = ev("lead.replied", "03-02 12:30")
    found = why(business, ASSIGNED, attempts[0], reply)
    assert (found.why, found.excuse) == (Why.EXCUSED_BEFORE_DUE, reply)
    assert why(business, ASSIGNED, hold[0]).why is Why.WAITING_WHILE_PAUSED


def test_without_reasons_asked_for_there_are_none():
    assert case(FIRST, ASSIGNED).reasons is None


@pytest.mark.parametrize(
    ("of", "events", "as_of", "expected"),
    [
        (FIRST, [], "03-02 10:00", Why.WAITING),
        (FIRST, [], "03-03 10:00", Why.NEVER_ANSWERED),
        (FIRST, [ev("lead.contacted", "03-02 14:00")], "03-03 10:00", Why.ANSWERED_LATE),
        (clause(do("lead.contacted"), when("lead.assigned")), [], "03-03 10:00", Why.NO_DEADLINE),
        (
            clause(must_not("lead.rejected", window=for_(4, "hours")), when("lead.assigned")),
            [],
            "03-02 13:00",
            Why.WINDOW_ENDED,
        ),
        (
            clause(must_not("lead.rejected", window=for_(4, "hours")), when("lead.assigned")),
            [],
            "03-02 12:00",
            Why.WINDOW_OPEN,
        ),
        (
            clause(must_not("lead.rejected"), when("lead.assigned")),
            [ev("lead.rejected", "03-02 10:00")],
            "03-02 12:00",
            Why.FORBIDDEN_EVENT,
        ),
        (
            clause(must_not("lead.rejected"), when("lead.assigned"), unless=("lead.replied",)),
            [ev("lead.rejected", "03-02 10:00"), ev("lead.replied", "03-02 10:00")],
            "03-02 12:00",
            Why.EXCUSED_EVENT,
        ),
        (clause(must_not("lead.assigned", window=before("meeting.held"))), [], "03-02 12:00", Why.GATE_NOT_PASSED),
        (
            clause(must_not("lead.assigned", window=before("meeting.held"))),
            [ev("meeting.held", "03-01 09:00")],
            "03-02 12:00",
            Why.GATE_PASSED,
        ),
        (
            clause(must_not("lead.rejected", window=until("lead.replied")), when("lead.assigned")),
            [ev("lead.replied", "03-02 10:00")],
            "03-02 12:00",
            Why.WINDOW_ENDED,
        ),
    ],
)
def test_every_rule_says_why(of, events, as_of, expected):
    assert why(of, ASSIGNED, *events, as_of=as_of).why is expected


def test_a_breach_has_a_trigger_only_where_an_event_broke_it():
    second = clause(do("lead.contacted"), breach("first"), within(2, "hours"), id="second")
    found = judged(agreement(FIRST, second), ASSIGNED, as_of="03-02 14:00", reasons=True)
    assert found.clauses[1].cases[0].reasons.trigger is None
    second = clause(do("lead.contacted"), breach("quiet"), within(2, "hours"), id="second")
    rejected = ev("lead.rejected", "03-02 10:00")
    found = judged(agreement(QUIET, second), rejected, reasons=True)
    assert found.clauses[1].cases[0].reasons.trigger == rejected


def test_every_duty_has_its_rule():
    assert {*DUTIES, Deliver} == set(Duty.__args__)
    for duty in (Either(()), Both(()), state("owner")):
        assert type(duty) in DUTIES
