"""Following the oldest wait over arrays opens what one loop over all triggers opens."""

from random import Random

import numpy as np
import pytest

from sla_dsl.engine.columnar.opening import MANY, first_times, oldest_waits
from sla_dsl.engine.columnar.trials import Openings


def openings(owner, start, certain=None) -> Openings:
    owner, start = np.array(owner, np.int64), np.array(start, np.int64)
    sure = np.ones(len(owner), bool) if certain is None else np.array(certain, bool)
    return Openings(owner, None, start, np.arange(len(owner)), sure, by_breach=False)


def one_by_one(owner, start, until) -> list[bool]:
    closed, opened = {}, []
    for lead, begin, end in zip(owner, start, until, strict=True):
        opened.append(begin > closed.get(lead, -1))
        if opened[-1]:
            closed[lead] = end
    return opened


@pytest.mark.parametrize("subjects", [1, 3, MANY - 1, MANY, 4 * MANY])
@pytest.mark.parametrize("seed", range(5))
def test_the_oldest_wait_counts(subjects, seed):
    rnd = Random(seed)
    rows = sorted((rnd.randrange(subjects), rnd.randrange(50)) for _ in range(8 * subjects))
    owner, start = zip(*rows, strict=True)
    until = [begin + rnd.choice((0, 0, 1, 5, 40)) for begin in start]
    assert oldest_waits(openings(owner, start), np.array(until)).tolist() == one_by_one(owner, start, until)


def test_one_subject_with_a_hundred_thousand_cases():
    """As many steps as cases: a pass over all arrays for each would take minutes."""
    count = 100_000
    start = np.arange(count) * 10
    chosen = oldest_waits(openings(np.zeros(count), start), start + 15)
    assert chosen.tolist() == [True, False] * (count // 2)


def test_nothing_opens_nothing():
    assert oldest_waits(openings([], []), np.zeros(0, np.int64)).tolist() == []


def test_the_first_time_ends_with_the_first_certain_one():
    """Those before it might open one; those after it open none."""
    certain = [False, True, True, False, False, True, False]
    rows = openings([1, 1, 1, 1, 2, 2, 3], range(7), certain)
    assert first_times(rows).tolist() == [True, True, False, False, True, True, True]
