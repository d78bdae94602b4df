"""The order of many numbers: quickest where each lies in one word with its place."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sla_dsl.clock.columns import Places

_BITS = 64


def places_in_order(numbers: NDArray[np.integer[Any]]) -> Places:
    """The places of the numbers from the least to the greatest; of equal ones the first stands first."""
    if not len(numbers):
        return np.zeros(0, np.int64)
    least, most = int(numbers.min()), int(numbers.max())
    place_bits = len(numbers).bit_length()
    if (most - least).bit_length() + place_bits > _BITS:
        return np.argsort(numbers, kind="stable")
    keys = (numbers.astype(np.int64) - least).view(np.uint64)
    keys <<= np.uint64(place_bits)
    keys |= np.arange(len(numbers), dtype=np.uint64)
    keys.sort()
    keys &= np.uint64((1 << place_bits) - 1)
    return keys.view(np.int64)
