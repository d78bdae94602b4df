"""Instants and stretches of time as people say them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise

from sla_dsl.clock import Clock
from sla_dsl.model.calendar import DAYS
from sla_dsl.model.clause import Duration, Unit
from sla_dsl.model.story import Moment

SECOND = 1_000_000
"""Microseconds in a second."""

MINUTE = 60 * SECOND
"""Microseconds in a minute."""

HOUR = 60 * MINUTE
"""Microseconds in an hour."""

DAY = 24 * HOUR
"""Microseconds in a day of 24 hours."""


def moment(clock: Clock, instant: int, calendar: str | None = None, *, ends: bool = False) -> Moment:
    """The instant as the agreement's clocks show it; where the calendar has another zone, also as its own show it.

    With `ends` it is the end of something: midnight is then `24:00` of the day that it ends.
    """
    local = clock.local_time(instant)
    text = local_text(local, ends=ends)
    if calendar is not None:
        there = clock.local_time(instant, calendar)
        if there.replace(tzinfo=None) != local.replace(tzinfo=None):
            text += f" ({local_text(there, ends=ends)} {zone_name(there)})"
    return Moment(instant, text)


def local_text(local: datetime, *, ends: bool = False) -> str:
    """`Fri 2026-01-09 16:30`, with seconds where there are any, and with the offset in the hour that comes twice."""
    day = local.date()
    if ends and local.time() == time() and day.toordinal() > 1:
        return f"{day_text(day - timedelta(days=1))} 24:00"
    text = f"{day_text(day)} {clock_text(local)}"
    if local.replace(fold=1 - local.fold).utcoffset() != local.utcoffset():
        return f"{text} (UTC{local.isoformat(timespec='minutes')[16:22]})"
    return text


def day_text(day: date) -> str:
    """`Fri 2026-01-09`."""
    return f"{DAYS[day.weekday()]} {day.isoformat()}"


def clock_text(local: datetime) -> str:
    """`16:30`, `16:30:05` or `16:30:05.25`: as much as is not zero."""
    text = f"{local.hour:02}:{local.minute:02}"
    if local.second or local.microsecond:
        text += f":{local.second:02}"
    if local.microsecond:
        text += f".{local.microsecond:06}".rstrip("0")
    return text


def zone_name(local: datetime) -> str:
    """The name of a local time's zone: `Asia/Tokyo`."""
    return str(local.tzinfo)


def length_text(microseconds: int) -> str:
    """How long that is: `3 h 30 min`, `45 s`, `0.5 s`; nothing at all is `0 min`."""
    hours, rest = divmod(microseconds, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    parts = [f"{hours} h"] * bool(hours) + [f"{minutes} min"] * bool(minutes)
    if rest:
        seconds, fraction = divmod(rest, SECOND)
        parts.append(f"{seconds}{f'.{fraction:06}'.rstrip('0') if fraction else ''} s")
    return " ".join(parts) or "0 min"


def elapsed_text(microseconds: int) -> str:
    """How long that is on the wall: as `length_text`, with days from two on."""
    days, rest = divmod(microseconds, DAY)
    if days < 2:
        return length_text(microseconds)
    return f"{days} days {length_text(rest)}" if rest else f"{days} days"


def duration_text(duration: Duration) -> str:
    """`4 business hours`, `1 calendar day`."""
    unit = duration.unit.value
    return f"{duration.count} {unit[:-1] if duration.count == 1 else unit}"


def duration_length(duration: Duration) -> int | None:
    """The microseconds a duration of minutes or hours counts, or nothing where it counts days."""
    if duration.unit.counts_days:
        return None
    in_minutes = duration.unit in (Unit.MINUTES, Unit.BUSINESS_MINUTES)
    return duration.count * (MINUTE if in_minutes else HOUR)


def joined(parts: list[str] | tuple[str, ...], last: str = "and") -> str:
    """A list as a sentence has it: `a`, `a and b`, `a, b and c`."""
    return f" {last} ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def ordinal(number: int) -> str:
    """`1st`, `2nd`, `3rd`, `11th`."""
    ending_of = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending_of.get(number % 10, 'th')}"


def runs(days: list[int]) -> list[tuple[int, int]]:
    """Numbers in order as first and last of each run without a gap: `[0, 1, 2, 4]` is (0, 2), (4, 4)."""
    breaks = [0, *(at for at, (one, other) in enumerate(pairwise(days), 1) if other != one + 1), len(days)]
    return [(days[start], days[end - 1]) for start, end in pairwise(breaks) if end > start]
