"""Cases as columns → cases as records, or as columns of what is written of them, when somebody asks for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from sla_dsl.clock.columns import NEVER, Instants, Places
from sla_dsl.engine.columnar.cases import CaseColumns
from sla_dsl.engine.columnar.deciding import LATE, OVERDUE, STATES, may_become_met
from sla_dsl.engine.columnar.distinct import distinct
from sla_dsl.engine.columnar.periods import period_name
from sla_dsl.engine.columnar.sorting import places_in_order
from sla_dsl.frozen import frozen
from sla_dsl.log.names import NamesByNumber
from sla_dsl.model.clause import Clause
from sla_dsl.model.columns import FILL, CaseBlock, texts_of
from sla_dsl.model.outcome import Case, CaseState, LazyCases, by_due, by_newest_breach

_BLOCK = 1 << 14
"""So many cases are made at a time, at most."""

_MOST_BYTES = 1 << 20
"""So many bytes of names are laid out at a time, where that is more than one case."""

_WORD = 8
_WIDE = 64
"""Names of more bytes are compared as texts."""


@frozen
class NamedCases:
    """Cases of one clause, with the names of leads and opportunities, in no order that matters."""

    leads: NamesByNumber
    opportunities: NamesByNumber
    columns: CaseColumns

    def __len__(self) -> int:
        return len(self.columns.start)

    def chosen(self, rows: NDArray[Any] | slice) -> NamedCases:
        """Some of the rows."""
        return replace(self, columns=self.columns.chosen(rows))

    @property
    def subjects(self) -> tuple[NamesByNumber, NDArray[np.int32]]:
        """Whose cases they are: the leads' or the opportunities', and their numbers."""
        opportunity = self.columns.opportunity
        return (self.leads, self.columns.lead) if opportunity is None else (self.opportunities, opportunity)

    @property
    def breached_at(self) -> Instants:
        """When each became breached; never, where it is not."""
        columns = self.columns
        return np.where(columns.state == LATE, columns.due, np.where(columns.state == OVERDUE, columns.decided, NEVER))


class CaseTable(LazyCases):
    """The cases of a clause. Of those that are `settled`, some may have been counted and not kept."""

    def __init__(
        self, clause: Clause, as_of: int, cases: NamedCases, settled: Mapping[CaseState, int] = MappingProxyType({})
    ) -> None:
        self._clause = clause
        self._as_of = as_of
        self._cases = cases
        self._settled = settled

    def __len__(self) -> int:
        return len(self._cases)

    def __iter__(self) -> Iterator[Case]:
        return self._records(_in_order(self._cases))

    def blocks(self) -> Iterator[CaseBlock]:
        """What is written of each, in the same order, for which no case need be made."""
        return (self._block(cases) for cases in self._in_blocks(_in_order(self._cases)))

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
        """How many stand in each state, those that were not kept included."""
        counts = np.bincount(self._cases.columns.state, minlength=len(STATES)).tolist()
        return {state: self._settled.get(state, 0) + count for state, count in zip(STATES, counts, strict=True)}

    def standing(self, *states: CaseState, period: str | None = None) -> CaseTable:
        """Those in some states; of one period, where one is named. Raises LookupError if not all are kept."""
        if gone := [state.value for state in states if self._settled.get(state)]:
            raise LookupError(f"{gone[0]} cases were counted, and not kept")
        wanted = np.isin(np.arange(len(STATES)), [STATES.index(state) for state in states])
        rows = np.flatnonzero(wanted[self._cases.columns.state])
        if period is not None:
            rows = rows[self._in_period(rows, period)]
        return CaseTable(self._clause, self._as_of, self._cases.chosen(rows))

    def _in_period(self, rows: Places, name: str) -> NDArray[np.bool_]:
        each, periods = self._clause.judged_each, self._cases.columns.period
        if each is None or periods is None:
            return np.zeros(len(rows), bool)
        numbers = periods[rows]
        return np.isin(numbers, [number for number in distinct(numbers).tolist() if period_name(number, each) == name])

    def soonest_due(self, most: int) -> list[Case]:
        """So many, soonest due first, those without a due last; then by subject, lead and start."""
        return self._least(most, self._cases.columns.due, by_due)

    def newest_breaches(self, most: int) -> list[Case]:
        """So many of the breached ones, the newest breach first; then by subject and lead."""
        return self._least(most, -self._cases.breached_at, by_newest_breach)

    def _least(self, most: int, ranks: Instants, key: Callable[[Case], Any]) -> list[Case]:
        """The least in some order: only those are made that may be among them."""
        rows = np.arange(len(ranks))
        if len(ranks) > most:
            rows = np.flatnonzero(ranks <= np.partition(ranks, most)[most])
        return sorted(self._records(rows), key=key)[:most]

    def _in_blocks(self, rows: Places) -> Iterator[NamedCases]:
        """The cases in those rows, block by block."""
        for first in range(0, len(rows), _BLOCK):
            yield from _of_some_bytes(self._cases.chosen(rows[first : first + _BLOCK]))

    def _records(self, rows: Places) -> Iterator[Case]:
        for cases in self._in_blocks(rows):
            columns, block = cases.columns, self._block(cases)
            parts = zip(
                texts_of(block.subject),
                texts_of(block.lead),
                columns.start.tolist(),
                _or_none(columns.due),
                [STATES[state] for state in columns.state.tolist()],
                _or_none(columns.decided),
                _periods(block),
                _or_none(cases.breached_at),
                may_become_met(self._clause, columns.state, columns.due, self._as_of).tolist(),
                strict=True,
            )
            for own in parts:
                yield Case(self._clause.id, *own)

    def _block(self, cases: NamedCases) -> CaseBlock:
        """Cases as columns of what is written of them."""
        columns = cases.columns
        lead = cases.leads.rows(columns.lead)
        subject = lead if columns.opportunity is None else cases.opportunities.rows(columns.opportunity)
        period, names = self._numbered_periods(columns)
        return CaseBlock(
            self._clause.id, subject, lead, columns.start, columns.due, columns.state, columns.decided, period, names
        )

    def _numbered_periods(self, columns: CaseColumns) -> tuple[NDArray[Any] | None, Sequence[str]]:
        each = self._clause.judged_each
        if each is None or columns.period is None:
            return None, ()
        numbers = distinct(columns.period).tolist()
        return np.searchsorted(numbers, columns.period), [period_name(number, each) for number in numbers]


def _periods(block: CaseBlock) -> list[str] | list[None]:
    if block.period is None:
        return [None] * len(block.start)
    return [block.period_names[number] for number in block.period.tolist()]


def _or_none(instants: Instants) -> list[int | None]:
    """The instants, none where there is none."""
    return [None if instant == NEVER else instant for instant in instants.tolist()]


def _of_some_bytes(cases: NamedCases) -> Iterator[NamedCases]:
    """The cases in pieces whose names are no more than so many bytes when each takes the room of the longest."""
    names, numbers = cases.subjects
    widest = max(names.width(numbers), cases.leads.width(cases.columns.lead))
    if len(cases) == 1 or widest * len(cases) <= _MOST_BYTES:
        yield cases
        return
    half = len(cases) // 2
    yield from _of_some_bytes(cases.chosen(slice(half)))
    yield from _of_some_bytes(cases.chosen(slice(half, None)))


def _in_order(cases: NamedCases) -> Places:
    """The rows by start, subject and lead."""
    rows = places_in_order(cases.columns.start)
    start = cases.columns.start[rows]
    alike = start[1:] == start[:-1]
    if alike.any():
        tied = np.flatnonzero(np.append(alike, False) | np.append(False, alike))
        instants = np.cumsum(np.append(True, ~alike)[tied])
        rows[tied] = rows[tied][_by_names(cases.chosen(rows[tied]), instants)]
    return rows


def _by_names(cases: NamedCases, instants: Places) -> Places:
    """The order of cases at numbered instants by subject and lead; what is alike stays as it is."""
    names, numbers = cases.subjects
    keys = [*_keys(names, numbers)]
    if cases.columns.opportunity is not None:
        keys += _keys(cases.leads, cases.columns.lead)
    return np.lexsort([*reversed(keys), instants])


def _keys(names: NamesByNumber, numbers: NDArray[np.int32]) -> list[NDArray[Any]]:
    """Numbers that stand in the order of the names, the weightiest first."""
    lengths = names.lengths(numbers)
    if int(lengths.max(initial=0)) > _WIDE:
        return [_ranks(names, numbers)]
    rows = names.rows(numbers)
    # UTF-8 stands in the order of the texts; what fills up is to stand first, and a NUL after it.
    words = np.zeros((len(rows), -(-rows.shape[1] // _WORD) * _WORD), np.uint8)
    words[:, : rows.shape[1]] = np.where(rows == FILL, 0, rows)
    return [*words.view(">u8").astype(np.uint64).T, lengths]


def _ranks(names: NamesByNumber, numbers: NDArray[np.int32]) -> Places:
    """The rank of each name among all."""
    own, places = np.unique(numbers, return_inverse=True)
    texts = [names[number] for number in own.tolist()]
    ranks = np.empty(len(own), np.int64)
    ranks[sorted(range(len(own)), key=texts.__getitem__)] = np.arange(len(own))
    ranked: Places = ranks[places]
    return ranked
