"""The values of conditions on text that stand without double quotes: words that nobody has declared."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sla_dsl.diagnostics import Span
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import Condition, EventTrigger, IsValue
from sla_dsl.review.events import patterns, types_of
from sla_dsl.review.places import Places
from sla_dsl.review.values import Types


def bare_values(agreement: Agreement, places: Places) -> Iterator[tuple[IsValue, str, Span | None]]:
    """Each bare text with its condition and its place; a text in double quotes is meant as it stands, and left out."""
    for conditions, types in _conditions(agreement, places):
        for condition in conditions:
            if isinstance(condition, IsValue) and types[condition.name].name == "text":
                written = places.text(condition.span)
                for value in condition.values:
                    if isinstance(value, str) and f'"{value}"' not in written:
                        yield condition, value, _place(value, condition.span, places)


def text_values(agreement: Agreement, places: Places) -> Iterator[tuple[str, str]]:
    """Each text that a condition names, bare or in double quotes, with what it is a value of."""
    for conditions, _ in _conditions(agreement, places):
        for condition in conditions:
            if isinstance(condition, IsValue):
                yield from ((condition.name, value) for value in condition.values if isinstance(value, str))


def _place(value: str, span: Span | None, places: Places) -> Span | None:
    """Where a value stands in its condition; the condition, where a line break keeps it from being found."""
    if span is None:
        return None
    start = places.source.offset(span.line, span.column)
    end = places.source.offset(span.end_line, span.end_column)
    at = places.source.text.find(value, start, end)
    while at >= 0:
        after = at + len(value)
        if _WHOLE.fullmatch(places.source.text[at - 1 : at] + places.source.text[after : after + 1]):
            return places.source.span(at, after)
        at = places.source.text.find(value, at + 1, end)
    return span


_WHOLE = re.compile(r"\s[^\w-]?")
"""What stands around a whole value: white space, and no letter after it."""


def _conditions(agreement: Agreement, places: Places) -> Iterator[tuple[tuple[Condition, ...], Types]]:
    for event in agreement.vocabulary.events.values():
        if event.definition is not None and ("vocabulary", "events", event.id) in places.keys:
            yield event.definition.where, types_of(event.id, agreement.vocabulary)
    for clause in agreement.clauses.values():
        for pattern in patterns(clause):
            yield pattern.where, types_of(pattern.event, agreement.vocabulary)
        types: Types = agreement.vocabulary.facts
        if isinstance(clause.trigger, EventTrigger):
            types = types_of(clause.trigger.event.event, agreement.vocabulary)
        for tier in clause.deadline.tiers if clause.deadline else ():
            yield tier.conditions, types
