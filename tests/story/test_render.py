"""The two stories as text and as JSON."""

from __future__ import annotations

import json

from sla_dsl.engine import judge
from sla_dsl.model.clause import Deadline, Duration, IsValue, Tier, Unit
from sla_dsl.model.event import EventLog
from sla_dsl.model.values import Money
from sla_dsl.report import meaning_json, meaning_text, story_json, story_text
from sla_dsl.story import lead_story, meaning

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
    assert story_text.render(lead(world, clauses, events)) == (
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
    text = story_text.render(lead(world, clauses, [world.event("2025-12-31 16:30", "lead.assigned")]))
    assert "- one, two: no case, since it is outside the dates in force" in text


def test_nothing_to_judge_and_nothing_by_then(world):
    agreement = world.agreement(world.clause())
    story = lead_story(agreement, world.judgement(None), [], "L1", world.clock_of(agreement))
    assert story_text.render(story) == "Lead L1 under acme 1.0.0: there is nothing to judge yet\n"
    later = lead(world, [world.clause()], [world.event("2026-01-21 16:30", "lead.assigned")])
    text = story_text.render(later)
    assert "1 later event is left out" in text
    assert "Nothing by then" in text


def test_text_keeps_to_its_width_and_steers_no_terminal(world):
    evil = "x\x1b[31m\u202e " * 30
    events = [world.event("2026-01-09 16:30", "lead.assigned", values={"source": evil, "score": 80})]
    text = story_text.render(lead(world, [world.clause()], events))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert max(map(len, text.splitlines())) <= WIDTH


def test_a_lead_as_json(world):
    values = {"value": Money(15_000, "EUR"), "score": 80}
    events = [world.event("2026-01-09 16:30", "lead.assigned", values=values)]
    record = json.loads(story_json.render(lead(world, [world.clause()], events)))
    assert list(record) == [
        "story", "agreement", "lead", "timezone", "as_of", "later", "timeline", "cases", "without_case", "unknown",
    ]  # fmt: skip
    assert record["as_of"] == {"time": "2026-01-20T10:00:00Z", "local": "Tue 2026-01-20 12:00"}
    assert record["timeline"][0]["values"] == {"value": "15000 EUR", "score": 80}
    assert record["timeline"][0]["time"] == "2026-01-09T14:30:00Z"
    (case,) = record["cases"]
    assert case["due"] == {"time": "2026-01-12T10:30:00Z", "local": "Mon 2026-01-12 12:30"}
    assert (case["state"], case["why"]) == ("overdue", "due passed without an answer")


def test_a_meaning_as_text(world):
    tier = Tier(Duration(30, Unit.MINUTES), (IsValue("source", "fact", ("web",)),))
    clause = world.clause(why="Speed wins.", deadline=Deadline(world.HOURS_4, (tier,)))
    agreement = world.agreement(clause)
    text = meaning_text.render(meaning(agreement, clause, world.clock_of(agreement)))
    assert text.startswith(
        "first-contact (Sales)\n"
        "  when a lead is assigned, sales must contact the lead within 4 business hours\n"
        "  Why: Speed wins.\n"
        "\n"
        "  owes       Sales owes it to Marketing to contact the lead.\n"
        "  opens      A case opens when a lead is assigned."
    )
    assert (
        "    a lead is assigned Fri 2026-01-09 16:30 (late on the last business day of a week)\n"
        "      30 minutes if source is web → due Fri 2026-01-09 17:00\n"
        "      4 business hours otherwise → due Mon 2026-01-12 12:30\n"
    ) in text
    assert max(map(len, text.splitlines())) <= WIDTH


def test_one_due_stands_on_the_line_of_its_start(world):
    clause = world.clause()
    agreement = world.agreement(clause)
    text = meaning_text.render(meaning(agreement, clause, world.clock_of(agreement)))
    assert "    a lead is assigned Sat 2026-01-10 11:00 → due Mon 2026-01-12 13:00 (out of hours)\n" in text


def test_a_meaning_as_json(world):
    clause = world.clause()
    agreement = world.agreement(clause)
    record = json.loads(meaning_json.render(meaning(agreement, clause, world.clock_of(agreement))))
    assert [one["topic"] for one in record["statements"]] == [
        "owes", "opens", "decides", "time", "judged", "otherwise", "in force",
    ]  # fmt: skip
    assert record["examples"][2]["dues"] == [
        {
            "allowed": "4 business hours",
            "applies": "",
            "calendar": None,
            "due": {"time": "2026-01-12T10:30:00Z", "local": "Mon 2026-01-12 12:30"},
        }
    ]
