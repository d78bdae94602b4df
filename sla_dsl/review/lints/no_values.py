"""Values that say that there is none: `reason is not null` waits for any reason but the word `null`."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.diagnostics import Diagnostic
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import Condition, EventTrigger, IsValue
from sla_dsl.model.words import SAYS_NOTHING
from sla_dsl.review.events import patterns, types_of
from sla_dsl.review.places import Places, Told
from sla_dsl.review.values import Types


def no_values(agreement: Agreement, places: Places) -> Iterator[Diagnostic]:
    """SLA019: a bare word that other tools have for a missing value. In double quotes it is meant as text."""
    for event in agreement.vocabulary.events.values():
        if event.definition is not None and ("vocabulary", "events", event.id) in places.keys:
            yield from _in(event.definition.where, types_of(event.id, agreement.vocabulary), places)
    for clause in agreement.clauses.values():
        for pattern in patterns(clause):
            yield from _in(pattern.where, types_of(pattern.event, agreement.vocabulary), places)
        types: Types = agreement.vocabulary.facts
        if isinstance(clause.trigger, EventTrigger):
            types = types_of(clause.trigger.event.event, agreement.vocabulary)
        for tier in clause.deadline.tiers if clause.deadline else ():
            yield from _in(tier.conditions, types, places)


def _in(conditions: tuple[Condition, ...], types: Types, places: Places) -> Iterator[Diagnostic]:
    for condition in conditions:
        text = places.text(condition.span)
        if not isinstance(condition, IsValue) or '"' in text or types[condition.name].name != "text":
            continue
        for value in condition.values:
            if isinstance(value, str) and value.casefold() in SAYS_NOTHING:
                instead = f"{condition.name} is {'known' if condition.negated else 'missing'}"
                told = Told(
                    f"`{value}` is a text like any other here, and says nothing of a value that is missing",
                    f'write `{instead}`, or `"{value}"` where the text is meant',
                )
                yield places.note("SLA019", told, condition.span)
                break
