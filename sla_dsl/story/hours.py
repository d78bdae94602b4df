"""When a calendar is open, in words."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from sla_dsl.model.agreement import Agreement
from sla_dsl.model.calendar import DAYS, Calendar, CalendarChoice, Window
from sla_dsl.story.moments import joined, runs
from sla_dsl.story.phrases import written

SHOWN = 6
"""Single dates that are shown, at most; the rest are counted."""


def calendars_text(agreement: Agreement) -> str:
    """Which calendar counts, and when each is open; empty for an agreement without a calendar."""
    choice = agreement.calendar
    if choice is None:
        return ""
    used = [agreement.calendars[calendar] for calendar in calendars_of(choice) if calendar in agreement.calendars]
    hours = [f"Calendar {calendar.id}: {hours_text(calendar, agreement.timezone)}." for calendar in used]
    return " ".join([*_choice(choice), *hours])


def calendars_of(choice: CalendarChoice) -> tuple[str, ...]:
    """The ids of the calendars a case may have, the default first."""
    return tuple(dict.fromkeys((choice.otherwise, *choice.cases.values())))


def _choice(choice: CalendarChoice) -> list[str]:
    if choice.by is None:
        return []
    cases = [
        f"{calendar} where it is {text}"
        for text, calendar in zip(written(choice.cases), choice.cases.values(), strict=True)
    ]
    told = ", ".join([*cases, f"{choice.otherwise} otherwise or where it is not known"])
    return [f"A case's calendar goes by the lead's {choice.by} at its start: {told}."]


def hours_text(calendar: Calendar, timezone: str) -> str:
    """`Mon-Thu 09:00-12:00 and 12:30-17:00, Fri 09:00-15:00 (Europe/Helsinki time), closed on …`."""
    weekdays = _weekdays(calendar)
    parts = [f"{weekdays} ({calendar.timezone or timezone} time)"]
    closed = [f"the public holidays of {calendar.holidays}"] if calendar.holidays else []
    closed += _dates(sorted(calendar.closed))
    if closed:
        parts.append(f"closed on {joined(closed)}")
    opened = [f"{windows_text(windows)} on {day.isoformat()}" for day, windows in sorted(calendar.open.items())]
    if opened:
        parts.append(f"but open {joined(_cut(opened))}")
    return ", ".join(parts)


def windows_text(windows: tuple[Window, ...]) -> str:
    """`09:00-12:00 and 12:30-17:00`."""
    return joined([str(window) for window in windows])


def _weekdays(calendar: Calendar) -> str:
    by_windows = groupby(range(7), key=lambda day: calendar.hours.get(day, ()))
    told = []
    for windows, days in by_windows:
        if windows:
            ((first, last),) = runs(list(days))
            told.append(f"{DAYS[first]}{'' if first == last else f'-{DAYS[last]}'} {windows_text(windows)}")
    return ", ".join(told) or "no weekday"


def _dates(days: list[date]) -> list[str]:
    return _cut([day.isoformat() for day in days])


def _cut(dates: list[str]) -> list[str]:
    if len(dates) <= SHOWN:
        return dates
    return [*dates[: SHOWN - 1], f"{len(dates) - SHOWN + 1} more dates"]
