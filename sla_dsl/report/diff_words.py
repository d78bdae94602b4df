"""What every report of two versions says alike: whom it is about, what changes, and how the log turns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from sla_dsl.model.agreement import Agreement
from sla_dsl.model.change import Change, Diff, Flip, LogCost, Relation, Side, Step, TurnedPeriod
from sla_dsl.report.display import joined, one_line, plural
from sla_dsl.report.figures import period_words

MOST_OWNERS = 5
"""How many owners are named whose cases flip; the others are counted."""

MOST_PERIODS = 12
"""How many periods are named whose verdict turns; the others are counted."""


class Group(NamedTuple):
    """The changes of one clause, which share its relation; or one change elsewhere."""

    title: str
    owes: str | None
    relation: Relation | None
    changes: tuple[Change, ...]

    @property
    def first(self) -> Change:
        """The change that speaks for all of them: they share what follows from it."""
        return next((one for one in self.changes if one.relation is not None), self.changes[0])


def groups(diff: Diff) -> tuple[Group, ...]:
    """The changes in order, those of one clause with one relation together."""
    found = groupby(diff.changes, key=lambda one: (one.clause or one.subject, one.owes, one.relation))
    return tuple(Group(title, owes, relation, tuple(changes)) for (title, owes, relation), changes in found)


def versions_words(diff: Diff) -> str:
    """`acme 1.2.0 → 1.3.0`, or what there is of it."""
    old, new = diff.old, diff.new
    if old is None or new is None:
        one = old or new
        assert one is not None
        return f"{one.id} {one_line(one.version)}, which is {'new' if old is None else 'gone'}"
    names = old.id if old.id == new.id else f"{old.id} → {new.id}"
    return f"{names} {one_line(old.version)} → {one_line(new.version)}"


def party_name(diff: Diff, party: str) -> str:
    """A party's name, as the new version has it."""
    for agreement in (diff.new, diff.old):
        if agreement is not None and party in agreement.parties:
            return one_line(agreement.parties[party].name or party)
    return party


def names_of(diff: Diff, parties: Iterable[str]) -> str:
    """The parties' names, as a sentence has them."""
    return joined([party_name(diff, party) for party in parties])


def rule_words(rule: str) -> str:
    """`deadline shortened` for `deadline-shortened`."""
    return rule.replace("-", " ")


def side_words(side: Side) -> str:
    """`policies/acme.sla.yaml:12`, or the file where there is no line."""
    file = one_line(side.file) or "without a file"
    return f"{file}:{side.span.line}" if side.span else file


def touches_words(diff: Diff, change: Change) -> Iterator[str]:
    """A line for each clause elsewhere that stands otherwise by a change."""
    for one in change.touches:
        why = f": {one_line(one.related.why)}" if one.related.why else ""
        yield f"{one.clause} ({party_name(diff, one.owes)}) is {one.related.relation}{why}"


def effects_words(change: Change) -> Iterator[str]:
    """A line for each derived figure that becomes another, and one for what is owed later at other times."""
    for one in change.effects:
        where = f" ({', '.join(one.periods)})" if one.periods else ""
        yield f"{one.name}: {one.old} until now, {one.new} from now on{where}"
    if change.delays:
        yield f"what is owed later falls due at other times: {', '.join(change.delays)}"


def signing_words(diff: Diff, change: Change) -> str:
    """Who must agree, and who has."""
    if not change.signs:
        return ""
    signed = f"; signed: {names_of(diff, change.signed)}" if change.signed else "; nobody has signed"
    return f"must agree: {names_of(diff, change.signs)}{'; all have signed' if not change.unsigned else signed}"


def version_words(diff: Diff) -> str:
    """What step of the version is asked, and which one is given."""
    step, old, new = diff.version, diff.old, diff.new
    if step is None or old is None or new is None:
        return ""
    given = _GIVEN[step.given]
    told = f"{one_line(old.version)} → {one_line(new.version)} {given}"
    if step.asked is Step.NONE:
        return f"{told}; none is asked: {step.why}"
    return f"{told}; {step.asked} is asked: {step.why}"


_GIVEN: Mapping[Step, str] = {
    Step.BACK: "goes back",
    Step.NONE: "is no step",
    Step.PATCH: "is a patch",
    Step.MINOR: "is a minor step",
    Step.MAJOR: "is a major step",
}


def flips_words(cost: LogCost) -> str:
    """`7 cases are breached from now on, 2 no longer, 1 stands otherwise`."""
    count = Counter(flip.shows for flip in cost.flips)
    return joined(list(_counted(count))) or "no case stands otherwise"


def _counted(count: Mapping[Relation | None, int]) -> Iterator[str]:
    stricter, looser, other = (count.get(shows, 0) for shows in (Relation.STRICTER, Relation.LOOSER, None))
    if stricter:
        yield f"{plural(stricter, 'case')} breached from now on"
    if looser:
        yield f"{plural(looser, 'case')} breached no longer"
    if other:
        yield f"{plural(other, 'case')} otherwise, and no more or less breached"


def flip_lines(cost: LogCost) -> Iterator[tuple[str, str]]:
    """How many cases flip by clause, by month and by owner: a head, and the words."""
    yield from ((clause, flips_of(found)) for clause, found in by(cost.flips, [flip.clause for flip in cost.flips]))
    months = sorted(by(cost.flips, [flip.month for flip in cost.flips]))
    yield from ((period_words(month), flips_of(found)) for month, found in months)
    owners = [flip.owner for flip in cost.flips]
    if any(owners):
        found = by(cost.flips, [owner or "owner unknown" for owner in owners])
        ordered = sorted(found, key=lambda one: (-len(one[1]), one[0]))
        yield from ((one_line(owner), flips_of(theirs)) for owner, theirs in ordered[:MOST_OWNERS])
        if len(ordered) > MOST_OWNERS:
            rest = [flip for _, theirs in ordered[MOST_OWNERS:] for flip in theirs]
            yield f"{len(ordered) - MOST_OWNERS} more owners", flips_of(rest)


def flips_of(flips: Sequence[Flip]) -> str:
    """The same of some of the cases."""
    return joined(list(_counted(Counter(flip.shows for flip in flips))))


def by(flips: Sequence[Flip], keys: Sequence[str]) -> list[tuple[str, list[Flip]]]:
    """The cases by a key, in the order in which the keys come first."""
    found: dict[str, list[Flip]] = {}
    for flip, key in zip(flips, keys, strict=True):
        found.setdefault(key, []).append(flip)
    return list(found.items())


def turned_words(turned: TurnedPeriod) -> str:
    """`first-contact, March 2026: kept until now, broken from now on`."""
    where = f"{turned.clause}, {period_words(turned.period)}" if turned.period else turned.clause
    old, new = (verdict.value if verdict else "not judged" for verdict in (turned.old, turned.new))
    return f"{where}: {old} until now, {new} from now on"


def owed_words(cost: LogCost) -> Iterator[str]:
    """The consequences that come and go, counted by clause and action."""
    for rows, when in ((cost.come, "from now on"), (cost.go, "no longer")):
        count = Counter((row.clause, row.action) for row in rows)
        for (clause, action), number in count.items():
            times = f", {number} times" if number > 1 else ""
            yield f"{one_line(action)}: {clause}, {when}{times}"


def agreement_of(diff: Diff) -> Agreement:
    """The new version, or the old one where there is none."""
    found = diff.new or diff.old
    assert found is not None
    return found
