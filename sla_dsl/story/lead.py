"""One lead's events and clocks on one time line, and why each of its cases stands as it does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from sla_dsl.clock import Clock
from sla_dsl.diagnostics import nearest
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.event import Event, EventLog
from sla_dsl.model.outcome import Judgement
from sla_dsl.model.story import Absence, CaseStory, LeadStory, TimelineEntry, UnknownNote
from sla_dsl.story.absences import absence_text, unknown_text
from sla_dsl.story.candidates import Lookup
from sla_dsl.story.counting import count_out
from sla_dsl.story.moments import duration_text, moment
from sla_dsl.story.sentences import Telling, why_sentence
from sla_dsl.story.timeline import Numbering, case_entries, event_entries, passed_over_entries, promise_entries
from sla_dsl.story.told import Told, told_of

COMPARED = 5_000
"""Leads that are compared for a did-you-mean, at most."""


def lead_is_known(log: EventLog, lead: str) -> bool:
    """Whether the log has an event of that lead."""
    return any(event.lead == lead for event in log.events)


def near_lead(log: EventLog, lead: str) -> str | None:
    """The lead of the log that is most like a name that none has, or nothing where none is alike enough."""
    leads = {event.lead for event in log.events}
    alike = sorted(known for known in leads if known.casefold() == lead.casefold())
    if alike:
        return alike[0]
    if len(leads) > COMPARED:
        leads = {known for known in leads if known[:2] == lead[:2] and abs(len(known) - len(lead)) <= 2}
    return nearest(lead, sorted(leads)[:COMPARED])


def lead_story(
    agreement: Agreement, judgement: Judgement, events: Iterable[Event], lead: str, clock: Clock
) -> LeadStory:
    """The story of one lead under an agreement.

    `judgement` is of this lead's events alone, judged with reasons; of `events`, those of other leads are passed over.
    Raises ValueError for a judgement without reasons.
    """
    own = [event for event in events if event.lead == lead]
    as_of = judgement.as_of
    story = LeadStory(
        agreement=agreement.id,
        version=agreement.version,
        lead=lead,
        timezone=agreement.timezone,
        as_of=None,
        later=len(own),
    )
    if as_of is None:
        return story
    lookup = Lookup.of(agreement, clock, (event for event in own if event.time <= as_of))
    told = [told_of(lookup, outcome, lead, as_of) for outcome in judgement.clauses]
    return replace(
        story,
        as_of=moment(clock, as_of, ends=True),
        timeline=_timeline(lookup, told),
        cases=tuple(_case_story(telling) for one in told for telling in one.tellings),
        absences=tuple(_absences(lookup, told)),
        unknowns=tuple(_unknowns(lookup, told)),
        later=len(own) - len(lookup.events),
    )


def _timeline(lookup: Lookup, told: Sequence[Told]) -> tuple[TimelineEntry, ...]:
    numbers = Numbering(lookup.events)
    placed = list(event_entries(lookup))
    for one in told:
        for telling in one.tellings:
            placed += case_entries(telling, numbers)
        placed += passed_over_entries(lookup, one, numbers)
        placed += promise_entries(lookup, one, numbers)
    return tuple(found.entry for found in sorted(placed, key=lambda found: found[:3]))


def _case_story(telling: Telling) -> CaseStory:
    case, reasons = telling.case, telling.reasons
    count = count_out(telling.clock, case, telling.as_of)
    needs_calendar = reasons.allowed is not None and reasons.allowed.unit.needs_calendar
    return CaseStory(
        clause=case.clause,
        party=telling.phrases.party(telling.clause.party),
        subject=case.subject,
        about=telling.phrases.subject_of(telling.clause),
        state=case.state,
        start=moment(telling.clock, case.start),
        due=moment(telling.clock, case.due, reasons.calendar, ends=True) if case.due is not None else None,
        decided=moment(telling.clock, case.decided) if case.decided is not None else None,
        allowed=duration_text(reasons.allowed) if reasons.allowed is not None else None,
        calendar=reasons.calendar if needs_calendar else None,
        stretches=count.stretches,
        count=count.line,
        why=reasons.why,
        sentence=why_sentence(telling),
    )


def _absences(lookup: Lookup, told: Sequence[Told]) -> Iterator[Absence]:
    by_clause = {one.clause.id: one for one in told}
    for one in told:
        if not one.tellings:
            yield Absence(one.clause.id, absence_text(lookup, one, by_clause))


def _unknowns(lookup: Lookup, told: Sequence[Told]) -> Iterator[UnknownNote]:
    for one in told:
        if one.outcome.unknown:
            yield UnknownNote(one.clause.id, one.outcome.unknown, unknown_text(lookup, one))
