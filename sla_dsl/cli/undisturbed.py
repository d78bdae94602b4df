"""A few steps that belong together: what would end the process in their midst waits until they are done."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

_ENDING = ("SIGINT", "SIGTERM", "SIGHUP")
"""Signals that end a command, by their names: not every system has them all."""


@contextmanager
def undisturbed() -> Iterator[None]:
    """Hold back Ctrl-C and its like. Outside the main thread nothing comes, and nothing is held back."""
    came: list[int] = []
    before = {}
    try:
        for name in _ENDING:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) not in (signal.SIG_IGN, None):
                before[number] = signal.signal(number, lambda number, _frame: came.append(number))
    except ValueError:  # not the main thread
        pass
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for number in came[:1]:
            signal.raise_signal(number)
