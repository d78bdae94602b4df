"""Texts and values, packed as bytes: what is seldom looked at takes little room, in memory or in the spill file."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sla_dsl.frozen import frozen
from sla_dsl.log.names import Names
from sla_dsl.log.store import Keep, Kept
from sla_dsl.model.values import Exact, Money, Value

_WIDEST = 1 << 62


@frozen
class Packed:
    """Texts that lie packed, in pieces; each piece begins at a number of `starts`, which has the end as its last."""

    starts: NDArray[np.int64]
    pieces: Sequence[Kept]

    def all(self) -> list[str]:
        """All texts."""
        return self.within(0, len(self.pieces))

    def within(self, first: int, last: int) -> list[str]:
        """All texts of the pieces [first, last)."""
        return [text for piece in self.pieces[first:last] for text in _unpacked(piece)]

    def take(self, numbers: NDArray[Any]) -> list[str | None]:
        """The texts of many numbers, in their order; every piece is unpacked once at most."""
        found: list[str | None] = [None] * len(numbers)
        order = np.argsort(numbers, kind="stable")
        bounds = np.searchsorted(numbers[order], self.starts)
        for piece, first, last, start in zip(self.pieces, bounds, bounds[1:], self.starts, strict=False):
            if first < last and len(texts := _unpacked(piece)):
                for place in order[first:last].tolist():
                    found[place] = texts[int(numbers[place] - start)]
        return found


@frozen
class KeptNames:
    """Names that are kept: their bytes, one after the other, and where each begins and the last one ends."""

    joined: Kept
    ends: Kept
    count: int

    def __len__(self) -> int:
        return self.count

    def within(self, first: int, last: int) -> Names:
        """The names with the numbers [first, last)."""
        ends = self.ends.take(first, last + 1)
        return Names(self.joined.take(int(ends[0]), int(ends[-1])).tobytes(), ends - ends[0])


def kept_names(names: Names, keep: Keep) -> KeptNames:
    """The names, put where they are kept."""
    return KeptNames(keep(np.frombuffer(names.joined, np.uint8)), keep(names.ends), len(names))


def _unpacked(piece: Kept) -> list[str]:
    packed = piece.take()
    texts: list[str] = _unpack(packed.tobytes()) if len(packed) else []
    return texts


def packed_piece(texts: Sequence[object], keep: Keep) -> Kept:
    """One piece of packed texts."""
    return keep(np.frombuffer(_pack(texts), np.uint8))


def packed_values(values: Sequence[Value], keep: Keep) -> Packed:
    """Typed values in one piece; `unpacked_values` gives them back as they were."""
    return Packed(np.array([0, len(values)]), [packed_piece([_token(value) for value in values], keep)])


def unpacked_values(values: Packed) -> list[Value]:
    """All values that were packed."""
    tokens: list[Any] = values.all()
    return [_value(token) for token in tokens]


def _token(value: Value) -> object:
    """A value as something that can be packed: a text, yes/no or short number as itself, else a list."""
    if isinstance(value, Money):
        return [_token(value.amount), value.currency]
    if isinstance(value, str | bool) or (isinstance(value, int) and -_WIDEST < value < _WIDEST):
        return value
    return [str(value)]


def _value(token: Any) -> Value:  # noqa: ANN401 - what was packed
    if not isinstance(token, list):
        value: Value = token
        return value
    if len(token) == 2:
        return Money(_exact(token[0]), token[1])
    return _exact(token)


def _exact(token: Any) -> Exact:  # noqa: ANN401 - what was packed
    if isinstance(token, list):
        return Fraction(token[0]) if "/" in token[0] else int(token[0])
    number: int = token
    return number


def _pack(values: object) -> bytes:
    import msgspec  # a log of flat lines that fits into memory is read without

    return msgspec.msgpack.encode(values)


def _unpack(packed: bytes | memoryview) -> Any:  # noqa: ANN401 - whatever was packed
    import msgspec

    return msgspec.msgpack.decode(packed)
