"""A log on which other clauses fall short → the same log with these answered or excused, so that one alone speaks.

Nothing is claimed here: what is made is judged again by who asks for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import (
    Both,
    Clause,
    Either,
    Ensure,
    EventPattern,
    EventTrigger,
    IsKnown,
    Respond,
    StateNames,
    Times,
)
from sla_dsl.model.event import Event
from sla_dsl.model.outcome import Case
from sla_dsl.model.values import Money, Value
from sla_dsl.review.events import Rooted, rooted
from sla_dsl.review.values import Types, example

MINUTE = 60_000_000
DAY = 24 * 60 * MINUTE

Recipe = Sequence[tuple[EventPattern, int]]
"""Events that answer or excuse a case, each so long after its start (microseconds)."""


def repairs(clause: Clause, cases: Iterable[Case], agreement: Agreement) -> Iterator[tuple[Event, ...]]:
    """Events that may keep the clause in all these cases: one way after the other."""
    breached = [case for case in cases if case.breached_at is not None]
    for recipe in _recipes(clause, agreement):
        found = [_event(pattern, case, after, agreement) for case in breached for pattern, after in recipe]
        events = [event for event in found if event is not None]
        if found and len(events) == len(found):
            yield tuple(events)


def _recipes(clause: Clause, agreement: Agreement) -> Iterator[Recipe]:
    match clause.duty:
        case Respond(event, times):
            yield from _often(event, times)
        case Either(events):
            yield from ([(event, MINUTE)] for event in events)
        case Both(events):
            yield [(event, MINUTE) for event in events]
        case Ensure(become=event):
            yield [(event, MINUTE)]
        case StateNames(names, roles):
            known = tuple(IsKnown(name, role, known=True) for name, role in zip(names, roles, strict=True))
            yield from ([(EventPattern(kind, known), MINUTE)] for kind in _stating(names, clause, agreement))
        case _:
            pass
    yield from ([(EventPattern(event), MINUTE)] for event in clause.unless)


def _often(event: EventPattern, times: Times | None) -> Iterator[Recipe]:
    if times is None:
        yield [(event, MINUTE)]
    elif not times.bound.is_ceiling:
        days = max(times.days or 1, 1)
        yield [(event, MINUTE + min(number, days - 1) * DAY) for number in range(times.needed)]


def _stating(names: Sequence[str], clause: Clause, agreement: Agreement) -> Iterator[str]:
    """Kinds of events other than the trigger that may carry all the names."""
    opening = (
        rooted(clause.trigger.event, agreement.vocabulary).root if isinstance(clause.trigger, EventTrigger) else ""
    )
    for kind in agreement.vocabulary.events.values():
        if kind.definition is None and kind.id != opening and {*kind.fields, *agreement.vocabulary.facts} >= {*names}:
            yield kind.id


def _event(pattern: EventPattern, case: Case, after: int, agreement: Agreement) -> Event | None:
    """Such an event of the case's lead; nothing where its conditions give no example."""
    of = rooted(pattern, agreement.vocabulary)
    values = _values(of, agreement)
    if values is None:
        return None
    about = agreement.vocabulary.events[of.root].about
    opportunity = case.subject if about == "opportunity" else None
    return Event(case.start + after, of.root, case.lead, None, opportunity, values)


def _values(of: Rooted, agreement: Agreement) -> dict[str, Value] | None:
    found = example(of.all, of.types)
    return None if found is None else {name: _typed(name, value, of.types, agreement) for name, value in found.items()}


def _typed(name: str, value: Value, types: Types, agreement: Agreement) -> Value:
    """A bare number is money where the name's type is."""
    if types[name].name == "money" and isinstance(value, int | Fraction):
        return Money(value, agreement.currency or "EUR")
    return value
