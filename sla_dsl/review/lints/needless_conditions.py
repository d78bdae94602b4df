"""Conditions that are always true: they cover every option, or follow from what stands beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sla_dsl.diagnostics import Diagnostic
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import Clause, Condition, EventTrigger, IsKnown, IsValue
from sla_dsl.review.events import patterns, phrase, rooted, types_of
from sla_dsl.review.places import Places, Told
from sla_dsl.review.values import Types, implies, possible


def needless_conditions(agreement: Agreement, places: Places) -> Iterator[Diagnostic]:
    """SLA003: a condition that changes nothing.

    An `is known` beside another condition on the same value is none: it says that a missing value is not meant, where
    the other alone would leave it unknown.
    """
    vocabulary = agreement.vocabulary
    for event in vocabulary.events.values():
        if event.definition is not None and ("vocabulary", "events", event.id) in places.keys:
            base = rooted(event.definition.event, vocabulary)
            meant = phrase(event.definition.event, agreement)
            yield from _needless(event.definition.where, base.defined, meant, base.types, places)
    for clause in agreement.clauses.values():
        for pattern in patterns(clause):
            found = rooted(pattern, vocabulary)
            yield from _needless(found.own, found.defined, phrase(found.event, agreement), found.types, places)
        for tier in clause.deadline.tiers if clause.deadline else ():
            yield from _needless(tier.conditions, (), "", _types(clause, agreement), places)


def _types(clause: Clause, agreement: Agreement) -> Types:
    if isinstance(clause.trigger, EventTrigger):
        return types_of(clause.trigger.event.event, agreement.vocabulary)
    return agreement.vocabulary.facts


def _needless(
    conditions: Sequence[Condition], defined: Sequence[Condition], meant: str, types: Types, places: Places
) -> Iterator[Diagnostic]:
    if not possible((*defined, *conditions), types):
        return
    kept = list(conditions)
    for condition in conditions:
        if _covers(condition, types):
            kept = [one for one in kept if one is not condition]
            yield places.note("SLA003", _every_option(condition, places), condition.span)
    for condition in reversed(kept):
        others = [one for one in kept if one is not condition]
        told = _follows(condition, others, defined, meant, types, places)
        if told is not None:
            kept = others
            yield places.note("SLA003", told, condition.span)


def _covers(condition: Condition, types: Types) -> bool:
    """Whether it names every value there is."""
    if not isinstance(condition, IsValue) or condition.negated:
        return False
    return implies((IsKnown(condition.name, condition.role, known=True),), (condition,), types)


def _every_option(condition: Condition, places: Places) -> Told:
    return Told(
        f"`{places.text(condition.span)}` names every value: it holds wherever `{condition.name}` is known",
        f"write `{condition.name} is known`, or leave out the values that are not meant",
    )


def _follows(
    condition: Condition,
    others: Sequence[Condition],
    defined: Sequence[Condition],
    meant: str,
    types: Types,
    places: Places,
) -> Told | None:
    words, way_out = places.text(condition.span), "leave it out, or say what else is meant"
    if implies(defined, (condition,), types) and defined:
        return Told(f"`{words}` is already part of what `{meant}` means", way_out)
    if isinstance(condition, IsKnown) and condition not in others:
        return None
    beside = next((one for one in others if implies((one,), (condition,), types)), None)
    if beside is not None:
        return Told(f"`{words}` says nothing new beside `{places.text(beside.span)}`", way_out)
    if others and implies((*defined, *others), (condition,), types):
        return Told(f"`{words}` says nothing new beside the other conditions", way_out)
    return None
