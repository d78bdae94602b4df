"""Whether one calendar counts time wherever another does, by what they say: on every date there is, not on some."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from sla_dsl.clock import holiday_dates
from sla_dsl.model.calendar import Calendar, Window

Windows = Sequence[Window]


class Covers(NamedTuple):
    """What of the other's time counts here too: all its open time, and all its days, which end at the same instant."""

    time: bool
    days: bool


ALL = Covers(time=True, days=True)
NOTHING = Covers(time=False, days=False)


def covers(one: Calendar, other: Calendar) -> Covers:
    """What of the other's time the one counts too, in zones with the same clocks.

    It closes on the same holidays, or on none; its weekdays and each date that either names are compared. Local hours
    within others are instants within theirs, also on a day on which clocks change.
    """
    if one.holidays not in (None, other.holidays):
        return NOTHING
    return Covers(_everywhere(one, other, _opens_within), _everywhere(one, other, _closes_alike))


def _everywhere(one: Calendar, other: Calendar, holds: Callable[[Windows, Windows], bool]) -> bool:
    dates = one.closed | other.closed | one.open.keys() | other.open.keys()
    return all(holds(other.hours.get(day, ()), one.hours.get(day, ())) for day in range(7)) and all(
        holds(_windows_on(other, day), _windows_on(one, day)) for day in dates
    )


def _opens_within(inner: Windows, outer: Windows) -> bool:
    whole = _joined(outer)
    return all(any(first <= each.opens and each.closes <= last for first, last in whole) for each in inner)


def _joined(windows: Windows) -> list[tuple[int, int]]:
    """The windows of a day, those that follow one another as one."""
    found: list[tuple[int, int]] = []
    for window in sorted(windows, key=lambda each: each.opens):
        if found and found[-1][1] >= window.opens:
            found[-1] = found[-1][0], max(found[-1][1], window.closes)
        else:
            found.append((window.opens, window.closes))
    return found


def _closes_alike(inner: Windows, outer: Windows) -> bool:
    """Whether a business day is one here too, with the same close: this and the days alone decide.

    Where a change of clocks leaves one of several windows empty, another one closes the day: then all must be alike.
    """
    theirs, ours = _joined(inner), _joined(outer)
    if not theirs or theirs == ours:
        return True
    return len(theirs) == len(ours) == 1 and ours[0][0] <= theirs[0][0] and ours[0][1] == theirs[0][1]


def _windows_on(calendar: Calendar, day: date) -> Windows:
    if day in calendar.open:
        return calendar.open[day]
    off = day in calendar.closed or (
        calendar.holidays is not None and day in holiday_dates(calendar.holidays, day.year)
    )
    return () if off else calendar.hours.get(day.weekday(), ())
