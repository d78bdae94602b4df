"""Starts that show how a clause's time runs: chosen from the agreement alone, the same on any day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sla_dsl.clock import Clock, Stretch
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.calendar import Calendar
from sla_dsl.model.clause import BreachTrigger, Clause, Ensure, EventTrigger, Tier, Unit
from sla_dsl.model.story import Example, ExampleDue, Moment
from sla_dsl.story.deadlines import allowances
from sla_dsl.story.hours import calendars_of
from sla_dsl.story.moments import HOUR, MINUTE, duration_text, moment
from sla_dsl.story.phrases import Phrases, in_force

CALENDARS = 3
"""Calendars that examples are worked out by, at most, where a fact chooses among more."""

LOOKED_AT = 366
"""Days that are searched for the eve of a holiday."""


class Start(NamedTuple):
    """A start worth showing: the instant, and what it is an example of."""

    instant: int
    note: str


def examples(agreement: Agreement, clause: Clause, clock: Clock) -> tuple[Example, ...]:
    """A few starts within the clause's dates with what falls due when; none for a clause without a deadline."""
    tiers = allowances(clause)
    first, last = in_force(agreement, clause)
    if not tiers or (last is not None and last < first):
        return ()
    event = _event(Phrases(agreement), clause)
    calendars = _calendars(agreement, tiers)
    days = _searched(first, last)
    starts = (
        _business_starts(agreement.calendars[calendars[0]], clock, days) if calendars else _plain_starts(clock, days)
    )
    return tuple(
        Example(event, start.note, moment(clock, start.instant), _dues(agreement, clock, start, tiers, calendars))
        for start in starts
    )


def _event(phrases: Phrases, clause: Clause) -> str:
    match clause.trigger, clause.duty:
        case EventTrigger(event=event), _:
            return phrases.happens(event.event)
        case BreachTrigger(clause=base), _:
            return f"{base} is breached"
        case _, Ensure(event=event):
            return phrases.happens(event.event)
        case _:
            return "start"


def _calendars(agreement: Agreement, tiers: tuple[Tier, ...]) -> tuple[str, ...]:
    if agreement.calendar is None or not any(tier.duration.unit.needs_calendar for tier in tiers):
        return ()
    return tuple(one for one in calendars_of(agreement.calendar) if one in agreement.calendars)[:CALENDARS]


def _dues(
    agreement: Agreement, clock: Clock, start: Start, tiers: tuple[Tier, ...], calendars: tuple[str, ...]
) -> tuple[ExampleDue, ...]:
    phrases = Phrases(agreement)
    return tuple(
        ExampleDue(
            duration_text(tier.duration),
            _applies(phrases, tier, tiers),
            calendar if len(calendars) > 1 else None,
            _due(clock, start, tier, calendar),
        )
        for tier in tiers
        for calendar in (calendars if tier.duration.unit.needs_calendar else (None,))
    )


def _applies(phrases: Phrases, tier: Tier, tiers: tuple[Tier, ...]) -> str:
    if tier.conditions:
        return f"if {phrases.conditions(tier.conditions)}"
    return "otherwise" if len(tiers) > 1 else ""


def _due(clock: Clock, start: Start, tier: Tier, calendar: str | None) -> Moment | None:
    due = clock.due(start.instant, tier.duration, calendar)
    return moment(clock, due, calendar, ends=True) if isinstance(due, int) else None


class _Days(NamedTuple):
    """The first date of the week that examples are taken from, and the first and last date that are looked at."""

    monday: date
    first: date
    last: date

    def week(self, number: int = 0) -> list[date]:
        """The dates of that week (from 0) that are looked at."""
        start = self.monday.toordinal() + 7 * number
        return _dates(start, min(start + 7, self.last.toordinal() + 1))


def _searched(first: date, last: date | None) -> _Days:
    """The first full week from `first` on; where the dates end before it does, the week that begins with `first`."""
    end = min((last or date.max).toordinal(), first.toordinal() + LOOKED_AT, date.max.toordinal())
    monday = first.toordinal() + -first.weekday() % 7
    start = date.fromordinal(monday) if monday + 6 <= end else first
    return _Days(start, first, date.fromordinal(end))


def _dates(start: int, end: int) -> list[date]:
    return [date.fromordinal(number) for number in range(start, end)]


def _plain_starts(clock: Clock, days: _Days) -> list[Start]:
    """A morning, a late afternoon and a weekend, for time that no calendar interrupts."""
    wanted = {
        1: (10 * HOUR, "an ordinary morning"),
        4: (16 * HOUR + 30 * MINUTE, "a late afternoon"),
        5: (11 * HOUR, "a weekend"),
    }
    found = [(day, *wanted[day.weekday()]) for day in days.week() if day.weekday() in wanted]
    if not found:
        found = [(days.first, 10 * HOUR, "an ordinary morning")]
    return [Start(clock.day_start(day) + hour, note) for day, hour, note in found]


def _business_starts(calendar: Calendar, clock: Clock, days: _Days) -> list[Start]:
    """A business hour, the last half hour of a week, a closed moment and the eve of a holiday, where there are."""
    found = [*_in_week(calendar, clock, days), *_eve(calendar, clock, days)]
    return sorted({start.instant: start for start in reversed(found)}.values())


def _in_week(calendar: Calendar, clock: Clock, days: _Days) -> Iterator[Start]:
    weeks = (days.week(number) for number in range(LOOKED_AT // 7 + 1))
    for week in weeks:
        opened = {day: stretches for day in week if (stretches := _opened(calendar, clock, day))}
        if opened:
            break
    else:
        return
    ordinary = list(opened.values())[min(1, len(opened) - 1)]
    yield Start(_into(ordinary[0]), "an ordinary business hour")
    latest = list(opened.values())[-1][-1]
    yield Start(_before_close(latest), "late on the last business day of a week")
    weekend = [clock.day_start(day) + 11 * HOUR for day in week if day.weekday() >= 5]
    for instant in (*weekend, ordinary[-1].end + 2 * HOUR):
        if not clock.counted(instant, instant + MINUTE, Unit.BUSINESS_MINUTES, calendar.id):
            yield Start(instant, "out of hours")
            return


def _eve(calendar: Calendar, clock: Clock, days: _Days) -> Iterator[Start]:
    """The last half hour before the first weekday with hours that is closed all day."""
    last_open: Stretch | None = None
    for day in _dates(days.first.toordinal(), days.last.toordinal() + 1):
        stretches = _opened(calendar, clock, day)
        if stretches:
            last_open = stretches[-1]
        elif last_open and calendar.hours.get(day.weekday()):
            yield Start(_before_close(last_open), "the eve of a holiday or a closed date")
            return


def _opened(calendar: Calendar, clock: Clock, day: date) -> tuple[Stretch, ...]:
    return clock.counted(clock.day_start(day), clock.day_end(day), Unit.BUSINESS_MINUTES, calendar.id)


def _into(stretch: Stretch) -> int:
    """An hour after opening; half of it where it is shorter; ten in the morning where it is a whole day."""
    length = stretch.end - stretch.start
    return stretch.start + (10 * HOUR if length > 20 * HOUR else min(HOUR, length // 2))


def _before_close(stretch: Stretch) -> int:
    return max(stretch.start, stretch.end - 30 * MINUTE)
