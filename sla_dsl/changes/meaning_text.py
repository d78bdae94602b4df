"""An agreement → one text in which two versions differ only where their meaning may, for a line by line comparison."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.changes.calendar_edits import choice_words, hours_words
from sla_dsl.changes.edits import Version, on_one_line
from sla_dsl.changes.funnel_edits import given_words
from sla_dsl.changes.vocabulary_edits import event_words
from sla_dsl.funnel import formula_text
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.calendar import Calendar
from sla_dsl.model.clause import Clause


def meaning_text(agreement: Agreement) -> str:
    """The whole agreement, a line a part: no layout, no comments; clauses by their ids, in canonical words."""
    version = Version.of(agreement)
    parts = (_head(agreement), _calendars(agreement), _words(version), _funnel(agreement), _consequences(agreement))
    clauses = (_clause(agreement.clauses[name], version) for name in sorted(agreement.clauses))
    return "\n".join("".join(f"{line}\n" for line in part) for part in (*map(list, parts), *map(list, clauses)) if part)


def _head(agreement: Agreement) -> Iterator[str]:
    yield f"agreement {agreement.id} {agreement.version}"
    if agreement.title:
        yield f"title: {on_one_line(agreement.title)}"
    until = agreement.effective.until
    yield f"in force from {agreement.effective.start}{f' until {until}' if until else ''}, {agreement.timezone}"
    if agreement.currency:
        yield f"currency {agreement.currency}"
    for party in agreement.parties.values():
        yield f"party {party.id}: {party.name or party.id}{f', {party.signs} signs' if party.signs else ''}"
    for contact in sorted(agreement.contacts):
        yield f"contact {contact}: {agreement.contacts[contact]}"


def _calendars(agreement: Agreement) -> Iterator[str]:
    if agreement.calendar is not None:
        yield f"calendar: {choice_words(agreement.calendar)}"
    for name in sorted(agreement.calendars):
        yield from _calendar(agreement.calendars[name])


def _calendar(calendar: Calendar) -> Iterator[str]:
    yield f"calendar {calendar.id}: {hours_words(calendar.hours)}"
    if calendar.timezone:
        yield f"calendar {calendar.id}: {calendar.timezone}"
    if calendar.holidays:
        yield f"calendar {calendar.id}: holidays {calendar.holidays}"
    for day in sorted(calendar.closed):
        yield f"calendar {calendar.id}: closed {day}"
    for day in sorted(calendar.open):
        windows = " ".join(map(str, calendar.open[day])) or "nothing"
        yield f"calendar {calendar.id}: open {day} {windows}"


def _words(version: Version) -> Iterator[str]:
    vocabulary = version.agreement.vocabulary
    yield from (f"fact {name}: {vocabulary.facts[name]}" for name in sorted(vocabulary.facts))
    yield from (f"event {name}: {event_words(vocabulary.events[name], version)}" for name in sorted(vocabulary.events))
    for phrase in sorted(vocabulary.states):
        state = vocabulary.states[phrase]
        yield f"state {phrase}: from {state.entered} to {state.left}"


def _funnel(agreement: Agreement) -> Iterator[str]:
    funnel = agreement.funnel
    if funnel is None:
        return
    yield f"funnel each {funnel.each}"
    yield from (f"given {name}: {given_words(funnel.given[name])}" for name in sorted(funnel.given))
    yield from (f"derived {name}: {formula_text(funnel.derive[name].formula)}" for name in sorted(funnel.derive))


def _consequences(agreement: Agreement) -> Iterator[str]:
    yield from (f"consequence {name}: {on_one_line(agreement.consequences[name])}"
                for name in sorted(agreement.consequences))  # fmt: skip


def _clause(clause: Clause, version: Version) -> Iterator[str]:
    dates = "".join(
        f", {key} {day}" for key, day in (("from", clause.valid_from), ("until", clause.valid_until)) if day
    )
    yield f"clause {clause.id}{dates}"
    yield from (f"  {line}" for line in version.writing.clause(clause))
    if clause.why:
        yield f"  why: {on_one_line(clause.why)}"
