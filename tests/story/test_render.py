"""The two stories as text and as JSON."""

from __future__ import annotations

from sla_dsl.engine import judge
from sla_dsl.model.event import EventLog
from sla_dsl.report.explain_text import explain_text
from sla_dsl.story import lead_story

WIDTH = 100


def lead(world, clauses, events, as_of="2026-01-20 12:00"):
    agreement = world.agreement(*clauses)
    judgement = judge(agreement, EventLog(events=events), as_of=world.at(as_of), reasons=True)
    return lead_story(agreement, judgement, events, "L1", world.clock_of(agreement))


def test_a_lead_as_text(world):
    events = [
        world.event("2026-01-09 16:30", "lead.assigned", values={"score": 80, "source": "web"}),
        world.event("2026-01-12 10:02", "lead.contacted"),
    ]
    clauses = [world.clause(), world.clause("other", trigger=world.trigger("lead.qualified"))]
    assert explain_text(lead(world, clauses, events)) == (
        "Lead L1 under acme 1.0.0, as of Tue 2026-01-20 12:00 (Europe/Helsinki)\n"
        "\n"
        "What happened\n"
        "  Fri 2026-01-09 16:30  a lead is assigned: score 80, source web\n"
        "                          - first-contact: a case opens; Sales must contact the lead, within 4\n"
        "                            business hours, by calendar office; due Mon 2026-01-12 12:30\n"
        "  Mon 2026-01-12 10:02  a lead is contacted\n"
        "                          - first-contact: met, within its time\n"
        "\n"
        "Cases\n"
        "  first-contact is met: since Fri 2026-01-09 16:30, due Mon 2026-01-12 12:30\n"
        "    Fri 16:30-17:00 30 min + Mon 09:00-12:30 3 h 30 min = 4 business hours\n"
        '    Answered in time: "a lead is contacted" on Mon 2026-01-12 10:02, after 1 h 32 min of the 4\n'
        "      business hours; due was Mon 2026-01-12 12:30.\n"
        "\n"
        "Without a case\n"
        '  other  it never happened that "a lead is qualified"\n'
    )


def test_clauses_that_open_no_case_for_one_reason_are_told_together(world):
    clauses = [world.clause(name) for name in ("one", "two")]
    text = explain_text(lead(world, clauses, [world.event("2025-12-31 16:30", "lead.assigned")]))
    assert "- one, two: no case, since it is outside the dates in force" in text


def test_nothing_to_judge_and_nothing_by_then(world):
    agreement = world.agreement(world.clause())
    story = lead_story(agreement, world.judgement(None), [], "L1", world.clock_of(agreement))
    assert explain_text(story) == "Lead L1 under acme 1.0.0: there is nothing to judge yet\n"
    later = lead(world, [world.clause()], [world.event("2026-01-21 16:30", "lead.assigned")])
    text = explain_text(later)
    assert "1 later event is left out" in text
    assert "Nothing by then" in text


def test_text_keeps_to_its_width_and_steers_no_terminal(world):
    evil = "x\x1b[31m\u202e " * 30
    events = [world.event("2026-01-09 16:30", "lead.assigned", values={"source": evil, "score": 80})]
    text = explain_text(lead(world, [world.clause()], events))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert max(map(len, text.splitlines())) <= WIDTH
