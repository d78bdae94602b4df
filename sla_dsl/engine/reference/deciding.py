"""How a case stands: one rule for each kind of duty."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from sla_dsl.engine.reference.trial import Trial
from sla_dsl.model.clause import (
    BeforeGate,
    Both,
    Duty,
    Either,
    Ensure,
    MustNot,
    Respond,
    StateNames,
    Times,
    UntilWindow,
)
from sla_dsl.model.outcome import CaseState, Why


class Decision(NamedTuple):
    """How a case stands and why. `answers` are the places of the events that counted towards it.

    `broken_by` is the place of the event that broke a prohibition or a ceiling.
    """

    state: CaseState
    why: Why
    decided: int | None = None
    answers: tuple[int, ...] = ()
    breached_at: int | None = None
    broken_by: int | None = None
    may_become_met: bool = False


def decide(trial: Trial) -> Decision:
    """How the case stands at as-of."""
    return DUTIES[type(trial.plan.clause.duty)](trial)


def _respond(trial: Trial) -> Decision:
    duty = trial.plan.clause.duty
    times = duty.times if isinstance(duty, Respond) else None
    if times is None:
        answer = trial.first(trial.plan.duty[0])
        return _answered(trial, _time(trial, answer), () if answer is None else (answer,))
    return _ceiling(trial, times) if times.bound.is_ceiling else _floor(trial, times)


def _floor(trial: Trial, times: Times) -> Decision:
    """`at least n times`: the n-th decides; with different days, the first moment both hold."""
    (pattern,) = trial.plan.duty
    found, start, trigger = trial.found(pattern), trial.opening.start, trial.opening.trigger
    index = found.index(start, times.needed, trigger)
    if index is not None and times.days is not None:
        by_days = found.index_of_day(start, times.days, trigger, trial.lead.terms.figures.day)
        index = None if by_days is None else max(index, by_days)
    if index is None:
        return _answered(trial, None, trial.told(pattern))
    answer = found.places[index]
    told = tuple(place for place in trial.told(pattern, found.times[index]) if place <= answer)
    return _answered(trial, found.times[index], told)


def _ceiling(trial: Trial, times: Times) -> Decision:
    """`at most n times`: response n+1 breaks it."""
    (pattern,) = trial.plan.duty
    found = trial.found(pattern)
    index = found.index(trial.opening.start, times.allowed + 1, trial.opening.trigger)
    if index is None or found.times[index] > trial.limit:
        return _unbroken(trial, trial.clocked.due, trial.told(pattern, trial.limit))
    breaker = found.places[index]
    told = tuple(place for place in trial.told(pattern, found.times[index]) if place <= breaker)
    return _broken(trial, breaker, told)


def _either(trial: Trial) -> Decision:
    """The first of the alternatives decides."""
    answer = min(_firsts(trial), default=None)
    return _answered(trial, _time(trial, answer), () if answer is None else (answer,))


def _both(trial: Trial) -> Decision:
    """The last of the firsts decides."""
    firsts = _firsts(trial)
    answer = max(firsts) if len(firsts) == len(trial.plan.duty) else None
    return _answered(trial, _time(trial, answer), tuple(sorted(firsts)))


def _firsts(trial: Trial) -> list[int]:
    return [place for place in map(trial.first, trial.plan.duty) if place is not None]


def _state(trial: Trial) -> Decision:
    """The moment at which every name is known decides."""
    duty = trial.plan.clause.duty
    assert isinstance(duty, StateNames)
    learnt = [_learnt(trial, name, role) for name, role in zip(duty.names, duty.roles, strict=True)]
    answers = tuple(sorted({place for place in learnt if place is not None}))
    if None in learnt:
        return _answered(trial, None, answers)
    return _answered(trial, max(trial.opening.start, trial.time(answers[-1])), answers)


def _learnt(trial: Trial, name: str, role: str) -> int | None:
    """The place of the event by which the name is known at the start, else of the first one after it."""
    start = trial.opening.start
    if role == "field":
        stated = trial.lead.matches.stated(name, trial.plan.about, trial.opening.opportunity)
        return stated.first(start, trial.opening.trigger if trial.opening.by_breach else None)
    known = trial.lead.history.known(name)
    last_known = max(bisect_right(known.times, start) - 1, 0)
    return known.places[last_known] if known.places else None


def _must_not(trial: Trial) -> Decision:
    duty = trial.plan.clause.duty
    assert isinstance(duty, MustNot)
    if isinstance(duty.window, BeforeGate):
        return _before(trial, duty.window)
    if trial.plan.clause.trigger is None:
        return _never_at_all(trial)
    return _until(trial) if isinstance(duty.window, UntilWindow) else _window(trial, trial.clocked.due)


def _window(trial: Trial, end: int | None) -> Decision:
    """Forbidden up to the end of the window, it included; without an end, for good."""
    breaker = trial.first(trial.plan.duty[0])
    limit = trial.limit if end is None else min(end, trial.limit)
    if breaker is None or trial.time(breaker) > limit:
        return _unbroken(trial, end, ())
    return _broken(trial, breaker, (breaker,))


def _until(trial: Trial) -> Decision:
    """The window closes at the first event that ends it."""
    assert trial.plan.gate is not None
    closing = trial.first(trial.plan.gate)
    decision = _window(trial, _time(trial, closing))
    if decision.state is CaseState.MET and closing is not None:
        return decision._replace(answers=(closing,))
    return decision


def _never_at_all(trial: Trial) -> Decision:
    """Without a trigger, the forbidden event is the case; any excuse of that subject by then excuses it."""
    return _at_once(trial, Why.FORBIDDEN_EVENT, ())


def _before(trial: Trial, window: BeforeGate) -> Decision:
    """Met where enough had come by the time of the event that opens the case."""
    assert trial.plan.gate is not None
    start, trigger, found = trial.opening.start, trial.opening.trigger, trial.found(trial.plan.gate)
    answers = tuple(found.up_to(start, trigger)) if trial.lead.terms.reasons else ()
    if found.count_to(start, trigger) >= window.count:
        return Decision(CaseState.MET, Why.GATE_PASSED, start, answers)
    return _at_once(trial, Why.GATE_NOT_PASSED, answers)


def _at_once(trial: Trial, why: Why, answers: tuple[int, ...]) -> Decision:
    """A case that its own event breaks, but for an excuse by then."""
    start = trial.opening.start
    if trial.excuse is not None and trial.time(trial.excuse) <= start:
        return Decision(CaseState.EXCUSED, Why.EXCUSED_EVENT, start, answers)
    return Decision(CaseState.OVERDUE, why, start, answers, breached_at=start, broken_by=trial.opening.trigger)


def _answered(trial: Trial, answer: int | None, answers: tuple[int, ...]) -> Decision:
    """A duty to respond, answered at that instant or not at all."""
    if answer is not None and answer <= trial.limit:
        return Decision(CaseState.MET, Why.ANSWERED_IN_TIME, answer, answers)
    due, excuse = trial.clocked.due, _time(trial, trial.excuse)
    if excuse is not None and excuse <= trial.limit:
        return Decision(CaseState.EXCUSED, Why.EXCUSED_BEFORE_DUE, excuse, answers, may_become_met=not trial.passed)
    if not trial.passed:
        return Decision(CaseState.PENDING, _why_pending(trial), answers=answers)
    if answer is not None:
        return Decision(CaseState.LATE, Why.ANSWERED_LATE, answer, answers, breached_at=due)
    return Decision(CaseState.OVERDUE, Why.NEVER_ANSWERED, due, answers, breached_at=due)


def _why_pending(trial: Trial) -> Why:
    if trial.clocked.paused:
        return Why.WAITING_WHILE_PAUSED
    return Why.NO_DEADLINE if trial.clocked.due is None else Why.WAITING


def _broken(trial: Trial, breaker: int, answers: tuple[int, ...]) -> Decision:
    """A window in which the forbidden event came, excused by an excuse at or before it."""
    at, excuse = trial.time(breaker), _time(trial, trial.excuse)
    if excuse is not None and excuse <= at:
        return Decision(CaseState.EXCUSED, Why.EXCUSED_EVENT, excuse, answers)
    return Decision(CaseState.OVERDUE, Why.FORBIDDEN_EVENT, at, answers, breached_at=at, broken_by=breaker)


def _unbroken(trial: Trial, end: int | None, answers: tuple[int, ...]) -> Decision:
    """A window in which nothing forbidden came, up to its end or so far."""
    if end is not None and end <= trial.lead.terms.as_of:
        return Decision(CaseState.MET, Why.WINDOW_ENDED, end, answers)
    return Decision(CaseState.PENDING, Why.WINDOW_OPEN, answers=answers)


def _time(trial: Trial, place: int | None) -> int | None:
    return None if place is None else trial.time(place)


DUTIES: Mapping[type[Duty], Callable[[Trial], Decision]] = MappingProxyType(
    {
        Respond: _respond,
        Ensure: _respond,
        Either: _either,
        Both: _both,
        StateNames: _state,
        MustNot: _must_not,
    }
)
"""The rule of each duty that has cases."""
