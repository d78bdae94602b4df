"""From what the leads come to, to the outcome of a clause."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sla_dsl.engine.findings import Findings
from sla_dsl.engine.levels import judge_levels, tallies_of
from sla_dsl.engine.promises import judge_promise
from sla_dsl.engine.terms import Terms
from sla_dsl.engine.verdicts import of_clause
from sla_dsl.model.clause import Clause, Deliver
from sla_dsl.model.outcome import Case, CaseState, ClauseOutcome, PeriodOutcome, Verdict
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
        judged = judge_levels(clause, tallies_of(cases), terms)
    return outcome_of(clause, cases, {case.state for case in cases}, findings.unknown, judged)


def outcome_of(
    clause: Clause,
    cases: Sequence[Case],
    states: Collection[CaseState],
    unknown: int,
    periods: tuple[PeriodOutcome, ...],
) -> ClauseOutcome:
    """A clause whose cases and periods are judged; `states` are those in which cases stand."""
    verdict, so_far = of_clause(clause, states, [period.verdict for period in periods])
    return ClauseOutcome(clause.id, clause.party, verdict, so_far, cases, unknown, periods)


def no_outcome(clause: Clause) -> ClauseOutcome:
    """A clause of which nothing could be judged."""
    return ClauseOutcome(clause.id, clause.party, Verdict.NO_CASES, Verdict.NO_CASES)


def _order(case: Case) -> tuple[int, str, str]:
    return case.start, case.subject, case.lead
