"""Two due functions compared for every start in a stretch of time: which of the two can come first, and from where.

Between two instants at which a calendar opens or closes, a day begins, or a due jumps, both functions stand still or
run as fast as time does. So their difference is a straight line there, and its two ends tell its signs.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from sla_dsl.changes.relation.form import FOREVER
from sla_dsl.clock import Clock
from sla_dsl.model.clause import Duration, Unit

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR

LOOKED_AT = 12 * 366 * DAY
"""An agreement without an end is compared over its first twelve years, in which dates fall on every weekday."""

_MINUTES = {Unit.MINUTES: 1, Unit.HOURS: 60, Unit.BUSINESS_MINUTES: 1, Unit.BUSINESS_HOURS: 60}


class Time(NamedTuple):
    """How long a case has by the clock of its version: a duration (none: for good) by the calendar of that id.

    `days` is the clock of the zone in which the calendar's dates begin and end.
    """

    clock: Clock
    duration: Duration | None
    calendar: str | None
    days: Clock

    def due(self, start: int) -> int:
        """When a case that starts there is due; `FOREVER` where never."""
        if self.duration is None:
            return FOREVER
        due = self.clock.due(start, self.duration, self.calendar)
        return due if isinstance(due, int) else FOREVER

    @property
    def measure(self) -> tuple[str, int]:
        """What it counts, and how much of it: the same for `60 minutes` and `1 hour`."""
        assert self.duration is not None
        unit, count = self.duration.unit, self.duration.count
        if unit in _MINUTES:
            return ("business minutes" if unit.needs_calendar else "minutes"), count * _MINUTES[unit]
        if unit is Unit.BUSINESS_DAYS:
            return "business days", count
        return "calendar days", count * (7 if unit is Unit.CALENDAR_WEEKS else 1)


Orders = dict[int, list[tuple[int, int]]]
"""By the sign of the first due less the second: stretches of starts (first, last, both included) in which it is so."""


def orders(one: Time, other: Time, begins: int, ends: int, *, same_clock: bool) -> Orders:
    """Every way in which two dues can stand to each other for a start from `begins` to before `ends`.

    `same_clock` says that both clocks count alike (the same zone, the same calendar), so that of one measure more is
    never earlier: then no calendar is looked at.
    """
    last = min(ends, begins + LOOKED_AT) - 1
    if last < begins:
        return {}
    if one.duration is None or other.duration is None:
        sign = (one.duration is None) - (other.duration is None)
        return {sign: [(begins, last)]}
    (kind, amount), (other_kind, most) = one.measure, other.measure
    if kind == other_kind and amount == most and (same_clock or kind == "minutes"):
        return {0: [(begins, last)]}
    found: Orders = {}
    for first, end in pairwise(_corners(one, other, begins, last + 1)):
        _look(one, other, first, end - 1, found)
    return found


def never_later(one: Time, other: Time, *, same_clock: bool) -> bool:
    """Whether the one's due never comes after the other's, told from what they count, whatever the start or pauses.

    Less of the same time ends first. All time passes at least as fast as open time does, with the same pauses.
    """
    if other.duration is None:
        return True
    if one.duration is None:
        return False
    (kind, amount), (other_kind, most) = one.measure, other.measure
    if kind == other_kind:
        return amount <= most and (same_clock or kind == "minutes")
    return (kind, other_kind) == ("minutes", "business minutes") and amount <= most


def _look(one: Time, other: Time, first: int, last: int, found: Orders) -> None:
    """Take in a stretch of starts in which the difference is a straight line."""
    start, end = (one.due(at) - other.due(at) for at in (first, last))
    if _sign(start) == _sign(end):
        found.setdefault(_sign(start), []).append((first, last))
        return
    # A line of slope one or less meets zero where it must, at a whole microsecond.
    meets = first + abs(start) if abs(start) <= last - first else last
    parts = [(first, meets - 1), (meets, meets), (meets + 1, last)]
    for left, right in parts:
        if left <= right:
            found.setdefault(_sign(one.due(left) - other.due(left)), []).append((left, right))


def _sign(difference: int) -> int:
    return (difference > 0) - (difference < 0)


def _corners(one: Time, other: Time, begins: int, ends: int) -> list[int]:
    """Where either function may bend or jump, both ends included, in order."""
    inside: set[int] = set()
    for time in (one, other):
        inside.update(at for at in _bends(time, begins, ends) if begins < at < ends)
    return [begins, *sorted(inside), ends]


def _bends(time: Time, begins: int, ends: int) -> Iterator[int]:
    assert time.duration is not None
    unit = time.duration.unit
    if not unit.needs_calendar:
        if unit.counts_days:
            yield from _midnights(time.clock, begins, ends)
        return
    windows = _windows(time, begins, ends)
    for opens, closes in windows:
        yield from (opens, closes)
    if unit is Unit.BUSINESS_DAYS:
        # Where one day's closing is the next one's opening there is no bend to see in the windows.
        yield from _midnights(time.days, begins, ends)
        return
    yield from _jumps(windows, time.measure[1] * MINUTE)


def _midnights(clock: Clock, begins: int, ends: int) -> Iterator[int]:
    first, last = clock.local_date(begins).toordinal(), clock.local_date(ends).toordinal()
    yield from (clock.day_end(date.fromordinal(day)) for day in range(first, last + 1))


def _windows(time: Time, begins: int, ends: int) -> list[tuple[int, int]]:
    """The open windows from the start on, far enough to hold every due."""
    furthest = time.due(ends)
    through = ends + DAY if furthest == FOREVER else furthest + DAY
    return [(each.start, each.end) for each in time.clock.counted(begins, through, Unit.BUSINESS_HOURS, time.calendar)]


def _jumps(windows: list[tuple[int, int]], allowed: int) -> Iterator[int]:
    """The starts just after those whose due is a closing: a microsecond later it is past the next opening."""
    counted = [0]
    for opens, closes in windows:
        counted.append(counted[-1] + closes - opens)
    for total in counted[1:]:
        before = total - allowed
        if before < 0:
            continue
        place = bisect_right(counted, before) - 1
        if place < len(windows):
            yield windows[place][0] + before - counted[place] + 1
        left = bisect_left(counted, before) - 1
        if left >= 0:
            yield windows[left][0] + before - counted[left] + 1


def starts_in(stretches: Iterable[tuple[int, int]], clock: Clock, most: int) -> Iterator[int]:
    """Starts in the stretches that people can read: on the hour, else on the minute, else as they come."""
    given = 0
    for first, last in stretches:
        hour, minute = -(-first // HOUR) * HOUR, -(-first // MINUTE) * MINUTE
        yield hour if hour <= last else minute if minute <= last else first
        given += 1
        if given >= most:
            return
