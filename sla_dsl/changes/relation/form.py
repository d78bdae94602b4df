"""A clause in its agreement → its form: what it means, apart from how it is said."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from sla_dsl.changes.relation.lines import Lines, Measure, lines_of, measured
from sla_dsl.clock import Clock
from sla_dsl.engine.bounds import plain
from sla_dsl.engine.plan import money_field, make_pattern
from sla_dsl.engine.terms import Figures
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.calendar import CalendarChoice
from sla_dsl.model.clause import (
    BeforeGate,
    Both,
    Bound,
    BreachTrigger,
    BudgetLevel,
    Clause,
    Condition,
    Deadline,
    Deliver,
    Duration,
    Either,
    Ensure,
    EventPattern,
    ForWindow,
    IsBound,
    Mode,
    MustNot,
    Param,
    Period,
    RateLevel,
    Respond,
    Role,
    StateNames,
    UntilWindow,
)
from sla_dsl.model.period import PeriodDates, next_period, period_named, period_of
from sla_dsl.model.values import Exact, Money, Share
from sla_dsl.model.vocabulary import About

FOREVER = 1 << 62
"""An instant after all others."""


class Answer(NamedTuple):
    """A part of a response: so many lines that are one of `lines`, on so many different days."""

    lines: tuple[Lines, ...]
    number: int = 1
    days: int = 1


class Stated(NamedTuple):
    """A part of a response: a name is known. A field is carried by lines of `kinds`, a fact by any line."""

    name: str
    role: Role
    kinds: frozenset[str]


class Answers(NamedTuple):
    """A response: every part has come. Who owes it is late after the due."""

    parts: tuple[Answer | Stated, ...]


class Limit(NamedTuple):
    """No more than `allowed` lines up to the due, up to the first line that is `until`, or (with neither) for good."""

    lines: Lines
    allowed: int
    until: Lines | None = None
    timed: bool = False


class Gate(NamedTuple):
    """Each such line opens a case that it breaks, unless `number` lines of `gate` have come; none: always."""

    gate: Lines | None
    number: int


class Amount(NamedTuple):
    """How many subjects with such a line, or how much money in all (`carrier` is its field), a period asks for."""

    lines: Lines
    bound: Bound
    amount: Exact
    carrier: str | None

    @property
    def least(self) -> int:
        """For a count: how many a floor needs, or how many break a ceiling."""
        inside = self.bound in (Bound.AT_LEAST, Bound.LESS_THAN)
        return max(ceil(self.amount), 0) if inside else max(floor(self.amount) + 1, 0)


Duty = Answers | Limit | Gate | Amount


class Branch(NamedTuple):
    """The time of the cases that meet the conditions and those of no branch before."""

    conditions: tuple[Condition, ...]
    duration: Duration


class Rate(NamedTuple):
    """The rate of good cases in each period that is asked for; for a ceiling, of cases that are met."""

    bound: Bound
    share: Fraction
    each: Period


class Budget(NamedTuple):
    """How many breaches each period may have; without a period, altogether."""

    allowed: int
    each: Period | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """What a clause means in a period of the funnel.

    `opens` are the lines that open a case (for an amount, that count), none where a breach of `watched` does. It holds
    from `begins` to before `ends` (instants). `branches` are empty where there is no deadline.
    """

    agreement: Agreement
    clause: Clause
    clock: Clock
    about: About
    mode: Mode
    opens: Lines | None
    watched: Form | None
    begins: int
    ends: int
    duty: Duty
    branches: tuple[Branch, ...]
    excuses: tuple[Lines, ...]
    pause: tuple[Lines, Lines] | None
    level: Rate | Budget
    period: str | None = field(default=None)

    @property
    def calendar(self) -> CalendarChoice | None:
        """Which calendar a case has."""
        return self.agreement.calendar

    @property
    def has_trigger(self) -> bool:
        """Whether an event, or a breach, opens its cases before anything is done or left undone."""
        return not isinstance(self.duty, Gate | Amount)

    @property
    def dates(self) -> tuple[date, date]:
        """The first and the last local date on which it holds."""
        return dates_of(self.agreement, self.clause)


def _has_other(named: Collection[str], begins: date, ends: date, each: Period) -> bool:
    """Whether there is a period in these dates that none of the names is of."""
    period: PeriodDates | None = period_of(begins, each)
    while period is not None and period.first <= ends:
        if period.name not in named:
            return True
        period = next_period(period, each)
    return False


def dates_of(agreement: Agreement, clause: Clause) -> tuple[date, date]:
    """The first and the last local date on which a clause holds."""
    begins = max(agreement.effective.start, clause.valid_from or agreement.effective.start)
    until = [day for day in (agreement.effective.until, clause.valid_until) if day is not None]
    return begins, min(until, default=date.max)


def raw_kinds(*agreements: Agreement) -> frozenset[str]:
    """The kinds of lines that one of the agreements, or more, has no definition for."""
    events = (event for agreement in agreements for event in agreement.vocabulary.events.values())
    return frozenset(event.id for event in events if event.definition is None)


class Version:
    """One version of an agreement, with its clock and its figures.

    `raw` are the kinds of lines that either version knows as raw ones.
    """

    def __init__(self, agreement: Agreement, raw: frozenset[str]) -> None:
        self.agreement = agreement
        self.raw = raw
        self.clock = Clock(agreement.timezone, agreement.calendars)
        self.figures = Figures(agreement, self.clock)
        self._forms: dict[tuple[str, str | None], Form] = {}

    def periods(self, name: str) -> tuple[str | None, ...]:
        """The periods in which the clause means different things: those with figures of their own, and any other."""
        clause = self.agreement.clauses[name]
        funnel = self.agreement.funnel
        if funnel is None or not self._has_figures(clause):
            return (None,)
        each = clause.judged_each or funnel.each
        begins, ends = dates_of(self.agreement, clause)
        named = (period_named(period, each) for given in funnel.given.values() for period in given.by_period)
        inside = {found.name for found in named if found is not None and found.last >= begins and found.first <= ends}
        return (*sorted(inside), *(("",) if _has_other(inside, begins, ends, each) else ()))

    def form(self, name: str, period: str | None) -> Form:
        """What the clause means in the period; one with an empty name is any without figures of its own."""
        key = name, period
        if key not in self._forms:
            self._forms[key] = self._made(self.agreement.clauses[name], period)
        return self._forms[key]

    def _has_figures(self, clause: Clause) -> bool:
        waits = isinstance(clause.trigger, BreachTrigger)
        if waits and self._has_figures(self.agreement.clauses[clause.trigger.clause]):  # type: ignore[union-attr]
            return True
        return any(True for _ in _params(clause, self.agreement))

    def _made(self, clause: Clause, period: str | None) -> Form:
        measure: Measure = lambda amount: self.figures.of(amount, period)  # noqa: E731
        watched = None
        opens: Lines | None = None
        if isinstance(clause.trigger, BreachTrigger):
            watched = self.form(clause.trigger.clause, period)
        else:
            opens = self._lines(_opening(clause), measure)
        begins, ends = dates_of(self.agreement, clause)
        return Form(
            self.agreement,
            clause,
            self.clock,
            watched.about if watched else opens.about if opens else "lead",
            _mode(clause),
            opens,
            watched,
            self.clock.day_start(begins),
            FOREVER if ends == date.max else self.clock.day_end(ends),
            self._duty(clause, measure, watched.about if watched else opens.about if opens else "lead"),
            self._branches(clause, measure),
            tuple(self._lines(event, measure) for event in clause.unless),
            self._pause(clause, measure),
            self._level(clause, measure),
            period,
        )

    def _duty(self, clause: Clause, measure: Measure, about: About) -> Duty:
        vocabulary = self.agreement.vocabulary

        def lines(pattern: EventPattern | str) -> Lines:
            return self._lines(pattern, measure)

        match clause.duty:
            case Respond(event=event, times=None):
                return Answers((Answer((lines(event),)),))
            case Respond(event=event, times=times) if times is not None and times.bound.is_ceiling:
                return Limit(lines(event), times.allowed, timed=True)
            case Respond(event=event, times=times):
                assert times is not None
                days = times.days or 1
                return Answers((Answer((lines(event),), max(times.needed, days), days),))
            case Either(events=events):
                return Answers((Answer(tuple(map(lines, events))),))
            case Both(events=events):
                return Answers(tuple(Answer((lines(event),)) for event in events))
            case Ensure(become=become):
                return Answers((Answer((lines(become),)),))
            case StateNames(names=names, roles=roles):
                return Answers(
                    tuple(Stated(name, role, self._carriers(name, role, about)) for name, role in zip(names, roles, strict=True))
                )
            case MustNot(window=BeforeGate(event=event, count=count)):
                return Gate(lines(event), count)
            case MustNot() if clause.trigger is None:
                return Gate(None, 0)
            case MustNot(event=event, window=ForWindow()):
                return Limit(lines(event), 0, timed=True)
            case MustNot(event=event, window=UntilWindow(event=until)):
                return Limit(lines(event), 0, lines(until))
            case MustNot(event=event):
                return Limit(lines(event), 0)
            case Deliver(bound=bound, amount=amount, event=event):
                figure = measure(amount)
                asked = 0 if figure is None else plain(figure)
                carrier = money_field(make_pattern(event, vocabulary), vocabulary) if isinstance(figure, Money) else None
                return Amount(lines(event), bound, asked, carrier)
        raise AssertionError(clause.duty)

    def _carriers(self, name: str, role: Role, about: About) -> frozenset[str]:
        if role == "fact":
            return frozenset()
        events = self.agreement.vocabulary.events.values()
        return frozenset(one.id for one in events if one.id in self.raw and one.about == about and name in one.fields)

    def _branches(self, clause: Clause, measure: Measure) -> tuple[Branch, ...]:
        deadline = clause.deadline
        if isinstance(clause.duty, MustNot) and isinstance(clause.duty.window, ForWindow):
            deadline = Deadline(clause.duty.window.duration)
        if deadline is None:
            return ()
        tiers = (Branch(measured(tier.conditions, measure), tier.duration) for tier in deadline.tiers)
        return (*tiers, Branch((), deadline.otherwise))

    def _pause(self, clause: Clause, measure: Measure) -> tuple[Lines, Lines] | None:
        if clause.paused_while is None:
            return None
        state = self.agreement.vocabulary.states[clause.paused_while]
        return self._lines(state.entered, measure), self._lines(state.left, measure)

    def _lines(self, pattern: EventPattern | str, measure: Measure) -> Lines:
        return lines_of(pattern, self.agreement.vocabulary, self.raw, measure)

    def _level(self, clause: Clause, measure: Measure) -> Rate | Budget:
        match clause.level, clause.duty:
            case BudgetLevel(breaches=allowed, period=each), _:
                return Budget(allowed, each)
            case RateLevel(share=share, period=each), _:
                return Rate(Bound.AT_LEAST, _share(share, measure), each)
            case None, Ensure(bound=bound, share=share):
                assert clause.period is not None
                return Rate(bound, _share(share, measure), clause.period)
        return Budget(0)


def _share(share: Share | Param, measure: Measure) -> Fraction:
    figure = measure(share)
    return Fraction(plain(figure)) if figure is not None else Fraction(0)


def _opening(clause: Clause) -> EventPattern:
    if clause.trigger is not None:
        assert not isinstance(clause.trigger, BreachTrigger)
        return clause.trigger.event
    assert isinstance(clause.duty, MustNot | Ensure | Deliver)
    return clause.duty.event


def _mode(clause: Clause) -> Mode:
    if clause.trigger is not None:
        return clause.trigger.mode
    return Mode.EVERY_TIME if isinstance(clause.duty, MustNot) else Mode.WHEN


def _params(clause: Clause, agreement: Agreement) -> Iterator[Param]:
    """The figures of the funnel that a clause uses, also in the definitions of its events."""
    duty = clause.duty
    asked = duty.amount if isinstance(duty, Deliver) else duty.share if isinstance(duty, Ensure) else None
    level = clause.level.share if isinstance(clause.level, RateLevel) else None
    yield from (one for one in (asked, level) if isinstance(one, Param))
    patterns = [EventPattern(event) for event in clause.unless]
    if clause.trigger is not None and not isinstance(clause.trigger, BreachTrigger):
        patterns.append(clause.trigger.event)
    match duty:
        case Either(events=events) | Both(events=events):
            patterns += events
        case StateNames():
            pass
        case Ensure(event=event, become=become):
            patterns += [event, become]
        case _:
            patterns.append(duty.event)
    if isinstance(duty, MustNot) and isinstance(duty.window, UntilWindow | BeforeGate):
        patterns.append(EventPattern(duty.window.event))
    if clause.paused_while is not None:
        state = agreement.vocabulary.states[clause.paused_while]
        patterns += [EventPattern(state.entered), EventPattern(state.left)]
    for pattern in patterns:
        for conditions in make_pattern(pattern, agreement.vocabulary).conditions.values():
            yield from _in(conditions)
    if clause.deadline is not None:
        for tier in clause.deadline.tiers:
            yield from _in(tier.conditions)


def _in(conditions: tuple[Condition, ...]) -> Iterator[Param]:
    for condition in conditions:
        if isinstance(condition, IsBound) and isinstance(condition.amount, Param):
            yield condition.amount
