"""What the readers of formats hand their lines to: events by the chunk, rejections, and the count of lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sla_dsl.log.chunks import Chunk, chunk_of
from sla_dsl.log.lines import LineReader
from sla_dsl.log.raw import Fault, Row, rejection
from sla_dsl.log.tables import Declared, Tables
from sla_dsl.model.event import Event, Rejection

_MOST_PENDING = 4096
_WEIGHT_OF_ROW = 45
"""About how many bytes an event takes in a chunk, beside its id."""

Close = Callable[[list[Chunk], Tables], None]
"""Is given the chunks of a batch that is full, with their tables."""


class Part(NamedTuple):
    """Whole lines of a file: their bytes, and how many lines and bytes come before them."""

    text: bytes
    lines: int
    offset: int


class Intake:
    """Collects what is read of the files of a log, and closes a batch when it weighs too much."""

    def __init__(self, declared: Declared, lines: LineReader, close: Close, most: int) -> None:
        self.declared = declared
        self.tables = Tables(declared)
        self.lines = self.blank = 0
        self.rejections: list[Rejection] = []
        self._reader, self._close, self._most = lines, close, most
        self._name, self._file = "", 0
        self._pending: list[Event] = []
        self._chunks: list[Chunk] = []
        self._weight = 0

    def begin(self, name: str, file: int) -> None:
        """What comes now is of this file."""
        self._name, self._file = name, file

    def row(self, row: Row) -> None:
        """Take in one line, read by itself."""
        if row.raw is None:
            self.blank += 1
            return
        read = row.raw
        if not isinstance(read, Fault):
            event = self._reader.event(read, row.line, self._name, row.number)
            if not isinstance(event, Fault):
                self.lines += 1
                self._pending.append(event)
                if len(self._pending) >= _MOST_PENDING:
                    self.settle()
                return
            read = event
        self.lines += row.lines
        self.rejections.append(rejection(self._name, row, read))

    def chunk(self, chunk: Chunk, part: Part) -> None:  # noqa: ARG002 - for who collects the lines themselves
        """Take in many lines of a part at once, all of them events."""
        self.lines += len(chunk.time)
        self._add(chunk)

    def rest(self) -> tuple[list[Chunk], Tables]:
        """What is in no batch yet, when all files have been read."""
        return self._chunks, self.tables

    def settle(self) -> None:
        """Make chunks of what was read by line; to be called at the end of each file."""
        if self._pending:
            pending, self._pending = self._pending, []
            self._add(chunk_of(pending, self.tables))

    def _add(self, chunk: Chunk) -> None:
        self._chunks.append(chunk._replace(file=self._file))
        self._weight += len(chunk.time) * _WEIGHT_OF_ROW + len(chunk.ids or b"")
        if self._weight + self.tables.weight >= self._most:
            self._end_batch()

    def _end_batch(self) -> None:
        chunks, tables = self._chunks, self.tables
        self._chunks, self.tables, self._weight = [], Tables(self.declared), 0
        self._close(chunks, tables)
