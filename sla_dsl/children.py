"""Second processes: begun, ended, and buried without waiting for them."""

from __future__ import annotations

import atexit
import os
import signal
import warnings
from contextlib import suppress

_ending: list[int] = []
"""Processes that were ended, and are gone or will be at once; whoever begins or ends another buries them."""


def begin_process() -> int | None:
    """A second process: 0 in it, its number in the first, and nothing where the system allows no further one."""
    _bury(os.WNOHANG)
    with warnings.catch_warnings(), suppress(OSError):
        # Python warns of threads that do not come along. The one there may be draws a bar, and is not needed.
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()
    return None


def end_process(process: int) -> None:
    """End a process, whether or not it has ended by itself."""
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
    _ending.append(process)
    _bury(os.WNOHANG)


@atexit.register
def bury_processes() -> None:
    """Wait for all that are ending."""
    _bury(0)


def _bury(how: int) -> None:
    """Let those go that are gone: to see one's memory freed takes as long as to read a million bytes."""
    for process in _ending[:]:
        gone = process
        with suppress(ChildProcessError):  # whoever ignores SIGCHLD has none to wait for
            gone, _ = os.waitpid(process, how)
        if gone:
            _ending.remove(process)
