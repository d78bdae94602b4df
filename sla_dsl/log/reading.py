"""Shares of the files of a log → batches of columns, rejections, and the count of lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import BinaryIO, NamedTuple

from sla_dsl.diagnostics import Diagnostic
from sla_dsl.log.batches import BUCKETS, UNKNOWN_LINE, Batch, batch_of
from sla_dsl.log.chunks import Chunk
from sla_dsl.log.formats import JSONL, READERS, opened
from sla_dsl.log.intake import Intake
from sla_dsl.log.jsonl_columns import JsonlColumns
from sla_dsl.log.lines import LineReader
from sla_dsl.log.opening import broken_off, open_file
from sla_dsl.log.shares import Share
from sla_dsl.log.store import Keep, Spill, keep_in_memory
from sla_dsl.log.streams import BrokenOffError, part
from sla_dsl.log.tables import Declared, Tables
from sla_dsl.model.event import Rejection
from sla_dsl.model.vocabulary import Vocabulary

Progress = Callable[[int], None]


class Source(NamedTuple):
    """What a log is read with: its vocabulary, the agreement's currency, and how many bytes are decoded at once."""

    vocabulary: Vocabulary
    currency: str | None
    block: int
    stdin: BinaryIO | None


class Read(NamedTuple):
    """What has been read: batches, and an account of the lines; `problems` are those of whole files.

    `cut_lines` is how many lines the first part of a file that is cut has.
    """

    batches: list[Batch]
    lines: int
    blank: int
    rejections: list[Rejection]
    problems: list[Diagnostic]
    cut_lines: int = 0


class Reading:
    """Reads shares, one after the other.

    A batch is closed when it weighs `most`; then, and where all is to be `dealt`, its rows lie in buckets in the spill
    file. What never weighed so much is kept as one batch in the order of reading.
    """

    def __init__(self, source: Source, most: int, *, spill: Spill | None = None, dealt: bool = False) -> None:
        self._source, self._dealt = source, dealt
        self._kept: Keep = keep_in_memory if spill is None else spill.keep
        self._closed = _Closed(spill)
        self._problems: list[Diagnostic] = []
        self._cut_lines = 0
        lines = LineReader(source.vocabulary, source.currency)
        self._intake = Intake(Declared(source.vocabulary, source.currency), lines, self._closed.take, most)
        self._jsonl = JsonlColumns(self._intake, source.block)

    def read(self, shares: Sequence[Share], tell: Progress) -> Read:
        """Read all of the shares; `tell` is called with the number of bytes of each read."""
        for share in shares:
            file = open_file(share.path, self._source.stdin)
            if isinstance(file, Diagnostic):
                self._problems.append(file)
                continue
            self._intake.begin(share.name, share.number)
            with file as source:
                self._share(share, source, tell)
        return self._all()

    def lines(self, blocks: Iterable[bytes]) -> Read:
        """Read lines of JSON that lie in no file."""
        self._intake.begin("", 0)
        self._jsonl.read(blocks)
        self._intake.settle()
        return self._all()

    def _all(self) -> Read:
        chunks, tables = self._intake.rest()
        batches = self._closed.batches
        if chunks and (batches or self._dealt):
            self._closed.take(chunks, tables)
        elif chunks:
            batches.append(batch_of(chunks, tables, self._kept, buckets=1))
        intake = self._intake
        return Read(batches, intake.lines, intake.blank, intake.rejections, self._problems, self._cut_lines)

    def _share(self, share: Share, source: BinaryIO, tell: Progress) -> None:
        """Read an opened file, or the part of it, to its end or to where it breaks off, which is then told."""
        try:
            if share.end is not None:
                lines = UNKNOWN_LINE if share.start else 0
                self._cut_lines = self._jsonl.read(part(source, tell, share.start, share.end), lines, share.start)
                return
            stream = opened(share.path, source, tell)
            if stream.format == JSONL:
                self._jsonl.read(stream.blocks)
            else:
                for row in READERS[stream.format](stream):
                    self._intake.row(row)
        except BrokenOffError as error:
            self._problems.append(broken_off(share.name, error.fault))
        finally:
            self._intake.settle()


class _Closed:
    """Batches that lie in buckets in the spill file; there is none before it is needed."""

    def __init__(self, spill: Spill | None) -> None:
        self._spill = spill
        self.batches: list[Batch] = []

    def take(self, chunks: list[Chunk], tables: Tables) -> None:
        """Put the chunks down as a batch."""
        if self._spill is None:
            self._spill = Spill()
        self.batches.append(batch_of(chunks, tables, self._spill.keep, buckets=BUCKETS))
