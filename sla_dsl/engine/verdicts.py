"""From periods and cases to the verdict of a clause and of the agreement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sla_dsl.model.clause import Clause, MustNot
from sla_dsl.model.outcome import CaseState, Verdict


def gravest(verdicts: Iterable[Verdict]) -> Verdict:
    """Broken if any is, else pending if any is, else kept if any is, else no cases."""
    there = set(verdicts)
    return next((verdict for verdict in Verdict if verdict in there), Verdict.NO_CASES)


def so_far(verdicts: Iterable[Verdict]) -> Verdict:
    """The same with what is pending left out."""
    return gravest(verdict for verdict in verdicts if verdict is not Verdict.PENDING)


def of_clause(clause: Clause, states: Iterable[CaseState], periods: Sequence[Verdict]) -> tuple[Verdict, Verdict]:
    """The verdict of a clause, and the one so far: from its periods, where it is judged by those, else its cases."""
    verdicts = periods if clause.judged_each else tuple({of_state(state) for state in states})
    if not verdicts and _stands_always(clause):
        return Verdict.KEPT, Verdict.KEPT
    return gravest(verdicts), so_far(verdicts)


def of_state(state: CaseState) -> Verdict:
    """What one case means for a clause without a level."""
    if state.breached:
        return Verdict.BROKEN
    return Verdict.PENDING if state is CaseState.PENDING else Verdict.KEPT


def _stands_always(clause: Clause) -> bool:
    """Whether the clause forbids an event for good: where none ever comes, it is kept."""
    return isinstance(clause.duty, MustNot) and clause.trigger is None and clause.duty.window is None
