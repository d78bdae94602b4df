"""JSON Lines → chunks of columns: every line is read as `jsonl` and `lines` read it, most of them a block at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sla_dsl.log.intake import Intake
from sla_dsl.log.jsonl import rows
from sla_dsl.log.jsonl_blocks import FEWEST, BlockDecoder, Odd
from sla_dsl.log.raw import Row
from sla_dsl.log.streams import BrokenOffError

BLOCK = 1 << 19
"""About how many bytes are decoded at once: enough to be quick, and few enough to stay in the processor's cache."""

_SAMPLE = 100
_BOM = b"\xef\xbb\xbf"


class _Part(NamedTuple):
    """Whole lines of a file: their bytes, and how many lines and bytes come before them."""

    text: bytes
    lines: int
    offset: int


class JsonlColumns:
    """Reads files of JSON lines into an intake."""

    def __init__(self, intake: Intake, block: int = BLOCK) -> None:
        self._intake, self._block = intake, block
        self._decoder = BlockDecoder(intake.declared)
        self._sampled = False

    def read(self, blocks: Iterable[bytes]) -> None:
        """Read one file. Where the blocks break off, all that came before is read, and the exception goes on."""
        parts = _whole_lines(blocks, self._block)
        for part, error in parts:
            if error is not None:
                self._by_line(rows(_breaking(part.text, error), part.lines, part.offset))
            else:
                self._part(part)

    def _part(self, part: _Part) -> None:
        """Read whole lines; the last may lack its line feed."""
        text, lines, offset = part
        if not text.endswith(b"\n"):
            last = text.rfind(b"\n") + 1
            head, tail = text[:last], text[last:]
            if head:
                self._part(_Part(head, lines, offset))
            self._by_line(rows([tail], lines + head.count(b"\n"), offset + len(head)))
            return
        if lines == 0 and text.startswith(_BOM):
            first = text.find(b"\n") + 1
            self._by_line(rows([text[:first]]))
            part = _Part(text[first:], 1, first)
        if not self._sampled:
            self._sampled = True
            self._learn(islice(rows([part.text[: 1 << 16]]), _SAMPLE))
        if part.text:
            self._decoded(part)

    def _decoded(self, part: _Part) -> None:
        try:
            chunk, odd = self._decoder.chunk(part.text, part.lines + 1, self._intake.tables)
        except Odd:
            self._in_halves(part)
            return
        self._intake.chunk(chunk)
        if odd.any():
            self._odd_lines(part, odd)

    def _in_halves(self, part: _Part) -> None:
        count = part.text.count(b"\n")
        if count <= FEWEST:
            self._by_line(rows([part.text], part.lines, part.offset))
            return
        middle = part.text.find(b"\n", len(part.text) // 2) + 1
        if middle == len(part.text):
            middle = part.text.rfind(b"\n", 0, middle - 1) + 1
        head, tail = part.text[:middle], part.text[middle:]
        before = head.count(b"\n")
        self._decoded(_Part(head, part.lines, part.offset))
        self._decoded(_Part(tail, part.lines + before, part.offset + middle))

    def _odd_lines(self, part: _Part, odd: NDArray[np.bool_]) -> None:
        """Read the odd lines by themselves, and learn their names for the blocks to come."""
        feeds = np.flatnonzero(np.frombuffer(part.text, np.uint8) == 10) + 1
        starts = np.concatenate((np.zeros(1, np.int64), feeds[:-1]))
        read: list[Row] = []
        for place in np.flatnonzero(odd).tolist():
            start = int(starts[place])
            read += rows([part.text[start : int(feeds[place])]], part.lines + place, part.offset + start)
        self._by_line(read)
        self._learn(read[:_SAMPLE])

    def _by_line(self, read: Iterable[Row]) -> None:
        for row in read:
            self._intake.row(row)

    def _learn(self, read: Iterable[Row]) -> None:
        names: dict[str, None] = {}
        for row in read:
            if isinstance(row.raw, dict):
                names.update(dict.fromkeys(row.raw))
        self._decoder.learn(list(names))


def _whole_lines(blocks: Iterable[bytes], size: int) -> Iterator[tuple[_Part, BrokenOffError | None]]:
    """Parts of about that size, of whole lines; the last may lack its line feed, or be where the file breaks off."""
    lines = offset = 0
    kept: list[bytes] = []
    try:
        for block in blocks:
            for text in _filled(kept, block, size):
                yield _Part(text, lines, offset), None
                lines += text.count(b"\n")
                offset += len(text)
    except BrokenOffError as error:
        yield _Part(b"".join(kept), lines, offset), error
        return
    if text := b"".join(kept):
        yield _Part(text, lines, offset), None


def _filled(kept: list[bytes], block: bytes, size: int) -> Iterator[bytes]:
    """The whole lines that a block completes; its last, unfinished line is kept for the next."""
    start = 0
    while (end := block.rfind(b"\n", start, start + size) + 1) or (end := block.find(b"\n", start) + 1):
        kept.append(block[start:end])
        yield b"".join(kept)
        kept.clear()
        start = end
    if start < len(block):
        kept.append(block[start:])


def _breaking(text: bytes, error: BrokenOffError) -> Iterator[bytes]:
    yield text
    raise error
