"""A block of lines of JSON → the places of their values by name, by the compiled reader: as `flat_lines` does it.

It takes for flat what `flat_lines` does, and lines that mix its spellings. What it does not know, it leaves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from sla_dsl.log.flat_lines import BLOCK_PADDING, NAME, PAIR, Field, FlatLines, Mixed, is_utf8
from sla_dsl.log.known_names import MOST_NAMES, KnownNames
from sla_dsl.log.words import Spans

_ROW = 64
"""So many bytes a name has in the table of names."""

_FEED = ord("\n")

_SHORTEST = 5
"""No value, with its name and what stands between, has fewer bytes."""

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

    def learn(self, lines: Iterable[bytes]) -> None:
        """Expect more lines like these."""
        for line in lines:
            if _FLAT.fullmatch(line):
                for found in NAME.finditer(line):
                    self._names.learn(found[1])

    def lines(self, block: bytes) -> FlatLines:
        """The flat lines of a block of whole lines, each with its line feed; none where it is not UTF-8."""
        raw, first = np.frombuffer(block + BLOCK_PADDING, np.uint8), self._first
        count = int(np.count_nonzero(raw[: len(block)] == _FEED))
        flat, bits = np.zeros(count, np.bool_), np.zeros(count, np.uint64)
        if not is_utf8(block):
            return FlatLines(flat, bits, {}, None)
        self._catch_up()
        starts, lengths, is_text = (np.empty((first, count), type_) for type_ in (np.int64, np.int64, np.bool_))
        most = len(block) // _SHORTEST
        own = [np.empty(most, type_) for type_ in (np.int64, np.int8, np.int64, np.int64, np.bool_)]
        arrays = (raw, self._rows, self._lengths, flat, bits, starts, lengths, is_text, *own)
        others = self._compiled.flat_lines(*arrays, len(block), first, self._count)
        fields = {
            number: _field(raw, starts[number], lengths[number], is_text[number]) for number in range(min(first, count))
        }
        lines, names, *values, texts = (array[:others] for array in own)
        mixed = Mixed(names, Field(lines, Spans(raw, *values), texts)) if others else None
        return FlatLines(flat, bits, fields, mixed)

    def _catch_up(self) -> None:
        """Lay out the names that have come anew."""
        if len(self._lengths) < len(self._names):
            names = [self._names.name(number) for number in range(len(self._names))]
            self._rows = np.frombuffer(b"".join(name.ljust(_ROW, b"\0") for name in names), np.uint8)
            self._lengths = np.array([len(name) for name in names], np.int64)


def _field(
    raw: NDArray[np.uint8], starts: NDArray[np.int64], lengths: NDArray[np.int64], is_text: NDArray[np.bool_]
) -> Field:
    """The values of one name, a place a line; a start of -1 says that a line has none."""
    lines = np.flatnonzero(starts >= 0)
    if len(lines) == len(starts):
        return Field(lines, Spans(raw, starts, lengths), is_text)
    return Field(lines, Spans(raw, starts[lines], lengths[lines]), is_text[lines])
