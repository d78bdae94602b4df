"""Parts of a clause → values that are equal where the parts mean the same, however they are written.

Order that says nothing is sorted away, units are brought to the smallest of their clock, and an event is what its
definitions come down to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import (
    Action,
    Amount,
    Bound,
    Condition,
    Deadline,
    Duration,
    EventPattern,
    IsBound,
    IsKnown,
    IsValue,
    Notify,
    Otherwise,
    Param,
    Times,
    Unit,
)
from sla_dsl.model.values import Money, Share, decimal_text, value_text

Key = tuple[object, ...]
"""A value to compare by; its text is the same on every run."""

_SMALLEST: Mapping[Unit, tuple[Unit, int]] = {
    Unit.HOURS: (Unit.MINUTES, 60),
    Unit.BUSINESS_HOURS: (Unit.BUSINESS_MINUTES, 60),
    Unit.CALENDAR_WEEKS: (Unit.CALENDAR_DAYS, 7),
}


class Measure(NamedTuple):
    """A duration in the smallest unit of its clock: hours are minutes, calendar weeks are days."""

    unit: Unit
    amount: int


class Meant(NamedTuple):
    """An event as it is written (by its id), and as its definitions come down to (the root's id)."""

    event: str
    own: tuple[Key, ...]
    root: str
    all: tuple[Key, ...]

    def is_same(self, other: Meant) -> bool:
        """Whether both mean the same: by one name with the same conditions, or by what the names come down to."""
        return (self.event, self.own) == (other.event, other.own) or (self.root, self.all) == (other.root, other.all)


def measure(duration: Duration) -> Measure:
    """The duration in the smallest unit of its clock."""
    unit, factor = _SMALLEST.get(duration.unit, (duration.unit, 1))
    return Measure(unit, duration.count * factor)


def followed(pattern: EventPattern, agreement: Agreement) -> EventPattern:
    """The pattern with its definitions followed to the root."""
    event, where = pattern.event, pattern.where
    while (known := agreement.vocabulary.events.get(event)) is not None and known.definition is not None:
        event, where = known.definition.event, (*known.definition.where, *where)
    return EventPattern(event, where)


def meant(pattern: EventPattern | str, agreement: Agreement) -> Meant:
    """What an event with its conditions means in an agreement."""
    written = EventPattern(pattern) if isinstance(pattern, str) else pattern
    root = followed(written, agreement)
    return Meant(written.event, keys(written.where), root.event, keys(root.where))


def keys(conditions: Iterable[Condition]) -> tuple[Key, ...]:
    """The conditions, in an order of their own, each once."""
    return tuple(sorted({condition_key(condition) for condition in conditions}, key=repr))


def condition_key(condition: Condition) -> Key:
    """One condition, the order of its values left out."""
    match condition:
        case IsValue(name, role, values, negated):
            return ("is", name, role, negated, tuple(sorted({value_text(value) for value in values})))
        case IsKnown(name, role, known):
            return ("is known", name, role, known)
        case IsBound(name, role, bound, amount):
            return ("is bound", name, role, bound.value, amount_key(amount))


def amount_key(amount: Amount) -> Key:
    """An amount: a figure of the funnel by its name."""
    match amount:
        case Param(name):
            return ("figure", name)
        case Share(value):
            return ("share", decimal_text(value))
        case Money(number, currency):
            return ("money", decimal_text(number), currency)
        case number:
            return ("number", decimal_text(number))


def times_key(times: Times | None) -> tuple[bool, int, int]:
    """Whether it is a ceiling, the number that is needed or allowed, and on how many days."""
    if times is None:
        return (False, 1, 1)
    if times.bound.is_ceiling:
        return (True, times.allowed, 1)
    return (False, times.needed, times.days or 1)


def deadline_key(deadline: Deadline) -> Key:
    """The tiers in order, and the default; tiers at the end that give what the default gives are nothing."""
    tiers = [(keys(tier.conditions), measure(tier.duration)) for tier in deadline.tiers]
    default = measure(deadline.otherwise)
    while tiers and tiers[-1][1] == default:
        tiers.pop()
    return (tuple(tiers), default)


def otherwise_key(otherwise: Otherwise) -> Key:
    """The actions with their times; whom one notifies stands in no order."""
    return (_action(otherwise.first), *((measure(step.after), _action(step.action)) for step in otherwise.later))


def counted(bound: Bound, amount: Amount) -> tuple[Bound, Amount]:
    """A bound and its amount; of whole numbers that are counted, `more than n` is `at least n + 1`."""
    if isinstance(amount, int):
        if bound is Bound.MORE_THAN:
            return Bound.AT_LEAST, amount + 1
        if bound is Bound.LESS_THAN:
            return Bound.AT_MOST, amount - 1
    return bound, amount


def _action(action: Action) -> Key:
    if isinstance(action, Notify):
        return ("notify", tuple(sorted(set(action.whom))))
    return ("apply", action.consequence)
