"""Which events of a lead fit a pattern, and finding the first or the n-th of them from an instant on."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from datetime import date
from heapq import merge
from typing import NamedTuple

from sla_dsl.engine.plan import Pattern
from sla_dsl.engine.reference.conditions import Truth, truth
from sla_dsl.engine.reference.history import History
from sla_dsl.engine.terms import Terms
from sla_dsl.model.clause import Condition, Period
from sla_dsl.model.vocabulary import About


class Candidate(NamedTuple):
    """An event that fits a pattern, or (`certain` false) might, were a value known."""

    place: int
    certain: bool


class Found:
    """The events that fit, in order: their instants, and their places in the history."""

    __slots__ = ("_turns", "places", "times")

    def __init__(self) -> None:
        self.times: list[int] = []
        self.places: list[int] = []
        self._turns: list[int] = []

    def add(self, time: int, place: int) -> None:
        """Take in the next event."""
        self.times.append(time)
        self.places.append(place)

    def index(self, start: int, number: int, but: int | None) -> int | None:
        """Where the `number`-th (from 1) at or after `start` stands; the event at the place `but` is none of them."""
        index = bisect_left(self.times, start) + number - 1
        excluded = self._index_of(but)
        if excluded is not None and self.times[excluded] >= start and excluded <= index:
            index += 1
        return index if index < len(self.places) else None

    def first(self, start: int, but: int | None) -> int | None:
        """The place of the first at or after `start`."""
        index = self.index(start, 1, but)
        return None if index is None else self.places[index]

    def index_of_day(self, start: int, number: int, but: int | None, day_of: Callable[[int], date]) -> int | None:
        """Where the first one stands by which they have come on `number` different local dates."""
        turns = self._days(day_of)
        seen: set[date] = set()
        index = bisect_left(self.times, start)
        while index < len(self.places):
            if self.places[index] == but:
                index += 1
                continue
            seen.add(day_of(self.times[index]))
            if len(seen) == number:
                return index
            index = turns[index]
        return None

    def between(self, start: int, end: int, but: int | None) -> list[int]:
        """The places of those from `start` to `end`, both included."""
        chosen = self.places[bisect_left(self.times, start) : bisect_right(self.times, end)]
        return [place for place in chosen if place != but]

    def up_to(self, end: int, but: int | None) -> list[int]:
        """The places of those that have come by `end`, it included."""
        return [place for place in self.places[: bisect_right(self.times, end)] if place != but]

    def count_to(self, end: int, but: int | None) -> int:
        """How many have come by `end`, it included."""
        excluded = self._index_of(but)
        return bisect_right(self.times, end) - (excluded is not None and self.times[excluded] <= end)

    def _index_of(self, place: int | None) -> int | None:
        if place is None:
            return None
        index = bisect_left(self.places, place)
        return index if index < len(self.places) and self.places[index] == place else None

    def _days(self, day_of: Callable[[int], date]) -> list[int]:
        """For each, where the next one of another date stands: a day with many of them is one step."""
        if not self._turns:
            turns = [len(self.times)] * len(self.times)
            days = [day_of(time) for time in self.times]
            for index in range(len(days) - 2, -1, -1):
                turns[index] = index + 1 if days[index] != days[index + 1] else turns[index + 1]
            self._turns = turns
        return self._turns


NOTHING = Found()
"""No event fits."""


class Matches:
    """The events of one lead that fit the patterns of the agreement; each pattern is tried once."""

    __slots__ = ("_found", "_history", "_stated", "_terms")

    def __init__(self, history: History, terms: Terms) -> None:
        self._history = history
        self._terms = terms
        self._found: dict[tuple[Pattern, str | None], dict[str | None, Found]] = {}
        self._stated: dict[tuple[str, About], dict[str | None, Found]] = {}

    def found(self, pattern: Pattern, opportunity: str | None, period: str | None) -> Found:
        """The events that fit and count for the lead's cases, or for those of one opportunity.

        `period` is the case's, for conditions with a figure of the funnel.
        """
        key = (pattern, period if pattern.by_period else None)
        by_opportunity = self._found.get(key)
        if by_opportunity is None:
            by_opportunity = self._found[key] = self._sort_out(*key)
        return by_opportunity.get(opportunity if pattern.about == "opportunity" else None, NOTHING)

    def _sort_out(self, pattern: Pattern, period: str | None) -> dict[str | None, Found]:
        """All that fit under none, and those about each opportunity under its id."""
        sorted_out: dict[str | None, Found] = {None: Found()}
        events = self._history.events
        for place in self._places(pattern):
            event = events[place]
            if self.fits(place, pattern.conditions[event.kind], period):
                sorted_out[None].add(event.time, place)
                if pattern.about == "opportunity":
                    sorted_out.setdefault(opportunity_of(self._history, place), Found()).add(event.time, place)
        return sorted_out

    def candidates(self, pattern: Pattern, each: Period | None) -> Iterator[Candidate]:
        """The events that open a case or count for a promise, or might; figures are those of the event's own period."""
        events, period = self._history.events, None
        for place in self._places(pattern):
            event = events[place]
            if pattern.by_period and each is not None:
                period = self._terms.figures.period(event.time, each).name
            fits = self.fits(place, pattern.conditions[event.kind], period)
            if fits is not False:
                yield Candidate(place, fits is True)

    def fits(self, place: int, conditions: tuple[Condition, ...], period: str | None) -> Truth:
        """Whether the event there meets the conditions."""
        if not conditions:
            return True
        history, figures = self._history, self._terms.figures
        return truth(
            conditions,
            lambda name, role: history.value(name, role, place),
            lambda amount: figures.of(amount, period),
        )

    def stated(self, field: str, about: About, opportunity: str | None) -> Found:
        """The events about the lead, or about that opportunity, that carry the field."""
        key = (field, about)
        if key not in self._stated:
            self._stated[key] = self._carrying(field, about)
        return self._stated[key].get(opportunity, NOTHING)

    def _carrying(self, field: str, about: About) -> dict[str | None, Found]:
        carrying: dict[str | None, Found] = {}
        declared = self._terms.agreement.vocabulary.events
        for place, event in enumerate(self._history.events):
            if field in event.values and event.kind in declared and declared[event.kind].about == about:
                subject = opportunity_of(self._history, place) if about == "opportunity" else None
                carrying.setdefault(subject, Found()).add(event.time, place)
        return carrying

    def _places(self, pattern: Pattern) -> Iterator[int]:
        places = [self._history.places[kind] for kind in pattern.conditions if kind in self._history.places]
        return iter(places[0]) if len(places) == 1 else merge(*places)


def opportunity_of(history: History, place: int) -> str:
    """The opportunity that the event there is about; one that names none is about its lead's."""
    event = history.events[place]
    return event.lead if event.opportunity is None else event.opportunity
