"""JSON Lines → chunks of columns: every line is read as `jsonl` and `lines` read it, most of them a block at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sla_dsl.log.flat_columns import FlatDecoder
from sla_dsl.log.intake import Intake, Part
from sla_dsl.log.jsonl import rows
from sla_dsl.log.raw import Row
from sla_dsl.log.streams import BrokenOffError

if TYPE_CHECKING:
    from sla_dsl.log.jsonl_blocks import BlockDecoder

BLOCK = 1 << 21
"""About how many bytes are decoded at once: so many that what a step costs for itself does not count."""

_MOST_LEARNED = 100
_SAMPLE = 1 << 16
_FEW = 8
"""So few odd lines are read by themselves at once."""

_MANY = 256
_REST = 31
"""Where hardly one of many lines of a block is flat, the next so many blocks are not tried."""
_BOM = b"\xef\xbb\xbf"


class JsonlColumns:
    """Reads files of JSON lines into an intake."""

    def __init__(self, intake: Intake, block: int = BLOCK) -> None:
        self._intake, self._block = intake, block
        self._flat = FlatDecoder(intake.declared)
        self._resting, self._sampled = 0, False

    def read(self, blocks: Iterable[bytes], lines: int = 0, offset: int = 0) -> int:
        """Read one file, or a part of one that so many lines and bytes come before; gives all lines up to its end.

        Where the blocks break off, all that came before is read, and the exception goes on.
        """
        for reached in self.steps(blocks, lines, offset):
            lines = reached
        return lines

    def steps(self, blocks: Iterable[bytes], lines: int = 0, offset: int = 0) -> Iterator[int]:
        """The same, step by step: what has been read so far can be taken out of the intake in between."""
        for text, error in _whole_lines(blocks, self._block):
            if error is not None:
                self._by_line(rows(_breaking(text, error), lines, offset))
            lines += text.count(b"\n") if error is not None else self._part(Part(text, lines, offset))
            offset += len(text)
            yield lines

    @cached_property
    def _decoder(self) -> BlockDecoder:
        """What reads lines by shapes; most logs have none that it is needed for."""
        from sla_dsl.log.jsonl_blocks import BlockDecoder

        return BlockDecoder(self._intake.declared)

    def _part(self, part: Part) -> int:
        """Read whole lines, and give their number; the last may lack its line feed, and does not count then."""
        text, lines, offset = part
        if not text.endswith(b"\n"):
            last = text.rfind(b"\n") + 1
            head, tail = text[:last], text[last:]
            count = self._part(Part(head, lines, offset)) if head else 0
            self._by_line(rows([tail], lines + count, offset + len(head)))
            return count
        if offset == 0 and text.startswith(_BOM):
            first = text.find(b"\n") + 1
            self._by_line(rows([text[:first]]))
            return 1 + self._part(Part(text[first:], 1, first))
        return self._decoded(part) if text else 0

    def _decoded(self, part: Part) -> int:
        """Read whole lines, and give their number: the flat ones, most others by shapes, and the rest by themselves."""
        odd: NDArray[np.intp] | None = None
        if self._resting:
            self._resting -= 1
        else:
            if not self._sampled:
                self._sampled = True
                self._flat.learn(part.text[:_SAMPLE].splitlines()[:_MOST_LEARNED])
            chunk, odd = self._flat.chunk(part.text, part.lines + 1, self._intake.tables)
            self._intake.chunk(chunk, part)
            self._resting = _REST if len(odd) > max(_MANY, 7 * len(chunk.time)) else 0
            if odd.size:
                self._flat.learn(_lines_at(part.text, odd[:_MOST_LEARNED]))
        count = part.text.count(b"\n") if odd is None else len(chunk.time) + len(odd)
        if odd is None or len(odd) > _FEW:
            odd = self._by_shape(part, np.arange(count) if odd is None else odd, count)
        if odd.size:
            self._odd_lines(part, odd)
        return count

    def _by_shape(self, part: Part, odd: NDArray[np.intp], count: int) -> NDArray[np.intp]:
        """Read those lines of so many by shapes, and give the places of what is odd even so."""
        text = part.text if len(odd) == count else b"".join(_lines_at(part.text, odd))
        chunk, left = self._decoder.chunk(text, part.lines + 1, self._intake.tables)
        self._intake.chunk(
            chunk._replace(line=(odd[chunk.line - (part.lines + 1)] + (part.lines + 1)).astype(np.int32)), part
        )
        return odd[left]

    def _odd_lines(self, part: Part, odd: NDArray[np.intp]) -> None:
        """Read the odd lines by themselves, and expect more like them."""
        starts, ends = _bounds(part.text)
        read: list[Row] = []
        for place in odd.tolist():
            start = int(starts[place])
            read += rows([part.text[start : int(ends[place])]], part.lines + place, part.offset + start)
        self._by_line(read)
        self._decoder.learn([row.raw for row in read[:_MOST_LEARNED]])

    def _by_line(self, read: Iterable[Row]) -> None:
        for row in read:
            self._intake.row(row)


def _whole_lines(blocks: Iterable[bytes], size: int) -> Iterator[tuple[bytes, BrokenOffError | None]]:
    """Texts of whole lines, of about that size; the last may lack its line feed, or be where the file breaks off."""
    kept: list[bytes] = []
    error: BrokenOffError | None = None
    try:
        for block in blocks:
            kept.append(block)
            if b"\n" in block and sum(map(len, kept)) >= size:
                for text in _cut(kept, size):
                    yield text, None
    except BrokenOffError as broken:
        error = broken
    if (rest := b"".join(kept)) or error is not None:
        yield rest, error


def _cut(kept: list[bytes], size: int) -> Iterator[bytes]:
    """Texts of whole lines, of about that size; what is less, or no whole line, is kept."""
    *before, last = kept
    end = last.rfind(b"\n") + 1
    if sum(map(len, before)) + end < 2 * size:  # mostly so: then nothing is copied twice
        kept[:] = [last[end:]]
        yield b"".join((*before, memoryview(last)[:end]))
        return
    text = b"".join(kept)
    start = 0
    while len(text) - start >= size:
        end = (text.rfind(b"\n", start, start + size) + 1) or (text.find(b"\n", start) + 1)
        if not end:
            break
        yield text[start:end]
        start = end
    kept[:] = [text[start:]]


def _bounds(text: bytes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where each line begins, and where it ends with its line feed."""
    ends = np.flatnonzero(np.frombuffer(text, np.uint8) == 10) + 1
    return np.concatenate((np.zeros(1, np.int64), ends[:-1])), ends


def _lines_at(text: bytes, places: NDArray[np.intp]) -> list[bytes]:
    """The lines at those places."""
    starts, ends = _bounds(text)
    bounds = zip(starts[places].tolist(), ends[places].tolist(), strict=True)
    return [text[start:end] for start, end in bounds]


def _breaking(text: bytes, error: BrokenOffError) -> Iterator[bytes]:
    yield text
    raise error
