"""Every reason has its sentence; the cases are made by hand."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

import pytest

from sla_dsl.model.clause import (
    BeforeGate,
    Both,
    Bound,
    Duration,
    Ensure,
    EventPattern,
    ForWindow,
    MustNot,
    Period,
    Respond,
    StateNames,
    Times,
    Unit,
    UntilWindow,
)
from sla_dsl.model.outcome import CaseState, Pause, Reasons, Why
from sla_dsl.model.values import Share
from sla_dsl.story.phrases import Phrases
from sla_dsl.story.sentences import SENTENCES, Telling, why_sentence
from sla_dsl.story.timeline import ENDS

E = EventPattern
STILL_OPEN = {Why.WAITING, Why.WAITING_WHILE_PAUSED, Why.NO_DEADLINE, Why.WINDOW_OPEN}


@pytest.fixture
def tell(world):
    """A case of a lead assigned Fri 16:30, due Mon 12:30, as of Tue 12:00, and what is said of it."""

    def sentence(why, state, *, decided=None, clause=None, due="2026-01-12 12:30", as_of="2026-01-13 12:00", **reasons):
        made = clause or world.clause()
        at = world.at
        found = Reasons(
            **{
                "why": why,
                "trigger": world.event("2026-01-09 16:30", "lead.assigned"),
                "allowed": world.HOURS_4,
                "calendar": "office",
                **reasons,
            }
        )
        case = world.case(
            made.id,
            at("2026-01-09 16:30"),
            at(due) if due else None,
            state,
            at(decided) if decided else None,
            found,
        )
        agreement = world.agreement(made)
        telling = Telling(Phrases(agreement), world.clock_of(agreement), made, case, found, at(as_of))
        return why_sentence(telling)

    return sentence


def test_every_reason_has_its_sentence_and_every_final_one_its_end():
    assert set(SENTENCES) == set(Why)
    assert set(ENDS) == set(Why) - STILL_OPEN


def test_answered_in_time(world, tell):
    answer = world.event("2026-01-12 10:02", "lead.contacted")
    said = tell(Why.ANSWERED_IN_TIME, CaseState.MET, decided="2026-01-12 10:02", answers=(answer,))
    # Fri 16:30-17:00 and Mon 09:00-10:02
    assert said == (
        'Answered in time: "a lead is contacted" on Mon 2026-01-12 10:02, after 1 h 32 min of the 4 business hours; '
        "due was Mon 2026-01-12 12:30."
    )


def test_answered_in_time_without_a_deadline(world, tell):
    answer = world.event("2026-01-12 10:02", "lead.contacted")
    said = tell(
        Why.ANSWERED_IN_TIME, CaseState.MET, decided="2026-01-12 10:02", due=None, answers=(answer,), allowed=None
    )
    assert said == 'Answered in time: "a lead is contacted" on Mon 2026-01-12 10:02; there is no deadline.'


def test_answered_late(world, tell):
    answer = world.event("2026-01-12 14:02", "lead.contacted")
    said = tell(Why.ANSWERED_LATE, CaseState.LATE, decided="2026-01-12 14:02", answers=(answer,))
    assert said == (
        'Answered, but 1 h 32 min too late: "a lead is contacted" on Mon 2026-01-12 14:02; '
        "due was Mon 2026-01-12 12:30."
    )


def test_the_nth_answer_and_the_last_of_both(world, tell):
    attempts = tuple(world.event(f"2026-01-12 10:0{minute}", "contact.attempted") for minute in range(3))
    often = world.clause(duty=Respond(E("contact.attempted"), Times(Bound.AT_LEAST, 3)))
    said = tell(Why.ANSWERED_IN_TIME, CaseState.MET, decided="2026-01-12 10:02", answers=attempts, clause=often)
    assert said.startswith('Answered in time: the 3rd answer was "contact is attempted" on Mon 2026-01-12 10:02')
    both = world.clause(duty=Both((E("contact.attempted"), E("lead.contacted"))))
    said = tell(Why.ANSWERED_IN_TIME, CaseState.MET, decided="2026-01-12 10:02", answers=attempts[1:], clause=both)
    assert said.startswith('Answered in time: the last that was missing was "contact is attempted" on Mon')


def test_state_names(world, tell):
    clause = world.clause(duty=StateNames(("reason", "source"), ("field", "fact")))
    answer = world.event("2026-01-12 10:02", "lead.disqualified", values={"reason": "budget"})
    said = tell(Why.ANSWERED_IN_TIME, CaseState.MET, decided="2026-01-12 10:02", answers=(answer,), clause=clause)
    assert said.startswith("Answered in time: reason and source were all known on Mon 2026-01-12 10:02")
    said = tell(Why.NEVER_ANSWERED, CaseState.OVERDUE, decided="2026-01-12 12:30", answers=(answer,), clause=clause)
    assert said == "Due was Mon 2026-01-12 12:30, and source is not known by Tue 2026-01-13 12:00."


def test_never_answered(world, tell):
    said = tell(Why.NEVER_ANSWERED, CaseState.OVERDUE, decided="2026-01-12 12:30")
    assert said == "Due was Mon 2026-01-12 12:30, and no answer has come by Tue 2026-01-13 12:00."
    often = world.clause(duty=Respond(E("contact.attempted"), Times(Bound.AT_LEAST, 3)))
    answers = (world.event("2026-01-12 10:00", "contact.attempted"),)
    said = tell(Why.NEVER_ANSWERED, CaseState.OVERDUE, decided="2026-01-12 12:30", clause=often, answers=answers)
    assert said == "Due was Mon 2026-01-12 12:30, and only 1 of 3 answers has come by Tue 2026-01-13 12:00."
    days = world.clause(duty=Respond(E("contact.attempted"), Times(Bound.AT_LEAST, 1, 2)))
    said = tell(Why.NEVER_ANSWERED, CaseState.OVERDUE, decided="2026-01-12 12:30", clause=days, answers=answers)
    assert said == (
        "Due was Mon 2026-01-12 12:30, and 1 answer has come, but not on enough different days by Tue 2026-01-13 12:00."
    )


def test_excused_before_due(world, tell):
    excuse = world.event("2026-01-12 10:00", "lead.replied")
    said = tell(
        Why.EXCUSED_BEFORE_DUE, CaseState.EXCUSED, decided="2026-01-12 10:00", excuse=excuse, as_of="2026-01-12 11:00"
    )
    assert said == (
        'Excused: "the lead replies" on Mon 2026-01-12 10:00 came before an answer; due is Mon 2026-01-12 12:30.'
    )


def test_waiting_says_what_is_left(tell):
    assert tell(Why.WAITING, CaseState.PENDING, as_of="2026-01-12 11:00") == (
        "Still running: no answer has come yet; due is Mon 2026-01-12 12:30, with 1 h 30 min of the 4 business hours "
        "left."
    )


def test_waiting_while_paused(world, tell):
    clause = world.clause(paused_while="the lead is on hold")
    pauses = (Pause(world.at("2026-01-12 10:00"), None),)
    said = tell(
        Why.WAITING_WHILE_PAUSED, CaseState.PENDING, due=None, clause=clause, pauses=pauses, as_of="2026-01-12 15:00"
    )
    assert said == (
        "The clock stands still while the lead is on hold, since Mon 2026-01-12 10:00; due is known once it runs "
        "again, with 2 h 30 min of the 4 business hours left."
    )


def test_no_deadline(tell):
    assert tell(Why.NO_DEADLINE, CaseState.PENDING, due=None, allowed=None) == (
        "Still running: there is no deadline, and no answer has come by Tue 2026-01-13 12:00."
    )


def test_windows(world, tell):
    ban = world.clause(duty=MustNot(E("lead.contacted"), ForWindow(world.HOURS_4)), deadline=None)
    assert tell(Why.WINDOW_ENDED, CaseState.MET, decided="2026-01-12 12:30", clause=ban) == (
        "The time is up and nothing forbidden has come; due was Mon 2026-01-12 12:30."
    )
    until = world.clause(duty=MustNot(E("lead.contacted"), UntilWindow("lead.replied")), deadline=None)
    assert tell(Why.WINDOW_ENDED, CaseState.MET, decided="2026-01-12 10:00", due=None, clause=until, allowed=None) == (
        'Nothing forbidden came before "the lead replies" on Mon 2026-01-12 10:00.'
    )
    assert tell(Why.WINDOW_OPEN, CaseState.PENDING, due=None, clause=until, allowed=None) == (
        'Still running: nothing forbidden has come; this holds until "the lead replies".'
    )
    ever = world.clause(duty=MustNot(E("lead.contacted")), deadline=None)
    assert tell(Why.WINDOW_OPEN, CaseState.PENDING, due=None, clause=ever, allowed=None).endswith("; this has no end.")


def test_ceilings(world, tell):
    cap = world.clause(duty=Respond(E("contact.attempted"), Times(Bound.AT_MOST, 1)))
    one, two = (world.event(f"2026-01-12 10:0{minute}", "contact.attempted") for minute in range(2))
    assert tell(Why.WINDOW_ENDED, CaseState.MET, decided="2026-01-12 12:30", clause=cap, answers=(one,)) == (
        "The time is up and 1 of the 1 that are allowed has come; due was Mon 2026-01-12 12:30."
    )
    said = tell(Why.FORBIDDEN_EVENT, CaseState.OVERDUE, decided="2026-01-12 10:01", clause=cap, answers=(one, two))
    assert said == (
        'One too many: "contact is attempted" on Mon 2026-01-12 10:01 was the 2nd, and 1 is allowed, within the time '
        "that ends Mon 2026-01-12 12:30."
    )


def test_forbidden_and_excused_events(world, tell):
    broken = world.event("2026-01-12 10:00", "lead.contacted")
    ban = world.clause(duty=MustNot(E("lead.contacted")), deadline=None)
    said = tell(
        Why.FORBIDDEN_EVENT, CaseState.OVERDUE, decided="2026-01-12 10:00", due=None, clause=ban, answers=(broken,)
    )
    assert said == 'What must not happen happened: "a lead is contacted" on Mon 2026-01-12 10:00.'
    excuse = world.event("2026-01-12 09:00", "lead.replied")
    said = tell(
        Why.EXCUSED_EVENT, CaseState.EXCUSED, decided="2026-01-12 09:00", due=None, clause=ban, answers=(broken,),
        excuse=excuse,
    )  # fmt: skip
    assert said == (
        'Excused: "a lead is contacted" on Mon 2026-01-12 10:00 would have been a breach, but "the lead replies" on '
        "Mon 2026-01-12 09:00 came first."
    )


def test_gates_and_standing_bans_speak_of_the_event_that_opened_the_case(world, tell):
    gate = MustNot(E("lead.assigned"), BeforeGate("contact.attempted", 3, written=True))
    clause = world.clause(trigger=None, deadline=None, duty=gate)
    attempts = tuple(world.event(f"2026-01-08 10:0{minute}", "contact.attempted") for minute in range(3))
    parts = {"decided": "2026-01-09 16:30", "due": None, "clause": clause, "allowed": None}
    assert tell(Why.GATE_PASSED, CaseState.MET, answers=attempts, **parts) == (
        "By Fri 2026-01-09 16:30 it had happened 3 times that contact is attempted (3 asked for): enough."
    )
    assert tell(Why.GATE_NOT_PASSED, CaseState.OVERDUE, answers=attempts[:1], **parts) == (
        "By Fri 2026-01-09 16:30 it had happened once that contact is attempted (3 asked for): too few."
    )
    assert "it had never happened that" in tell(Why.GATE_NOT_PASSED, CaseState.OVERDUE, **parts)
    excuse = world.event("2026-01-08 09:00", "lead.replied")
    said = tell(Why.EXCUSED_EVENT, CaseState.EXCUSED, answers=attempts[:1], excuse=excuse, **parts)
    assert said.startswith('Excused: "a lead is assigned" on Fri 2026-01-09 16:30 would have been a breach')


def test_an_ensure_owes_no_answer(world, tell):
    share = Share(Fraction(1, 10))
    clause = world.clause(
        trigger=None, period=Period.MONTH,
        duty=Ensure(Bound.AT_MOST, share, E("lead.assigned"), E("lead.disqualified")),
    )  # fmt: skip
    assert tell(Why.NEVER_ANSWERED, CaseState.OVERDUE, decided="2026-01-12 12:30", clause=clause) == (
        'Due was Mon 2026-01-12 12:30, and "a lead is disqualified" has not followed by Tue 2026-01-13 12:00.'
    )
    answer = world.event("2026-01-12 10:02", "lead.disqualified")
    said = tell(Why.ANSWERED_IN_TIME, CaseState.MET, decided="2026-01-12 10:02", answers=(answer,), clause=clause)
    assert said.startswith('It followed in time: "a lead is disqualified" on Mon 2026-01-12 10:02')


def test_days_are_not_counted_out_in_hours(world, tell):
    answer = world.event("2026-01-12 10:02", "lead.contacted")
    two_days = Duration(2, Unit.BUSINESS_DAYS)
    said = tell(
        Why.ANSWERED_IN_TIME, CaseState.MET, decided="2026-01-12 10:02", due="2026-01-13 17:00", answers=(answer,),
        allowed=two_days,
    )  # fmt: skip
    assert said == 'Answered in time: "a lead is contacted" on Mon 2026-01-12 10:02; due is Tue 2026-01-13 17:00.'


def test_no_sentence_breaks_on_a_case_with_nothing_to_tell(world):
    clause = world.clause()
    agreement = world.agreement(clause)
    for why in Why:
        found = Reasons(why)
        case = world.case(clause.id, 0, None, CaseState.PENDING, None, found)
        telling = Telling(Phrases(agreement), world.clock_of(agreement), clause, case, found, 0)
        for duty in (clause, replace(clause, trigger=None, deadline=None, duty=MustNot(E("lead.contacted")))):
            assert re.search(r"\w", why_sentence(replace(telling, clause=duty)))
