"""Rows for other programs: the cases of a judged log, and its rejected lines, as JSON lines or as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from sla_dsl.model.clause import Ensure
from sla_dsl.model.outcome import Case, CaseState
from sla_dsl.model.result import Check
from sla_dsl.report.check_json import instant_json
from sla_dsl.report.json_text import json_line

Row = Mapping[str, str | int | None]
"""A row by column; every row of a table has the same columns, in the same order."""

CASE_COLUMNS = ("clause", "subject", "lead", "start", "due", "state", "decided", "period")
REJECTION_COLUMNS = ("file", "line", "code", "reason", "text")


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
        {"file": one.file, "line": one.line, "code": one.code, "reason": one.reason, "text": one.text}
        for one in check.rejections
    )


def jsonl(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """A JSON object a row; what is not there is null."""
    return (json_line({column: row[column] for column in columns}) for row in rows)


def comma_separated(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """A head and a line a row; what is not there is an empty cell."""
    yield _csv_line(columns)
    for row in rows:
        yield _csv_line(["" if row[column] is None else row[column] for column in columns])


ROW_FORMATS: Mapping[str, Callable[[Sequence[str], Iterable[Row]], Iterator[str]]] = {
    ".jsonl": jsonl,
    ".csv": comma_separated,
}
"""The formats of rows, by the end of a file's name. A new one is a function and a row here."""


def _csv_line(cells: Iterable[str | int | None]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()


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
