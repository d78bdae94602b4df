"""The calendars of two agreements → what differs in them, and in which of them counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sla_dsl.changes.edits import Edit, Edits, Texts, comes, told
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.calendar import DAYS, Calendar, CalendarChoice, Window

Found = tuple[Edit, tuple[str, ...], frozenset[str]]
"""A difference, the path of its key, and the calendars that it is about."""


def calendar_edits(old: Agreement, new: Agreement) -> Iterator[Found]:
    """Every difference of the calendars, and of the choice among them."""
    choices = (old.calendar, new.calendar)
    chosen = frozenset(id_ for choice in choices if choice for id_ in (choice.otherwise, *choice.cases.values()))
    for edit in _choice(*choices):
        yield edit, ("calendar",), chosen
    for id_ in dict.fromkeys((*old.calendars, *new.calendars)):
        for key, edit in _calendar(old.calendars.get(id_), new.calendars.get(id_), f"calendar {id_}"):
            yield edit, ("calendars", id_, *([key] if key else [])), frozenset([id_])


def _choice(old: CalendarChoice | None, new: CalendarChoice | None) -> Edits:
    if old != new:
        yield from comes("calendar-choice", told(old, new, choice_words), "calendar")


def choice_words(choice: CalendarChoice) -> str:
    """`office`, or `by country: DE berlin, otherwise office`."""
    if choice.by is None:
        return choice.otherwise
    cases = ", ".join(f"{value} {choice.cases[value]}" for value in sorted(choice.cases))
    return f"by {choice.by}: {cases}, otherwise {choice.otherwise}"


def _calendar(old: Calendar | None, new: Calendar | None, subject: str) -> Iterator[tuple[str, Edit]]:
    if old is None or new is None:
        for edit in comes("calendar", told(old, new, lambda one: hours_words(one.hours)), subject):
            yield "", edit
        return
    for edit in _hours(old.hours, new.hours, subject):
        yield "hours", edit
    for edit in comes("holidays", (old.holidays, new.holidays), subject):
        yield "holidays", edit
    for day in sorted(old.closed ^ new.closed):
        text = day.isoformat()
        texts: Texts = (text, None) if day in old.closed else (None, text)
        yield from (("closed", edit) for edit in comes("closed-date", texts, subject))
    for day in sorted({*old.open, *new.open}):
        texts = (_open_words(old.open, day), _open_words(new.open, day))
        yield from (("open", edit) for edit in comes("open-date", texts, subject))
    if old.timezone != new.timezone:
        yield "timezone", Edit("calendar-timezone-changed", old.timezone, new.timezone, subject)


def _open_words(opened: Mapping[date, Sequence[Window]], day: date) -> str | None:
    return f"{day.isoformat()}: {_windows(opened[day])}" if day in opened else None


def _hours(old: Mapping[int, Sequence[Window]], new: Mapping[int, Sequence[Window]], subject: str) -> Edits:
    before, after = _minutes(old), _minutes(new)
    if before == after:
        return
    rule = "hours-extended" if before < after else "hours-cut" if after < before else "hours-changed"
    yield Edit(rule, hours_words(old), hours_words(new), subject)


def _minutes(hours: Mapping[int, Sequence[Window]]) -> frozenset[tuple[int, int]]:
    """Every open minute of a week."""
    return frozenset(
        (day, minute) for day, windows in hours.items() for one in windows for minute in range(one.opens, one.closes)
    )


def hours_words(hours: Mapping[int, Sequence[Window]]) -> str:
    """`Mon 09:00-17:00, Tue 09:00-12:00 13:00-17:00`; days in a row with the same hours are one: `Mon-Thu`."""
    runs: list[tuple[int, int, str]] = []
    for day in sorted(day for day in hours if hours[day]):
        text = _windows(hours[day])
        if runs and runs[-1][1] == day - 1 and runs[-1][2] == text:
            runs[-1] = (runs[-1][0], day, text)
        else:
            runs.append((day, day, text))
    names = ((DAYS[first] if first == last else f"{DAYS[first]}-{DAYS[last]}", text) for first, last, text in runs)
    return ", ".join(f"{name} {text}" for name, text in names)


def _windows(windows: Sequence[Window]) -> str:
    return " ".join(map(str, windows)) or "closed"
