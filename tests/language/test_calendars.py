"""Hours, days, dates and holidays as an agreement writes them."""

from __future__ import annotations

from datetime import date

import pytest

from sla_dsl.diagnostics import Source
from sla_dsl.language.calendars import calendar
from sla_dsl.language.envelope import read
from sla_dsl.model.calendar import Window

NINE_TO_FIVE = (Window(540, 1020),)


def read_calendar(body: str):
    source = Source("f", "office:\n" + "".join(f"  {line}\n" for line in body.splitlines()))
    root, problems = read(source)
    assert problems == []
    made, found = calendar(root.entries[0], source)
    told = []
    for one in found:
        span = one.place.span
        words = source.text[source.offset(span.line, span.column) : source.offset(span.end_line, span.end_column)]
        told.append((one.code, words, one.help))
    return made, told


def hours(text: str):
    return read_calendar("hours:\n" + "".join(f"  {line}\n" for line in text.splitlines()))


def test_the_design_example():
    made, found = read_calendar(
        "hours: {Mon-Thu: 09:00-12:00 12:30-17:00, Fri: 09:00-15:00}\n"
        "holidays: FI\nclosed: [2026-12-24, 2026-12-31]\nopen: {2026-12-19: 10:00-14:00}\ntimezone: Europe/Berlin"
    )
    assert found == []
    long = (Window(540, 720), Window(750, 1020))
    assert made.hours == {0: long, 1: long, 2: long, 3: long, 4: (Window(540, 900),)}
    assert (made.id, made.holidays, made.timezone) == ("office", "FI", "Europe/Berlin")
    assert made.closed == {date(2026, 12, 24), date(2026, 12, 31)}
    assert made.open == {date(2026, 12, 19): (Window(600, 840),)}


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ("Mon", [0]),
        ("Mon-Fri", [0, 1, 2, 3, 4]),
        ("Sat-Mon", [0, 5, 6]),
        ("Sun-Sat", [0, 1, 2, 3, 4, 5, 6]),
        ("Fri-Thu", [0, 1, 2, 3, 4, 5, 6]),
    ],
)
def test_days(days, expected):
    made, found = hours(f"{days}: 09:00-17:00")
    assert found == []
    assert made.hours == dict.fromkeys(expected, NINE_TO_FIVE)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("00:00-24:00", [(0, 1440)]),
        ("12:00-17:00 09:00-12:00", [(540, 720), (720, 1020)]),
        ("09:00-12:00\n    12:30-17:00", [(540, 720), (750, 1020)]),
        ("23:59-24:00", [(1439, 1440)]),
    ],
)
def test_windows(written, expected):
    made, found = hours(f"Mon: {written}")
    assert found == []
    assert made.hours == {0: tuple(Window(*one) for one in expected)}


@pytest.mark.parametrize(
    ("written", "code", "words", "help"),
    [
        ("9:00-17:00", "SLA501", "9:00-17:00", "`09:00-17:00`"),
        ("9-17", "SLA501", "9-17", "`09:00-17:00`"),
        ("9.00-17", "SLA501", "9.00-17", "`09:00-17:00`"),
        ("9am-5pm", "SLA501", "9am-5pm", "`09:00-17:00`"),
        ("12am-12pm", "SLA501", "12am-12pm", "`00:00-12:00`"),
        ("09:00 - 17:00", "SLA501", "09:00 - 17:00", "`09:00-17:00`"),
        ("09:00–17:00", "SLA501", "09:00–17:00", "`09:00-17:00`"),
        ("09:00-25:00", "SLA501", "09:00-25:00", "24:00"),
        ("09:00-24:01", "SLA501", "09:00-24:01", "24:00"),
        ("09:60-17:00", "SLA501", "09:60-17:00", "00 to 59"),
        ("closed", "SLA501", "closed", "leave out"),
        ("٠٩:00-17:00", "SLA501", "٠٩:00-17:00", ""),
        ("22:00-06:00", "SLA502", "22:00-06:00", "`22:00-24:00`, and `00:00-06:00`"),
        ("09:00-00:00", "SLA502", "09:00-00:00", "`09:00-24:00`"),
        ("09:00-09:00", "SLA502", "09:00-09:00", "00:00-24:00"),
        ("24:00-24:00", "SLA502", "24:00-24:00", ""),
        ("09:00-12:00 11:59-13:00", "SLA503", "11:59-13:00", "one window"),
        ("11:00-13:00 09:00-18:00", "SLA503", "11:00-13:00", "one window"),
        ("09:00-12:00 09:00-12:00", "SLA503", "09:00-12:00", "one window"),
        ("'😀 09:00-12:00'", "SLA501", "😀", ""),
    ],
)
def test_wrong_windows(written, code, words, help):
    made, ((found_code, found_words, found_help),) = hours(f"Mon: {written}")
    assert made is None
    assert (found_code, found_words) == (code, words)
    assert help in found_help


def test_each_wrong_window_is_pointed_at():
    _, found = hours("Mon: 09:00-12:00, 13-14 22:00-06:00")
    assert [(code, words) for code, words, _ in found] == [
        ("SLA501", "09:00-12:00,"),
        ("SLA501", "13-14"),
        ("SLA502", "22:00-06:00"),
    ]


@pytest.mark.parametrize(
    ("written", "help"),
    [
        ("Monday", "`Mon`"),
        ("mon", "`Mon`"),
        ("mon - fri", "`Mon-Fri`"),
        ("Mo–Fr", "`Mon-Fri`"),
        ("Mon-Mon", "`Mon`"),
        ("Mon, Tue", "lines of their own"),
        ("T", "`Mon-Fri`"),
        ("Mon-Wed-Fri", "`Mon-Fri`"),
        ("'-'", "`Mon-Fri`"),
    ],
)
def test_wrong_days(written, help):
    _, ((code, words, found_help),) = hours(f"{written}: 09:00-17:00")
    assert (code, words) == ("SLA501", written)
    assert help in found_help


def test_a_day_named_twice():
    _, found = hours("Mon-Wed: 09:00-17:00\nTue: 09:00-12:00\nWed-Thu: 09:00-12:00\nSun: 09:00-10:00")
    assert [(code, words) for code, words, _ in found] == [("SLA504", "Tue"), ("SLA504", "Wed-Thu")]


def test_never_open():
    _, found = read_calendar("hours: {}")
    assert [(code, words) for code, words, _ in found] == [("SLA505", "hours")]
    made, found = read_calendar("hours: {}\nopen: {2026-01-02: 09:00-17:00}")
    assert found == []
    assert made.open == {date(2026, 1, 2): NINE_TO_FIVE}


def test_holidays():
    made, _ = read_calendar("hours: {Mon: 09:00-17:00}\nholidays: NO")
    assert made.holidays == "NO"
    made, _ = read_calendar("hours: {Mon: 09:00-17:00}\nholidays: DE-BY")
    assert made.holidays == "DE-BY"
    _, ((code, words, way_out),) = read_calendar("hours: {Mon: 09:00-17:00}\nholidays: fi")
    assert (code, words) == ("SLA507", "fi")
    assert "`FI`" in way_out
    _, ((code, words, _),) = read_calendar("hours: {Mon: 09:00-17:00}\nholidays: Mordor")
    assert (code, words) == ("SLA507", "Mordor")


def test_dates():
    made, found = read_calendar(
        "hours: {Mon: 09:00-17:00}\nclosed: [2026-12-24, 2026-12-24]\nopen: {2026-12-24: 09:00-17:00}"
    )
    assert found == []
    assert made.closed == {date(2026, 12, 24)}
    assert made.open == {date(2026, 12, 24): NINE_TO_FIVE}


def test_wrong_dates():
    _, found = read_calendar(
        "hours: {Mon: 09:00-17:00}\nclosed: [2026-02-29, 24.12.2026]\nopen: {2026-6-1: 09:00-17:00, 2026-06-02: 9-17}"
    )
    assert [(code, words) for code, words, _ in found] == [
        ("SLA508", "2026-6-1"),
        ("SLA501", "9-17"),
        ("SLA508", "2026-02-29"),
        ("SLA508", "24.12.2026"),
    ]


def test_a_zone_of_its_own():
    _, ((code, words, way_out),) = read_calendar("hours: {Mon: 09:00-17:00}\ntimezone: Berlin")
    assert (code, words) == ("SLA506", "Berlin")
    assert "`Europe/Berlin`" in way_out
