"""The oracle itself, against days worked out by hand."""

from datetime import UTC, date, datetime

import pytest

from sla_dsl.model.calendar import Calendar, Window
from sla_dsl.model.clause import Duration, Unit
from tests.oracle.business import UNKNOWN, Hours, due
from tests.oracle.instants import day_start, instant_of

OFFICE = Calendar("office", {day: (Window(540, 1020),) for day in range(5)}, closed=frozenset({date(2026, 3, 4)}))
LUNCH = Calendar("lunch", {day: (Window(540, 720), Window(750, 1020)) for day in range(5)})


def at(text: str) -> int:
    return round((datetime.fromisoformat(text) - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()) * 1_000_000


@pytest.mark.parametrize(
    ("start", "count", "unit", "calendar", "expected"),
    [
        ("2026-03-02T09:00+02:00", 8, Unit.BUSINESS_HOURS, OFFICE, "2026-03-02T17:00+02:00"),
        ("2026-03-02T17:00+02:00", 60, Unit.BUSINESS_MINUTES, OFFICE, "2026-03-03T10:00+02:00"),
        ("2026-03-03T16:00+02:00", 2, Unit.BUSINESS_HOURS, OFFICE, "2026-03-05T10:00+02:00"),
        ("2026-03-02T11:30+02:00", 1, Unit.BUSINESS_HOURS, LUNCH, "2026-03-02T13:00+02:00"),
        ("2026-03-02T12:10+02:00", 1, Unit.BUSINESS_DAYS, LUNCH, "2026-03-03T17:00+02:00"),
        ("2026-03-02T18:00+02:00", 1, Unit.BUSINESS_DAYS, OFFICE, "2026-03-05T17:00+02:00"),
        ("2026-03-27T12:00+02:00", 2, Unit.CALENDAR_DAYS, OFFICE, "2026-03-30T00:00+03:00"),
        ("2026-03-29T02:30+02:00", 1, Unit.HOURS, OFFICE, "2026-03-29T04:30+03:00"),
        ("2026-03-27T16:00+02:00", 2, Unit.BUSINESS_HOURS, OFFICE, "2026-03-30T10:00+03:00"),
        ("2026-03-02T12:00+02:00", 1, Unit.CALENDAR_WEEKS, OFFICE, "2026-03-10T00:00+02:00"),
    ],
)
def test_due_is_as_worked_out_by_hand(start, count, unit, calendar, expected):
    hours = Hours(calendar, "Europe/Helsinki")
    assert due(at(start), Duration(count, unit), hours, "Europe/Helsinki", []) == at(expected)


def test_a_midnight_in_a_gap_is_the_gaps_end():
    assert day_start(date(2018, 11, 4), "America/Sao_Paulo") == at("2018-11-04T01:00-02:00")


def test_an_ambiguous_opening_is_the_earlier():
    assert instant_of(date(2026, 11, 1), 90, "America/New_York") == at("2026-11-01T01:30-04:00")


def test_a_pause_puts_due_off_and_an_open_one_makes_it_unknown():
    hours = Hours(OFFICE, "Europe/Helsinki")
    start, pause, resume = (at(f"2026-03-02T{hour}:00+02:00") for hour in ("09", "10", "12"))
    four = Duration(4, Unit.BUSINESS_HOURS)
    assert due(start, four, hours, "Europe/Helsinki", [(pause, resume)]) == at("2026-03-02T15:00+02:00")
    assert due(start, four, hours, "Europe/Helsinki", [(pause, None)]) is UNKNOWN
    at_due = at("2026-03-02T13:00+02:00")
    assert due(start, four, hours, "Europe/Helsinki", [(at_due, None)]) == at_due
