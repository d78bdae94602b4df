"""The order of many numbers: quickest where each lies in one word with its place."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sla_dsl.clock.columns import Places

_BITS, _HALF_BITS = 64, 32
_FINENESS = (1_000_000, 1_000)
"""Microseconds in a second and in a millisecond: most instants are no finer than that."""


def places_in_order(numbers: NDArray[np.integer[Any]]) -> Places:
    """The places of the numbers from the least to the greatest; of equal ones the first stands first."""
    if not len(numbers):
        return np.zeros(0, np.int64)
    since = numbers.astype(np.int64)
    since -= int(since.min())
    most, place_bits = int(since.max()), len(since).bit_length()
    if most.bit_length() + place_bits > _BITS:
        unit = next((unit for unit in _FINENESS if not (since % unit).any()), 1)
        since //= unit
        most //= unit
    if most.bit_length() + place_bits > _BITS:
        return np.argsort(numbers, kind="stable")
    if most.bit_length() + place_bits <= _HALF_BITS:
        return _sorted(since.astype(np.uint32), place_bits)
    return _sorted(since.view(np.uint64), place_bits)


def _sorted(keys: NDArray[Any], place_bits: int) -> Places:
    """The places, from numbers that have room for them beside."""
    keys <<= keys.dtype.type(place_bits)
    keys |= np.arange(len(keys), dtype=keys.dtype)
    keys.sort()
    keys &= keys.dtype.type((1 << place_bits) - 1)
    return keys.astype(np.int64)
