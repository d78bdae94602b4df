"""The agreement's calendar as a table, as a team that knows SQL would keep one: no code of slac's is asked."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

SECOND = 1_000_000
MINUTE, HOUR, DAY = 60 * SECOND, 3600 * SECOND, 86_400 * SECOND
ZONE = ZoneInfo("Europe/Helsinki")
FIRST, LAST = date(2025, 12, 1), date(2027, 12, 31)
"""The table's dates: from before the log's year to after the last due of a case that it opens."""

CLOSED = frozenset(
    map(
        date.fromisoformat,
        [
            "2025-12-06",
            "2025-12-24",
            "2025-12-25",
            "2025-12-26",
            "2026-01-01",
            "2026-01-06",
            "2026-04-03",
            "2026-04-05",
            "2026-04-06",
            "2026-05-01",
            "2026-05-14",
            "2026-05-24",
            "2026-06-19",
            "2026-06-20",
            "2026-10-31",
            "2026-12-06",
            "2026-12-24",
            "2026-12-25",
            "2026-12-26",
            "2026-12-31",
            "2027-01-01",
            "2027-01-06",
            "2027-03-26",
            "2027-03-28",
            "2027-03-29",
            "2027-05-01",
            "2027-05-06",
            "2027-05-16",
            "2027-06-25",
            "2027-06-26",
            "2027-11-06",
            "2027-12-06",
            "2027-12-24",
            "2027-12-25",
            "2027-12-26",
        ],
    )
)
"""Finland's public holidays, written out, and the day that the agreement closes."""

MONDAY_TO_THURSDAY = ((time(9), time(12)), (time(12, 30), time(17)))
FRIDAY = ((time(9), time(15)),)


class Window(NamedTuple):
    """An opening: its instants in microseconds, the open time before it, and its date as a day's number since 1970."""

    opens: int
    closes: int
    before: int
    day: int


class Night(NamedTuple):
    """A local date: its number since 1970, where it begins and ends, and the windows' number before its end."""

    day: int
    begins: int
    ends: int


def micros(at: datetime) -> int:
    """An instant as whole microseconds since 1970."""
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def number(day: date) -> int:
    """A date as days since 1970."""
    return day.toordinal() - date(1970, 1, 1).toordinal()


def dates() -> Iterator[date]:
    """The table's dates."""
    return (FIRST + timedelta(days=no) for no in range((LAST - FIRST).days + 1))


def windows() -> tuple[Window, ...]:
    """The openings, in order."""
    found: list[Window] = []
    before = 0
    for day in dates():
        for opening, closing in _hours(day):
            opens, closes = (micros(datetime.combine(day, at, ZONE)) for at in (opening, closing))
            found.append(Window(opens, closes, before, number(day)))
            before += closes - opens
    return tuple(found)


def nights() -> tuple[Night, ...]:
    """The local dates, in order; a date ends where the next begins."""
    begins = [micros(datetime.combine(day, time(), ZONE)) for day in (*dates(), LAST + timedelta(days=1))]
    return tuple(Night(number(FIRST) + no, *span) for no, span in enumerate(itertools.pairwise(begins)))


def _hours(day: date) -> tuple[tuple[time, time], ...]:
    if day in CLOSED or day.weekday() > 4:
        return ()
    return FRIDAY if day.weekday() == 4 else MONDAY_TO_THURSDAY
