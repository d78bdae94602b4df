"""Names in one piece of memory are the texts they were made of."""

import pickle

import numpy as np
import pytest

from sla_dsl.log.names import JoinedNames, Names, names_of, one_after_the_other
from sla_dsl.log.numbers import Numbers
from sla_dsl.model.columns import texts_of

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


@pytest.mark.parametrize("numbers", [[], [0], [0, 0], [5, 4, 3, 2, 1, 0], [1, 1, 5], [2, 4], [5]])
def test_many_at_a_time(numbers):
    for names in (names_of(TEXTS), joined(TEXTS[:2], [], TEXTS[2:3], TEXTS[3:])):
        own = [TEXTS[number] for number in numbers]
        asked = np.array(numbers, np.int32)
        assert names.take(asked) == own
        assert texts_of(names.rows(asked)) == own
        assert names.lengths(asked).tolist() == [len(text.encode("utf-8", "surrogatepass")) for text in own]


def joined(*parts: list[str]) -> JoinedNames:
    names = JoinedNames()
    starts = [names.add(names_of(part)) for part in parts]
    assert starts == [sum(map(len, parts[:number])) for number in range(len(parts))]
    return names


def test_names_of_several_partitions():
    names = joined(TEXTS[:2], [], TEXTS[2:])
    assert len(names) == len(TEXTS)
    assert list(names) == TEXTS
    assert names[-1] == TEXTS[-1]
    assert names[1:4] == TEXTS[1:4]
    with pytest.raises(IndexError):
        names[len(TEXTS)]


def test_names_are_taken_as_they_are():
    names = Names(b"abc", np.array([0, 1, 1, 3]))
    assert list(names) == ["a", "", "bc"]
    assert names_of(names) is names
    assert list(names_of(TEXTS)) == TEXTS


def test_hashes_are_of_the_texts():
    many = [*TEXTS, *(f"O-{number}" for number in range(20_000)), "a", "a\x00"]
    names, other = names_of(many), names_of(many[::-1])
    hashes = names.hashes(np.arange(len(many)))
    assert hashes.tolist() == other.hashes(np.arange(len(many)))[::-1].tolist()
    assert len(set(hashes.tolist())) == len(many)
    assert names.hashes(np.array([3, 3, 0])).tolist() == hashes[[3, 3, 0]].tolist()
    assert names.hashes(np.zeros(0, np.int64)).tolist() == []


def test_tables_are_put_one_after_the_other():
    tables = [names_of(["a", "", "L-1"]), names_of([]), names_of(["\u00e4"])]
    assert list(one_after_the_other(tables)) == ["a", "", "L-1", "\u00e4"]
    assert list(one_after_the_other([])) == []


def test_a_table_does_not_go_along():
    table = Numbers()
    table.of(["a", "b"])
    names = table.names()
    names.table = table
    again = pickle.loads(pickle.dumps(names))
    assert list(again) == ["a", "b"]
    assert again.table is None
