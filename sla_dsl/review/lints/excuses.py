"""Excuses that come with what they excuse."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.diagnostics import Diagnostic
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import Both, Clause, Either, EventPattern, MustNot, Respond
from sla_dsl.review.events import Rooted, answers, is_always, is_possible, phrase, rooted, trigger_of
from sla_dsl.review.places import Places, Told


def excuses(agreement: Agreement, places: Places) -> Iterator[Diagnostic]:
    """SLA006: an `unless` event that the trigger, the duty or what is forbidden is itself."""
    for clause in agreement.clauses.values():
        for id_ in clause.unless:
            excuse = rooted(id_, agreement.vocabulary)
            told = _told(clause, excuse, agreement) if is_possible(excuse) else None
            if told is not None:
                yield places.note("SLA006", told, places.words(clause, "unless", phrase(id_, agreement)))


def _told(clause: Clause, excuse: Rooted, agreement: Agreement) -> Told | None:
    meant, way_out = phrase(excuse.event, agreement), "name another event, or define one with narrower conditions"
    trigger = trigger_of(clause, agreement)
    if trigger is not None and is_possible(trigger) and is_always(trigger, excuse):
        return Told(f"`{meant}` is what opens the case: a second such event would excuse it", way_out)
    if isinstance(clause.duty, MustNot):
        if _is(clause.duty.event, excuse, agreement) and clause.trigger is None:
            return Told(f"the first `{meant}` excuses every later one, so `{clause.id}` forbids only that", way_out)
        if _is(clause.duty.event, excuse, agreement):
            return Told(f"`{clause.id}` can never be broken: what it forbids is its own excuse, `{meant}`", way_out)
        return None
    if any(_is(answer, excuse, agreement) for answer in answers(clause)):
        if isinstance(clause.duty, Respond) and clause.duty.times and clause.duty.times.bound.is_ceiling:
            return Told(f"`{clause.id}` can never be broken: what it limits is its own excuse, `{meant}`", way_out)
        return Told(f"every answer to `{clause.id}` is also its excuse, `{meant}`, which asks for less", way_out)
    if any(is_always(excuse, rooted(answer, agreement.vocabulary)) for answer in _single(clause)):
        return Told(f"`{meant}` is an answer already, and excuses nothing", "leave it out, or name another event")
    return None


def _is(answer: EventPattern, excuse: Rooted, agreement: Agreement) -> bool:
    event = rooted(answer, agreement.vocabulary)
    return is_possible(event) and is_always(event, excuse)


def _single(clause: Clause) -> tuple[EventPattern, ...]:
    """The events that answer alone, at once."""
    if isinstance(clause.duty, Both) or (isinstance(clause.duty, Respond) and clause.duty.times):
        return ()
    return answers(clause) if isinstance(clause.duty, Respond | Either) else ()
