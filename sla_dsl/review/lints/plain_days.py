"""Short deadlines in days or hours of the clock, where the agreement has opening hours and counts by them elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sla_dsl.diagnostics import Diagnostic
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import Clause, Duration, StateNames, Unit
from sla_dsl.review.durations import calendars_of
from sla_dsl.review.events import answers, trigger_of
from sla_dsl.review.places import Places, Told, duration_text, duration_words

MOST_DAYS = 3
"""A deadline of more calendar days than this takes in a weekend anyway."""

HOURS = range(8, 24 * MOST_DAYS + 1)
"""Hours that a night or a weekend makes a difference to, and that are meant for people."""


def plain_days(agreement: Agreement, places: Places) -> Iterator[Diagnostic]:
    """SLA016: a short deadline that runs while everything is closed, where others of the same trigger do not."""
    if not _has_closed_days(agreement):
        return
    by_calendar: dict[str, list[Clause]] = defaultdict(list)
    for clause in agreement.clauses.values():
        trigger = trigger_of(clause, agreement)
        if trigger is not None and _counts_business_time(clause):
            by_calendar[trigger.root].append(clause)
    for clause in agreement.clauses.values():
        trigger = trigger_of(clause, agreement)
        others = by_calendar.get(trigger.root, []) if trigger else []
        if others and not _counts_business_time(clause) and (answers(clause) or isinstance(clause.duty, StateNames)):
            yield from _short(clause, others[0], places)


def _counts_business_time(clause: Clause) -> bool:
    return clause.deadline is not None and any(one.unit.needs_calendar for one in clause.deadline.durations)


def _has_closed_days(agreement: Agreement) -> bool:
    """Whether some day of the week is closed by every calendar that counts."""
    calendars = calendars_of(agreement)
    return bool(calendars) and any(all(not one.hours.get(day) for one in calendars) for day in range(7))


def _short(clause: Clause, other: Clause, places: Places) -> Iterator[Diagnostic]:
    for duration in clause.deadline.durations if clause.deadline else ():
        if not _is_short(duration):
            continue
        text = duration_text(duration)
        told = Told(
            f"`{text}` runs over nights and weekends, while `{other.id}` counts business time from the same event",
            f"write `{_instead(duration)}`, or say in `accept` that closed days are meant to count",
        )
        span = places.words(clause, duration_words(duration))
        yield places.note("SLA016", told, span, (places.id(other), f"`{other.id}` is here"))
        return


def _is_short(duration: Duration) -> bool:
    if duration.unit is Unit.CALENDAR_DAYS:
        return duration.count <= MOST_DAYS
    return duration.unit is Unit.HOURS and duration.count in HOURS


def _instead(duration: Duration) -> str:
    """About as much working time."""
    if duration.unit is Unit.HOURS and duration.count < 24:
        return duration_text(Duration(duration.count, Unit.BUSINESS_HOURS))
    days = duration.count // 24 if duration.unit is Unit.HOURS else duration.count
    return duration_text(Duration(days, Unit.BUSINESS_DAYS))
