"""A clause as far as one lead goes: its cases, and the events that opened none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sla_dsl.model.clause import Clause, Deliver, Ensure, Mode
from sla_dsl.model.event import Event
from sla_dsl.model.outcome import Case, ClauseOutcome
from sla_dsl.model.story import Happening
from sla_dsl.model.vocabulary import About
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
    opened = {id(telling.reasons.trigger): telling for telling in told.tellings}
    last: dict[str, Telling] = {}
    seen: set[str] = set()
    for candidate in told.found:
        subject = subject_in(candidate.event, about)
        if id(candidate.event) in opened:
            last[subject] = opened[id(candidate.event)]
        elif _is_told(told.clause, candidate):
            what, said = _why_none(told.clause, candidate, last.get(subject), earlier=subject in seen)
            yield PassedOver(candidate, what, said)
        if candidate.holds:
            seen.add(subject)


def _is_told(clause: Clause, candidate: Candidate) -> bool:
    """Whether to say that the event opened no case: not where it is another event, or counts all the same."""
    if candidate.holds is False:
        return not candidate.by_definition
    return not (candidate.holds and candidate.in_dates and isinstance(clause.duty, Deliver))


def subject_in(event: Event, about: About) -> str:
    """The subject of a case that the event opens: the lead or the opportunity; one that names none has its lead's."""
    return event.lead if about == "lead" or event.opportunity is None else event.opportunity


def _why_none(clause: Clause, candidate: Candidate, last: Telling | None, *, earlier: bool) -> tuple[Happening, str]:
    """Why the event opened no case; `last` is the case of its subject that opened before it, if one did."""
    mode = _mode(clause)
    none = Happening.NOT_COUNTED if isinstance(clause.duty, Deliver) else Happening.NO_CASE
    if not candidate.in_dates:
        its = "its period is not wholly within" if none is Happening.NOT_COUNTED else "it is outside"
        return none, f"{its} the dates in force"
    if candidate.holds is False:
        return none, candidate.why
    if mode is Mode.FIRST_TIME and earlier:
        return none, "it is not the first time"
    if mode is Mode.WHEN and last is not None and _runs_still(last, candidate.event.time):
        return none, "one is running already"
    if candidate.holds is None:
        return Happening.UNKNOWN, candidate.why
    return none, "it is left out"


def _mode(clause: Clause) -> Mode:
    if clause.trigger is not None:
        return clause.trigger.mode
    return Mode.WHEN if isinstance(clause.duty, Ensure) else Mode.EVERY_TIME


def _runs_still(telling: Telling, instant: int) -> bool:
    """Whether the case has not ended before then: by its decision, its excuse, its due or as-of."""
    case, excuse = telling.case, telling.reasons.excuse
    ends = (case.decided, case.due, telling.as_of, excuse.time if excuse else None)
    return instant <= min(end for end in ends if end is not None)
