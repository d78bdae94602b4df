"""Numbers that lie in one word with their places come out as a stable sort leaves them."""

from random import Random

import numpy as np
import pytest

from sla_dsl.engine.columnar.distinct import distinct
from sla_dsl.engine.columnar.sorting import places_in_order


def expected(numbers: list[int]) -> list[int]:
    return sorted(range(len(numbers)), key=numbers.__getitem__)


@pytest.mark.parametrize("span", [1, 3, 1 << 20, 1 << 40, 1 << 59, 1 << 61])
@pytest.mark.parametrize("step", [1, 1000])
@pytest.mark.parametrize("seed", range(3))
def test_any_numbers(span, step, seed):
    """Where place and number have no room in one word, the last bits of the number are left out at first."""
    rnd = Random(seed)
    numbers = [rnd.randrange(span) // step * step - span // 2 for _ in range(500)]
    numbers += [number + rnd.randrange(-3, 4) for number in numbers]
    assert places_in_order(np.array(numbers)).tolist() == expected(numbers)


def test_what_is_in_order_stays():
    for numbers in ([], [5], [5, 5, 5], [-(1 << 62), 0, 1, 1 << 61], list(range(100))):
        assert places_in_order(np.array(numbers, np.int64)).tolist() == list(range(len(numbers)))


def test_small_types():
    for type_ in (np.int8, np.int16, np.int32):
        assert places_in_order(np.array([3, -1, 3, 0, 100], type_)).tolist() == [1, 3, 0, 2, 4]


@pytest.mark.parametrize("span", [1, 50, 1 << 20, 1 << 60])
def test_each_number_once(span):
    numbers = [Random(span).randrange(span) - span // 3 for _ in range(300)]
    assert distinct(np.array(numbers)).tolist() == sorted({*numbers})
    assert distinct(np.zeros(0, np.int32)).tolist() == []
