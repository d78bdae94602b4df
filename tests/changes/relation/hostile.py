"""Leads meant to refute a claimed relation: on the edges of dates, calendars and dues, by values on the edges of
conditions, with answers, excuses, pauses and facts that come again and change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from sla_dsl.changes.relation.form import Amount, Answer, Answers, Form, Gate, Limit, Stated
from sla_dsl.changes.relation.lines import Lines
from sla_dsl.changes.relation.standing import Both, Log, Standing
from sla_dsl.changes.relation.version import Version
from sla_dsl.clock import Clock, holiday_dates
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import Condition, IsBound, IsValue, Param
from sla_dsl.model.event import Event
from sla_dsl.model.outcome import Case
from sla_dsl.model.values import Money, Value, ValueType
from tests.strategies.words import VALUES

MINUTE = 60_000_000
DAY = 1440 * MINUTE
DAYS = 760
"""Days of each version that are looked through for hard ones."""


class Hostile:
    """Makes up leads of a clause in two versions; `both` judges where their cases are due."""

    def __init__(self, rnd: Random, old: Version, new: Version, name: str, both: Both) -> None:
        self._rnd = rnd
        self._both = both
        self._versions = old, new
        forms = [form for version in self._versions for form in _chain(version.form(name, version.periods(name)[0]))]
        self._opening = [lines for form in forms if form.opens for lines in [form.opens]]
        self._deciding = [lines for form in forms for lines in _deciding(form)]
        self._pausing = [lines for form in forms if form.pause for lines in form.pause]
        self._is_amount = any(isinstance(form.duty, Amount) for form in forms)
        conditions = [one for lines in (*self._opening, *self._deciding, *self._pausing)
                      for each in lines.kinds.values() for one in each]  # fmt: skip
        conditions += [one for form in forms for branch in form.branches for one in branch.conditions]
        self._values = _edges(conditions, old.agreement)
        self._by = [choice.by for form in forms if (choice := form.calendar) and choice.by]
        self._countries = sorted({value for form in forms if form.calendar for value in form.calendar.cases})
        self._days = sorted(set(_hard_days(old)) | set(_hard_days(new)))

    def leads(self, number: int) -> list[Log]:
        """So many leads that begin within a few hard days of one another."""
        near = self._rnd.choice(self._days)
        starts = [at for version in self._versions for at in self._instants(version, near)]
        begun = [self._begun(self._rnd.choice(starts)) for _ in range(number)]
        far = max(starts) + 400 * DAY
        cases = [self._cases(one, begun, far) for one in self._both]
        logs = []
        for log, *seen in zip(begun, *cases, strict=True):
            edges = {at for each in seen for case in each for at in (case.start, case.due) if at is not None}
            logs.append((*log, *self._more(log, sorted(at for at in edges if at < far))))
        return logs

    def moments(self, logs: Sequence[Log], number: int) -> list[int]:
        """Instants to judge the leads at: so many near dues and events, and one after all."""
        far = max(event.time for log in logs for event in log) + 800 * DAY
        some = self._rnd.sample(logs, min(len(logs), 12))
        cases = [case for one in self._both for each in self._cases(one, some, far) for case in each]
        edges = [at for case in cases for at in (case.start, case.due) if at is not None and at < far]
        edges += [event.time for log in some for event in log]
        return [far, *(self._rnd.choice(edges) + self._rnd.choice((0, 1, -1, MINUTE)) for _ in range(number))]

    def _cases(self, standing: Standing, logs: Sequence[Log], as_of: int) -> Sequence[Sequence[Case]]:
        """The cases of each; a promise of an amount has none."""
        return [()] * len(logs) if self._is_amount else standing.cases(logs, as_of)

    def _instants(self, version: Version, near: date) -> Iterator[int]:
        minutes = {0, 600, 840, 1439, self._rnd.randrange(1440)}
        for calendar in version.agreement.calendars.values():
            minutes |= {at for windows in calendar.hours.values() for one in windows for at in (one.opens, one.closes)}
        for shift in (-1, 0, 0, 0, 1, 2):
            day = near + timedelta(days=shift)
            at = version.clock.day_start(day) + self._rnd.choice(sorted(minutes)) * MINUTE
            yield at + self._rnd.choice((0, 0, 0, 1, -1, self._rnd.randrange(90) * MINUTE))

    def _begun(self, start: int) -> Log:
        rnd = self._rnd
        events = []
        if rnd.random() < 0.25:
            events.append(self._event(rnd.choice(self._any()), start - rnd.choice((1, MINUTE, 5 * 60 * MINUTE, DAY))))
        events.append(self._event(rnd.choice(self._opening), start))
        if self._pausing and rnd.random() < 0.7:
            entering = start + rnd.choice((0, 1, MINUTE, -MINUTE, 90 * MINUTE))
            events.append(self._event(self._pausing[0], entering))
            if rnd.random() < 0.8:
                long = rnd.choice((1, MINUTE, 60 * MINUTE, DAY, 3 * DAY, rnd.randrange(700) * DAY))
                events.append(self._event(self._pausing[1], entering + long))
        return tuple(events)

    def _more(self, log: Log, edges: Sequence[int]) -> Iterator[Event]:
        rnd = self._rnd
        pool = [*edges, log[-1].time]
        for _ in range(rnd.choice((0, 1, 1, 2, 2, 3, 5))):
            at = rnd.choice(pool) + rnd.choice((0, 0, 1, -1, MINUTE, -MINUTE, 30 * MINUTE, 7 * 60 * MINUTE))
            lines = rnd.choice(self._any() if rnd.random() < 0.15 else self._deciding or self._opening)
            yield self._event(lines, at)
        if len(edges) > 1 and rnd.random() < 0.3:
            yield self._event(rnd.choice(self._deciding or self._opening), edges[0] + (edges[-1] - edges[0]) // 2)

    def _any(self) -> list[Lines]:
        return [*self._opening, *self._deciding, *self._pausing]

    def _event(self, lines: Lines, time: int) -> Event:
        rnd = self._rnd
        kind = rnd.choice(sorted(lines.kinds)) if lines.kinds else "page.viewed"
        if rnd.random() < 0.03:
            kind = "page.viewed"
        values: dict[str, Value] = {}
        for name, of in sorted(lines.types.get(kind, {}).items()):
            if name in self._values and rnd.random() < 0.85:
                values[name] = rnd.choice(self._values[name])
            elif name in VALUES and rnd.random() < 0.15 and of.name in ("text", "number"):
                values[name] = rnd.choice(VALUES[name])
        if rnd.random() < 0.8:
            values |= self._wanted(lines, kind)
        for by in self._by:
            if rnd.random() < 0.7:
                values[by] = rnd.choice((*self._countries, "elsewhere"))
        about_opportunity = self._versions[0].agreement.vocabulary.events.get(kind, lines).about == "opportunity"
        opportunity = rnd.choice(("O-1", "O-1", "O-1", "O-2")) if about_opportunity else None
        return Event(time, kind, "L-1", rnd.choice((None, None, "a", "b")), opportunity, values)

    def _wanted(self, lines: Lines, kind: str) -> dict[str, Value]:
        """Values that meet the conditions of the line, as far as single values tell."""
        found: dict[str, Value] = {}
        for condition in lines.kinds.get(kind, ()):
            if isinstance(condition, IsValue) and not condition.negated:
                found[condition.name] = self._rnd.choice(condition.values)
            elif isinstance(condition, IsBound) and not isinstance(condition.amount, Param):
                more = 1 if not condition.bound.is_ceiling else -1
                found[condition.name] = _moved(condition.amount, self._rnd.choice((0, more)))
        return found


def _chain(form: Form | None) -> Iterator[Form]:
    while form is not None:
        yield form
        form = form.watched


def _deciding(form: Form) -> Iterator[Lines]:
    yield from form.excuses
    match form.duty:
        case Answers(parts=parts):
            yield from (lines for part in parts if isinstance(part, Answer) for lines in part.lines)
            for part in parts:
                if isinstance(part, Stated) and form.opens is not None:
                    kinds = sorted(part.kinds or form.opens.kinds)
                    yield Lines(dict.fromkeys(kinds, ()), dict.fromkeys(kinds, form.facts), form.about)
        case Limit(lines=lines, until=until):
            yield from (one for one in (lines, until) if one is not None)
        case Gate(gate=gate):
            yield from (one for one in (gate,) if one is not None)


def _edges(conditions: Sequence[Condition], agreement: Agreement) -> dict[str, list[Value]]:
    """By name the values of conditions and those next to them, as far as they are of the name's type."""
    named: dict[str, list[Value]] = {}
    for condition in conditions:
        pool = named.setdefault(condition.name, list(VALUES.get(condition.name, ())[:2]))
        if isinstance(condition, IsValue):
            pool += condition.values
        if isinstance(condition, IsBound) and isinstance(condition.amount, Param):
            pool += VALUES.get(condition.name, ())
        elif isinstance(condition, IsBound):
            pool += [_moved(condition.amount, more) for more in (-1, 0, 1)]
    types = {**agreement.vocabulary.facts}
    for event in agreement.vocabulary.events.values():
        types |= event.fields
    return {name: _typed(pool, types[name], agreement) for name, pool in named.items() if name in types}


def _typed(pool: Sequence[Value], of: ValueType, agreement: Agreement) -> list[Value]:
    match of.name:
        case "one of":
            return [*(value for value in pool if value in of.options), *of.options]
        case "yes/no":
            return [True, False]
        case "money":
            return [one for one in pool if isinstance(one, Money)] or [Money(1, agreement.currency or "EUR")]
    return list(pool) or [1 if of.name == "number" else "something"]


def _moved(amount: Value, more: int) -> Value:
    if isinstance(amount, Money):
        return Money(amount.amount + more, amount.currency)
    assert isinstance(amount, int | float) or hasattr(amount, "numerator")
    return amount + more  # type: ignore[operator]


def _hard_days(version: Version) -> Iterator[date]:
    """First and last dates, changes of clocks, ends of months and years, holidays and dates that calendars name."""
    agreement = version.agreement
    first = agreement.effective.start
    last = min(agreement.effective.until or date.max, first + timedelta(days=DAYS))
    yield from (first, last, first + timedelta(days=30))
    for clause in agreement.clauses.values():
        yield from (day for day in (clause.valid_from, clause.valid_until) if day is not None and first <= day <= last)
    clocks = [version.clock, *(Clock(one.timezone, {}) for one in agreement.calendars.values() if one.timezone)]
    for day in (first + timedelta(days=number) for number in range((last - first).days)):
        changes = any((clock.day_end(day) - clock.day_start(day)) != DAY for clock in clocks)
        if changes or (day.day == 1 and day.month in (1, 4, 7)) or (day.day == 28 and day.month == 2):
            yield day
    for calendar in agreement.calendars.values():
        named = {*calendar.closed, *calendar.open}
        if calendar.holidays is not None:
            named |= {day for year in (first.year, first.year + 1) for day in holiday_dates(calendar.holidays, year)}
        yield from (day for day in named if first <= day <= last)
