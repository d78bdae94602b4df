"""A calendar's open windows as one table of instants, and the time they count."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from datetime import date
from typing import NamedTuple

import numpy as np

from sla_dsl.clock.columns.lanes import NEVER, Instants, Places
from sla_dsl.clock.columns.local import LocalTime
from sla_dsl.clock.instants import CYCLE, CYCLE_YEARS, EPOCH_DAY, LAST_INSTANT
from sla_dsl.clock.public_holidays import LAST_YEAR, holiday_dates
from sla_dsl.model.calendar import Calendar, Window

_YEAR_AFTER_LAST = 10_000
_MOST_CYCLES = 30
"""More cycles than reach past the year 9999."""

_CLOSED = -1


class Table(NamedTuple):
    """The open windows from the start of the year `first` to the end of the year `last`, in order.

    `opens` has one more at its end, which is never. `counted` is the open time before each window, and at its end that
    of all. `day_of` numbers each window's business day, `closing` is the close of each of these. Where `cycle` is
    above zero, the last 400 years repeat for ever: they count so much time, and have so many business days.
    """

    first: int
    last: int
    opens: Instants
    closes: Instants
    counted: Instants
    day_of: Places
    closing: Instants
    cycle: int = 0
    cycle_days: int = 0


class Openings:
    """When one calendar is open, in its zone's local time."""

    def __init__(self, calendar: Calendar, local: LocalTime) -> None:
        self._calendar = calendar
        self._local = local
        named = [day.year for day in (*calendar.closed, *calendar.open)]
        self._usual_from = max(LAST_YEAR, *named, 0) + 1
        """From this year on only the weekly hours speak."""
        self._table: Table | None = None
        self._kept_by = self

    def begin(self, starts: Instants) -> Openings:
        """The same, made ready for these starts (one at least): what it counts is comparable, whoever else begins."""
        first, last = (self._year_of(int(edge)) for edge in (starts.min(), starts.max()))
        table = self._table
        if table is None or first < table.first:
            last = last + 1 if table is None else max(last + 1, table.last)
            table = self._table = self._laid_out(first, last)
        own = copy(self)
        own._table = table  # noqa: SLF001 - it is one of these
        return own

    def counted(self, instants: Instants) -> Instants:
        """The open time before each instant, from some moment before all starts."""
        table, instants, cycles = self._within(instants)
        place = np.searchsorted(table.closes, instants, side="right")
        counted: Instants = table.counted[place] + np.maximum(instants - table.opens[place], 0)
        return counted if cycles is None else counted + cycles * table.cycle

    def reached(self, wanted: Instants) -> Instants:
        """The earliest instant by which so much has been counted; never, where it is not before the year 10000."""
        table = self._ready()
        while wanted.max() > table.counted[-1] and self._grow():
            table = self._ready()
        over = np.maximum(wanted - table.counted[-1], 0)
        cycles = np.where(over > 0, _MOST_CYCLES, 0) if table.cycle == 0 else -(-over // table.cycle)
        inside = wanted - np.minimum(cycles, _MOST_CYCLES) * table.cycle
        place = np.maximum(np.searchsorted(table.counted, inside) - 1, 0)
        place = np.minimum(place, max(len(table.closes) - 1, 0))
        return _moved(table.opens[place] + inside - table.counted[place], cycles)

    def close_of_day(self, starts: Instants, count: int) -> Instants:
        """The close of the `count`-th business day after the one of each start, which when closed is the next one."""
        table, starts, ahead = self._within(starts)
        place = np.searchsorted(table.closes, starts, side="right")
        while place.max() == len(table.closes) and self._grow():
            table = self._ready()
            place = np.searchsorted(table.closes, starts, side="right")
        none = place == len(table.closes)
        if none.all():
            return np.full(len(starts), NEVER)
        wanted = table.day_of[np.where(none, 0, place)] + count
        while wanted.max() >= len(table.closing) and self._grow():
            table = self._ready()
        over = np.maximum(wanted - len(table.closing) + 1, 0)
        days = table.cycle_days
        cycles = np.where(over > 0, _MOST_CYCLES, 0) if days == 0 else -(-over // days)
        inside = wanted - np.minimum(cycles, _MOST_CYCLES) * days
        closes = table.closing[np.minimum(inside, len(table.closing) - 1)]
        moved = _moved(closes, cycles if ahead is None else cycles + ahead)
        return np.where(none, NEVER, moved)

    def _within(self, instants: Instants) -> tuple[Table, Instants, Places | None]:
        """A table that covers the instants, and these moved into it: by how many cycles, where that is needed."""
        last = int(instants.max())
        while self._year_of(last) >= self._ready().last and self._grow():
            pass
        table = self._ready()
        if table.cycle == 0 or self._year_of(last) < table.last:
            return table, instants, None
        turn = _year_start(table.last - CYCLE_YEARS // 2)
        cycles = np.maximum((instants - turn) // CYCLE, 0)
        return table, instants - cycles * CYCLE, cycles

    def _ready(self) -> Table:
        assert self._table is not None, "begin with the starts"
        return self._table

    def _grow(self) -> bool:
        """Make the table reach further; no more once it repeats, or is at its end."""
        table = self._ready()
        enough = max(self._usual_from, table.first) + 2 * CYCLE_YEARS
        end = min(enough, _YEAR_AFTER_LAST)
        if table.last >= end:
            return False
        last = min(2 * table.last - table.first + 1, end)
        grown = self._laid_out(table.first, last)
        self._table = self._repeating(grown) if last == enough else grown
        self._kept_by._table = self._table  # noqa: SLF001 - for those that begin after this
        return True

    def _repeating(self, table: Table) -> Table:
        """The table, whose last 400 years are usual ones, made to repeat them."""
        before = int(np.searchsorted(table.opens[:-1], self._start_of(table.last - CYCLE_YEARS + 1)))
        days = len(table.closing) - (int(table.day_of[before]) if before < len(table.day_of) else len(table.closing))
        return table._replace(cycle=int(table.counted[-1] - table.counted[before]), cycle_days=days)

    def _start_of(self, year: int) -> int:
        return int(self._local.instants_of(np.array([_first_day(year)]))[0])

    def _year_of(self, instant: int) -> int:
        day = int(self._local.days_at(np.array([instant]))[0])
        return 1 if day < 1 else int(_years(np.array([day]))[0])

    def _laid_out(self, first: int, last: int) -> Table:
        """The windows of those years, both included."""
        days = np.arange(_first_day(first), _first_day(last + 1))
        opens, closes = self._minutes(days)
        day, slot = np.nonzero(opens != _CLOSED)
        opened = self._local.instants_of(days[day], opens[day, slot])
        closed = self._local.instants_of(days[day], closes[day, slot])
        # A change of the clocks may leave nothing of a window.
        there = opened < closed
        day, opened, closed = day[there], opened[there], closed[there]
        news = np.diff(day, prepend=-1) != 0
        lasts = np.append(news[1:], True)[: len(day)]
        counted = np.concatenate([[0], np.cumsum(closed - opened)])
        return Table(first, last, np.append(opened, NEVER), closed, counted, np.cumsum(news) - 1, closed[lasts])

    def _minutes(self, days: Places) -> tuple[Places, Places]:
        """When the windows of each day open and close, in minutes: a row a day, `_CLOSED` where there is none."""
        own = self._calendar.open
        most = max(1, *(len(windows) for windows in (*self._calendar.hours.values(), *own.values())), 0)
        weekly = np.array([_row(self._calendar.hours.get(weekday, ()), most) for weekday in range(7)])
        minutes = weekly[(days - 1) % 7]
        first, last = int(days[0]), int(days[-1])
        shut = [day.toordinal() - first for day in self._closed_dates(days) if first <= day.toordinal() <= last]
        minutes[shut] = _CLOSED
        for day, windows in own.items():
            if first <= day.toordinal() <= last:
                minutes[day.toordinal() - first] = _row(windows, most)
        return minutes[:, :, 0], minutes[:, :, 1]

    def _closed_dates(self, days: Places) -> set[date]:
        """The closed dates and holidays of the years in which the days lie."""
        code = self._calendar.holidays
        if code is None:
            return set(self._calendar.closed)
        first, last = (int(year) for year in _years(days[[0, -1]]))
        years = range(first, min(last, LAST_YEAR) + 1)
        return set(self._calendar.closed).union(*(holiday_dates(code, year) for year in years))


def _row(windows: Sequence[Window], most: int) -> list[list[int]]:
    """The windows of a day as opening and closing minutes, filled up to a length."""
    return [[window.opens, window.closes] for window in windows] + [[_CLOSED, _CLOSED]] * (most - len(windows))


def _moved(instants: Instants, cycles: Places) -> Instants:
    """The instants so many cycles later; never after the year 9999."""
    moved = instants + np.minimum(cycles, _MOST_CYCLES) * CYCLE
    return np.where((cycles >= _MOST_CYCLES) | (moved > LAST_INSTANT), NEVER, moved)


def _first_day(year: int) -> int:
    """The ordinal of the first day of a year, also of the years after 9999."""
    return int(np.array([year - 1970], "M8[Y]").astype("M8[D]").astype(np.int64)[0]) + EPOCH_DAY


def _year_start(year: int) -> int:
    """The start of a year in UTC."""
    return int(np.array([year - 1970], "M8[Y]").astype("M8[us]").astype(np.int64)[0])


def _years(days: Places) -> Places:
    """The year of each day."""
    years: Places = (days - EPOCH_DAY).astype("M8[D]").astype("M8[Y]").astype(np.int64) + 1970
    return years
