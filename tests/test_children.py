"""Second processes end, and nothing is left of them."""

from __future__ import annotations

import os
import signal
import time

import pytest

from sla_dsl import children
from sla_dsl.children import begin_process, bury_processes, end_process

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no second process here")


def sleeping() -> int:
    process = begin_process()
    if process == 0:
        time.sleep(600)
        os._exit(0)
    assert process is not None
    return process


def nobody_is_left() -> bool:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return True
    return False


def test_a_process_is_ended_and_buried():
    ended = [sleeping() for _ in range(3)]
    for process in ended:
        end_process(process)
    bury_processes()
    assert nobody_is_left()
    assert children._ending == []


def test_one_that_has_ended_by_itself():
    process = begin_process()
    if process == 0:
        os._exit(3)
    end_process(process)
    bury_processes()
    assert nobody_is_left()


def test_whoever_waits_for_none():
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        end_process(sleeping())
        bury_processes()
    finally:
        signal.signal(signal.SIGCHLD, before)
    assert nobody_is_left()
    assert children._ending == []


def test_where_there_is_no_room_for_one(monkeypatch):
    def refused():
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refused)
    assert begin_process() is None
