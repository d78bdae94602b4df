"""Two due functions compared for every start in a stretch of time: which of the two can come first, and from where.

Between two instants at which a calendar opens or closes, a day begins, or a due jumps, both functions stand still or
run as fast as time does. So their difference is a straight line there, and its two ends tell its signs.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from sla_dsl.changes.relation.covering import Covers
from sla_dsl.changes.relation.form import FOREVER
from sla_dsl.clock import Clock
from sla_dsl.model.clause import Duration, Unit

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR

LOOKED_AT = 12 * 366 * DAY
"""An agreement without an end is compared over its first twelve years, in which dates fall on every weekday."""

FURTHEST = 40 * 366 * DAY
"""A due that lies further off is not looked up: it is taken to stand to the other in any way."""

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
    never earlier: then no calendar is looked at. A sign too many may be told, where a due is very far; never one too
    few.
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
    if any(time.due(last) - last > FURTHEST for time in (one, other)):
        return {sign: [(begins, last)] for sign in (-1, 0, 1)}
    found: Orders = {}
    readers = [_Reader(time, begins, last + 1) for time in (one, other)]
    corners = {begins, last + 1} | {at for reader in readers for at in reader.bends if begins < at <= last}
    for first, end in pairwise(sorted(corners)):
        old, new = (reader.line(first, end - 1) for reader in readers)
        _look(old, new, first, end - 1, found)
    return found


def is_looked_up(one: Time, other: Time, covers: tuple[Covers, Covers]) -> bool:
    """Whether only the calendar tells how the dues stand: `covers` are the other's of the one, and the reverse."""
    return not (never_later(other, one, covers[0]) or never_later(one, other, covers[1]))


def same_zone(one: Clock, other: Clock, begins: int, ends: int) -> bool:
    """Whether two clocks show the same local time from `begins` to `ends` and for two years after.

    Where both show the same at one midnight and the next, and neither is changed in between, they do all day; on a day
    on which clocks change every minute is looked at.
    """
    last = min(ends, begins + LOOKED_AT) + 2 * 366 * DAY
    before = _shown(one, begins) == _shown(other, begins)
    for day in range(begins, last, DAY):
        shown = _shown(one, day + DAY), _shown(other, day + DAY)
        if not before or shown[0] != shown[1]:
            return False
        if shown[0] != _shown(one, day) and any(
            _shown(one, at) != _shown(other, at) for at in range(day, day + DAY, MINUTE)
        ):
            return False
    return True


def _shown(clock: Clock, instant: int) -> timedelta | None:
    return clock.local_time(instant).utcoffset()


def never_later(one: Time, other: Time, covers: Covers) -> bool:
    """Whether the one's due never comes after the other's, told from what they count, whatever the start or pauses.

    Less of the same time ends first, and so does as much of a time that passes whenever the other does (`covers` says
    what of the other's time the one counts too). All time passes at least as fast as open time does.
    """
    if other.duration is None:
        return True
    if one.duration is None:
        return False
    (kind, amount), (other_kind, most) = one.measure, other.measure
    if kind == other_kind:
        counts = kind == "minutes" or (covers.time if kind == "business minutes" else covers.days)
        return amount <= most and counts
    return (kind, other_kind) == ("minutes", "business minutes") and amount <= most


def _look(one: tuple[int, int], other: tuple[int, int], first: int, last: int, found: Orders) -> None:
    """Take in a stretch of starts in which both dues, given at its two ends, are straight lines."""
    start, end = one[0] - other[0], one[1] - other[1]
    if _sign(start) == _sign(end):
        found.setdefault(_sign(start), []).append((first, last))
        return
    # The difference changes by as much as time does, or not at all: it is zero where it must be, at a microsecond.
    meets = first + abs(start)
    for sign, left, right in ((_sign(start), first, meets - 1), (0, meets, meets), (_sign(end), meets + 1, last)):
        if left <= right:
            found.setdefault(sign, []).append((left, right))


def _sign(difference: int) -> int:
    return (difference > 0) - (difference < 0)


class _Reader:
    """A due function for starts from `begins` to before `ends`: where it may bend or jump, and the lines between."""

    def __init__(self, time: Time, begins: int, ends: int) -> None:
        self._time = time
        kind, amount = time.measure
        self._stands = kind in ("calendar days", "business days")
        self._allowed = amount * MINUTE
        self._opens: list[int] = []
        self._counted: list[int] = []
        self.bends: list[int] = []
        if kind in ("business minutes", "business days"):
            windows = _windows(time, begins, ends)
            self.bends += [at for window in windows for at in window]
            if kind == "business minutes":
                self._tabulate(windows)
                self.bends += _jumps(windows, self._counted, self._allowed)
        if self._stands:
            # Where one day's closing is the next one's opening there is no bend to see in the windows.
            self.bends += _midnights(time.days if kind == "business days" else time.clock, begins, ends)

    def _tabulate(self, windows: list[tuple[int, int]]) -> None:
        self._opens = [opens for opens, _ in windows]
        self._closes = [closes for _, closes in windows]
        self._counted = [0]
        for opens, closes in windows:
            self._counted.append(self._counted[-1] + closes - opens)

    def line(self, first: int, last: int) -> tuple[int, int]:
        """The due of the first and of the last start of a stretch without a bend."""
        if self._stands:
            due = self._time.due(first)
            return due, due
        return self._due(first), self._due(last)

    def _due(self, start: int) -> int:
        if not self._opens:
            return self._time.due(start)
        place = bisect_right(self._closes, start)
        if place == len(self._opens):
            return FOREVER
        counted = self._counted[place] + max(start - self._opens[place], 0) + self._allowed
        window = bisect_left(self._counted, counted) - 1
        return FOREVER if window >= len(self._opens) else self._opens[window] + counted - self._counted[window]


def _midnights(clock: Clock, begins: int, ends: int) -> Iterator[int]:
    first, last = clock.local_date(begins).toordinal(), clock.local_date(ends).toordinal()
    yield from (clock.day_end(date.fromordinal(day)) for day in range(first, last + 1))


def _windows(time: Time, begins: int, ends: int) -> list[tuple[int, int]]:
    """The open windows from the start on, far enough to hold every due."""
    furthest = time.due(ends)
    through = ends + DAY if furthest == FOREVER else furthest + DAY
    return [(each.start, each.end) for each in time.clock.counted(begins, through, Unit.BUSINESS_HOURS, time.calendar)]


def _jumps(windows: list[tuple[int, int]], counted: list[int], allowed: int) -> Iterator[int]:
    """The starts just after those whose due is a closing: a microsecond later it is past the next opening."""
    for total in counted[1:]:
        before = total - allowed
        place = bisect_right(counted, before) - 1
        if 0 <= place < len(windows):
            yield windows[place][0] + before - counted[place] + 1


def starts_in(stretches: Iterable[tuple[int, int]]) -> Iterator[int]:
    """Starts in the stretches that people can read: on the hour, else on the minute, else as they come."""
    for first, last in stretches:
        hour, minute = -(-first // HOUR) * HOUR, -(-first // MINUTE) * MINUTE
        yield hour if hour <= last else minute if minute <= last else first
