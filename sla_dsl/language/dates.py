"""Local dates as an agreement writes them: `2026-01-31`, and nothing else."""

from __future__ import annotations

import re
from datetime import date

from sla_dsl.diagnostics import Diagnostic, Place, Source, Span, diagnostic
from sla_dsl.language.excerpt import excerpt

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_LOOSE = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_FORM = "a date is year, month and day: `2026-01-31`"


def local_date(text: str, span: Span, source: Source) -> tuple[date | None, list[Diagnostic]]:
    """The date that a text is; nothing, and SLA508 at `span`, where it is none."""
    found = _DATE.fullmatch(text)
    day = _day(found) if found else None
    if day is not None:
        return day, []
    loose = None if found else _LOOSE.fullmatch(text)
    near = _day(loose) if loose else None
    way_out = (
        f"did you mean `{near.isoformat()}`?"
        if near
        else "there is no such day: look at the month and the day"
        if found
        else _FORM
    )
    return None, [diagnostic("SLA508", f"{excerpt(text)} is not a date", Place.of(source, span), help=way_out)]


def wrong_way_round(start: date, until: date, span: Span, source: Source) -> list[Diagnostic]:
    """SLA509 at `span` where the last date lies before the first."""
    if until >= start:
        return []
    message = f"`{until.isoformat()}` lies before `from`, which is `{start.isoformat()}`"
    return [diagnostic("SLA509", message, Place.of(source, span), help="both dates are inclusive: exchange them")]


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
