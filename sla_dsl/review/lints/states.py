"""States that stop a clock and are never left, or never last."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.diagnostics import Diagnostic
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.vocabulary import State
from sla_dsl.review.events import is_always, is_possible, phrase, rooted
from sla_dsl.review.places import Places, Told


def states(agreement: Agreement, places: Places) -> Iterator[Diagnostic]:
    """SLA015: a state of the file's own, named after `paused while`, that a lead cannot leave or be in."""
    used = {clause.paused_while for clause in agreement.clauses.values()}
    for state in agreement.vocabulary.states.values():
        told = _told(state, agreement) if state.phrase in used else None
        if told is not None:
            yield places.note("SLA015", told, places.value("vocabulary", "states", state.phrase, "to") or state.span)


def _told(state: State, agreement: Agreement) -> Told | None:
    entered, left = (rooted(event, agreement.vocabulary) for event in (state.entered, state.left))
    begins, ends = phrase(state.entered, agreement), phrase(state.left, agreement)
    if not is_possible(left):
        return Told(
            f"nobody can leave `{state.phrase}`: `{ends}` can never happen, and the clock would stand still for good",
            f"mend what `{state.left}` is, or name another event",
        )
    if is_possible(entered) and is_always(entered, left):
        return Told(
            f"`{state.phrase}` never lasts: `{begins}`, with which it begins, ends it at once",
            "name another event that ends it",
        )
    return None
