"""Known names are found, and no others."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from sla_dsl.log.known_names import LONGEST_NAME, MOST_NAMES, KnownNames
from sla_dsl.log.words import spans_of


def numbers(known: KnownNames, texts: list[bytes]) -> list[int | None]:
    """What each text is found to be."""
    words = spans_of([text.ljust(8 * known.width, b"\0") for text in texts]).words()[: known.width]
    found, good = known.numbers(words)
    return [number if is_known else None for number, is_known in zip(found.tolist(), good.tolist(), strict=True)]


@pytest.mark.parametrize("seed", range(10))
def test_each_name_has_its_number(seed):
    rnd, known, names = Random(seed), KnownNames(), list[bytes]()
    while len(names) < rnd.choice((1, 5, MOST_NAMES)):
        name = bytes(rnd.choice(b"abc_\xc3") for _ in range(rnd.randrange(LONGEST_NAME + 1)))
        if name not in names:
            names.append(name)
        assert known.learn(name) == names.index(name)
        if rnd.random() < 0.2:
            assert numbers(known, names) == list(range(len(names)))
    others = [name + b"x" for name in names] + [name[:-1] for name in names] + [b"?"]
    others = [one for one in others if one not in names and len(one) < 8 * known.width]
    assert numbers(known, names + others) == [*range(len(names)), *(None for _ in others)]
    assert [known.name(number) for number in range(len(known))] == names


def test_what_is_too_long_or_too_much_is_not_known():
    known = KnownNames()
    assert known.learn(b"x" * (LONGEST_NAME + 1)) is None
    for number in range(100):
        assert known.learn(b"%d" % number) == (number if number < MOST_NAMES else None)
    assert len(known) == MOST_NAMES
    assert known.learn(b"7") == 7


def test_a_name_that_is_empty():
    known = KnownNames()
    known.learn(b"")
    assert numbers(known, [b"", b"a"]) == [0, None]
    assert known.numbers((np.zeros(2, np.uint64),))[1].all()
