"""Days, ISO weeks, months, quarters and years: which one a date lies in, its name, its first and last date."""

from __future__ import annotations

import re
from datetime import date, timedelta

from sla_dsl.frozen import frozen
from sla_dsl.model.clause import Period


@frozen
class PeriodDates:
    """One period: its name (`2026-Q1`), its first and its last local date, both inclusive."""

    name: str
    first: date
    last: date


def period_of(day: date, each: Period) -> PeriodDates:
    """The period of that kind in which a date lies. A week that the year 9999 cuts ends with it."""
    match each:
        case Period.DAY:
            return PeriodDates(day.isoformat(), day, day)
        case Period.WEEK:
            year, week, weekday = day.isocalendar()
            first = max(day.toordinal() - (weekday - 1), 1)
            last = min(day.toordinal() + (7 - weekday), date.max.toordinal())
            return PeriodDates(f"{year:04}-W{week:02}", date.fromordinal(first), date.fromordinal(last))
        case Period.MONTH:
            return PeriodDates(f"{day.year:04}-{day.month:02}", day.replace(day=1), _end_of_month(day.year, day.month))
        case Period.QUARTER:
            quarter = (day.month - 1) // 3 + 1
            first_month = 3 * quarter - 2
            return PeriodDates(
                f"{day.year:04}-Q{quarter}", date(day.year, first_month, 1), _end_of_month(day.year, first_month + 2)
            )
        case Period.YEAR:
            return PeriodDates(f"{day.year:04}", date(day.year, 1, 1), date(day.year, 12, 31))


def next_period(period: PeriodDates, each: Period) -> PeriodDates | None:
    """The period after this one, or nothing at the end of the year 9999."""
    return None if period.last == date.max else period_of(period.last + timedelta(days=1), each)


_NAMES = {
    Period.DAY: re.compile(r"\d{4}-\d\d-\d\d", re.ASCII),
    Period.WEEK: re.compile(r"(\d{4})-W(\d\d)", re.ASCII),
    Period.MONTH: re.compile(r"(\d{4})-(\d\d)", re.ASCII),
    Period.QUARTER: re.compile(r"(\d{4})-Q([1-4])", re.ASCII),
    Period.YEAR: re.compile(r"(\d{4})", re.ASCII),
}


def period_named(name: str, each: Period) -> PeriodDates | None:
    """The period of that kind with that name, or nothing where the name is none of that kind's."""
    found = _NAMES[each].fullmatch(name)
    if found is None:
        return None
    try:
        match each:
            case Period.DAY:
                return period_of(date.fromisoformat(name), each)
            case Period.WEEK:
                return period_of(date.fromisocalendar(int(found[1]), int(found[2]), 1), each)
            case Period.MONTH:
                return period_of(date(int(found[1]), int(found[2]), 1), each)
            case Period.QUARTER:
                return period_of(date(int(found[1]), 3 * int(found[2]) - 2, 1), each)
            case Period.YEAR:
                return period_of(date(int(found[1]), 1, 1), each)
    except ValueError:
        return None


def _end_of_month(year: int, month: int) -> date:
    if month == 12:
        return date(year, 12, 31)
    return date(year, month + 1, 1) - timedelta(days=1)
