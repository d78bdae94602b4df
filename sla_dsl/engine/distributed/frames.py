"""A DataFrame that a caller has → how the agreement stands: each row is read as a row of a Parquet file is."""

from __future__ import annotations

from typing import Any, Protocol

from sla_dsl.diagnostics import Diagnostic, Place, diagnostic
from sla_dsl.engine.distributed.failures import failure, spark_errors
from sla_dsl.engine.distributed.judging import Question, judge_records
from sla_dsl.engine.distributed.records import SCHEMA
from sla_dsl.engine.distributed.tasks import ReadRows, Sent
from sla_dsl.log.columns import ColumnLog
from sla_dsl.log.comma_separated import NEEDED
from sla_dsl.log.raw import shown
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.outcome import Judgement

NAME = "DataFrame"
"""What the log is called in reports."""

PARTITION = f"{NAME} partition"
"""What a partition is called before its number, which counts from 0."""

_LOOKED_AT = (*NEEDED, "id", "opportunity")


class Frame(Protocol):
    """What is asked of a DataFrame of Spark."""

    columns: list[str]

    def select(self, *columns: Any) -> Any:  # noqa: ANN401 - the library's types
        """Some of its columns."""


def judge_frame(agreement: Agreement, frame: Frame, question: Question) -> tuple[ColumnLog, Judgement] | Diagnostic:
    """The account of the rows and the judgement; or why not: SLA714 for columns that cannot be told, SLA742.

    Only the columns that the agreement looks at are read. A row is named by its partition and its number in it.
    """
    names = _names(agreement, frame.columns)
    if isinstance(names, Diagnostic):
        return names
    log = ColumnLog((NAME,))
    try:
        looked_at = frame.select(*(f"`{name.replace('`', '``')}`" for name in names))
        rows = looked_at.mapInArrow(ReadRows(Sent.of(agreement), PARTITION), SCHEMA)
        return log, judge_records(rows, log, agreement, question, partition=PARTITION)
    except spark_errors() as error:
        return failure(error)


def _names(agreement: Agreement, columns: list[str]) -> list[str] | Diagnostic:
    """The columns that are looked at, as the DataFrame has them."""
    vocabulary = agreement.vocabulary
    fields = (name for kind in vocabulary.events.values() for name in kind.fields)
    wanted = {*_LOOKED_AT, *vocabulary.facts, *fields}
    names = [name for name in columns if name in wanted]
    if twice := next((name for place, name in enumerate(names) if name in names[:place]), None):
        return _untold(f"the DataFrame has two columns `{shown(twice)}`")
    if lacking := [f"`{name}`" for name in NEEDED if name not in names]:
        has = ", ".join(f"`{shown(name)}`" for name in columns[:20])
        return _untold(f"the DataFrame lacks {', '.join(lacking)}; its columns are {has}")
    return names


def _untold(message: str) -> Diagnostic:
    return diagnostic("SLA714", message, Place(NAME), help="select the columns under the names that a log has")
