"""Which figures of the funnel a clause uses, also in the definitions of its events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sla_dsl.engine.plan import make_pattern
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import (
    BeforeGate,
    Clause,
    Condition,
    Deliver,
    Ensure,
    EventPattern,
    IsBound,
    MustNot,
    Param,
    RateLevel,
    UntilWindow,
)
from sla_dsl.review.events import patterns


def figures_in(clause: Clause, agreement: Agreement) -> Iterator[Param]:
    """The figures a clause asks for, and those in its conditions."""
    asked = (
        clause.duty.amount if isinstance(clause.duty, Deliver) else None,
        clause.duty.share if isinstance(clause.duty, Ensure) else None,
        clause.level.share if isinstance(clause.level, RateLevel) else None,
    )
    yield from (one for one in asked if isinstance(one, Param))
    for pattern in (*patterns(clause), *map(EventPattern, _named(clause, agreement))):
        for conditions in make_pattern(pattern, agreement.vocabulary).conditions.values():
            yield from _in(conditions)
    for tier in clause.deadline.tiers if clause.deadline else ():
        yield from _in(tier.conditions)


def _named(clause: Clause, agreement: Agreement) -> Iterator[str]:
    """The events that a clause names by their ids alone."""
    yield from clause.unless
    if isinstance(clause.duty, MustNot) and isinstance(clause.duty.window, UntilWindow | BeforeGate):
        yield clause.duty.window.event
    if clause.paused_while is not None:
        state = agreement.vocabulary.states[clause.paused_while]
        yield from (state.entered, state.left)


def _in(conditions: Iterable[Condition]) -> Iterator[Param]:
    for condition in conditions:
        if isinstance(condition, IsBound) and isinstance(condition.amount, Param):
            yield condition.amount
