"""Clauses that ask for nothing that another one does not ask for already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field

from sla_dsl.diagnostics import Diagnostic
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import BeforeGate, BreachTrigger, Clause, IsValue, MustNot, UntilWindow
from sla_dsl.review.events import is_possible
from sla_dsl.review.implication import Compared, compared, is_implied
from sla_dsl.review.places import Places, Told

Anchor = tuple[str, object] | None
"""A value that a trigger asks for, by its name: where two of them differ, neither clause implies the other."""


@dataclass(slots=True)
class _Group:
    """Clauses of one kind, and the same by an anchor of their trigger."""

    clauses: list[Compared] = field(default_factory=list)
    by_anchor: dict[Anchor, list[Compared]] = field(default_factory=lambda: defaultdict(list))

    def add(self, one: Compared) -> None:
        self.clauses.append(one)
        for anchor in next(_anchors(one), (None,)):
            self.by_anchor[anchor].append(one)

    def candidates(self, one: Compared) -> Iterator[Compared]:
        """Those whose trigger may hold wherever this one's does, itself among them."""
        yield from self.by_anchor.get(None, ())
        for anchors in _anchors(one):
            yield from self.by_anchor.get(anchors[0], ())


def implied(agreement: Agreement, places: Places) -> Iterator[Diagnostic]:
    """SLA010: who keeps another clause keeps this one, and breaking it has no other consequence."""
    groups: dict[Hashable, _Group] = defaultdict(_Group)
    for clause in agreement.clauses.values():
        one = compared(clause, agreement)
        if all(map(is_possible, one.events)) and (one.trigger is None or is_possible(one.trigger)):
            groups[_kind(one)].add(one)
    told: set[str] = set()
    for group in groups.values():
        for one in reversed(group.clauses):
            for other in group.candidates(one):
                if other is not one and other.clause.id not in told and is_implied(one, other, agreement):
                    told.add(one.clause.id)
                    yield _note(one.clause, other.clause, places)
                    break


def _kind(one: Compared) -> Hashable:
    """What two clauses have alike where one can imply the other."""
    clause = one.clause
    watched = clause.trigger.clause if isinstance(clause.trigger, BreachTrigger) else None
    gate = clause.duty.window if isinstance(clause.duty, MustNot) else None
    return (
        clause.party,
        type(clause.duty),
        clause.trigger and clause.trigger.mode,
        one.trigger.root if one.trigger else watched,
        clause.period,
        tuple(event.root for event in one.events),
        clause.unless,
        clause.paused_while,
        clause.level,
        (type(gate), gate.event if isinstance(gate, UntilWindow | BeforeGate) else None),
    )


def _anchors(one: Compared) -> Iterator[tuple[Anchor, ...]]:
    """For each value that the trigger asks for, what it may be."""
    for condition in one.trigger.all if one.trigger else ():
        if isinstance(condition, IsValue) and not condition.negated:
            yield tuple((condition.name, value) for value in condition.values)


def _note(clause: Clause, other: Clause, places: Places) -> Diagnostic:
    told = Told(
        f"`{clause.id}` asks for nothing that `{other.id}` does not ask for already",
        "leave it out, or give it what sets it apart: another time, condition, level or consequence",
    )
    return places.note("SLA010", told, places.id(clause), (places.id(other), f"`{other.id}` is here"))
