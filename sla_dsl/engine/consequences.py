"""What is owed for each breached case and each broken period, as far as it has fallen due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from sla_dsl.engine.terms import Terms
from sla_dsl.model.clause import Action, Clause, Ensure, Notify, Otherwise
from sla_dsl.model.outcome import CaseState, ClauseOutcome, OwedAction


class _Occasion(NamedTuple):
    """What the actions are owed for: the instant, and the case or the period."""

    instant: int
    subject: str | None = None
    lead: str | None = None
    start: int | None = None
    period: str | None = None


def owed_actions(outcomes: Iterable[ClauseOutcome], terms: Terms) -> tuple[OwedAction, ...]:
    """One row an action and addressee, by due, clause (in the file's order) and subject."""
    clauses = terms.agreement.clauses
    place = {name: number for number, name in enumerate(clauses)}
    rows = (row for outcome in outcomes for row in _of_clause(clauses[outcome.clause], outcome, terms))
    return tuple(sorted(rows, key=lambda row: _order(row, place)))


def _order(row: OwedAction, place: Mapping[str, int]) -> tuple[int, int, str, str, int]:
    return row.due, place[row.clause], row.subject or "", row.lead or "", row.start or 0


def _of_clause(clause: Clause, outcome: ClauseOutcome, terms: Terms) -> Iterator[OwedAction]:
    if clause.case_otherwise is not None and not isinstance(clause.duty, Ensure):
        for case in outcome.standing(CaseState.LATE, CaseState.OVERDUE):
            assert case.breached_at is not None
            occasion = _Occasion(case.breached_at, case.subject, case.lead, case.start)
            yield from _owed(clause, clause.case_otherwise, occasion, terms)
    if clause.period_otherwise is not None:
        for period in outcome.periods:
            if period.broken_at is not None:
                occasion = _Occasion(period.broken_at, period=period.period)
                yield from _owed(clause, clause.period_otherwise, occasion, terms)


def _owed(clause: Clause, otherwise: Otherwise, occasion: _Occasion, terms: Terms) -> Iterator[OwedAction]:
    """The first action at the instant, the later ones counted from there; only what falls due by as-of."""
    for action, due in _dated(otherwise, occasion.instant, terms):
        if due is None or due > terms.as_of:
            continue
        for said in _texts(action):
            yield OwedAction(clause.id, occasion.subject, occasion.lead, occasion.start, occasion.period, said, due)


def _dated(otherwise: Otherwise, instant: int, terms: Terms) -> Iterator[tuple[Action, int | None]]:
    yield otherwise.first, instant
    choice = terms.agreement.calendar
    for later in otherwise.later:
        due = terms.clock.due(instant, later.after, choice.otherwise if choice else None)
        yield later.action, due if isinstance(due, int) else None


def _texts(action: Action) -> Iterable[str]:
    if isinstance(action, Notify):
        return [f"notify {who}" for who in action.whom]
    return [f"apply {action.consequence}"]
