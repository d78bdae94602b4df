"""The names that stand before values: which one each of many bytes is, by a table without collisions."""

from __future__ import annotations

from itertools import count

import numpy as np
from numpy.typing import NDArray

from sla_dsl.log.words import Columns, Words

MOST_NAMES = 64
"""So many names are known: each has a bit in a word that says which of them a line has."""

LONGEST_NAME = 48

_BITS = 10
_SHIFT = np.uint64(64 - _BITS)


def can_be_known(name: str) -> bool:
    """Whether a name is short enough."""
    return len(name.encode()) <= LONGEST_NAME


class KnownNames:
    """Names, numbered as they become known."""

    def __init__(self) -> None:
        self._numbers: dict[bytes, int] = {}
        self._width = 1
        self._words: Columns = ()
        self._table = np.zeros(1 << _BITS, np.int8)
        self._factors: list[np.uint64] = []

    def __len__(self) -> int:
        return len(self._numbers)

    def learn(self, name: bytes) -> int | None:
        """The number of a name; nothing where it is too long, or there are too many."""
        number = self._numbers.get(name)
        if number is None and len(name) <= LONGEST_NAME and len(self._numbers) < MOST_NAMES:
            number = self._numbers[name] = len(self._numbers)
            self._width = max(self._width, len(name) // 8 + 1)
        return number

    def name(self, number: int) -> bytes:
        """A name by its number."""
        return list(self._numbers)[number]

    @property
    def width(self) -> int:
        """How many words the longest name has, with the sign after it."""
        return self._width

    def numbers(self, words: Columns) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
        """The number of each of the names in words, and which of them are known; of others the number is any."""
        if len(self._words) != self._width or len(self._words[0]) != len(self._numbers):
            self._build()
        numbers = self._table[self._slots(words[: self.width])]
        known = np.ones(len(numbers), np.bool_)
        for place, own in enumerate(words):
            known &= own == (self._words[place][numbers] if place < self.width else 0)
        return numbers, known

    def _slots(self, words: Columns) -> NDArray[np.int64]:
        mixed: Words = words[0] * self._factors[0]
        for own, factor in zip(words[1:], self._factors[1:], strict=False):
            mixed ^= own * factor
        mixed >>= _SHIFT
        return mixed.view(np.int64)

    def _build(self) -> None:
        """Find factors by which each name has a slot of its own."""
        width = self._width
        texts = np.array([list(name.ljust(8 * width, b"\0")) for name in self._numbers], np.uint8)
        self._words = tuple(np.ascontiguousarray(texts.view("<u8").T))
        for seed in count(1):
            self._factors = [_factor(seed * width + number) for number in range(width)]
            slots = self._slots(self._words)
            if len(set(slots.tolist())) == len(slots):
                break
        self._table[slots] = np.arange(len(slots))


def _factor(number: int) -> np.uint64:
    """An odd number that looks like chance."""
    mixed = number * 0x9E37_79B9_7F4A_7C15 & 0xFFFF_FFFF_FFFF_FFFF
    mixed = (mixed ^ mixed >> 29) * 0xBF58_476D_1CE4_E5B9 & 0xFFFF_FFFF_FFFF_FFFF
    return np.uint64(mixed ^ mixed >> 32 | 1)
