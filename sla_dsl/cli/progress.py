"""A progress bar while a large log is read, on a terminal only."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sla_dsl.cli.screen import is_terminal

LARGE = 8 * 1024 * 1024
"""A log of fewer bytes is read before anybody wonders."""

Tell = Callable[[int], None]
"""Is told how many bytes have been read so far."""


@contextmanager
def reading(paths: Sequence[str]) -> Iterator[Tell | None]:
    """Something that shows how far a log of these paths has been read, or nothing where nobody looks or it is small.

    The bar goes when all is read, and where the block ends early.
    """
    total = _size(paths) if is_terminal(sys.stderr) else 0
    if total is not None and total < LARGE:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    columns = (TextColumn("reading"), BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=total)

        def tell(done: int) -> None:
            bar.update(task, completed=done)
            if total is not None and done >= total:
                bar.stop()

        yield tell


def _size(paths: Sequence[str]) -> int | None:
    """The bytes of all files that the paths name or hold; nothing where standard input or a pipe is among them."""
    sizes = [_bytes(path) for path in paths]
    return None if None in sizes else sum(size for size in sizes if size is not None)


def _bytes(path: str) -> int | None:
    named = Path(path)
    try:
        if not named.is_dir():
            endless = path == "-" or (named.exists() and not named.is_file())
            return None if endless else named.stat().st_size
        files = (Path(where, name) for where, _, names in os.walk(named) for name in names)
        return sum(file.stat().st_size for file in files if file.is_file())
    except (OSError, ValueError):
        return 0
