"""From what the leads come to, to the outcome of a clause."""

from __future__ import annotations

from collections.abc import Mapping

from sla_dsl.engine.findings import Findings
from sla_dsl.engine.levels import judge_levels
from sla_dsl.engine.promises import judge_promise
from sla_dsl.engine.terms import Terms
from sla_dsl.engine.verdicts import of_clause
from sla_dsl.model.clause import Clause, Deliver
from sla_dsl.model.outcome import Case, ClauseOutcome, PeriodOutcome, Verdict
from sla_dsl.model.period import PeriodDates


def clause_outcome(
    clause: Clause, findings: Findings, periods: Mapping[str, PeriodDates], terms: Terms
) -> ClauseOutcome:
    """A clause judged; `periods` are those of a `deliver` that count."""
    cases = tuple(sorted(findings.cases, key=_order))
    judged: tuple[PeriodOutcome, ...] = ()
    if isinstance(clause.duty, Deliver):
        judged = judge_promise(clause, periods, findings.delivered, terms)
    elif clause.judged_each:
        judged = judge_levels(clause, cases, terms)
    verdict, so_far = of_clause(clause, cases, [period.verdict for period in judged])
    return ClauseOutcome(clause.id, clause.party, verdict, so_far, cases, findings.unknown, judged)


def no_outcome(clause: Clause) -> ClauseOutcome:
    """A clause of which nothing could be judged."""
    return ClauseOutcome(clause.id, clause.party, Verdict.NO_CASES, Verdict.NO_CASES)


def _order(case: Case) -> tuple[int, str, str]:
    return case.start, case.subject, case.lead
