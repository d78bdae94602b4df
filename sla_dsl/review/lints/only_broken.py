"""Clauses that can be broken, but never kept."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.diagnostics import Diagnostic
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import BeforeGate, Bound, BudgetLevel, Clause, Ensure, MustNot, UntilWindow
from sla_dsl.model.values import Share, percent_text
from sla_dsl.review.events import is_always, is_possible, phrase, rooted
from sla_dsl.review.places import Places, Told


def only_broken(agreement: Agreement, places: Places) -> Iterator[Diagnostic]:
    """SLA012, or SLA002 for a share that none can be: a clause that has no way of being kept."""
    for clause in agreement.clauses.values():
        match clause.duty:
            case MustNot() if _forgives(clause):
                continue
            case MustNot(window=None) if clause.trigger is not None:
                yield places.note("SLA012", _for_good(clause), clause.duty.event.span)
            case MustNot(window=UntilWindow() | BeforeGate() as window):
                yield from _gate(clause, window, agreement, places)
            case Ensure():
                yield from _share(clause, clause.duty, places)


def _forgives(clause: Clause) -> bool:
    """Whether an excuse or a budget lets a case that is never met pass."""
    return bool(clause.unless) or (isinstance(clause.level, BudgetLevel) and clause.level.breaches > 0)


def _for_good(clause: Clause) -> Told:
    return Told(
        f"`{clause.id}` can only be broken: what is forbidden for good stays pending as long as nobody does it",
        "say until when: add `for …` or `until …`",
    )


def _gate(
    clause: Clause, window: UntilWindow | BeforeGate, agreement: Agreement, places: Places
) -> Iterator[Diagnostic]:
    """What opens the gate is itself forbidden until then."""
    assert isinstance(clause.duty, MustNot)
    forbidden = rooted(clause.duty.event, agreement.vocabulary)
    opening = rooted(window.event, agreement.vocabulary)
    if not (is_possible(opening) and is_always(opening, forbidden)):
        return
    meant = phrase(window.event, agreement)
    if isinstance(window, UntilWindow):
        message = f"`{clause.id}` can only be broken: `{meant}`, which ends it, is itself forbidden until then"
    else:
        message = f"the first event breaks `{clause.id}`: `{meant}`, which it waits for, is itself held back"
    way_out = "name another event, or forbid one with narrower conditions"
    yield places.note("SLA012", Told(message, way_out), window.span)


def _share(clause: Clause, duty: Ensure, places: Places) -> Iterator[Diagnostic]:
    if clause.deadline is None and duty.bound.is_ceiling and (duty.bound, duty.share) != (Bound.AT_MOST, Share(1)):
        told = Told(
            f"`{clause.id}` can only be broken: without a deadline, what has not come may come still",
            "say how soon: add `within …`",
        )
        yield places.note("SLA012", told, duty.become.span)
    if not isinstance(duty.share, Share):
        return
    if (duty.bound, duty.share.value) in ((Bound.MORE_THAN, 1), (Bound.LESS_THAN, 0)):
        words = f"{duty.bound} {percent_text(duty.share.value)}"
        told = Told(f"no share is {words}, so `{clause.id}` can never be kept", "write the share that is meant")
        yield places.note("SLA002", told, places.words(clause, words))
