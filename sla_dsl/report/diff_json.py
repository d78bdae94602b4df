"""Two versions compared as JSON, the way `schemas/diff-report.schema.json` describes it."""

from __future__ import annotations

from sla_dsl.model.agreement import Agreement
from sla_dsl.model.change import Change, Diff, Flip, LogCost, RelationNote, Side, Touched, TurnedPeriod, Witness
from sla_dsl.model.line import event_line
from sla_dsl.model.outcome import OwedAction
from sla_dsl.report.check_json import instant_json
from sla_dsl.report.instants import rfc3339
from sla_dsl.report.json_text import JsonValue, diagnostic_records, json_text

VERSION = 1
"""The version of this report's form."""


def diff_json(diff: Diff) -> str:
    """The report of two versions."""
    step = diff.version
    return json_text(
        {
            "diff": VERSION,
            "old": _agreement(diff.old),
            "new": _agreement(diff.new),
            "parties": {name: change.related.relation.value for name, change in diff.parties.items()},
            "changes": [_change(change) for change in diff.changes],
            "rewritten": list(diff.rewritten),
            "version": None
            if step is None
            else {"asked": step.asked.value, "given": step.given.value, "enough": step.enough, "why": step.why},
            "log": None if diff.cost is None else _cost(diff.cost),
            "findings": diagnostic_records(diff.findings),
        }
    )


def _agreement(agreement: Agreement | None) -> JsonValue:
    if agreement is None:
        return None
    return {
        "id": agreement.id,
        "version": agreement.version,
        "file": agreement.file,
        "digest": agreement.digest,
    }


def _change(change: Change) -> JsonValue:
    return {
        "rule": change.rule,
        "clause": change.clause,
        "subject": change.subject,
        "relation": None if change.relation is None else change.relation.value,
        "owes": change.owes,
        "owed_to": list(change.owed_to),
        "signs": list(change.signs),
        "signed": list(change.signed),
        "fingerprint": change.fingerprint,
        "old": _side(change.old),
        "new": _side(change.new),
        "why": change.why,
        "witnesses": [witness_json(witness) for witness in change.witnesses],
        "notes": [_note(note) for note in change.notes],
        "touches": [_touched(one) for one in change.touches],
        "effects": [
            {"name": one.name, "periods": list(one.periods), "old": one.old, "new": one.new} for one in change.effects
        ],
        "delays": list(change.delays),
    }


def _side(side: Side | None) -> JsonValue:
    if side is None:
        return None
    return {"file": side.file, "line": side.span.line if side.span else None, "text": side.text}


def witness_json(witness: Witness) -> dict[str, JsonValue]:
    """A witness: its story, its events as the lines of a log, and what either version makes of them."""
    return {
        "shows": witness.shows.value,
        "story": witness.story,
        "events": [dict(event_line(event)) for event in witness.events],
        "as_of": rfc3339(witness.as_of),
        "verdict_old": witness.verdict_old.value,
        "verdict_new": witness.verdict_new.value,
    }


def _note(note: RelationNote) -> JsonValue:
    return {"text": note.text, "witness": None if note.witness is None else witness_json(note.witness)}


def _touched(one: Touched) -> JsonValue:
    return {
        "clause": one.clause,
        "owes": one.owes,
        "relation": one.related.relation.value,
        "why": one.related.why,
        "witnesses": [witness_json(witness) for witness in one.related.witnesses],
    }


def _cost(cost: LogCost) -> JsonValue:
    return {
        "as_of": instant_json(cost.new.as_of),
        "verdict_old": cost.old.verdict.value,
        "verdict_new": cost.new.verdict.value,
        "flips": [_flip(flip) for flip in cost.flips],
        "turned": [_turned(one) for one in cost.turned],
        "come": [_owed(row) for row in cost.come],
        "go": [_owed(row) for row in cost.go],
    }


def _flip(flip: Flip) -> JsonValue:
    return {
        "clause": flip.clause,
        "subject": flip.subject,
        "lead": flip.lead,
        "start": rfc3339(flip.start),
        "month": flip.month,
        "owner": flip.owner,
        "old": None if flip.old is None else flip.old.value,
        "new": None if flip.new is None else flip.new.value,
    }


def _turned(one: TurnedPeriod) -> JsonValue:
    return {
        "clause": one.clause,
        "period": one.period,
        "old": None if one.old is None else one.old.value,
        "new": None if one.new is None else one.new.value,
    }


def _owed(row: OwedAction) -> JsonValue:
    return {
        "clause": row.clause,
        "subject": row.subject,
        "lead": row.lead,
        "start": instant_json(row.start),
        "period": row.period,
        "action": row.action,
        "due": rfc3339(row.due),
    }
