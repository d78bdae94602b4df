"""One lead's events in order, and what was known of the lead at each moment."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sla_dsl.log import content_key
from sla_dsl.model.clause import Role
from sla_dsl.model.event import Event
from sla_dsl.model.values import Value, value_text


def in_order(events: Iterable[Event]) -> list[Event]:
    """The events by time; at one instant by id (none first), then by content, so that the order of lines is nothing."""
    ordered = sorted(events, key=_place)
    for first, last in list(_twins(ordered)):
        ordered[first:last] = sorted(ordered[first:last], key=content_key)
    return ordered


def _place(event: Event) -> tuple[int, bool, str]:
    return event.time, event.id is not None, event.id or ""


def _twins(ordered: list[Event]) -> Iterator[tuple[int, int]]:
    """The stretches [first, last) of events that time and id leave in no order."""
    first = 0
    for place in range(1, len(ordered) + 1):
        if place < len(ordered) and _alike(ordered[place], ordered[first]):
            continue
        if place - first > 1:
            yield first, place
        first = place


def _alike(one: Event, other: Event) -> bool:
    return one.time == other.time and _place(one) == _place(other)


class Known(NamedTuple):
    """The values of one fact, one for each instant: when it became known, by which event, and if a tie chose it."""

    times: list[int]
    places: list[int]
    tied: list[bool]


class History:
    """One lead's events up to as-of, in order. An event's place is its number in `events`."""

    __slots__ = ("_facts", "events", "places", "ties")

    def __init__(self, events: list[Event]) -> None:
        self.events = events
        self.places: dict[str, list[int]] = {}
        """The places of the events of each kind."""
        self.ties: set[str] = set()
        """The facts for which one of two values at one instant, with nothing to choose by, was looked up."""
        self._facts: dict[str, Known] = {}
        for place, event in enumerate(events):
            self.places.setdefault(event.kind, []).append(place)

    def value(self, name: str, role: Role, place: int) -> Value | None:
        """A field or a fact at an event: its own value, else (a fact) as last known."""
        event = self.events[place]
        own = event.values.get(name)
        return own if own is not None or role == "field" else self.fact(name, event.time)

    def fact(self, name: str, instant: int) -> Value | None:
        """The fact as last known at an instant."""
        known = self.known(name)
        number = bisect_right(known.times, instant) - 1
        if number < 0:
            return None
        if known.tied[number]:
            self.ties.add(name)
        return self.events[known.places[number]].values[name]

    def known(self, name: str) -> Known:
        """Every instant at which the fact got a value."""
        if name not in self._facts:
            self._facts[name] = self._gather(name)
        return self._facts[name]

    def _gather(self, name: str) -> Known:
        known = Known([], [], [])
        for place, event in enumerate(self.events):
            if name not in event.values:
                continue
            if known.times and known.times[-1] == event.time:
                known.places[-1], known.tied[-1] = self._stronger(name, known.places[-1], place, tied=known.tied[-1])
            else:
                known.times.append(event.time)
                known.places.append(place)
                known.tied.append(False)
        return known

    def _stronger(self, name: str, earlier: int, later: int, *, tied: bool) -> tuple[int, bool]:
        """Which of two events at one instant gives the fact: the greater id, else the greater value as text."""
        if self.events[earlier].id != self.events[later].id:
            return later, False
        first, second = (self.events[place].values[name] for place in (earlier, later))
        if first == second:
            return earlier, tied
        return (later if value_text(second) > value_text(first) else earlier), True
