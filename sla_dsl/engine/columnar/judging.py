"""A log in columns, partition by partition → how each clause stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sla_dsl.clock.columns import NEVER, ColumnClock, Instants
from sla_dsl.engine.aggregate import outcome_of
from sla_dsl.engine.columnar.deciding import EXCUSED, LATE, MET, OVERDUE, PENDING, STATES
from sla_dsl.engine.columnar.partition import Examined, examine
from sla_dsl.engine.columnar.periods import period_name
from sla_dsl.engine.columnar.promises import Brought
from sla_dsl.engine.columnar.shared import SharedOpportunities
from sla_dsl.engine.columnar.table import CasePart, CaseTable, may_become_met
from sla_dsl.engine.findings import Doubts
from sla_dsl.engine.levels import Counts, Tally, judge_levels
from sla_dsl.engine.plan import ClausePlan, make_plans
from sla_dsl.engine.promises import judge_promise
from sla_dsl.engine.terms import Terms
from sla_dsl.log.columns import ColumnLog, columns_of
from sla_dsl.model.clause import Clause, Deliver, Period
from sla_dsl.model.event import Event, EventLog
from sla_dsl.model.outcome import ClauseOutcome, LogAccount, PeriodOutcome
from sla_dsl.model.period import PeriodDates


def judge_partitions(
    log: ColumnLog, terms: Terms, reported: Sequence[str]
) -> tuple[LogAccount, tuple[ClauseOutcome, ...], Doubts]:
    """The account of the log, the outcome of each reported clause, and what was judged on shaky ground."""
    return judge_examined(log, terms, reported, examined(log, terms, reported, log.first))


def examined(log: ColumnLog, terms: Terms, reported: Sequence[str], first: int | None) -> Iterator[Examined]:
    """Each partition of a log, examined; `first` is the first event of the whole log, where this is a part of it."""
    from sla_dsl.engine.judge import periods_judged

    plans = make_plans(terms.agreement, reported)
    periods = periods_judged(plans, terms, _first_judged(first, terms))
    clock = ColumnClock(terms.agreement.timezone, terms.agreement.calendars)
    for columns in log.partitions():
        found = examine(columns, plans, terms, clock, periods)
        del columns  # or it would stay until the next one is there
        yield found


def cases_of(
    events: Sequence[Event], plans: Sequence[ClausePlan], terms: Terms, clock: ColumnClock
) -> dict[str, CaseTable]:
    """The cases of some leads under each clause that is no `deliver`, by its id, and nothing beside them."""
    part = examine(columns_of(EventLog(events=list(events))), plans, terms, clock, {})
    return {
        plan.clause.id: CaseTable(
            plan.clause, terms.as_of, [CasePart(part.leads, part.opportunities, part.findings[plan.clause.id].cases)]
        )
        for plan in plans
    }


def judge_examined(
    log: ColumnLog, terms: Terms, reported: Sequence[str], partitions: Iterable[Examined]
) -> tuple[LogAccount, tuple[ClauseOutcome, ...], Doubts]:
    """The same from partitions that have been examined, wherever that was; of the log only its account is asked for."""
    from sla_dsl.engine.judge import account_of, periods_judged

    agreement = terms.agreement
    first = _first_judged(log.first, terms)
    periods = periods_judged(make_plans(agreement, reported), terms, first)
    sums = Sums(terms)
    for part in partitions:
        sums.add(part)
    outcomes = tuple(sums.outcome(agreement.clauses[name], periods.get(name, {})) for name in reported)
    return account_of(agreement, log, sums.kinds, first, sums.last), outcomes, sums.doubts()


def _first_judged(first: int | None, terms: Terms) -> int | None:
    return first if first is not None and first <= terms.as_of else None


@dataclass(slots=True)
class ClauseSums:
    """What all partitions come to under one clause."""

    parts: list[CasePart] = field(default_factory=list)
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

    def add(self, part: Examined) -> None:
        """Take in a partition."""
        self.kinds.update(part.kinds)
        if part.last is not None:
            self.last = part.last if self.last is None else max(self.last, part.last)
        self._shared.add(part.owners)
        for fact, (leads, first) in part.ties.items():
            before, name = self._ties.get(fact, (0, first))
            self._ties[fact] = before + leads, min(name, first)
        for clause, findings in part.findings.items():
            sums = self._clauses.setdefault(clause, ClauseSums())
            sums.parts.append(CasePart(part.leads, part.opportunities, findings.cases))
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
        cases = CaseTable(clause, self._terms.as_of, sums.parts)
        states = [state for state, count in cases.tally.items() if count]
        judged: tuple[PeriodOutcome, ...] = ()
        if clause.judged_each:
            judged = judge_levels(clause, tallies(clause, clause.judged_each, sums.parts, self._terms), self._terms)
        return outcome_of(clause, cases, states, sums.unknown, judged)

    def doubts(self) -> Doubts:
        """What warnings are made of."""
        return Doubts(
            self._shared.found(),
            self._ties,
            {clause: sums.tiers_passed for clause, sums in self._clauses.items()},
            {clause: sums.calendars_unknown for clause, sums in self._clauses.items()},
        )


def tallies(clause: Clause, each: Period, parts: Sequence[CasePart], terms: Terms) -> dict[str, Tally]:
    """The cases by the name of their period, counted."""
    width = len(STATES) + 1
    counts: dict[int, NDArray[np.int64]] = {}
    for part in parts:
        assert part.columns.period is not None
        numbers, member = np.unique(part.columns.period, return_inverse=True)
        table = np.bincount(member * width + part.columns.state, minlength=len(numbers) * width)
        open_excuses = may_become_met(clause, part.columns, terms.as_of)
        table = table.reshape(-1, width)
        table[:, -1] = np.bincount(member[open_excuses], minlength=len(numbers))
        for number, row in zip(numbers.tolist(), table, strict=True):
            counts[number] = counts[number] + row if number in counts else row
    return {period_name(number, each): _tally(number, row.tolist(), parts) for number, row in counts.items()}


def _tally(number: int, row: list[int], parts: Sequence[CasePart]) -> Tally:
    counts = Counts(row[MET], row[LATE] + row[OVERDUE], row[PENDING], row[EXCUSED], row[-1])

    def breach(which: int) -> int:
        return int(np.partition(_breaches(number, parts), which)[which])

    return Tally(counts, breach)


def _breaches(number: int, parts: Sequence[CasePart]) -> Instants:
    """When the cases of a period were breached."""
    instants = [part.breached_at[part.columns.period == number] for part in parts]
    whole: Instants = np.concatenate(instants)
    breached: Instants = whole[whole != NEVER]
    return breached
