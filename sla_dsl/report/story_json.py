"""One lead's story as JSON for programs."""

from __future__ import annotations

from sla_dsl.model.story import CaseStory, LeadStory, Moment, TimelineEntry
from sla_dsl.model.values import Value, value_text
from sla_dsl.report.instants import rfc3339
from sla_dsl.report.json_text import JsonValue, json_text


def render(story: LeadStory) -> str:
    """The story as one JSON object; ends with a line break."""
    return json_text(record(story))


def record(story: LeadStory) -> dict[str, JsonValue]:
    """The story as plain data, instants in UTC beside their local times."""
    return {
        "story": 1,
        "agreement": {"id": story.agreement, "version": story.version},
        "lead": story.lead,
        "timezone": story.timezone,
        "as_of": moment(story.as_of),
        "later": story.later,
        "timeline": [_entry(entry) for entry in story.timeline],
        "cases": [_case(case) for case in story.cases],
        "without_case": [{"clause": absence.clause, "text": absence.text} for absence in story.absences],
        "unknown": [{"clause": note.clause, "events": note.events, "text": note.text} for note in story.unknowns],
    }


def moment(told: Moment | None) -> dict[str, JsonValue] | None:
    """An instant in UTC and as it is told: `{"time": "2026-01-09T14:30:00Z", "local": "Fri 2026-01-09 16:30"}`."""
    return None if told is None else {"time": rfc3339(told.instant), "local": told.text}


def _entry(entry: TimelineEntry) -> dict[str, JsonValue]:
    return {
        **(moment(entry.at) or {}),
        "what": entry.what.value,
        "text": entry.text,
        "clause": entry.clause,
        "subject": entry.subject,
        "event": entry.event,
        "values": {name: _value(carried) for name, carried in entry.values.items()},
    }


def _value(carried: Value) -> bool | int | str:
    return carried if isinstance(carried, bool | int | str) else value_text(carried)


def _case(case: CaseStory) -> dict[str, JsonValue]:
    return {
        "clause": case.clause,
        "party": case.party,
        "subject": case.subject,
        "about": case.about,
        "state": case.state.value,
        "start": moment(case.start),
        "due": moment(case.due),
        "decided": moment(case.decided),
        "allowed": case.allowed,
        "calendar": case.calendar,
        "stretches": [
            {"start": moment(one.start), "end": moment(one.end), "counted": one.text} for one in case.stretches
        ],
        "count": case.count,
        "why": case.why.value,
        "sentence": case.sentence,
    }
