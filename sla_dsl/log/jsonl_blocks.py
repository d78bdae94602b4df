"""JSON Lines as columns: whole lines decoded a block at a time; what is odd in any way goes to the reader of lines.

A block's decoder is quick and lenient: of two equal names it keeps the last, it does not mind where a line ends, and it
looks at no text that is not asked for. So a block counts only where that is proved to make no difference:

- every line begins with `{` and ends with `}`, and there are as many objects as lines: then each line is one object;
- it is UTF-8, holds no half character, and no line has as many brackets as would be too deep;
- all quotation marks of a line are those of the names and values that were found in it: then no name stands twice.

A block that fails the first two is decoded line by line; a line that cannot be decoded, that fails the last, or that
holds what its type does not allow, is odd: it is read by itself, the plain way, which tells why.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from sla_dsl.log.chunks import Chunk
from sla_dsl.log.jsonl import DEEPEST, rows
from sla_dsl.log.rows_to_columns import ESCAPE, columns_of_rows
from sla_dsl.log.shapes import Shapes
from sla_dsl.log.tables import Declared, Tables

_SAMPLE = 100
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")
_WHERE = re.compile(r"`\$\[([0-9]+)\]")
_SPACE = b" \t\r"

_Decode = Callable[[bytes], Any]


class BlockDecoder:
    """Decodes blocks of whole lines into chunks."""

    def __init__(self, declared: Declared) -> None:
        self._shapes = Shapes(declared)
        self._sampled = False

    def learn(self, lines: Sequence[object]) -> None:
        """Expect more lines like these, which are as the reader of lines has them."""
        self._shapes.learn(lines)

    def chunk(self, block: bytes, line: int, tables: Tables) -> tuple[Chunk, NDArray[np.intp]]:
        """The block's events, and the places of its odd lines, which have no row in the chunk.

        The block is of whole lines, each with its line feed; the first has the number `line`.
        """
        if not self._sampled:
            self._sampled = True
            self.learn([row.raw for row in islice(rows([block[: 1 << 16]]), _SAMPLE)])
        raw = np.frombuffer(block, np.uint8)
        found = self._whole(block, raw)
        by_line = found is None
        if found is None:
            found = [self._alone(one) for one in block.split(b"\n")[:-1]]
        typed = columns_of_rows(found, self._shapes, tables)
        if by_line or int(typed.marks.sum()) != _marks(block, raw):
            typed.compare_marks(_marks_by_line(block))
        return typed.chunk(line), typed.odd_places()

    def _whole(self, block: bytes, raw: NDArray[np.uint8]) -> Sequence[Any] | None:
        """The block decoded at once; nothing where it cannot be."""
        feeds = np.flatnonzero(raw == 10)
        count = len(feeds)
        if not _is_line_by_line(raw, feeds) or not _is_plain(block, raw, count):
            return None
        while True:
            try:
                found = self._shapes.decode_lines(block)
            except msgspec.ValidationError as error:
                if not self._learned(block, error):
                    return None
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                return None
            else:
                return found if len(found) == count else None

    def _learned(self, block: bytes, error: msgspec.ValidationError) -> bool:
        """Whether the line at which the decoder stopped teaches it anything."""
        where = _WHERE.search(str(error))
        if where is None:
            return self._shapes.learn([row.raw for row in islice(rows([block[: 1 << 16]]), 1)])
        line = _line(block, int(where[1]))
        return self._shapes.learn([row.raw for row in rows([line])])

    def _alone(self, line: bytes) -> Any:  # noqa: ANN401 - an object of a shape
        """One line decoded; nothing where it is odd."""
        body = line.strip(_SPACE)
        if body.count(b"[") + body.count(b"{") > DEEPEST or (b"\\u" in body and _HALF.search(body)):
            return None
        try:
            if not body.isascii():
                body.decode()
            return self._shapes.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None


def _line(block: bytes, number: int) -> bytes:
    start = 0
    for _ in range(number):
        start = block.find(b"\n", start) + 1
    return block[start : block.find(b"\n", start)]


def _is_line_by_line(raw: NDArray[np.uint8], feeds: NDArray[np.intp]) -> bool:
    """Whether every line begins and ends as an object: then none goes on in the next."""
    if raw[0] != 123 or not (raw[feeds[:-1] + 1] == 123).all():
        return False
    ends = raw[feeds - 1]
    return bool((ends == 125).all()) or bool(((ends == 13) & (raw[feeds - 2] == 125)).all())


def _is_plain(block: bytes, raw: NDArray[np.uint8], count: int) -> bool:
    """Whether it is UTF-8, without half characters, and surely nowhere too deep."""
    if not block.isascii():
        try:
            block.decode()
        except UnicodeDecodeError:
            return False
    if b"\\u" in block and _HALF.search(block):
        return False
    brackets = (raw | 32) == 123  # `[` and `{`
    if int(np.count_nonzero(brackets)) <= count + DEEPEST - 1:
        return True
    return int(_by_line(np.flatnonzero(brackets), raw).max()) <= DEEPEST


def _by_line(places: NDArray[np.int64], raw: NDArray[np.uint8]) -> NDArray[np.int64]:
    """How many of the places lie in each line."""
    ends = np.searchsorted(places, np.flatnonzero(raw == 10))
    return np.diff(ends, prepend=0)


def _marks(block: bytes, raw: NDArray[np.uint8]) -> int:
    """The quotation marks of the block, but for those within texts."""
    if b"\\" not in block:
        return int(np.count_nonzero(raw == 34))
    return ESCAPE.sub(b"", block).count(b'"')


def _marks_by_line(block: bytes) -> NDArray[np.int64]:
    bare = np.frombuffer(ESCAPE.sub(b"__", block), np.uint8)
    return _by_line(np.flatnonzero(bare == 34), bare)
