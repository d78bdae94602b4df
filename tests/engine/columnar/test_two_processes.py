"""Two processes examine what one would; whatever becomes of the second, the answer is the same."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from random import Random

import pytest

from sla_dsl.engine import judge, judge_columns
from sla_dsl.engine.columnar import examining, second_process
from sla_dsl.engine.judge import make_terms
from sla_dsl.log.columns import column_log
from tests.engine.columnar.test_partitions import WHOLE, cut, log_of

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no second process here")

HERE = os.getpid()


@pytest.fixture(autouse=True)
def two_processors(monkeypatch):
    monkeypatch.setattr(examining, "can_fork", lambda: True)
    monkeypatch.setattr(examining, "LEAST", 1)
    monkeypatch.setattr(examining, "TOGETHER", 30)
    monkeypatch.setattr(examining, "_SAMPLED", 2)


@pytest.fixture
def forks(monkeypatch) -> list[int]:
    """The processes that were made."""
    made, fork = [], os.fork

    def counted() -> int:
        made.append(fork())
        return made[-1]

    monkeypatch.setattr(os, "fork", counted)
    return made


def nobody_is_left() -> bool:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return True
    return False


def open_files() -> int:
    own = Path("/proc/self/fd")
    return len(list(own.iterdir())) if own.is_dir() else 0


@pytest.mark.parametrize("partitions", [1, 2, 5, 40])
@pytest.mark.parametrize("seed", range(4))
def test_they_find_what_one_finds(forks, seed, partitions):
    log = log_of(seed)
    assert judge_columns(WHOLE, cut(log, partitions, Random(seed))) == judge(WHOLE, log)
    assert len(forks) == 1
    assert nobody_is_left()


@pytest.mark.parametrize("settled", [True, False])
def test_the_second_process_does_its_half(monkeypatch, settled):
    """Here only every other stretch is examined, and the outcome has the cases of all."""
    examined, examine = [], examining.examine
    monkeypatch.setattr(examining, "examine", lambda *asked: examined.append(asked[-1]) or examine(*asked))
    log = log_of(1)
    found = judge_columns(WHOLE, column_log(log), settled=settled)
    whole = examining.stretches(column_log(log).parts[0](), 2)
    assert examined == whole[::2]
    assert len(whole) > 2
    assert [one.verdict for one in found.clauses] == [one.verdict for one in judge(WHOLE, log).clauses]


def _killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _lost() -> None:
    raise MemoryError


@pytest.mark.parametrize("death", [_killed, _lost])
@pytest.mark.parametrize("after", [0, 1, 2])
@pytest.mark.parametrize("partitions", [1, 7])
def test_it_may_die_at_any_piece(monkeypatch, partitions, after, death):
    examine, done = examining.examine, []

    def dying(*asked):
        if os.getpid() != HERE:
            if len(done) == after:
                death()
            done.append(None)
        return examine(*asked)

    monkeypatch.setattr(examining, "examine", dying)
    log = log_of(2)
    assert judge_columns(WHOLE, cut(log, partitions, Random(2))) == judge(WHOLE, log)
    assert nobody_is_left()


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.999])
def test_half_an_answer_is_none(monkeypatch, share):
    """It dies while it sends."""
    send = second_process._send

    def breaking(found, known, pipe):
        whole = _Written()
        send(found, known, whole)
        pipe.write(bytes(whole)[: int(share * len(whole))])
        os._exit(0)

    monkeypatch.setattr(second_process, "_send", breaking)
    log = log_of(3)
    assert judge_columns(WHOLE, column_log(log)) == judge(WHOLE, log)
    assert nobody_is_left()


class _Written(bytearray):
    def write(self, view: memoryview) -> int:
        self.extend(view)
        return len(view)


def test_what_goes_wrong_in_both_is_raised(monkeypatch):
    def failing(*_asked):
        raise ValueError("here too")

    monkeypatch.setattr(examining, "examine", failing)
    with pytest.raises(ValueError, match="here too"):
        judge_columns(WHOLE, column_log(log_of(1)))
    assert nobody_is_left()


def test_it_ends_when_nobody_waits_any_more():
    log = log_of(1)
    terms = make_terms(WHOLE, max(event.time for event in log.events), None, reasons=False)
    waiting = examining.examined_by_two(column_log(log), terms, list(WHOLE.clauses))
    next(waiting)
    waiting.close()
    assert nobody_is_left()


def test_few_events_are_examined_here(monkeypatch, forks):
    log = log_of(1)
    monkeypatch.setattr(examining, "LEAST", len(log.events) + 1)
    assert judge_columns(WHOLE, column_log(log)) == judge(WHOLE, log)
    monkeypatch.setattr(examining, "LEAST", 1)
    monkeypatch.setattr(examining, "can_fork", lambda: False)
    assert judge_columns(WHOLE, column_log(log)) == judge(WHOLE, log)
    assert forks == []


def test_whoever_ignores_the_end_of_processes_gets_an_answer_too(monkeypatch):
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        log = log_of(1)
        assert judge_columns(WHOLE, column_log(log)) == judge(WHOLE, log)
    finally:
        signal.signal(signal.SIGCHLD, before)


@pytest.mark.parametrize("lacking", ["fork", "pipe"])
def test_where_there_is_no_room_for_another_process(monkeypatch, lacking):
    def refused():
        raise BlockingIOError

    monkeypatch.setattr(os, lacking, refused)
    before = open_files()
    log = log_of(1)
    assert judge_columns(WHOLE, column_log(log)) == judge(WHOLE, log)
    assert open_files() == before


def test_one_lead_is_examined_here(forks):
    log = log_of(1)
    log.events[:] = [event._replace(lead="L") for event in log.events]
    assert judge_columns(WHOLE, column_log(log)) == judge(WHOLE, log)
    assert forks == []


def test_no_lead_is_in_two_stretches():
    columns = column_log(log_of(1)).parts[0]()
    for least in (1, 2, 9):
        found = examining.stretches(columns, least)
        assert [one.first for one in found] == [0, *(one.last for one in found[:-1])]
        assert found[-1].last == len(columns.leads)
        assert all(one.first < one.last for one in found)
