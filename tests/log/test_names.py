"""Names in one piece of memory are the texts they were made of."""

import pytest

from sla_dsl.log.names import names_of

TEXTS = ["", "L-1", "näin", "\ud800", "日本語", "L" * 1000]


def test_the_texts_come_back():
    names = names_of(TEXTS)
    assert len(names) == len(TEXTS)
    assert list(names) == TEXTS
    assert names[-1] == TEXTS[-1]
    assert names[1:4] == TEXTS[1:4]


def test_a_number_that_is_none():
    with pytest.raises(IndexError):
        names_of(TEXTS)[len(TEXTS)]
