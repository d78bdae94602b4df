"""Local time to instants: gaps, folds, skipped days, and both ends of the calendar."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest

from sla_dsl.clock import Clock, known_zone, zone_names
from sla_dsl.clock.instants import FIRST_INSTANT, LAST_INSTANT
from sla_dsl.clock.zones import zone
from sla_dsl.model.period import PeriodDates

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def at(text):
    """The instant of an RFC 3339 text."""
    return (datetime.fromisoformat(text) - EPOCH) // timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("name", "day", "minute", "expected"),
    [
        # usual
        ("Europe/Helsinki", "2026-03-27", 9 * 60, "2026-03-27T07:00:00Z"),
        ("Europe/Helsinki", "2026-03-30", 9 * 60, "2026-03-30T06:00:00Z"),
        # Helsinki: 03:00 becomes 04:00 at 01:00Z
        ("Europe/Helsinki", "2026-03-29", 179, "2026-03-29T00:59:00Z"),
        ("Europe/Helsinki", "2026-03-29", 180, "2026-03-29T01:00:00Z"),
        ("Europe/Helsinki", "2026-03-29", 210, "2026-03-29T01:00:00Z"),
        ("Europe/Helsinki", "2026-03-29", 239, "2026-03-29T01:00:00Z"),
        ("Europe/Helsinki", "2026-03-29", 240, "2026-03-29T01:00:00Z"),
        ("Europe/Helsinki", "2026-03-29", 241, "2026-03-29T01:01:00Z"),
        # Helsinki: 04:00 becomes 03:00 again at 01:00Z
        ("Europe/Helsinki", "2026-10-25", 180, "2026-10-25T00:00:00Z"),
        ("Europe/Helsinki", "2026-10-25", 239, "2026-10-25T00:59:00Z"),
        ("Europe/Helsinki", "2026-10-25", 240, "2026-10-25T02:00:00Z"),
        # midnight is skipped
        ("America/Sao_Paulo", "2018-11-04", 0, "2018-11-04T03:00:00Z"),
        ("America/Sao_Paulo", "2018-11-04", 59, "2018-11-04T03:00:00Z"),
        ("America/Sao_Paulo", "2018-11-03", 1440, "2018-11-04T03:00:00Z"),
        ("Asia/Beirut", "2022-03-27", 0, "2022-03-26T22:00:00Z"),
        ("Africa/Cairo", "2024-04-26", 30, "2024-04-25T22:00:00Z"),
        ("America/Havana", "2024-03-10", 0, "2024-03-10T05:00:00Z"),
        # midnight comes twice: 01:00 becomes 00:00
        ("America/Havana", "2024-11-03", 0, "2024-11-03T04:00:00Z"),
        ("America/Havana", "2024-11-03", 60, "2024-11-03T06:00:00Z"),
        # the hour before midnight comes twice: 24:00 becomes 23:00
        ("America/Sao_Paulo", "2018-02-17", 23 * 60, "2018-02-18T01:00:00Z"),
        ("America/Sao_Paulo", "2018-02-17", 1440, "2018-02-18T03:00:00Z"),
        # 00:01 becomes 23:01 of the day before: the first midnight counts
        ("America/St_Johns", "2009-11-01", 0, "2009-11-01T02:30:00Z"),
        # whole days that never were
        ("Pacific/Apia", "2011-12-29", 1440, "2011-12-30T10:00:00Z"),
        ("Pacific/Apia", "2011-12-30", 0, "2011-12-30T10:00:00Z"),
        ("Pacific/Apia", "2011-12-30", 17 * 60, "2011-12-30T10:00:00Z"),
        ("Pacific/Apia", "2011-12-31", 0, "2011-12-30T10:00:00Z"),
        ("Pacific/Kwajalein", "1993-08-21", 720, "1993-08-21T12:00:00Z"),
        ("Pacific/Kwajalein", "1993-08-22", 0, "1993-08-21T12:00:00Z"),
        # a gap of half an hour, from 02:00; an offset with seconds (1:39:49)
        ("Australia/Lord_Howe", "2026-10-04", 135, "2026-10-03T15:30:00Z"),
        ("Europe/Helsinki", "1900-01-01", 0, "1899-12-31T22:20:11Z"),
        # rules change, clocks do not: nothing comes twice
        ("America/Nuuk", "2023-10-28", 23 * 60 + 30, "2023-10-29T01:30:00Z"),
        # far beyond the zone's written list
        ("Europe/Helsinki", "9998-07-01", 0, "9998-06-30T21:00:00Z"),
    ],
)
def test_wall_time_to_instant(name, day, minute, expected):
    assert zone(name).instant_of(date.fromisoformat(day).toordinal(), minute) == at(expected)


def test_a_gap_of_seconds_ends_at_its_very_second():
    # Monrovia was 44 min 30 s behind UTC until 1972-01-07, when 00:00:00 became 00:44:30.
    monrovia = zone("Africa/Monrovia")
    day = date(1972, 1, 7).toordinal()
    assert monrovia.instant_of(day, 0) == at("1972-01-07T00:44:30Z")
    assert monrovia.instant_of(day, 44) == at("1972-01-07T00:44:30Z")
    assert monrovia.instant_of(day, 45) == at("1972-01-07T00:45:00Z")


@pytest.mark.parametrize(
    "name",
    [
        *("", ".", "..", "/", "../etc/passwd", "/etc/localtime", "Europe", "Europe/", "europe/helsinki", "a" * 10_000),
        *("\0", "Europe/Helsinki\0", "Europe/Helsinki ", "zone.tab", "tzdata.zi", "__init__.py", "Europe/__init__.py"),
        *("EET-2", "+02:00", "\ud800", "😀", "Europe\\Helsinki", "Mars/Phobos"),
    ],
)
def test_no_such_zone(name):
    assert not known_zone(name)


def test_every_named_zone_can_be_used():
    assert {"Europe/Helsinki", "UTC", "America/New_York", "Asia/Kathmandu"} <= set(zone_names())
    assert all(zone(name).day_at(0) in {719162, 719163} for name in zone_names())


@pytest.mark.parametrize("name", ["UTC", "Europe/Helsinki", "America/New_York", "Pacific/Kiritimati", "Asia/Manila"])
def test_the_ends_of_the_calendar_hold(name):
    clock = Clock(name, {})
    for instant in (FIRST_INSTANT, FIRST_INSTANT + 1, LAST_INSTANT - 1, LAST_INSTANT):
        assert clock.local_date(instant).year in {1, 9999}
        assert clock.local_time(instant).year in {1, 9999}
        assert clock.local_time(instant).isoformat()
    for day in (date.min, date.max):
        assert FIRST_INSTANT <= clock.day_start(day) < clock.day_end(day) <= LAST_INSTANT
    year = PeriodDates("9999", date(9999, 1, 1), date.max)
    assert clock.period_bounds(year) == (clock.day_start(date(9999, 1, 1)), clock.day_end(date.max))


def test_the_last_midnight_of_all_is_exact_where_it_is_an_instant():
    assert Clock("Europe/Helsinki", {}).day_end(date.max) == at("9999-12-31T22:00:00Z")
    assert Clock("America/New_York", {}).day_end(date.max) == LAST_INSTANT
    assert Clock("Europe/Helsinki", {}).day_start(date.min) == FIRST_INSTANT


def test_local_dates_and_times():
    clock = Clock("America/New_York", {})
    assert clock.local_date(at("2026-01-01T04:59:59.999999Z")) == date(2025, 12, 31)
    assert clock.local_date(at("2026-01-01T05:00:00Z")) == date(2026, 1, 1)
    assert clock.local_time(at("2026-07-01T12:00:00Z")).isoformat() == "2026-07-01T08:00:00-04:00"
    # both passes of the hour that comes twice
    assert clock.local_time(at("2026-11-01T05:30:00Z")).isoformat() == "2026-11-01T01:30:00-04:00"
    assert clock.local_time(at("2026-11-01T06:30:00Z")).isoformat() == "2026-11-01T01:30:00-05:00"


def test_a_quarter_has_its_local_bounds():
    quarter = PeriodDates("2026-Q1", date(2026, 1, 1), date(2026, 3, 31))
    assert Clock("Europe/Helsinki", {}).period_bounds(quarter) == (
        at("2025-12-31T22:00:00Z"),
        at("2026-03-31T21:00:00Z"),
    )


def test_the_machine_has_no_say_and_holidays_wait_until_they_are_used():
    program = (
        "import sys, zoneinfo, sla_dsl.clock as clock\n"
        "assert all('tzdata' in folder for folder in zoneinfo.TZPATH), zoneinfo.TZPATH\n"
        "assert not clock.known_zone('Rot/Ten')\n"
        "assert 'holidays' not in sys.modules\n"
        "print(clock.Clock('Europe/Helsinki', {}).local_time(0))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env={"PYTHONTZPATH": "/nowhere"}
    )
    assert ran.stdout.strip() == "1970-01-01 02:00:00+02:00"
