"""The clock of one case counted out: which stretches made up the time it had."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from sla_dsl.clock import Clock, Stretch
from sla_dsl.model.clause import Duration, Unit
from sla_dsl.model.outcome import Case, Pause, Reasons
from sla_dsl.model.story import CountedTime
from sla_dsl.story.moments import (
    DAY,
    clock_text,
    day_text,
    duration_length,
    duration_text,
    length_text,
    moment,
    ordinal,
)

SHOWN = 8
"""Stretches or days that a line shows, at most; the ones in the middle are counted."""

NAMED_DAYS = 5
"""Days allowed, at most, for each of them to be named."""

WEEK = 6 * DAY
"""Within so long a weekday alone says which day is meant."""


class Count(NamedTuple):
    """A case's clock: the stretches that counted, and all of it in one line."""

    stretches: tuple[CountedTime, ...] = ()
    line: str = ""


def count_out(clock: Clock, case: Case, as_of: int) -> Count:
    """How the case's time was counted up to its due, or up to `as_of` where an open pause leaves that unknown."""
    reasons = case.reasons
    if reasons is None or reasons.allowed is None:
        return Count()
    if reasons.allowed.unit.counts_days:
        return Count(line=_days_line(clock, case, reasons.allowed, reasons.calendar))
    if case.due is None and not _stands_still(reasons.pauses, case.start):
        return Count()
    ends = (case.due, case.decided, as_of)
    end = next(instant for instant in ends if instant is not None)
    stretches = _stretches(clock, case.start, end, reasons)
    counted = tuple(
        CountedTime(
            moment(clock, one.start, reasons.calendar),
            moment(clock, one.end, reasons.calendar, ends=True),
            length_text(one.end - one.start),
        )
        for one in stretches
    )
    return Count(counted, _line(clock, case, reasons, stretches))


def used(clock: Clock, case: Case, until: int) -> int | None:
    """Microseconds of the case's own time that had counted by then; nothing where it counts days or has no due."""
    reasons = case.reasons
    if reasons is None or reasons.allowed is None or reasons.allowed.unit.counts_days:
        return None
    return sum(end - start for start, end in _stretches(clock, case.start, until, reasons))


def _stands_still(pauses: tuple[Pause, ...], start: int) -> bool:
    return any(pause.end is None or pause.end > start for pause in pauses)


def _stretches(clock: Clock, start: int, end: int, reasons: Reasons) -> tuple[Stretch, ...]:
    assert reasons.allowed is not None
    if end <= start:
        return ()
    return clock.counted(start, end, reasons.allowed.unit, reasons.calendar, reasons.pauses)


def _line(clock: Clock, case: Case, reasons: Reasons, stretches: tuple[Stretch, ...]) -> str:
    assert reasons.allowed is not None
    calendar = reasons.calendar if reasons.allowed.unit.needs_calendar else None
    dated = bool(stretches) and stretches[-1].end - stretches[0].start > WEEK
    told = [_stretch_text(clock, one, calendar, dated=dated) for one in stretches]
    total = duration_text(reasons.allowed)
    length = sum(one.end - one.start for one in stretches)
    if length != duration_length(reasons.allowed):
        total = f"{length_text(length)} of {total}"
    skipped = stretches[SHOWN - 2 : -2]
    if len(told) > SHOWN:
        rest = length_text(sum(one.end - one.start for one in skipped))
        told = [*told[: SHOWN - 2], f"{len(skipped)} more stretches {rest}", *told[-2:]]
    zone = _other_zone(clock, case.start, calendar)
    return f"{' + '.join(told) or 'nothing'} = {total}{zone}"


def _stretch_text(clock: Clock, stretch: Stretch, calendar: str | None, *, dated: bool) -> str:
    start, end = clock.local_time(stretch.start, calendar), clock.local_time(stretch.end, calendar)
    opens = f"{_day(start, dated=dated)} {clock_text(start)}"
    if start.date() == end.date():
        closes = clock_text(end)
    elif (end - timedelta(microseconds=1)).date() == start.date():
        closes = "24:00"
    else:
        closes = f"{_day(end, dated=dated)} {clock_text(end)}"
    return f"{opens}-{closes} {length_text(stretch.end - stretch.start)}"


def _day(local: datetime, *, dated: bool) -> str:
    return day_text(local.date()) if dated else day_text(local.date())[:3]


def _other_zone(clock: Clock, instant: int, calendar: str | None) -> str:
    """The calendar's zone, where it is not the agreement's."""
    here, there = clock.local_time(instant), clock.local_time(instant, calendar)
    return f" ({there.tzinfo} time)" if str(here.tzinfo) != str(there.tzinfo) else ""


def _days_line(clock: Clock, case: Case, allowed: Duration, calendar: str | None) -> str:
    """`1st day Mon 2026-01-12, 2nd day Tue 2026-01-13 = 2 business days after Fri 2026-01-09`."""
    if case.due is None:
        return ""
    zone = calendar if allowed.unit.needs_calendar else None
    total = f"{duration_text(allowed)} after {day_text(clock.local_time(case.start, zone).date())}"
    last = _last_day(clock, case.due, zone)
    if allowed.unit is Unit.CALENDAR_WEEKS:
        days = f"through {last}"
    elif allowed.count > NAMED_DAYS:
        days = f"the {ordinal(allowed.count)} day is {last}"
    else:
        numbers = range(1, allowed.count + 1)
        dues = [clock.due(case.start, replace(allowed, count=number), calendar) for number in numbers]
        named = [_last_day(clock, due, zone) for due in dues if isinstance(due, int)]
        days = ", ".join(f"{ordinal(number)} day {day}" for number, day in enumerate(named, 1))
    return f"{days} = {total}{_other_zone(clock, case.start, zone)}"


def _last_day(clock: Clock, due: int, zone: str | None) -> str:
    return day_text(clock.local_time(due - 1, zone).date())
