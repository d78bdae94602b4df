"""Rows for other programs: the cases of a judged log, and its rejected lines, as JSON lines, CSV or Parquet."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from sla_dsl.model.clause import Ensure
from sla_dsl.model.outcome import Case, CaseState, LazyCases, parts_of
from sla_dsl.model.result import Check
from sla_dsl.report.instants import rfc3339
from sla_dsl.report.json_text import json_line
from sla_dsl.report.parquet_rows import parquet

Row = Mapping[str, str | int | None]
"""A row by column; every row of a table has the same columns, in the same order."""

CASE_COLUMNS = ("clause", "subject", "lead", "start", "due", "state", "decided", "period")
REJECTION_COLUMNS = ("file", "line", "last_line", "offset", "row_group", "code", "reason", "text")

_BLOCK = 1000
"""So many rows are written at a time."""


def case_rows(check: Check) -> Iterator[Row]:
    """A row a case, by clause in the file's order, start and subject."""
    assert check.judgement is not None
    return (row for outcome in check.judgement.clauses for row in _case_rows(outcome.clause, outcome.cases))


def breach_rows(check: Check) -> Iterator[Row]:
    """The rows of the cases that are late or overdue; the cases of an `ensure` are nobody's breach."""
    assert check.judgement is not None
    assert check.agreement is not None
    clauses = check.agreement.clauses
    duties = (one for one in check.judgement.clauses if not isinstance(clauses[one.clause].duty, Ensure))
    breached = ((one.clause, one.standing(CaseState.LATE, CaseState.OVERDUE)) for one in duties)
    return (row for clause, cases in breached for row in _case_rows(clause, cases))


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


def jsonl(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """A JSON object a row; what is not there is null."""
    return (json_line({column: row[column] for column in columns}) for row in rows)


def comma_separated(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """A head and a line a row; what is not there is an empty cell."""
    yield _csv_lines([columns])
    cells = (["" if row[column] is None else row[column] for column in columns] for row in rows)
    while block := list(islice(cells, _BLOCK)):
        yield _csv_lines(block)


ROW_FORMATS: Mapping[str, Callable[[Sequence[str], Iterable[Row]], Iterator[str] | Iterator[bytes]]] = {
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


def _case_rows(clause: str, cases: Sequence[Case]) -> Iterator[Row]:
    """The rows of the cases of a clause; cases that are made when asked for need not be made for it."""
    for start, subject, lead, due, state, decided, period in (
        cases.parts() if isinstance(cases, LazyCases) else map(parts_of, cases)
    ):
        yield {
            "clause": clause,
            "subject": subject,
            "lead": lead,
            "start": rfc3339(start),
            "due": None if due is None else rfc3339(due),
            "state": state,
            "decided": None if decided is None else rfc3339(decided),
            "period": period,
        }
