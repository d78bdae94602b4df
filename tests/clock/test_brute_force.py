"""The clock against a count of single minutes, which knows only how an instant reads on the clocks of a zone."""

import random
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from sla_dsl.clock import UNKNOWN, Clock
from sla_dsl.model.calendar import Calendar, Window
from sla_dsl.model.clause import Duration, Unit
from sla_dsl.model.outcome import Pause

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROS = 60_000_000
SPAN = 30 * 1440
"""Minutes that are looked at: thirty days, of which the clocks change in the first or second week."""

CHANGES = [
    ("Europe/Helsinki", datetime(2026, 3, 20, tzinfo=UTC)),
    ("Europe/Helsinki", datetime(2026, 10, 18, tzinfo=UTC)),
    ("America/Havana", datetime(2024, 10, 27, tzinfo=UTC)),
    ("America/Sao_Paulo", datetime(2018, 10, 28, tzinfo=UTC)),
    ("America/Sao_Paulo", datetime(2018, 2, 10, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 3, 29, tzinfo=UTC)),
    ("Pacific/Apia", datetime(2011, 12, 22, tzinfo=UTC)),
    ("America/St_Johns", datetime(2009, 10, 24, tzinfo=UTC)),
    ("Asia/Kathmandu", datetime(2025, 12, 24, tzinfo=UTC)),
]


@cache
def readings(name, begin):
    """What the clocks of a zone show at each minute of the span, without the zone."""
    local = ZoneInfo(name)
    return [(begin + timedelta(minutes=i)).astimezone(local).replace(tzinfo=None) for i in range(SPAN)]


def first_minutes(shown):
    """For each local minute of the span, the first minute at which it, or a later one, is shown."""
    found = {}
    highest = wall = shown[0]
    for minute, reading in enumerate(shown):
        while reading >= wall:
            found[wall] = minute
            wall += timedelta(minutes=1)
        highest = max(highest, reading)
    return found


@cache
def reached(name, begin):
    return first_minutes(readings(name, begin))


def open_minutes(name, begin, calendar):
    """For each minute of the span the local date whose window it lies in, or nothing."""
    first = reached(name, begin)
    owner = [None] * SPAN
    day = readings(name, begin)[0].date() + timedelta(days=1)
    while day < readings(name, begin)[-1].date():
        midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a local time
        windows = calendar.hours.get(day.weekday(), ())
        if day in calendar.closed:
            windows = ()
        windows = calendar.open.get(day, windows)
        for window in windows:
            opens, closes = (first[midnight + timedelta(minutes=m)] for m in (window.opens, window.closes))
            owner[opens:closes] = [day] * (closes - opens)
        day += timedelta(days=1)
    return owner


def brute_time(counts, start, pauses, wanted):
    """The minute by which so many that count have gone by, or nothing within the span."""
    for minute in range(start, SPAN):
        if wanted == 0:
            return minute
        in_pause = next((p for p in pauses if p[0] <= minute and (p[1] is None or minute < p[1])), None)
        if in_pause and in_pause[1] is None:
            return UNKNOWN
        if not in_pause and counts(minute):
            wanted -= 1
    return None


def brute_business_days(owner, start, count):
    days = sorted({day for day in owner if day})
    first = next((day for day in owner[start:] if day), None)
    if first is None or days.index(first) + count >= len(days):
        return None
    wanted = days[days.index(first) + count]
    return max(minute for minute, day in enumerate(owner) if day == wanted) + 1


def some_windows(rng):
    edges = sorted(rng.sample(range(0, 1441, rng.choice([5, 30, 60])), 2 * rng.choice([1, 1, 2, 3])))
    return tuple(Window(opens, closes) for opens, closes in zip(edges[::2], edges[1::2], strict=True))


def some_calendar(rng, first_day):
    days = rng.sample(range(7), rng.randint(1, 7))
    dates = [first_day + timedelta(days=i) for i in range(28)]
    return Calendar(
        "c",
        {day: some_windows(rng) for day in days},
        closed=frozenset(rng.sample(dates, rng.randint(0, 4))),
        open={day: some_windows(rng) for day in rng.sample(dates, rng.randint(0, 3))},
    )


def some_pauses(rng):
    edges = sorted(rng.sample(range(12 * 1440), 2 * rng.randint(0, 3)))
    pauses = list(zip(edges[::2], edges[1::2], strict=True))
    if pauses and rng.random() < 0.3:
        pauses[-1] = (pauses[-1][0], None)
    return pauses


@pytest.mark.parametrize(("name", "begin"), CHANGES)
def test_agrees_with_a_count_of_minutes(name, begin):
    rng = random.Random(f"{name} {begin}")
    zero = (begin - EPOCH) // timedelta(microseconds=1)
    compared = 0
    for _ in range(8):
        calendar = some_calendar(rng, begin.date())
        clock = Clock(name, {"c": calendar})
        owner = open_minutes(name, begin, calendar)
        for _ in range(10):
            start, pauses = rng.randrange(2 * 1440, 14 * 1440), some_pauses(rng)
            given = [Pause(zero + a * MICROS, None if b is None else zero + b * MICROS) for a, b in pauses]
            unit = rng.choice([Unit.MINUTES, Unit.BUSINESS_MINUTES, Unit.BUSINESS_MINUTES, Unit.BUSINESS_DAYS])
            count = rng.randint(1, 9) if unit is Unit.BUSINESS_DAYS else rng.choice([1, 7, 60, 480, 1000, 3000])
            if unit is Unit.BUSINESS_DAYS:
                expected = brute_business_days(owner, start, count)
            elif unit is Unit.MINUTES:
                expected = brute_time(lambda _: True, start, pauses, count)
            else:
                expected = brute_time(lambda minute, owner=owner: owner[minute] is not None, start, pauses, count)
            if expected is None:
                continue
            compared += 1
            got = clock.due(zero + start * MICROS, Duration(count, unit), "c", given)
            assert got == (expected if expected is UNKNOWN else zero + expected * MICROS), (
                calendar,
                start,
                count,
                unit,
            )
            if got is not UNKNOWN and unit is Unit.BUSINESS_MINUTES:
                stretches = clock.counted(zero + start * MICROS, got, unit, "c", given)
                assert sum(end - begin for begin, end in stretches) == count * MICROS
    assert compared > 40


def test_calendar_days_end_at_the_midnight_after():
    for name, begin in CHANGES:
        first = reached(name, begin)
        zero = (begin - EPOCH) // timedelta(microseconds=1)
        shown = readings(name, begin)
        clock = Clock(name, {})
        for start in range(2 * 1440, 14 * 1440, 97):
            day = date.fromordinal(shown[start].toordinal() + 4)
            midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a local time
            got = clock.due(zero + start * MICROS, Duration(3, Unit.CALENDAR_DAYS), None)
            assert got == zero + first[midnight] * MICROS
