"""Clauses that ask for nothing that another one does not ask for already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import NamedTuple

from sla_dsl.diagnostics import Diagnostic
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import (
    BeforeGate,
    Both,
    BreachTrigger,
    Clause,
    Deliver,
    Duty,
    Either,
    EventPattern,
    EventTrigger,
    ForWindow,
    IsValue,
    Mode,
    MustNot,
    Money,
    Param,
    Respond,
    UntilWindow,
)
from sla_dsl.review.durations import never_later
from sla_dsl.review.events import Rooted, is_possible, is_strictly, patterns, rooted, trigger_of
from sla_dsl.review.obligations import holds_when
from sla_dsl.review.places import Places, Told


class _Compared(NamedTuple):
    """A clause and the events it names, made ready to be compared with those of its group."""

    clause: Clause
    trigger: Rooted | None
    events: tuple[Rooted, ...]


def implied(agreement: Agreement, places: Places) -> Iterator[Diagnostic]:
    """SLA010: who keeps another clause keeps this one, and breaking it has no other consequence."""
    groups: dict[Hashable, list[_Compared]] = defaultdict(list)
    for clause in agreement.clauses.values():
        compared = _compared(clause, agreement)
        if all(map(is_possible, (*compared.events, *([compared.trigger] if compared.trigger else [])))):
            groups[_kind(compared)].append(compared)
    told: set[str] = set()
    for group in groups.values():
        for one in reversed(group):
            other = next((other for other in _weaker_triggers(one, group, told) if _implies(other, one, agreement)), None)
            if other is not None:
                told.add(one.clause.id)
                yield _note(one.clause, other.clause, places)


def _compared(clause: Clause, agreement: Agreement) -> _Compared:
    named = [rooted(pattern, agreement.vocabulary) for pattern in patterns(clause)]
    trigger = trigger_of(clause, agreement)
    return _Compared(clause, trigger, tuple(named[1:] if trigger else named))


def _kind(one: _Compared) -> Hashable:
    """What two clauses have alike where one can imply the other."""
    clause = one.clause
    trigger = one.trigger.root if one.trigger else clause.trigger.clause if _waits(clause) else None
    gate = clause.duty.window if isinstance(clause.duty, MustNot) else None
    return (
        clause.party, type(clause.duty), clause.trigger and clause.trigger.mode, trigger, clause.period,
        tuple(event.root for event in one.events), clause.unless, clause.paused_while, clause.level,
        type(gate), gate.event if isinstance(gate, UntilWindow | BeforeGate) else None,
    )  # fmt: skip


def _waits(clause: Clause) -> bool:
    return isinstance(clause.trigger, BreachTrigger)


def _weaker_triggers(one: _Compared, group: list[_Compared], told: set[str]) -> Iterator[_Compared]:
    """The clauses of the group that might imply it: not itself, and none that is itself told to be implied."""
    for other in group:
        if other.clause.id != one.clause.id and other.clause.id not in told:
            yield other
