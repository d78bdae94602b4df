"""Paths → opened files, and what every reading of a log does around them."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import BinaryIO, cast

from sla_dsl.diagnostics import Diagnostic, Place, diagnostic
from sla_dsl.log.files import STDIN, unreadable
from sla_dsl.log.raw import Fault
from sla_dsl.log.streams import BLOCK


@contextmanager
def collector_resting() -> Iterator[None]:
    """Without the garbage collector: events hold no circles, and looking for some takes a quarter of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def open_file(path: str, stdin: BinaryIO | None) -> AbstractContextManager[BinaryIO] | Diagnostic:
    """The opened file, or why it cannot be; standard input is left open at the end."""
    if path == STDIN:
        source = stdin or getattr(sys.stdin, "buffer", None)
        if source is None:
            return _no_stdin()
        return nullcontext(source)
    try:
        return cast(AbstractContextManager[BinaryIO], Path(path).open("rb", buffering=0))
    except (OSError, ValueError) as error:
        return unreadable(path, error)


def _no_stdin() -> Diagnostic:
    help_line = "name a file, or pipe a log into the command"
    return diagnostic("SLA901", "there is no standard input", Place(STDIN), help=help_line)


def broken_off(name: str, fault: Fault) -> Diagnostic:
    """The problem of a file of which the rest cannot be read."""
    way_out = "copy or export the file again; what stands before that place was read"
    if fault.code == "SLA714":
        way_out = "name its columns as an event log does, or read it through a log map: `--map MAP`"
    return diagnostic(fault.code, fault.reason, Place(name), help=way_out)


def teller(progress: Callable[[int], None] | None) -> Callable[[int], None]:
    """Adds up the bytes of each read, and tells of them about once a megabyte."""
    total = told = 0

    def tell(count: int) -> None:
        nonlocal total, told
        total += count
        if progress is not None and total - told >= BLOCK:
            told = total
            progress(total)

    return tell
