"""A second process that examines every other piece of a log while the first examines those between."""

from __future__ import annotations

import io
import os
import pickle
import signal
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from sla_dsl.engine.columnar.partition import Examined

_SIZE = 8


Piece = Callable[[], Sequence[Examined]]
"""Examines some leads."""


class SecondProcess:
    """Waits for what the second process has examined."""

    def __init__(self, process: int, pipe: int, known: Sequence[Any]) -> None:
        self._process, self._pipe, self._known = process, io.FileIO(pipe), known

    def result(self) -> Sequence[Examined] | None:
        """What the next of its pieces comes to; nothing where it has come to no end, for whatever reason."""
        sizes = self._numbers(1)
        sizes = self._numbers(sizes[0]) if sizes else ()
        parts = [part for size in sizes if (part := self._read(size)) is not None]
        if not parts or len(parts) < len(sizes):
            return None
        found: Sequence[Examined] = _Unpickler(parts[0], self._known, buffers=parts[1:]).load()
        return found

    def _numbers(self, count: int) -> Sequence[int]:
        """So many numbers; none where the pipe ends."""
        read = self._read(count * _SIZE)
        return () if read is None else [int.from_bytes(read[at : at + _SIZE]) for at in range(0, len(read), _SIZE)]

    def _read(self, size: int) -> bytearray | None:
        """So many bytes; nothing where the pipe ends before."""
        whole = bytearray(size)
        view = memoryview(whole)
        while view:
            count = self._pipe.readinto(view)
            if not count:
                return None
            view = view[count:]
        return whole

    def end(self) -> None:
        """End the process, if it has not ended."""
        self._pipe.close()
        with suppress(ProcessLookupError):
            os.kill(self._process, signal.SIGKILL)
        with suppress(ChildProcessError):  # whoever ignores SIGCHLD has none to wait for
            os.waitpid(self._process, 0)


@contextmanager
def second_process(pieces: Sequence[Piece], known: Sequence[Any]) -> Iterator[SecondProcess | None]:
    """A process that examines the pieces in their order, as long as the block runs.

    Nothing where there are no pieces, or the system allows no further process. What is `known` to both (by identity) is
    not sent. It sends one result after the other, and waits until each is taken, so that few are in memory.
    """
    pipe = _pipe() if pieces else None
    if pipe is None:
        yield None
        return
    receive, send = pipe
    parent = os.getpid()
    process = _fork()
    if process == 0:
        os.close(receive)
        _examine_and_end(pieces, known, send, parent)
    if process is None:
        os.close(receive)
        os.close(send)
        yield None
        return
    os.close(send)
    second = SecondProcess(process, receive, known)
    try:
        yield second
    finally:
        second.end()


def _pipe() -> tuple[int, int] | None:
    with suppress(OSError):
        return os.pipe()
    return None


def _fork() -> int | None:
    with warnings.catch_warnings(), suppress(OSError):
        # Python warns of threads that do not come along. None of them is needed here.
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()
    return None


def _examine_and_end(pieces: Sequence[Piece], known: Sequence[Any], send: int, parent: int) -> None:
    """In the second process: examine, send what was found, and end without a word, whatever happens."""
    code = 1
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        with io.FileIO(send, "w") as pipe:
            for piece in pieces:
                if os.getppid() != parent:
                    break
                _send(piece(), known, pipe)
        code = 0
    except BaseException:  # noqa: BLE001 - the first process examines these pieces itself then, and meets what it is
        code = 1
    finally:
        os._exit(code)


def _send(found: Sequence[Examined], known: Sequence[Any], pipe: io.FileIO) -> None:
    """How many parts there are, how long each is, and the parts: the record, and its arrays as they lie in memory."""
    sent = io.BytesIO()
    arrays: list[pickle.PickleBuffer] = []
    _Pickler(sent, known, arrays).dump(found)
    parts = [sent.getbuffer(), *(array.raw() for array in arrays)]
    sizes = [len(parts), *map(len, parts)]
    for part in (memoryview(b"".join(size.to_bytes(_SIZE) for size in sizes)), *parts):
        view = part
        while len(view):
            view = view[pipe.write(view) or 0 :]


class _Pickler(pickle.Pickler):
    """Sends records of this very program to its parent; what is known there is only numbered."""

    def __init__(self, sent: io.BytesIO, known: Sequence[Any], arrays: list[pickle.PickleBuffer]) -> None:
        super().__init__(sent, pickle.HIGHEST_PROTOCOL, buffer_callback=arrays.append)
        self._numbers = {id(one): number for number, one in enumerate(known)}

    def persistent_id(self, obj: Any) -> int | None:  # noqa: ANN401 - anything
        """The number of what is known."""
        return self._numbers.get(id(obj))


class _Unpickler(pickle.Unpickler):
    """Reads what the process that was just forked has sent, and nothing else."""

    def __init__(self, record: bytearray, known: Sequence[Any], *, buffers: Sequence[Any]) -> None:
        super().__init__(io.BytesIO(record), buffers=buffers)
        self._known = known

    def persistent_load(self, pid: Any) -> Any:  # noqa: ANN401 - pickle's form
        """What is known by that number."""
        return self._known[pid]
