"""Two versions compared, for people: whom it is about, each change with the lead that shows it, who must agree."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.model.change import Change, Diff, LogCost, Related, Witness
from sla_dsl.report.check_text import as_of_words
from sla_dsl.report.diagnostics_text import diagnostics_text
from sla_dsl.report.diff_words import (
    MOST_PERIODS,
    Group,
    agreement_of,
    effects_words,
    flip_lines,
    flips_words,
    groups,
    owed_words,
    party_name,
    rule_words,
    side_words,
    signing_words,
    touches_words,
    turned_words,
    version_words,
    versions_words,
)
from sla_dsl.report.display import folded, one_line, padded, plural

INDENT = " " * 14
"""What stands before everything that belongs to a relation, so that the relations stand out."""

UNSIGNED = "SLA851"
"""The code of what each change says itself: who must agree to it."""

_NONE = "CHANGED"


def diff_text(diff: Diff) -> str:
    """The report of two versions; every line ends with a line break."""
    parts = (
        list(_head(diff)),
        *(list(_group(diff, group)) for group in groups(diff)),
        list(_rewritten(diff)),
        list(_cost(diff)),
        diagnostics_text(one for one in diff.findings if one.code != UNSIGNED).splitlines(),
        list(_end(diff)),
    )
    return "\n".join("".join(f"{line}\n" for line in part) for part in parts if part)


def _head(diff: Diff) -> Iterator[str]:
    if not diff.changes:
        yield f"{padded('NO CHANGE', len(INDENT))}{versions_words(diff)}: both versions ask the same of everybody"
        return
    yield f"{versions_words(diff)}: {plural(len(diff.changes), 'change')}"
    for party, change in diff.parties.items():
        first = padded(f"  {party_name(diff, party)}: ", len(INDENT))
        yield from folded(_relation(change.related), INDENT, first)


def _relation(related: Related) -> str:
    return f"{related.relation}, {one_line(related.why)}" if related.why else f"{related.relation}"


def _group(diff: Diff, group: Group) -> Iterator[str]:
    head = padded((group.relation.value if group.relation else _NONE).upper(), len(INDENT))
    owes = f" ({party_name(diff, group.owes)})" if group.owes else ""
    yield f"{head}{one_line(group.title)}{owes}"
    for change in group.changes:
        yield from _change(change)
    yield from _meaning(diff, group.first)


def _change(change: Change) -> Iterator[str]:
    yield f"{INDENT}{rule_words(change.rule)}"
    for sign, side in (("-", change.old), ("+", change.new)):
        if side is not None:
            yield from folded(side.text, f"{INDENT}  ", f"{INDENT}{sign} {side_words(side)}: ")
    for line in effects_words(change):
        yield from folded(line, f"{INDENT}  ", f"{INDENT}  ")


def _meaning(diff: Diff, change: Change) -> Iterator[str]:
    if change.why and (change.clause is not None or len(change.touches) != 1):
        yield from folded(change.why, INDENT)
    for witness in change.witnesses if change.clause is not None else ():
        yield from witness_lines(witness, INDENT)
    for note in change.notes:
        yield from folded(note.text, f"{INDENT}  ", f"{INDENT}note: ")
        if note.witness is not None:
            yield from witness_lines(note.witness, f"{INDENT}  ")
    for one, line in zip(change.touches, touches_words(diff, change), strict=True):
        yield from folded(line, f"{INDENT}  ", f"{INDENT}touches ")
        for witness in one.related.witnesses:
            yield from witness_lines(witness, f"{INDENT}  ")
    if signing := signing_words(diff, change):
        yield from folded(signing, INDENT)


def witness_lines(witness: Witness, indent: str) -> Iterator[str]:
    """A witness's story, each of its lines under what it shows."""
    first, *more = witness.story.splitlines() or [""]
    yield from folded(first, f"{indent}  ", f"{indent}{witness.shows}: ")
    for line in more:
        yield from folded(line, f"{indent}  ", f"{indent}  ")


def _rewritten(diff: Diff) -> Iterator[str]:
    if diff.rewritten:
        yield from folded(", ".join(diff.rewritten), "  ", "Written otherwise, with the same meaning: ")


def _cost(diff: Diff) -> Iterator[str]:
    cost = diff.cost
    if cost is None:
        return
    as_of = cost.new.as_of
    when = f", {as_of_words(agreement_of(diff), as_of)}" if as_of is not None else ": it has no events"
    yield f"On the log{when}"
    yield from folded(f"{flips_words(cost)}{_verdicts(cost)}", "  ", "  ")
    for head, words in flip_lines(cost):
        yield from folded(words, "    ", f"    {head}: ")
    shown = cost.turned[:MOST_PERIODS]
    for turned in shown:
        yield from folded(turned_words(turned), "  ", "  ")
    if len(cost.turned) > len(shown):
        yield f"  … and {plural(len(cost.turned) - len(shown), 'more verdict')} that turn"
    for line in owed_words(cost):
        yield from folded(line, "  ", "  ")


def _verdicts(cost: LogCost) -> str:
    old, new = cost.old.verdict, cost.new.verdict
    if old is new:
        return f"; the agreement is {new.value} under both versions"
    return f"; the agreement is {old.value} under the old version, {new.value} under the new one"


def _end(diff: Diff) -> Iterator[str]:
    for party in diff.parties:
        count = sum(party in change.unsigned for change in diff.changes)
        if count:
            yield f"warning[{UNSIGNED}]: `{party}` has not agreed to {plural(count, 'change')}"
            yield f"   help: a commit with the trailer `Agreed-by: {party}`, or `--signed {party}`, says so"
    if words := version_words(diff):
        yield from folded(words, "  ", "Version: ")
