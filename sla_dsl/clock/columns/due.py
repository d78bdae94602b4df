"""When cases are due, many at a time, with the pauses in which their clocks stand still."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol

import numpy as np

from sla_dsl.clock.columns.lanes import NEVER, Instants, Places, first_above, first_at_least
from sla_dsl.clock.columns.local import LocalTime
from sla_dsl.clock.columns.openings import Openings
from sla_dsl.clock.instants import FIRST_INSTANT, HOUR, LAST_DAY, LAST_INSTANT, MINUTE
from sla_dsl.model.calendar import Calendar
from sla_dsl.model.clause import Duration, Unit

_LENGTHS = {
    Unit.MINUTES: MINUTE,
    Unit.HOURS: HOUR,
    Unit.BUSINESS_MINUTES: MINUTE,
    Unit.BUSINESS_HOURS: HOUR,
}
_ALL_TIME = LAST_INSTANT - FIRST_INSTANT
_DAYS_OF_WEEK = 7


class Pauses(NamedTuple):
    """Pauses of many subjects, those of each one sorted and disjoint: [starts, ends), never where one is open.

    Each case has those from `low` up to `high`.
    """

    starts: Instants
    ends: Instants
    low: Places
    high: Places


class Counting(Protocol):
    """Time that counts: all of it, or that in which a calendar is open."""

    def begin(self, starts: Instants) -> Counting:
        """The same, made ready for these starts."""

    def counted(self, instants: Instants) -> Instants:
        """The time that counts before each instant, from some moment on."""

    def reached(self, wanted: Instants) -> Instants:
        """The earliest instant by which so much has been counted; never, if not before the year 10000."""


class Elapsed:
    """All time counts."""

    def begin(self, starts: Instants) -> Elapsed:  # noqa: ARG002 - for who has something to make ready
        """The same: nothing is to be made ready."""
        return self

    def counted(self, instants: Instants) -> Instants:
        """The instants themselves: what matters is the difference of two."""
        return instants

    def reached(self, wanted: Instants) -> Instants:
        """The instants themselves, up to the year 9999."""
        return np.where(wanted > LAST_INSTANT, NEVER, wanted)


class ColumnClock:
    """Time as an agreement counts it, over arrays: its time zone, and its calendars by their ids.

    What it has laid out of them it remembers; threads may share it.
    """

    def __init__(self, timezone: str, calendars: Mapping[str, Calendar]) -> None:
        self._timezone = timezone
        self._calendars = calendars
        self._zones: dict[str, LocalTime] = {}
        self._openings: dict[str, Openings] = {}

    def local_days(self, instants: Instants) -> Places:
        """The local date of each instant as an ordinal; at the ends of the years 1 and 9999 the first or last."""
        return np.clip(self._zone(self._timezone).days_at(instants), 1, LAST_DAY)

    def due(
        self, starts: Instants, duration: Duration, calendar: str | None = None, pauses: Pauses | None = None
    ) -> Instants:
        """When cases are due that start at these instants; `NEVER` where never, or where an open pause leaves it open.

        `calendar` is the id of the one that counts, needed for business time only. Pauses have no part in days.
        """
        if not len(starts):
            return np.zeros(0, np.int64)
        count = duration.count
        match duration.unit:
            case Unit.BUSINESS_DAYS:
                return self._business_days(starts, count, calendar)
            case Unit.CALENDAR_DAYS:
                return self._end_of_day(starts, count)
            case Unit.CALENDAR_WEEKS:
                return self._end_of_day(starts, count * _DAYS_OF_WEEK)
            case unit:
                counting = self._opened(calendar) if unit.needs_calendar else Elapsed()
                return _due(counting, starts, count * _LENGTHS[unit], pauses)

    def _business_days(self, starts: Instants, count: int, calendar: str | None) -> Instants:
        if count > LAST_DAY:
            return np.full(len(starts), NEVER)
        return self._opened(calendar).begin(starts).close_of_day(starts, count)

    def _end_of_day(self, starts: Instants, count: int) -> Instants:
        """The end of the `count`-th local day after the one of each start."""
        local = self._zone(self._timezone)
        days = local.days_at(starts) + min(count, LAST_DAY + 2)
        ends = local.instants_of(np.minimum(days, LAST_DAY) + 1)
        return np.where((days > LAST_DAY) | (ends > LAST_INSTANT), NEVER, ends)

    def _zone(self, name: str) -> LocalTime:
        if name not in self._zones:
            self._zones[name] = LocalTime(name)
        return self._zones[name]

    def _opened(self, calendar: str | None) -> Openings:
        assert calendar is not None, "business time needs a calendar"
        if calendar not in self._openings:
            own = self._calendars[calendar]
            self._openings[calendar] = Openings(own, self._zone(own.timezone or self._timezone))
        return self._openings[calendar]


def _due(counting: Counting, starts: Instants, allowed: int, pauses: Pauses | None) -> Instants:
    """The earliest instant by which `allowed` has been counted since each start, outside the pauses."""
    if allowed > _ALL_TIME:
        return np.full(len(starts), NEVER)
    counting = counting.begin(starts)
    if pauses is None or not len(pauses.starts):
        return counting.reached(counting.counted(starts) + allowed)
    return _paused_due(counting, starts, allowed, pauses)


def _paused_due(counting: Counting, starts: Instants, allowed: int, pauses: Pauses) -> Instants:
    """The same, where clocks stand still.

    `running` is what a clock shows at the start of each pause if it stands still in all that come before. It rises
    within a subject, so the first pause by which enough has been counted is found by halving.
    """
    still = pauses.ends == NEVER
    into = counting.counted(pauses.starts)
    lost = np.where(still, 0, counting.counted(np.where(still, pauses.starts, pauses.ends)) - into)
    lost_before = np.concatenate([[0], np.cumsum(lost)])
    running = into - lost_before[:-1]
    first = first_above(pauses.ends, pauses.low, pauses.high, starts)
    there = np.minimum(first, len(running) - 1)
    inside = (first < pauses.high) & (pauses.starts[there] <= starts)
    wanted = np.where(inside, running[there], counting.counted(starts) - lost_before[first]) + allowed
    beyond = first_at_least(running, first, pauses.high, wanted)
    open_ended = (beyond > first) & still[np.maximum(beyond - 1, 0)]
    due = counting.reached(wanted + lost_before[beyond])
    return np.where(open_ended, NEVER, due)
