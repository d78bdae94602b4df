"""Rows for other programs: the cases of a judged log, and its rejected lines, as JSON lines, CSV or Parquet."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from sla_dsl.model.clause import Ensure
from sla_dsl.model.outcome import CaseState
from sla_dsl.model.result import Check
from sla_dsl.report.json_text import json_line
from sla_dsl.report.parquet_rows import parquet
from sla_dsl.report.row_pieces import CASE_COLUMNS, CaseRows, Row, pieces_of
from sla_dsl.report.utf8 import utf8

__all__ = [
    "CASE_COLUMNS",
    "REJECTION_COLUMNS",
    "ROW_FORMATS",
    "CaseRows",
    "Row",
    "breach_rows",
    "case_rows",
    "comma_separated",
    "jsonl",
    "rejection_rows",
]

REJECTION_COLUMNS = ("file", "line", "last_line", "offset", "row_group", "code", "reason", "text")

_BLOCK = 1000
"""So many rows are written at a time."""


def case_rows(check: Check) -> CaseRows:
    """A row a case, by clause in the file's order, start and subject."""
    assert check.judgement is not None
    return CaseRows((outcome.clause, outcome.cases) for outcome in check.judgement.clauses)


def breach_rows(check: Check) -> CaseRows:
    """The rows of the cases that are late or overdue; the cases of an `ensure` are nobody's breach."""
    assert check.judgement is not None
    assert check.agreement is not None
    clauses = check.agreement.clauses
    duties = (one for one in check.judgement.clauses if not isinstance(clauses[one.clause].duty, Ensure))
    return CaseRows((one.clause, one.standing(CaseState.LATE, CaseState.OVERDUE)) for one in duties)


def rejection_rows(check: Check) -> Iterator[Row]:
    """A row a rejected line, in the log's order."""
    return (
        {
            "file": one.file,
            "line": one.line,
            "last_line": one.last_line or one.line,
            "offset": one.offset,
            "row_group": one.group,
            "code": one.code,
            "reason": one.reason,
            "text": one.text,
        }
        for one in check.rejections
    )


def jsonl(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    """A JSON object a row; what is not there is null."""
    for piece in pieces_of(columns, rows):
        if isinstance(piece, Iterator):
            yield from (utf8(json_line({column: row[column] for column in columns})) for row in piece)
        else:
            from sla_dsl.report.case_lines import json_lines

            yield json_lines(piece, columns)


def comma_separated(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    """A head and a line a row; what is not there is an empty cell."""
    yield utf8(_csv_lines([columns]))
    for piece in pieces_of(columns, rows):
        if isinstance(piece, Iterator):
            cells = (["" if row[column] is None else row[column] for column in columns] for row in piece)
            while block := list(islice(cells, _BLOCK)):
                yield utf8(_csv_lines(block))
        else:
            from sla_dsl.report.case_lines import csv_lines

            yield csv_lines(piece, _csv_cell)


ROW_FORMATS: Mapping[str, Callable[[Sequence[str], Iterable[Row]], Iterator[bytes]]] = {
    ".jsonl": jsonl,
    ".csv": comma_separated,
    ".parquet": parquet,
}
"""The formats of rows, by the end of a file's name. A new one is a function and a row here."""


def _csv_lines(rows: Iterable[Sequence[str | int | None]]) -> str:
    import csv

    lines = io.StringIO()
    csv.writer(lines, lineterminator="\n").writerows(rows)
    return lines.getvalue()


def _csv_cell(text: str) -> str:
    """A text as it stands before the next cell."""
    return _csv_lines([[text, ""]])[:-2]
