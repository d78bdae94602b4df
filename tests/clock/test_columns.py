"""The clock of arrays says what the scalar clock says, with which it shares no code, to the microsecond."""

from datetime import date
from random import Random

import numpy as np
import pytest

from sla_dsl.clock import Clock
from sla_dsl.clock.columns import NEVER, ColumnClock, Pauses, first_above, first_at_least
from sla_dsl.clock.columns.local import LocalTime
from sla_dsl.clock.instants import DAY, FIRST_INSTANT, LAST_INSTANT
from sla_dsl.clock.zones import zone
from sla_dsl.model.calendar import Calendar, Window
from sla_dsl.model.clause import Duration, Unit
from sla_dsl.model.outcome import Pause
from tests.strategies.calendars import PLACES, random_calendars

HARD = (
    ("Europe/Helsinki", date(2026, 3, 29)), ("Europe/Helsinki", date(2026, 10, 25)), ("Pacific/Apia", date(2011, 12, 30)),
    ("America/Nuuk", date(2023, 10, 28)), ("America/New_York", date(2026, 11, 1)), ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("America/St_Johns", date(2008, 11, 2)), ("Asia/Gaza", date(2072, 10, 1)), ("Asia/Manila", date(1845, 1, 1)),
    ("America/Juneau", date(1867, 10, 18)), ("America/Boa_Vista", date(2000, 10, 10)), ("Africa/Casablanca", date(2026, 3, 1)),
)  # fmt: skip
"""Zones, and days on which their clocks do something hard."""

WINDOWS = {day: (Window(540, 720), Window(750, 1020)) for day in range(5)}


def due_of(found) -> int:
    return found if isinstance(found, int) else NEVER


def one_by_one(clock, starts, duration, calendar, pauses) -> list[int]:
    return [due_of(clock.due(start, duration, calendar, pauses)) for start in starts]


def as_columns(pauses, count) -> Pauses:
    starts = np.array([pause.start for pause in pauses], np.int64)
    ends = np.array([NEVER if pause.end is None else pause.end for pause in pauses], np.int64)
    return Pauses(starts, ends, np.zeros(count, np.int64), np.full(count, len(pauses)))


def random_pauses(rnd: Random, near: int) -> list[Pause]:
    edges = sorted({near + rnd.randint(-15 * 86400, 25 * 86400) * 1_000_000 for _ in range(rnd.choice((2, 4, 8)))})
    pauses = [Pause(start, end) for start, end in zip(edges[::2], edges[1::2], strict=False)]
    return [*pauses, Pause(edges[-1] + 5, None)] if rnd.random() < 0.3 else pauses


@pytest.mark.parametrize("seed", range(60))
def test_dues_are_the_same_near_hard_days(seed):
    rnd = Random(seed)
    place = rnd.choice(PLACES)
    calendars, _ = random_calendars(rnd, place)
    scalar, columns = Clock(place.zone, calendars), ColumnClock(place.zone, calendars)
    near = scalar.day_start(place.near)
    starts = [near + rnd.randint(-10 * 86400, 10 * 86400) * 1_000_000 + rnd.choice((0, 0, 1)) for _ in range(25)]
    for unit in Unit:
        duration, calendar = Duration(rnd.choice((1, 2, 8, 24, 100)), unit), rnd.choice(list(calendars))
        pauses = random_pauses(rnd, near) if rnd.random() < 0.7 else []
        found = columns.due(np.array(starts), duration, calendar, as_columns(pauses, len(starts)))
        assert found.tolist() == one_by_one(scalar, starts, duration, calendar, pauses), (place, duration)


@pytest.mark.parametrize(("name", "day"), HARD)
def test_dues_are_the_same_on_the_hardest_days(name, day):
    calendars = {
        "office": Calendar("office", WINDOWS),
        "night": Calendar("night", {d: (Window(0, 90),) for d in range(7)}),
    }
    scalar, columns = Clock(name, calendars), ColumnClock(name, calendars)
    near = scalar.day_start(day)
    starts = [near + half * DAY // 48 for half in range(-96, 144)]
    assert columns.local_days(np.array(starts)).tolist() == [scalar.local_date(start).toordinal() for start in starts]
    for duration in (Duration(1, Unit.BUSINESS_HOURS), Duration(45, Unit.BUSINESS_MINUTES), Duration(1, Unit.BUSINESS_DAYS),
                     Duration(1, Unit.CALENDAR_DAYS), Duration(1, Unit.HOURS)):  # fmt: skip
        for calendar in calendars:
            found = columns.due(np.array(starts), duration, calendar)
            assert found.tolist() == one_by_one(scalar, starts, duration, calendar, ()), (name, duration, calendar)


@pytest.mark.parametrize("name", sorted({name for name, _ in HARD}))
def test_local_time_is_the_zones_own_through_all_years(name):
    """Both ways, at random instants of the years 1 to 9999, and of those in which the zones have rules."""
    rnd = Random(name)
    own, table = zone(name), LocalTime(name)
    instants = [rnd.randint(FIRST_INSTANT + 3 * DAY, LAST_INSTANT - 3 * DAY) for _ in range(100)]
    instants += [rnd.randint(-4_000_000_000, 4_200_000_000) * 1_000_000 for _ in range(400)]
    assert table.days_at(np.array(instants)).tolist() == [own.day_at(instant) for instant in instants]
    days = [own.day_at(instant) for instant in instants]
    minutes = [rnd.randrange(1441) for _ in days]
    expected = [own.instant_of(day, minute) for day, minute in zip(days, minutes, strict=True)]
    assert table.instants_of(np.array(days), np.array(minutes)).tolist() == expected


FAR = (
    (Duration(10**6, Unit.BUSINESS_MINUTES), 1), (Duration(10**6, Unit.BUSINESS_HOURS), 1),
    (Duration(500_000, Unit.BUSINESS_DAYS), 1), (Duration(3 * 10**6, Unit.BUSINESS_DAYS), 0),
    (Duration(10**30, Unit.BUSINESS_HOURS), 0), (Duration(10**30, Unit.BUSINESS_DAYS), 0), (Duration(10**30, Unit.MINUTES), 0),
    (Duration(2 * 10**6, Unit.CALENDAR_DAYS), 1), (Duration(10**30, Unit.CALENDAR_WEEKS), 0), (Duration(10**7, Unit.HOURS), 1),
)  # fmt: skip
"""Long durations, and whether they end before the year 10000."""


@pytest.mark.parametrize(("duration", "ends"), FAR)
def test_far_dues_are_the_same(duration, ends):
    calendars = {"office": Calendar("office", WINDOWS, "FI", frozenset({date(2500, 5, 5)}))}
    scalar, columns = Clock("Europe/Helsinki", calendars), ColumnClock("Europe/Helsinki", calendars)
    starts = [scalar.day_start(date(year, 3, 1)) + 3_600_000_000 for year in (2026, 2199, 2207, 3000)]
    found = columns.due(np.array(starts), duration, "office")
    assert found.tolist() == one_by_one(scalar, starts, duration, "office", ())
    assert (found[0] != NEVER) == ends


@pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 30), date(9999, 12, 31)])
@pytest.mark.parametrize("name", ["UTC", "Pacific/Kiritimati", "America/Los_Angeles"])
def test_dues_are_the_same_at_both_ends_of_the_calendar(name, day):
    calendars = {"office": Calendar("office", {d: (Window(540, 1020),) for d in range(7)})}
    scalar, columns = Clock(name, calendars), ColumnClock(name, calendars)
    starts = [scalar.day_start(day) + half * DAY // 2 for half in range(3)]
    starts = [start for start in starts if FIRST_INSTANT <= start <= LAST_INSTANT]
    for unit in Unit:
        found = columns.due(np.array(starts), Duration(1, unit), "office")
        assert found.tolist() == one_by_one(scalar, starts, Duration(1, unit), "office", ()), unit


def test_a_calendar_that_is_open_on_named_dates_alone_is_closed_for_ever_after():
    own = {date(2026, 12, 19): (Window(600, 840),)}
    calendars = {"once": Calendar("once", {}, open=own)}
    clock = ColumnClock("UTC", calendars)
    start = np.array([Clock("UTC", calendars).day_start(date(2026, 1, 1))])
    opens = Clock("UTC", calendars).day_start(date(2026, 12, 19)) + 10 * 3_600_000_000
    assert clock.due(start, Duration(4, Unit.BUSINESS_HOURS), "once").tolist() == [opens + 4 * 3_600_000_000]
    assert clock.due(start, Duration(5, Unit.BUSINESS_HOURS), "once").tolist() == [NEVER]
    assert clock.due(start, Duration(1, Unit.BUSINESS_DAYS), "once").tolist() == [NEVER]


def test_a_start_before_those_that_were_asked_about_first_moves_nothing():
    calendars = {"office": Calendar("office", WINDOWS)}
    scalar, columns = Clock("UTC", calendars), ColumnClock("UTC", calendars)
    for year in (2026, 2001, 2031, 2026):
        start = scalar.day_start(date(year, 5, 5))
        found = columns.due(np.array([start]), Duration(300, Unit.BUSINESS_HOURS), "office")
        assert found.tolist() == one_by_one(scalar, [start], Duration(300, Unit.BUSINESS_HOURS), "office", ())


def test_lanes_are_searched_each_in_its_own_stretch():
    values = np.array([1, 3, 3, 5, 2, 2, 9])
    low, high = np.array([0, 0, 4, 4, 2, 3]), np.array([4, 4, 7, 7, 2, 4])
    wanted = np.array([3, 6, 2, 3, 1, 5])
    assert first_at_least(values, low, high, wanted).tolist() == [1, 4, 4, 6, 2, 3]
    assert first_above(values, low, high, wanted).tolist() == [3, 4, 6, 6, 2, 4]
