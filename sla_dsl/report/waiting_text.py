"""Who waits: the running cases, soonest due first, and those whose due has passed without an answer."""

from __future__ import annotations

from collections.abc import Sequence

from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import Both, Clause, Either, Respond, StateNames
from sla_dsl.model.outcome import Case, CaseState, Judgement
from sla_dsl.report.check_words import subject_words
from sla_dsl.report.display import plural, table
from sla_dsl.report.instants import local

MOST_SHOWN = 5
"""How many cases are shown; the others are counted."""


def waiting_lines(agreement: Agreement, judgement: Judgement) -> list[str]:
    """The cases that still may be answered in time, soonest due first, those without a due last."""
    found = unanswered(agreement, judgement, CaseState.PENDING)
    rows = [(due_words(agreement, case), subject_words(case), case.clause) for case in found[:MOST_SHOWN]]
    return _section(f"Waiting: {plural(len(found), 'case')}, soonest due first", rows, len(found))


def overdue_lines(agreement: Agreement, judgement: Judgement) -> list[str]:
    """The cases that are overdue and still without an answer, longest overdue first."""
    found = unanswered(agreement, judgement, CaseState.OVERDUE)
    rows = [(due_words(agreement, case), subject_words(case), case.clause) for case in found[:MOST_SHOWN]]
    return _section(f"Overdue and unanswered: {plural(len(found), 'case')}, longest first", rows, len(found))


def awaits_answer(clause: Clause) -> bool:
    """Whether somebody has to do something in each of its cases (not: leave something undone)."""
    match clause.duty:
        case Respond(times=times):
            return times is None or not times.bound.is_ceiling
        case Either() | Both() | StateNames():
            return True
        case _:
            return False


def unanswered(agreement: Agreement, judgement: Judgement, state: CaseState) -> list[Case]:
    """The cases of that state that somebody has to answer, soonest due first, those without a due last."""
    waiting = (one for one in judgement.clauses if awaits_answer(agreement.clauses[one.clause]))
    return sorted((case for one in waiting for case in one.cases if case.state is state), key=_soonest)


def due_words(agreement: Agreement, case: Case) -> str:
    """`due Fri 2026-01-09 16:30`, `paused`, or `no due`."""
    if case.due is not None:
        return f"due {local(case.due, agreement.timezone, ends=True)}"
    clause = agreement.clauses[case.clause]
    return "paused" if clause.deadline and clause.paused_while else "no due"


def _soonest(case: Case) -> tuple[bool, int, str, str, int]:
    return (case.due is None, case.due or 0, case.subject, case.lead, case.start)


def _section(title: str, rows: Sequence[tuple[str, ...]], found: int) -> list[str]:
    if not found:
        return []
    more = [f"  … and {found - MOST_SHOWN} more; --cases FILE lists them all"] if found > MOST_SHOWN else []
    return [title, *table(rows, "  "), *more]
