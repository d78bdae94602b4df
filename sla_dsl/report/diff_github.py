"""Two versions compared, as annotations of a pull request: each change at its line, and what is still to be settled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sla_dsl.model.change import Change, Diff, Relation
from sla_dsl.report.annotations import Annotation, Level, annotations_text, diagnostic_annotations
from sla_dsl.report.diff_text import UNSIGNED
from sla_dsl.report.diff_words import effects_words, party_name, rule_words, signing_words, touches_words

_LEVELS: Mapping[Relation | None, Level] = {
    Relation.STRICTER: "warning",
    Relation.INCOMPARABLE: "warning",
    Relation.UNPROVEN: "warning",
}
"""How grave each relation is; the others are notices."""


def diff_github(diff: Diff) -> str:
    """A workflow command of GitHub Actions a change: an addition at its new line, a removal at its old one."""
    return annotations_text(_annotations(diff))


def _annotations(diff: Diff) -> Iterator[Annotation]:
    yield from diagnostic_annotations(diff.diagnostics)
    yield from diagnostic_annotations(one for one in diff.findings if one.code != UNSIGNED)
    yield from (_change(diff, change) for change in diff.changes)


def _change(diff: Diff, change: Change) -> Annotation:
    side = change.new or change.old
    level = _LEVELS.get(change.relation, "warning" if change.unsigned else "notice")
    owes = f" for {party_name(diff, change.owes)}" if change.owes and change.relation else ""
    relation = f": {change.relation}{owes}" if change.relation else ""
    title = f"{change.subject}: {rule_words(change.rule)}{relation}"
    lines = tuple(_lines(diff, change))
    return Annotation(level, title, lines, side.file if side else "", side.span if side else None)


def _lines(diff: Diff, change: Change) -> Iterator[str]:
    if change.old is not None:
        yield f"until now: {change.old.text}"
    if change.new is not None:
        yield f"from now on: {change.new.text}"
    yield from effects_words(change)
    if change.why:
        yield change.why
    yield from (f"{one.shows}: {' '.join(one.story.split())}" for one in change.witnesses)
    yield from (note.text for note in change.notes)
    yield from (f"touches {line}" for line in touches_words(diff, change))
    if signing := signing_words(diff, change):
        yield signing
