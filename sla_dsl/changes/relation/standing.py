"""Made-up logs judged by the engine, many leads at once, with one clock for all of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from sla_dsl.changes.relation.form import Budget, Form, Rate
from sla_dsl.changes.relation.version import Version
from sla_dsl.changes.relation.work import Work
from sla_dsl.engine.aggregate import clause_outcome
from sla_dsl.engine.plan import ClausePlan, make_plans
from sla_dsl.engine.promises import judged_periods
from sla_dsl.engine.reference import examine
from sla_dsl.engine.terms import Terms
from sla_dsl.model.clause import Deliver, Mode
from sla_dsl.model.event import Event, EventLog
from sla_dsl.model.outcome import Case, ClauseOutcome

Log = tuple[Event, ...]
"""A made-up lead's events."""

MANY = 120
"""From so many events on, leads are judged together by arrays."""

OF_A_CHAIN = 4
"""Clauses that wait for one another's breach and take as long as one that an event opens."""

AS_MANY, FASTER = 60, 12
"""What arrays cost: as much as so many events one by one, and a part of each of theirs."""


class Standing:
    """A clause of one version (none: it has no such clause), ready to judge logs by.

    All that is judged is counted in `work`.
    """

    def __init__(self, form: Form | None, version: Version, work: Work) -> None:
        self._form = form
        self._version = version
        self.work = work
        self._plans = make_plans(form.agreement, [form.clause.id]) if form else ()

    def cases(self, logs: Sequence[Log], as_of: int) -> list[list[Case]]:
        """The cases of each log, every one a lead of its own; they have no part in one another."""
        if self._form is None:
            return [[] for _ in logs]
        found: Mapping[str, list[Case]] = defaultdict(list)
        for case in self._examined(_each_a_lead(logs), as_of, self._plans)[self._form.clause.id]:
            found[case.lead].append(case)
        return [sorted(found[str(number)], key=lambda case: case.start) for number in range(len(logs))]

    def opens_all(self, logs: Sequence[Log], as_of: int) -> list[bool]:
        """Whether each log keeps to what relations range over: no trigger falls into a running case."""
        kinds = {kind for plan in self._plans if plan.trigger is not None for kind in plan.trigger.conditions}
        again = [log for log in logs if sum(event.kind in kinds for event in log) > 1]
        if self._form is None or not again:
            return [True for _ in logs]
        counted = [self._opened(again, as_of, plans) for plans in (self._plans, self._every_time)]
        inside = iter([counted[0][number] == counted[1][number] for number in range(len(again))])
        return [sum(event.kind in kinds for event in log) < 2 or next(inside) for log in logs]

    @cached_property
    def _every_time(self) -> tuple[ClausePlan, ...]:
        """The plans with every trigger opening a case."""
        return tuple(replace(plan, mode=Mode.EVERY_TIME) if plan.mode is Mode.WHEN else plan for plan in self._plans)

    def _opened(self, logs: Sequence[Log], as_of: int, plans: Sequence[ClausePlan]) -> list[int]:
        examined = self._examined(_each_a_lead(logs), as_of, plans)
        found = Counter(case.lead for cases in examined.values() for case in cases)
        return [found[str(number)] for number in range(len(logs))]

    def level(self, period: str) -> Rate | Budget:
        """How a period of that name (empty: all time) is judged."""
        assert self._form is not None
        return self._version.level(self._form.clause.id, period)

    def outcome(self, events: Sequence[Event], as_of: int) -> ClauseOutcome | None:
        """How the clause stands by a whole log."""
        if self._form is None:
            return None
        clause, terms = self._form.clause, self._terms(as_of)
        self._count(len(events), self._plans)
        if len(events) >= MANY:
            from sla_dsl.engine import judge_columns
            from sla_dsl.log.columns import column_log

            log = column_log(EventLog(events=list(events)))
            return judge_columns(terms.agreement, log, as_of=as_of, only=[clause.id]).clauses[0]
        inside = [event for event in events if event.time <= as_of]
        first = min((event.time for event in inside), default=None)
        periods = judged_periods(clause, terms, first) if isinstance(clause.duty, Deliver) else {}
        examined = examine(inside, self._plans, terms, {clause.id: periods})
        return clause_outcome(clause, examined.findings[clause.id], periods, terms)

    def _count(self, events: int, plans: Sequence[ClausePlan]) -> None:
        """Count what is about to be looked at; a clause that waits for another's breach has few cases to look at."""
        seen = events * (len(plans) + OF_A_CHAIN - 1) // OF_A_CHAIN
        self.work.spend(seen if events < MANY else min(seen, AS_MANY + seen // FASTER))

    def _examined(
        self, events: Sequence[Event], as_of: int, plans: Sequence[ClausePlan]
    ) -> Mapping[str, Iterable[Case]]:
        """The cases of the clause and of those it waits for, by their ids: many events by arrays, few one by one."""
        self._count(len(events), plans)
        if len(events) < MANY:
            inside = [event for event in events if event.time <= as_of]
            examined = examine(inside, plans, self._terms(as_of), {})
            return {name: findings.cases for name, findings in examined.findings.items()}
        from sla_dsl.engine.columnar import cases_of

        return cases_of(events, plans, self._terms(as_of), self._version.column_clock)

    def _terms(self, as_of: int) -> Terms:
        assert self._form is not None
        return Terms(self._form.agreement, self._form.clock, self._version.figures, as_of, None, False)


def _each_a_lead(logs: Sequence[Log]) -> list[Event]:
    """The events of all logs, each log's under a name of its own: its number."""
    return [event._replace(lead=str(number)) for number, log in enumerate(logs) for event in log]


class Both(NamedTuple):
    """A clause in both versions, ready to judge logs by."""

    old: Standing
    new: Standing

    def opens_all(self, logs: Sequence[Log], as_of: int) -> list[bool]:
        """Whether each log keeps to what relations range over, under both versions."""
        old, new = (one.opens_all(logs, as_of) for one in self)
        return [before and after for before, after in zip(old, new, strict=True)]
