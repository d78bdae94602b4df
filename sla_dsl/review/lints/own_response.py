"""Duties that are answered by just what opens the case: done again, or meant otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.diagnostics import Diagnostic
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import Either, EventTrigger, Mode, Respond, Trigger
from sla_dsl.review.events import Rooted, is_always, is_possible, phrase, rooted, trigger_of
from sla_dsl.review.places import Places, Told


def own_response(agreement: Agreement, places: Places) -> Iterator[Diagnostic]:
    """SLA007: the trigger's event is the answer. `at least n times` says that more of them are meant, and is none."""
    for clause in agreement.clauses.values():
        trigger = trigger_of(clause, agreement)
        if trigger is None or not is_possible(trigger):
            continue
        match clause.duty:
            case Respond(event=event, times=None):
                events = [event]
            case Either(events=alternatives):
                events = list(alternatives)
            case _:
                continue
        for event in events:
            answer = rooted(event, agreement.vocabulary)
            if not is_possible(answer):
                continue
            if is_always(trigger, answer):
                yield places.note("SLA007", _again(phrase(answer.event, agreement)), event.span)
            elif _reopens(clause.trigger, answer, trigger):
                yield places.note("SLA007", _endless(clause.id), event.span)


def _again(meant: str) -> Told:
    return Told(
        f"the duty is what opens the case: `{meant}` must happen once more",
        "name what is to follow; where it is to be done again, write `at least 1 time`",
    )


def _endless(clause: str) -> Told:
    return Told(
        f"every answer to `{clause}` opens its next case, without end",
        "write `when` or `the first time`, or a condition that the answer does not meet",
    )


def _reopens(trigger: Trigger | None, answer: Rooted, opening: Rooted) -> bool:
    is_every = isinstance(trigger, EventTrigger) and trigger.mode is Mode.EVERY_TIME
    return is_every and is_always(answer, opening)
