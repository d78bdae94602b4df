"""What the clauses of an agreement refer to, directly or by what they use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field

from sla_dsl.frozen import mutable
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import (
    Apply,
    BeforeGate,
    Clause,
    Condition,
    Deliver,
    Duration,
    Ensure,
    EventPattern,
    ForWindow,
    IsBound,
    MustNot,
    Otherwise,
    Param,
    RateLevel,
    StateNames,
    UntilWindow,
)
from sla_dsl.model.funnel import Formula, Name, Operation
from sla_dsl.review.events import patterns


@mutable
class Uses:
    """Names that are used: `people` are contacts and parties, `values` fields and facts, `figures` the funnel's."""

    people: set[str] = field(default_factory=set)
    consequences: set[str] = field(default_factory=set)
    calendars: set[str] = field(default_factory=set)
    events: set[str] = field(default_factory=set)
    values: set[str] = field(default_factory=set)
    states: set[str] = field(default_factory=set)
    figures: set[str] = field(default_factory=set)


def uses_of(agreement: Agreement) -> Uses:
    """Everything that is used in an agreement."""
    uses = Uses()
    for clause in agreement.clauses.values():
        _of_clause(clause, uses)
    _declarations(agreement, uses)
    _carriers(agreement, uses)
    _calendars(agreement, uses)
    _figures(agreement, uses)
    return uses


def _of_clause(clause: Clause, uses: Uses) -> None:
    for pattern in patterns(clause):
        _pattern(pattern, uses)
    uses.events.update(clause.unless)
    if clause.paused_while is not None:
        uses.states.add(clause.paused_while)
    for tier in clause.deadline.tiers if clause.deadline else ():
        _conditions(tier.conditions, uses)
    match clause.duty:
        case StateNames(names=names):
            uses.values.update(names)
        case MustNot(window=UntilWindow(event=event) | BeforeGate(event=event)):
            uses.events.add(event)
        case Deliver(amount=Param(name=name)) | Ensure(share=Param(name=name)):
            uses.figures.add(name)
    if isinstance(clause.level, RateLevel) and isinstance(clause.level.share, Param):
        uses.figures.add(clause.level.share.name)
    for otherwise in (clause.case_otherwise, clause.period_otherwise):
        if otherwise is not None:
            _otherwise(otherwise, uses)


def _pattern(pattern: EventPattern, uses: Uses) -> None:
    uses.events.add(pattern.event)
    _conditions(pattern.where, uses)


def _conditions(conditions: Iterable[Condition], uses: Uses) -> None:
    for condition in conditions:
        uses.values.add(condition.name)
        if isinstance(condition, IsBound) and isinstance(condition.amount, Param):
            uses.figures.add(condition.amount.name)


def _otherwise(otherwise: Otherwise, uses: Uses) -> None:
    for action in (otherwise.first, *(step.action for step in otherwise.later)):
        if isinstance(action, Apply):
            uses.consequences.add(action.consequence)
        else:
            uses.people.update(action.whom)


def _declarations(agreement: Agreement, uses: Uses) -> None:
    """What states and defined events are built on; one that nobody uses is told, and not what it uses beside it."""
    for state in agreement.vocabulary.states.values():
        uses.events |= {state.entered, state.left}
    for event in agreement.vocabulary.events.values():
        if event.definition is not None:
            _pattern(event.definition, uses)


def _carriers(agreement: Agreement, uses: Uses) -> None:
    """Events that carry a field that a clause asks to be stated."""
    named = {
        name
        for clause in agreement.clauses.values()
        if isinstance(clause.duty, StateNames)
        for name in clause.duty.names
    }
    uses.events |= {event.id for event in agreement.vocabulary.events.values() if not named.isdisjoint(event.fields)}


def _calendars(agreement: Agreement, uses: Uses) -> None:
    choice = agreement.calendar
    if choice is None:
        return
    if choice.by is not None:
        uses.values.add(choice.by)
    if any(duration.unit.needs_calendar for clause in agreement.clauses.values() for duration in _durations(clause)):
        uses.calendars |= {choice.otherwise, *choice.cases.values()}


def _durations(clause: Clause) -> Iterator[Duration]:
    if clause.deadline is not None:
        yield from clause.deadline.durations
    if isinstance(clause.duty, MustNot) and isinstance(clause.duty.window, ForWindow):
        yield clause.duty.window.duration
    for otherwise in (clause.case_otherwise, clause.period_otherwise):
        yield from (step.after for step in (otherwise.later if otherwise else ()))


def _figures(agreement: Agreement, uses: Uses) -> None:
    """Whatever a formula names."""
    for derived in agreement.funnel.derive.values() if agreement.funnel else ():
        uses.figures.update(_names(derived.formula))


def _names(formula: Formula) -> Iterator[str]:
    rest = [formula]
    while rest:
        part = rest.pop()
        if isinstance(part, Name):
            yield part.name
        elif isinstance(part, Operation):
            rest += [part.left, part.right]
