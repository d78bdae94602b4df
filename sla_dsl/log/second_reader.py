"""A second process that reads its share of a log while the first reads its own."""

from __future__ import annotations

import io
import os
import pickle
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sla_dsl.children import begin_process, end_process
from sla_dsl.log.reading import Read, Reading, Source
from sla_dsl.log.shares import Share
from sla_dsl.log.store import Spill

_SPILL = "spill"


class SecondReader:
    """Waits for what the second process has read."""

    def __init__(self, process: int, pipe: int, spill: Spill) -> None:
        self._process, self._pipe, self._spill = process, pipe, spill

    def result(self) -> Read | None:
        """What it has read; nothing where it has not come to its end, for whatever reason."""
        with io.FileIO(os.dup(self._pipe)) as pipe:
            sent = pipe.readall()
        try:
            read: Read = _Unpickler(io.BytesIO(sent), self._spill).load()
        except (EOFError, pickle.UnpicklingError):
            return None
        return read

    def end(self) -> None:
        """End the process, if it has not ended."""
        os.close(self._pipe)
        end_process(self._process)


@contextmanager
def second_reader(shares: Sequence[Share], source: Source, most: int, *, dealt: bool) -> Iterator[SecondReader | None]:
    """A process that reads the shares, as long as the block runs; nothing where there are none, or no process more.

    It writes its batches to a spill file that both processes have, and sends the rest over a pipe.
    """
    if not shares:
        yield None
        return
    spill = Spill()
    receive, send = os.pipe()
    parent = os.getpid()
    process = begin_process()
    if process is None:
        os.close(receive)
        os.close(send)
        yield None
        return
    if not process:
        _read_and_end(lambda: Reading(source, most, spill=spill, dealt=dealt).read(shares, _alive(parent)), send)
    os.close(send)
    reader = SecondReader(process, receive, spill)
    try:
        yield reader
    finally:
        reader.end()


def _read_and_end(read: Callable[[], Read], send: int) -> None:
    """In the second process: read, send what was read, and end without a word, whatever happens."""
    code = 1
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        sent = io.BytesIO()
        _Pickler(sent, pickle.HIGHEST_PROTOCOL).dump(read())
        with io.FileIO(send, "w") as pipe:
            view = sent.getbuffer()
            while len(view):
                view = view[pipe.write(view) or 0 :]
        code = 0
    except BaseException:  # noqa: BLE001 - the first process reads this share itself then, and meets what it is
        code = 1
    finally:
        os._exit(code)


def _alive(parent: int) -> Callable[[int], None]:
    """Ends this process at the next block where the first one is gone."""

    def tell(_count: int) -> None:
        if os.getppid() != parent:
            os._exit(1)

    return tell


class _Pickler(pickle.Pickler):
    """Sends records of this very program to its parent; the spill file is known there."""

    def persistent_id(self, obj: Any) -> str | None:  # noqa: ANN401 - anything
        """What stands for the spill file."""
        return _SPILL if isinstance(obj, Spill) else None


class _Unpickler(pickle.Unpickler):
    """Reads what the process that was just forked has sent, and nothing else."""

    def __init__(self, sent: io.BytesIO, spill: Spill) -> None:
        super().__init__(sent)
        self._spill = spill

    def persistent_load(self, pid: Any) -> Spill:  # noqa: ANN401 - pickle's form
        """The spill file."""
        assert pid == _SPILL
        return self._spill
