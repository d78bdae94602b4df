"""One lead's story as JSON."""

from __future__ import annotations

from collections.abc import Mapping

from sla_dsl.model.story import CaseStory, CountedTime, LeadStory, TimelineEntry
from sla_dsl.model.values import Value, value_text
from sla_dsl.report.json_text import JsonValue, json_text
from sla_dsl.report.validation_json import moment_json

VERSION = 1
"""The version of this report's form."""


def explain_json(story: LeadStory) -> str:
    """The story of a lead; instants in UTC beside the local time, durations in words, what is not there null."""
    return json_text(
        {
            "report": VERSION,
            "agreement": {"id": story.agreement, "version": story.version, "timezone": story.timezone},
            "lead": story.lead,
            "as_of": moment_json(story.as_of),
            "after_as_of": story.later,
            "cases": [_case(case) for case in story.cases],
            "timeline": [_entry(entry) for entry in story.timeline],
            "absences": [{"clause": clause, "text": text} for clause, text in story.absences],
            "unknown": [{"clause": clause, "events": count, "text": text} for clause, count, text in story.unknowns],
        }
    )


def _case(case: CaseStory) -> JsonValue:
    return {
        "clause": case.clause,
        "party": case.party,
        "about": case.about,
        "subject": case.subject,
        "state": case.state.value,
        "start": moment_json(case.start),
        "due": moment_json(case.due),
        "decided": moment_json(case.decided),
        "allowed": case.allowed,
        "calendar": case.calendar,
        "counted": [_stretch(stretch) for stretch in case.stretches],
        "count": case.count or None,
        "why": case.why.value if case.why else None,
        "sentence": case.sentence,
    }


def _stretch(stretch: CountedTime) -> JsonValue:
    return {"start": moment_json(stretch.start), "end": moment_json(stretch.end), "text": stretch.text}


def _entry(entry: TimelineEntry) -> JsonValue:
    return {
        "at": moment_json(entry.at),
        "what": entry.what.value,
        "clause": entry.clause,
        "subject": entry.subject,
        "event": entry.event,
        "values": _values(entry.values),
        "text": entry.text,
    }


def _values(values: Mapping[str, Value]) -> JsonValue:
    """Text, yes and no as they are; numbers and money as exact text."""
    return {
        name: value if isinstance(value, str | bool) else value_text(value) for name, value in sorted(values.items())
    }
