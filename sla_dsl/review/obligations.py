"""What clauses ask for, forbid and hold back, in a form in which they can be set against one another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import (
    BeforeGate,
    BreachTrigger,
    Clause,
    Condition,
    Duration,
    Either,
    ForWindow,
    MustNot,
    Respond,
    UntilWindow,
)
from sla_dsl.review.events import Rooted, answers, can_be_both, is_possible, rooted, trigger_of
from sla_dsl.review.values import possible


class Branch(NamedTuple):
    """The cases of one tier: their conditions, and the time they have (none: for good)."""

    conditions: tuple[Condition, ...]
    duration: Duration | None


class Need(NamedTuple):
    """What a clause asks for: `number` of each answer; any of them is enough, or all must come."""

    clause: Clause
    trigger: Rooted
    answers: tuple[Rooted, ...]
    number: int
    any_is_enough: bool
    branches: tuple[Branch, ...]


class Limit(NamedTuple):
    """What a clause allows no more than `allowed` of: after its trigger (none: ever), for each of the durations.

    No durations: for good.
    """

    clause: Clause
    trigger: Rooted | None
    event: Rooted
    allowed: int
    durations: tuple[Duration, ...]


class Gate(NamedTuple):
    """What a clause holds back until so many `opening` events have come (after its trigger, where it has one)."""

    clause: Clause
    trigger: Rooted | None
    event: Rooted
    opening: Rooted
    number: int


def need_of(clause: Clause, agreement: Agreement) -> Need | None:
    """What the clause asks for, where it asks for events that can be."""
    trigger = trigger_of(clause, agreement)
    is_ceiling = isinstance(clause.duty, Respond) and clause.duty.times and clause.duty.times.bound.is_ceiling
    found = tuple(rooted(event, agreement.vocabulary) for event in answers(clause))
    if trigger is None or is_ceiling or not found or not all(map(is_possible, (trigger, *found))):
        return None
    times = clause.duty.times if isinstance(clause.duty, Respond) else None
    any_is_enough = isinstance(clause.duty, Either)
    return Need(clause, trigger, found, times.needed if times else 1, any_is_enough, tuple(_branches(clause, trigger)))


def _branches(clause: Clause, trigger: Rooted) -> Iterator[Branch]:
    if clause.deadline is None:
        yield Branch((), None)
        return
    for tier in clause.deadline.tiers:
        if possible((*trigger.all, *tier.conditions), trigger.types):
            yield Branch(tier.conditions, tier.duration)
    yield Branch((), clause.deadline.otherwise)


def limit_of(clause: Clause, agreement: Agreement) -> Limit | None:
    """What the clause forbids or limits for a time or for good, after an event or without a trigger."""
    if isinstance(clause.trigger, BreachTrigger):
        return None
    trigger = trigger_of(clause, agreement)
    allowed = 0
    durations: tuple[Duration, ...] = ()
    match clause.duty:
        case MustNot(event=event, window=None):
            pass
        case MustNot(event=event, window=ForWindow(duration=duration)):
            durations = (duration,)
        case Respond(event=event, times=times) if times and times.bound.is_ceiling and clause.deadline:
            allowed, durations = times.allowed, clause.deadline.durations
        case _:
            return None
    found = rooted(event, agreement.vocabulary)
    return Limit(clause, trigger, found, allowed, durations) if _can_be(found, trigger) else None


def gate_of(clause: Clause, agreement: Agreement) -> Gate | None:
    """What the clause holds back until something else has come."""
    duty = clause.duty
    if isinstance(clause.trigger, BreachTrigger) or not isinstance(duty, MustNot):
        return None
    if not isinstance(duty.window, UntilWindow | BeforeGate):
        return None
    trigger, event = trigger_of(clause, agreement), rooted(duty.event, agreement.vocabulary)
    opening = rooted(duty.window.event, agreement.vocabulary)
    count = duty.window.count if isinstance(duty.window, BeforeGate) else 1
    return Gate(clause, trigger, event, opening, count) if _can_be(event, trigger) and is_possible(opening) else None


def _can_be(event: Rooted, trigger: Rooted | None) -> bool:
    return is_possible(event) and (trigger is None or is_possible(trigger))


def meet_at(need: Need, trigger: Rooted | None) -> bool:
    """Whether one event can open a case of both; what has no trigger holds for every case."""
    return trigger is None or can_be_both(need.trigger, trigger)


def common_dates(agreement: Agreement, *clauses: Clause) -> tuple[date, date] | None:
    """The first and the last local date on which all the clauses hold."""
    starts = [agreement.effective.start, *(clause.valid_from for clause in clauses if clause.valid_from)]
    ends = [until for until in (agreement.effective.until, *(clause.valid_until for clause in clauses)) if until]
    first, last = max(starts), min(ends, default=date.max)
    return (first, last) if first <= last else None


def holds_when(clause: Clause, other: Clause, agreement: Agreement) -> bool:
    """Whether the clause holds on every date on which the other does."""
    both, own = common_dates(agreement, clause, other), common_dates(agreement, other)
    return own is None or both == own
