"""Witnesses as files: for each a folder with the log, and what either version makes of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sla_dsl.model.change import Diff, RelationNote, Witness
from sla_dsl.model.line import event_line
from sla_dsl.report.instants import rfc3339
from sla_dsl.report.json_text import json_line, json_text

LOG, EXPECTED = "events.jsonl", "expected.json"
"""What the two files of a witness are called."""


def witness_files(diff: Diff) -> Iterator[tuple[str, str]]:
    """Each file by its path within a folder, and its text: `first-contact-stricter/events.jsonl`."""
    named: dict[str, tuple[str, Witness]] = {}
    for clause, witness, kind in _witnesses(diff):
        name, number = f"{clause}-{kind}", 2
        while name in named and named[name][1] != witness:
            name, number = f"{clause}-{kind}-{number}", number + 1
        named[name] = (clause, witness)
    for name, (clause, witness) in named.items():
        yield f"{name}/{LOG}", "".join(json_line(dict(event_line(event))) for event in witness.events)
        yield (
            f"{name}/{EXPECTED}",
            json_text(
                {
                    "clause": clause,
                    "shows": witness.shows.value,
                    "story": witness.story,
                    "as_of": rfc3339(witness.as_of),
                    "old": witness.verdict_old.value,
                    "new": witness.verdict_new.value,
                }
            ),
        )


def _witnesses(diff: Diff) -> Iterator[tuple[str, Witness, str]]:
    """Every witness of a clause, and what it shows: that of a note is named so."""
    for change in diff.changes:
        if change.clause is not None:
            yield from _of(change.clause, change.witnesses, change.notes)
        for one in change.touches:
            yield from _of(one.clause, one.related.witnesses, one.related.notes)


def _of(clause: str, witnesses: Iterable[Witness], notes: Iterable[RelationNote]) -> Iterator[tuple[str, Witness, str]]:
    yield from ((clause, witness, witness.shows.value) for witness in witnesses)
    yield from ((clause, note.witness, "note") for note in notes if note.witness is not None)
