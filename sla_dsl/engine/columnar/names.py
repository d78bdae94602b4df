"""Many names in one piece of memory: a name takes its own bytes and eight more, where a list of texts takes seventy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import overload

import numpy as np

_AS_IS = "surrogatepass"


class Names(Sequence[str]):
    """Texts by number, each made anew when it is asked for."""

    __slots__ = ("_bytes", "_ends")

    def __init__(self, texts: Iterable[str]) -> None:
        encoded = [text.encode("utf-8", _AS_IS) for text in texts]
        self._bytes = b"".join(encoded)
        self._ends = np.cumsum([0, *map(len, encoded)], dtype=np.int64)

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, number: int, /) -> str: ...
    @overload
    def __getitem__(self, number: slice, /) -> list[str]: ...
    def __getitem__(self, number: int | slice, /) -> str | list[str]:
        if isinstance(number, slice):
            return [self[one] for one in range(*number.indices(len(self)))]
        number = range(len(self))[number]
        return self._bytes[self._ends[number] : self._ends[number + 1]].decode("utf-8", _AS_IS)
