"""Rows for other programs: the cases of a judged log, and its rejected lines, as JSON lines, CSV or Parquet."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from sla_dsl.model.clause import Ensure
from sla_dsl.model.outcome import Case, CaseState
from sla_dsl.model.result import Check
from sla_dsl.report.check_json import instant_json
from sla_dsl.report.json_text import json_line
from sla_dsl.report.parquet_rows import parquet

Row = Mapping[str, str | int | None]
"""A row by column; every row of a table has the same columns, in the same order."""

CASE_COLUMNS = ("clause", "subject", "lead", "start", "due", "state", "decided", "period")
REJECTION_COLUMNS = ("file", "line", "last_line", "offset", "row_group", "code", "reason", "text")


def case_rows(check: Check) -> Iterator[Row]:
    """A row a case, by clause in the file's order, start and subject."""
    assert check.judgement is not None
    return (_case_row(case) for outcome in check.judgement.clauses for case in outcome.cases)


def breach_rows(check: Check) -> Iterator[Row]:
    """The rows of the cases that are late or overdue; the cases of an `ensure` are nobody's breach."""
    assert check.judgement is not None
    assert check.agreement is not None
    clauses = check.agreement.clauses
    duties = (one for one in check.judgement.clauses if not isinstance(clauses[one.clause].duty, Ensure))
    return (_case_row(case) for outcome in duties for case in outcome.standing(CaseState.LATE, CaseState.OVERDUE))


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
    line = csv.writer(_Echo(), lineterminator="\n").writerow
    yield line(columns)
    for row in rows:
        yield line([row[column] for column in columns])


ROW_FORMATS: Mapping[str, Callable[[Sequence[str], Iterable[Row]], Iterator[str] | Iterator[bytes]]] = {
    ".jsonl": jsonl,
    ".csv": comma_separated,
    ".parquet": parquet,
}
"""The formats of rows, by the end of a file's name. A new one is a function and a row here."""


class _Echo:
    """A file that gives back what is written to it, as a writer of CSV then does too."""

    def write(self, line: str) -> str:
        return line


def _case_row(case: Case) -> Row:
    return {
        "clause": case.clause,
        "subject": case.subject,
        "lead": case.lead,
        "start": instant_json(case.start),
        "due": instant_json(case.due),
        "state": case.state.value,
        "decided": instant_json(case.decided),
        "period": case.period,
    }
