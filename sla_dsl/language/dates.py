"""Local dates as an agreement writes them: `2026-01-31`, and nothing else."""

from __future__ import annotations

import re
from datetime import date, timedelta

from sla_dsl.diagnostics import Diagnostic, Place, Source, Span, diagnostic
from sla_dsl.language.excerpt import excerpt

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_LOOSE = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_EUROPEAN = re.compile(r"([0-9]{1,2})([./-]) ?([0-9]{1,2})\2 ?([0-9]{4})")
_IN_WORDS = (
    re.compile(r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|\.)?\s+(?P<month>[^\W\d_]{3,})\.?,?\s+(?P<year>[0-9]{4})"),
    re.compile(r"(?P<month>[^\W\d_]{3,})\.?\s+(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>[0-9]{4})"),
)
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
           "december")  # fmt: skip
_SEMICOLON = re.compile(r"\s*;\s*")
_SEVERAL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:\s*;\s*[0-9]{4}-[0-9]{2}-[0-9]{2})+")
_FORM = "a date is year, month and day: `2026-01-31`"


def local_date(text: str, span: Span, source: Source) -> tuple[date | None, list[Diagnostic]]:
    """The date that a text is; nothing, and SLA508 at `span`, where it is none."""
    found = _DATE.fullmatch(text)
    day = _day(found) if found else None
    if day is not None:
        return day, []
    near = (_day_before_month(found) or _last_of_month(found)) if found else _meant(text.strip())
    either = _either(text.strip()) if near is None else []
    way_out = (
        _several_days(text)
        or _without_year(text, source)
        or (
            f"write `{', '.join(_SEMICOLON.split(text.strip()))}`: dates are parted by commas"
            if _SEVERAL.fullmatch(text.strip())
            else f"did you mean `{either[0].isoformat()}`, or `{either[1].isoformat()}`?"
            if len(either) > 1
            else f"did you mean `{near.isoformat()}`?"
            if near
            else "there is no such day: look at the month and the day"
            if found
            else _FORM
        )
    )
    return None, [diagnostic("SLA508", f"{excerpt(text)} is not a date", Place.of(source, span), help=way_out)]


_RANGE = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})\s*(?:/|\.{2,3}|-|–|—|to|till|until|through|thru|and|bis)\s*([0-9]{4}-[0-9]{2}-[0-9]{2})"
)
_LISTED = 14
"""So many days of a stretch are written out."""


def _several_days(text: str) -> str | None:
    """The help line for a stretch of days: each of them is named."""
    found = _RANGE.fullmatch(text.strip())
    days = [_day(_DATE.fullmatch(end)) for end in found.groups()] if found else []
    if len(days) != 2 or days[0] is None or days[1] is None or days[1] <= days[0]:
        return None
    count = (days[1] - days[0]).days + 1
    listed = [(days[0] + timedelta(days=step)).isoformat() for step in range(min(count, _LISTED))]
    more = f", and so on to {days[1].isoformat()}" if count > _LISTED else ""
    return f"name each day: `{', '.join(listed)}`{more}"


def _without_year(text: str, source: Source) -> str | None:
    """The help line for a day and a month alone: a day is named with its year, first that of `effective`."""
    found = re.fullmatch(r"(?:(?:--)?([0-9]{1,2})-([0-9]{1,2})|([0-9]{1,2})\.([0-9]{1,2})\.?)", text.strip())
    year = re.search(r"from:\s*([0-9]{4})-", source.text)
    if found is None or year is None:
        return None
    month, day = (found[1], found[2]) if found[1] else (found[4], found[3])
    meant = _date(int(year[1]), int(month), int(day))
    return f"a date has a year: `{meant.isoformat()}`" if meant else None


def _meant(text: str) -> date | None:
    """The date that is meant in another way of writing, where it can mean one only."""
    loose = _LOOSE.fullmatch(text.partition("T")[0])
    if loose:
        return _day(loose)
    other = _EUROPEAN.fullmatch(text)
    if other:
        days = _either(text)
        return days[0] if len(days) == 1 else None
    for pattern in _IN_WORDS:
        said = pattern.fullmatch(text)
        months = [
            number for number, name in enumerate(_MONTHS, 1) if said and name.startswith(said["month"].casefold())
        ]
        if said and len(months) == 1:
            return _date(int(said["year"]), months[0], int(said["day"]))
    return None


def _either(text: str) -> list[date]:
    """The dates that numbers with the year at the end may mean: the day first, and with strokes the month first too."""
    other = _EUROPEAN.fullmatch(text)
    if other is None:
        return []
    first, second, year = int(other[1]), int(other[3]), int(other[4])
    either = [_date(year, second, first), *([_date(year, first, second)] if other[2] == "/" else [])]
    return list(dict.fromkeys(day for day in either if day is not None))


def _day_before_month(found: re.Match[str]) -> date | None:
    """The date with its day and month exchanged, where no month has that number."""
    return _date(int(found[1]), int(found[3]), int(found[2])) if int(found[2]) > 12 else None


def _last_of_month(found: re.Match[str]) -> date | None:
    """The last day of a month that has no such day."""
    days = (_date(int(found[1]), int(found[2]), day) for day in range(31, 27, -1))
    return next((day for day in days if day), None) if 28 < int(found[3]) < 40 else None


def wrong_way_round(start: date, until: date, span: Span, source: Source) -> list[Diagnostic]:
    """SLA509 at `span` where the last date lies before the first."""
    if until >= start:
        return []
    message = f"`{until.isoformat()}` lies before `from`, which is `{start.isoformat()}`"
    return [
        diagnostic(
            "SLA509",
            message,
            Place.of(source, span),
            help="write a later date, or exchange the two: both are inclusive",
        )
    ]


def _day(found: re.Match[str] | None) -> date | None:
    return _date(int(found[1]), int(found[2]), int(found[3])) if found else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
