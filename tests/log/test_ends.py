"""Where values end, of whatever length, wherever they stand."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from sla_dsl.log.ends import QUOTE, SCALAR, bytes_at, ended, wholly_ended
from sla_dsl.log.words import words_at

SIGNS = b"abc01.-:{[ \xc3\xa4\x80\xff!#"


def random_bytes(rnd: Random, length: int) -> bytes:
    return bytes(rnd.choice(SIGNS) for _ in range(length))


@pytest.mark.parametrize("skip", [0, 1, 7, 8, 9, 16])
@pytest.mark.parametrize("end", [b'"', b",", b"}"])
def test_values_end_at_the_first_sign(skip, end):
    rnd = Random(skip)
    texts = [random_bytes(rnd, length) for length in (*range(40), 0, 3)]
    line = b"".join(random_bytes(rnd, skip) + text + end + b'",}' + random_bytes(rnd, 3) for text in texts)
    starts = np.cumsum([0, *(skip + len(text) + 7 for text in texts[:-1])])
    raw = np.frombuffer(line + b'",}' * 40, np.uint8)
    found = ended(words_at(raw, starts, 9), skip, QUOTE if end == b'"' else SCALAR)
    assert found.lengths.tolist() == [len(text) for text in texts]
    assert not found.open.any()
    for row, text in enumerate(texts):
        assert b"".join(int(word[row]).to_bytes(8, "little") for word in found.words).rstrip(b"\0") == text


def test_what_does_not_end_in_the_words_is_open():
    raw = np.frombuffer(b"x" * 15 + b'"' + b"y" * 16 + b'"' + b"z" * 64, np.uint8)
    found = ended(words_at(raw, np.array([0, 16, 17]), 2), 0, QUOTE)
    assert found.lengths.tolist() == [15, 16, 15]
    assert found.open.tolist() == [False, True, False]


@pytest.mark.parametrize("seed", range(20))
def test_texts_of_any_length(seed):
    rnd = Random(seed)
    lengths = [rnd.choice((0, 7, 8, 15, 16, 40, 63, 64, 65, 100, 511, 512, 600, 5000)) for _ in range(30)]
    texts = [random_bytes(rnd, length) for length in lengths]
    block = b"".join(text + b'"' for text in texts)
    raw = np.frombuffer(block + b'",}' * 64, np.uint8)
    starts = np.cumsum([0, *(length + 1 for length in lengths[:-1])])
    wide = rnd.choice((1, 2, 4))
    found = wholly_ended(ended(words_at(raw, starts, wide), 0, QUOTE), raw, starts, len(block))
    assert found.lengths.tolist() == lengths
    assert not found.open.any()


def test_a_text_without_an_end_goes_to_the_end_of_the_block():
    for length in (70, 1000):
        block = b"x" * length
        raw = np.frombuffer(block + b'",}' * 64, np.uint8)
        start = np.array([0])
        found = wholly_ended(ended(words_at(raw, start, 2), 0, QUOTE), raw, start, length)
        assert found.lengths.tolist() == [length]


def test_bytes_are_taken_out_of_rows():
    raw = np.arange(64, dtype=np.uint8)
    rows = words_at(raw, np.array([0, 5]), 3)
    for skip in range(16):
        for count in range(1, 9):
            found = bytes_at(rows, skip, count)
            assert [int(word).to_bytes(8, "little")[:count] for word in found] == [
                bytes(range(start + skip, start + skip + count)) for start in (0, 5)
            ]
            assert [int(word) >> 8 * count for word in found] == [0, 0]
