"""Why a case stands as it does: a sentence for each reason the engine gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from sla_dsl.clock import Clock
from sla_dsl.frozen import frozen
from sla_dsl.model.clause import BeforeGate, Both, Clause, Ensure, MustNot, Respond, StateNames, UntilWindow
from sla_dsl.model.event import Event
from sla_dsl.model.outcome import Case, Reasons, Why
from sla_dsl.story.counting import used
from sla_dsl.story.moments import duration_length, duration_text, elapsed_text, joined, length_text, moment, ordinal
from sla_dsl.story.phrases import Phrases


@frozen
class Telling:
    """What a sentence about a case is made from; `as_of` is how far the log is told."""

    phrases: Phrases
    clock: Clock
    clause: Clause
    case: Case
    reasons: Reasons
    as_of: int

    def at(self, instant: int, *, ends: bool = False) -> str:
        """An instant as the agreement's clocks show it, and the calendar's where they differ."""
        return moment(self.clock, instant, self.reasons.calendar, ends=ends).text

    def event(self, event: Event) -> str:
        """`"a lead is contacted" on Fri 2026-01-09 16:30`."""
        return f'"{self.phrases.happens(event.kind)}" on {self.at(event.time)}'

    @property
    def due(self) -> str:
        """`due was Mon 2026-01-12 12:30`, or why there is none."""
        if self.case.due is not None:
            return f"due {'was' if self.case.due <= self.as_of else 'is'} {self.at(self.case.due, ends=True)}"
        return "due was not yet known" if self.reasons.pauses and self.reasons.allowed else "there is no deadline"

    @property
    def decider(self) -> Event | None:
        """The event that decided: the last of the answers; a prohibition without a trigger is its own."""
        if self.reasons.answers and not (isinstance(self.clause.duty, MustNot) and self.clause.trigger is None):
            return self.reasons.answers[-1]
        return self.reasons.trigger

    @property
    def asked(self) -> int:
        """How many answers the duty asks for, or (a ceiling) allows."""
        match self.clause.duty:
            case Respond(times=times) if times is not None:
                return times.allowed if times.bound.is_ceiling else times.needed
            case Both(events):
                return len(events)
            case _:
                return 1


def why_sentence(telling: Telling) -> str:
    """Why the case stands as it does."""
    return SENTENCES[telling.reasons.why](telling)


def _answered_in_time(telling: Telling) -> str:
    return f"{_came(telling)} in time: {_answer(telling)}{_time_used(telling)}; {telling.due}."


def _came(telling: Telling) -> str:
    return "It followed" if isinstance(telling.clause.duty, Ensure) else "Answered"


def _answered_late(telling: Telling) -> str:
    case = telling.case
    late = elapsed_text(case.decided - case.due) if case.decided is not None and case.due is not None else "some time"
    return f"{_came(telling)}, but {late} too late: {_answer(telling)}; {telling.due}."


def _answer(telling: Telling) -> str:
    reasons, case, duty = telling.reasons, telling.case, telling.clause.duty
    at = telling.at(case.decided) if case.decided is not None else "an unknown time"
    if isinstance(duty, StateNames):
        return f"{joined(duty.names)} {'was' if len(duty.names) == 1 else 'were all'} known on {at}"
    if not reasons.answers:
        return f"the answer came on {at}"
    last = telling.event(reasons.answers[-1])
    if isinstance(duty, Both):
        return f"the last that was missing was {last}"
    return f"the {ordinal(len(reasons.answers))} answer was {last}" if len(reasons.answers) > 1 else last


def _time_used(telling: Telling) -> str:
    case, allowed = telling.case, telling.reasons.allowed
    spent = used(telling.clock, case, case.decided) if case.decided is not None else None
    if spent is None or allowed is None:
        return ""
    return f", after {length_text(spent)} of the {duration_text(allowed)}"


def _never_answered(telling: Telling) -> str:
    so_far = _so_far(telling) or _nothing(telling)
    return f"{_capital(telling.due)}, and {so_far} by {telling.at(telling.as_of, ends=True)}."


def _nothing(telling: Telling) -> str:
    if isinstance(telling.clause.duty, Ensure):
        return f'"{telling.phrases.happens(telling.clause.duty.become.event)}" has not followed'
    return "no answer has come"


def _so_far(telling: Telling) -> str:
    """`only 3 of 5 answers have come`, where several are asked for and some are there."""
    answers, duty = telling.reasons.answers, telling.clause.duty
    if isinstance(duty, StateNames):
        missing = [name for name in duty.names if not any(name in answer.values for answer in answers)]
        return f"{joined(missing or list(duty.names))} {'is' if len(missing) == 1 else 'are'} not known"
    by_days = isinstance(duty, Respond) and duty.times is not None and duty.times.days is not None
    if not answers or (telling.asked == 1 and not by_days):
        return ""
    if len(answers) >= telling.asked:
        return f"{len(answers)} answer{'s have' if len(answers) > 1 else ' has'} come, but not on enough different days"
    return f"only {len(answers)} of {telling.asked} answers {'has' if len(answers) == 1 else 'have'} come"


def _excused_before_due(telling: Telling) -> str:
    told = f"Excused: {_excuse(telling)} came before an answer; {telling.due}."
    return f"{told} An answer by then would still make it met." if telling.case.may_become_met else told


def _excuse(telling: Telling) -> str:
    return telling.event(telling.reasons.excuse) if telling.reasons.excuse else "an excuse"


def _waiting(telling: Telling) -> str:
    so_far = _so_far(telling) or f"{_nothing(telling)} yet"
    return f"Still running: {so_far}; {telling.due}{_time_left(telling)}."


def _time_left(telling: Telling) -> str:
    allowed = telling.reasons.allowed
    spent = used(telling.clock, telling.case, telling.as_of)
    length = duration_length(allowed) if allowed else None
    if allowed is None or spent is None or length is None:
        return ""
    return f", with {length_text(max(length - spent, 0))} of the {duration_text(allowed)} left"


def _waiting_while_paused(telling: Telling) -> str:
    state = telling.clause.paused_while or "the lead is on hold"
    since = telling.reasons.pauses[-1].start if telling.reasons.pauses else telling.case.start
    return (
        f"The clock stands still while {state}, since {telling.at(max(since, telling.case.start))}; due is known once "
        f"it runs again{_time_left(telling)}."
    )


def _no_deadline(telling: Telling) -> str:
    so_far = _so_far(telling) or _nothing(telling)
    return f"Still running: there is no deadline, and {so_far} by {telling.at(telling.as_of, ends=True)}."


def _window_ended(telling: Telling) -> str:
    if isinstance(telling.clause.duty, MustNot) and isinstance(telling.clause.duty.window, UntilWindow):
        end = telling.phrases.happens(telling.clause.duty.window.event)
        at = f" on {telling.at(telling.case.decided)}" if telling.case.decided is not None else ""
        return f'Nothing forbidden came before "{end}"{at}.'
    return f"The time is up and {_within_bounds(telling)}; {telling.due}."


def _window_open(telling: Telling) -> str:
    duty = telling.clause.duty
    if telling.case.due is not None:
        end = telling.due
    elif isinstance(duty, MustNot) and isinstance(duty.window, UntilWindow):
        end = f'this holds until "{telling.phrases.happens(duty.window.event)}"'
    elif telling.reasons.pauses:
        end = "due is not known while the clock stands still"
    else:
        end = "this has no end"
    return f"Still running: {_within_bounds(telling)}; {end}."


def _within_bounds(telling: Telling) -> str:
    if isinstance(telling.clause.duty, MustNot):
        return "nothing forbidden has come"
    there = len(telling.reasons.answers)
    return f"{there or 'none'} of the {telling.asked} that are allowed {'have' if there > 1 else 'has'} come"


def _forbidden_event(telling: Telling) -> str:
    if isinstance(telling.clause.duty, MustNot):
        return f"What must not happen happened: {_breaking(telling)}{_window(telling)}."
    return (
        f"One too many: {_breaking(telling)} was the {ordinal(telling.asked + 1)}, "
        f"and {telling.asked} {'is' if telling.asked == 1 else 'are'} allowed{_window(telling)}."
    )


def _breaking(telling: Telling) -> str:
    """The event that broke the case, or would have."""
    return telling.event(telling.decider) if telling.decider else "an event"


def _window(telling: Telling) -> str:
    due = telling.case.due
    return f", within the time that ends {telling.at(due, ends=True)}" if due is not None else ""


def _excused_event(telling: Telling) -> str:
    return f"Excused: {_breaking(telling)} would have been a breach, but {_excuse(telling)} came first."


def _gate_passed(telling: Telling) -> str:
    return f"{_gate(telling)}: enough."


def _gate_not_passed(telling: Telling) -> str:
    return f"{_gate(telling)}: too few."


def _gate(telling: Telling) -> str:
    window = telling.clause.duty.window if isinstance(telling.clause.duty, MustNot) else None
    if not isinstance(window, BeforeGate):
        return telling.reasons.why.value
    there = len(telling.reasons.answers)
    happens = telling.phrases.happens(window.event)
    often = "never happened" if there == 0 else "happened once" if there == 1 else f"happened {there} times"
    return f"By {telling.at(telling.case.start)} it had {often} that {happens} ({window.count} asked for)"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


SENTENCES: Mapping[Why, Callable[[Telling], str]] = MappingProxyType(
    {
        Why.ANSWERED_IN_TIME: _answered_in_time,
        Why.ANSWERED_LATE: _answered_late,
        Why.NEVER_ANSWERED: _never_answered,
        Why.EXCUSED_BEFORE_DUE: _excused_before_due,
        Why.WAITING: _waiting,
        Why.WAITING_WHILE_PAUSED: _waiting_while_paused,
        Why.NO_DEADLINE: _no_deadline,
        Why.WINDOW_ENDED: _window_ended,
        Why.WINDOW_OPEN: _window_open,
        Why.FORBIDDEN_EVENT: _forbidden_event,
        Why.EXCUSED_EVENT: _excused_event,
        Why.GATE_PASSED: _gate_passed,
        Why.GATE_NOT_PASSED: _gate_not_passed,
    }
)
"""The sentence for each reason."""
