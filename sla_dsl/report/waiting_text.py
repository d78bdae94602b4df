"""Who waits: the running cases, soonest due first, and those whose due has passed without an answer."""

from __future__ import annotations

from typing import NamedTuple

from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import Both, Clause, Either, Respond, StateNames
from sla_dsl.model.outcome import Case, CaseState, Judgement, by_due
from sla_dsl.report.check_words import subject_words
from sla_dsl.report.display import plural, table
from sla_dsl.report.instants import local

MOST_SHOWN = 5
"""How many cases are shown; the others are counted."""


def waiting_lines(agreement: Agreement, judgement: Judgement) -> list[str]:
    """The cases that still may be answered in time, soonest due first, those without a due last."""
    return _section(agreement, unanswered(agreement, judgement, CaseState.PENDING), "Waiting: {}, soonest due first")


def overdue_lines(agreement: Agreement, judgement: Judgement) -> list[str]:
    """The cases that are overdue and still without an answer, longest overdue first."""
    found = unanswered(agreement, judgement, CaseState.OVERDUE)
    return _section(agreement, found, "Overdue and unanswered: {}, longest first")


def awaits_answer(clause: Clause) -> bool:
    """Whether somebody has to do something in each of its cases (not: leave something undone)."""
    match clause.duty:
        case Respond(times=times):
            return times is None or not times.bound.is_ceiling
        case Either() | Both() | StateNames():
            return True
        case _:
            return False


class Unanswered(NamedTuple):
    """The cases that somebody has to answer: how many, and the first few, soonest due first."""

    number: int
    first: list[Case]


def unanswered(agreement: Agreement, judgement: Judgement, state: CaseState) -> Unanswered:
    """The cases of that state that somebody has to answer; those without a due come last."""
    waiting = [one for one in judgement.clauses if awaits_answer(agreement.clauses[one.clause])]
    soonest = sorted((case for one in waiting for case in one.soonest_due(state, MOST_SHOWN)), key=by_due)
    return Unanswered(sum(one.count(state) for one in waiting), soonest[:MOST_SHOWN])


def due_words(agreement: Agreement, case: Case) -> str:
    """`due Fri 2026-01-09 16:30`, `paused`, or `no due`."""
    if case.due is not None:
        return f"due {local(case.due, agreement.timezone, ends=True)}"
    clause = agreement.clauses[case.clause]
    return "paused" if clause.deadline and clause.paused_while else "no due"


def _section(agreement: Agreement, found: Unanswered, title: str) -> list[str]:
    if not found.number:
        return []
    rows = [(due_words(agreement, case), subject_words(case), case.clause) for case in found.first]
    rest = found.number - len(rows)
    more = [f"  … and {rest} more; --cases FILE lists them all"] if rest else []
    return [title.format(plural(found.number, "case")), *table(rows, "  "), *more]
