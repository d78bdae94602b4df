"""How cases stand: one kernel for each kind of duty."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from sla_dsl.clock.columns import NEVER, Instants, Places
from sla_dsl.engine.columnar.deadlines import Clocked
from sla_dsl.engine.columnar.found import NOWHERE
from sla_dsl.engine.columnar.trials import Trials
from sla_dsl.engine.plan import Pattern
from sla_dsl.frozen import mutable
from sla_dsl.model.clause import (
    BeforeGate,
    Both,
    Clause,
    Duty,
    Either,
    Ensure,
    MustNot,
    Respond,
    StateNames,
    UntilWindow,
)
from sla_dsl.model.outcome import CaseState

STATES = tuple(CaseState)
"""The states of cases, by their numbers."""

MET, LATE, OVERDUE, PENDING, EXCUSED = range(len(STATES))
_LATE, _OVERDUE = np.int8(LATE), np.int8(OVERDUE)


@mutable
class Timed:
    """Trials with their due, their first excuse and the last instant that can count in time; never where none is."""

    trials: Trials
    clocked: Clocked
    excuse: Instants
    limit: Instants

    @property
    def due(self) -> Instants:
        """When each is due."""
        return self.clocked.due

    @property
    def as_of(self) -> int:
        """When it is judged."""
        return self.trials.scene.terms.as_of


@mutable
class Decisions:
    """How cases stand (a number in `STATES`), when that was decided, and by which event a prohibition was broken."""

    state: NDArray[np.int8]
    decided: Instants
    broken_by: Places

    def breached_at(self, due: Instants) -> Instants:
        """When each became breached; never, where it is not."""
        return np.where(self.state == LATE, due, np.where(self.state == OVERDUE, self.decided, NEVER))


def decide(timed: Timed) -> Decisions:
    """How the cases stand at as-of."""
    return KERNELS[type(timed.trials.plan.clause.duty)](timed)


def _respond(timed: Timed) -> Decisions:
    duty, trials = timed.trials.plan.clause.duty, timed.trials
    (pattern,) = trials.plan.duty
    times = duty.times if isinstance(duty, Respond) else None
    if times is None:
        return _answered(timed, trials.times(trials.first(pattern)))
    if times.bound.is_ceiling:
        return _broken_by(timed, trials.nth(pattern, times.allowed + 1), timed.due)
    return _answered(timed, trials.times(trials.nth(pattern, times.needed, times.days)))


def _either(timed: Timed) -> Decisions:
    """The first of the alternatives decides."""
    return _answered(timed, np.minimum.reduce(_firsts(timed)))


def _both(timed: Timed) -> Decisions:
    """The last of the firsts decides."""
    return _answered(timed, np.maximum.reduce(_firsts(timed)))


def _firsts(timed: Timed) -> list[Instants]:
    trials = timed.trials
    return [trials.times(trials.first(pattern)) for pattern in trials.plan.duty]


def _state(timed: Timed) -> Decisions:
    """The moment at which every name is known decides."""
    duty, trials = timed.trials.plan.clause.duty, timed.trials
    assert isinstance(duty, StateNames)
    learnt = [
        _stated(trials, name) if role == "field" else _learnt(trials, name)
        for name, role in zip(duty.names, duty.roles, strict=True)
    ]
    return _answered(timed, np.maximum(trials.start, np.maximum.reduce(learnt)))


def _stated(trials: Trials, name: str) -> Instants:
    """When the field is first stated from the start on; the trigger itself may state it, but no breach does."""
    lanes = trials.lanes
    if not trials.openings.by_breach:
        lanes = lanes._replace(but=np.full(len(trials), NOWHERE))
    return trials.times(trials.scene.carrying(name, trials.plan.about).first(lanes))


def _learnt(trials: Trials, name: str) -> Instants:
    """When the fact is known: at the start, where it was known by then, else by the first event after it."""
    histories = trials.scene.histories
    known = histories.known(name)
    if not len(known.places):
        return np.full(len(trials), NEVER)
    lead = trials.openings.lead
    first = np.searchsorted(known.places, histories.lead_begins(lead))
    following = np.searchsorted(known.places, trials.after)
    last = np.maximum(following - 1, first)
    there = last < len(known.places)
    places = known.places[np.minimum(last, len(known.places) - 1)]
    own = there & (places < histories.lead_ends[lead])
    return np.where(own, histories.time[places], NEVER)


def _must_not(timed: Timed) -> Decisions:
    duty, trials = timed.trials.plan.clause.duty, timed.trials
    assert isinstance(duty, MustNot)
    if isinstance(duty.window, BeforeGate):
        return _before(timed, duty.window)
    if trials.plan.clause.trigger is None:
        return _at_once(timed)
    (pattern,) = trials.plan.duty
    end = timed.due
    if isinstance(duty.window, UntilWindow):
        end = trials.times(trials.first(_gate(trials)))
    return _broken_by(timed, trials.first(pattern), end)


def _gate(trials: Trials) -> Pattern:
    assert trials.plan.gate is not None
    return trials.plan.gate


def _before(timed: Timed, window: BeforeGate) -> Decisions:
    """Met where enough had come by the time of the event that opens the case."""
    trials = timed.trials
    passed = trials.count_by_start(_gate(trials)) >= window.count
    decisions = _at_once(timed)
    decisions.state[passed] = MET
    decisions.broken_by[passed] = NOWHERE
    return decisions


def _at_once(timed: Timed) -> Decisions:
    """Cases that their own event breaks, but for an excuse by then."""
    start = timed.trials.start
    excused = timed.excuse <= start
    state = np.where(excused, EXCUSED, OVERDUE).astype(np.int8)
    return Decisions(state, start.copy(), np.where(excused, NOWHERE, timed.trials.openings.trigger))


def _answered(timed: Timed, answer: Instants) -> Decisions:
    """A duty to respond, answered at those instants, or never."""
    passed, answered = timed.due < timed.as_of, answer != NEVER
    excused, in_time = timed.excuse <= timed.limit, answer <= timed.limit
    decided = np.where(answered, answer, timed.due)
    decided[~passed] = NEVER
    decided = np.where(in_time, answer, np.where(excused, timed.excuse, decided))
    state = np.where(answered, _LATE, _OVERDUE)
    state[~passed] = PENDING
    state[excused] = EXCUSED
    state[in_time] = MET
    return Decisions(state, decided, np.full(len(answer), NOWHERE))


def _broken_by(timed: Timed, breaker: Places, end: Instants) -> Decisions:
    """Windows in which nothing is to come up to `end`, it included: the event that came too many, if any did."""
    at = timed.trials.times(breaker)
    broken = at <= np.minimum(end, timed.limit)
    excused = broken & (timed.excuse <= at)
    choices = [excused, broken, end <= timed.as_of]
    state = np.select(choices, [EXCUSED, OVERDUE, MET], PENDING).astype(np.int8)
    decided = np.select(choices, [timed.excuse, at, end], NEVER)
    return Decisions(state, decided, np.where(broken & ~excused, breaker, NOWHERE))


def looked_at(trials: Trials) -> tuple[Pattern, ...]:
    """The patterns that the cases of a clause look for."""
    plan = trials.plan
    standing = isinstance(plan.clause.duty, MustNot) and plan.clause.trigger is None
    duty = () if standing else plan.duty
    gate = () if plan.gate is None else (plan.gate,)
    return (*plan.unless, *duty, *gate)


def may_become_met(clause: Clause, state: NDArray[np.int8], due: Instants, as_of: int) -> NDArray[np.bool_]:
    """Which are excused, but an answer by their due, which has not passed, would still make them met."""
    if not is_answered(clause):
        return np.zeros(len(state), bool)
    still: NDArray[np.bool_] = (state == EXCUSED) & (due >= as_of)
    return still


def is_answered(clause: Clause) -> bool:
    """Whether its cases are met by an answer (not: by nothing that comes)."""
    match clause.duty:
        case Respond(times=times):
            return times is None or not times.bound.is_ceiling
        case duty:
            return isinstance(duty, Either | Both | StateNames | Ensure)


KERNELS: Mapping[type[Duty], Callable[[Timed], Decisions]] = MappingProxyType(
    {
        Respond: _respond,
        Ensure: _respond,
        Either: _either,
        Both: _both,
        StateNames: _state,
        MustNot: _must_not,
    }
)
"""The kernel of each duty that has cases."""
