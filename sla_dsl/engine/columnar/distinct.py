"""Numbers → those that there are, each once, from the least to the greatest."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

_CLOSE = 1 << 16


def distinct(numbers: NDArray[Any]) -> NDArray[Any]:
    """As `np.unique`; quicker where the numbers lie close together, as those of periods do."""
    if not len(numbers):
        return numbers
    least, most = int(numbers.min()), int(numbers.max())
    if most - least > _CLOSE:
        # Asked for numbers alone, it would first import masked arrays, to see whether these are such.
        return np.unique(numbers, return_counts=True)[0]
    there = np.zeros(most - least + 1, bool)
    there[numbers - least] = True
    return np.flatnonzero(there) + least
