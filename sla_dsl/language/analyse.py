"""What only the whole agreement shows: circles of clauses, a calendar's fact, periods that dates cut."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from operator import itemgetter

from sla_dsl.diagnostics import Diagnostic, Place, Source, Span, diagnostic, nearest
from sla_dsl.frozen import frozen
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import (
    BreachTrigger,
    Clause,
    Deliver,
    Either,
    EventTrigger,
    MustNot,
    Period,
    Respond,
    StateNames,
)
from sla_dsl.model.period import period_of
from sla_dsl.model.values import ValueType
from sla_dsl.model.vocabulary import About


@frozen
class Subject:
    """An agreement to look at, and where its parts stand.

    `keys` is where each key of the file stands, by its path; `calendar_by` where the fact that chooses a calendar does.
    """

    agreement: Agreement
    source: Source
    keys: Mapping[tuple[str, ...], Span]
    calendar_by: Span | None

    def note(self, code: str, message: str, span: Span | None, help: str = "") -> Diagnostic:
        """A finding at a span of the file."""
        return diagnostic(code, message, Place.of(self.source, span), help=help)


def analyse(subject: Subject) -> list[Diagnostic]:
    """Every finding of every check, check by check."""
    return [found for check in CHECKS for found in check(subject)]


def breaches_of_promises(subject: Subject) -> Iterator[Diagnostic]:
    """`when CLAUSE is breached` of a promise: a promise has no cases that are breached."""
    clauses = subject.agreement.clauses
    for clause in clauses.values():
        watched = _watched(clause)
        if watched is not None and watched in clauses and clauses[watched].is_promise:
            message = f"`{watched}` is a promise, and only a duty is breached case by case"
            way_out = "name a clause with a trigger, or give the promise an `otherwise`"
            yield subject.note("SLA315", message, _trigger_span(clause), way_out)


def circles_of_breaches(subject: Subject) -> Iterator[Diagnostic]:
    """Clauses that wait for each other's breach."""
    clauses = subject.agreement.clauses
    seen: set[str] = set()
    for start in clauses.values():
        path: list[str] = []
        current: str | None = start.id
        while current is not None and current in clauses and current not in path and current not in seen:
            path.append(current)
            current = _watched(clauses[current])
        if current is not None and current in path:
            circle = path[path.index(current) :]
            chain = " waits for ".join(f"`{id_}`" for id_ in [*circle, circle[0]])
            span = _trigger_span(clauses[circle[0]])
            yield subject.note("SLA214", f"clauses wait for each other: {chain}", span, "begin one with an event")
        seen.update(path)


def stated_names(subject: Subject) -> Iterator[Diagnostic]:
    """After `when CLAUSE is breached`, `state` names a field that the clause's subject can have."""
    for clause in subject.agreement.clauses.values():
        about = about_of(clause, subject.agreement)
        if not isinstance(clause.trigger, BreachTrigger) or not isinstance(clause.duty, StateNames) or about is None:
            continue
        fields = {
            name
            for event in subject.agreement.vocabulary.events.values()
            if event.about == about
            for name in event.fields
        }
        for name, role in zip(clause.duty.names, clause.duty.roles, strict=True):
            if role == "field" and name not in fields:
                message = (
                    f"no event about {'an' if about == 'opportunity' else 'a'} {about} has `{name}`, and it is no fact"
                )
                yield subject.note("SLA204", message, clause.span, "name a fact, or a field of such an event")


def calendar_fact(subject: Subject) -> Iterator[Diagnostic]:
    """`calendar: {by: …}` names a fact, and values that the fact can have."""
    choice = subject.agreement.calendar
    if choice is None or choice.by is None:
        return
    facts = subject.agreement.vocabulary.facts
    if choice.by not in facts:
        near = nearest(choice.by, facts) or _with_values(facts, choice.cases)
        way_out = f"did you mean `{near}`?" if near else "declare it under `vocabulary: facts:`"
        yield subject.note("SLA204", f"`{choice.by}` is no fact of the lead", subject.calendar_by, way_out)
        return
    type_ = facts[choice.by]
    for value in choice.cases:
        if type_.name == "one of" and value not in type_.options:
            near = nearest(value, type_.options)
            way_out = f"did you mean `{near}`?" if near else f"`{choice.by}` is {type_}"
            span = subject.keys.get(("calendar", value), choice.span)
            yield subject.note("SLA403", f"`{value}` is none of the values of `{choice.by}`", span, way_out)


def _with_values(facts: Mapping[str, ValueType], values: Collection[str]) -> str | None:
    """The one fact that can have all of the values, by its list."""
    found = [name for name, type_ in facts.items() if type_.options and set(values) <= {*type_.options}]
    return found[0] if len(found) == 1 and values else None


def cut_periods(subject: Subject) -> Iterator[Diagnostic]:
    """Dates that cut a period in which a clause is judged."""
    agreement = subject.agreement
    told: set[tuple[Span | None, Period, date]] = set()
    for clause in agreement.clauses.values():
        each = clause.judged_each
        if each is None:
            continue
        effective = agreement.effective
        starts = _given((effective.start, effective.span), (clause.valid_from, clause.span))
        ends = _given((effective.until, effective.span), (clause.valid_until, clause.span))
        edges = [(*max(starts, key=itemgetter(0)), True)]
        if ends and min(ends, key=itemgetter(0))[0] < edges[0][0]:
            continue  # the dates are exchanged, which is told
        if ends:
            edges.append((*min(ends, key=itemgetter(0)), False))
        for day, span, first in edges:
            if (span, each, day) in told:
                continue
            period = period_of(day, each)
            if day != (period.first if first else period.last):
                told.add((span, each, day))
                yield _cut(subject, clause, day, each, span, first=first)


def _given(*edges: tuple[date | None, Span | None]) -> list[tuple[date, Span | None]]:
    return [(day, span) for day, span in edges if day is not None]


def _cut(subject: Subject, clause: Clause, day: date, each: Period, span: Span | None, *, first: bool) -> Diagnostic:
    period = period_of(day, each)
    what = f"{'from' if first else 'until'} {day} cuts the {each} {period.name}"
    if isinstance(clause.duty, Deliver):
        message = f"{what}: `{clause.id}` is not judged for it"
    else:
        message = f"{what}: `{clause.id}` is judged for a part of it"
    side = period.first if first else period.last
    return subject.note("SLA512", message, span, f"a whole {each} {'begins' if first else 'ends'} on {side}")


CHECKS: tuple[Callable[[Subject], Iterator[Diagnostic]], ...] = (
    breaches_of_promises,
    circles_of_breaches,
    stated_names,
    calendar_fact,
    cut_periods,
)
"""The checks, in the order in which they run."""


def about_of(clause: Clause, agreement: Agreement) -> About | None:
    """What a clause's cases are about; nothing where a clause that it waits for is missing or in a circle."""
    seen: set[str] = set()
    while isinstance(clause.trigger, BreachTrigger):
        watched = agreement.clauses.get(clause.trigger.clause)
        if watched is None or watched.id in seen:
            return None
        seen.add(watched.id)
        clause = watched
    if isinstance(clause.trigger, EventTrigger):
        return agreement.vocabulary.events[clause.trigger.event.event].about
    if isinstance(clause.duty, MustNot | Respond):
        return agreement.vocabulary.events[clause.duty.event.event].about
    return None if isinstance(clause.duty, StateNames | Either) else "lead"


def _watched(clause: Clause) -> str | None:
    return clause.trigger.clause if isinstance(clause.trigger, BreachTrigger) else None


def _trigger_span(clause: Clause) -> Span | None:
    return clause.trigger.span if clause.trigger else clause.span
