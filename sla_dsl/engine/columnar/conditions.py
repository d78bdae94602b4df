"""Whether conditions hold for many events at a time: each is tried once for every value there is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sla_dsl.clock.columns import Places
from sla_dsl.engine.bounds import HOLDS, plain
from sla_dsl.engine.columnar.histories import Valued
from sla_dsl.model.clause import Amount, Condition, IsBound, IsKnown, IsValue, Role
from sla_dsl.model.funnel import Figure
from sla_dsl.model.values import Value

YES, NO, UNKNOWN = 1, 0, -1
Truths = NDArray[np.int8]
"""`YES`, `NO`, or `UNKNOWN` since a value is not known."""

LookUp = Callable[[str, Role, Places], Valued]
"""A field or a fact of the events of these numbers."""

Measure = Callable[[Amount], Figure | None]
"""What an amount is in the period that counts."""


class Tie(NamedTuple):
    """A fact that was looked up where a tie chose its value, and for which of the events (as numbers)."""

    fact: str
    where: Places


class Answer(NamedTuple):
    """Whether conditions hold for each event, and the ties on which that hangs."""

    truths: Truths
    ties: tuple[Tie, ...] = ()


def answered(count: int, conditions: Iterable[Condition], look_up: LookUp, measure: Measure) -> Answer:
    """Whether all conditions hold for each of so many events: no as soon as one does not, else unknown if one is."""
    truths = np.full(count, YES, np.int8)
    ties = []
    for condition in conditions:
        open_ = np.flatnonzero(truths != NO)
        valued = look_up(condition.name, condition.role, open_)
        holds = _holds(condition, valued, measure)
        if valued.tied is not None and valued.tied.any():
            ties.append(Tie(condition.name, open_[valued.tied]))
        # No beats unknown, unknown beats yes.
        truths[open_] = np.where(holds == YES, truths[open_], holds)
    return Answer(truths, tuple(ties))


def _holds(condition: Condition, valued: Valued, measure: Measure) -> Truths:
    if isinstance(condition, IsKnown):
        known: Truths = ((valued.codes >= 0) == condition.known).astype(np.int8)
        return known
    table = np.full(len(valued.values) + 1, UNKNOWN, np.int8)
    for code in codes_in_use(valued.codes, valued.values):
        table[code] = _value_holds(condition, valued.values[code], measure)
    holds: Truths = table[valued.codes]
    return holds


def codes_in_use(codes: NDArray[Any], values: Sequence[Value]) -> Sequence[int]:
    """The codes that stand in an array."""
    used = np.zeros(len(values) + 1, bool)
    used[codes] = True
    numbers: list[int] = np.flatnonzero(used[:-1]).tolist()
    return numbers


def _value_holds(condition: IsValue | IsBound, value: Value, measure: Measure) -> int:
    if isinstance(condition, IsValue):
        return YES if (value in condition.values) is not condition.negated else NO
    amount = measure(condition.amount)
    if amount is None:
        return UNKNOWN
    assert not isinstance(value, str), "only numbers and money are compared"
    return YES if HOLDS[condition.bound](plain(value), plain(amount)) else NO
