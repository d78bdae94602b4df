"""Words that mean something in a clause, and slips of such words, in values without quotes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sla_dsl.model.words import _CLAUSE_WORDS, _slip, clause_words_in

LETTERS = "abcdefghijklmnopqrstuvwxyz" + "ſ\u212aıİ"  # some of other scripts, which are small or large letters of these


def slips(word: str) -> Iterator[str]:
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        yield from (before + letter + after for letter in LETTERS)
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in LETTERS)
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]


def unspared(value: str) -> bool:
    """Whether the patterns find anything, without what spares the longer one."""
    return bool(_CLAUSE_WORDS.search(value) or _slip().search(value))


@pytest.mark.parametrize("word", ["known", "missing"])
def test_a_slip_that_is_the_whole_value(word: str) -> None:
    found = 0
    for slip in slips(word):
        for written in (slip, slip.upper()):
            meant = clause_words_in(written)
            assert meant == ((0, len(written)) if unspared(written) else None), written
            found += meant is not None
    assert found > 500


@pytest.mark.parametrize("word", ["unless", "otherwise", "within"])
def test_a_slip_after_another_word(word: str) -> None:
    found = 0
    for slip in slips(word):
        value = f"price {slip} more"
        meant = clause_words_in(value)
        assert meant == ((6, 6 + len(slip)) if unspared(value) else None), value
        found += meant is not None
    assert found > 300


@pytest.mark.parametrize(
    ("value", "span"),
    [
        ("knwon", (0, 5)),
        ("KNWON", (0, 5)),
        ("price unles the lead replies", (6, 11)),
        ("price unlesss", (6, 13)),
        ("unles", None),
        ("a knwon", None),
        ("known", (0, 5)),
        ("partner", None),
        ("sunless", None),
        ("price sunless", (6, 13)),
        ("within reach", (0, 6)),
        ("", None),
    ],
)
def test_where_it_stands(value: str, span: tuple[int, int] | None) -> None:
    assert clause_words_in(value) == span
