"""Texts → numbers, as they come: a table of hashes that is asked for many texts at once."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sla_dsl.log.compiled import COMPILED
from sla_dsl.log.names import Names
from sla_dsl.log.words import LONGEST, PADDING, SIGNED_SEED, TAG, Columns, Spans, copied, hashes, spans_of
from sla_dsl.model.columns import AS_IS

_Numbers = NDArray[np.int64]
_Hashes = NDArray[np.uint64]
_Rows = NDArray[np.uint64]

_ENTRY = 64
"""About how many bytes an entry of the table takes, beside its text."""

_FREE, _TAKEN = -1, -2
"""What stands at a slot of none; and, less a row, at one that the row has just taken."""

_UNLIKE = -3
"""What the compiled reader says of a text whose hash another has."""

_FIRST_BITS = 11
_ROOM = 4
"""There are at least so many slots for each text, so that few have to look far."""

_AT_ONCE = 512
_KEPT = 4
_HASH, _SIZE, _SECOND, _THIRD = range(_KEPT)
_WORDS = 3
_Kept = tuple[_Hashes, _Numbers, _Hashes, _Hashes]
"""What is at hand of texts: hashes, sizes (lengths, and tags above them), and their second and third words."""


class Numbers:
    """Texts, numbered as they come.

    A text stands at the first slot that is free from the one its hash points at; most slots are free.
    What does not go that way stands among the `others`: texts longer than `LONGEST`, and one whose hash another has
    already (chance alone brings none). Of each text its size and two words are at hand: where they and the hash
    agree, so do the first words (see `hashes`).
    """

    __slots__ = ("_bytes", "_count", "_ends", "_kept", "_others", "_shift", "_slots")

    def __init__(self) -> None:
        self._count = 0
        self._kept = np.zeros((64, _KEPT), np.uint64)
        self._ends = np.zeros(65, np.int64)
        self._bytes = np.zeros(1024, np.uint8)
        self._slots, self._shift = _free_slots(_FIRST_BITS)
        self._others: dict[tuple[int, bytes], int] = {}

    def __len__(self) -> int:
        return self._count

    @property
    def weight(self) -> int:
        """About how many bytes the table takes."""
        return int(self._ends[self._count]) + self._count * _ENTRY

    def of(self, texts: Sequence[str]) -> NDArray[np.int32]:
        """The number of each text."""
        return self.of_spans(spans_of([text.encode("utf-8", AS_IS) for text in texts]))

    def of_spans(self, spans: Spans, tags: _Numbers | int = 0) -> NDArray[np.int32]:
        """The number of each text; with other tags (which are no negative numbers) it is another text."""
        if not len(spans.lengths):
            return np.zeros(0, np.int32)
        if int(spans.lengths.max()) <= LONGEST:
            return self._numbers(spans, spans.lengths | tags << TAG)
        found = np.zeros(len(spans.lengths), np.int32)
        tags = np.broadcast_to(tags, found.shape)
        short, long = np.flatnonzero(spans.lengths <= LONGEST), np.flatnonzero(spans.lengths > LONGEST)
        found[short] = self.of_spans(spans.chosen(short), tags[short])
        found[long] = self._of_others(spans.chosen(long), tags[long])
        return found

    def names(self) -> Names:
        """All texts, by number."""
        end = int(self._ends[self._count])
        return Names(self._bytes[:end].tobytes(), self._ends[: self._count + 1].copy())

    def texts(self, first: int) -> list[bytes]:
        """The texts with the numbers from one on."""
        start, end = int(self._ends[first]), int(self._ends[self._count])
        return Names(self._bytes[start:end].tobytes(), self._ends[first : self._count + 1] - start).encoded()

    def tags(self, first: int) -> list[int]:
        """Their tags."""
        tags: list[int] = (self._kept[first : self._count, _SIZE] >> np.uint64(TAG)).tolist()
        return tags

    def _numbers(self, spans: Spans, sizes: _Numbers) -> NDArray[np.int32]:
        if COMPILED:
            return self._compiled_numbers(COMPILED, spans, sizes)
        words = spans.words()
        hashed = hashes(words, sizes)
        found, kept = self._looked_up(hashed)
        new = np.flatnonzero(found == _FREE)
        if new.size:
            found[new] = self._added(spans.chosen(new), _chosen((hashed, sizes, *_others(words)), new))
            kept[new] = self._kept_of(found[new])
        unlike = self._unlike(spans.lengths, sizes, words, found, kept)
        if unlike.size:
            found[unlike] = self._of_others(spans.chosen(unlike), sizes[unlike] >> TAG)
        return found

    def _compiled_numbers(self, compiled: ModuleType, spans: Spans, sizes: _Numbers) -> NDArray[np.int32]:
        """The same by the compiled reader, which stops where there is no room for a new text."""
        found, row = np.empty(len(sizes), np.int32), 0
        texts = (*spans.arrays(), sizes)
        while row < len(found):
            table = (self._slots, self._kept, self._ends, self._bytes)
            row, self._count = compiled.numbers(*texts, found, *table, row, self._count, SIGNED_SEED)
            if row < len(found):
                self._make_room()
        unlike = np.flatnonzero(found == _UNLIKE)
        if unlike.size:
            found[unlike] = self._of_others(spans.chosen(unlike), sizes[unlike] >> TAG)
        return found

    def _make_room(self) -> None:
        """Make room for one more text of whatever length, and mostly for as many as there are."""
        count, end = self._count + 1, int(self._ends[self._count])
        if _ROOM * count > len(self._slots):
            self._grow(2 * count)
        self._kept, self._ends = _grown(self._kept, count), _grown(self._ends, count + 1)
        self._bytes = _grown(self._bytes, end + LONGEST + PADDING)

    def _kept_of(self, numbers: NDArray[np.int32]) -> _Rows:
        """What is at hand of texts, a row each. Of none it is anything."""
        rows: NDArray[np.void] = self._kept.view(f"V{8 * _KEPT}").reshape(-1)[numbers]
        return rows.view(np.uint64).reshape(-1, _KEPT)

    def _looked_up(self, hashed: _Hashes) -> tuple[NDArray[np.int32], _Rows]:
        """The number of the text that has each hash, FREE where there is none, and what is at hand of it."""
        slots = (hashed >> self._shift).view(np.int64)
        found: NDArray[np.int32] = self._slots[slots]
        kept = self._kept_of(found)
        on = np.flatnonzero((kept[:, _HASH] != hashed) & (found != _FREE))
        while on.size:
            slots[on] = (slots[on] + 1) & (len(self._slots) - 1)
            found[on] = self._slots[slots[on]]
            kept[on] = self._kept_of(found[on])
            on = on[(found[on] != _FREE) & (kept[on, _HASH] != hashed[on])]
        return found, kept

    def _added(self, spans: Spans, kept: _Kept) -> NDArray[np.int32]:
        """The numbers of texts that are not there yet; of those of one hash only one is taken in.

        Many are taken in by parts: they may be few, each many times.
        """
        most = max(_AT_ONCE, len(self._slots) // _ROOM)
        if len(spans.lengths) <= most:
            return self._added_at_once(spans, kept)
        found = np.full(len(spans.lengths), _FREE, np.int32)
        left = np.arange(len(found))
        while left.size:
            some = left[:most]
            found[some] = self._added_at_once(spans.chosen(some), _chosen(kept, some))
            left = left[most:]
            found[left] = self._looked_up(kept[0][left])[0]
            left, most = left[found[left] == _FREE], 4 * most
        return found

    def _added_at_once(self, spans: Spans, kept: _Kept) -> NDArray[np.int32]:
        """The same of few: each looks for a slot, and those of one hash come to the same one."""
        hashed = kept[0]
        if _ROOM * (self._count + len(hashed)) > len(self._slots):
            self._grow(self._count + len(hashed))
        slots = (hashed >> self._shift).view(np.int64)
        takers = np.zeros(len(hashed), np.int32)
        left = np.arange(len(hashed), dtype=np.int32)
        while left.size:
            own = slots[left]
            free = left[self._slots[own] == _FREE][::-1]
            self._slots[slots[free]] = _TAKEN - free  # of several the last stays, which is the first text
            taker = _TAKEN - self._slots[own]
            alike = (taker >= 0) & (hashed[np.maximum(taker, 0)] == hashed[left])
            takers[left[alike]] = taker[alike]
            left = left[~alike]
            slots[left] = (slots[left] + 1) & (len(self._slots) - 1)
        first = np.flatnonzero(takers == np.arange(len(takers)))
        numbers = np.zeros(len(takers), np.int32)
        numbers[first] = np.arange(self._count, self._count + len(first))
        self._slots[slots[first]] = numbers[first]
        self._put_down(spans.chosen(first), _chosen(kept, first))
        return numbers[takers]

    def _grow(self, count: int) -> None:
        """Make slots for so many texts, and more."""
        self._slots, self._shift = _free_slots((_ROOM * count).bit_length())
        every = np.arange(self._count)
        numbers = np.delete(every, list(self._others.values())) if self._others else every
        slots = (self._kept[numbers, _HASH] >> self._shift).view(np.int64)
        while numbers.size:
            free = self._slots[slots] == _FREE
            self._slots[slots[free]] = numbers[free]
            left = self._slots[slots] != numbers  # another has been there, or has come at once
            numbers, slots = numbers[left], (slots[left] + 1) & (len(self._slots) - 1)

    def _put_down(self, spans: Spans, kept: _Kept) -> None:
        """Take texts in, without a slot."""
        begin, count, end = self._count, self._count + len(spans.lengths), int(self._ends[self._count])
        ends = end + np.cumsum(spans.lengths)
        self._kept = _grown(self._kept, count)
        self._ends, self._bytes = _grown(self._ends, count + 1), _grown(self._bytes, int(ends[-1]) + PADDING)
        for place, column in enumerate(kept):
            self._kept[begin:count, place] = column
        self._ends[begin + 1 : count + 1] = ends
        self._bytes[end : int(ends[-1])] = copied(spans)
        self._count = count

    def _unlike(
        self, lengths: _Numbers, sizes: _Numbers, words: Columns, found: NDArray[np.int32], kept: _Rows
    ) -> _Numbers:
        """The rows whose text is another than that of the number found, which has the same hash."""
        alike = (kept[:, _SIZE] == sizes.view(np.uint64)) & (kept[:, _SECOND] == words[1])
        if len(words) > 2:
            alike &= kept[:, _THIRD] == words[2]
        if len(words) > _WORDS:
            rows = np.flatnonzero(alike & (lengths > 8 * _WORDS))
            known = Spans(self._bytes, self._ends[found[rows]], lengths[rows]).words()
            for own, other in zip(words[_WORDS:], known[_WORDS:], strict=False):
                alike[rows] &= own[rows] == other
        return np.flatnonzero(~alike)

    def _of_others(self, spans: Spans, tags: _Numbers) -> list[int]:
        """The numbers of texts that have no slots."""
        texts = [(tag, spans.one(row)) for row, tag in enumerate(tags.tolist())]
        rows = {text: row for row, text in enumerate(texts) if text not in self._others}
        if rows:
            self._others.update(zip(rows, range(self._count, self._count + len(rows)), strict=True))
            own = np.fromiter(rows.values(), np.int64, len(rows))
            none = np.zeros(len(own), np.uint64)
            self._put_down(spans.chosen(own), (none, spans.lengths[own] | tags[own] << TAG, none, none))
        return [self._others[text] for text in texts]


def _chosen(kept: _Kept, rows: NDArray[Any]) -> _Kept:
    return kept[0][rows], kept[1][rows], kept[2][rows], kept[3][rows]


def _others(words: Columns) -> tuple[_Hashes, _Hashes]:
    """The second words and the third ones."""
    return words[1], words[2] if len(words) > 2 else np.zeros(len(words[1]), np.uint64)


def _free_slots(bits: int) -> tuple[NDArray[np.int32], np.uint64]:
    """So many slots as a power of two, and by how much a hash is shifted to point at one."""
    return np.full(1 << bits, _FREE, np.int32), np.uint64(64 - bits)


def _grown(array: NDArray[Any], least: int) -> NDArray[Any]:
    """The array, or a larger one that begins with it."""
    if len(array) >= least:
        return array
    grown = np.zeros((max(least, 2 * len(array)), *array.shape[1:]), array.dtype)
    grown[: len(array)] = array
    return grown
