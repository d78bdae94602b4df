"""Holidays by country and subdivision."""

import subprocess
import sys
from datetime import date

import pytest

from sla_dsl.clock import holiday_codes, holiday_dates, known_holidays, versions


@pytest.mark.parametrize("code", ["FI", "DE", "DE-BY", "US", "US-MA", "GB-SCT", "IN", "KR", "FIN", "CH-ZH"])
def test_known(code):
    assert known_holidays(code)
    assert code in holiday_codes()
    assert holiday_dates(code, 2026)


@pytest.mark.parametrize(
    "code",
    [
        *("", "-", "--", "F", "fi", "XX", "FI-", "FI-FI", "DE-by", "DE-BY-X", "DE BY", "-BY", " FI", "FI\0", "Finland"),
        *(
            "MON",
            "JAN",
            "NYSE",
            "ECB",
            "XNYS",
            "date",
            "__name__",
            "a" * 10_000,
            "DE-" + "a" * 10_000,
            "\ud800",
            "DE-\0",
        ),
    ],
)
def test_unknown(code):
    assert not known_holidays(code)
    assert code not in holiday_codes()


def test_a_subdivision_has_its_own_days():
    epiphany = date(2026, 1, 6)
    assert epiphany in holiday_dates("DE-BY", 2026)
    assert epiphany not in holiday_dates("DE", 2026)


def test_finland_in_2026():
    days = "01-01 01-06 04-03 04-05 04-06 05-01 05-14 05-24 06-20 10-31 12-06 12-25 12-26"
    assert {date.fromisoformat(f"2026-{day}") for day in days.split()} <= holiday_dates("FI", 2026)


def test_a_holiday_of_the_next_year_observed_in_this_one():
    assert date(2027, 12, 31) in holiday_dates("US", 2027)
    assert date(2028, 1, 1) in holiday_dates("US", 2028)
    assert date(2026, 7, 3) in holiday_dates("US", 2026)


@pytest.mark.parametrize("year", [-5, 0, 1, 2, 1500, 2101, 2199, 2200, 2201, 9999, 10_000, 10**9])
def test_years_beyond_the_known_have_none(year):
    for code in ("US", "IN", "SA", "JP", "CN", "LK"):
        assert holiday_dates(code, year) == frozenset()


def test_no_country_fails_or_lists_a_holiday_after_the_last_year():
    for code in holiday_codes():
        if len(code) == 2:
            for year in (1, 1750, 1945, 2027, 2078, 2100, 2101, 2200):
                assert all(day.year == year for day in holiday_dates(code, year))


def test_the_machines_language_has_no_say():
    program = "from sla_dsl.clock import holiday_dates\nprint(sorted(holiday_dates('UA', 2021)))"
    seen = {
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=env).stdout
        for env in ({}, {"LANGUAGE": "th"}, {"LC_ALL": "xx_YY", "LANG": "ar"})
    }
    assert len(seen) == 1


def test_versions_are_told():
    assert set(versions()) == {"holidays", "tzdata"}
    assert all(text[0].isdigit() for text in versions().values())
