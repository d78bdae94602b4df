"""Ids of a chunk are packed as msgpack packs a list, and hashed alike however they come."""

from __future__ import annotations

from random import Random

import msgspec
import numpy as np
import pytest

from sla_dsl.log.ids import packed_ids, packed_spans
from sla_dsl.log.words import spans_of

pytestmark = pytest.mark.usefixtures("twin")

IDS = [
    None,
    "",
    "e",
    "ev-0000000001",
    "\u00e4" * 15,
    "\u00e4" * 16,
    "x" * 31,
    "x" * 32,
    "x" * 255,
    "x" * 256,
    "x" * 70_000,
]


@pytest.mark.parametrize("longest", [3, 6, 8, 9, len(IDS)])
@pytest.mark.parametrize("seed", range(6))
def test_packed_as_a_list(longest, seed):
    rnd = Random(seed)
    ids = [rnd.choice(IDS[:longest]) for _ in range(rnd.randrange(1, 40))]
    packed, hashed = packed_ids(ids)
    if all(one is None for one in ids):
        assert (packed, hashed) == (None, None)
        return
    assert msgspec.msgpack.decode(packed) == ids
    assert ((hashed == 0) == [one is None for one in ids]).all()
    by_text = dict(zip(ids, hashed.tolist(), strict=True))
    assert [by_text[one] for one in ids] == hashed.tolist()


def test_rows_in_any_order():
    spans = spans_of([b"third", b"first"])
    packed, hashed = packed_spans(spans, np.array([2, 0]), 4)
    assert msgspec.msgpack.decode(packed) == ["first", None, "third", None]
    assert hashed.tolist() == packed_ids(["first", None, "third", None])[1].tolist()
