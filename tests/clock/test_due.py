"""When a case is due, by hand."""

import time
from datetime import UTC, date, datetime, timedelta

import pytest

from sla_dsl.clock import NEVER, UNKNOWN, Clock
from sla_dsl.clock.instants import FIRST_INSTANT, HOUR, LAST_INSTANT
from sla_dsl.model.calendar import Calendar, Window
from sla_dsl.model.clause import Duration, Unit
from sla_dsl.model.outcome import Pause

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NINE_TO_FIVE = (Window(540, 1020),)
ALL_DAY = (Window(0, 1440),)
WEEK = dict.fromkeys(range(5), NINE_TO_FIVE)


def at(text):
    """The instant of an RFC 3339 text."""
    return (datetime.fromisoformat(text) - EPOCH) // timedelta(microseconds=1)


def hel(text):
    """The instant of a winter time in Helsinki, January 2026 (the 5th is a Monday): `05 09:00`."""
    return at(f"2026-01-{text[:2]}T{text[3:]}+02:00")


def clock_of(zone="Europe/Helsinki", **parts):
    parts.setdefault("hours", WEEK)
    return Clock(zone, {"office": Calendar("office", **parts)})


def due(clock, start, allowed, *pauses):
    count, unit = allowed.split(" ", 1)
    unit = unit if unit.endswith("s") else unit + "s"
    return clock.due(start, Duration(int(count), Unit(unit)), "office", [Pause(*pause) for pause in pauses])


@pytest.mark.parametrize(
    ("start", "allowed", "expected"),
    [
        ("05 17:00", "1 business hour", "06 10:00"),
        ("05 10:00", "8 business hours", "06 10:00"),
        ("05 09:00", "8 business hours", "05 17:00"),
        ("05 08:00", "8 business hours", "05 17:00"),
        ("05 16:59", "1 business minute", "05 17:00"),
        ("05 16:59", "2 business minutes", "06 09:01"),
        ("09 16:30", "1 business hour", "12 09:30"),
        ("10 12:00", "90 business minutes", "12 10:30"),
        ("05 09:00", "40 business hours", "09 17:00"),
        ("05 09:00", "41 business hours", "12 10:00"),
        ("09 18:00", "1 business day", "13 17:00"),
        ("09 16:59", "1 business day", "12 17:00"),
        ("09 17:00", "1 business day", "13 17:00"),
        ("09 08:00", "1 business day", "12 17:00"),
        ("10 12:00", "1 business day", "13 17:00"),
        ("05 10:00", "10 business days", "19 17:00"),
        ("05 10:00", "30 minutes", "05 10:30"),
        ("10 10:00", "48 hours", "12 10:00"),
        ("05 00:00", "1 calendar day", "07 00:00"),
        ("05 23:59", "1 calendar day", "07 00:00"),
        ("05 12:00", "2 calendar weeks", "20 00:00"),
    ],
)
def test_a_week_in_helsinki(start, allowed, expected):
    assert due(clock_of(), hel(start), allowed) == hel(expected)


def test_the_weekend_on_which_the_clocks_change():
    friday = at("2026-03-27T16:30:00+02:00")
    assert due(clock_of(), friday, "1 business hour") == at("2026-03-30T06:30:00Z")
    assert due(clock_of(), friday, "64 hours") == at("2026-03-30T09:30:00+03:00")
    assert due(clock_of(), friday, "2 calendar days") == at("2026-03-30T00:00:00+03:00")


def test_a_window_across_the_change_of_clocks_is_an_hour_shorter_or_longer():
    clock = clock_of(hours={6: (Window(0, 360),)})
    assert due(clock, at("2026-03-29T00:00:00+02:00"), "5 business hours") == at("2026-03-29T06:00:00+03:00")
    assert due(clock, at("2026-10-25T00:00:00+03:00"), "7 business hours") == at("2026-10-25T06:00:00+02:00")


def test_a_window_in_the_gap_is_none_and_its_day_no_business_day():
    clock = clock_of(hours={6: (Window(180, 240),)})
    before = at("2026-03-22T03:30:00+02:00")
    assert due(clock, before, "1 business day") == at("2026-04-05T04:00:00+03:00")
    assert due(clock, before, "60 business minutes") == at("2026-04-05T03:30:00+03:00")


def test_an_ambiguous_opening_or_close_is_the_earlier():
    clock = clock_of(hours={6: (Window(210, 230),)})
    assert due(clock, at("2026-10-25T00:00:00Z"), "20 business minutes") == at("2026-10-25T00:50:00Z")
    assert due(clock, at("2026-10-25T00:50:00Z"), "1 business minute") == at("2026-11-01T03:31:00+02:00")


def test_a_local_day_that_never_was_is_no_business_day():
    clock = clock_of("Pacific/Apia")
    assert due(clock, at("2011-12-29T10:00:00-10:00"), "1 business day") == at("2012-01-02T17:00:00+14:00")
    assert due(clock, at("2011-12-29T16:00:00-10:00"), "2 business hours") == at("2012-01-02T10:00:00+14:00")


def test_round_the_clock():
    clock = clock_of(hours=dict.fromkeys(range(7), ALL_DAY))
    assert due(clock, hel("05 13:37"), "100 business hours") == hel("05 13:37") + 100 * HOUR
    assert due(clock, hel("05 00:00"), "24 business hours") == hel("06 00:00")
    assert due(clock, hel("05 00:00"), "1 business day") == hel("07 00:00")


def test_holidays_closed_and_open():
    clock = clock_of(holidays="FI", closed=frozenset({date(2026, 1, 7)}), open={date(2026, 1, 6): (Window(600, 660),)})
    # Epiphany, a holiday, is open for an hour; the 7th is closed
    assert due(clock, hel("05 16:00"), "2 business hours") == hel("06 11:00")
    assert due(clock, hel("05 16:00"), "3 business hours") == hel("08 10:00")
    assert due(clock, hel("05 16:00"), "2 business days") == hel("08 17:00")
    assert due(clock_of(holidays="FI"), hel("05 16:00"), "2 business hours") == hel("07 10:00")
    both = clock_of(closed=frozenset({date(2026, 1, 6)}), open={date(2026, 1, 6): (Window(600, 660),)})
    assert due(both, hel("05 16:00"), "2 business hours") == hel("06 11:00")


def test_a_holiday_observed_in_the_year_before():
    clock = clock_of("America/New_York", holidays="US")
    # 1 January 2028 is a Saturday, observed on Friday the 31st
    assert due(clock, at("2027-12-30T16:00:00-05:00"), "2 business hours") == at("2028-01-03T10:00:00-05:00")


def test_a_calendar_may_have_its_own_zone():
    clock = clock_of("Europe/Helsinki", timezone="America/New_York")
    start = at("2026-01-05T23:30:00Z")  # Mon 18:30 in New York, Tue 01:30 in Helsinki
    assert due(clock, start, "1 business hour") == at("2026-01-06T10:00:00-05:00")
    assert due(clock, start, "1 business day") == at("2026-01-07T17:00:00-05:00")
    assert due(clock, start, "1 calendar day") == at("2026-01-08T00:00:00+02:00")
    assert clock.local_time(start, "office").isoformat() == "2026-01-05T18:30:00-05:00"
    assert clock.local_time(start).isoformat() == "2026-01-06T01:30:00+02:00"


@pytest.mark.parametrize(
    ("pauses", "expected"),
    [
        ([("05 11:00", "05 13:00")], "05 16:00"),
        ([("05 18:00", "06 08:00")], "05 14:00"),
        ([("05 14:00", "05 15:00")], "05 14:00"),
        ([("05 13:59", "05 15:00")], "05 15:01"),
        ([("05 14:00", None)], "05 14:00"),
        ([("05 13:59", None)], UNKNOWN),
        ([("05 11:00", "05 12:00"), ("05 14:59", None)], UNKNOWN),
        ([("05 11:00", "05 12:00"), ("05 15:00", None)], "05 15:00"),
        ([("05 08:00", "05 12:00")], "05 16:00"),
        ([("05 08:00", "05 09:00")], "05 14:00"),
        ([("05 08:00", None)], UNKNOWN),
        ([("05 10:00", None)], UNKNOWN),
        ([("05 12:00", "05 12:00")], "05 14:00"),
        ([("05 12:00", "06 12:00")], "06 14:00"),
        ([("05 11:00", "05 12:00"), ("05 12:00", "05 13:00"), ("05 16:00", "05 17:00")], "05 16:00"),
        ([("05 11:00", "05 12:00"), ("05 12:00", "05 13:00"), ("05 15:00", "06 09:30")], "06 10:30"),
    ],
)
def test_four_business_hours_with_pauses(pauses, expected):
    instants = [(hel(start), end and hel(end)) for start, end in pauses]
    expected = expected if expected is UNKNOWN else hel(expected)
    assert due(clock_of(), hel("05 10:00"), "4 business hours", *instants) == expected


def test_a_pause_overnight_adds_nothing():
    pause = (hel("05 18:00"), hel("06 08:00"))
    assert due(clock_of(), hel("05 16:00"), "2 business hours", pause) == hel("06 10:00")


def test_elapsed_hours_with_pauses():
    start = hel("05 10:00")
    assert due(clock_of(), start, "24 hours", (hel("05 12:00"), hel("07 12:00"))) == hel("08 10:00")
    assert due(clock_of(), start, "24 hours", (hel("04 12:00"), hel("05 11:00"))) == hel("06 11:00")
    assert due(clock_of(), start, "24 hours", (hel("06 10:00"), None)) == hel("06 10:00")
    assert due(clock_of(), start, "24 hours", (hel("06 09:59"), None)) is UNKNOWN


def test_to_the_microsecond():
    start = hel("05 16:59") + 1
    assert due(clock_of(), start, "1 business minute") == hel("06 09:00") + 1
    assert due(clock_of(), start, "1 minute") == hel("05 17:00") + 1


def test_never():
    clock = clock_of(hours={}, open={date(2026, 1, 5): NINE_TO_FIVE})
    assert due(clock, hel("05 09:00"), "8 business hours") == hel("05 17:00")
    assert due(clock, hel("05 09:00"), "481 business minutes") is NEVER
    assert due(clock, hel("05 17:00"), "1 business minute") is NEVER
    assert due(clock, hel("05 09:00"), "1 business day") is NEVER
    assert due(clock, hel("05 09:00"), "481 business minutes", (hel("05 10:00"), hel("05 11:00"))) is NEVER
    assert due(clock, hel("05 09:00"), "481 business minutes", (hel("07 10:00"), None)) is UNKNOWN


@pytest.mark.parametrize("unit", list(Unit))
def test_past_the_last_year_is_never(unit):
    clock = clock_of(hours={0: NINE_TO_FIVE})
    for count in (10**10, 10**20, 10**400):
        assert clock.due(hel("05 09:00"), Duration(count, unit), "office") is NEVER
    assert clock.due(LAST_INSTANT, Duration(1, unit), "office") is NEVER


@pytest.mark.parametrize("unit", list(Unit))
@pytest.mark.parametrize("name", ["UTC", "America/New_York", "Pacific/Kiritimati"])
def test_the_first_year_holds(unit, name):
    assert isinstance(clock_of(name, holidays="US").due(FIRST_INSTANT, Duration(3, unit), "office"), int)


def test_the_last_days_there_are():
    # 9999-12-31 is a Friday
    utc = clock_of("UTC")
    assert due(utc, at("9999-12-31T16:00:00Z"), "1 business hour") == at("9999-12-31T17:00:00Z")
    assert due(utc, at("9999-12-30T12:00:00Z"), "1 business day") == at("9999-12-31T17:00:00Z")
    assert due(utc, at("9999-12-31T12:00:00Z"), "1 business day") is NEVER
    assert due(utc, at("9999-12-30T12:00:00Z"), "1 calendar day") is NEVER  # its end is in the year 10000
    assert due(utc, at("9999-12-31T23:58:59.999999Z"), "1 minute") == LAST_INSTANT
    assert due(utc, at("9999-12-31T23:59:00Z"), "1 minute") is NEVER
    assert due(clock_of(), at("9999-12-30T12:00:00Z"), "1 calendar day") == at("9999-12-31T22:00:00Z")
    assert due(clock_of(), at("9999-12-30T12:00:00Z"), "2 calendar days") is NEVER


def test_an_opening_centuries_ahead_is_found_soon():
    began = time.process_time()
    clock = clock_of(hours={}, holidays="FI", open={date(2826, 3, 2): NINE_TO_FIVE, date(9999, 12, 31): NINE_TO_FIVE})
    assert due(clock, hel("05 09:00"), "1 business hour") == at("2826-03-02T10:00:00+02:00")
    assert due(clock, hel("05 09:00"), "9 business hours") == at("9999-12-31T10:00:00+02:00")
    assert due(clock, hel("05 09:00"), "1 business day") == at("9999-12-31T17:00:00+02:00")
    assert time.process_time() - began < 4


def test_far_years_repeat_the_week_but_keep_their_own_dates():
    dated = clock_of(closed=frozenset({date(2827, 3, 1)}), open={date(3227, 3, 6): NINE_TO_FIVE})
    for year, first_open in ((2426, "2"), (2826, "2"), (3226, "2")):
        # 1 March is a Sunday in 2026 and every 400 years
        assert due(dated, at(f"{year}-03-01T12:00:00Z"), "1 business hour") == at(
            f"{year}-03-0{first_open}T10:00:00+02:00"
        )
    # 1 March 2827 is a Monday, and closed; in 2427 and 3227 it is open
    assert due(dated, at("2827-02-28T12:00:00Z"), "1 business hour") == at("2827-03-02T10:00:00+02:00")
    assert due(dated, at("2427-02-28T12:00:00Z"), "1 business hour") == at("2427-03-01T10:00:00+02:00")
    # 6 March 3227 is a Saturday, and open
    assert due(dated, at("3227-03-05T15:00:00Z"), "1 business day") == at("3227-03-08T17:00:00+02:00")
    assert due(dated, at("3227-03-05T14:00:00Z"), "2 business hours") == at("3227-03-06T10:00:00+02:00")


def test_counted_stretches():
    clock = clock_of()
    hours = Unit.BUSINESS_HOURS
    counted = clock.counted(hel("09 16:30"), hel("12 09:30"), hours, "office")
    assert counted == ((hel("09 16:30"), hel("09 17:00")), (hel("12 09:00"), hel("12 09:30")))
    paused = clock.counted(
        hel("05 08:00"),
        hel("06 10:00"),
        hours,
        "office",
        [Pause(hel("05 11:00"), hel("05 13:00")), Pause(hel("05 16:00"), None)],
    )
    assert paused == ((hel("05 09:00"), hel("05 11:00")), (hel("05 13:00"), hel("05 16:00")))
    assert clock.counted(
        hel("05 08:00"), hel("06 08:00"), Unit.HOURS, None, [Pause(hel("04 08:00"), hel("05 09:00"))]
    ) == ((hel("05 09:00"), hel("06 08:00")),)
    assert clock.counted(hel("05 17:00"), hel("06 09:00"), hours, "office") == ()
    assert clock.counted(hel("06 09:00"), hel("05 17:00"), hours, "office") == ()
    assert clock.counted(hel("05 09:00"), hel("06 09:00"), Unit.BUSINESS_DAYS, "office") == ()


def test_counted_stretches_that_touch_are_one_and_cross_the_years():
    clock = clock_of(hours=dict.fromkeys(range(7), ALL_DAY))
    start, end = at("2025-12-30T12:00:00Z"), at("2026-01-02T12:00:00Z")
    assert clock.counted(start, end, Unit.BUSINESS_HOURS, "office") == ((start, end),)
