"""Paths → a `ColumnLog`: the same events, rejections and counts as `reader` gives, as columns in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import BinaryIO

from sla_dsl.diagnostics import Diagnostic
from sla_dsl.log.batches import BUCKETS, Batch, batch_of
from sla_dsl.log.chunks import Chunk
from sla_dsl.log.columns import ColumnLog, EventColumns
from sla_dsl.log.files import file_shown, find_files
from sla_dsl.log.formats import JSONL, READERS, opened
from sla_dsl.log.intake import Intake
from sla_dsl.log.jsonl_columns import BLOCK, JsonlColumns
from sla_dsl.log.lines import LineReader
from sla_dsl.log.opening import broken_off, collector_resting, open_file, teller
from sla_dsl.log.partitions import Dropped, cut, partition
from sla_dsl.log.repeated import repeated
from sla_dsl.log.store import Spill, keep_in_memory
from sla_dsl.log.streams import BrokenOffError
from sla_dsl.log.tables import Declared, Tables
from sla_dsl.log.torn import as_written, in_order
from sla_dsl.model.vocabulary import Vocabulary

MEMORY = 1 << 30
"""About how many bytes the events of a log may take in memory, where nothing else is said."""

_WEIGHT_OF_JUDGING = 1024
"""About how many bytes of the budget judging an event may take."""

Progress = Callable[[int], None]


def read_columns(
    paths: Sequence[str],
    vocabulary: Vocabulary,
    currency: str | None,
    *,
    memory: int = MEMORY,
    block: int = BLOCK,
    stdin: BinaryIO | None = None,
    progress: Progress | None = None,
) -> ColumnLog:
    """The log in files, folders and standard input (`-`), typed by the vocabulary, as columns.

    The events, rejections, problems and counts are those that `read_log` gives. Events that take more than a part of
    `memory` (in bytes) are spilled to a temporary file, and come back a partition at a time; what they say does not
    depend on it, nor on how many bytes (`block`) are decoded at once. `progress` is called with the bytes read so far.
    """
    found, problems = find_files(paths)
    names = tuple(map(file_shown, found))
    reading = _Reading(vocabulary, currency, memory, block)
    tell = teller(progress)
    with collector_resting():
        for number, (path, name) in enumerate(zip(found, names, strict=True)):
            opened = open_file(path, stdin)
            if isinstance(opened, Diagnostic):
                problems.append(opened)
                continue
            with opened as source:
                problems += reading.file(source, path, name, number, tell)
        log = reading.log(names)
    log.problems = problems
    log.rejections = in_order(
        [*reading.intake.rejections, *as_written(log.rejections, dict(zip(names, found, strict=True)))], names
    )
    return log


def columns_of_lines(
    blocks: Iterable[bytes], vocabulary: Vocabulary, currency: str | None, *, memory: int = MEMORY
) -> ColumnLog:
    """The events of lines of JSON that have all been read before: no two have one id, and none is rejected."""
    reading = _Reading(vocabulary, currency, memory, BLOCK)
    with collector_resting():
        reading.lines(blocks)
        return reading.log(("",))


class _Reading:
    """The batches of a log as they are closed: the first stays in memory until a second one comes."""

    def __init__(self, vocabulary: Vocabulary, currency: str | None, memory: int, block: int) -> None:
        self._memory = memory
        self._spill: Spill | None = None
        self._batches: list[Batch] = []
        lines = LineReader(vocabulary, currency)
        self.intake = Intake(Declared(vocabulary, currency), lines, self._close, memory // 4)
        self._jsonl = JsonlColumns(self.intake, block)

    def file(self, source: BinaryIO, path: str, name: str, number: int, tell: Progress) -> list[Diagnostic]:
        """Read an opened file to its end, or to where it breaks off, which is then told."""
        self.intake.begin(name, number)
        try:
            stream = opened(path, source, tell)
            if stream.format == JSONL:
                self._jsonl.read(stream.blocks)
            else:
                for row in READERS[stream.format](stream):
                    self.intake.row(row)
        except BrokenOffError as error:
            return [broken_off(name, error.fault)]
        finally:
            self.intake.settle()
        return []

    def lines(self, blocks: Iterable[bytes]) -> None:
        """Read lines of JSON that lie in no file."""
        self.intake.begin("", 0)
        self._jsonl.read(blocks)
        self.intake.settle()

    def _close(self, chunks: list[Chunk], tables: Tables) -> None:
        if self._spill is None:
            self._spill = Spill()
        self._batches.append(batch_of(chunks, tables, self._spill.keep, buckets=BUCKETS))

    def log(self, names: tuple[str, ...]) -> ColumnLog:
        """All that was read; the rejections are only those of ids that stand for different contents."""
        chunks, tables = self.intake.rest()
        if self._batches and chunks:
            self._close(chunks, tables)
        elif chunks:
            self._batches.append(batch_of(chunks, tables, keep_in_memory, buckets=1))
        found = repeated(self._batches, names, self._memory // 4)
        batches = self._batches
        parts = [
            partial(partition, batches, one, found.dropped) for one in cut(batches, self._memory // _WEIGHT_OF_JUDGING)
        ]
        log = ColumnLog(
            names,
            self.intake.lines,
            self.intake.blank,
            found.duplicates,
            found.rejections,
            count=sum(batch.count for batch in batches) - sum(map(len, found.dropped.values())),
            parts=parts,
        )
        log.first, log.last = _ends(batches, parts, found.dropped)
        return log


def _ends(
    batches: Sequence[Batch], parts: Sequence[partial[EventColumns]], dropped: Dropped
) -> tuple[int | None, int | None]:
    """The instants of the earliest and the latest event that counts."""
    ends = [(batch.first, batch.last) for batch in batches if batch.count]
    if dropped:
        times = [columns.time for part in parts if len(columns := part())]
        ends = [(int(time.min()), int(time.max())) for time in times]
    return min((first for first, _ in ends), default=None), max((last for _, last in ends), default=None)
