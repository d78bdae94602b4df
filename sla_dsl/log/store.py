"""Arrays and bytes that are kept: in memory, or in a nameless file that is gone with the process, however it ends."""

from __future__ import annotations

import errno
import os
import tempfile
import weakref
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from sla_dsl.diagnostics import diagnostic
from sla_dsl.frozen import frozen
from sla_dsl.log.streams import trouble

Array = NDArray[Any]

_WAY_OUT = "make room there, name another folder in the environment as TMPDIR, or allow more with --memory"
_MOST_WRITTEN = 1 << 26


class Kept(Protocol):
    """An array that can be taken out again, whole or in part."""

    def take(self, first: int = 0, last: int | None = None) -> Array:
        """The elements [first, last)."""


Keep = Callable[[Array], Kept]
"""Puts an array where it is kept."""


class InMemory(NamedTuple):
    """An array that stays in memory."""

    array: Array

    def take(self, first: int = 0, last: int | None = None) -> Array:
        """The elements [first, last), not copied."""
        return self.array[first:last]


class SpillError(Exception):
    """A temporary file cannot be written or read; `found` says so."""

    def __init__(self, error: OSError) -> None:
        super().__init__(str(error))
        folder = tempfile.tempdir or "the folder for temporary files"
        message = f"a log that does not fit into memory is put down in `{folder}`, which failed: {trouble(error)}"
        self.found = diagnostic("SLA715", message, help=_WAY_OUT)


class Spill:
    """A file without a name in the folder for temporary files: nobody else sees it, and nothing of it stays."""

    def __init__(self) -> None:
        try:
            self._file = tempfile.TemporaryFile(prefix="slac-", buffering=0)  # noqa: SIM115 - as long as what lies in it
        except OSError as error:
            raise SpillError(error) from error
        weakref.finalize(self, self._file.close)
        self._end = 0

    def keep(self, array: Array) -> Kept:
        """Write an array at the end of the file. Raises SpillError where there is no room."""
        whole = np.ascontiguousarray(array)
        kept = OnDisk(self, self._end, whole.dtype.str, len(whole))
        view, done = _bytes(whole), 0
        try:
            while done < len(view):
                done += os.pwrite(self._file.fileno(), view[done : done + _MOST_WRITTEN], self._end + done)
        except OSError as error:
            raise SpillError(error) from error
        self._end += len(view)
        return kept

    def read(self, place: int, into: Array) -> None:
        """Fill an array with the bytes from a place on. Raises SpillError where that fails."""
        view, done = _bytes(into), 0
        while done < len(view):
            done += self._read(view[done:], place + done)

    def _read(self, view: memoryview, place: int) -> int:
        try:
            read = os.preadv(self._file.fileno(), [view], place)
        except OSError as error:
            raise SpillError(error) from error
        if not read:
            raise SpillError(OSError(errno.EIO, os.strerror(errno.EIO)))
        return read


@frozen
class OnDisk:
    """An array in a spill file: where it begins, of what type, and how long."""

    spill: Spill
    place: int
    type: str
    size: int

    def take(self, first: int = 0, last: int | None = None) -> Array:
        """The elements [first, last), read from the file. Raises SpillError where that fails."""
        last = self.size if last is None else min(last, self.size)
        array = np.empty(max(0, last - first), self.type)
        self.spill.read(self.place + first * array.itemsize, array)
        return array


def keep_in_memory(array: Array) -> Kept:
    """Keep an array as it is."""
    return InMemory(array)


def _bytes(array: Array) -> memoryview:
    return array.data.cast("B") if array.size else memoryview(b"")
