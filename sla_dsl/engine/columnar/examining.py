"""A log in columns → its leads examined, partition by partition, in one thread or in two."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

import numpy as np

from sla_dsl.clock.columns import ColumnClock
from sla_dsl.engine.columnar.order import Stretch
from sla_dsl.engine.columnar.partition import Examined, examine
from sla_dsl.engine.columnar.table import CaseTable, NamedCases
from sla_dsl.engine.plan import ClausePlan, make_plans
from sla_dsl.engine.terms import Terms
from sla_dsl.log.columns import ColumnLog, EventColumns, columns_of
from sla_dsl.log.names import names_of
from sla_dsl.model.event import Event, EventLog

TOGETHER = 1 << 19
"""About so many events are examined at once: whoever has more is examined in stretches of leads."""

LEAST = 1 << 18
"""Fewer events are examined as quickly by one."""

_SAMPLED = 64
"""One event of so many tells how the leads share them."""


def examined(log: ColumnLog, terms: Terms, reported: Sequence[str], first: int | None) -> Iterator[Examined]:
    """Each partition of a log, examined; `first` is the first event of the whole log, where this is a part of it."""
    examining = _Examining(terms, reported, first)
    for part in log.parts:
        yield examining.whole(part)


def examined_by_two(log: ColumnLog, terms: Terms, reported: Sequence[str]) -> Iterator[Examined]:
    """The same of a whole log, in stretches of leads, and in two threads, where that pays."""
    examining = _Examining(terms, reported, log.first)
    if log.count < LEAST or not has_two_processors():
        for part in log.parts:
            yield from examining.partition(part)
        return
    from sla_dsl.engine.columnar.side_by_side import side_by_side

    for found in side_by_side(examining.pieces(log)):
        yield from found


def has_two_processors() -> bool:
    """Whether there is a second processor for a second thread."""
    return len(os.sched_getaffinity(0)) > 1 if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1) > 1


class _Examining:
    """How the leads of a log are examined; the same for each of them, in whatever thread."""

    def __init__(self, terms: Terms, reported: Sequence[str], first: int | None) -> None:
        from sla_dsl.engine.judge import periods_judged

        self._terms = terms
        self._plans = make_plans(terms.agreement, reported)
        self._periods = periods_judged(self._plans, terms, first_judged(first, terms))
        self._clock = ColumnClock(terms.agreement.timezone, terms.agreement.calendars)

    def pieces(self, log: ColumnLog) -> list[Callable[[], list[Examined]]]:
        """What two threads can share: partitions, or the stretches of the only one."""
        if len(log.parts) > 1:
            return [partial(self.partition, part) for part in log.parts]
        columns = [_named(part()) for part in log.parts]
        return [partial(self._stretches, own, [one]) for own in columns for one in stretches(own, 2)]

    def whole(self, part: Callable[[], EventColumns]) -> Examined:
        """A partition at once."""
        columns = _named(part())
        (found,) = self._stretches(columns, [Stretch(0, len(columns.leads))])
        return found

    def partition(self, part: Callable[[], EventColumns]) -> list[Examined]:
        """A partition, in stretches of leads."""
        columns = _named(part())
        return self._stretches(columns, stretches(columns, 1))

    def _stretches(self, columns: EventColumns, of_leads: Sequence[Stretch]) -> list[Examined]:
        return [examine(columns, self._plans, self._terms, self._clock, self._periods, one) for one in of_leads]


def cases_of(
    events: Sequence[Event], plans: Sequence[ClausePlan], terms: Terms, clock: ColumnClock
) -> dict[str, CaseTable]:
    """The cases of some leads under each clause that is no `deliver`, by its id, and nothing beside them."""
    part = examine(columns_of(EventLog(events=list(events))), plans, terms, clock, {})
    named = {name: NamedCases(part.leads, part.opportunities, found.cases) for name, found in part.findings.items()}
    return {plan.clause.id: CaseTable(plan.clause, terms.as_of, named[plan.clause.id]) for plan in plans}


def first_judged(first: int | None, terms: Terms) -> int | None:
    """The first event of a log, where it counts."""
    return first if first is not None and first <= terms.as_of else None


def stretches(columns: EventColumns, least: int) -> list[Stretch]:
    """All leads, in so many stretches or more; none has many more events than are examined at once.

    A lead that has more is in no two of them.
    """
    number = max(least, -(-len(columns) // TOGETHER))
    some = np.sort(columns.lead[::_SAMPLED])
    inner = [int(some[len(some) * one // number]) for one in range(1, number) if len(some)]
    edges = sorted({0, *inner, len(columns.leads)})
    return [Stretch(*pair) for pair in pairwise(edges)] or [Stretch(0, 0)]


def _named(columns: EventColumns) -> EventColumns:
    """The same with the names of leads and opportunities in one piece each."""
    opportunity = columns.opportunity._replace(values=names_of(columns.opportunity.values))
    return replace(columns, leads=names_of(columns.leads), opportunity=opportunity)
