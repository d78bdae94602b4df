"""Two threads examine what one would, in whatever order they come to it."""

from __future__ import annotations

import threading
from random import Random

import pytest

from sla_dsl.engine import judge, judge_columns
from sla_dsl.engine.columnar import examining
from sla_dsl.engine.columnar.side_by_side import side_by_side
from sla_dsl.engine.judge import make_terms
from sla_dsl.log.columns import column_log
from tests.engine.columnar.test_partitions import WHOLE, cut, log_of


@pytest.fixture(autouse=True)
def two_processors(monkeypatch):
    monkeypatch.setattr(examining, "has_two_processors", lambda: True)
    monkeypatch.setattr(examining, "LEAST", 1)
    monkeypatch.setattr(examining, "TOGETHER", 30)
    monkeypatch.setattr(examining, "_SAMPLED", 2)


@pytest.fixture
def threads(monkeypatch) -> set[int]:
    """The threads in which something was examined."""
    seen, examine = set(), examining.examine

    def noted(*asked):
        seen.add(threading.get_ident())
        return examine(*asked)

    monkeypatch.setattr(examining, "examine", noted)
    return seen


@pytest.mark.parametrize("partitions", [1, 2, 5, 40])
@pytest.mark.parametrize("seed", range(8))
def test_they_find_what_one_finds(seed, partitions):
    log = log_of(seed)
    assert judge_columns(WHOLE, cut(log, partitions, Random(seed))) == judge(WHOLE, log)
    assert threading.active_count() == 1


def test_both_do_something(monkeypatch):
    """Each waits at its first stretch until the other has come to one."""
    both, examine, seen = threading.Barrier(2, timeout=60), examining.examine, set()

    def waiting(*asked):
        if threading.get_ident() not in seen:
            seen.add(threading.get_ident())
            both.wait()
        return examine(*asked)

    monkeypatch.setattr(examining, "examine", waiting)
    log = log_of(1)
    assert judge_columns(WHOLE, column_log(log)) == judge(WHOLE, log)
    assert len(seen) == 2


def test_few_events_are_examined_in_one(monkeypatch, threads):
    log = log_of(1)
    monkeypatch.setattr(examining, "LEAST", len(log.events) + 1)
    assert judge_columns(WHOLE, column_log(log)) == judge(WHOLE, log)
    monkeypatch.setattr(examining, "LEAST", 1)
    monkeypatch.setattr(examining, "has_two_processors", lambda: False)
    assert judge_columns(WHOLE, column_log(log)) == judge(WHOLE, log)
    assert threads == {threading.get_ident()}


def test_what_goes_wrong_is_raised(monkeypatch):
    def failing(*_asked):
        raise ValueError("in either")

    monkeypatch.setattr(examining, "examine", failing)
    with pytest.raises(ValueError, match="in either"):
        judge_columns(WHOLE, column_log(log_of(1)))
    assert threading.active_count() == 1


def test_it_ends_when_nobody_waits_any_more():
    log = log_of(1)
    terms = make_terms(WHOLE, max(event.time for event in log.events), None, reasons=False)
    waiting = examining.examined_by_two(column_log(log), terms, list(WHOLE.clauses))
    next(waiting)
    waiting.close()
    assert threading.active_count() == 1


@pytest.mark.parametrize("count", [0, 1, 2, 3, 50])
@pytest.mark.parametrize("ahead", [0, 1, 5, 100])
def test_each_piece_is_done_once_and_comes_in_its_turn(count, ahead):
    done = []

    def piece(number):
        return lambda: (done.append(number), number)[1]

    assert list(side_by_side([piece(number) for number in range(count)], ahead)) == list(range(count))
    assert sorted(done) == list(range(count))


def test_no_piece_is_begun_too_early():
    begun, lock = [], threading.Lock()

    def piece(number):
        def do():
            with lock:
                begun.append(number)
            return number

        return do

    for taken, number in enumerate(side_by_side([piece(number) for number in range(30)], 3), 1):
        assert number == taken - 1
        with lock:
            assert len(begun) <= taken + 1 + 3


@pytest.mark.parametrize("wrong", range(6))
def test_what_a_piece_raises_comes_in_its_turn_at_the_latest(wrong):
    def piece(number):
        def do():
            if number == wrong:
                raise LookupError(number)
            return number

        return do

    taken = []
    with pytest.raises(LookupError):
        taken.extend(side_by_side([piece(number) for number in range(6)]))
    assert taken == list(range(len(taken)))
    assert len(taken) <= wrong


def test_no_lead_is_in_two_stretches():
    columns = column_log(log_of(1)).parts[0]()
    for least in (1, 2, 9):
        found = examining.stretches(columns, least)
        assert [one.first for one in found] == [0, *(one.last for one in found[:-1])]
        assert found[-1].last == len(columns.leads)
        assert all(one.first < one.last for one in found)
