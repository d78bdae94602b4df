"""Due: from a start, a duration, a calendar and pauses to an instant, by walking every window of every date."""

import warnings
from collections.abc import Iterator
from datetime import date, timedelta
from enum import Enum
from functools import lru_cache

import holidays

from sla_dsl.model.calendar import Calendar
from sla_dsl.model.clause import Duration, Unit
from tests.oracle.instants import LAST, SECOND, day_end, instant_of, local_date


class NoDue(Enum):
    """Why a case has no due: there is none ever, or an open pause leaves it unknown."""

    NEVER = "never"
    UNKNOWN = "unknown"


NEVER = NoDue.NEVER
UNKNOWN = NoDue.UNKNOWN
Due = int | NoDue
Pause = tuple[int, int | None]

ALL_DAYS = 9999 * 366
_SIZE = {
    Unit.MINUTES: 60 * SECOND,
    Unit.HOURS: 3600 * SECOND,
    Unit.BUSINESS_MINUTES: 60 * SECOND,
    Unit.BUSINESS_HOURS: 3600 * SECOND,
}


@lru_cache(10_000)
def is_holiday(code: str, day: date) -> bool:
    """`the library's public holidays with its observed days`."""
    country, _, subdivision = code.partition("-")
    return day in _holidays(country, subdivision or None, day.year)


@lru_cache(1_000)
def _holidays(country: str, subdivision: str | None, year: int) -> frozenset[date]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=year))


class Hours:
    """The windows of a calendar, date by date."""

    def __init__(self, calendar: Calendar, timezone: str) -> None:
        self.calendar = calendar
        self.zone = calendar.timezone or timezone
        self.known: dict[date, list[tuple[int, int]]] = {}

    def windows(self, day: date) -> list[tuple[int, int]]:
        """`open` overrides holidays, closed and hours on that date; a window that a gap leaves empty is none."""
        if day not in self.known:
            windows = [
                (instant_of(day, window.opens, self.zone), instant_of(day, window.closes, self.zone))
                for window in self._on_the_wall(day)
            ]
            self.known[day] = [(opens, closes) for opens, closes in windows if opens < closes]
        return self.known[day]

    def _on_the_wall(self, day: date):
        if day in self.calendar.open:
            return self.calendar.open[day]
        if day in self.calendar.closed or (self.calendar.holidays and is_holiday(self.calendar.holidays, day)):
            return ()
        return self.calendar.hours.get(day.weekday(), ())

    def days_from(self, day: date) -> Iterator[date]:
        """Every date from one on, as long as it can be open at all."""
        last = date.max if self.calendar.hours else max(self.calendar.open, default=date.min)
        while day <= last:
            yield day
            if day == date.max:
                return
            day += timedelta(days=1)

    def after(self, start: int) -> Iterator[tuple[date, int, int]]:
        """Every window that closes after the start; `windows are half-open`."""
        first = local_date(start, self.zone).toordinal() - 2
        for day in self.days_from(date.fromordinal(max(first, 1))):
            for opens, closes in self.windows(day):
                if closes > start:
                    yield day, opens, closes


def due(start: int, duration: Duration, hours: Hours | None, zone: str, pauses: list[Pause]) -> Due:
    """`While a pause that began before due is open, due is unknown`; one `at or after due changes nothing`."""
    closed = [(begin, end) for begin, end in pauses if end is not None]
    found = _due(start, duration, hours, zone, closed)
    still_open = [begin for begin, end in pauses if end is None]
    if still_open and (found is NEVER or still_open[0] < found):
        return UNKNOWN
    return found


def _due(start: int, duration: Duration, hours: Hours | None, zone: str, pauses: list[tuple[int, int]]) -> Due:
    match duration.unit:
        case Unit.CALENDAR_DAYS:
            found = _calendar_days(start, duration.count, zone)
        case Unit.CALENDAR_WEEKS:
            found = _calendar_days(start, 7 * duration.count, zone)
        case Unit.BUSINESS_DAYS:
            found = _business_days(start, duration.count, hours)
        case Unit.MINUTES | Unit.HOURS:
            found = _reach(iter([(start, 2 * LAST)]), duration.count * _SIZE[duration.unit], pauses)
        case _:
            length = duration.count * _SIZE[duration.unit]
            if length > LAST:
                return NEVER
            open_time = ((max(opens, start), closes) for _, opens, closes in hours.after(start))
            found = _reach(open_time, length, pauses)
    return NEVER if found is None or found > LAST else found


def _reach(stretches: Iterator[tuple[int, int]], length: int, pauses: list[tuple[int, int]]) -> int | None:
    """`Due is the earliest instant at which the counted time reaches the duration`."""
    for begin, end in stretches:
        for piece_begin, piece_end in _without(begin, end, pauses):
            if piece_end - piece_begin >= length:
                return piece_begin + length
            length -= piece_end - piece_begin
    return None


def _without(begin: int, end: int, pauses: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """A stretch less the pauses: `time in the state, [from, to), does not count`."""
    pieces = [(begin, end)]
    for pause_begin, pause_end in pauses:
        cut = []
        for piece_begin, piece_end in pieces:
            cut.append((piece_begin, min(piece_end, pause_begin)))
            cut.append((max(piece_begin, pause_end), piece_end))
        pieces = [(a, b) for a, b in cut if a < b]
    return pieces


def _calendar_days(start: int, count: int, zone: str) -> int | None:
    """`The end of the n-th local day after the start day (midnight, inclusive)`."""
    if count > ALL_DAYS:
        return None
    ordinal = local_date(start, zone).toordinal() + count
    return None if ordinal > date.max.toordinal() else day_end(date.fromordinal(ordinal), zone)


def _business_days(start: int, count: int, hours: Hours) -> int | None:
    """`Close of business of the n-th business day after the start day (a start when closed is the next opening)`."""
    if count > ALL_DAYS:
        return None
    start_day = next((day for day, _, _ in hours.after(start)), None)
    if start_day is None or start_day == date.max:
        return None
    for day in hours.days_from(start_day + timedelta(days=1)):
        if hours.windows(day):
            count -= 1
            if count == 0:
                return hours.windows(day)[-1][1]
    return None
