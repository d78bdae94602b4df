"""Instants: microseconds since 1970-01-01T00:00Z, as integers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_DAY = EPOCH.toordinal()
"""The epoch's date as an ordinal: days are counted as `date.toordinal()` counts them."""

LAST_DAY = date.max.toordinal()

FIRST_INSTANT = (1 - EPOCH_DAY) * DAY
"""The start of the year 1."""

LAST_INSTANT = (LAST_DAY + 1 - EPOCH_DAY) * DAY - 1
"""The last microsecond of the year 9999."""

CYCLE_YEARS = 400
"""Dates, weekdays and the rules of time zones repeat after so many years."""

CYCLE = 146_097 * DAY


def clamped(instant: int) -> int:
    """The nearest instant of the years 1 to 9999."""
    return min(max(instant, FIRST_INSTANT), LAST_INSTANT)


def clamped_date(day: int) -> date:
    """The date of an ordinal, or the nearest date of the years 1 to 9999."""
    return date.fromordinal(min(max(day, 1), LAST_DAY))


def moment(instant: int) -> datetime:
    """The instant, which must lie in the years 1 to 9999, as a datetime in UTC."""
    return EPOCH + timedelta(microseconds=instant)
