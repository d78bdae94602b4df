"""Which events fit a pattern, and finding the first or n-th of them from an instant on, for many cases at a time."""

from __future__ import annotations

from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sla_dsl.clock.columns import ColumnClock, Instants, Places
from sla_dsl.engine.columnar.conditions import NO, YES, Answer, Measure, Tie, Truths, answered
from sla_dsl.engine.columnar.histories import Histories, Valued
from sla_dsl.engine.plan import Pattern
from sla_dsl.model.clause import Role

NOWHERE = -1
"""The place of an event that is not there."""


class Fitting(NamedTuple):
    """Every event of a pattern's kinds: its place, whether it fits, and the ties (at places) on which that hangs."""

    places: Places
    truths: Truths
    ties: tuple[Tie, ...]


class Lanes(NamedTuple):
    """Where to look for the answers of many cases: a row a case.

    From the place `low` on, among the events of its `lead` or of its opportunity `subject` (none where cases are about
    leads); the event at `but` (`NOWHERE` if none) is no answer.
    """

    lead: NDArray[Any]
    subject: NDArray[np.int64] | None
    low: Places
    but: Places


def fitting(histories: Histories, pattern: Pattern, measure: Measure, among: Places | None = None) -> Fitting:
    """The events that are of the pattern's kinds (`among` those places), and whether they fit."""
    parts = []
    for kind, conditions in pattern.conditions.items():
        places = histories.of_kind(kind)
        if among is not None:
            places = np.intersect1d(places, among, assume_unique=True)
        if len(places):
            look_up = _Events(histories, places).look_up
            parts.append((places, answered(len(places), conditions, look_up, measure)))
    return _joined(parts)


def _joined(parts: list[tuple[Places, Answer]]) -> Fitting:
    ties = tuple(Tie(tie.fact, places[tie.where]) for places, answer in parts for tie in answer.ties)
    if len(parts) == 1:
        return Fitting(parts[0][0], parts[0][1].truths, ties)
    places = np.concatenate([np.zeros(0, np.int64), *(places for places, _ in parts)])
    truths = np.concatenate([np.zeros(0, np.int8), *(answer.truths for _, answer in parts)])
    order = np.argsort(places)
    return Fitting(places[order], truths[order], ties)


class _Events:
    """Events as conditions look at them: by their numbers among some places."""

    def __init__(self, histories: Histories, places: Places) -> None:
        self._histories = histories
        self._places = places

    def look_up(self, name: str, role: Role, numbers: Places) -> Valued:
        get = self._histories.field if role == "field" else self._histories.fact
        return get(name, self._places[numbers])


def joined(parts: list[Fitting]) -> Fitting:
    """Fittings of different places as one."""
    whole = _joined([(part.places, Answer(part.truths)) for part in parts])
    return whole._replace(ties=tuple(tie for part in parts for tie in part.ties))


class Found:
    """The events that fit, in order, for cases about leads or (`by_subject`) about opportunities."""

    def __init__(self, histories: Histories, places: Places, *, by_subject: bool) -> None:
        self._histories = histories
        self.by_subject = by_subject
        self._size = max(len(histories), 1)
        self.places = places
        self.keys = places
        if by_subject:
            keys = histories.subjects(places) * self._size + places
            if not bool((keys[1:] > keys[:-1]).all()):
                order = np.argsort(keys)
                keys, self.places = keys[order], places[order]
            self.keys = keys

    @cached_property
    def times(self) -> Instants:
        """When each happened."""
        return self._histories.time[self.places]

    def first(self, lanes: Lanes) -> Places:
        """The place of each case's first."""
        return self.nth(lanes, 1)

    def nth(self, lanes: Lanes, number: int) -> Places:
        """The place of each case's `number`-th (from 1), `NOWHERE` where there are not so many."""
        return self._places(self._index(lanes, number), lanes)

    def nth_on_days(self, lanes: Lanes, number: int, days: int, clock: ColumnClock) -> Places:
        """The place of the first by which there are so many, on so many different local dates."""
        index = self._index(lanes, number)
        return self._places(np.maximum(index, self._index_of_day(lanes, days, clock)), lanes)

    def count_before(self, lanes: Lanes, ends: Places) -> Places:
        """How many of each case's subject stand before the place `ends`, all of it from its first event on."""
        begin = self._key(lanes, self._histories.lead_begins(lanes.lead))
        count = np.searchsorted(self.keys, self._key(lanes, ends)) - np.searchsorted(self.keys, begin)
        but, _ = self._left_out(lanes)
        count[but] -= lanes.but[but] < ends[but]
        return count

    def _index(self, lanes: Lanes, number: int) -> Places:
        low = self._key(lanes, lanes.low)
        index: Places = np.searchsorted(self.keys, low) + (number - 1)
        but, own = self._left_out(lanes)
        index[but] += (lanes.but[but] >= lanes.low[but]) & (own <= index[but])
        return index

    def _left_out(self, lanes: Lanes) -> tuple[Places, Places]:
        """The lanes whose event that is no answer stands among those that fit, and where it stands."""
        if not len(self.keys):
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        lane = np.flatnonzero((lanes.but != NOWHERE) & self._fits[lanes.but])
        wanted = self._key(lanes, lanes.but)[lane]
        own = np.searchsorted(self.keys, wanted)
        there = self.keys[np.minimum(own, len(self.keys) - 1)] == wanted
        return lane[there], own[there]

    @cached_property
    def _fits(self) -> NDArray[np.bool_]:
        """Whether the event at each place is one of those that fit."""
        fits = np.zeros(self._size, bool)
        fits[self.places] = True
        return fits

    def _places(self, index: Places, lanes: Lanes) -> Places:
        if not len(self.keys):
            return np.full(len(index), NOWHERE)
        inside = np.minimum(index, len(self.keys) - 1)
        there = (index < len(self.keys)) & (self.keys[inside] < self._end(lanes))
        return np.where(there, self.places[inside], NOWHERE)

    def _key(self, lanes: Lanes, places: Places) -> Places:
        if not self.by_subject:
            return places
        assert lanes.subject is not None, "only cases about opportunities look among these"
        return lanes.subject * self._size + places

    def _end(self, lanes: Lanes) -> Places:
        """The first key that is another subject's."""
        if not self.by_subject:
            ends: Places = self._histories.lead_ends[lanes.lead]
            return ends
        assert lanes.subject is not None
        return (lanes.subject + 1) * self._size

    def _index_of_day(self, lanes: Lanes, number: int, clock: ColumnClock) -> Places:
        """Where the first stands by which they have come on `number` different local dates."""
        first = self._index(lanes, 1)
        if not len(self.keys):
            return first
        days, turns, day_number = self._days(clock)
        wanted = day_number[np.minimum(first, len(self.keys) - 1)] + number - 1
        index = np.where(wanted < len(turns), turns[np.minimum(wanted, len(turns) - 1)], len(self.keys))
        index = np.where(number == 1, first, index)
        index = np.where(first < len(self.keys), index, first)
        back = self._turned_back(days)
        if back is not None:
            for case in np.flatnonzero((first < len(self.keys)) & back[np.minimum(first, len(back) - 1)]).tolist():
                index[case] = self._day_by_day(int(first[case]), number, days)
        return index

    def _days(self, clock: ColumnClock) -> tuple[Places, Places, Places]:
        """The local date of each, where a new date begins, and the number of each one's date among those."""
        days = clock.local_days(self.times)
        owner = self.keys // self._size if self.by_subject else self._histories.lead[self.places]
        new = np.append(True, (days[1:] != days[:-1]) | (owner[1:] != owner[:-1]))
        return days, np.flatnonzero(new), np.cumsum(new) - 1

    def _turned_back(self, days: Places) -> NDArray[np.bool_] | None:
        """Which stand before a place where the clocks came back to a date that was over; none where there is none."""
        owner = self.keys // self._size if self.by_subject else self._histories.lead[self.places]
        back = (days[1:] < days[:-1]) & (owner[1:] == owner[:-1])
        if not back.any():
            return None
        return np.isin(owner, owner[1:][back])

    def _day_by_day(self, first: int, number: int, days: Places) -> int:
        owner = self.keys // self._size if self.by_subject else self._histories.lead[self.places]
        seen: set[int] = set()
        for index in range(first, len(self.keys)):
            if owner[index] != owner[first]:
                break
            seen.add(int(days[index]))
            if len(seen) == number:
                return index
        return len(self.keys)


def fits(fitted: Fitting) -> Places:
    """The places of those that fit."""
    places: Places = fitted.places[fitted.truths == YES]
    return places


def may_fit(fitted: Fitting) -> tuple[Places, NDArray[np.bool_]]:
    """The places of those that fit or might, were a value known; and whether it is certain."""
    there = fitted.truths != NO
    return fitted.places[there], fitted.truths[there] == YES
