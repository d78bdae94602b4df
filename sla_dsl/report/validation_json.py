"""Policy files looked over, as records."""

from __future__ import annotations

from collections.abc import Sequence

from sla_dsl.model.result import Validation
from sla_dsl.model.story import Example, Meaning, Moment
from sla_dsl.report.instants import rfc3339
from sla_dsl.report.json_text import JsonValue, diagnostic_records, json_text


def validation_json(validations: Sequence[Validation], *, explained: bool = False) -> str:
    """The diagnostics of all files as a list of records; with `explained`, beside what each clause means."""
    diagnostics = diagnostic_records([found for one in validations for found in one.diagnostics])
    meanings = [_meaning(one, meaning) for one in validations for meaning in one.meanings]
    return json_text({"diagnostics": diagnostics, "meanings": meanings} if explained else diagnostics)


def moment_json(moment: Moment | None) -> JsonValue:
    """An instant and how a person there reads it, null where there is none."""
    return None if moment is None else {"instant": rfc3339(moment.instant), "local": moment.text}


def _meaning(one: Validation, meaning: Meaning) -> JsonValue:
    return {
        "file": one.file,
        "agreement": meaning.agreement,
        "clause": meaning.clause,
        "party": meaning.party,
        "sentence": meaning.sentence,
        "why": meaning.why,
        "statements": [{"topic": topic.value, "text": text} for topic, text in meaning.statements],
        "examples": [_example(meaning, example) for example in meaning.examples],
    }


def _example(meaning: Meaning, example: Example) -> JsonValue:
    return {
        "event": example.event,
        "note": example.note,
        "start": moment_json(example.start),
        "reads": meaning.reads,
        "dues": [
            {
                "allowed": due.allowed,
                "applies": due.applies or None,
                "calendar": due.calendar,
                "due": moment_json(due.due),
            }
            for due in example.dues
        ],
    }
