"""Many names in one piece of memory: a name takes its own bytes and eight more, where a list of texts takes seventy."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Protocol, overload

import numpy as np
from numpy.typing import NDArray

from sla_dsl.log.words import Spans, copied, padded, text_hashes
from sla_dsl.model.columns import AS_IS, FILL, TextRows, texts_of

_SHORT = 64
"""Where no name has more bytes, nobody asks which of them have fewer."""


class NamesByNumber(Protocol):
    """Names that are looked up by their numbers, many at a time."""

    def __getitem__(self, number: int, /) -> str:
        """A name as text."""

    def lengths(self, numbers: NDArray[np.integer[Any]], /) -> NDArray[np.int64]:
        """How many bytes each name has."""

    def width(self, numbers: NDArray[np.integer[Any]], /) -> int:
        """How many bytes none of these names has more than."""

    def rows(self, numbers: NDArray[np.integer[Any]], /) -> TextRows:
        """The names as rows of bytes, in the order of the numbers."""

    def take(self, numbers: NDArray[np.integer[Any]], /) -> list[str]:
        """The names as texts, in the order of the numbers."""


class Numbering(Protocol):
    """Gives texts their numbers, as they come."""

    def of_spans(self, spans: Spans, /) -> NDArray[np.int32]:
        """The number of each text."""

    def names(self) -> Names:
        """All texts, by number."""


class Names(Sequence[str]):
    """Texts by number, each made anew when it is asked for.

    `joined` are their bytes, one after the other; name n is [`ends`[n], `ends`[n + 1]) of them. `table` gives texts
    their numbers, these first, where it is still at hand; it does not go along to another process.
    """

    __slots__ = ("_longest", "ends", "joined", "table")

    def __init__(self, joined: bytes, ends: NDArray[np.int64], table: Numbering | None = None) -> None:
        self.joined, self.ends, self.table = joined, ends, table
        self._longest = -1  # it is looked for when it is asked for

    def __reduce__(self) -> tuple[type[Names], tuple[bytes, NDArray[np.int64]]]:
        return Names, (self.joined, self.ends)

    def __len__(self) -> int:
        return len(self.ends) - 1

    @overload
    def __getitem__(self, number: int, /) -> str: ...
    @overload
    def __getitem__(self, number: slice, /) -> list[str]: ...
    def __getitem__(self, number: int | slice, /) -> str | list[str]:
        if isinstance(number, slice):
            return [self[one] for one in range(*number.indices(len(self)))]
        number = range(len(self))[number]
        return self.joined[self.ends[number] : self.ends[number + 1]].decode("utf-8", AS_IS)

    def lengths(self, numbers: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
        """How many bytes each name has."""
        lengths: NDArray[np.int64] = self.ends[numbers + 1] - self.ends[numbers]
        return lengths

    @property
    def longest(self) -> int:
        """How many bytes the longest of all names has."""
        if self._longest < 0:
            self._longest = int(np.diff(self.ends).max(initial=0))
        return self._longest

    def width(self, numbers: NDArray[np.integer[Any]]) -> int:
        """How many bytes none of these names has more than."""
        return self.longest if self.longest <= _SHORT else int(self.lengths(numbers).max(initial=0))

    def rows(self, numbers: NDArray[np.integer[Any]]) -> TextRows:
        """The names as rows of bytes, in the order of the numbers."""
        starts, lengths = self.ends[numbers], self.lengths(numbers)
        width = int(lengths.max(initial=0))
        rows = self._stretches(starts, width)
        if width and int(lengths.min()) < width:
            rows[np.arange(width) >= lengths[:, None]] = FILL
        return rows

    def _stretches(self, starts: NDArray[np.int64], width: int) -> TextRows:
        """So many bytes from each start on; what lies beyond the last byte is anything."""
        whole = np.frombuffer(self.joined, np.uint8)
        last = len(whole) - width
        if not width:
            return np.zeros((len(starts), 0), np.uint8)
        windows = np.lib.stride_tricks.as_strided(whole, (last + 1, width), (1, 1), writeable=False)
        rows = windows[np.minimum(starts, last)]
        late = np.flatnonzero(starts > last)
        if len(late):
            places = starts[late, None] + np.arange(width)
            rows[late] = whole[np.minimum(places, len(whole) - 1)]
        return rows

    def take(self, numbers: NDArray[np.integer[Any]]) -> list[str]:
        """The names as texts, in the order of the numbers."""
        return texts_of(self.rows(numbers))

    def spans(self) -> Spans:
        """Where the names lie in their bytes."""
        return Spans(padded(self.joined), self.ends[:-1], np.diff(self.ends))

    def chosen(self, numbers: NDArray[Any]) -> Names:
        """Some of the names, by numbers anew."""
        spans = self.spans().chosen(numbers)
        return Names(copied(spans).tobytes(), np.concatenate((np.zeros(1, np.int64), np.cumsum(spans.lengths))))

    def encoded(self, first: int = 0) -> list[bytes]:
        """The bytes of the names from one on."""
        ends = self.ends[first:].tolist()
        return [self.joined[start:end] for start, end in pairwise(ends)]

    def hashes(self, numbers: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
        """A number for each name; it is the same for the same text, and seldom for another."""
        return text_hashes(self.spans().chosen(numbers)).view(np.int64)


def names_of(texts: Iterable[object]) -> Names:
    """The texts as names; themselves, if that is what they are."""
    if isinstance(texts, Names):
        return texts
    own = [*map(str, texts)]
    whole = "".join(own)
    sized = own if whole.isascii() else [text.encode("utf-8", AS_IS) for text in own]
    ends = np.zeros(len(own) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, sized), np.int64, len(own)), out=ends[1:])
    return Names(whole.encode("utf-8", AS_IS), ends)


def one_after_the_other(tables: Sequence[Names]) -> Names:
    """The names of several tables, in one."""
    sizes = np.cumsum([0, *(len(table.joined) for table in tables)])
    ends = [table.ends[1:] + size for table, size in zip(tables, sizes, strict=False)]
    return Names(b"".join([table.joined for table in tables]), np.concatenate([np.zeros(1, np.int64), *ends]))


class JoinedNames(Sequence[str]):
    """The names of several partitions one after the other."""

    def __init__(self) -> None:
        self._parts: list[Names] = []
        self._starts = [0]

    def add(self, names: Names) -> int:
        """Take in the names of a partition, once; gives the number that its first one has from now on."""
        if self._parts and self._parts[-1] is names:
            return self._starts[-2]
        start = self._starts[-1]
        self._parts.append(names)
        self._starts.append(start + len(names))
        return start

    def __len__(self) -> int:
        return self._starts[-1]

    @overload
    def __getitem__(self, number: int, /) -> str: ...
    @overload
    def __getitem__(self, number: slice, /) -> list[str]: ...
    def __getitem__(self, number: int | slice, /) -> str | list[str]:
        if isinstance(number, slice):
            return [self[one] for one in range(*number.indices(len(self)))]
        number = range(len(self))[number]
        part = bisect_right(self._starts, number) - 1
        return self._parts[part][number - self._starts[part]]

    def lengths(self, numbers: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
        """How many bytes each name has."""
        lengths = np.zeros(len(numbers), np.int64)
        for names, own, local in self._dealt(numbers):
            lengths[own] = names.lengths(local)
        return lengths

    def width(self, numbers: NDArray[np.integer[Any]]) -> int:
        """How many bytes none of these names has more than."""
        longest = max((names.longest for names in self._parts), default=0)
        return longest if longest <= _SHORT else int(self.lengths(numbers).max(initial=0))

    def rows(self, numbers: NDArray[np.integer[Any]]) -> TextRows:
        """The names as rows of bytes, in the order of the numbers."""
        if len(self._parts) == 1:
            return self._parts[0].rows(numbers)
        rows = np.full((len(numbers), self.width(numbers)), FILL, np.uint8)
        for names, own, local in self._dealt(numbers):
            part = names.rows(local)
            rows[own, : part.shape[1]] = part
        return rows

    def take(self, numbers: NDArray[np.integer[Any]]) -> list[str]:
        """The names as texts, in the order of the numbers."""
        return texts_of(self.rows(numbers))

    def _dealt(self, numbers: NDArray[np.integer[Any]]) -> Iterator[tuple[Names, Any, Any]]:
        """For each partition that has any of the numbers: its names, which these are, and what they are in it."""
        part = np.searchsorted(self._starts, numbers, side="right") - 1
        for number in np.flatnonzero(np.bincount(part, minlength=len(self._parts))).tolist():
            own = np.flatnonzero(part == number)
            yield self._parts[number], own, numbers[own] - self._starts[number]
