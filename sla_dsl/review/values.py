"""What conditions allow a value to be: whether they can hold together, what follows from them, and an example."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import prod
from typing import NamedTuple

from sla_dsl.frozen import frozen
from sla_dsl.model.clause import Bound, Condition, IsBound, IsKnown, IsValue, Param
from sla_dsl.model.values import Exact, Money, Value, ValueType, exact

Types = Mapping[str, ValueType]
"""The types of the fields and facts that conditions name."""

OPPOSITE: Mapping[Bound, Bound] = {
    Bound.AT_LEAST: Bound.LESS_THAN,
    Bound.LESS_THAN: Bound.AT_LEAST,
    Bound.AT_MOST: Bound.MORE_THAN,
    Bound.MORE_THAN: Bound.AT_MOST,
}
"""What a value is that is known and not within a bound."""

WAYS = 512
"""Conditions that can fail together in more ways than this are taken to leave something open: nothing is claimed."""

_TEXT = ValueType("text")


class Edge(NamedTuple):
    """An end of a range; `is_open` where the end itself is outside."""

    at: Exact
    is_open: bool


@frozen
class Room:
    """What is left for one value. `known` and `missing` say what it must be; both is a contradiction.

    `allowed` is none where any value is; `figures` are bounds by figures of the funnel, whose amounts may be anything.
    """

    type: ValueType
    known: bool = False
    missing: bool = False
    allowed: frozenset[Value] | None = None
    excluded: frozenset[Value] = frozenset()
    low: Edge | None = None
    high: Edge | None = None
    figures: tuple[tuple[str, Bound], ...] = ()

    def within(self, condition: Condition) -> Room:
        """What is left beside one more condition."""
        match condition:
            case IsKnown(known=known):
                return replace(self, known=self.known or known, missing=self.missing or not known)
            case IsValue(values=values, negated=True):
                return replace(self, known=True, excluded=self.excluded | {_plain(value) for value in values})
            case IsValue(values=values):
                chosen = frozenset(map(_plain, values))
                return replace(self, known=True, allowed=chosen if self.allowed is None else self.allowed & chosen)
            case IsBound(bound=bound, amount=Param(name=name)):
                return replace(self, known=True, figures=(*self.figures, (name, bound)))
            case IsBound(bound=bound, amount=amount):
                assert not isinstance(amount, Param)
                return replace(self._bounded(bound, _number(amount)), known=True)

    def _bounded(self, bound: Bound, amount: Exact) -> Room:
        edge = Edge(amount, bound in (Bound.MORE_THAN, Bound.LESS_THAN))
        if bound.is_ceiling:
            inner = edge if self.high is None else min(self.high, edge, key=lambda end: (end.at, not end.is_open))
            return replace(self, high=inner)
        inner = edge if self.low is None else max(self.low, edge)
        return replace(self, low=inner)

    @property
    def is_possible(self) -> bool:
        """Whether some value, or none where it may be missing, is left."""
        if not self.known:
            return True
        return not self.missing and self._figures_agree() and next(self.examples(), None) is not None

    def _figures_agree(self) -> bool:
        """Whether the bounds by one and the same figure leave something."""
        for name in {name for name, _ in self.figures}:
            bounds = {bound for of, bound in self.figures if of == name}
            is_open = not bounds.isdisjoint({Bound.MORE_THAN, Bound.LESS_THAN})
            if is_open and {bound.is_ceiling for bound in bounds} == {True, False}:
                return False
        return True

    def examples(self) -> Iterator[Value]:
        """Values that fit, the plainest first; those of a bound by a figure are left to chance."""
        yield from (value for value in self._tried() if value not in self.excluded and self._in_range(value))

    def _tried(self) -> Iterator[Value]:
        if self.type.name == "one of":
            yield from (option for option in self.type.options if self.allowed is None or option in self.allowed)
        elif self.allowed is not None:
            yield from sorted(self.allowed, key=lambda value: (str(type(value)), str(value)))
        elif self.type.name == "yes/no":
            yield from (True, False)
        elif self.type.name == "text":
            yield from (f"{'another ' * count}text" for count in range(len(self.excluded) + 1))
        else:
            yield from self._numbers()

    def _numbers(self) -> Iterator[Exact]:
        """One number more than could be excluded, where the range is not a single one."""
        if self.low is None and self.high is None:
            yield from range(1, len(self.excluded) + 2)
        elif self.low is not None and self.high is not None:
            low, high = self.low.at, self.high.at
            yield from (low, high)
            steps = len(self.excluded) + 2
            yield from (exact(low + Fraction(high - low) * step / steps) for step in range(1, steps))
        else:
            edge = self.low or self.high
            assert edge is not None
            step = 1 if self.low else -1
            yield from (edge.at + step * count for count in range(len(self.excluded) + 2))

    def _in_range(self, value: Value) -> bool:
        if self.low is None and self.high is None:
            return True
        assert isinstance(value, int | Fraction)
        above = self.low is None or value > self.low.at or (value == self.low.at and not self.low.is_open)
        return above and (
            self.high is None or value < self.high.at or (value == self.high.at and not self.high.is_open)
        )


def rooms(conditions: Iterable[Condition], types: Types) -> dict[str, Room]:
    """What conditions that all hold leave for each value they name."""
    found: dict[str, Room] = {}
    for condition in conditions:
        room = found.get(condition.name) or Room(types.get(condition.name, _TEXT))
        found[condition.name] = room.within(condition)
    return found


def possible(conditions: Iterable[Condition], types: Types) -> bool:
    """Whether the conditions can all be true together."""
    return all(room.is_possible for room in rooms(conditions, types).values())


def failures(condition: Condition) -> tuple[Condition, ...]:
    """The ways in which a condition is not true: its value is missing, or another one."""
    match condition:
        case IsKnown(known=known):
            return (replace(condition, known=not known),)
        case IsValue(negated=negated):
            return (IsKnown(condition.name, condition.role, known=False), replace(condition, negated=not negated))
        case IsBound(bound=bound):
            other = replace(condition, bound=OPPOSITE[bound])
            return (IsKnown(condition.name, condition.role, known=False), other)


def implies(given: Sequence[Condition], wanted: Iterable[Condition], types: Types) -> bool:
    """Whether wherever `given` is true, all of `wanted` is."""
    rest = [condition for condition in wanted if condition not in given]
    names = {condition.name for condition in given}
    if any(condition.name not in names for condition in rest):
        return False
    held = rooms(given, types) if rest else {}
    return not any(held[one.name].within(failure).is_possible for one in rest for failure in failures(one))


def covered(given: Sequence[Condition], choices: Sequence[Sequence[Condition]], types: Types) -> bool:
    """Whether wherever `given` is true, one of the choices is: false also where that is too much to try."""
    ways = [[failure for condition in choice for failure in failures(condition)] for choice in choices]
    if prod(map(len, ways)) > WAYS:
        return False
    return not any(possible((*given, *way), types) for way in product(*ways))


def example(conditions: Iterable[Condition], types: Types) -> dict[str, Value] | None:
    """Values for which the conditions are true, those left out that must be missing; nothing where none is found."""
    found: dict[str, Value] = {}
    for name, room in rooms(conditions, types).items():
        if not room.is_possible or room.figures:
            return None
        if room.known:
            found[name] = next(room.examples())
    return found


def _plain(value: Value) -> Value:
    return value.amount if isinstance(value, Money) else value


def _number(amount: Exact | Money) -> Exact:
    return amount.amount if isinstance(amount, Money) else amount
