"""One lead's events, and what each of its cases made of them, on one time line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from sla_dsl.model.clause import Clause, EventTrigger, Mode, MustNot, Respond
from sla_dsl.model.event import Event
from sla_dsl.model.outcome import Why
from sla_dsl.model.period import PeriodDates
from sla_dsl.model.story import Happening, TimelineEntry
from sla_dsl.story.candidates import Candidate, Lookup
from sla_dsl.story.duties import duty_words
from sla_dsl.story.moments import duration_text, moment, ordinal
from sla_dsl.story.phrases import Phrases
from sla_dsl.story.sentences import Telling

_AFTER_EVENTS = 1 << 62
"""Stands after the number of any event of an instant: what comes with the instant itself."""


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
    at = moment(telling.clock, time)
    return Placed(time, event, rank, TimelineEntry(at, what, text, telling.case.clause, telling.case.subject))


def _opens(telling: Telling, numbers: Numbering) -> Placed:
    case, reasons = telling.case, telling.reasons
    owes = duty_words(telling.phrases, telling.clause).owes.replace("to ", "", 1)
    said = f"{telling.phrases.party(telling.clause.party)} must {owes}"
    allowed = reasons.allowed
    if allowed is not None and not isinstance(telling.clause.duty, MustNot):
        said += f", within {duration_text(allowed)}"
    if allowed is not None and allowed.unit.needs_calendar and reasons.calendar is not None:
        said += f", by calendar {reasons.calendar}"
    if case.due is not None:
        said += f"; due {telling.at(case.due, ends=True)}"
    tied = reasons.trigger if reasons.trigger is not None and reasons.trigger.time == case.start else None
    return _placed(telling, case.start, numbers[tied], 3, (Happening.OPENS, said))


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
    if isinstance(telling.clause.duty, MustNot):
        return
    answers = telling.reasons.answers
    if answers and answers[-1].time == telling.case.decided:
        answers = answers[:-1]
    for number, answer in enumerate(answers, 1):
        said = (Happening.COUNTS, f"the {ordinal(number)} of {max(telling.asked, number)} {_wanted(telling.clause)}")
        yield _placed(telling, answer.time, numbers[answer], 1, said)


def _wanted(clause: Clause) -> str:
    times = clause.duty.times if isinstance(clause.duty, Respond) else None
    return "allowed" if times is not None and times.bound.is_ceiling else "asked for"


def _ends(telling: Telling, numbers: Numbering) -> Iterator[Placed]:
    """What became of the case, at the event that decided or (a due that passes) after all events of its instant."""
    case, reasons = telling.case, telling.reasons
    if case.decided is None:
        return
    last = reasons.answers[-1] if reasons.answers else reasons.trigger
    said = (Happening(case.state.value), ENDS[reasons.why])
    time, event = case.decided, last if last is not None and last.time == case.decided else None
    if reasons.why is Why.EXCUSED_BEFORE_DUE:
        event = reasons.excuse
    elif reasons.why is Why.EXCUSED_EVENT and last is not None:
        time, event = last.time, last
    elif reasons.why is Why.WINDOW_ENDED:
        event = None
    if reasons.why is Why.ANSWERED_LATE and case.breached_at is not None:
        yield _placed(telling, case.breached_at, _AFTER_EVENTS, 2, (Happening.OVERDUE, ENDS[Why.NEVER_ANSWERED]))
    yield _placed(telling, time, numbers[event], 2, said)


ENDS: Mapping[Why, str] = MappingProxyType(
    {
        Why.ANSWERED_IN_TIME: "answered in time",
        Why.ANSWERED_LATE: "answered, but too late",
        Why.NEVER_ANSWERED: "due passes without an answer",
        Why.EXCUSED_BEFORE_DUE: "no answer is owed any more",
        Why.WINDOW_ENDED: "the time is up, and nothing broke it",
        Why.FORBIDDEN_EVENT: "this breaks it",
        Why.EXCUSED_EVENT: "this would break it, but an excuse came first",
        Why.GATE_PASSED: "enough had come before",
        Why.GATE_NOT_PASSED: "too little had come before",
    }
)
"""What ends a case, in a few words, for each reason that ends one."""


def candidate_entry(lookup: Lookup, clause: Clause, candidate: Candidate, number: int, *, running: bool) -> Placed:
    """An event of the kind a clause waits for that opened no case, and why not; `running` if the subject has a case."""
    what = Happening.UNKNOWN if candidate.holds is None and candidate.in_dates else Happening.NO_CASE
    if not candidate.in_dates:
        said = "it is outside the dates in force"
    elif candidate.holds is not True:
        said = candidate.why
    elif isinstance(clause.trigger, EventTrigger) and clause.trigger.mode is Mode.FIRST_TIME:
        said = "it is not the first time"
    else:
        said = "one is running already" if running else "none opened here"
    at = moment(lookup.clock, candidate.event.time)
    return Placed(candidate.event.time, number, 4, TimelineEntry(at, what, said, clause.id))


def promise_entry(lookup: Lookup, clause: Clause, candidate: Candidate, number: int, period: PeriodDates) -> Placed:
    """An event that counts towards a promise."""
    at = moment(lookup.clock, candidate.event.time)
    entry = TimelineEntry(at, Happening.PROMISE, f"counts in {period.name}", clause.id)
    return Placed(candidate.event.time, number, 5, entry)
