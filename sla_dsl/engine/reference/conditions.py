"""Whether conditions hold: yes, no, or (nothing) unknown, since a value is not known."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sla_dsl.engine.bounds import HOLDS, plain
from sla_dsl.model.clause import Amount, Condition, IsBound, IsKnown, IsValue, Role
from sla_dsl.model.funnel import Figure
from sla_dsl.model.values import Value

Truth = bool | None
"""Yes, no, or unknown."""

LookUp = Callable[[str, Role], Value | None]
"""The value of a field or a fact; nothing where it is not known."""

Measure = Callable[[Amount], Figure | None]
"""What an amount is in the period that counts."""


def truth(conditions: Iterable[Condition], look_up: LookUp, measure: Measure) -> Truth:
    """Whether all conditions hold: no as soon as one does not, else unknown if one is."""
    unknown = False
    for condition in conditions:
        holds = _holds(condition, look_up(condition.name, condition.role), measure)
        if holds is False:
            return False
        unknown = unknown or holds is None
    return None if unknown else True


def _holds(condition: Condition, value: Value | None, measure: Measure) -> Truth:
    if isinstance(condition, IsKnown):
        return (value is not None) is condition.known
    if value is None:
        return None
    if isinstance(condition, IsValue):
        return (value in condition.values) is not condition.negated
    return _within(condition, value, measure)


def _within(condition: IsBound, value: Value, measure: Measure) -> Truth:
    amount = measure(condition.amount)
    if amount is None:
        return None
    assert not isinstance(value, str), "only numbers and money are compared"
    return HOLDS[condition.bound](plain(value), plain(amount))
