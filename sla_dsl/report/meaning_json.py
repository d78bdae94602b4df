"""What a clause means, as JSON for programs."""

from __future__ import annotations

from sla_dsl.model.story import Example, Meaning
from sla_dsl.report.json_text import JsonValue, json_text
from sla_dsl.report.story_json import moment


def render(story: Meaning) -> str:
    """The meaning as one JSON object; ends with a line break."""
    return json_text(record(story))


def record(story: Meaning) -> dict[str, JsonValue]:
    """The meaning as plain data, instants in UTC beside their local times."""
    return {
        "agreement": story.agreement,
        "clause": story.clause,
        "party": story.party,
        "sentence": story.sentence,
        "why": story.why,
        "statements": [{"topic": topic.value, "text": text} for topic, text in story.statements],
        "reads": story.reads,
        "examples": [_example(example) for example in story.examples],
    }


def _example(example: Example) -> dict[str, JsonValue]:
    return {
        "event": example.event,
        "note": example.note,
        "start": moment(example.start),
        "dues": [
            {"allowed": due.allowed, "applies": due.applies, "calendar": due.calendar, "due": moment(due.due)}
            for due in example.dues
        ],
    }
