"""What runs on the tasks of a cluster: functions of Arrow batches. Nothing here is sent but names and numbers.

A task gets the agreement as its JSON form, and keeps what it makes of it for the tasks after it in the same process.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from sla_dsl.engine.columnar import examined
from sla_dsl.engine.distributed.reading import Gleaning, Place, counted, records_of_file, records_of_lines
from sla_dsl.engine.distributed.records import batches
from sla_dsl.engine.judge import make_terms
from sla_dsl.engine.terms import Terms
from sla_dsl.log.column_reader import columns_of_lines
from sla_dsl.log.columns import ColumnLog
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.encoding import from_json

COUNTS = "path string, start long, lines long, size long"
EXAMINED = "part binary"

_MOST_AT_ONCE = 1 << 20
"""About so many bytes of lines are decoded at once."""


class Asked(NamedTuple):
    """How a log is judged: the agreement as JSON text, as-of and `since` as instants, the clauses, the first event."""

    agreement: str
    as_of: int
    since: int | None
    reported: tuple[str, ...]
    first: int | None


def count_lines(arrived: Iterator[Any]) -> Iterator[Any]:
    """Rows of path, start and line → rows of `COUNTS`."""
    import pyarrow as pa

    rows = list(counted(arrived))
    if rows:
        columns = zip(*rows, strict=True)
        yield pa.RecordBatch.from_arrays([pa.array(column) for column in columns], ["path", "start", "lines", "size"])


class ReadLines(NamedTuple):
    """Rows of path, start and line → records."""

    agreement: str
    places: Mapping[tuple[str, int], Place]
    names: Mapping[int, str]

    def __call__(self, arrived: Iterator[Any]) -> Iterator[Any]:
        """Read the lines of the pieces that have come to this task."""
        return batches(records_of_lines(arrived, self.places, self.names, _gleaning(self.agreement)))


class ReadFiles(NamedTuple):
    """Rows of path and content → records."""

    agreement: str
    files: Mapping[str, tuple[int, str]]

    def __call__(self, arrived: Iterator[Any]) -> Iterator[Any]:
        """Read the files that have come to this task."""
        gleaning = _gleaning(self.agreement)
        rows = (row for batch in arrived for row in zip(*(column.to_pylist() for column in batch.columns), strict=True))
        return batches(
            record for path, content in rows for record in records_of_file(self.files[path][1], self.files[path][0], content, gleaning)
        )


class Examine(NamedTuple):
    """Rows of lines, all events of whole leads → the partition examined, as bytes."""

    asked: Asked

    def __call__(self, arrived: Iterator[Any]) -> Iterator[Any]:
        """Examine the leads that have come to this task."""
        import pyarrow as pa

        terms = _terms(self.asked)
        agreement = terms.agreement
        log = columns_of_lines(_lines(arrived), agreement.vocabulary, agreement.currency)
        for part in examined(_only_partitions(log), terms, self.asked.reported, self.asked.first):
            yield pa.RecordBatch.from_arrays([pa.array([pickle.dumps(part, 5)], pa.binary())], ["part"])


def _only_partitions(log: ColumnLog) -> ColumnLog:
    return log if log.count else ColumnLog()


def _lines(arrived: Iterator[Any]) -> Iterator[bytes]:
    """The lines of all batches, a block at a time."""
    kept: list[bytes] = []
    size = 0
    for batch in arrived:
        for line in batch.column(0).to_pylist():
            kept.append(line)
            size += len(line)
            if size >= _MOST_AT_ONCE:
                yield b"\n".join([*kept, b""])
                kept, size = [], 0
    if kept:
        yield b"\n".join([*kept, b""])


@cache
def agreement_of(text: str) -> Agreement:
    """The agreement of its JSON form."""
    return from_json(json.loads(text))


def _gleaning(text: str) -> Gleaning:
    agreement = agreement_of(text)
    return Gleaning(agreement.vocabulary, agreement.currency)


@cache
def _terms(asked: Asked) -> Terms:
    terms = make_terms(agreement_of(asked.agreement), asked.as_of, None, reasons=False)
    return Terms(terms.agreement, terms.clock, terms.figures, terms.as_of, asked.since, terms.reasons)
