"""Texts that lie in bytes, many at a time: read as words of eight bytes, to be hashed, compared and copied at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sla_dsl.log.compiled import COMPILED

LONGEST = 64
"""A longer text is looked at by itself: all the others would be read as widely as the longest."""

TAG = 40
"""From this bit on a size says what kind of text it is; below it is the length."""

PADDING = LONGEST
"""So many bytes have to follow the last text, whatever they are: what is read may go beyond its end."""

Words = NDArray[np.uint64]

Columns = tuple[Words, ...]
"""Words of texts: all first ones, all second ones, and so on."""

_MASKS = np.array([(1 << (8 * size)) - 1 for size in range(9)], np.uint64)
"""Keeps the first bytes of a word (its lowest), by how many they are."""

_SEED = hash("the texts of a log") & 0xFFFF_FFFF_FFFF_FFFF
"""Another in every run, unless Python's own hashes are told to be the same: nobody can prepare texts that collide."""

SIGNED_SEED = _SEED - (_SEED >> 63 << 64)
"""The same bits as a number with a sign."""

_FACTOR = np.uint64(0x9E37_79B9_7F4A_7C15)
_HALF = np.uint64(32)
_ZERO, _POINT = b"0."
_ZEROS, _POINTS = np.uint64(0x3030_3030_3030_3030), np.uint64(0x2E2E_2E2E_2E2E_2E2E)
_TOPS, _TO_TOP = np.uint64(0x8080_8080_8080_8080), np.uint64(0x7676_7676_7676_7676)
_LOW, _BYTE = np.uint64(0xFF), np.uint64(8)


class Spans(NamedTuple):
    """Texts of UTF-8 in bytes: `starts` and `lengths` are in bytes, and `PADDING` more follow the last.

    `known` are the first words of all texts, filled up with zeros, where somebody has them at hand.
    """

    raw: NDArray[np.uint8]
    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]
    known: Columns = ()

    def chosen(self, rows: NDArray[Any]) -> Spans:
        """Some of the texts."""
        return Spans(self.raw, self.starts[rows], self.lengths[rows], tuple([words[rows] for words in self.known]))

    def one(self, row: int) -> bytes:
        """The bytes of one text."""
        start = int(self.starts[row])
        return self.raw[start : start + int(self.lengths[row])].tobytes()

    def arrays(self) -> tuple[NDArray[np.uint8], NDArray[np.int64], NDArray[np.int64]]:
        """The bytes, starts and lengths as the compiled reader takes them: without gaps."""
        starts, lengths = (np.ascontiguousarray(own, np.int64) for own in (self.starts, self.lengths))
        return self.raw, starts, lengths

    def words(self) -> Columns:
        """The words of all texts, as many as the longest has (two at least), filled up with zeros.

        No text may be longer than `LONGEST`.
        """
        longest = int(self.lengths.max(initial=0))
        count = max(2, -(-longest // 8))
        if 8 * len(self.known) >= longest:
            return (*self.known, *(np.zeros(len(self.lengths), np.uint64) for _ in range(count - len(self.known))))
        read = words_at(self.raw, self.starts, count)
        if bool((self.lengths == longest).all()):
            return tuple(read[:, number] & _MASKS[min(8, max(0, longest - 8 * number))] for number in range(count))
        return tuple(read[:, number] & _MASKS[np.clip(self.lengths - 8 * number, 0, 8)] for number in range(count))


def joined(parts: Sequence[Spans]) -> Spans:
    """Texts that lie in the same bytes, together."""
    if len(parts) == 1:
        return parts[0]
    count = max(len(part.known) for part in parts)
    known = [np.concatenate([_known_word(part, number) for part in parts]) for number in range(count)]
    lengths = np.concatenate([part.lengths for part in parts])
    return Spans(parts[0].raw, np.concatenate([part.starts for part in parts]), lengths, tuple(known))


def _known_word(spans: Spans, number: int) -> Words:
    return spans.known[number] if number < len(spans.known) else np.zeros(len(spans.lengths), np.uint64)


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
        return _short_hashes(spans)
    found = np.zeros(len(spans.lengths), np.uint64)
    short, long = np.flatnonzero(spans.lengths <= LONGEST), np.flatnonzero(spans.lengths > LONGEST)
    found[short] = text_hashes(spans.chosen(short))
    found[long] = np.array([hash(spans.one(row)) for row in long.tolist()], np.int64).view(np.uint64)
    return found


def _short_hashes(spans: Spans) -> Words:
    if not COMPILED:
        return hashes(spans.words(), spans.lengths)
    found = np.empty(len(spans.lengths), np.uint64)
    COMPILED.hashes(*spans.arrays(), found, SIGNED_SEED)
    return found


def hashes(words: Columns, sizes: NDArray[np.int64]) -> Words:
    """A hash of each text by its words: for texts of one size it is one to one in each, so long as the others agree.

    So two texts of one size and one hash that agree in all words but one agree in that one, too. A size is a length,
    and, from the bit `TAG` on, whatever makes equal texts different.
    """
    found = sizes.astype(np.uint64)
    found += np.uint64(_SEED)
    lengths = sizes & ((1 << TAG) - 1) if len(words) > 2 else sizes
    for number, own in enumerate(words):
        longer = lengths > 8 * number if number > 1 else None
        if longer is None or longer.all():
            _mix(found, own)
            continue
        rows = np.flatnonzero(longer)
        some = found[rows]
        _mix(some, own[rows])
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
    size = int(spans.lengths.sum())
    if int(spans.lengths.max(initial=0)) <= LONGEST:
        into = np.empty(size + PADDING, np.uint8)
        put_down(spans, into, np.cumsum(spans.lengths) - spans.lengths)
        return into[:size]
    if size > LONGEST * count:  # so long that each is better copied by itself
        return np.frombuffer(b"".join([spans.one(row) for row in range(count)]), np.uint8)
    return spans.raw[each_byte(spans.starts, spans.lengths)]


def put_down(spans: Spans, into: NDArray[np.uint8], places: NDArray[np.int64]) -> None:
    """Write texts to ascending places, none of them longer than `LONGEST`; what follows a text there is lost.

    All are written as widely as the longest, one after the other: what is too much of one, the next one overwrites.
    """
    rows = np.stack(spans.words(), axis=1)
    size = 8 * rows.shape[1]
    whole: NDArray[np.void] = np.ndarray((len(into) - size + 1,), f"V{size}", into.data, strides=(1,))
    whole[places] = rows.view(f"V{size}").reshape(-1)


def each_byte(starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """The places of all bytes of stretches, one after the other."""
    ends = np.cumsum(lengths)
    places = np.repeat(starts - (ends - lengths), lengths)
    places += np.arange(len(places))
    return places


def are_digits(spans: Spans) -> NDArray[np.bool_]:
    """Which texts are whole numbers as JSON writes them: at most sixteen digits, no sign, no needless zero."""
    found, points = _figures(spans)
    found &= points == 0
    return found


def are_decimals(spans: Spans) -> NDArray[np.bool_]:
    """Which texts are numbers as JSON writes them, of at most sixteen digits and, within, one point at most."""
    found, points = _figures(spans)
    found &= points <= 1
    return found


def _figures(spans: Spans) -> tuple[NDArray[np.bool_], NDArray[np.uint8]]:
    """Which texts are digits and points, no point outside and no needless zero; and how many points they have."""
    lengths, words = spans.lengths, spans.words()
    last = spans.raw[spans.starts + lengths - 1] - np.uint8(_ZERO)
    first, second = words[0] & _LOW, (words[0] >> _BYTE) & _LOW
    found: NDArray[np.bool_] = (lengths > 0) & (lengths <= 16) & (last <= 9) & (first != _POINT)
    found &= (first != _ZERO) | (lengths == 1) | (second == _POINT)
    points = np.zeros(len(lengths), np.uint8)
    for number in range(2):
        used = _MASKS[np.clip(lengths - 8 * number, 0, 8)]
        digits = (words[number] ^ _ZEROS) & used
        others = (digits + _TO_TOP) | digits
        apart = words[number] ^ _POINTS
        is_point = ~((apart & ~_TOPS) + ~_TOPS | apart) & _TOPS
        found &= (others & _TOPS) == is_point
        points += np.bitwise_count(is_point)
    return found, points


def are_among(spans: Spans, texts: Sequence[bytes]) -> NDArray[np.bool_]:
    """Which texts are one of those, which are shorter than eight bytes."""
    words = spans.words()
    found = np.zeros(len(spans.lengths), np.bool_)
    for text in texts:
        found |= words[0] == np.uint64(int.from_bytes(text, "little"))
    found &= spans.lengths <= 8
    return found
