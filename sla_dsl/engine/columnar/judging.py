"""A log in columns, partition by partition → how each clause stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field

import numpy as np

from sla_dsl.clock.columns import NEVER
from sla_dsl.engine import levels
from sla_dsl.engine.aggregate import outcome_of
from sla_dsl.engine.columnar.cases import CaseColumns, Counts, joined
from sla_dsl.engine.columnar.deciding import EXCUSED, LATE, MET, OVERDUE, PENDING, STATES
from sla_dsl.engine.columnar.examining import examined_by_two, first_judged
from sla_dsl.engine.columnar.partition import Examined
from sla_dsl.engine.columnar.periods import period_name
from sla_dsl.engine.columnar.promises import Brought
from sla_dsl.engine.columnar.shared import SharedOpportunities
from sla_dsl.engine.columnar.table import CaseTable, NamedCases
from sla_dsl.engine.findings import Doubts
from sla_dsl.engine.levels import Tally, judge_levels
from sla_dsl.engine.plan import make_plans
from sla_dsl.engine.promises import judge_promise
from sla_dsl.engine.terms import Terms
from sla_dsl.frozen import mutable
from sla_dsl.log.columns import ColumnLog
from sla_dsl.log.names import JoinedNames
from sla_dsl.model.clause import Clause, Deliver, Period
from sla_dsl.model.outcome import CaseState, ClauseOutcome, LogAccount, PeriodOutcome
from sla_dsl.model.period import PeriodDates


def judge_partitions(
    log: ColumnLog, terms: Terms, reported: Sequence[str]
) -> tuple[LogAccount, tuple[ClauseOutcome, ...], Doubts]:
    """The account of the log, the outcome of each reported clause, and what was judged on shaky ground."""
    return judge_examined(log, terms, reported, examined_by_two(log, terms, reported))


def judge_examined(
    log: ColumnLog, terms: Terms, reported: Sequence[str], partitions: Iterable[Examined]
) -> tuple[LogAccount, tuple[ClauseOutcome, ...], Doubts]:
    """The same from partitions that have been examined, wherever that was; of the log only its account is asked for."""
    from sla_dsl.engine.judge import account_of, periods_judged

    agreement = terms.agreement
    first = first_judged(log.first, terms)
    periods = periods_judged(make_plans(agreement, reported), terms, first)
    sums = Sums(terms)
    for part in partitions:
        sums.add(part)
    outcomes = tuple(sums.outcome(agreement.clauses[name], periods.get(name, {})) for name in reported)
    return account_of(agreement, log, sums.kinds, first, sums.last), outcomes, sums.doubts()


@mutable
class ClauseSums:
    """What all partitions come to under one clause."""

    counts: dict[int, Counts] = field(default_factory=dict)
    parts: list[CaseColumns] = field(default_factory=list)
    unknown: int = 0
    tiers_passed: int = 0
    calendars_unknown: int = 0
    brought: Brought = field(default_factory=Brought)


class Sums:
    """Adds up partitions; their order and number change nothing."""

    def __init__(self, terms: Terms) -> None:
        self.kinds: Counter[str] = Counter()
        self.last: int | None = None
        self._terms = terms
        self._clauses: dict[str, ClauseSums] = {}
        self._ties: dict[str, tuple[int, str]] = {}
        self._shared = SharedOpportunities()
        self._leads, self._opportunities = JoinedNames(), JoinedNames()

    def add(self, part: Examined) -> None:
        """Take in a partition."""
        self.kinds.update(part.kinds)
        if part.last is not None:
            self.last = part.last if self.last is None else max(self.last, part.last)
        self._shared.add(part.owners)
        for fact, (leads, first) in part.ties.items():
            before, name = self._ties.get(fact, (0, first))
            self._ties[fact] = before + leads, min(name, first)
        first_lead, first_opportunity = self._leads.add(part.leads), self._opportunities.add(part.opportunities)
        for clause, findings in part.findings.items():
            sums = self._clauses.setdefault(clause, ClauseSums())
            for number, counts in findings.counts.items():
                sums.counts[number] = sums.counts[number] + counts if number in sums.counts else counts
            sums.parts.append(findings.cases.renumbered(first_lead, first_opportunity))
            sums.unknown += findings.unknown
            sums.tiers_passed += findings.tiers_passed
            sums.calendars_unknown += findings.calendars_unknown
        for clause, brought in part.brought.items():
            self._clauses.setdefault(clause, ClauseSums()).brought.add(brought)

    def outcome(self, clause: Clause, periods: Mapping[str, PeriodDates]) -> ClauseOutcome:
        """A clause judged; `periods` are those of a `deliver` that count."""
        sums = self._clauses.get(clause.id, ClauseSums())
        if isinstance(clause.duty, Deliver):
            promised = judge_promise(clause, periods, sums.brought, self._terms)
            return outcome_of(clause, (), (), sums.brought.unknown, promised)
        cases = NamedCases(self._leads, self._opportunities, joined(sums.parts))
        sums.parts.clear()  # they are not needed twice
        table = CaseTable(clause, self._terms.as_of, cases, _not_kept(sums, cases))
        states = [state for state, count in table.tally.items() if count]
        judged: tuple[PeriodOutcome, ...] = ()
        if clause.judged_each:
            judged = judge_levels(clause, tallies(clause.judged_each, sums.counts, cases), self._terms)
        return outcome_of(clause, table, states, sums.unknown, judged)

    def doubts(self) -> Doubts:
        """What warnings are made of."""
        return Doubts(
            self._shared.found(),
            self._ties,
            {clause: sums.tiers_passed for clause, sums in self._clauses.items()},
            {clause: sums.calendars_unknown for clause, sums in self._clauses.items()},
        )


def _not_kept(sums: ClauseSums, cases: NamedCases) -> dict[CaseState, int]:
    """How many cases were counted in each state, beyond those that are there."""
    counted = sum((counts[:-1] for counts in sums.counts.values()), np.zeros(len(STATES), np.int64))
    missing = counted - np.bincount(cases.columns.state, minlength=len(STATES))
    return dict(zip(STATES, missing.tolist(), strict=True))


def tallies(each: Period, counts: Mapping[int, Counts], cases: NamedCases) -> dict[str, Tally]:
    """What was counted, by the name of the period."""
    return {period_name(number, each): _tally(number, row.tolist(), cases) for number, row in counts.items()}


def _tally(number: int, row: list[int], cases: NamedCases) -> Tally:
    counts = levels.Counts(row[MET], row[LATE] + row[OVERDUE], row[PENDING], row[EXCUSED], row[-1])

    def breach(which: int) -> int:
        instants = cases.breached_at[cases.columns.period == number]
        return int(np.partition(instants[instants != NEVER], which)[which])

    return Tally(counts, breach)
