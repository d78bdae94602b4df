"""One lead's events, and what each of its cases made of them, on one time line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from sla_dsl.model.clause import Both, Clause, Deliver, Ensure, MustNot, Respond
from sla_dsl.model.event import Event
from sla_dsl.model.outcome import Why
from sla_dsl.model.story import Happening, TimelineEntry
from sla_dsl.story.absences import counts_in
from sla_dsl.story.candidates import Lookup
from sla_dsl.story.duties import duty_words
from sla_dsl.story.moments import duration_text, moment, ordinal
from sla_dsl.story.phrases import Phrases
from sla_dsl.story.sentences import Telling
from sla_dsl.story.told import Told, passed_over

_AFTER_EVENTS = 1 << 62
"""Stands after the number of any event of an instant: what comes with the instant itself."""

_ENDS = 2
"""The rank of what ends a case: what counts before it, what it opens after it."""

_AT_ONCE = 6
"""The rank of what ends a case at its start: after it has opened."""


class Placed(NamedTuple):
    """An entry and its place: its instant, the number of the event it belongs to, and its rank among that one's."""

    time: int
    event: int
    rank: int
    entry: TimelineEntry


class Numbering:
    """The place of each event on the time line, found again by identity, else by content."""

    def __init__(self, events: Sequence[Event]) -> None:
        self._by_identity = {id(event): number for number, event in enumerate(events)}
        self._events = events

    def __getitem__(self, event: Event | None) -> int:
        if event is None:
            return _AFTER_EVENTS
        found = self._by_identity.get(id(event))
        if found is None:
            found = next((number for number, other in enumerate(self._events) if other == event), _AFTER_EVENTS)
        return found


def event_entries(lookup: Lookup) -> Iterator[Placed]:
    """Each event by its phrase, with what it carries."""
    phrases = Phrases(lookup.agreement)
    declared = lookup.agreement.vocabulary.events
    for number, event in enumerate(lookup.events):
        text = phrases.happens(event.kind) if event.kind in declared else f"`{event.kind}` (not in the vocabulary)"
        if event.opportunity is not None:
            text += f" (opportunity {event.opportunity})"
        at = moment(lookup.clock, event.time)
        entry = TimelineEntry(at, Happening.EVENT, text, event=event.kind, values=event.values)
        yield Placed(event.time, number, 0, entry)


def case_entries(telling: Telling, numbers: Numbering) -> Iterator[Placed]:
    """What one case adds: that it opens, what pauses it and counts for it, and what became of it."""
    if telling.clause.trigger is not None or not isinstance(telling.clause.duty, MustNot):
        yield _opens(telling, numbers)
    yield from _pauses(telling)
    yield from _counts(telling, numbers)
    yield from _ends(telling, numbers)


def _placed(telling: Telling, time: int, event: int, rank: int, said: tuple[Happening, str]) -> Placed:
    what, text = said
    at = moment(telling.clock, time, ends=event == _AFTER_EVENTS and rank == _ENDS)
    return Placed(time, event, rank, TimelineEntry(at, what, text, telling.case.clause, telling.case.subject))


def _opens(telling: Telling, numbers: Numbering) -> Placed:
    case, reasons = telling.case, telling.reasons
    said, allowed = _asks(telling), reasons.allowed
    if allowed is not None and not isinstance(telling.clause.duty, MustNot):
        said += f", within {duration_text(allowed)}"
    if allowed is not None and allowed.unit.needs_calendar and reasons.calendar is not None:
        said += f", by calendar {reasons.calendar}"
    if case.due is not None:
        said += f"; due {telling.at(case.due, ends=True)}"
    tied = reasons.trigger if reasons.trigger is not None and reasons.trigger.time == case.start else None
    return _placed(telling, case.start, numbers[tied], 3, (Happening.OPENS, f"a case opens; {said}"))


def _asks(telling: Telling) -> str:
    """`Sales must contact the lead`; a case of an `ensure` asks nothing of itself."""
    phrases, duty = telling.phrases, telling.clause.duty
    if isinstance(duty, Ensure):
        return (
            f'one of the {phrases.several(duty.event.event)}; met if "{phrases.pattern_happens(duty.become)}" follows'
        )
    owes = duty_words(phrases, telling.clause).owes.replace("to ", "", 1)
    return f"{phrases.party(telling.clause.party)} must {owes}"


def _pauses(telling: Telling) -> Iterator[Placed]:
    case, state = telling.case, telling.clause.paused_while
    ended = min(one for one in (case.due, case.decided, telling.as_of) if one is not None)
    for pause in telling.reasons.pauses:
        if pause.start > ended or (pause.end is not None and pause.end <= case.start):
            continue
        begins = max(pause.start, case.start)
        said = (Happening.PAUSES, f"the clock stands still while {state}")
        yield _placed(telling, begins, _AFTER_EVENTS, 4, said)
        if pause.end is not None and pause.end <= ended:
            yield _placed(telling, pause.end, _AFTER_EVENTS, 1, (Happening.RESUMES, "the clock runs again"))


def _counts(telling: Telling, numbers: Numbering) -> Iterator[Placed]:
    """The answers that count without deciding, where several are asked for or allowed."""
    duty, case, answers = telling.clause.duty, telling.case, telling.reasons.answers
    if not isinstance(duty, Both) and not (isinstance(duty, Respond) and duty.times):
        return
    if answers and answers[-1].time == case.decided:
        answers = answers[:-1]
    for number, answer in enumerate(answers, 1):
        said = (
            Happening.COUNTS,
            f"counts as the {ordinal(number)} of {max(telling.asked, number)} {_wanted(telling.clause)}",
        )
        yield _placed(telling, answer.time, numbers[answer], 1, said)


def _wanted(clause: Clause) -> str:
    times = clause.duty.times if isinstance(clause.duty, Respond) else None
    return "allowed" if times is not None and times.bound.is_ceiling else "asked for"


def _ends(telling: Telling, numbers: Numbering) -> Iterator[Placed]:
    """What became of the case, at the event that decided or (a due that passes) after all events of its instant."""
    case, why, decider = telling.case, telling.reasons.why, telling.decider
    if case.decided is None:
        return
    if why is Why.ANSWERED_LATE and case.breached_at is not None:
        yield _placed(
            telling, case.breached_at, _AFTER_EVENTS, _ENDS, (Happening.OVERDUE, f"overdue, {ENDS[Why.NEVER_ANSWERED]}")
        )
    time, event = case.decided, decider if decider is not None and decider.time == case.decided else None
    if why is Why.EXCUSED_BEFORE_DUE:
        event = telling.reasons.excuse
    elif why is Why.EXCUSED_EVENT and decider is not None:
        time, event = decider.time, decider
    elif why is Why.NEVER_ANSWERED or (case.decided == case.due and why is Why.WINDOW_ENDED):
        event = None
    rank = _AT_ONCE if case.decided == case.start else _ENDS
    yield _placed(
        telling, time, numbers[event], rank, (Happening(case.state.value), f"{case.state.value}, {ENDS[why]}")
    )


ENDS: Mapping[Why, str] = MappingProxyType(
    {
        Why.ANSWERED_IN_TIME: "within its time",
        Why.ANSWERED_LATE: "after due",
        Why.NEVER_ANSWERED: "due passes without it",
        Why.EXCUSED_BEFORE_DUE: "no answer is owed any more",
        Why.WINDOW_ENDED: "the time is up, and nothing broke it",
        Why.FORBIDDEN_EVENT: "this breaks it",
        Why.EXCUSED_EVENT: "this would break it, but an excuse came first",
        Why.GATE_PASSED: "enough had come before",
        Why.GATE_NOT_PASSED: "too little had come before",
    }
)
"""What ends a case, in a few words, for each reason that ends one."""


def passed_over_entries(lookup: Lookup, told: Told, numbers: Numbering) -> Iterator[Placed]:
    """The events of the kind a clause waits for that opened no case, and why not."""
    for candidate, what, said in passed_over(lookup, told):
        at = moment(lookup.clock, candidate.event.time)
        yield Placed(
            at.instant,
            numbers[candidate.event],
            4,
            TimelineEntry(at, what, f"{what.value}, since {said}", told.clause.id),
        )


def promise_entries(lookup: Lookup, told: Told, numbers: Numbering) -> Iterator[Placed]:
    """The events that count towards a `deliver`, with the period in which they do."""
    for candidate in told.found if isinstance(told.clause.duty, Deliver) else ():
        period = counts_in(lookup, told.clause, candidate)
        if period is not None:
            at = moment(lookup.clock, candidate.event.time)
            entry = TimelineEntry(at, Happening.COUNTS, f"counts in {period}", told.clause.id)
            yield Placed(at.instant, numbers[candidate.event], 5, entry)
