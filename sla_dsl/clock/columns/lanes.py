"""Searching many stretches of one array at a time: a lane is a stretch [low, high) with something to be found in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sla_dsl.model.columns import NEVER, Instants

__all__ = ["NEVER", "Instants", "Places", "first_above", "first_at_least"]

Places = NDArray[np.int64]
"""Places in another array."""


def first_at_least(values: NDArray[Any], low: Places, high: Places, wanted: NDArray[Any]) -> Places:
    """For each lane the first place whose value is at least the wanted one; values rise within a lane. `high` if none.

    Costs as many steps as the longest lane has binary digits, and each step only what the open lanes cost.
    """
    return _bisected(values, low, high, wanted, np.less)


def first_above(values: NDArray[Any], low: Places, high: Places, wanted: NDArray[Any]) -> Places:
    """For each lane the first place whose value is greater than the wanted one; `high` if none."""
    return _bisected(values, low, high, wanted, np.less_equal)


def _bisected(
    values: NDArray[Any],
    low: Places,
    high: Places,
    wanted: NDArray[Any],
    before: Callable[[NDArray[Any], NDArray[Any]], NDArray[np.bool_]],
) -> Places:
    low, high = low.astype(np.int64), high.astype(np.int64)
    lanes = np.flatnonzero(low < high)
    while len(lanes):
        middle = (low[lanes] + high[lanes]) >> 1
        ahead = before(values[middle], wanted[lanes])
        low[lanes] = np.where(ahead, middle + 1, low[lanes])
        high[lanes] = np.where(ahead, high[lanes], middle)
        lanes = lanes[low[lanes] < high[lanes]]
    return low
