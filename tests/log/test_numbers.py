"""Texts get one number each, whatever their length, their order and their hashes."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from sla_dsl.log import numbers, words
from sla_dsl.log.numbers import Numbers
from sla_dsl.log.words import Spans, hashes, padded, spans_of, text_hashes

pytestmark = pytest.mark.usefixtures("twin")

TEXTS = ["", "a", "L-1", "\u00e4" * 4, "x" * 8, "x" * 9, "x" * 16, "x" * 17, "y" + "x" * 16, "x" * 64, "x" * 65, "z" * 1000,
         "00Q000000104729", "00Q000000104730", "\x00", "\x00\x00", "a\x00"]  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
def test_numbers_come_as_the_texts_do(seed):
    rnd = Random(seed)
    known: dict[str, int] = {}
    table = Numbers()
    for _ in range(8):
        texts = [
            rnd.choice(TEXTS) if rnd.random() < 0.3 else f"L-{rnd.randrange(3000)}" for _ in range(rnd.randrange(400))
        ]
        found = table.of(texts).tolist()
        for text, number in zip(texts, found, strict=True):
            assert known.setdefault(text, number) == number
        assert len(table) == len(known)
        assert [known[text] for text in table.names()] == list(range(len(known)))


def test_the_first_text_has_the_first_number():
    texts = [f"L-{number}" for number in range(1000)]
    for step in (1, 7, 1000):
        table = Numbers()
        found = [one for first in range(0, 1000, step) for one in table.of(texts[first : first + step]).tolist()]
        assert found == list(range(1000))


def colliding(count: int) -> list[bytes]:
    """Texts of sixteen bytes that have one hash: the second word makes up for the first."""
    firsts = np.array([int.from_bytes(f"{number:08}".encode(), "little") for number in range(count)], np.uint64)
    state = np.full(count, 16, np.uint64) + np.uint64(words._SEED)
    words._mix(state, firsts)
    seconds = state ^ state[0] ^ np.uint64(int.from_bytes(b"ABCDEFGH", "little"))
    return [
        int(one).to_bytes(8, "little") + int(two).to_bytes(8, "little")
        for one, two in zip(firsts, seconds, strict=True)
    ]


def test_texts_of_one_hash_are_told_apart():
    texts = colliding(300)
    assert len(np.unique(text_hashes(spans_of(texts)))) == 1
    table = Numbers()
    for _ in range(2):
        assert table.of_spans(spans_of(texts[:10])).tolist() == list(range(10))
    table.of([f"L-{number}" for number in range(500)])  # the table grows, and gives out its slots anew
    assert table.of_spans(spans_of(texts[:10])).tolist() == list(range(10))
    assert table.of_spans(spans_of(texts)).tolist() == [*range(10), *range(510, 800)]
    assert table.names().encoded()[510:] == texts[10:]


def test_texts_that_ask_for_one_slot_find_others(monkeypatch):
    monkeypatch.setattr(numbers, "hashes", lambda own, lengths: hashes(own, lengths) >> np.uint64(20))
    table, texts = Numbers(), [f"L-{number}" for number in range(700)]
    assert table.of(texts).tolist() == list(range(700))
    assert table.of(texts[::-1]).tolist() == list(range(700))[::-1]


def test_a_hash_does_not_depend_on_where_and_beside_what_a_text_stands():
    alone = [int(text_hashes(spans_of([text.encode()]))[0]) for text in TEXTS]
    assert text_hashes(spans_of([text.encode() for text in TEXTS])).tolist() == alone
    raw = padded(b"??" + b"x" * 17 + b"!!")
    assert text_hashes(Spans(raw, np.array([2]), np.array([17]))).tolist() == [alone[TEXTS.index("x" * 17)]]


def test_a_text_with_another_tag_is_another():
    table = Numbers()
    texts = [b"a", b"a", b"b", b"x" * 100, b"x" * 100, b"a", b"y" * 20, b"y" * 20]
    tags = np.array([0, 5, 0, 1, 2, 5, 3, 3])
    found = table.of_spans(spans_of(texts), tags)
    assert table.of_spans(spans_of(texts), tags).tolist() == found.tolist()
    assert len(set(zip(texts, tags.tolist(), strict=True))) == len(table) == len(set(found.tolist())) == 6
    for number in range(7):
        own = zip(table.texts(min(number, len(table))), table.tags(min(number, len(table))), strict=True)
        asked = {
            (text, tag) for text, tag, one in zip(texts, tags.tolist(), found.tolist(), strict=True) if one >= number
        }
        assert set(own) == asked


@pytest.mark.parametrize("distinct", [1, 10, 3000])
def test_many_new_texts_at_once_of_which_some_are_the_same(distinct):
    table, texts = Numbers(), [f"lead-{number % distinct}" for number in range(6000)]
    assert table.of(texts).tolist() == [number % distinct for number in range(6000)]
    assert list(table.names()) == [f"lead-{number}" for number in range(distinct)]
