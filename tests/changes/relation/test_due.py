"""Two due functions compared: every stretch is as it is said to be, and the stretches leave nothing out."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest

from sla_dsl.changes.relation.due import FURTHEST, Time, orders, same_zone
from sla_dsl.clock import Clock
from sla_dsl.model.calendar import Calendar, Window
from sla_dsl.model.clause import Duration, Period, Unit
from tests.strategies.calendars import PLACES, random_calendars
from tests.strategies.clauses import ClauseMaker, Setting

HOUR = 3_600_000_000
OFFICE = Calendar("office", {day: (Window(540, 1020),) for day in range(5)})
CLOCK = Clock("Europe/Helsinki", {"office": OFFICE})


def time(count: int, unit: str) -> Time:
    needed = unit.startswith("business")
    return Time(CLOCK, Duration(count, Unit(unit)), "office" if needed else None, CLOCK)


def compared(one: Time, other: Time, first: date, days: int = 7):
    begins = CLOCK.day_start(first)
    ends = CLOCK.day_start(first + timedelta(days=days))
    return orders(one, other, begins, ends, same_clock=False)


def local(instant: int) -> str:
    return f"{CLOCK.local_time(instant):%a %H:%M:%S.%f}"


@pytest.mark.parametrize("seed", range(40))
def test_every_stretch_holds_on_hard_calendars(seed: int) -> None:
    rnd = Random(seed)
    place = rnd.choice(PLACES)
    calendars, _ = random_calendars(rnd, place)
    clock = Clock(place.zone, calendars)
    maker = ClauseMaker(rnd, Setting(Period.MONTH, (), (), ()))

    def some_time() -> Time:
        duration, calendar = maker.duration(), rnd.choice(list(calendars))
        days = Clock(calendars[calendar].timezone or place.zone, {})
        return Time(clock, duration, calendar if duration.unit.needs_calendar else None, days)

    one, other = some_time(), some_time()
    begins = clock.day_start(place.near - timedelta(days=6))
    ends = clock.day_start(place.near + timedelta(days=9))
    found = orders(one, other, begins, ends, same_clock=False)
    if any(one_of.due(ends) - ends > FURTHEST for one_of in (one, other)) and len(found) == 3:
        return
    stretches = sorted((first, last, sign) for sign, several in found.items() for first, last in several)
    assert stretches[0][0] == begins
    assert stretches[-1][1] == ends - 1
    assert all(before[1] + 1 == after[0] for before, after in pairwise(stretches))
    for first, last, sign in stretches:
        for start in {first, last, rnd.randint(first, last), rnd.randint(first, last)}:
            difference = one.due(start) - other.due(start)
            assert (difference > 0) - (difference < 0) == sign


def test_four_open_hours_end_before_a_day_is_over_until_friday_afternoon() -> None:
    """From Friday 13:00 on what is left of the day is less, and the next opening is Monday's; from Sunday 13:00 on the
    four hours end on Monday at 13:00, within 24 hours again."""
    found = compared(time(4, "business hours"), time(24, "hours"), date(2026, 3, 2))
    later = [(local(first), local(last)) for first, last in found[1]]
    assert later[0][0] == "Fri 13:00:00.000001"
    assert later[-1][1] == "Sun 12:59:59.999999"
    assert 0 in found
    assert -1 in found


def test_a_week_and_168_hours_part_by_more_in_the_week_that_clocks_change() -> None:
    """A week of days ends at midnight, after 168 hours for every start but the last hour before the clocks go forward:
    on Sunday 2026-03-22 from 23:00 on, 168 hours end after the midnight of Sunday 2026-03-29."""
    found = compared(time(1, "calendar weeks"), time(168, "hours"), date(2026, 3, 22), days=1)
    assert [local(first) for first, _ in found[-1]] == ["Sun 23:00:00.000001"]
    assert set(compared(time(1, "calendar weeks"), time(168, "hours"), date(2026, 3, 2))) == {1}


def test_a_due_beyond_a_life_is_not_looked_up() -> None:
    found = compared(time(1_000_000, "business hours"), time(10, "hours"), date(2026, 3, 2))
    assert set(found) == {-1, 0, 1}


def test_zones_with_the_same_clocks() -> None:
    begins, ends = CLOCK.day_start(date(2026, 1, 1)), CLOCK.day_start(date(2027, 1, 1))
    assert same_zone(CLOCK, Clock("Europe/Tallinn", {}), begins, ends)
    assert not same_zone(CLOCK, Clock("Europe/Istanbul", {}), begins, ends)
    assert not same_zone(CLOCK, Clock("Europe/Paris", {}), begins, ends)
