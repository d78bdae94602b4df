"""Clauses that ask for nothing that another one does not ask for already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import field

from sla_dsl.diagnostics import Diagnostic
from sla_dsl.frozen import mutable
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import BeforeGate, BreachTrigger, Clause, MustNot, Respond, UntilWindow
from sla_dsl.review.anchors import COMPARED, Anchored
from sla_dsl.review.events import is_possible
from sla_dsl.review.implication import Compared, compared, is_implied
from sla_dsl.review.places import Places, Told


@mutable
class _Group:
    """Clauses of one kind, and the same by what their trigger and their duty ask for."""

    clauses: list[Compared] = field(default_factory=list)
    by_trigger: Anchored[Compared] = field(default_factory=Anchored)
    by_event: Anchored[Compared] = field(default_factory=Anchored)

    def add(self, one: Compared) -> None:
        self.clauses.append(one)
        self.by_trigger.add(one, one.trigger.all if one.trigger else ())
        self.by_event.add(one, one.events[0].all if one.events else ())

    def candidates(self, one: Compared) -> Sequence[Compared]:
        """Those that it may follow from, itself among them."""
        found = [self.clauses, list(self.by_trigger.weaker(one.trigger.all))] if one.trigger else [self.clauses]
        match one.clause.duty:
            case Respond() if (stronger := self.by_event.stronger(one.events[0].all)) is not None:
                found.append(list(stronger))
            case MustNot():
                found.append(list(self.by_event.weaker(one.events[0].all)))
        return min(found, key=len)


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
            for other in group.candidates(one)[:COMPARED]:
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


def _note(clause: Clause, other: Clause, places: Places) -> Diagnostic:
    told = Told(
        f"`{clause.id}` asks for nothing that `{other.id}` does not ask for already",
        "leave it out, or give it what sets it apart: another time, condition, level or consequence",
    )
    return places.note("SLA010", told, places.id(clause), (places.id(other), f"`{other.id}` is here"))
