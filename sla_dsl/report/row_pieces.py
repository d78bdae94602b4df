"""Rows, and those of cases in blocks of columns where there are such."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from sla_dsl.model.outcome import Case, LazyCases
from sla_dsl.report.instants import rfc3339

if TYPE_CHECKING:
    from sla_dsl.model.columns import CaseBlock

Row = Mapping[str, str | int | None]
"""A row by column; every row of a table has the same columns, in the same order."""

CASE_COLUMNS = ("clause", "subject", "lead", "start", "due", "state", "decided", "period")


class CaseRows(Iterable[Row]):
    """The rows of cases, by clauses; of those that are columns, a writer may take blocks of columns instead."""

    def __init__(self, clauses: Iterable[tuple[str, Sequence[Case]]]) -> None:
        self._clauses = tuple(clauses)

    def __iter__(self) -> Iterator[Row]:
        return (row for clause, cases in self._clauses for row in _case_rows(clause, cases))

    def pieces(self) -> Iterator[CaseBlock | Iterator[Row]]:
        """The same, clause by clause, in blocks where there are such."""
        for clause, cases in self._clauses:
            if isinstance(cases, LazyCases):
                yield from cases.blocks()
            else:
                yield _case_rows(clause, cases)


def pieces_of(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[CaseBlock | Iterator[Row]]:
    """The rows, in blocks of columns where there are such, and these columns are asked for."""
    return rows.pieces() if isinstance(rows, CaseRows) and tuple(columns) == CASE_COLUMNS else iter([iter(rows)])


def _case_rows(clause: str, cases: Sequence[Case]) -> Iterator[Row]:
    """The rows of the cases of a clause, one by one."""
    for case in cases:
        yield {
            "clause": clause,
            "subject": case.subject,
            "lead": case.lead,
            "start": rfc3339(case.start),
            "due": None if case.due is None else rfc3339(case.due),
            "state": case.state.value,
            "decided": None if case.decided is None else rfc3339(case.decided),
            "period": case.period,
        }
