"""A calendar's open windows as instants, year by year, and the time they count."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple, Self

from sla_dsl.clock.instants import CYCLE, CYCLE_YEARS, DAY, LAST_INSTANT, clamped_date
from sla_dsl.clock.public_holidays import LAST_YEAR, holiday_dates
from sla_dsl.clock.stretches import Stretch
from sla_dsl.clock.zones import Zone
from sla_dsl.model.calendar import Calendar, Window

_YEAR_AFTER_LAST = 10_000
"""Where clocks are ahead of UTC, its first hours still lie in the year 9999."""


class OpenYear(NamedTuple):
    """The open windows of one local year, in order, as parallel columns of instants.

    `counted` is the open time of the year before each window, and at its end that of the whole year. `day_of` is the
    place of each window's day among the year's business days, and `closing` the close of each of these.
    """

    opens: tuple[int, ...]
    closes: tuple[int, ...]
    counted: tuple[int, ...]
    day_of: tuple[int, ...]
    closing: tuple[int, ...]

    @classmethod
    def of(cls, days: Iterator[list[Stretch]]) -> Self:
        """The year whose business days have these windows."""
        opens: list[int] = []
        closes: list[int] = []
        counted = [0]
        day_of: list[int] = []
        closing: list[int] = []
        for windows in days:
            for start, end in windows:
                opens.append(start)
                closes.append(end)
                counted.append(counted[-1] + end - start)
                day_of.append(len(closing))
            closing.append(windows[-1].end)
        return cls(tuple(opens), tuple(closes), tuple(counted), tuple(day_of), tuple(closing))

    def counted_before(self, instant: int) -> int:
        """The open time of this year before an instant."""
        place = bisect_right(self.closes, instant)
        if place == len(self.closes):
            return self.counted[place]
        return self.counted[place] + max(instant - self.opens[place], 0)


class Openings:
    """When one calendar is open, in its zone's local time."""

    def __init__(self, calendar: Calendar, zone: Zone) -> None:
        self._calendar = calendar
        self._zone = zone
        self._named_years = {day.year for day in (*calendar.closed, *calendar.open)}
        self._years: dict[int, tuple[OpenYear, int]] = {}
        self._usual_years: dict[int, OpenYear] = {}

    def reached(self, start: int, allowed: int) -> int | None:
        """The earliest instant by which `allowed` (above zero) has been counted since `start`; none after year 9999."""
        if allowed > LAST_INSTANT - start:
            return None
        for year, shift in self._years_from(start):
            gone = year.counted_before(start - shift)
            if gone + allowed <= year.counted[-1]:
                last = bisect_left(year.counted, gone + allowed) - 1
                return _in_range(shift + year.opens[last] + gone + allowed - year.counted[last])
            allowed -= year.counted[-1] - gone
        return None

    def counted_between(self, start: int, end: int) -> int:
        """The open time in [start, end)."""
        return sum(
            year.counted_before(end - shift) - year.counted_before(start - shift)
            for year, shift in self._years_from(start, end)
        )

    def stretches(self, start: int, end: int) -> Iterator[Stretch]:
        """The open windows in [start, end), in order."""
        for year, shift in self._years_from(start, end):
            first = bisect_right(year.closes, start - shift)
            last = bisect_left(year.opens, end - shift)
            for place in range(first, last):
                yield Stretch(max(start, year.opens[place] + shift), min(end, year.closes[place] + shift))

    def close_of_day(self, start: int, count: int) -> int | None:
        """The close of the `count`-th business day after the one of `start`, which when closed is the next opening's.

        None after year 9999.
        """
        wanted: int | None = None
        for year, shift in self._years_from(start):
            if wanted is None:
                place = bisect_right(year.closes, start - shift)
                if place == len(year.closes):
                    continue
                wanted = year.day_of[place] + count
            if wanted < len(year.closing):
                return _in_range(shift + year.closing[wanted])
            wanted -= len(year.closing)
        return None

    def _years_from(self, start: int, end: int | None = None) -> Iterator[tuple[OpenYear, int]]:
        """The years from the one of `start` to the one of `end` or the last, each with the time to move it by."""
        first = self._year_of(start)
        # A day more, so that no turning back of the clocks can hide a year that has begun.
        last = _YEAR_AFTER_LAST if end is None else self._year_of(end + DAY)
        for number in range(first, last + 1):
            found = self._years.get(number)
            if found is None:
                found = self._years[number] = self._year(number)
            yield found

    def _year_of(self, instant: int) -> int:
        return clamped_date(self._zone.day_at(instant)).year

    def _year(self, number: int) -> tuple[OpenYear, int]:
        """The windows of a year. Where only the weekly hours speak, they are those of 400 years before, moved."""
        if number <= LAST_YEAR or number in self._named_years:
            return self._open_year(number, self._windows_on), 0
        cycles = (number - LAST_YEAR - 1) // CYCLE_YEARS
        usual = number - cycles * CYCLE_YEARS
        if usual not in self._usual_years:
            self._usual_years[usual] = self._open_year(usual, self._usual_windows)
        return self._usual_years[usual], cycles * CYCLE

    def _open_year(self, number: int, windows_on: Callable[[int], Sequence[Window]]) -> OpenYear:
        days = range(date(number, 1, 1).toordinal(), date(number, 12, 31).toordinal() + 1)
        stretches = (self._stretches_on(day, windows_on(day)) for day in days)
        return OpenYear.of(windows for windows in stretches if windows)

    def _stretches_on(self, day: int, windows: Sequence[Window]) -> list[Stretch]:
        """The windows of a day as instants, without those that a change of clocks leaves empty."""
        instant_of = self._zone.instant_of
        stretches = [Stretch(instant_of(day, window.opens), instant_of(day, window.closes)) for window in windows]
        return [stretch for stretch in stretches if stretch.start < stretch.end]

    def _usual_windows(self, day: int) -> Sequence[Window]:
        return self._calendar.hours.get((day - 1) % 7, ())

    def _windows_on(self, day: int) -> Sequence[Window]:
        """The windows of a day: its own, else those of its weekday unless it is closed or a holiday."""
        local_date = date.fromordinal(day)
        own = self._calendar.open.get(local_date)
        if own is not None:
            return own
        usual = self._usual_windows(day)
        return usual if usual and not self._is_closed(local_date) else ()

    def _is_closed(self, day: date) -> bool:
        holidays = self._calendar.holidays
        return day in self._calendar.closed or (holidays is not None and day in holiday_dates(holidays, day.year))


def _in_range(instant: int) -> int | None:
    return instant if instant <= LAST_INSTANT else None
