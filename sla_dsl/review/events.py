"""Which events of a clause are which: definitions followed to their root."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import (
    Both,
    Clause,
    Condition,
    Deliver,
    Either,
    Ensure,
    EventPattern,
    EventTrigger,
    MustNot,
    Respond,
)
from sla_dsl.model.values import ValueType
from sla_dsl.model.vocabulary import Vocabulary
from sla_dsl.review.values import Types, implies, possible


class Rooted(NamedTuple):
    """An event of the vocabulary with conditions: `event` as it is named, `root` what its definitions come down to.

    `own` are the conditions written beside the name, `defined` those of its definitions. A line of a log is such an
    event when its kind is the root and all conditions hold, or its kind is `event` itself and `own` holds.
    """

    event: str
    root: str
    own: tuple[Condition, ...]
    defined: tuple[Condition, ...]
    types: Types

    @property
    def all(self) -> tuple[Condition, ...]:
        """Every condition, the root's first."""
        return (*self.defined, *self.own)


def rooted(pattern: EventPattern | str, vocabulary: Vocabulary) -> Rooted:
    """The pattern (or the event of an id) with its definitions followed to their root."""
    written = EventPattern(pattern) if isinstance(pattern, str) else pattern
    root = written.event
    defined: tuple[Condition, ...] = ()
    while (definition := vocabulary.events[root].definition) is not None:
        root, defined = definition.event, (*definition.where, *defined)
    return Rooted(written.event, root, written.where, defined, types_of(written.event, vocabulary))


def types_of(event: str, vocabulary: Vocabulary) -> Mapping[str, ValueType]:
    """The types of what a condition on the event may name."""
    return {**vocabulary.facts, **vocabulary.events[event].fields}


def is_always(one: Rooted, other: Rooted) -> bool:
    """Whether every event of the root that is `one` is also `other`; neither can be nothing at all."""
    return one.root == other.root and implies(one.all, other.all, one.types)


def is_strictly(one: Rooted, other: Rooted) -> bool:
    """The same, also for lines that carry a defined event's own id."""
    by_name = one.event == one.root or (one.event == other.event and implies(one.own, other.own, one.types))
    return by_name and is_always(one, other)


def can_be_both(one: Rooted, other: Rooted) -> bool:
    """Whether one event of the root can be both."""
    return one.root == other.root and possible((*one.all, *other.all), one.types)


def is_possible(one: Rooted) -> bool:
    """Whether an event of the root can be it."""
    return possible(one.all, one.types)


def trigger_of(clause: Clause, agreement: Agreement) -> Rooted | None:
    """The event that opens the clause's cases; nothing where a breach does, or none."""
    return rooted(clause.trigger.event, agreement.vocabulary) if isinstance(clause.trigger, EventTrigger) else None


def answers(clause: Clause) -> tuple[EventPattern, ...]:
    """The responses of a duty to respond, all its alternatives."""
    match clause.duty:
        case Respond(event=event):
            return (event,)
        case Either(events=events) | Both(events=events):
            return events
    return ()


def patterns(clause: Clause) -> Iterator[EventPattern]:
    """Every event with its conditions that a clause's trigger and duty name, in the order of the sentence."""
    if isinstance(clause.trigger, EventTrigger):
        yield clause.trigger.event
    match clause.duty:
        case MustNot(event=event) | Deliver(event=event):
            yield event
        case Ensure(event=event, become=become):
            yield from (event, become)
        case _:
            yield from answers(clause)


def phrase(event: str, agreement: Agreement) -> str:
    """How the event is spoken of when it happens: its phrase, else its id."""
    return agreement.vocabulary.events[event].when or event
