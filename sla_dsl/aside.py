"""Something made in a second process while the first does something else, such as to import what it will need."""

from __future__ import annotations

import io
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from typing import NoReturn, TypeVar

from sla_dsl.children import begin_process, end_process
from sla_dsl.policy import Fetched, fetch

_T = TypeVar("_T")

Meanwhile = Callable[[], object] | None
"""What else there is to do, if anything."""


def fetched(name: str, meanwhile: Meanwhile) -> Fetched:
    """The agreement of a policy file, read in a second process where there is something to do meanwhile.

    What is no plain file is read here: of a pipe there is nothing to be read again.
    """
    if meanwhile is None or not os.path.isfile(name):  # noqa: PTH113 - for Path an empty path is the current folder
        return fetch(name)
    return aside(lambda: fetch(name), meanwhile)


def aside(make: Callable[[], _T], meanwhile: Callable[[], object]) -> _T:
    """What `make` gives, made in a second process while this one does `meanwhile`.

    It must be what pickle can hand on. Where the process does not come to its end, for whatever reason, `make` is
    called here then, and meets what it is.
    """
    receive, send = os.pipe()
    with io.FileIO(receive) as pipe, io.FileIO(send, "w") as far_end:
        process = begin_process()
        if process is None:
            return make()
        if not process:
            _make_and_end(make, far_end)
        try:
            far_end.close()
            meanwhile()
            sent = pipe.readall()
        finally:
            end_process(process)
    try:
        made: _T = pickle.loads(sent)  # noqa: S301 - by this very program
    except (EOFError, pickle.UnpicklingError):  # it sent nothing, or not all
        return make()
    return made


def columns_to_import(paths: Sequence[str], engine: str, maps: object | None) -> Meanwhile:
    """What imports all that judges a log by columns; none where it is not needed, or nothing can be done meanwhile."""
    from sla_dsl.log import is_small

    if engine != "local" or maps or "numpy" in sys.modules or is_small(paths) or not can_go_aside():
        return None
    return _import_columns


def _import_columns() -> None:
    import sla_dsl.engine.columnar
    import sla_dsl.log.column_reader  # noqa: F401 - now, so that it need not be later


def can_go_aside() -> bool:
    """Whether a second process would run beside this one; one with threads cannot be doubled."""
    if not (hasattr(os, "fork") and hasattr(os, "sched_getaffinity")) or threading.active_count() > 1:
        return False
    return len(os.sched_getaffinity(0)) > 1


def _make_and_end(make: Callable[[], object], far_end: io.FileIO) -> NoReturn:
    """In the second process: make, send what was made, and end without a word, whatever happens."""
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        made = memoryview(pickle.dumps(make(), pickle.HIGHEST_PROTOCOL))
        while made:
            made = made[far_end.write(made) or 0 :]
    finally:
        os._exit(0)  # what was not sent, the first process makes itself
