"""Which of two durations ends first, where that is so for every start."""

from __future__ import annotations

from datetime import date, timedelta

from sla_dsl.clock import Clock
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.calendar import Calendar
from sla_dsl.model.clause import Duration, Unit

_MINUTES = {Unit.MINUTES: 1, Unit.HOURS: 60, Unit.BUSINESS_MINUTES: 1, Unit.BUSINESS_HOURS: 60}
_DAYS = {Unit.CALENDAR_DAYS: 1, Unit.CALENDAR_WEEKS: 7}

SLACK = 180
"""Minutes that changes of clocks may take from a day, or from its opening hours, with something to spare."""

LOOKED_AT = 366
"""Days from which starts are tried, where only the calendar can tell which of two durations ends first."""


LONGEST = 3660
"""Days, of about ten years: what takes longer is no deadline that people set, and is not followed to its end."""


def is_overlong(duration: Duration) -> bool:
    """Whether it is longer than is ever meant."""
    kind, amount = _measure(duration)
    return amount > LONGEST * (1 if kind.endswith("days") else 24 * 60)


def is_same(one: Duration, other: Duration) -> bool:
    """Whether both give every case the same time: `60 minutes` and `1 hour`."""
    return _measure(one) == _measure(other)


def never_later(one: Duration, other: Duration, agreement: Agreement) -> bool:
    """Whether `one` ends no later than `other` for every start; false also where that is not proven."""
    (kind, amount), (other_kind, most) = _measure(one), _measure(other)
    if kind == other_kind:
        return amount <= most
    match kind, other_kind:
        case "elapsed", "business":
            return amount <= most
        case "elapsed", "calendar days":
            return amount <= most * (24 * 60 - SLACK)
        case (("elapsed" | "business"), "business days"):
            return amount <= most * _shortest_day(agreement)
        case "calendar days", "business days":
            return amount < most
        case (("business" | "business days"), "calendar days"):
            return _within_days(one, most, agreement)
    return False


def _measure(duration: Duration) -> tuple[str, int]:
    unit = duration.unit
    if unit in _DAYS:
        return "calendar days", duration.count * _DAYS[unit]
    if unit is Unit.BUSINESS_DAYS:
        return "business days", duration.count
    return "business" if unit.needs_calendar else "elapsed", duration.count * _MINUTES[unit]


def calendars_of(agreement: Agreement) -> list[Calendar]:
    """The calendars that a case may be counted by."""
    choice = agreement.calendar
    if choice is None:
        return []
    return [agreement.calendars[id_] for id_ in dict.fromkeys((choice.otherwise, *choice.cases.values()))]


def _shortest_day(agreement: Agreement) -> int:
    """Minutes that a day with opening hours is open at least."""
    days = (day for calendar in calendars_of(agreement) for day in (*calendar.hours.values(), *calendar.open.values()))
    lengths = (sum(window.closes - window.opens for window in windows) for windows in days if windows)
    return max(min(lengths, default=0) - SLACK, 0)


def _within_days(duration: Duration, days: int, agreement: Agreement) -> bool:
    """Whether business time that starts at the very end of a day is over by so many days later, on every day tried."""
    clock = Clock(agreement.timezone, agreement.calendars)
    first = agreement.effective.start
    count = min(LOOKED_AT, ((agreement.effective.until or date.max) - first).days + 1, (date.max - first).days)
    for day in (first + timedelta(number) for number in range(count)):
        start = clock.day_end(day) - 1
        end = clock.due(start, Duration(days, Unit.CALENDAR_DAYS), None)
        for calendar in calendars_of(agreement):
            due = clock.due(start, duration, calendar.id)
            if not isinstance(due, int) or not isinstance(end, int) or due > end:
                return False
    return True
