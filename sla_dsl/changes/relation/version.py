"""A version of an agreement → the forms of its clauses, one for each period in which the funnel gives other figures."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from sla_dsl.changes.relation.figures import figures_in
from sla_dsl.changes.relation.form import (
    FOREVER,
    Amount,
    Answer,
    Answers,
    Branch,
    Budget,
    Duty,
    Form,
    Gate,
    Limit,
    Rate,
    Stated,
    dates_of,
)
from sla_dsl.changes.relation.lines import Lines, Measure, lines_of, measured
from sla_dsl.changes.relation.reading import Reading
from sla_dsl.clock import Clock
from sla_dsl.engine.bounds import plain
from sla_dsl.engine.plan import make_pattern, money_field
from sla_dsl.engine.terms import Figures
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import (
    BeforeGate,
    Both,
    Bound,
    BreachTrigger,
    BudgetLevel,
    Clause,
    Deadline,
    Deliver,
    Either,
    Ensure,
    EventPattern,
    ForWindow,
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
from sla_dsl.model.values import Money, Share
from sla_dsl.model.vocabulary import About

if TYPE_CHECKING:
    from sla_dsl.clock.columns import ColumnClock

ReadLines = Callable[[EventPattern | str], Lines]
"""Which lines an event of the agreement is."""


class Version:
    """One version of an agreement, with its clock and its figures; `reading` is how lines are read for both."""

    def __init__(self, agreement: Agreement, reading: Reading) -> None:
        self.agreement = agreement
        self.reading = reading
        self.clock = Clock(agreement.timezone, agreement.calendars)
        self.figures = Figures(agreement, self.clock)
        self._forms: dict[tuple[str, str | None], Form] = {}
        self._levels: dict[tuple[str, str], Rate | Budget] = {}

    @cached_property
    def column_clock(self) -> ColumnClock:
        """The clock by which many leads are judged together; without its arrays little logs are judged sooner."""
        from sla_dsl.clock.columns import ColumnClock

        return ColumnClock(self.agreement.timezone, self.agreement.calendars)

    def periods(self, name: str) -> tuple[str | None, ...]:
        """The periods in which the clause means different things: those with figures of their own, and any other."""
        clause = self.agreement.clauses[name]
        funnel = self.agreement.funnel
        if funnel is None or not self.has_figures(clause):
            return (None,)
        each = clause.judged_each or funnel.each
        begins, ends = dates_of(self.agreement, clause)
        named = (period_named(period, each) for given in funnel.given.values() for period in given.by_period)
        inside = {found.name for found in named if found is not None and found.last >= begins and found.first <= ends}
        return (*sorted(inside), *(("",) if _has_other(inside, begins, ends, each) else ()))

    def period_kind(self, name: str) -> Period | None:
        """The kind of period whose figures count for the clause, where it uses any."""
        clause, funnel = self.agreement.clauses[name], self.agreement.funnel
        return clause.judged_each or (funnel.each if funnel else None)

    def form(self, name: str, period: str | None) -> Form:
        """What the clause means in the period; one with an empty name is any without figures of its own."""
        key = name, period
        if key not in self._forms:
            self._forms[key] = self._made(self.agreement.clauses[name], period)
        return self._forms[key]

    def has_figures(self, clause: Clause) -> bool:
        """Whether it, or a clause that it waits for, uses figures of the funnel."""
        waits = isinstance(clause.trigger, BreachTrigger)
        if waits and self.has_figures(self.agreement.clauses[clause.trigger.clause]):  # type: ignore[union-attr]
            return True
        return any(True for _ in figures_in(clause, self.agreement))

    def _made(self, clause: Clause, period: str | None) -> Form:
        measure: Measure = lambda amount: self.figures.of(amount, period)  # noqa: E731
        watched = None
        opens: Lines | None = None
        if isinstance(clause.trigger, BreachTrigger):
            watched = self.form(clause.trigger.clause, period)
        else:
            opens = self._lines(_opening(clause), measure)
        dates = dates_of(self.agreement, clause)
        begins, ends = self._stretch(*dates)
        return Form(
            self.agreement,
            clause,
            self.clock,
            watched.about if watched else opens.about if opens else "lead",
            _mode(clause),
            opens,
            watched,
            begins,
            ends,
            self._duty(clause, measure, watched.about if watched else opens.about if opens else "lead"),
            self._branches(clause, measure),
            tuple(self._lines(event, measure) for event in clause.unless),
            self._pause(clause, measure),
            self._level(clause, measure),
            self.reading.types(None, self.agreement.vocabulary),
            period,
            self._tried(clause, period),
        )

    def _stretch(self, first: date, last: date) -> tuple[int, int]:
        return self.clock.day_start(first), FOREVER if last == date.max else self.clock.day_end(last)

    def _tried(self, clause: Clause, name: str | None) -> tuple[int, int]:
        """The dates of the clause that lie in the period, if any do."""
        begins, ends = dates_of(self.agreement, clause)
        each = self.period_kind(clause.id)
        period = period_named(name, each) if name and each else None
        if period is not None and max(begins, period.first) <= min(ends, period.last):
            begins, ends = max(begins, period.first), min(ends, period.last)
        return self._stretch(begins, ends)

    def level(self, name: str, period: str) -> Rate | Budget:
        """How the clause is judged in a period of its own, by name: its figures there count."""
        if (name, period) not in self._levels:
            known = self.periods(name)
            self._levels[name, period] = self.form(name, period if period in known else known[-1]).level
        return self._levels[name, period]

    def _duty(self, clause: Clause, measure: Measure, about: About) -> Duty:
        def lines(pattern: EventPattern | str) -> Lines:
            return self._lines(pattern, measure)

        match clause.duty:
            case MustNot() as prohibition:
                return _prohibition(prohibition, lines, standing=clause.trigger is None)
            case Deliver() as promise:
                return self._amount(promise, lines, measure)
            case StateNames(names=names, roles=roles):
                stated = zip(names, roles, strict=True)
                return Answers(tuple(Stated(name, role, self._carriers(name, role, about)) for name, role in stated))
        return _response(clause.duty, lines)

    def _amount(self, promise: Deliver, lines: ReadLines, measure: Measure) -> Amount:
        figure = measure(promise.amount)
        asked = 0 if figure is None else plain(figure)
        vocabulary = self.agreement.vocabulary
        made = make_pattern(promise.event, vocabulary)
        return Amount(
            lines(promise.event),
            promise.bound,
            asked,
            money_field(made, vocabulary) if isinstance(figure, Money) else None,
        )

    def _carriers(self, name: str, role: Role, about: About) -> frozenset[str]:
        if role == "fact":
            return frozenset()
        events = self.agreement.vocabulary.events.values()
        return frozenset(
            one.id for one in events if one.id in self.reading.raw and one.about == about and name in one.fields
        )

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
        return lines_of(pattern, self.agreement.vocabulary, self.reading, measure)

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


def _response(duty: Respond | Either | Both | Ensure, lines: ReadLines) -> Answers | Limit:
    match duty:
        case Respond(event=event, times=times) if times is not None and times.bound.is_ceiling:
            return Limit(lines(event), times.allowed, timed=True)
        case Respond(event=event, times=times):
            days = (times.days or 1) if times else 1
            return Answers((Answer((lines(event),), max(times.needed if times else 1, days), days),))
        case Either(events=events):
            return Answers((Answer(tuple(map(lines, events))),))
        case Both(events=events):
            return Answers(tuple(Answer((lines(event),)) for event in events))
        case Ensure(become=become):
            return Answers((Answer((lines(become),)),))


def _prohibition(duty: MustNot, lines: ReadLines, *, standing: bool) -> Limit | Gate:
    match duty.window:
        case BeforeGate(event=event, count=count):
            return Gate(lines(event), count)
        case ForWindow():
            return Limit(lines(duty.event), 0, timed=True)
        case UntilWindow(event=event):
            return Limit(lines(duty.event), 0, lines(event))
    return Gate(None, 0) if standing else Limit(lines(duty.event), 0)


def _has_other(named: Collection[str], begins: date, ends: date, each: Period) -> bool:
    """Whether there is a period in these dates that none of the names is of."""
    period: PeriodDates | None = period_of(begins, each)
    while period is not None and period.first <= ends:
        if period.name not in named:
            return True
        period = next_period(period, each)
    return False
