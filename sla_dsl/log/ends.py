"""Where texts and scalars in bytes end: eight bytes at a time are compared, in many places at once."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sla_dsl.log.words import LONGEST, Columns, Words, words_at

QUOTE = (ord('"'),)
SCALAR = (ord(","), ord("}"))
"""What stands after a text, and what may stand after a number or a word."""

_WIDEST = LONGEST // 8
_WINDOWS = 8
"""So many further times so many words are looked through; what is even longer is looked for one by one."""

_ONES = np.uint64(0x0101_0101_0101_0101)
_TOPS = np.uint64(0x8080_8080_8080_8080)
_ALL = np.uint64(0xFFFF_FFFF_FFFF_FFFF)
_SEVEN, _ONE, _THREE = np.uint64(7), np.uint64(1), np.uint8(3)


class Ended(NamedTuple):
    """Values up to their ends: their first words, filled up with zeros, and their lengths; the `open` ones go on."""

    words: Columns
    lengths: NDArray[np.int64]
    open: NDArray[np.bool_]

    def put(self, rows: NDArray[Any], others: Ended) -> Ended:
        """With others in some rows."""
        more = len(others.words) - len(self.words)
        words = (*self.words, *(np.zeros(len(self.lengths), np.uint64) for _ in range(more)))
        for number, own in enumerate(words):
            own[rows] = others.words[number] if number < len(others.words) else 0
        self.lengths[rows], self.open[rows] = others.lengths, others.open
        return self._replace(words=words)


def bytes_at(rows: Words, skip: int, count: int = 8) -> Words:
    """So many bytes (eight at most), as a word, of what begins so many after the begin of each row."""
    place, rest = divmod(skip, 8)
    word = rows[:, place] >> np.uint64(8 * rest) if rest else rows[:, place]
    if rest + count > 8:
        word |= rows[:, place + 1] << np.uint64(64 - 8 * rest)
    return word & np.uint64((1 << 8 * count) - 1) if count < 8 else word


def ended(rows: Words, skip: int, ends: tuple[int, ...]) -> Ended:
    """The values that begin so many bytes after the begin of each row, up to the first of the signs they end at."""
    signs = [np.uint64(sign) * _ONES for sign in ends]
    words: list[Words] = []
    sizes, on = np.zeros(len(rows), np.uint8), None
    for number in range(rows.shape[1] - (skip + 7) // 8):
        word = bytes_at(rows, skip + 8 * number)
        found = _hits(word, signs[0])
        for sign in signs[1:]:
            found |= _hits(word, sign)
        before = np.negative(found)  # becomes: all bits before the first sign
        before &= found
        before >>= _SEVEN
        before -= _ONE
        if on is not None:
            before *= on
        words.append(word & before)
        size = np.bitwise_count(before)
        size >>= _THREE
        sizes += size
        is_open: NDArray[np.bool_] = before == _ALL
        if not is_open.any():
            break
        on = is_open.astype(np.uint64)
    return Ended(tuple(words), sizes.astype(np.int64), is_open)


def _hits(words: Words, sign: np.uint64) -> Words:
    """The highest bit of the first byte that is the sign, maybe some bits above it, and none below."""
    apart = words ^ sign
    found = apart - _ONES
    np.invert(apart, out=apart)
    found &= apart
    found &= _TOPS
    return found


def wholly_ended(texts: Ended, raw: NDArray[np.uint8], starts: NDArray[np.int64], end: int) -> Ended:
    """The texts, which begin at these places, with the true lengths of those that are open: none goes beyond `end`."""
    rows = np.flatnonzero(texts.open)
    if not rows.size:
        return texts
    texts = texts.put(rows, ended(words_at(raw, starts[rows], _WIDEST), 0, QUOTE))
    rows = rows[texts.open[rows]]
    if rows.size:
        texts.lengths[rows] = _long_lengths(raw, starts[rows], end)
        texts.open[rows] = False
    return texts


def _long_lengths(raw: NDArray[np.uint8], starts: NDArray[np.int64], end: int) -> NDArray[np.int64]:
    """The lengths of texts that are longer than `LONGEST`: up to the next quotation mark, or the end."""
    lengths = np.full(len(starts), LONGEST)
    on = np.arange(len(starts))
    for _ in range(_WINDOWS):
        more = ended(words_at(raw, np.minimum(starts[on] + lengths[on], end), _WIDEST), 0, QUOTE)
        lengths[on] += more.lengths
        on = on[more.open]
    if on.size:
        block = raw[:end].tobytes()
        for row in on.tolist():
            place = block.find(b'"', int(starts[row] + lengths[row]))
            lengths[row] = (place if place >= 0 else end) - starts[row]
    return lengths
