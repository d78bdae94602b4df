"""Conditions that cannot hold together: in a trigger, a duty, a tier, or a defined event of the file's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sla_dsl.diagnostics import Diagnostic, Span
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import (
    Both,
    Bound,
    Clause,
    Condition,
    Deliver,
    Either,
    Ensure,
    EventPattern,
    EventTrigger,
    IsValue,
    MustNot,
    Param,
    Respond,
    Times,
)
from sla_dsl.review.events import Rooted, patterns, phrase, rooted, types_of
from sla_dsl.review.places import Places, Told
from sla_dsl.review.values import Types, possible


def contradictions(agreement: Agreement, places: Places) -> Iterator[Diagnostic]:
    """SLA001, or SLA002 where the clause asks for what cannot be."""
    for event in agreement.vocabulary.events.values():
        if event.definition is not None and ("vocabulary", "events", event.id) in places.keys:
            yield from _in_definition(event.definition, agreement, places)
    for clause in agreement.clauses.values():
        for pattern in patterns(clause):
            yield from _in_pattern(clause, pattern, agreement, places)
        yield from _in_tiers(clause, agreement, places)


def _in_definition(definition: EventPattern, agreement: Agreement, places: Places) -> Iterator[Diagnostic]:
    base = rooted(definition.event, agreement.vocabulary)
    if not possible(base.defined, base.types):
        return
    for number, condition in enumerate(definition.where):
        before = (*base.defined, *definition.where[:number])
        if not possible((*before, condition), base.types):
            other = _other(before, condition, base.types)
            yield places.note("SLA001", _told(condition, other, "so no event is one", places), condition.span)
            return


def _in_pattern(clause: Clause, pattern: EventPattern, agreement: Agreement, places: Places) -> Iterator[Diagnostic]:
    event = rooted(pattern, agreement.vocabulary)
    if not possible(event.defined, event.types):
        return
    found = _first(event.own, event.types)
    if found is not None:
        condition, other = found
        fatal = _is_fatal(clause, pattern)
        told = _told(condition, other, _so(clause, pattern, fatal=fatal), places)
        yield places.note("SLA002" if fatal else "SLA001", told, condition.span, *_beside(other))
        return
    for condition in event.own:
        if not possible((*event.defined, condition), event.types):
            yield _against_definition(condition, event, agreement, places)
            return


def _against_definition(condition: Condition, event: Rooted, agreement: Agreement, places: Places) -> Diagnostic:
    told = Told(
        f"`{places.text(condition.span)}` contradicts what `{phrase(event.event, agreement)}` means",
        f"leave the condition out, or name another event: look at what `{event.event}` is",
    )
    return places.note("SLA001", told, condition.span)


def _in_tiers(clause: Clause, agreement: Agreement, places: Places) -> Iterator[Diagnostic]:
    trigger = clause.trigger
    types = agreement.vocabulary.facts
    if isinstance(trigger, EventTrigger):
        types = types_of(trigger.event.event, agreement.vocabulary)
    for tier in clause.deadline.tiers if clause.deadline else ():
        found = _first(tier.conditions, types)
        if found is not None:
            condition, other = found
            told = _told(condition, other, "so no case has this deadline", places)
            yield places.note("SLA001", told, condition.span, *_beside(other))


def _first(conditions: Sequence[Condition], types: Types) -> tuple[Condition, Condition | None] | None:
    """The first condition that cannot hold beside those before it, and the one of them that it contradicts alone."""
    for number, condition in enumerate(conditions):
        if not possible(conditions[: number + 1], types):
            return condition, _other(conditions[:number], condition, types)
    return None


def _other(before: Sequence[Condition], condition: Condition, types: Types) -> Condition | None:
    return next((one for one in before if not possible((one, condition), types)), None)


def _beside(other: Condition | None) -> list[tuple[Span | None, str]]:
    return [] if other is None else [(other.span, "the other condition is here")]


def _told(condition: Condition, other: Condition | None, so: str, places: Places) -> Told:
    words = places.text(condition.span)
    if other is not None:
        return Told(f"`{words}` contradicts `{places.text(other.span)}`, {so}", _way_out(condition, other))
    if isinstance(condition, IsValue) and condition.negated:
        return Told(
            f"`{words}` leaves no value, {so}", f"leave one of the values out, or write `{condition.name} is missing`"
        )
    return Told(f"`{words}` contradicts the conditions before it, {so}", "leave one of them out")


def _way_out(condition: Condition, other: Condition) -> str:
    both = isinstance(condition, IsValue) and isinstance(other, IsValue) and not (condition.negated or other.negated)
    if both:
        return f"one value is meant at a time: write `{condition.name} is … or …`, or leave one of them out"
    return "leave one of the two out, or write a clause for each"


def _so(clause: Clause, pattern: EventPattern, *, fatal: bool) -> str:
    if fatal:
        return f"so `{clause.id}` can never be kept"
    if isinstance(clause.trigger, EventTrigger) and pattern is clause.trigger.event:
        return f"so `{clause.id}` never opens a case"
    match clause.duty:
        case MustNot(window=None):
            return f"so `{clause.id}` forbids nothing"
        case Either():
            return "so this alternative is none"
        case Ensure(event=event) if pattern is event:
            return f"so `{clause.id}` has nothing to count"
    return f"so `{clause.id}` can never be broken"


def _is_fatal(clause: Clause, pattern: EventPattern) -> bool:
    """Whether the clause asks for an event that cannot be."""
    match clause.duty:
        case Respond(event=event, times=times):
            return pattern is event and not (isinstance(times, Times) and times.bound.is_ceiling)
        case Both(events=events):
            return any(pattern is event for event in events)
        case Either(events=events):
            return len(events) == 1 and pattern is events[0]
        case Deliver(event=event, bound=bound):
            return pattern is event and not bound.is_ceiling
        case Ensure(become=become, bound=bound, share=share):
            owes = isinstance(share, Param) or bound is Bound.MORE_THAN or share.value > 0
            return pattern is become and not bound.is_ceiling and owes
    return False
