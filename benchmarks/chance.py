"""Lead and question → a number in [0, 1), the same for ever: chance without a state, so that blocks change nothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

SEED = 0x5A4C_41C0_DE20_2600


def chance(of: Whole, question: int) -> Numbers:
    """A share in [0, 1) for each number and question: SplitMix64, whose bits do not depend on a release of numpy."""
    mixed = of.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed += np.uint64((SEED + question * 0xD1B54A32D192ED03) % 2**64)
    mixed ^= mixed >> np.uint64(30)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(27)
    mixed *= np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return (mixed >> np.uint64(11)).astype(np.float64) * 2.0**-53


def wait(of: Whole, question: int, mean: float) -> Numbers:
    """An exponential wait of this mean, in the mean's unit, above zero."""
    return -mean * np.log1p(-chance(of, question)) + mean / 1000
