"""On a task: pieces of files → records. Lines are read, rejected and counted by the readers of one machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import count, groupby
from typing import Any, BinaryIO, NamedTuple

import msgspec
import numpy as np

from sla_dsl.diagnostics import Diagnostic
from sla_dsl.engine.distributed.records import ACCOUNT, EVENT, REJECTION, Account, Record, event_line, packed
from sla_dsl.engine.distributed.sources import Source
from sla_dsl.log.chunks import Chunk
from sla_dsl.log.formats import JSONL, READERS, opened
from sla_dsl.log.intake import Intake, Part
from sla_dsl.log.jsonl_columns import JsonlColumns
from sla_dsl.log.lines import LineReader
from sla_dsl.log.opening import broken_off
from sla_dsl.log.parquet import rows_of_batch
from sla_dsl.log.raw import Fault, Row, line_shown, rejection
from sla_dsl.log.streams import BrokenOffError
from sla_dsl.log.tables import Declared, Tables
from sla_dsl.model.vocabulary import Vocabulary

_MOST_WEIGHT = 4 << 20
"""About how many bytes the tables of a task may take before new ones are begun: they are listed for every block."""

_HEAD = 8
_UNREAD = Fault("SLA708", "a value of the table is out of range; the rest of it is not read")


class Place(NamedTuple):
    """Where a piece of a file begins: the file's number, and how many lines and bytes come before the piece.

    `mark` says that the file begins with a byte order mark, which Spark has taken away.
    """

    file: int
    lines: int
    offset: int
    mark: bool = False


class Places(NamedTuple):
    """The places of pieces by address and start, the names of the files, and the addresses that are not read here."""

    places: Mapping[tuple[str, int], Place]
    names: Mapping[int, str]
    passed_over: frozenset[str] = frozenset()


class Piece(NamedTuple):
    """A piece of a file, counted: its lines and bytes (with a line feed for each line), and how it begins."""

    address: str
    start: int
    lines: int
    size: int
    head: bytes


class Gleaning(Intake):
    """Takes in what the readers read, and keeps it as records."""

    def __init__(self, vocabulary: Vocabulary, currency: str | None) -> None:
        self._lines = LineReader(vocabulary, currency)
        super().__init__(Declared(vocabulary, currency), self._lines, lambda _chunks, _tables: None, 1 << 62)
        self._records: list[Record] = []
        self._as_json = True

    def of_file(self, name: str, file: int, *, as_json: bool) -> None:
        """What comes now is of this file, whose rows are lines of JSON or not."""
        self.begin(name, file)
        self._as_json = as_json
        self.lines = self.blank = 0

    def row(self, row: Row) -> None:
        """Take in one line, read by itself."""
        if row.raw is None:
            self.blank += 1
            return
        read = row.raw if isinstance(row.raw, Fault) else self._lines.event(row.raw, row.line, self._name, row.number)
        if isinstance(read, Fault):
            self.lines += row.lines
            self._records.append(packed(self._file, REJECTION, rejection(self._name, row, read)))
            return
        self.lines += 1
        text, written = (row.line, None) if self._as_json else (event_line(read), line_shown(row.line))
        self._records.append(
            Record(EVENT, read.lead, read.id, read.time, self._file, row.number, text, written,
                   row.offset, row.last, row.group)
        )  # fmt: skip

    def chunk(self, chunk: Chunk, part: Part) -> None:
        """Take in many lines of a part at once, all of them events."""
        self.lines += len(chunk.time)
        texts = part.text.split(b"\n")
        starts = np.cumsum([part.offset, *(len(text) + 1 for text in texts)]).tolist()
        leads = self.tables.leads.names()
        ids = msgspec.msgpack.decode(chunk.ids) if chunk.ids is not None else [None] * len(chunk.time)
        rows = zip(chunk.lead.tolist(), ids, chunk.time.tolist(), chunk.line.tolist(), strict=True)
        for lead, own_id, time, line in rows:
            place = line - part.lines - 1
            self._records.append(
                Record(EVENT, leads[lead], own_id, time, self._file, line, texts[place], None, starts[place])
            )
        if self.tables.weight > _MOST_WEIGHT:
            self.tables = Tables(self.declared)

    def account(self, problem: Diagnostic | None = None) -> None:
        """Note how many lines there were."""
        self._records.append(packed(self._file, ACCOUNT, Account(self._file, self.lines, self.blank, problem)))

    def taken(self) -> Iterator[Record]:
        """The records since this was last asked."""
        records, self._records = self._records, []
        return iter(records)


def records_of_lines(arrived: Iterable[Any], where: Places, gleaning: Gleaning) -> Iterator[Record]:
    """The records of pieces of files of JSON lines: rows of address, start of the piece, and a line, in order."""
    for piece, lines in _pieces(arrived):
        if piece[0] in where.passed_over:
            continue
        place = where.places[piece]
        gleaning.of_file(where.names[place.file], place.file, as_json=True)
        blocks = _with_mark(lines) if place.mark and place.offset == 0 else lines
        for _ in JsonlColumns(gleaning).steps(blocks, place.lines, place.offset):
            yield from gleaning.taken()
        gleaning.account()
        yield from gleaning.taken()


def records_of_file(source: Source, file: BinaryIO, gleaning: Gleaning) -> Iterator[Record]:
    """The records of a whole file that is opened."""
    gleaning.of_file(source.name, source.number, as_json=False)
    problem = None
    try:
        stream = opened(source.label, file, _tell_nobody)
        if stream.format == JSONL:
            gleaning.of_file(source.name, source.number, as_json=True)
            for _ in JsonlColumns(gleaning).steps(stream.blocks):
                yield from gleaning.taken()
        else:
            for row in READERS[stream.format](stream):
                gleaning.row(row)
                yield from gleaning.taken()
    except BrokenOffError as error:
        problem = broken_off(source.name, error.fault)
    yield from gleaning.taken()
    gleaning.account(problem)
    yield from gleaning.taken()


def records_of_rows(arrived: Iterable[Any], name: str, number: int, gleaning: Gleaning) -> Iterator[Record]:
    """The records of a partition of a DataFrame, whose rows are numbered from 1 within it."""
    from pyarrow import ArrowException

    gleaning.of_file(name, number, as_json=False)
    problem, numbers = None, count(1)
    try:
        for batch in arrived:
            for row in rows_of_batch(batch, batch.schema.names, None, numbers):
                gleaning.row(row)
            yield from gleaning.taken()
    except (ArrowException, ValueError, OverflowError):
        problem = broken_off(name, _UNREAD)
    yield from gleaning.taken()
    gleaning.account(problem)
    yield from gleaning.taken()


def counted(arrived: Iterable[Any]) -> Iterator[Piece]:
    """The pieces of files, counted: rows of address, start of the piece, and a line, in order."""
    for (address, start), blocks in _pieces(arrived):
        lines = size = 0
        head = b""
        for block in blocks:
            head = head or block[:_HEAD]
            lines += block.count(b"\n")
            size += len(block)
        yield Piece(address, start, lines, size, head)


def _pieces(arrived: Iterable[Any]) -> Iterator[tuple[tuple[str, int], Iterator[bytes]]]:
    """The lines of each piece, in blocks; every line has its line feed."""
    blocks = (block for batch in arrived for block in _blocks(batch))
    for piece, group in groupby(blocks, key=lambda block: block[0]):
        yield piece, (text for _, text in group)


def _blocks(batch: Any) -> Iterator[tuple[tuple[str, int], bytes]]:  # noqa: ANN401 - the library's type
    """The lines of a batch, those of one piece together."""
    addresses, starts, lines = (column.to_pylist() for column in batch.columns)
    rows = zip(zip(addresses, starts, strict=True), lines, strict=True)
    for piece, group in groupby(rows, key=lambda row: row[0]):
        yield piece, b"".join(line + b"\n" for _, line in group)


def _with_mark(blocks: Iterator[bytes]) -> Iterator[bytes]:
    yield b"\xef\xbb\xbf"
    yield from blocks


def _tell_nobody(_count: int) -> None:
    """Nobody waits for the bytes of one task."""
