"""Texts → numbers, as they come: a table of hashes that is asked for many texts at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sla_dsl.log.names import Names
from sla_dsl.log.words import LONGEST, PADDING, Spans, Words, copied, hashes, spans_of
from sla_dsl.model.columns import AS_IS

_Numbers = NDArray[np.int64]
_Hashes = NDArray[np.uint64]

_ENTRY = 56
"""About how many bytes an entry of the table takes, beside its text."""

_FREE = -1
_FIRST_BITS = 7


class Numbers:
    """Texts, numbered as they come.

    A text stands at the first slot that is free from the one its hash points at; at most half of the slots are taken.
    What does not go that way stands among the `others`: texts longer than `LONGEST`, and one whose hash another has
    already (chance alone brings none). Of each text its length and its second word are at hand: where they and the hash
    agree, so do the first words (see `hashes`).
    """

    __slots__ = ("_bytes", "_count", "_ends", "_hashes", "_others", "_shift", "_slots", "_tails")

    def __init__(self) -> None:
        self._count = 0
        self._hashes = np.zeros(64, np.uint64)
        self._tails = np.zeros((64, 2), np.uint64)
        self._ends = np.zeros(65, np.int64)
        self._bytes = np.zeros(1024, np.uint8)
        self._slots = np.full(1 << _FIRST_BITS, _FREE, np.int32)
        self._shift = np.uint64(64 - _FIRST_BITS)
        self._others: dict[bytes, int] = {}

    def __len__(self) -> int:
        return self._count

    @property
    def weight(self) -> int:
        """About how many bytes the table takes."""
        return int(self._ends[self._count]) + self._count * _ENTRY

    def of(self, texts: Sequence[str]) -> NDArray[np.int32]:
        """The number of each text."""
        return self.of_spans(spans_of([text.encode("utf-8", AS_IS) for text in texts]))

    def of_spans(self, spans: Spans) -> NDArray[np.int32]:
        """The number of each text."""
        if not len(spans.lengths):
            return np.zeros(0, np.int32)
        if int(spans.lengths.max()) <= LONGEST:
            return self._numbers(spans)
        found = np.zeros(len(spans.lengths), np.int32)
        short, long = np.flatnonzero(spans.lengths <= LONGEST), np.flatnonzero(spans.lengths > LONGEST)
        found[short] = self.of_spans(spans.chosen(short))
        found[long] = self._of_others([spans.one(row) for row in long.tolist()])
        return found

    def names(self) -> Names:
        """All texts, by number."""
        end = int(self._ends[self._count])
        return Names(self._bytes[:end].tobytes(), self._ends[: self._count + 1].copy())

    def _numbers(self, spans: Spans) -> NDArray[np.int32]:
        words = spans.words()
        hashed = hashes(words, spans.lengths)
        found = self._looked_up(hashed)
        new = np.flatnonzero(found == _FREE)
        if new.size:
            found[new] = self._added(spans.chosen(new), words[new], hashed[new])
        unlike = self._unlike(spans.lengths, words, found)
        if unlike.size:
            found[unlike] = self._of_others([spans.one(row) for row in unlike.tolist()])
        return found

    def _looked_up(self, hashed: _Hashes) -> NDArray[np.int32]:
        """The number of the text that has each hash; FREE where there is none."""
        slots = (hashed >> self._shift).astype(np.int64)
        found: NDArray[np.int32] = self._slots[slots]
        on = np.flatnonzero((self._hashes[found] != hashed) & (found != _FREE))
        while on.size:
            slots[on] = (slots[on] + 1) & (len(self._slots) - 1)
            found[on] = self._slots[slots[on]]
            on = on[(found[on] != _FREE) & (self._hashes[found[on]] != hashed[on])]
        return found

    def _added(self, spans: Spans, words: Words, hashed: _Hashes) -> NDArray[np.int64]:
        """The numbers of texts that are not there yet; of those of one hash only the first is taken in."""
        _, first, which = np.unique(hashed, return_index=True, return_inverse=True)
        order = np.argsort(first)
        numbers = np.empty(len(first), np.int64)
        numbers[order] = np.arange(self._count, self._count + len(first))
        taken, begin = first[order], self._count
        self._put_down(spans.chosen(taken), words[taken], hashed[taken])
        if 2 * self._count <= len(self._slots):
            self._take_slots(np.arange(begin, self._count))
        else:
            bits = self._count.bit_length() + 2
            self._slots, self._shift = np.full(1 << bits, _FREE, np.int32), np.uint64(64 - bits)
            every = np.arange(self._count)
            self._take_slots(np.delete(every, list(self._others.values())) if self._others else every)
        return numbers[which]

    def _put_down(self, spans: Spans, words: Words, hashed: _Hashes) -> None:
        """Take texts in, without a slot."""
        begin, count, end = self._count, self._count + len(hashed), int(self._ends[self._count])
        ends = end + np.cumsum(spans.lengths)
        self._hashes, self._tails = _grown(self._hashes, count), _grown(self._tails, count)
        self._ends, self._bytes = _grown(self._ends, count + 1), _grown(self._bytes, int(ends[-1]) + PADDING)
        self._hashes[begin:count] = hashed
        self._tails[begin:count, 0], self._tails[begin:count, 1] = spans.lengths, words[:, 1]
        self._ends[begin + 1 : count + 1] = ends
        self._bytes[end : int(ends[-1])] = copied(spans)
        self._count = count

    def _take_slots(self, numbers: NDArray[np.signedinteger[Any]]) -> None:
        slots = (self._hashes[numbers] >> self._shift).astype(np.int64)
        while numbers.size:
            free = self._slots[slots] == _FREE
            self._slots[slots[free]] = numbers[free]
            left = self._slots[slots] != numbers  # another has been there, or has come at once
            numbers, slots = numbers[left], (slots[left] + 1) & (len(self._slots) - 1)

    def _unlike(self, lengths: _Numbers, words: Words, found: NDArray[np.int32]) -> _Numbers:
        """The rows whose text is another than that of the number found, which has the same hash."""
        tails = self._tails.view("V16").reshape(-1)[found].view("<u8").reshape(-1, 2)
        alike = (tails[:, 0] == lengths.view(np.uint64)) & (tails[:, 1] == words[:, 1])
        if words.shape[1] > 2:
            rows = np.flatnonzero(alike & (lengths > 16))
            known = Spans(self._bytes, self._ends[found[rows]], lengths[rows]).words()
            alike[rows] = (known[:, 2:] == words[rows, 2 : known.shape[1]]).all(axis=1)
        return np.flatnonzero(~alike)

    def _of_others(self, texts: list[bytes]) -> list[int]:
        """The numbers of texts that have no slots."""
        new = [text for text in dict.fromkeys(texts) if text not in self._others]
        if new:
            self._others.update(zip(new, range(self._count, self._count + len(new)), strict=True))
            self._put_down(spans_of(new), np.zeros((len(new), 2), np.uint64), np.zeros(len(new), np.uint64))
        return [self._others[text] for text in texts]


def _grown(array: NDArray[Any], least: int) -> NDArray[Any]:
    """The array, or a larger one that begins with it."""
    if len(array) >= least:
        return array
    grown = np.zeros((max(least, 2 * len(array)), *array.shape[1:]), array.dtype)
    grown[: len(array)] = array
    return grown
