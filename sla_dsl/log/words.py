"""Texts that lie in bytes, many at a time: read as words of eight bytes, to be hashed, compared and copied at once."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

PADDING = 8
"""So many bytes have to follow the last text, whatever they are: a word that begins in it may end in them."""

LONGEST = 256
"""A longer text is looked at by itself: word by word, all of a block would wait for it."""

_MASKS = np.array([(1 << (8 * size)) - 1 for size in range(9)], np.uint64)
"""Keeps the first bytes of a word (on a machine whose words begin with their lowest byte), by how many they are."""

_SEED = hash("the texts of a log") & 0xFFFF_FFFF_FFFF_FFFF
"""Another in every run, but where Python's own hashes are said to be the same: nobody can prepare texts that collide."""

_FACTOR = np.uint64(0x9E37_79B9_7F4A_7C15)
_HALF = np.uint64(32)
_ZERO = 48
_ZEROS = np.uint64(0x3030_3030_3030_3030)
_HIGH = np.uint64(0xF0F0_F0F0_F0F0_F0F0)
_ONES = 0x0101_0101_0101_0101
_TOPS = np.uint64(0x8080_8080_8080_8080)
_SIX = np.uint64(0x0606_0606_0606_0606)


class Spans(NamedTuple):
    """Texts of UTF-8 in bytes: `starts` and `lengths` are in bytes, and `PADDING` more follow the last."""

    raw: NDArray[np.uint8]
    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]

    def chosen(self, rows: NDArray[Any]) -> Spans:
        """Some of the texts."""
        return Spans(self.raw, self.starts[rows], self.lengths[rows])

    def one(self, row: int) -> bytes:
        """The bytes of one text."""
        start = int(self.starts[row])
        return self.raw[start : start + int(self.lengths[row])].tobytes()

    def words(self, number: int = 0) -> NDArray[np.uint64]:
        """The word of each text that begins after so many others, which all of them have; filled up with zeros."""
        found: NDArray[np.uint64] = words_at(self.raw, self.starts + 8 * number if number else self.starts)
        rest = self.lengths - 8 * number if number else self.lengths
        found &= _MASKS[np.minimum(rest, 8)]
        return found


def padded(text: bytes) -> NDArray[np.uint8]:
    """Bytes in which spans may lie."""
    return np.frombuffer(text + bytes(PADDING), np.uint8)


def spans_of(texts: list[bytes]) -> Spans:
    """Texts that are there one by one."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    return Spans(padded(b"".join(texts)), np.cumsum(lengths) - lengths, lengths)


def words_at(raw: NDArray[np.uint8], places: NDArray[np.int64]) -> NDArray[np.uint64]:
    """The words that begin at those places."""
    all_: NDArray[np.uint64] = np.ndarray((max(len(raw) - 7, 0),), np.dtype("<u8"), raw.data, strides=(1,))
    return all_[places]


def first_byte(words: NDArray[np.uint64], byte: int) -> NDArray[np.uint8]:
    """At which of its bytes each word has that one first; 8 where it has none."""
    zeroed = words ^ np.uint64(byte * _ONES)
    found = (zeroed - np.uint64(_ONES)) & ~zeroed & _TOPS  # the lowest bit set is that of the first byte that is zero
    return np.bitwise_count(~found & (found - np.uint64(1))) >> 3


def hashes(spans: Spans) -> NDArray[np.uint64]:
    """A hash of each text: for texts of one length it is one to one in each word, so long as the others are the same.

    So two texts of one length and one hash that agree in all words but one agree in that one, too. (Of texts longer
    than `LONGEST` nothing is known.)
    """
    lengths = spans.lengths
    found = lengths.astype(np.uint64) + np.uint64(_SEED)
    most = int(lengths.max(initial=0))
    if most > LONGEST:
        long = np.flatnonzero(lengths > LONGEST)
        short = np.flatnonzero(lengths <= LONGEST)
        found[short] = hashes(spans.chosen(short))
        found[long] = np.array([hash(spans.one(row)) for row in long.tolist()], np.int64).view(np.uint64)
        return found
    _mix(found, spans.words())
    for number in range(1, -(-most // 8)):
        rows = np.flatnonzero(lengths > 8 * number)
        if len(rows) == len(lengths):
            _mix(found, spans.words(number))
        else:
            some = found[rows]
            _mix(some, spans.chosen(rows).words(number))
            found[rows] = some
    return found


def _mix(found: NDArray[np.uint64], words: NDArray[np.uint64]) -> None:
    found ^= words
    found *= _FACTOR
    found ^= found >> _HALF


def copied(spans: Spans) -> NDArray[np.uint8]:
    """The bytes of all texts, one after the other."""
    ends = np.cumsum(spans.lengths)
    total = int(ends[-1]) if len(ends) else 0
    places = np.repeat(spans.starts - ends + spans.lengths, spans.lengths)
    places += np.arange(total)
    return spans.raw[places]


def are_digits(spans: Spans) -> NDArray[np.bool_]:
    """Which texts are whole numbers as JSON writes them: at most sixteen digits, no sign, no needless zero."""
    lengths = spans.lengths
    found: NDArray[np.bool_] = (lengths > 0) & (lengths <= 16)
    found &= (spans.raw[spans.starts] != _ZERO) | (lengths == 1)
    found &= _is_digits(spans.words(), lengths)
    longer = np.flatnonzero(found & (lengths > 8))
    if longer.size:
        found[longer] = _is_digits(spans.chosen(longer).words(1), lengths[longer] - 8)
    return found


def _is_digits(words: NDArray[np.uint64], sizes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether the first bytes of each word, so many (or all), are digits."""
    filled = words | (_ZEROS & ~_MASKS[np.minimum(sizes, 8)])
    return ((filled & _HIGH) == _ZEROS) & (((filled + _SIX) & _HIGH) == _ZEROS)
