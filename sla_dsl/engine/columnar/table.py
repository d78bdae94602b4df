"""Cases as columns → cases as records, when somebody asks for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from heapq import merge
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from sla_dsl.clock.columns import NEVER, Instants, Places
from sla_dsl.engine.columnar.cases import CaseColumns
from sla_dsl.engine.columnar.deciding import EXCUSED, LATE, OVERDUE, STATES
from sla_dsl.engine.columnar.distinct import distinct
from sla_dsl.engine.columnar.periods import period_name
from sla_dsl.frozen import frozen
from sla_dsl.log.names import Names
from sla_dsl.model.clause import Both, Clause, Either, Ensure, Respond, StateNames
from sla_dsl.model.outcome import Case, CaseParts, CaseState, LazyCases, by_due, by_newest_breach

_WORDS = tuple(state.value for state in STATES)
_BLOCK = 4096
"""So many cases are made at a time."""


@frozen
class CasePart:
    """The cases of one partition, with the names of its leads and opportunities."""

    leads: Names
    opportunities: Names
    columns: CaseColumns

    def __len__(self) -> int:
        return len(self.columns.start)

    def chosen(self, rows: NDArray[Any]) -> CasePart:
        """Some of the rows."""
        columns = (None if column is None else column[rows] for column in self.columns)
        return replace(self, columns=CaseColumns(*columns))  # type: ignore[arg-type] # each column keeps its type

    def subject(self, row: int) -> str:
        """Whose case it is: the lead's or the opportunity's."""
        opportunity = self.columns.opportunity
        if opportunity is None:
            return self.lead(row)
        return self.opportunities[int(opportunity[row])]

    def lead(self, row: int) -> str:
        """The lead by name."""
        return self.leads[int(self.columns.lead[row])]

    @property
    def breached_at(self) -> Instants:
        """When each became breached; never, where it is not."""
        columns = self.columns
        return np.where(columns.state == LATE, columns.due, np.where(columns.state == OVERDUE, columns.decided, NEVER))


class CaseTable(LazyCases):
    """The cases of a clause in all partitions."""

    def __init__(self, clause: Clause, as_of: int, parts: Sequence[CasePart]) -> None:
        self._clause = clause
        self._as_of = as_of
        self._parts = parts

    def __len__(self) -> int:
        return sum(map(len, self._parts))

    def __iter__(self) -> Iterator[Case]:
        parts = [self._cases(part, _in_order(part)) for part in self._parts if len(part)]
        return parts[0] if len(parts) == 1 else merge(*parts, key=_by_start)

    def parts(self) -> Iterator[CaseParts]:
        """What is written of each, in the same order, for which no case need be made."""
        parts = [self._written(part, _in_order(part)) for part in self._parts if len(part)]
        # No lead stands in two partitions, so that start, subject and lead decide.
        return parts[0] if len(parts) == 1 else merge(*parts)

    @overload
    def __getitem__(self, index: int, /) -> Case: ...
    @overload
    def __getitem__(self, index: slice, /) -> Sequence[Case]: ...
    def __getitem__(self, index: int | slice, /) -> Case | Sequence[Case]:
        return self._made[index]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or len(other) != len(self):
            return NotImplemented
        return all(mine == theirs for mine, theirs in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment] # it may hold millions of cases

    def __repr__(self) -> str:
        return repr(self._made)

    @cached_property
    def _made(self) -> tuple[Case, ...]:
        return tuple(self)

    @cached_property
    def tally(self) -> Mapping[CaseState, int]:
        """How many stand in each state."""
        counts = sum((_state_counts(part) for part in self._parts), np.zeros(len(STATES), np.int64))
        return dict(zip(STATES, counts.tolist(), strict=True))

    def standing(self, *states: CaseState, period: str | None = None) -> CaseTable:
        """Those in some states; of one period (by its name), where that is said."""
        wanted = np.isin(np.arange(len(STATES)), [STATES.index(state) for state in states])
        parts = []
        for part in self._parts:
            rows = np.flatnonzero(wanted[part.columns.state])
            if period is not None:
                rows = rows[self._in_period(part, rows, period)]
            parts.append(part.chosen(rows))
        return CaseTable(self._clause, self._as_of, parts)

    def _in_period(self, part: CasePart, rows: Places, name: str) -> NDArray[np.bool_]:
        each = self._clause.judged_each
        if each is None or part.columns.period is None:
            return np.zeros(len(rows), bool)
        numbers = part.columns.period[rows]
        return np.isin(numbers, [number for number in distinct(numbers).tolist() if period_name(number, each) == name])

    def soonest_due(self, most: int) -> list[Case]:
        """So many, soonest due first, those without a due last; then by subject, lead and start."""
        return self._least(most, lambda part: part.columns.due, by_due)

    def newest_breaches(self, most: int) -> list[Case]:
        """So many of the breached ones, the newest breach first; then by subject and lead."""
        return self._least(most, lambda part: -part.breached_at, by_newest_breach)

    def _least(self, most: int, rank: Callable[[CasePart], Instants], key: Callable[[Case], Any]) -> list[Case]:
        """The least in some order: only those are made that may be among them."""
        found: list[Case] = []
        for part in self._parts:
            ranks = rank(part)
            rows = np.arange(len(ranks))
            if len(ranks) > most:
                rows = np.flatnonzero(ranks <= np.partition(ranks, most)[most])
            found = sorted([*found, *self._cases(part, rows)], key=key)[:most]
        return found

    def _cases(self, part: CasePart, rows: Places) -> Iterator[Case]:
        """The cases in those rows."""
        for first in range(0, len(rows), _BLOCK):
            yield from self._block(part.chosen(rows[first : first + _BLOCK]))

    def _block(self, part: CasePart) -> Iterator[Case]:
        open_excuses = may_become_met(self._clause, part.columns, self._as_of).tolist()
        more = zip(
            self._parts_of(part), part.columns.state.tolist(), _or_none(part.breached_at), open_excuses, strict=True
        )
        for (start, subject, lead, due, _, decided, period), state, breached_at, open_excuse in more:
            yield Case(
                self._clause.id, subject, lead, start, due, STATES[state], decided, period, breached_at, open_excuse
            )

    def _written(self, part: CasePart, rows: Places) -> Iterator[CaseParts]:
        for first in range(0, len(rows), _BLOCK):
            yield from self._parts_of(part.chosen(rows[first : first + _BLOCK]))

    def _parts_of(self, part: CasePart) -> Iterator[CaseParts]:
        columns = part.columns
        leads = [part.leads[lead] for lead in columns.lead.tolist()]
        subjects = leads
        if columns.opportunity is not None:
            subjects = [part.opportunities[opportunity] for opportunity in columns.opportunity.tolist()]
        states = [_WORDS[state] for state in columns.state.tolist()]
        return map(CaseParts, columns.start.tolist(), subjects, leads, _or_none(columns.due), states,
                   _or_none(columns.decided), self._period_names(part))  # fmt: skip

    def _period_names(self, part: CasePart) -> list[str] | list[None]:
        each, numbers = self._clause.judged_each, part.columns.period
        if each is None or numbers is None:
            return [None] * len(part)
        names = {number: period_name(number, each) for number in distinct(numbers).tolist()}
        return [names[number] for number in numbers.tolist()]


def _or_none(instants: Instants) -> list[int | None]:
    """The instants, none where there is none."""
    return [None if instant == NEVER else instant for instant in instants.tolist()]


def may_become_met(clause: Clause, columns: CaseColumns, as_of: int) -> NDArray[np.bool_]:
    """Which are excused, but an answer by their due, which has not passed, would still make them met."""
    if not is_answered(clause):
        return np.zeros(len(columns.start), bool)
    still: NDArray[np.bool_] = (columns.state == EXCUSED) & (columns.due >= as_of)
    return still


def is_answered(clause: Clause) -> bool:
    """Whether its cases are met by an answer (not: by nothing that comes)."""
    match clause.duty:
        case Respond(times=times):
            return times is None or not times.bound.is_ceiling
        case duty:
            return isinstance(duty, Either | Both | StateNames | Ensure)


def _state_counts(part: CasePart) -> NDArray[np.int64]:
    return np.bincount(part.columns.state, minlength=len(STATES))


def _by_start(case: Case) -> tuple[int, str, str]:
    return case.start, case.subject, case.lead


def _in_order(part: CasePart) -> Places:
    """The rows by start, subject and lead."""
    start = part.columns.start
    rows = np.argsort(start, kind="stable")
    alike = start[rows][1:] == start[rows][:-1]
    if not alike.any():
        return rows
    tied = np.flatnonzero(np.append(alike, False) | np.append(False, alike))
    own = rows[tied]
    keys = [(part.subject(row), part.lead(row)) for row in own.tolist()]
    starts = start[own].tolist()
    order = sorted(range(len(own)), key=lambda number: (starts[number], *keys[number]))
    rows[tied] = own[order]
    return rows
