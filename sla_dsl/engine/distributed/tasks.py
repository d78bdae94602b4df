"""What runs on the tasks of a cluster: functions of Arrow batches. Nothing here is sent but names and numbers.

A task gets the agreement as its JSON form, and keeps what it makes of it for the tasks after it in the same process.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator, Mapping
from functools import lru_cache
from io import BytesIO
from typing import Any, NamedTuple

from sla_dsl.clock import versions
from sla_dsl.diagnostics import Diagnostic
from sla_dsl.engine.columnar import examined
from sla_dsl.engine.distributed.failures import OtherVersionsError
from sla_dsl.engine.distributed.reading import (
    Gleaning,
    Piece,
    Places,
    counted,
    records_of_file,
    records_of_lines,
    records_of_rows,
)
from sla_dsl.engine.distributed.records import ACCOUNT, Account, Record, batches, packed
from sla_dsl.engine.distributed.sources import Source
from sla_dsl.engine.judge import make_terms
from sla_dsl.engine.terms import Terms
from sla_dsl.log.column_reader import columns_of_lines
from sla_dsl.log.opening import open_file
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.encoding import from_json, to_json
from sla_dsl.version import __version__

COUNTS = "address string, start long, lines long, size long, head binary"
EXAMINED = "part binary, ends boolean"

_AT_ONCE = 1 << 20
"""About so many bytes of lines are decoded at once."""

_PIECE = 32 << 20
"""So many bytes of what was examined are handed on in one row."""


class Sent(NamedTuple):
    """What every task is given: the agreement as JSON text, and the releases that have a say in a verdict."""

    agreement: str
    versions: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, agreement: Agreement) -> Sent:
        """What is sent of an agreement from here."""
        return cls(json.dumps(to_json(agreement)), releases())


class Asked(NamedTuple):
    """How a log is judged: what is sent, as-of and `since` as instants, the clauses reported, the first event."""

    sent: Sent
    as_of: int
    since: int | None
    reported: tuple[str, ...]
    first: int | None


def releases() -> tuple[tuple[str, str], ...]:
    """Releases that have a say in a verdict, by name."""
    return ("slac", __version__), *sorted(versions().items())


def count_lines(arrived: Iterator[Any]) -> Iterator[Any]:
    """Rows of address, start and line → rows of `COUNTS`."""
    import pyarrow as pa

    rows = list(counted(arrived))
    if rows:
        columns = zip(*rows, strict=True)
        yield pa.RecordBatch.from_arrays([pa.array(column) for column in columns], list(Piece._fields))


class ReadLines(NamedTuple):
    """Rows of address, start and line → records."""

    sent: Sent
    where: Places

    def __call__(self, arrived: Iterator[Any]) -> Iterator[Any]:
        """Read the lines of the pieces that have come to this task."""
        return batches(records_of_lines(arrived, self.where, _gleaning(self.sent)))


class ReadContents(NamedTuple):
    """Rows of address and content → records."""

    sent: Sent
    files: Mapping[str, Source]

    def __call__(self, arrived: Iterator[Any]) -> Iterator[Any]:
        """Read the files that have come to this task."""
        gleaning = _gleaning(self.sent)
        rows = (row for batch in arrived for row in zip(*(column.to_pylist() for column in batch.columns), strict=True))
        return batches(
            record
            for address, content in rows
            for record in records_of_file(self.files[address], BytesIO(content), gleaning)
        )


class ReadFiles(NamedTuple):
    """Rows of places in a list of files → records; each file is opened where the task is."""

    sent: Sent
    files: tuple[Source, ...]

    def __call__(self, arrived: Iterator[Any]) -> Iterator[Any]:
        """Read the files that have come to this task."""
        gleaning = _gleaning(self.sent)
        places = (place for batch in arrived for place in batch.column(0).to_pylist())
        return batches(record for place in places for record in _of_file(self.files[place], gleaning))


class ReadRows(NamedTuple):
    """Rows of a DataFrame → records of partitions, each with its number after the `name`."""

    sent: Sent
    name: str

    def __call__(self, arrived: Iterator[Any]) -> Iterator[Any]:
        """Read the rows that have come to this task."""
        from pyspark import TaskContext

        context = TaskContext.get()
        assert context is not None
        number = context.partitionId()
        return batches(records_of_rows(arrived, f"{self.name} {number}", number, _gleaning(self.sent)))


class Examine(NamedTuple):
    """Rows of lines, all events of whole leads → the partitions examined, as bytes."""

    asked: Asked

    def __call__(self, arrived: Iterator[Any]) -> Iterator[Any]:
        """Examine the leads that have come to this task."""
        import pyarrow as pa

        terms = _terms(self.asked)
        agreement = terms.agreement
        log = columns_of_lines(_lines(arrived), agreement.vocabulary, agreement.currency)
        for part in examined(log, terms, self.asked.reported, self.asked.first):
            text = pickle.dumps(part, pickle.HIGHEST_PROTOCOL)
            for start in range(0, len(text), _PIECE):
                rows = [pa.array([text[start : start + _PIECE]], pa.binary()), pa.array([start + _PIECE >= len(text)])]
                yield pa.RecordBatch.from_arrays(rows, ["part", "ends"])


def agreement_of(sent: Sent) -> Agreement:
    """The agreement that was sent. Raises OtherVersionsError where this process might judge otherwise."""
    own = releases()
    if own != sent.versions:
        pairs = zip(own, sent.versions, strict=True)
        apart = "; ".join(f"{name} {here} on an executor, {there} where slac runs"
                          for (name, here), (_, there) in pairs if here != there)  # fmt: skip
        raise OtherVersionsError(f"the releases differ: {apart}")
    return _decoded(sent.agreement)


@lru_cache(maxsize=8)
def _decoded(text: str) -> Agreement:
    return from_json(json.loads(text))


def _of_file(source: Source, gleaning: Gleaning) -> Iterator[Record]:
    file = open_file(source.path, None)
    if isinstance(file, Diagnostic):
        yield packed(source.number, ACCOUNT, Account(source.number, 0, 0, file))
        return
    with file as stream:
        yield from records_of_file(source, stream, gleaning)


def _lines(arrived: Iterator[Any]) -> Iterator[bytes]:
    """The lines of all batches, a block at a time."""
    kept: list[bytes] = []
    size = 0
    for batch in arrived:
        for line in batch.column(0).to_pylist():
            kept.append(line)
            size += len(line)
            if size >= _AT_ONCE:
                yield b"\n".join([*kept, b""])
                kept, size = [], 0
    if kept:
        yield b"\n".join([*kept, b""])


def _gleaning(sent: Sent) -> Gleaning:
    agreement = agreement_of(sent)
    return Gleaning(agreement.vocabulary, agreement.currency)


@lru_cache(maxsize=8)
def _terms(asked: Asked) -> Terms:
    terms = make_terms(agreement_of(asked.sent), asked.as_of, None, reasons=False)
    return Terms(terms.agreement, terms.clock, terms.figures, terms.as_of, asked.since, terms.reasons)
