"""Texts in bytes, many at a time."""

from __future__ import annotations

import json
import re
from random import Random

import numpy as np
import pytest

from sla_dsl.log.words import (
    LONGEST,
    PADDING,
    Spans,
    are_among,
    are_decimals,
    are_digits,
    copied,
    joined,
    put_down,
    spans_of,
)

pytestmark = pytest.mark.usefixtures("twin")

TEXTS = (b"", b"0", b"00", b"01", b"7", b"10", b"-1", b"+1", b"1.5", b"0.5", b".5", b"5.", b"00.5", b"1.5.5", b"1..5", b"1,5",
         b"12345678", b"123456789", b"1234567.", b"1234567.9", b"1234567890123456", b"12345678901234567", b"1234567890.12345",
         b"1e5", b"true", b"truee", b"null", b"1/2", b"1:2", b"1 2", b"\xb2", b"12345678\xb2", b"x" * 80)  # fmt: skip


def test_numbers_as_json_writes_them():
    spans = spans_of(TEXTS)
    whole = [re.fullmatch(rb"0|[1-9][0-9]{0,15}", text) is not None for text in TEXTS]
    point = [len(text) <= 16 and re.fullmatch(rb"(0|[1-9][0-9]*)(\.[0-9]+)?", text) is not None for text in TEXTS]
    for row, text in enumerate(TEXTS):
        if len(text) <= LONGEST:
            one = spans.chosen(np.array([row]))
            assert are_digits(one).tolist() == [whole[row]], text
            assert are_decimals(one).tolist() == [point[row]], text
            if point[row]:
                assert isinstance(json.loads(text), int | float)
    short = np.flatnonzero(spans.lengths <= LONGEST)
    assert are_decimals(spans.chosen(short)).tolist() == [
        one for one, text in zip(point, TEXTS, strict=True) if len(text) < 80
    ]


def test_words_of_few_letters():
    spans = spans_of([b"true", b"tru", b"truetrue", b"null", b"nullnulltrue", b""])
    assert are_among(spans, (b"true", b"null")).tolist() == [True, False, False, True, False, False]


@pytest.mark.parametrize("seed", range(20))
def test_texts_are_put_down_one_after_the_other(seed):
    rnd = Random(seed)
    texts = [
        bytes(rnd.randrange(256) for _ in range(rnd.choice((0, 1, 7, 8, 9, 16, 30, LONGEST))))
        for _ in range(rnd.randrange(40))
    ]
    order = list(range(len(texts)))
    rnd.shuffle(order)
    spans = spans_of(texts).chosen(np.array(order, np.int64))
    assert copied(spans).tobytes() == b"".join(texts[row] for row in order)
    gaps = [rnd.randrange(3) for _ in order]
    places = np.cumsum([gap + len(texts[row]) for gap, row in zip(gaps, order, strict=True)]) - spans.lengths
    into = np.zeros(int((places + spans.lengths).max(initial=0)) + PADDING, np.uint8)
    if order:
        put_down(spans, into, places)
    for place, row in zip(places.tolist(), order, strict=True):
        assert into[place : place + len(texts[row])].tobytes() == texts[row]


def test_what_is_known_of_texts_stays_with_them():
    bare = spans_of([b"abc", b"x" * 30, b"", b"y" * 17])
    known = bare._replace(known=bare.words())
    for rows in (np.array([0, 2]), np.array([3, 1, 0, 2]), np.array([True, False, True, True])):
        own, other = known.chosen(rows), bare.chosen(rows)
        assert [word.tolist() for word in own.words()][:2] == [word.tolist() for word in other.words()][:2]
        assert [own.one(row) for row in range(len(own.lengths))] == [other.one(row) for row in range(len(own.lengths))]


def test_texts_of_which_more_and_less_is_known_are_joined():
    bare = spans_of([b"abc", b"x" * 30, b"", b"y" * 17])
    one = bare.chosen(np.array([0, 2]))
    parts = [one._replace(known=one.words()), bare._replace(known=bare.words())]
    whole = joined(parts)
    assert [whole.one(row) for row in range(6)] == [b"abc", b"", b"abc", b"x" * 30, b"", b"y" * 17]
    plain = Spans(whole.raw, whole.starts, whole.lengths)
    assert [word.tolist() for word in whole.words()] == [word.tolist() for word in plain.words()]
    assert joined([one]) is one
