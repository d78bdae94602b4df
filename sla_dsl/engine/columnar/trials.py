"""Cases before they are decided: what opened them, how long they have, and where to look."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sla_dsl.clock.columns import Instants, Places
from sla_dsl.engine.columnar.found import NOWHERE, Found, Lanes
from sla_dsl.engine.columnar.scene import Group, Scene
from sla_dsl.engine.plan import ClausePlan, Pattern
from sla_dsl.frozen import mutable


@mutable
class Openings:
    """What opens cases, or might: a row each, the rows of one subject together and in order.

    `subject` is none where cases are about leads. `trigger` is the place of the event that opened the case or, where a
    breach did (`by_breach`), of the one that broke that case: `NOWHERE` if none did. `certain` says whether it opens
    one, or only might, were a value known.
    """

    lead: NDArray[Any]
    subject: NDArray[np.int64] | None
    start: Instants
    trigger: Places
    certain: NDArray[np.bool_]
    by_breach: bool
    _found: dict[Hashable, Places] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.start)

    def chosen(self, rows: NDArray[Any]) -> Openings:
        """Some of the rows, by their numbers, each once and in order."""
        return self if len(rows) == len(self) else self.taken(rows)

    def taken(self, rows: NDArray[Any]) -> Openings:
        """Rows by their numbers, in that order."""
        subject = None if self.subject is None else self.subject[rows]
        return Openings(
            self.lead[rows], subject, self.start[rows], self.trigger[rows], self.certain[rows], self.by_breach
        )

    def once(self, key: Hashable, find: Callable[[], Places]) -> Places:
        """What hangs on the openings alone: found once for all clauses whose cases these open, and not written to."""
        if key not in self._found:
            self._found[key] = find()
            self._found[key].flags.writeable = False
        return self._found[key]

    @property
    def owner(self) -> NDArray[Any]:
        """Whose case it is: the number of the subject."""
        return self.lead if self.subject is None else self.subject


class Trials:
    """The cases of one clause on trial, a row each."""

    def __init__(self, scene: Scene, plan: ClausePlan, openings: Openings) -> None:
        self.scene = scene
        self.plan = plan
        self.openings = openings

    def __len__(self) -> int:
        return len(self.openings)

    @property
    def start(self) -> Instants:
        """When each starts."""
        return self.openings.start

    @property
    def low(self) -> Places:
        """The first place of each lead at or after the start."""
        openings, histories = self.openings, self.scene.histories
        if openings.by_breach:
            return openings.once("low", lambda: histories.from_instant(openings.lead, openings.start))
        return openings.once("low", lambda: histories.first_of_instant(openings.trigger))

    @property
    def after(self) -> Places:
        """The first place of each lead after the start."""
        openings, histories = self.openings, self.scene.histories
        if openings.by_breach:
            return openings.once("after", lambda: histories.past_instant(openings.lead, openings.start))
        return openings.once("after", lambda: histories.after_instant(openings.trigger))

    @cached_property
    def lanes(self) -> Lanes:
        """Where the answers of each are looked for."""
        return Lanes(self.openings.lead, self.openings.subject, self.low, self.openings.trigger)

    @cached_property
    def lanes_from_the_first(self) -> Lanes:
        """The same from the first event of each lead on."""
        return self.lanes._replace(low=self.scene.histories.lead_begins(self.openings.lead))

    @cached_property
    def period(self) -> Places:
        """The number of each one's period."""
        each = self.plan.each
        return self.openings.once(("period", each), lambda: self.scene.period_numbers(self.start, each))

    def groups(self, *patterns: Pattern) -> list[Group]:
        """The cases put together where the figures that the patterns ask for are the same."""
        if not any(pattern.by_period for pattern in patterns):
            return [Group(np.arange(len(self)), {})]
        return self.scene.groups(patterns, self.plan.each, self.period)

    def found(self, pattern: Pattern, group: Group) -> Found:
        """The events that fit a pattern and count for the cases of a group."""
        by_subject = pattern.about == "opportunity" and self.openings.subject is not None
        return self.scene.found(pattern, group.figures, by_subject=by_subject)

    def each_found(self, pattern: Pattern) -> Iterator[tuple[Found, Places | slice]]:
        """For each group of cases what fits, and the cases."""
        groups = self.groups(pattern)
        for group in groups:
            yield self.found(pattern, group), slice(None) if len(groups) == 1 else group.cases

    def first(self, pattern: Pattern, lanes: Lanes | None = None) -> Places:
        """The place of each one's first event that fits, the trigger left out."""
        return self.nth(pattern, 1, None, lanes)

    def nth(self, pattern: Pattern, number: int, days: int | None = None, lanes: Lanes | None = None) -> Places:
        """The place of the `number`-th that fits, or the first by which there are so many on so many `days`."""
        if lanes is None and not pattern.by_period:
            return self.openings.once((pattern, number, days), lambda: self._nth(pattern, number, days, self.lanes))
        return self._nth(pattern, number, days, lanes or self.lanes)

    def _nth(self, pattern: Pattern, number: int, days: int | None, lanes: Lanes) -> Places:
        places = np.full(len(self), NOWHERE)
        for found, cases in self.each_found(pattern):
            own = _of(lanes, cases)
            if days is None:
                places[cases] = found.nth(own, number)
            else:
                places[cases] = found.nth_on_days(own, number, days, self.scene.clock)
        return places

    def count_by_start(self, pattern: Pattern) -> Places:
        """How many that fit have come by each start, it included, the trigger left out."""
        counts = np.zeros(len(self), np.int64)
        for found, cases in self.each_found(pattern):
            counts[cases] = found.count_before(_of(self.lanes, cases), self.after[cases])
        return counts

    def times(self, places: Places) -> Instants:
        """When the events at those places happened; never, where there is none."""
        return self.scene.histories.instants(places)


def _of(lanes: Lanes, cases: Places | slice) -> Lanes:
    if isinstance(cases, slice):
        return lanes
    subject = None if lanes.subject is None else lanes.subject[cases]
    return Lanes(lanes.lead[cases], subject, lanes.low[cases], lanes.but[cases])
