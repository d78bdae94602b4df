"""Pieces of work in two threads: numpy computes on both processors at once, for it holds no lock while it does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar

_R = TypeVar("_R")

Piece = Callable[[], _R]

AHEAD = 4
"""So many pieces at most are begun before the one that is waited for is taken, so that few results are in memory."""


def side_by_side(pieces: Sequence[Piece[_R]], ahead: int = AHEAD) -> Iterator[_R]:
    """What each piece gives, in their order, done in this thread and another.

    What a piece raises is raised here when its turn has come, or at once where it was done here.
    """
    work = _Work(pieces, ahead)
    helper = threading.Thread(target=work.help, daemon=True)
    helper.start()
    try:
        yield from work.results()
    finally:
        work.stop()
        helper.join()


class _Work(Generic[_R]):
    """The pieces: how many are begun, what those that are done gave, and how many of these have been taken."""

    def __init__(self, pieces: Sequence[Piece[_R]], ahead: int) -> None:
        self._pieces, self._ahead = pieces, ahead
        self._changed = threading.Condition()
        self._begun = self._taken = 0
        self._given: dict[int, _R] = {}
        self._raised: dict[int, BaseException] = {}
        self._stopped = False

    def results(self) -> Iterator[_R]:
        """What the pieces give, in their order; one that nobody has begun is done meanwhile, rather than to wait."""
        while self._taken < len(self._pieces):
            with self._changed:
                while not (self._is_done(self._taken) or self._may_begin()):
                    self._changed.wait()
                number = None if self._is_done(self._taken) else self._begin()
            if number is None:
                yield self._take()
            else:
                self._give(number, self._pieces[number]())

    def help(self) -> None:
        """Do pieces in the other thread as long as there are any."""
        while True:
            with self._changed:
                while not (self._stopped or self._may_begin() or self._begun == len(self._pieces)):
                    self._changed.wait()
                if self._stopped or self._begun == len(self._pieces):
                    return
                number = self._begin()
            try:
                self._give(number, self._pieces[number]())
            except BaseException as error:  # noqa: BLE001 - raised where it is waited for
                with self._changed:
                    self._raised[number] = error
                    self._changed.notify_all()
                return

    def stop(self) -> None:
        """Let the other thread begin no further piece."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def _is_done(self, number: int) -> bool:
        return number in self._given or number in self._raised

    def _may_begin(self) -> bool:
        return self._begun < min(len(self._pieces), self._taken + 1 + self._ahead)

    def _begin(self) -> int:
        self._begun += 1
        return self._begun - 1

    def _give(self, number: int, result: _R) -> None:
        with self._changed:
            self._given[number] = result
            self._changed.notify_all()

    def _take(self) -> _R:
        with self._changed:
            number = self._taken
            if number in self._raised:
                raise self._raised[number]
            self._taken += 1
            self._changed.notify_all()
            return self._given.pop(number)
