"""The order of many numbers: quickest where each lies in one word with its place."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sla_dsl.clock.columns import Places

_BITS, _HALF_BITS = 64, 32


def places_in_order(numbers: NDArray[np.integer[Any]]) -> Places:
    """The places of the numbers from the least to the greatest; of equal ones the first stands first."""
    if not len(numbers):
        return np.zeros(0, np.int64)
    since = numbers.astype(np.int64)
    since -= int(since.min())
    most, place_bits = int(since.max()), len(since).bit_length()
    if most.bit_length() + place_bits <= _HALF_BITS:
        return _sorted(since.astype(np.uint32), place_bits)
    beyond = most.bit_length() + place_bits - _BITS
    if beyond <= 0:
        return _sorted(since.view(np.uint64), place_bits)
    # The last bits have no room. They seldom matter: instants are mostly whole milliseconds, and mostly in order.
    since >>= beyond
    places = _sorted(since.view(np.uint64), place_bits)
    found = numbers[places]
    return places if bool((found[1:] >= found[:-1]).all()) else np.argsort(numbers, kind="stable")


def _sorted(keys: NDArray[Any], place_bits: int) -> Places:
    """The places, from numbers that have room for them beside."""
    keys <<= keys.dtype.type(place_bits)
    keys |= np.arange(len(keys), dtype=keys.dtype)
    keys.sort()
    keys &= keys.dtype.type((1 << place_bits) - 1)
    return keys.astype(np.int64)
