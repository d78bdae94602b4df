"""The words an agreement is written in: events, the facts known of a lead, and the states it can be in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from sla_dsl.diagnostics import Span
from sla_dsl.frozen import frozen
from sla_dsl.model.clause import EventPattern
from sla_dsl.model.values import ValueType

About = Literal["lead", "opportunity"]


@frozen
class EventType:
    """A kind of event and the phrases a sentence uses for it.

    `fields` are its own values and their types. A defined event has `definition` (what it `is`) and takes `about` and
    `fields` from the event it is built on.
    """

    id: str
    about: About
    when: str | None = None
    do: str | None = None
    many: str | None = None
    fields: Mapping[str, ValueType] = field(default_factory=dict)
    definition: EventPattern | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


@frozen
class State:
    """A state of a lead: from each `entered` event (an event id) up to the next `left` event."""

    phrase: str
    entered: str
    left: str
    span: Span | None = field(default=None, compare=False, repr=False)


@frozen
class Vocabulary:
    """Everything that can be named in a clause: the standard vocabulary with the file's own entries over it.

    `facts` by name, `events` by id, `states` by phrase; the order is the standard's, then the file's.
    """

    facts: Mapping[str, ValueType] = field(default_factory=dict)
    events: Mapping[str, EventType] = field(default_factory=dict)
    states: Mapping[str, State] = field(default_factory=dict)
