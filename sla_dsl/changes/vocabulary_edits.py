"""The vocabularies of two agreements → what differs in facts, events and states. Phrases alone mean nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from sla_dsl.changes.edits import Edit, Version, comes, told
from sla_dsl.changes.normal import meant
from sla_dsl.model.values import ValueType
from sla_dsl.model.vocabulary import EventType, State

Used = Literal["names", "events", "states"]
Found = tuple[Edit, tuple[str, ...], Used, str]
"""A difference, the path of its key, and as what and by which name a clause would use it."""


def vocabulary_edits(old: Version, new: Version) -> Iterator[Found]:
    """Every difference of what the words stand for."""
    before, after = old.agreement.vocabulary, new.agreement.vocabulary
    for name in dict.fromkeys((*before.facts, *after.facts)):
        types = (_type(before.facts.get(name)), _type(after.facts.get(name)))
        for edit in comes("fact", types, f"fact {name}"):
            yield edit, ("vocabulary", "facts", name), "names", name
    for id_ in dict.fromkeys((*before.events, *after.events)):
        for edit in _event(id_, old, new):
            yield edit, ("vocabulary", "events", id_), "events", id_
    for phrase in dict.fromkeys((*before.states, *after.states)):
        states = told(before.states.get(phrase), after.states.get(phrase), _state)
        for edit in comes("state", states, f"state {phrase}"):
            yield edit, ("vocabulary", "states", phrase), "states", phrase


def _type(declared: ValueType | None) -> str | None:
    """A type, the order of its options left out."""
    if declared is None:
        return None
    return str(ValueType(declared.name, tuple(sorted(declared.options))))


def _event(id_: str, old: Version, new: Version) -> Iterator[Edit]:
    before, after = (side.agreement.vocabulary.events.get(id_) for side in (old, new))
    if before is not None and after is not None and _is_same(before, after, old, new):
        return
    yield from comes("event", (event_words(before, old), event_words(after, new)), f"event {id_}")


def _is_same(before: EventType, after: EventType, old: Version, new: Version) -> bool:
    """Whether lines of the event, and what it is built on, are the same."""
    if (before.about, _fields(before.fields)) != (after.about, _fields(after.fields)):
        return False
    if before.definition is None or after.definition is None:
        return before.definition is after.definition
    return meant(before.definition, old.agreement).is_same(meant(after.definition, new.agreement))


def _fields(fields: Mapping[str, ValueType]) -> dict[str, str | None]:
    return {name: _type(declared) for name, declared in fields.items()}


def event_words(event: EventType | None, version: Version) -> str | None:
    """What an event is: `lead.assigned where score is at least 80`, or `about lead, channel text`."""
    if event is None:
        return None
    if event.definition is not None:
        return version.writing.defined(event.definition)
    fields = "".join(f", {name} {kind}" for name, kind in sorted(_fields(event.fields).items()))
    return f"about {event.about}{fields}"


def _state(state: State) -> str:
    return f"from {state.entered} to {state.left}"
