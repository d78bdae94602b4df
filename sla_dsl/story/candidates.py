"""Events of the kind a clause waits for, and why one did not open a case: told, never decided here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field
from typing import NamedTuple

from sla_dsl.clock import Clock
from sla_dsl.engine.plan import make_pattern
from sla_dsl.engine.reference.conditions import Truth, truth
from sla_dsl.engine.reference.history import History, in_order
from sla_dsl.engine.terms import Figures
from sla_dsl.frozen import frozen
from sla_dsl.funnel import figure_text
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import (
    Amount,
    BreachTrigger,
    Clause,
    Condition,
    Deliver,
    Ensure,
    EventPattern,
    EventTrigger,
    IsBound,
    IsKnown,
    IsValue,
    MustNot,
    Param,
)
from sla_dsl.model.event import Event
from sla_dsl.model.funnel import Figure
from sla_dsl.model.values import Value
from sla_dsl.story.moments import joined
from sla_dsl.story.phrases import Phrases, in_force, spoken, written


class Candidate(NamedTuple):
    """An event of the kind a clause waits for.

    `holds` is whether its conditions are true (none where that is not known), `in_dates` whether its local date (for a
    `deliver`, its whole period) lies in the clause's dates. `why` says which condition was not true, empty where all
    are; `by_definition` whether that is part of what the event is, rather than of the clause.
    """

    event: Event
    in_dates: bool
    holds: Truth = True
    why: str = ""
    by_definition: bool = False


@frozen
class Lookup:
    """One lead's events up to as-of, and what was known of the lead at each."""

    agreement: Agreement
    clock: Clock
    history: History
    figures: Figures = field(init=False)

    def __post_init__(self) -> None:
        """Make the funnel ready."""
        object.__setattr__(self, "figures", Figures(self.agreement, self.clock))

    @classmethod
    def of(cls, agreement: Agreement, clock: Clock, events: Iterable[Event]) -> Lookup:
        """The events of one lead, put in order."""
        return cls(agreement, clock, History(in_order(events)))

    @property
    def events(self) -> list[Event]:
        """The events in order."""
        return self.history.events


class _Asked(NamedTuple):
    """A condition asked of the event at a place, with the period whose figures count."""

    lookup: Lookup
    place: int
    period: str | None
    condition: Condition

    @property
    def known(self) -> Value | None:
        """What the condition asks about."""
        return self.lookup.history.value(self.condition.name, self.condition.role, self.place)

    def measure(self, amount: Amount) -> Figure | None:
        """What an amount is in that period."""
        return self.lookup.figures.of(amount, self.period)

    @property
    def holds(self) -> Truth:
        """Whether it is true."""
        return truth((self.condition,), lambda _name, _role: self.known, self.measure)


def opening_pattern(clause: Clause) -> EventPattern | None:
    """The event that opens a case of the clause, or (a `deliver`) counts; none where a breach opens it."""
    match clause.trigger, clause.duty:
        case EventTrigger(event=event), _:
            return event
        case BreachTrigger(), _:
            return None
        case _, MustNot(event=event) | Ensure(event=event) | Deliver(event=event):
            return event
        case _:
            return None


def candidates(lookup: Lookup, clause: Clause) -> Iterator[Candidate]:
    """The events of the kind that opens a case of the clause, in order of time."""
    pattern = opening_pattern(clause)
    if pattern is None:
        return
    by_kind = make_pattern(pattern, lookup.agreement.vocabulary).conditions
    for place, event in enumerate(lookup.events):
        if event.kind in by_kind:
            conditions = by_kind[event.kind]
            asked = [_Asked(lookup, place, _period(lookup, clause, event), condition) for condition in conditions]
            yield _candidate(
                event, asked, in_dates=_in_dates(lookup, clause, event), defining=len(conditions) - len(pattern.where)
            )


def _in_dates(lookup: Lookup, clause: Clause, event: Event) -> bool:
    """Whether the event's local date (for a `deliver`, its whole period) lies within the clause's dates."""
    first, last = in_force(lookup.agreement, clause)
    start = end = lookup.clock.local_date(event.time)
    if isinstance(clause.duty, Deliver) and clause.period is not None:
        period = lookup.figures.period(event.time, clause.period)
        start, end = period.first, period.last
    return first <= start and (last is None or end <= last)


def _candidate(event: Event, asked: list[_Asked], *, in_dates: bool, defining: int) -> Candidate:
    """The first condition that is not true says why; one that is false before one that is unknown."""
    truths = [one.holds for one in asked]
    for wanted in (False, None):
        if wanted in truths:
            number = truths.index(wanted)
            return Candidate(event, in_dates, wanted, _why(asked[number]), number < defining)
    return Candidate(event, in_dates)


def _period(lookup: Lookup, clause: Clause, event: Event) -> str | None:
    funnel = lookup.agreement.funnel
    each = clause.judged_each or (funnel.each if funnel else None)
    return lookup.figures.period(event.time, each).name if each else None


def _why(asked: _Asked) -> str:
    """`score was 40, and at least 50 is asked for`."""
    known, condition = asked.known, asked.condition
    if known is None:
        return f"{condition.name} was not known"
    match condition:
        case IsKnown():
            return f"{condition.name} was known ({spoken(known)}), and is to be missing"
        case IsValue(values=values, negated=negated):
            wanted = f"{'anything but ' if negated else ''}{joined(written(values), 'or')}"
        case IsBound(bound=bound, amount=amount):
            figure = asked.measure(amount)
            limit = Phrases(asked.lookup.agreement).amount(amount)
            if figure is None:
                return f"{limit} has no value in {asked.period}"
            of_figure = f" ({figure_text(figure)})" if isinstance(amount, Param) else ""
            wanted = f"{bound.value} {limit}{of_figure}"
    return f"{condition.name} was {spoken(known)}, and {wanted} is asked for"
