"""One lead's story, judged by the engine."""

from __future__ import annotations

import pytest

from sla_dsl.engine import judge
from sla_dsl.model.clause import (
    BeforeGate,
    Bound,
    BreachTrigger,
    Deadline,
    Deliver,
    Duration,
    EventPattern,
    IsBound,
    IsValue,
    Mode,
    MustNot,
    Period,
    Respond,
    StateNames,
    Times,
    Unit,
)
from sla_dsl.model.event import EventLog
from sla_dsl.model.outcome import CaseState, Reasons, Why
from sla_dsl.model.story import Happening
from sla_dsl.story import lead_is_known, lead_story, near_lead

E = EventPattern


@pytest.fixture
def story(world):
    """The story of lead L1 as of an instant."""

    def told(clauses, events, as_of="2026-01-20 12:00", **changes):
        agreement = world.agreement(*clauses, **changes)
        log = EventLog(events=[event for event in events if event.lead == "L1"])
        judgement = judge(agreement, log, as_of=world.at(as_of), reasons=True)
        return lead_story(agreement, judgement, events, "L1", world.clock_of(agreement))

    return told


def lines(found, clause=None):
    return [
        (entry.at.text, entry.what.value, entry.text)
        for entry in found.timeline
        if clause is None or entry.clause == clause
    ]


def test_a_case_from_its_trigger_to_its_answer(world, story):
    events = [
        world.event("2026-01-12 10:02", "lead.contacted", values={"channel": "phone"}),
        world.event("2026-01-09 16:30", "lead.assigned"),
        world.event("2026-01-09 16:30", "lead.assigned", lead="L2"),
    ]
    found = story([world.clause()], events)
    assert lines(found) == [
        ("Fri 2026-01-09 16:30", "event", "a lead is assigned"),
        (
            "Fri 2026-01-09 16:30",
            "opens",
            (
                "a case opens; Sales must contact the lead, within 4 business hours, by calendar office; "
                "due Mon 2026-01-12 12:30"
            ),
        ),
        ("Mon 2026-01-12 10:02", "event", "a lead is contacted"),
        ("Mon 2026-01-12 10:02", "met", "met, within its time"),
    ]
    (case,) = found.cases
    assert (case.state, case.why, case.party, case.about) == (CaseState.MET, Why.ANSWERED_IN_TIME, "Sales", "lead")
    assert case.count == "Fri 16:30-17:00 30 min + Mon 09:00-12:30 3 h 30 min = 4 business hours"
    assert [(one.start.text, one.end.text, one.text) for one in case.stretches] == [
        ("Fri 2026-01-09 16:30", "Fri 2026-01-09 17:00", "30 min"),
        ("Mon 2026-01-12 09:00", "Mon 2026-01-12 12:30", "3 h 30 min"),
    ]
    assert found.absences == ()


def test_what_happens_at_due_is_in_time_and_due_passes_after_it(world, story):
    events = [world.event("2026-01-09 16:30", "lead.assigned"), world.event("2026-01-12 12:30", "lead.replied")]
    found = story([world.clause()], events)
    assert lines(found)[-2:] == [
        ("Mon 2026-01-12 12:30", "event", "the lead replies"),
        ("Mon 2026-01-12 12:30", "overdue", "overdue, due passes without it"),
    ]


def test_a_late_answer_has_its_breach_first(world, story):
    events = [world.event("2026-01-09 16:30", "lead.assigned"), world.event("2026-01-12 14:02", "lead.contacted")]
    assert [line[:2] for line in lines(story([world.clause()], events), "first-contact")] == [
        ("Fri 2026-01-09 16:30", "opens"),
        ("Mon 2026-01-12 12:30", "overdue"),
        ("Mon 2026-01-12 14:02", "late"),
    ]


def test_pauses_and_the_clock_counted_around_them(world, story):
    clause = world.clause("call-back", paused_while="the lead is on hold")
    events = [
        world.event("2026-01-09 16:30", "lead.assigned"),
        world.event("2026-01-10 10:00", "lead.paused"),
        world.event("2026-01-12 10:00", "lead.resumed"),
    ]
    found = story([clause], events)
    assert lines(found, "call-back")[1:] == [
        ("Sat 2026-01-10 10:00", "pauses", "the clock stands still while the lead is on hold"),
        ("Mon 2026-01-12 10:00", "resumes", "the clock runs again"),
        ("Mon 2026-01-12 13:30", "overdue", "overdue, due passes without it"),
    ]
    assert found.cases[0].count == "Fri 16:30-17:00 30 min + Mon 10:00-13:30 3 h 30 min = 4 business hours"


def test_an_open_pause_leaves_due_unknown(world, story):
    clause = world.clause("call-back", paused_while="the lead is on hold")
    events = [world.event("2026-01-09 16:30", "lead.assigned"), world.event("2026-01-12 10:00", "lead.paused")]
    (case,) = story([clause], events).cases
    assert case.due is None
    assert case.count == "Fri 16:30-17:00 30 min + Mon 09:00-10:00 1 h = 1 h 30 min of 4 business hours"


def test_days_are_named_up_to_a_few(world, story):
    clause = world.clause(deadline=Deadline(Duration(2, Unit.BUSINESS_DAYS)))
    (case,) = story([clause], [world.event("2026-01-05 16:30", "lead.assigned")]).cases
    assert case.count == "1st day Wed 2026-01-07, 2nd day Thu 2026-01-08 = 2 business days after Mon 2026-01-05"
    clause = world.clause(deadline=Deadline(Duration(14, Unit.CALENDAR_DAYS)))
    (case,) = story([clause], [world.event("2026-01-05 16:30", "lead.assigned")]).cases
    assert case.count == "the 14th day is Mon 2026-01-19 = 14 calendar days after Mon 2026-01-05"
    assert case.due.text == "Mon 2026-01-19 24:00"


def test_many_stretches_are_cut_in_the_middle(world, story):
    clause = world.clause(deadline=Deadline(Duration(80, Unit.BUSINESS_HOURS)))
    (case,) = story([clause], [world.event("2026-01-07 09:00", "lead.assigned")]).cases
    # 80 hours are ten days of 8: six shown, two left out, two shown
    assert "Wed 2026-01-14 09:00-17:00 8 h + 2 more stretches 16 h + Mon 2026-01-19" in case.count
    assert case.count.endswith("Tue 2026-01-20 09:00-17:00 8 h = 80 business hours")
    assert len(case.stretches) == 10


def test_counted_answers_and_ceilings(world, story):
    often = world.clause("often", duty=Respond(E("contact.attempted"), Times(Bound.AT_LEAST, 2)))
    cap = world.clause("cap", duty=Respond(E("contact.attempted"), Times(Bound.AT_MOST, 1)))
    events = [
        world.event("2026-01-07 09:00", "lead.assigned"),
        world.event("2026-01-07 10:00", "contact.attempted"),
        world.event("2026-01-07 11:00", "contact.attempted"),
    ]
    found = story([often, cap], events)
    assert lines(found, "often")[1:] == [
        ("Wed 2026-01-07 10:00", "counts", "counts as the 1st of 2 asked for"),
        ("Wed 2026-01-07 11:00", "met", "met, within its time"),
    ]
    assert lines(found, "cap")[1:] == [
        ("Wed 2026-01-07 10:00", "counts", "counts as the 1st of 1 allowed"),
        ("Wed 2026-01-07 11:00", "overdue", "overdue, this breaks it"),
    ]


def test_what_is_known_at_the_trigger_is_met_after_it_opened(world, story):
    clause = world.clause(
        "reason", trigger=world.trigger("lead.disqualified"), duty=StateNames(("reason",), ("field",))
    )
    found = story([clause], [world.event("2026-01-07 09:00", "lead.disqualified", values={"reason": "budget"})])
    assert [line[1] for line in lines(found)] == ["event", "opens", "met"]


def test_a_breach_opens_a_case_after_it(world, story):
    recovery = world.clause("recovery", trigger=BreachTrigger(Mode.WHEN, "first-contact"))
    found = story([world.clause(), recovery], [world.event("2026-01-09 16:30", "lead.assigned")])
    assert [(line[0], line[1]) for line in lines(found)][2:] == [
        ("Mon 2026-01-12 12:30", "overdue"),
        ("Mon 2026-01-12 12:30", "opens"),
        ("Mon 2026-01-12 16:30", "overdue"),
    ]


def test_triggers_that_open_no_case_say_why(world, story):
    hot = world.clause(trigger=world.trigger("lead.assigned", IsBound("score", "fact", Bound.AT_LEAST, 50)))
    events = [
        world.event("2025-12-31 09:00", "lead.assigned", values={"score": 90}),
        world.event("2026-01-07 09:00", "lead.assigned", values={"score": 40}),
        world.event("2026-01-07 10:00", "lead.assigned", values={"score": 50}),
        world.event("2026-01-07 11:00", "lead.assigned"),
    ]
    assert lines(story([hot], events, "2026-01-07 12:00"), "first-contact") == [
        ("Wed 2025-12-31 09:00", "no case", "no case, since it is outside the dates in force"),
        ("Wed 2026-01-07 09:00", "no case", "no case, since score was 40, and at least 50 is asked for"),
        (
            "Wed 2026-01-07 10:00",
            "opens",
            (
                "a case opens; Sales must contact the lead, within 4 business hours, by calendar office; "
                "due Wed 2026-01-07 14:00"
            ),
        ),
        ("Wed 2026-01-07 11:00", "no case", "no case, since one is running already"),
    ]
    first = world.clause(trigger=world.trigger(mode=Mode.FIRST_TIME))
    assert [line[1:] for line in lines(story([first], events), "first-contact")] == [
        ("no case", "no case, since it is outside the dates in force"),
        ("no case", "no case, since it is not the first time"),
        ("no case", "no case, since it is not the first time"),
        ("no case", "no case, since it is not the first time"),
    ]


def test_unknown_values_are_told(world, story):
    hot = world.clause(trigger=world.trigger("lead.assigned", IsBound("score", "fact", Bound.AT_LEAST, 50)))
    found = story([hot], [world.event("2026-01-07 09:00", "lead.assigned")])
    assert lines(found, "first-contact") == [("Wed 2026-01-07 09:00", "unknown", "unknown, since score was not known")]
    assert [tuple(note) for note in found.unknowns] == [
        ("first-contact", 1, "Wed 2026-01-07 09:00: score was not known")
    ]


def test_clauses_without_a_case_say_why(world, story):
    clauses = [
        world.clause("never-came", trigger=world.trigger("lead.qualified")),
        world.clause("low", trigger=world.trigger("lead.assigned", IsBound("score", "fact", Bound.AT_LEAST, 50))),
        world.clause("web", trigger=world.trigger("lead.assigned", IsValue("source", "fact", ("web",)))),
        world.clause("hot", trigger=world.trigger("lead.hot")),
        world.clause("recovery", trigger=BreachTrigger(Mode.WHEN, "low")),
        world.clause("ban", trigger=None, deadline=None, duty=MustNot(E("lead.disqualified"))),
        world.clause(
            "gate", trigger=None, deadline=None, duty=MustNot(E("lead.qualified"), BeforeGate("lead.replied"))
        ),
    ]
    event = world.event("2026-01-06 09:00", "lead.assigned", values={"score": 40, "source": "partner"})
    found = story(clauses, [event])
    assert {absence.clause: absence.text for absence in found.absences} == {
        "never-came": 'it never happened that "a lead is qualified"',
        "low": "Tue 2026-01-06 09:00: score was 40, and at least 50 is asked for",
        "web": "Tue 2026-01-06 09:00: source was partner, and web is asked for",
        "hot": "Tue 2026-01-06 09:00: score was 40, and at least 80 is asked for",
        "recovery": "no case of low is breached",
        "ban": 'it never happened that "a lead is disqualified"',
        "gate": 'it never happened that "a lead is qualified"',
    }
    # what makes an event the event it is not, is not told on the time line
    assert lines(found, "hot") == []


def test_a_promise_says_in_which_periods_the_lead_counts(world, story):
    volume = world.clause(
        "volume", trigger=None, deadline=None, period=Period.QUARTER,
        duty=Deliver(Bound.AT_LEAST, 3, E("lead.qualified", (IsValue("source", "fact", ("web",)),))),
    )  # fmt: skip
    events = [
        world.event("2026-01-06 09:00", "lead.qualified", values={"source": "partner"}),
        world.event("2026-01-07 09:00", "lead.qualified", values={"source": "web"}),
        world.event("2026-04-07 09:00", "lead.qualified"),
    ]
    found = story([volume], events, "2026-05-01 00:00")
    assert found.absences[0].text == "a promise, which has no cases: the lead counts in 2026-Q1 and 2026-Q2"
    assert [line[1:] for line in lines(found, "volume")] == [
        ("does not count", "does not count, since source was partner, and web is asked for"),
        ("counts", "counts in 2026-Q1"),
        ("counts", "counts in 2026-Q2"),
    ]
    assert story([volume], events[:1]).absences[0].text.endswith("nothing of this lead counts towards it")


def test_later_events_are_left_out_and_counted(world, story):
    events = [world.event("2026-01-07 09:00", "lead.assigned"), world.event("2026-01-21 09:00", "lead.contacted")]
    found = story([world.clause()], events)
    assert found.later == 1
    assert [entry.what for entry in found.timeline].count(Happening.EVENT) == 1


def test_an_event_that_the_vocabulary_lacks_goes_by_its_id(world, story):
    found = story([world.clause()], [world.event("2026-01-07 09:00", "page.viewed", values={"score": 40})])
    assert lines(found) == [("Wed 2026-01-07 09:00", "event", "`page.viewed` (not in the vocabulary)")]


def test_an_opportunitys_case_names_it(world, story):
    clause = world.clause("value", trigger=world.trigger("opportunity.created"), duty=Respond(E("opportunity.valued")))
    found = story([clause], [world.event("2026-01-07 09:00", "opportunity.created", opportunity="O-1")])
    assert found.timeline[0].text == "an opportunity is created (opportunity O-1)"
    assert found.timeline[1].subject == "O-1"
    assert (found.cases[0].about, found.cases[0].subject) == ("opportunity", "O-1")


def test_a_clock_of_another_zone_is_counted_in_its_own_time(world, story):
    agreement = world.agreement()
    found = story(
        [world.clause()],
        [world.event("2026-01-09 16:30", "lead.assigned")],
        calendar=agreement.calendar.__class__("tokyo"),
    )
    (case,) = found.cases
    assert case.count == "Mon 09:00-13:00 4 h = 4 business hours (Asia/Tokyo time)"
    assert case.due.text == "Mon 2026-01-12 06:00 (Mon 2026-01-12 13:00 Asia/Tokyo)"


def test_nothing_judged_is_told_as_such(world):
    agreement = world.agreement(world.clause())
    found = lead_story(agreement, world.judgement(None), [], "L1", world.clock_of(agreement))
    assert (found.as_of, found.timeline, found.cases, found.later) == (None, (), (), 0)


def test_a_judgement_without_reasons_is_a_mistake_of_the_caller(world):
    agreement = world.agreement(world.clause())
    events = [world.event("2026-01-07 09:00", "lead.assigned")]
    judgement = judge(agreement, EventLog(events=events))
    with pytest.raises(ValueError, match="reasons"):
        lead_story(agreement, judgement, events, "L1", world.clock_of(agreement))


def test_leads_are_known_and_near(world):
    log = EventLog(events=[world.event("2026-01-07 09:00", "lead.assigned", lead=lead) for lead in ("L-17", "acme-4")])
    assert lead_is_known(log, "L-17")
    assert not lead_is_known(log, "l-17")
    assert near_lead(log, "l-17") == "L-17"
    assert near_lead(log, "acme4") == "acme-4"
    assert near_lead(log, "zzz") is None
    assert near_lead(EventLog(), "L1") is None


def test_reasons_are_told_of_hand_made_cases_too(world):
    clause = world.clause()
    agreement = world.agreement(clause)
    events = [world.event("2026-01-09 16:30", "lead.assigned")]
    reasons = Reasons(Why.WAITING, events[0], allowed=world.HOURS_4, calendar="office")
    case = world.case(clause.id, events[0].time, world.at("2026-01-12 12:30"), CaseState.PENDING, None, reasons)
    judgement = world.judgement(world.at("2026-01-12 10:00"), world.outcome(clause.id, case))
    found = lead_story(agreement, judgement, events, "L1", world.clock_of(agreement))
    assert [entry.what for entry in found.timeline] == [Happening.EVENT, Happening.OPENS]
    assert found.cases[0].sentence.endswith("with 2 h 30 min of the 4 business hours left.")
