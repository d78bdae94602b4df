"""Cells of times and dates by the formats that their columns state; instants worked out by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sla_dsl.clock import LocalTimes
from sla_dsl.language.time_formats import time_format
from sla_dsl.log.map_times import instant_reader
from sla_dsl.log.raw import Fault
from sla_dsl.model.log_map import Column

HELSINKI = LocalTimes("Europe/Helsinki")
"""Two hours ahead of UTC, three from 29 March 2026, 03:00, to 25 October 2026, 04:00."""


def read(text, *formats, day=None, local=HELSINKI, repeated=None):
    """The instant in UTC as ISO 8601, or the code of the fault."""
    told = tuple(time_format(one, is_date=day is not None) for one in formats or ("iso",))
    found = instant_reader(
        Column("c", "c", None, told, day, local and local.name), {"Europe/Helsinki": HELSINKI}, repeated
    )(text)
    if isinstance(found, Fault):
        return found.code
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=found)).isoformat().replace("+00:00", "Z")


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-03-02 09:00:00", "2026-03-02T07:00:00Z"),
        ("2026-03-02T09:00", "2026-03-02T07:00:00Z"),
        ("2026-07-02T09:00:00", "2026-07-02T06:00:00Z"),
        ("2026-03-02 09:00:00.123", "2026-03-02T07:00:00.123000Z"),
        ("2026-03-02 09:00:00.123456789", "2026-03-02T07:00:00.123456Z"),
        ("2026-03-02 09:00:00Z", "2026-03-02T09:00:00Z"),
        ("2026-03-02 09:00:00 UTC", "2026-03-02T09:00:00Z"),
        ("2026-03-02T09:00:00+0530", "2026-03-02T03:30:00Z"),
        ("2026-03-02T09:00:00-05:00", "2026-03-02T14:00:00Z"),
        ("2026-03-02T09:00:00+05", "2026-03-02T04:00:00Z"),
        ("2026-03-02", "SLA725"),
        ("2026-03-02 9:00:00", "SLA725"),
        ("2026-3-2 09:00:00", "SLA725"),
        ("2026-02-29 09:00:00", "SLA725"),
        ("2026-03-02 24:00:00", "SLA725"),
        ("2026-03-02 23:59:60", "SLA725"),
        ("2026-03-02 23:60:00", "SLA725"),
        (" 2026-03-02 09:00:00", "SLA725"),
        ("2026-03-02 09:00:00x", "SLA725"),
        ("yesterday", "SLA725"),
        ("٢٠٢٦-03-02 09:00:00", "SLA725"),
        ("9999-12-31 23:59:59", "SLA733"),
        ("0000-01-01 00:00:00", "SLA725"),
        ("0001-01-01T00:00:00+05:00", "SLA725"),
        ("3/4/2026", "SLA726"),
        ("13/4/2026", "SLA726"),
        ("3/4/2026 9:00", "SLA726"),
    ],
)
def test_iso(text, instant):
    assert read(text) == instant


def test_a_local_time_needs_a_zone():
    assert read("2026-03-02 09:00:00", local=None) == "SLA725"
    assert read("2026-03-02 09:00:00Z", local=None) == "2026-03-02T09:00:00Z"


@pytest.mark.parametrize(
    ("text", "repeated", "instant"),
    [
        ("2026-03-29 02:59:59", None, "2026-03-29T00:59:59Z"),
        ("2026-03-29 03:00:00", None, "SLA727"),
        ("2026-03-29 03:59:59", "first", "SLA727"),
        ("2026-03-29 04:00:00", None, "2026-03-29T01:00:00Z"),
        ("2026-10-25 02:59:59", None, "2026-10-24T23:59:59Z"),
        ("2026-10-25 03:00:00", None, "SLA727"),
        ("2026-10-25 03:30:00", "first", "2026-10-25T00:30:00Z"),
        ("2026-10-25 03:30:00", "second", "2026-10-25T01:30:00Z"),
        ("2026-10-25 03:30:00+03:00", None, "2026-10-25T00:30:00Z"),
        ("2026-10-25 04:00:00", None, "2026-10-25T02:00:00Z"),
    ],
)
def test_times_that_never_came_or_came_twice(text, repeated, instant):
    assert read(text, repeated=repeated) == instant


@pytest.mark.parametrize(
    ("text", "formats", "day", "instant"),
    [
        ("2026-03-02", ["iso"], "day starts", "2026-03-01T22:00:00Z"),
        ("2026-03-02", ["iso"], "day ends", "2026-03-02T21:59:59.999999Z"),
        ("2026-03-29", ["iso"], "day ends", "2026-03-29T20:59:59.999999Z"),
        ("2026-03-02 00:00:00", ["iso"], "day starts", "SLA725"),
        ("2026-03-02 00:00:00", ["%Y-%m-%d 00:00:00"], "day ends", "2026-03-02T21:59:59.999999Z"),
        ("2026-03-02 00:00:01", ["%Y-%m-%d 00:00:00"], "day ends", "SLA725"),
        ("2026-03-02", ["iso", "%Y-%m-%d 00:00:00"], "day starts", "2026-03-01T22:00:00Z"),
        ("2026-03-02Z", ["iso"], "day starts", "SLA725"),
        ("3/4/2026", ["%-m/%-d/%Y"], "day starts", "2026-03-03T22:00:00Z"),
        ("3/4/2026", ["%-d/%-m/%Y"], "day starts", "2026-04-02T21:00:00Z"),
        ("03/04/2026", ["%-d/%-m/%Y"], "day starts", "2026-04-02T21:00:00Z"),
        ("3/4/2026", ["%m/%d/%Y"], "day starts", "SLA725"),
        ("13/4/2026", ["%-m/%-d/%Y"], "day starts", "SLA725"),
        ("2.3.2026", ["%-d.%-m.%Y"], "day starts", "2026-03-01T22:00:00Z"),
        ("20260302", ["%Y%m%d"], "day starts", "2026-03-01T22:00:00Z"),
        ("Mon, 2 Mar 2026", ["%a, %-d %b %Y"], "day starts", "2026-03-01T22:00:00Z"),
        ("Tue, 2 Mar 2026", ["%a, %-d %b %Y"], "day starts", "SLA725"),
        ("2 march 2026", ["%-d %B %Y"], "day starts", "2026-03-01T22:00:00Z"),
        ("2 maaliskuu 2026", ["%-d %B %Y"], "day starts", "SLA725"),
        ("9999-12-31", ["iso"], "day ends", "SLA733"),
    ],
)
def test_dates(text, formats, day, instant):
    assert read(text, *formats, day=day) == instant


@pytest.mark.parametrize(
    ("text", "format", "instant"),
    [
        ("02.03.2026 09:05", "%d.%m.%Y %H:%M", "2026-03-02T07:05:00Z"),
        ("2026-01-07 6:49:18", "%Y-%m-%d %-H:%M:%S", "2026-01-07T04:49:18Z"),
        ("2026-01-07 16:49:18", "%Y-%m-%d %-H:%M:%S", "2026-01-07T14:49:18Z"),
        ("2026-01-07 6:49:18", "%Y-%m-%d %H:%M:%S", "SLA725"),
        ("3/2/2026 12:05 AM", "%-m/%-d/%Y %I:%M %p", "2026-03-01T22:05:00Z"),
        ("3/2/2026 12:05 pm", "%-m/%-d/%Y %I:%M %p", "2026-03-02T10:05:00Z"),
        ("3/2/2026 13:05 PM", "%-m/%-d/%Y %I:%M %p", "SLA725"),
        ("3/2/2026 00:05 AM", "%-m/%-d/%Y %I:%M %p", "SLA725"),
        ("2026-03-02 09:00:00.5 +0100", "%F %T.%f %z", "2026-03-02T08:00:00.500000Z"),
        ("100% 2026-03-02 09:00", "100%% %F %R", "2026-03-02T07:00:00Z"),
        ("2026-03-02 09h00", "%F %Hh%M", "2026-03-02T07:00:00Z"),
        ("2026-03-02 09.00", "%F %H.%M", "2026-03-02T07:00:00Z"),
        ("2026-03-02 09x00", "%F %H.%M", "SLA725"),
        ("1772434800", "epoch seconds", "2026-03-02T07:00:00Z"),
        ("1772434800.25", "epoch seconds", "2026-03-02T07:00:00.250000Z"),
        ("0", "epoch seconds", "1970-01-01T00:00:00Z"),
        ("-1", "epoch seconds", "1969-12-31T23:59:59Z"),
        ("1772434800123", "epoch milliseconds", "2026-03-02T07:00:00.123000Z"),
        ("1772434800", "epoch milliseconds", "SLA725"),
        ("1772434800123", "epoch seconds", "SLA725"),
        ("1.77E+12", "epoch milliseconds", "SLA725"),
        ("1 772 434 800", "epoch seconds", "SLA725"),
    ],
)
def test_formats(text, format, instant):
    assert read(text, format) == instant


def test_several_formats():
    assert read("2026-01-07 6:49:18", "iso", "%Y-%m-%d %-H:%M:%S") == "2026-01-07T04:49:18Z"
    assert read("2026-01-07 16:49:18", "iso", "%Y-%m-%d %-H:%M:%S") == "2026-01-07T14:49:18Z"
    assert read("01122026 10:00", "%d%m%Y %H:%M", "%Y%m%d %H:%M") == "2026-12-01T08:00:00Z"
    assert read("20122011 10:00", "%d%m%Y %H:%M", "%Y%d%m %H:%M") == "SLA726"


@pytest.mark.parametrize("zone", ["Europe/Helsinki", "America/New_York", "America/Nuuk", "Asia/Kathmandu", "UTC"])
def test_local_times_are_what_the_clocks_showed(zone):
    from zoneinfo import ZoneInfo

    local, rules = LocalTimes(zone), ZoneInfo(zone)
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    start = datetime(2023, 1, 1, tzinfo=UTC)
    for step in range(0, 2 * 365 * 24 * 2, 7):
        instant = start + timedelta(minutes=30 * step)
        shown = instant.astimezone(rules)
        past_midnight = (shown.hour * 3600 + shown.minute * 60 + shown.second) * 1_000_000
        found = local.showing(shown.toordinal(), past_midnight)
        assert (instant - epoch) // timedelta(microseconds=1) in found
        assert len(found) <= 2
