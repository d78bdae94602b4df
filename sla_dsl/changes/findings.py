"""What stands in the way of a new version: unsigned changes, its number, its dates, and names of nobody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sla_dsl.changes.kinds import KINDS
from sla_dsl.changes.places import Paper
from sla_dsl.diagnostics import Diagnostic, Place, diagnostic, suggestion
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.change import Change, Diff, Relation, Side, Step
from sla_dsl.model.clause import Clause

_ENDS = frozenset({"ends-earlier", "ends-later", "force-ends-earlier", "force-ends-later"})
"""Kinds that leave every lead alone that both versions judge."""


def findings(diff: Diff, old: Paper, new: Paper) -> Iterator[Diagnostic]:
    """Everything that a reviewer has to settle, by the new file's places."""
    for change in diff.changes:
        if change.unsigned:
            yield _unsigned(change, old, new)
    yield from _version(diff, new)
    yield from _judged_anew(diff.changes, old, new)
    yield from _former_ids(old.agreement, new)


def place_of(side: Side, paper: Paper) -> Place:
    """The place of a side, with the line that stands there."""
    line = paper.source.line(side.span.line) if paper.source and side.span else ""
    return Place(side.file, side.span, line)


def _unsigned(change: Change, old: Paper, new: Paper) -> Diagnostic:
    parties = {**old.agreement.parties, **new.agreement.parties}
    who = [f"`{party}` ({parties[party].signs})" if parties[party].signs else f"`{party}`" for party in change.unsigned]
    relation = f", {change.relation}" if change.relation else ""
    message = f"{' and '.join(who)} must agree to this: {KINDS[change.rule].what} ({change.subject}{relation})"
    side, paper = (change.new, new) if change.new else (change.old, old)
    place = place_of(side, paper) if side else None
    trailers = " and ".join(f"`Agreed-by: {party}`" for party in change.unsigned)
    return diagnostic("SLA851", message, place, help=f"a commit with the trailer {trailers}, or `--signed`, says so")


def _version(diff: Diff, new: Paper) -> Iterator[Diagnostic]:
    step = diff.version
    if step is None or step.enough or not new.keys:
        return
    old_version = diff.old.version if diff.old else ""
    message = (
        f"`{new.agreement.version}` after `{old_version}` {_GIVEN[step.given]}, and the changes ask for {step.asked}"
    )
    way_out = f"{step.why}: write `{_next(old_version, step.asked)}`"
    yield diagnostic("SLA852", message, place_of(new.at_key(("version",), ""), new), help=way_out)


_GIVEN = {
    Step.BACK: "goes back",
    Step.NONE: "is no step",
    Step.PATCH: "is a patch",
    Step.MINOR: "is minor",
    Step.MAJOR: "is major",
}


def _next(version: str, step: Step) -> str:
    """The version that a step leads to, with as many numbers as before and no fewer than it needs."""
    numbers = [int(part) for part in version.split(".")]
    place = (Step.MAJOR, Step.MINOR, Step.PATCH).index(step)
    numbers += [0] * (place + 1 - len(numbers))
    return ".".join(str(n) for n in (*numbers[:place], numbers[place] + 1, *[0] * (len(numbers) - place - 1)))


def _judged_anew(changes: Sequence[Change], old: Paper, new: Paper) -> Iterator[Diagnostic]:
    """Clauses that ask for something else of leads that the old version already judges."""
    if not old.agreement.clauses:
        return
    anew: dict[date, list[str]] = {}
    for name in dict.fromkeys(name for change in changes for name in _asked_otherwise(change)):
        clause = new.agreement.clauses.get(name)
        if clause is None:
            continue
        before = old.agreement.clauses.get(name) or old.agreement.clauses.get(clause.was or "")
        start = _start(new.agreement, clause)
        if start <= (_start(old.agreement, before) if before else old.agreement.effective.start):
            anew.setdefault(start, []).append(name)
    yield from (_anew(names, start, new) for start, names in sorted(anew.items()))


def _asked_otherwise(change: Change) -> Iterator[str]:
    if change.rule in _ENDS:
        return
    if change.clause is not None and change.relation not in (None, Relation.EQUIVALENT):
        yield change.clause
    yield from (one.clause for one in change.touches)


def _start(agreement: Agreement, clause: Clause) -> date:
    return max(agreement.effective.start, clause.valid_from or agreement.effective.start)


def _anew(names: Sequence[str], start: date, new: Paper) -> Diagnostic:
    first, *more = (place_of(new.at_key(("clauses", name), ""), new) for name in names)
    asks = "asks" if len(names) == 1 else "ask"
    clauses = f"{', '.join(f'`{name}`' for name in names)} {asks} for something else"
    message = f"{clauses} from {start.isoformat()} on, so leads since then are judged anew"
    way_out = "give a clause a `from`, or the agreement a later `effective` date, where that is not meant"
    return diagnostic("SLA853", message, first, help=way_out, related=more)


def _former_ids(old: Agreement, new: Paper) -> Iterator[Diagnostic]:
    """A `was` that names no clause of the old version, or one that is still there."""
    for clause in new.agreement.clauses.values():
        if clause.was is None or clause.id in old.clauses or not old.clauses:
            continue
        place = place_of(new.at_key(("clauses", clause.id, "was"), ""), new)
        if clause.was in new.agreement.clauses:
            message = f"`{clause.id}` was `{clause.was}`, which is still a clause of its own"
            yield diagnostic("SLA855", message, place, help="take the `was` away: it stands for a new name")
        elif clause.was not in old.clauses:
            message = f"`{clause.id}` was `{clause.was}`, which the old version does not have"
            gone = [name for name in old.clauses if name not in new.agreement.clauses]
            yield diagnostic("SLA855", message, place, help=suggestion(clause.was, gone, "name its former id"))


def nobody(who: str, agreement: Agreement) -> Diagnostic:
    """A trailer that names no party."""
    message = f"a commit says `Agreed-by: {who}`, and `{agreement.id}` has no such party"
    way_out = suggestion(who, agreement.parties, f"its parties are {', '.join(agreement.parties)}")
    return diagnostic("SLA854", message, help=way_out)
