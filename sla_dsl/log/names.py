"""Many names in one piece of memory: a name takes its own bytes and eight more, where a list of texts takes seventy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from sla_dsl.log.words import Spans, copied, padded

_AS_IS = "surrogatepass"


class Names(Sequence[str]):
    """Texts by number, each made anew when it is asked for.

    `joined` are their bytes, one after the other; name n is [`ends`[n], `ends`[n + 1]) of them.
    """

    __slots__ = ("ends", "joined")

    def __init__(self, joined: bytes, ends: NDArray[np.int64]) -> None:
        self.joined, self.ends = joined, ends

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
        return self.joined[self.ends[number] : self.ends[number + 1]].decode("utf-8", _AS_IS)

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
        return [self.joined[start:end] for start, end in zip(ends, ends[1:], strict=False)]


def names_of(texts: Iterable[object]) -> Names:
    """The texts as names."""
    if isinstance(texts, Names):
        return texts
    encoded = [str(text).encode("utf-8", _AS_IS) for text in texts]
    return Names(b"".join(encoded), np.cumsum([0, *map(len, encoded)], dtype=np.int64))
