from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from sla_dsl.clock import Clock
from sla_dsl.model.calendar import Calendar, Window
from sla_dsl.model.clause import Duration, Unit
from sla_dsl.story.moments import (
    duration_text,
    elapsed_text,
    joined,
    length_text,
    moment,
    ordinal,
    runs,
)

SECOND = 1_000_000


def test_a_moment_is_local_with_weekday_and_only_the_digits_it_needs(world):
    clock = world.clock_of(world.agreement())
    at = world.at("2026-01-09 16:30")
    assert moment(clock, at).text == "Fri 2026-01-09 16:30"
    assert moment(clock, at + 5 * SECOND).text == "Fri 2026-01-09 16:30:05"
    assert moment(clock, at + 5 * SECOND + 250_000).text == "Fri 2026-01-09 16:30:05.25"


def test_the_midnight_that_ends_something_belongs_to_the_day_before(world):
    clock = world.clock_of(world.agreement())
    midnight = world.at("2026-01-10 00:00")
    assert moment(clock, midnight).text == "Sat 2026-01-10 00:00"
    assert moment(clock, midnight, ends=True).text == "Fri 2026-01-09 24:00"


def test_the_hour_that_comes_twice_has_its_offset():
    clock = Clock("Europe/Helsinki", {})
    # 2026-10-25: 04:00 summer time becomes 03:00 winter time at 01:00Z
    before = 1_792_888_200 * SECOND  # 2026-10-25T00:30Z
    assert moment(clock, before).text == "Sun 2026-10-25 03:30 (UTC+03:00)"
    assert moment(clock, before + 3600 * SECOND).text == "Sun 2026-10-25 03:30 (UTC+02:00)"
    assert moment(clock, before + 7200 * SECOND).text == "Sun 2026-10-25 04:30"


def test_a_calendar_of_another_zone_is_mentioned_one_of_the_same_is_not(world):
    clock = world.clock_of(world.agreement())
    at = world.at("2026-01-12 06:00")
    assert moment(clock, at, "tokyo").text == "Mon 2026-01-12 06:00 (Mon 2026-01-12 13:00 Asia/Tokyo)"
    assert moment(clock, at, "office").text == "Mon 2026-01-12 06:00"


def test_a_calendar_whose_zone_has_another_name_but_the_same_clocks_is_not_mentioned(world):
    kiev = Calendar("kiev", {0: (Window(540, 1020),)}, timezone="Europe/Vilnius")
    clock = Clock("Europe/Helsinki", {"kiev": kiev})
    assert moment(clock, world.at("2026-01-12 06:00"), "kiev").text == "Mon 2026-01-12 06:00"


@pytest.mark.parametrize(
    ("microseconds", "text"),
    [
        (0, "0 min"),
        (30 * 60 * SECOND, "30 min"),
        (12_600 * SECOND, "3 h 30 min"),
        (100 * 3600 * SECOND, "100 h"),
        (3605 * SECOND, "1 h 5 s"),
        (1, "0.000001 s"),
        (1_500_000, "1.5 s"),
        (10_500_000, "10.5 s"),
    ],
)
def test_lengths(microseconds, text):
    assert length_text(microseconds) == text


def test_elapsed_time_has_days_from_two_on():
    assert elapsed_text(47 * 3600 * SECOND) == "47 h"
    assert elapsed_text(48 * 3600 * SECOND) == "2 days"
    assert elapsed_text(51 * 3600 * SECOND) == "2 days 3 h"


def test_words():
    assert duration_text(Duration(1, Unit.BUSINESS_DAYS)) == "1 business day"
    assert duration_text(Duration(4, Unit.BUSINESS_HOURS)) == "4 business hours"
    assert [joined(parts) for parts in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]
    assert [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 112)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "112th",
    ]  # fmt: skip
    assert runs([0, 1, 2, 4, 6, 9]) == [(0, 2), (4, 4), (6, 6), (9, 9)]
    assert runs([]) == []


def test_the_zones_of_these_tests_are_there():
    assert ZoneInfo("Asia/Tokyo")
