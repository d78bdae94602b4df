"""RFC 3339 to microseconds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_dsl.log.raw import Fault
from sla_dsl.log.times import FIRST, LAST, read_time

DAY = 86_400_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T00:00:00-00:00", 0),
        ("1970-01-01t00:00:00z", 0),
        ("1970-01-01 02:00:00+02:00", 0),
        ("1969-12-31T23:59:59.9999999Z", -1),
        ("1970-01-01T00:00:00.0000019Z", 1),
        ("1970-01-01T00:00:00.5Z", 500_000),
        (f"1970-01-01T00:00:00.{'1' * 100_000}Z", 111_111),
        ("1970-01-02T00:00:00+23:59", 60_000_000),
        ("2000-02-29T00:00:00Z", 11_016 * DAY),
        ("0001-01-01T00:00:00Z", FIRST),
        ("9999-12-31T23:59:59.999999Z", LAST),
        ("0001-01-01T01:00:00+01:00", FIRST),
    ],
)
def test_instants(text, instant):
    assert read_time(text) == instant


def test_the_ends_of_time():
    assert (FIRST, LAST) == (-719_162 * DAY, 2_932_897 * DAY - 1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026-01-01T12:00:00", "offset"),
        ("2026-01-01T12:00", "offset"),
        ("2026-01-01", "offset"),
        ("2026-01-01T12:00:60Z", "leap second"),
        ("2016-12-31T23:59:60Z", "leap second"),
        ("2026-01-01T24:00:00Z", "hours"),
        ("2026-02-29T12:00:00Z", "no such date"),
        ("2026-13-01T12:00:00Z", "no such date"),
        ("0000-01-01T12:00:00Z", "no such date"),
        ("0001-01-01T00:00:00+00:01", "years 1 to 9999"),
        ("9999-12-31T23:59:59-00:01", "years 1 to 9999"),
        ("2026-01-01T12:60:00Z", "is expected"),
        ("2026-01-01T12:00:61Z", "is expected"),
        ("2026-01-01T12:00:00+24:00", "is expected"),
        ("2026-01-01T12:00:00+02:60", "is expected"),
        ("2026-01-01T12:00:00+0200", "is expected"),
        ("2026-01-01T12:00:00+02", "is expected"),
        ("2026-01-01T12:00:00.Z", "is expected"),
        ("2026-01-01T12:00:00,5Z", "is expected"),
        ("2026-01-01T12:00Z", "is expected"),
        ("2026-01-01T12:00:00Z\n", "is expected"),
        (" 2026-01-01T12:00:00Z", "is expected"),
        ("2026-01-01T12:00:00 Z", "is expected"),
        ("2026-01-01_12:00:00Z", "is expected"),
        ("20260101T120000Z", "is expected"),
        ("+2026-01-01T12:00:00Z", "is expected"),
        ("10000-01-01T12:00:00Z", "is expected"),
        ("٢٠٢٦-01-01T12:00:00Z", "is expected"),
        ("2026-01-01T12:00:0０Z", "is expected"),
        ("2026-01-01T12:00:00−02:00", "is expected"),
        ("yesterday", "is expected"),
        ("Z" * 100_000, "is expected"),
    ],
)
def test_faults(text, words):
    fault = read_time(text)
    assert isinstance(fault, Fault)
    assert fault.code == "SLA703"
    assert words in fault.reason
    assert len(fault.reason) < 200


@given(
    st.datetimes(min_value=datetime(1, 1, 3), max_value=datetime(9999, 12, 29)),  # noqa: DTZ001 - the zone is drawn
    st.integers(-1439, 1439),
    st.sampled_from("Tt "),
    st.text("0123456789", max_size=8),
)
def test_as_datetime_reads_them(moment, offset, between, more_digits):
    aware = moment.replace(tzinfo=timezone(timedelta(minutes=offset)))
    sign = "-" if offset < 0 else "+"
    hours, minutes = divmod(abs(offset), 60)
    written = f"{moment:%H:%M:%S.%f}{more_digits}{sign}{hours:02}:{minutes:02}"
    assert read_time(f"{moment.date()}{between}{written}") == (aware - EPOCH) // timedelta(microseconds=1)
