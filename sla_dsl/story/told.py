"""A clause as far as one lead goes: its cases, and the events that opened none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sla_dsl.model.clause import Clause, Deliver, Ensure, Mode
from sla_dsl.model.outcome import Case, ClauseOutcome
from sla_dsl.model.story import Happening
from sla_dsl.story.candidates import Candidate, Lookup, candidates
from sla_dsl.story.phrases import Phrases
from sla_dsl.story.sentences import Telling


class Told(NamedTuple):
    """A clause, how it stands for the lead, its cases, and the events of the kind that opens one."""

    clause: Clause
    outcome: ClauseOutcome
    tellings: tuple[Telling, ...]
    found: tuple[Candidate, ...]


class PassedOver(NamedTuple):
    """An event of the kind a clause waits for that opened no case (or does not count), and why not."""

    candidate: Candidate
    what: Happening
    said: str


def told_of(lookup: Lookup, outcome: ClauseOutcome, lead: str, as_of: int) -> Told:
    """What there is to tell of a clause about a lead. Raises ValueError for cases without reasons."""
    clause = lookup.agreement.clauses[outcome.clause]
    tellings = tuple(_telling(lookup, clause, case, as_of) for case in outcome.cases if case.lead == lead)
    return Told(clause, outcome, tellings, tuple(candidates(lookup, clause)))


def _telling(lookup: Lookup, clause: Clause, case: Case, as_of: int) -> Telling:
    if case.reasons is None:
        raise ValueError("a story needs a judgement with reasons")
    return Telling(Phrases(lookup.agreement), lookup.clock, clause, case, case.reasons, as_of)


def passed_over(lookup: Lookup, told: Told) -> Iterator[PassedOver]:
    """The events that opened no case, in order, but for those that are not the event at all."""
    about = Phrases(lookup.agreement).subject_of(told.clause)
    opened = {id(telling.reasons.trigger) for telling in told.tellings}
    seen: set[str | None] = set()
    for candidate in told.found:
        subject = candidate.event.opportunity if about == "opportunity" else candidate.event.lead
        if id(candidate.event) not in opened and not (candidate.holds is False and candidate.by_definition):
            what, said = _why_none(told, candidate, subject, earlier=subject in seen)
            if not (candidate.holds and isinstance(told.clause.duty, Deliver)):
                yield PassedOver(candidate, what, said)
        if candidate.holds:
            seen.add(subject)


def _why_none(told: Told, candidate: Candidate, subject: str | None, *, earlier: bool) -> tuple[Happening, str]:
    mode = _mode(told.clause)
    none = Happening.NOT_COUNTED if isinstance(told.clause.duty, Deliver) else Happening.NO_CASE
    if not candidate.in_dates:
        return none, "it is outside the dates in force"
    if candidate.holds is False:
        return none, candidate.why
    if mode is Mode.FIRST_TIME and earlier:
        return none, "it is not the first time"
    if mode is Mode.WHEN and any(_runs(telling, candidate.event.time, subject) for telling in told.tellings):
        return none, "one is running already"
    if candidate.holds is None:
        return Happening.UNKNOWN, candidate.why
    return none, "it is left out"


def _mode(clause: Clause) -> Mode:
    if clause.trigger is not None:
        return clause.trigger.mode
    return Mode.WHEN if isinstance(clause.duty, Ensure) else Mode.EVERY_TIME


def _runs(telling: Telling, instant: int, subject: str | None) -> bool:
    """Whether the case is running then: from its start through its decision, excuse, due or as-of, ends included."""
    case, excuse = telling.case, telling.reasons.excuse
    ends = (case.decided, case.due, telling.as_of, excuse.time if excuse else None)
    return case.subject == subject and case.start <= instant <= min(end for end in ends if end is not None)
