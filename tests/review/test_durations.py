"""What is said to end no later never does, whatever the start."""

from __future__ import annotations

from datetime import date
from itertools import product
from random import Random

import pytest

from sla_dsl.clock import Clock
from sla_dsl.model.agreement import Agreement, Effective
from sla_dsl.model.calendar import Calendar, CalendarChoice, Window
from sla_dsl.model.clause import Duration, Unit
from sla_dsl.review.durations import is_same, never_later

LONG = (Window(9 * 60, 17 * 60),)
SHORT = (Window(9 * 60, 10 * 60), Window(11 * 60, 12 * 60))
OFFICE = Calendar("office", dict.fromkeys(range(5), LONG), holidays="FI")
PART = Calendar("part", {0: LONG, 2: SHORT, 4: LONG}, open={date(2026, 5, 2): (Window(0, 600),)})
MINUTE = 60_000_000
DURATIONS = [
    Duration(count, unit)
    for unit, counts in {
        Unit.MINUTES: (30, 240), Unit.HOURS: (1, 4, 8, 21, 24, 48), Unit.BUSINESS_MINUTES: (30, 60),
        Unit.BUSINESS_HOURS: (1, 4, 8, 40), Unit.BUSINESS_DAYS: (1, 2, 5), Unit.CALENDAR_DAYS: (1, 2, 3, 7, 14),
        Unit.CALENDAR_WEEKS: (1, 2, 13),
    }.items()
    for count in counts
]  # fmt: skip


def agreement(*calendars: Calendar) -> Agreement:
    choice = CalendarChoice(calendars[0].id, "country", {one.id: one.id for one in calendars})
    effective = Effective(date(2026, 1, 1), date(2026, 12, 31))
    by_id = {one.id: one for one in calendars}
    return Agreement("a", "1", {}, effective, "Europe/Helsinki", {}, calendar=choice, calendars=by_id)


@pytest.mark.parametrize("calendars", [(OFFICE,), (PART,), (OFFICE, PART)])
def test_never_later(calendars):
    of, chance = agreement(*calendars), Random(1)
    clock = Clock(of.timezone, of.calendars)
    first, last = clock.day_start(date(2026, 1, 1)), clock.day_end(date(2026, 12, 30))
    starts = [chance.randrange(first, last, MINUTE // 2) for _ in range(250)]
    dues = {
        (duration, calendar.id): [clock.due(start, duration, calendar.id) for start in starts]
        for duration in DURATIONS
        for calendar in calendars
    }
    for one, other in product(DURATIONS, DURATIONS):
        if never_later(one, other, of):
            for calendar in calendars:
                assert all(a <= b for a, b in zip(dues[one, calendar.id], dues[other, calendar.id], strict=True))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("4 business hours", "1 business day", True),
        ("9 business hours", "1 business day", False),
        ("4 hours", "4 business hours", True),
        ("4 business hours", "4 hours", False),
        ("20 hours", "1 calendar day", True),
        ("24 hours", "1 calendar day", False),
        ("1 calendar day", "1 business day", False),
        ("1 calendar day", "2 business days", True),
        ("4 business hours", "1 calendar day", False),
        ("4 business hours", "1 calendar week", True),
        ("2 business days", "90 calendar days", True),
        ("1 calendar week", "7 calendar days", True),
    ],
)
def test_by_hand(one, other, expected):
    """Friday afternoon, 4 business hours end on Monday; the office is open 8 hours a day, less 3 that are kept back."""
    assert never_later(_duration(one), _duration(other), agreement(OFFICE)) is expected


def _duration(text: str) -> Duration:
    count, unit = text.split(" ", 1)
    return Duration(int(count), Unit(unit if unit.endswith("s") else f"{unit}s"))


def test_the_same():
    assert is_same(_duration("60 minutes"), _duration("1 hour"))
    assert is_same(_duration("1 calendar week"), _duration("7 calendar days"))
    assert not is_same(_duration("1 hour"), _duration("1 business hour"))
