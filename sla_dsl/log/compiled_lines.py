"""A block of lines of JSON → the places of their values by name, by the compiled reader: as `flat_lines` does it.

It takes for flat what `flat_lines` does, and lines that mix its spellings. What it does not know, it leaves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sla_dsl.log.flat_lines import BLOCK_PADDING, NAME, PAIR, Field, FlatLines, Mixed, is_utf8
from sla_dsl.log.known_names import MOST_NAMES, KnownNames
from sla_dsl.log.words import Spans

_ROW = 64
"""So many bytes a name has in the table of names."""

_SHORTEST_VALUE = 5
"""No value, with its name and what stands between, has fewer bytes."""

_SHORTEST_LINE = 32
"""No event's line has fewer bytes. A block with more lines than there could be of these is not read here."""

_LARGEST = 1 << 23
"""So many bytes has the largest block that is read here: what it needs room for is several times as much."""

_UNREAD = -1

_Column = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]
"""Where the values of a name start (-1 where a line has none), their lengths, and whether each is a text; by line."""

_ANY_PAIR = PAIR % b" ?"
_FLAT = re.compile(rb"\{%b(?:, ?%b)*\}\r?\n?" % (_ANY_PAIR, _ANY_PAIR))


class CompiledReader:
    """Finds the flat lines of blocks, and their values of the `names`, by number.

    The values of so many `first` names are given each by itself.
    """

    def __init__(self, compiled: ModuleType, names: Sequence[str], first: int) -> None:
        self._compiled, self._names = compiled, KnownNames()
        self._first, self._count = first, min(len(names), MOST_NAMES)
        for name in names:
            self._names.learn(name.encode())
        self._rows = self._lengths = np.zeros(0, np.int64)
        self._room = _Room(first)

    def learn(self, lines: Iterable[bytes]) -> None:
        """Expect more lines like these."""
        for line in lines:
            if _FLAT.fullmatch(line):
                for found in NAME.finditer(line):
                    self._names.learn(found[1])

    def lines(self, block: bytes) -> FlatLines:
        """The flat lines of a block of whole lines, each with its line feed; none where it is not UTF-8, or too large.

        They are there until the next block is read.
        """
        lines, found = self._read(block) if len(block) <= _LARGEST and is_utf8(block) else (_UNREAD, 0)
        if lines == _UNREAD:
            lines = block.count(b"\n")
            return FlatLines(np.zeros(lines, np.bool_), np.zeros(lines, np.uint64), {}, None)
        room = self._room
        firsts = zip(room.starts, room.lengths, room.is_text, room.occurs.tolist(), strict=True)
        fields = {
            number: self._field((starts[:lines], lengths[:lines], is_text[:lines]), occurs)
            for number, (starts, lengths, is_text, occurs) in enumerate(firsts)
        }
        of_lines, numbers, starts, lengths, texts = (array[:found] for array in room.others)
        others = Mixed(numbers, Field(of_lines, Spans(room.raw, starts, lengths), texts)) if found else None
        return FlatLines(room.flat[:lines], room.bits[:lines], fields, others)

    def _read(self, block: bytes) -> tuple[int, int]:
        """Read a block into the room; gives its lines (`_UNREAD` where they are too many) and how many other values."""
        self._catch_up()
        room = self._room
        room.take_in(block)
        names = (self._rows, self._lengths)
        arrays = (room.raw, *names, *room.arrays())
        lines, found = self._compiled.flat_lines(*arrays, len(block), self._first, self._count)
        return lines, found

    def _field(self, own: _Column, occurs: int) -> Field:
        """The values of one name, which occurs in so many lines."""
        starts, lengths, is_text = own
        if occurs == len(starts):
            return Field(self._room.every(occurs), Spans(self._room.raw, starts, lengths), is_text)
        lines = np.flatnonzero(starts >= 0)
        return Field(lines, Spans(self._room.raw, starts[lines], lengths[lines]), is_text[lines])

    def _catch_up(self) -> None:
        """Lay out the names that have come anew."""
        if len(self._lengths) < len(self._names):
            names = [self._names.name(number) for number in range(len(self._names))]
            self._rows = np.frombuffer(b"".join(name.ljust(_ROW, b"\0") for name in names), np.uint8)
            self._lengths = np.array([len(name) for name in names], np.int64)


class _Room:
    """What blocks are read into, one after the other: to take new memory for each would cost as much as to read it."""

    def __init__(self, first: int) -> None:
        self._first, self._size = first, 0
        self._make(0)

    def _make(self, size: int) -> None:
        """Make room for a block of that size."""
        lines, values = size // _SHORTEST_LINE + 1, size // _SHORTEST_VALUE
        self._size, self._bytes = size, np.empty(size + len(BLOCK_PADDING), np.uint8)
        self.raw = self._bytes
        self.flat, self.bits, self._every = np.empty(lines, np.bool_), np.empty(lines, np.uint64), np.arange(lines)
        self.starts, self.lengths = (np.empty((self._first, lines), np.int64) for _ in range(2))
        self.is_text, self.occurs = np.empty((self._first, lines), np.bool_), np.zeros(self._first, np.int64)
        types = (np.int64, np.int8, np.int64, np.int64, np.bool_)
        self.others: list[NDArray[Any]] = [np.empty(values, type_) for type_ in types]

    def take_in(self, block: bytes) -> None:
        """Lay down a block, and the padding after it."""
        if len(block) > self._size:
            self._make(len(block))
        self.raw = self._bytes[: len(block) + len(BLOCK_PADDING)]
        self.raw[: len(block)] = np.frombuffer(block, np.uint8)
        self.raw[len(block) :] = np.frombuffer(BLOCK_PADDING, np.uint8)

    def arrays(self) -> Sequence[NDArray[Any]]:
        """All that is written to, in the compiled reader's order."""
        return self.flat, self.bits, self.starts, self.lengths, self.is_text, *self.others, self.occurs

    def every(self, count: int) -> NDArray[np.int64]:
        """The numbers of so many lines."""
        return self._every[:count]
