"""The clock of an agreement: when a case is due, one case at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sla_dsl.clock.counting import NEVER, Counting, Due, Elapsed, due_after
from sla_dsl.clock.instants import HOUR, LAST_DAY, LAST_INSTANT, MINUTE, clamped, clamped_date
from sla_dsl.clock.openings import Openings
from sla_dsl.clock.stretches import Stretch, joined, without
from sla_dsl.clock.zones import Zone, zone
from sla_dsl.model.calendar import Calendar
from sla_dsl.model.clause import Duration, Unit
from sla_dsl.model.outcome import Pause
from sla_dsl.model.period import PeriodDates

_LENGTHS = {
    Unit.MINUTES: MINUTE,
    Unit.HOURS: HOUR,
    Unit.BUSINESS_MINUTES: MINUTE,
    Unit.BUSINESS_HOURS: HOUR,
}


class Clock:
    """Time as an agreement counts it: its time zone, and its calendars by their ids.

    All instants are microseconds since 1970-01-01T00:00Z. The time zones and holidays must be known ones.
    """

    def __init__(self, timezone: str, calendars: Mapping[str, Calendar]) -> None:
        self._zone = zone(timezone)
        self._timezone = timezone
        self._calendars = calendars
        self._openings: dict[str, Openings] = {}

    def due(self, start: int, duration: Duration, calendar: str | None, pauses: Sequence[Pause] = ()) -> Due:
        """When a case that starts at an instant is due.

        `calendar` is the id of the one that counts, needed for business time only. `pauses` are sorted and disjoint,
        at most the last one open; they stop minutes and hours, and have no part in days.
        """
        match duration.unit:
            case Unit.BUSINESS_DAYS:
                due = self._opened(calendar).close_of_day(start, duration.count)
                return NEVER if due is None else due
            case Unit.CALENDAR_DAYS:
                return self._end_of_day(start, duration.count)
            case Unit.CALENDAR_WEEKS:
                return self._end_of_day(start, 7 * duration.count)
            case unit:
                return due_after(self._counting(unit, calendar), start, duration.count * _LENGTHS[unit], pauses)

    def counted(
        self, start: int, end: int, unit: Unit, calendar: str | None, pauses: Sequence[Pause] = ()
    ) -> tuple[Stretch, ...]:
        """The stretches of [start, end) in which time of a unit counts, in order; none for a unit that counts days."""
        if unit.counts_days or start >= end:
            return ()
        return joined(without(self._counting(unit, calendar).stretches(start, end), pauses))

    def local_date(self, instant: int) -> date:
        """The local date of an instant; at the ends of the years 1 and 9999 the first or last there is."""
        return clamped_date(self._zone.day_at(instant))

    def local_time(self, instant: int, calendar: str | None = None) -> datetime:
        """The local time of an instant, for showing: the agreement's, or that of a calendar that has its own."""
        return (self._zone if calendar is None else self._zone_of(calendar)).time_at(instant)

    def day_start(self, day: date) -> int:
        """The instant at which a local date begins."""
        return clamped(self._zone.instant_of(day.toordinal()))

    def day_end(self, day: date) -> int:
        """The instant of the midnight that ends a local date."""
        return clamped(self._zone.instant_of(day.toordinal() + 1))

    def period_bounds(self, period: PeriodDates) -> tuple[int, int]:
        """The instants at which a period begins and ends: [start, end)."""
        return self.day_start(period.first), self.day_end(period.last)

    def _end_of_day(self, start: int, count: int) -> Due:
        """The end of the `count`-th local day after the one of `start`."""
        day = self._zone.day_at(start) + count
        if day > LAST_DAY:
            return NEVER
        end = self._zone.instant_of(day + 1)
        return NEVER if end > LAST_INSTANT else end

    def _counting(self, unit: Unit, calendar: str | None) -> Counting:
        return self._opened(calendar) if unit.needs_calendar else Elapsed()

    def _opened(self, calendar: str | None) -> Openings:
        assert calendar is not None, "business time needs a calendar"
        if calendar not in self._openings:
            self._openings[calendar] = Openings(self._calendars[calendar], self._zone_of(calendar))
        return self._openings[calendar]

    def _zone_of(self, calendar: str) -> Zone:
        return zone(self._calendars[calendar].timezone or self._timezone)
