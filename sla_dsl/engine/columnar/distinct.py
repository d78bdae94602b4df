"""Numbers → those that there are, each once, from the least to the greatest."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def distinct(numbers: NDArray[Any]) -> NDArray[Any]:
    """As `np.unique`, which of numbers alone first imports masked arrays, to ask whether they are such."""
    return np.unique(numbers, return_counts=True)[0]
