"""Two versions compared as Markdown: a comment on a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.model.change import Change, Diff, Side, Witness
from sla_dsl.report.check_text import as_of_words
from sla_dsl.report.diagnostics_text import in_order
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
from sla_dsl.report.display import plural
from sla_dsl.report.markdown import bullets, escaped, table

MOST_GROUPS = 40
"""A comment shows no more clauses than this, and counts the others."""


def diff_markdown(diff: Diff) -> str:
    """The report: a table of parties, then each change, then what is still to be done."""
    found = groups(diff)
    parts = (
        f"### {escaped(versions_words(diff))}",
        _parties(diff) if diff.changes else "No change: both versions ask the same of everybody.",
        *(_group(diff, group) for group in found[:MOST_GROUPS]),
        escaped(f"… and {plural(len(found) - MOST_GROUPS, 'more')} not shown here") if len(found) > MOST_GROUPS else "",
        bullets("Written otherwise, with the same meaning", diff.rewritten),
        _cost(diff),
        bullets("To settle", [f"{one.code}: {one.message}" for one in in_order(diff.findings)]),
        f"Version: {escaped(version_words(diff))}" if diff.version else "",
    )
    return "\n\n".join(part for part in parts if part) + "\n"


def _parties(diff: Diff) -> str:
    rows = (
        (escaped(party_name(diff, party)), f"**{change.related.relation}**", escaped(change.related.why))
        for party, change in diff.parties.items()
    )
    return table(("party", "what it owes is", "why"), rows)


def _group(diff: Diff, group: Group) -> str:
    owes = f" ({party_name(diff, group.owes)})" if group.owes else ""
    relation = f": {group.relation}" if group.relation else ""
    lines = [f"#### {escaped(f'{group.title}{owes}{relation}')}", ""]
    for change in group.changes:
        lines += _change(change)
    return "\n".join([*lines, *_meaning(diff, group.first)])


def _change(change: Change) -> Iterator[str]:
    yield f"- **{escaped(rule_words(change.rule))}**"
    yield from (f"  - {word} {_side(side)}" for word, side in (("was", change.old), ("is", change.new)) if side)
    yield from (f"  - {escaped(line)}" for line in effects_words(change))


def _side(side: Side) -> str:
    return f"{escaped(side.text)} ({escaped(side_words(side))})"


def _meaning(diff: Diff, change: Change) -> Iterator[str]:
    if change.why and (change.clause is not None or len(change.touches) != 1):
        yield f"- {escaped(change.why)}"
    yield from map(_witness, change.witnesses if change.clause is not None else ())
    for note in change.notes:
        yield f"- note: {escaped(note.text)}"
        if note.witness is not None:
            yield f"  {_witness(note.witness)}"
    for one, line in zip(change.touches, touches_words(diff, change), strict=True):
        yield f"- touches {escaped(line)}"
        yield from (f"  {_witness(witness)}" for witness in one.related.witnesses)
    if signing := signing_words(diff, change):
        yield f"- {escaped(signing)}"


def _witness(witness: Witness) -> str:
    return f"- *{witness.shows}*: {escaped(' '.join(witness.story.split()))}"


def _cost(diff: Diff) -> str:
    cost = diff.cost
    if cost is None:
        return ""
    when = as_of_words(agreement_of(diff), cost.new.as_of) if cost.new.as_of is not None else "it has no events"
    turned = [turned_words(one) for one in cost.turned[:MOST_PERIODS]]
    lines = [flips_words(cost), *(f"{head}: {words}" for head, words in flip_lines(cost)), *turned, *owed_words(cost)]
    return bullets(f"On the log, {when}", lines)
