"""Texts that lie in bytes, many at a time: read as words of eight bytes, to be hashed, compared and copied at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

LONGEST = 64
"""A longer text is looked at by itself: all the others would be read as widely as the longest."""

PADDING = LONGEST
"""So many bytes have to follow the last text, whatever they are: what is read may go beyond its end."""

Words = NDArray[np.uint64]

_MASKS = np.array([(1 << (8 * size)) - 1 for size in range(9)], np.uint64)
"""Keeps the first bytes of a word (its lowest), by how many they are."""

_SEED = hash("the texts of a log") & 0xFFFF_FFFF_FFFF_FFFF
"""Another in every run, unless Python's own hashes are told to be the same: nobody can prepare texts that collide."""

_FACTOR = np.uint64(0x9E37_79B9_7F4A_7C15)
_HALF = np.uint64(32)
_ZERO = 48
_ZEROS = np.uint64(0x3030_3030_3030_3030)
_HIGH = np.uint64(0xF0F0_F0F0_F0F0_F0F0)
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

    def words(self) -> Words:
        """The words of each text, a row each, as many as the longest has (two at least), filled up with zeros.

        No text may be longer than `LONGEST`.
        """
        lengths = self.lengths
        longest = int(lengths.max(initial=0))
        words = words_at(self.raw, self.starts, max(2, -(-longest // 8)))
        of_one_length = bool((lengths == longest).all())
        for number in range(words.shape[1]):
            if not of_one_length:
                words[:, number] &= _MASKS[np.clip(lengths - 8 * number, 0, 8)]
            elif longest < 8 * (number + 1):
                words[:, number] &= _MASKS[max(0, longest - 8 * number)]
        return words


def words_at(raw: NDArray[np.uint8], places: NDArray[np.int64], count: int = 1) -> Words:
    """So many words from each place on, a row each; one gathering of all of a row costs as much as that of a word."""
    size = 8 * count
    all_: NDArray[np.void] = np.ndarray((max(len(raw) - size + 1, 0),), np.dtype(f"V{size}"), raw.data, strides=(1,))
    return all_[places].view("<u8").reshape(len(places), count)


def padded(text: bytes) -> NDArray[np.uint8]:
    """Bytes in which spans may lie."""
    return np.frombuffer(text + bytes(PADDING), np.uint8)


def spans_of(texts: Sequence[bytes]) -> Spans:
    """Texts that are there one by one."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    return Spans(padded(b"".join(texts)), np.cumsum(lengths) - lengths, lengths)


def text_hashes(spans: Spans) -> Words:
    """A hash of each text, however long: equal for equal texts, seldom equal for others."""
    if int(spans.lengths.max(initial=0)) <= LONGEST:
        return hashes(spans.words(), spans.lengths)
    found = np.zeros(len(spans.lengths), np.uint64)
    short, long = np.flatnonzero(spans.lengths <= LONGEST), np.flatnonzero(spans.lengths > LONGEST)
    found[short] = text_hashes(spans.chosen(short))
    found[long] = np.array([hash(spans.one(row)) for row in long.tolist()], np.int64).view(np.uint64)
    return found


def hashes(words: Words, lengths: NDArray[np.int64]) -> Words:
    """A hash of each text by its words: for texts of one length it is one to one in each, so long as the others agree.

    So two texts of one length and one hash that agree in all words but one agree in that one, too.
    """
    found = lengths.astype(np.uint64)
    found += np.uint64(_SEED)
    for number in range(words.shape[1]):
        if number < 2:
            _mix(found, words[:, number])
            continue
        rows = np.flatnonzero(lengths > 8 * number)
        some = found[rows]
        _mix(some, words[rows, number])
        found[rows] = some
    return found


def _mix(found: Words, words: Words) -> None:
    found ^= words
    found *= _FACTOR
    found ^= found >> _HALF


def copied(spans: Spans) -> NDArray[np.uint8]:
    """The bytes of all texts, one after the other."""
    count = len(spans.starts)
    if count and bool((spans.starts[1:] == spans.starts[:-1] + spans.lengths[:-1]).all()):
        return spans.raw[spans.starts[0] : spans.starts[-1] + spans.lengths[-1]]
    if int(spans.lengths.sum()) > LONGEST * count:  # so long that each is better copied by itself
        return np.frombuffer(b"".join([spans.one(row) for row in range(count)]), np.uint8)
    return spans.raw[each_byte(spans.starts, spans.lengths)]


def each_byte(starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """The places of all bytes of stretches, one after the other."""
    ends = np.cumsum(lengths)
    places = np.repeat(starts - (ends - lengths), lengths)
    places += np.arange(len(places))
    return places


def are_digits(spans: Spans) -> NDArray[np.bool_]:
    """Which texts are whole numbers as JSON writes them: at most sixteen digits, no sign, no needless zero."""
    lengths = spans.lengths
    found: NDArray[np.bool_] = (lengths > 0) & (lengths <= 16)
    found &= (spans.raw[spans.starts] != _ZERO) | (lengths == 1)
    words = words_at(spans.raw, spans.starts, 2)
    for number in range(2):
        filled = words[:, number] | (_ZEROS & ~_MASKS[np.clip(lengths - 8 * number, 0, 8)])
        unused = lengths <= 8 * number
        found &= unused | (((filled & _HIGH) == _ZEROS) & (((filled + _SIX) & _HIGH) == _ZEROS))
    return found


def are_among(spans: Spans, texts: Sequence[bytes]) -> NDArray[np.bool_]:
    """Which texts are one of those, which are shorter than eight bytes."""
    words = words_at(spans.raw, spans.starts)[:, 0] & _MASKS[np.minimum(spans.lengths, 8)]
    found = np.zeros(len(words), np.bool_)
    for text in texts:
        found |= words == np.uint64(int.from_bytes(text, "little"))
    return found
