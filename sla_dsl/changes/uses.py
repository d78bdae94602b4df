"""What each clause of an agreement uses: its calendars, words and figures, so that a change of these names it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sla_dsl.frozen import frozen
from sla_dsl.funnel import kinds
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import (
    BeforeGate,
    Both,
    Clause,
    Condition,
    Deliver,
    Duration,
    Either,
    Ensure,
    EventPattern,
    EventTrigger,
    ForWindow,
    IsBound,
    MustNot,
    Param,
    RateLevel,
    Respond,
    StateNames,
    UntilWindow,
)
from sla_dsl.model.funnel import Formula, Funnel, Kind, Literally, Name
from sla_dsl.model.values import Money


@frozen
class Uses:
    """What one clause uses: ids of calendars and events, names of facts, fields and figures, phrases of states.

    `money` says whether an amount of money decides something.
    """

    calendars: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    figures: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    money: bool = False


def uses(clause: Clause, agreement: Agreement) -> Uses:
    """What a clause uses, definitions and formulas followed to their roots."""
    states = frozenset([clause.paused_while] if clause.paused_while else [])
    events = frozenset(_events(clause, agreement))
    conditions = tuple(_conditions(clause, events, agreement))
    params = _params(clause, conditions)
    calendars, by = _calendars(clause, agreement)
    stated = clause.duty.names if isinstance(clause.duty, StateNames) else ()
    names = frozenset([*(condition.name for condition in conditions), *stated, *by])
    return Uses(calendars, events, names, _figures(params, agreement.funnel), states,
                _is_about_money(clause, conditions, params, agreement))  # fmt: skip


def patterns(clause: Clause) -> Iterator[EventPattern]:
    """Every event with its conditions that a clause names."""
    if isinstance(clause.trigger, EventTrigger):
        yield clause.trigger.event
    match clause.duty:
        case Respond(event) | Deliver(event=event):
            yield event
        case Either(events) | Both(events):
            yield from events
        case Ensure(event=event, become=become):
            yield from (event, become)
        case MustNot(event, window):
            yield event
            if isinstance(window, UntilWindow | BeforeGate):
                yield EventPattern(window.event)
        case StateNames():
            pass
    yield from (EventPattern(event) for event in clause.unless)


def durations(clause: Clause) -> Iterator[Duration]:
    """Every duration that decides whether the clause is kept."""
    if clause.deadline is not None:
        yield from clause.deadline.durations
    if isinstance(clause.duty, MustNot) and isinstance(clause.duty.window, ForWindow):
        yield clause.duty.window.duration


def _events(clause: Clause, agreement: Agreement) -> Iterator[str]:
    """The ids of all events a clause names, and of those that their definitions name."""
    known = agreement.vocabulary.events
    named = [pattern.event for pattern in patterns(clause)]
    if clause.paused_while is not None:
        state = agreement.vocabulary.states[clause.paused_while]
        named += [state.entered, state.left]
    for event in named:
        yield event
        while (definition := known[event].definition) is not None:
            event = definition.event  # noqa: PLW2901 - the next link of the chain
            yield event


def _conditions(clause: Clause, events: Iterable[str], agreement: Agreement) -> Iterator[Condition]:
    for pattern in patterns(clause):
        yield from pattern.where
    for event in events:
        definition = agreement.vocabulary.events[event].definition
        yield from definition.where if definition else ()
    for tier in clause.deadline.tiers if clause.deadline else ():
        yield from tier.conditions


def _calendars(clause: Clause, agreement: Agreement) -> tuple[frozenset[str], tuple[str, ...]]:
    """The calendars that may count for its cases, and the fact that chooses."""
    choice = agreement.calendar
    if choice is None or not any(duration.unit.needs_calendar for duration in durations(clause)):
        return frozenset(), ()
    by = (choice.by,) if choice.by is not None else ()
    return frozenset([choice.otherwise, *choice.cases.values()]), by


def _params(clause: Clause, conditions: Iterable[Condition]) -> frozenset[str]:
    amounts: list[object] = [one.amount for one in conditions if isinstance(one, IsBound)]
    match clause.duty:
        case Deliver(amount=amount) | Ensure(share=amount):
            amounts.append(amount)
    if isinstance(clause.level, RateLevel):
        amounts.append(clause.level.share)
    return frozenset(amount.name for amount in amounts if isinstance(amount, Param))


def _figures(names: Iterable[str], funnel: Funnel | None) -> frozenset[str]:
    """The figures of these names and all that they follow from."""
    found: set[str] = set()
    rest = list(names) if funnel else []
    while rest:
        name = rest.pop()
        if name not in found:
            found.add(name)
            derived = funnel.derive.get(name) if funnel else None
            rest += list(names_in(derived.formula)) if derived else []
    return frozenset(found)


def names_in(formula: Formula) -> Iterator[str]:
    """The names that a formula holds."""
    match formula:
        case Literally():
            return
        case Name(name):
            yield name
        case operation:
            yield from names_in(operation.left)
            yield from names_in(operation.right)


def _is_about_money(
    clause: Clause, conditions: Iterable[Condition], params: Iterable[str], agreement: Agreement
) -> bool:
    amounts = [one.amount for one in conditions if isinstance(one, IsBound)]
    if isinstance(clause.duty, Deliver):
        amounts.append(clause.duty.amount)
    known = kinds(agreement.funnel, agreement.currency)[0] if agreement.funnel else {}
    return any(isinstance(one, Money) for one in amounts) or any(known.get(name) is Kind.MONEY for name in params)
