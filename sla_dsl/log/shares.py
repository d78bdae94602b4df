"""Files → the shares of two readers: a file is cut at a line feed where that makes the shares alike."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from sla_dsl.log.formats import JSONL, format_of, packing_of
from sla_dsl.log.streams import is_packed

LEAST = 8 << 20
"""A log of fewer bytes is read before a second reader would have begun."""

_STEP = 1 << 16

_MORE = 48
"""The first reader reads so much more of the whole: the second has to send what it has read."""


class Share(NamedTuple):
    """A file, or the bytes [`start`, `end`) of one; `number` is its place among the files of the log.

    What is cut is JSON lines, not packed, and cut where a line begins.
    """

    path: str
    name: str
    number: int
    start: int = 0
    end: int | None = None


def weight(share: Share) -> int:
    """About how many bytes of text a share is; of what is packed, more than fits anywhere, for nobody knows."""
    if share.end is not None:
        return share.end - share.start
    return (_size(share.path) or 0) if _is_lines(share.path) else 1 << 60


def shares(paths: Sequence[str], names: Sequence[str], least: int = LEAST) -> tuple[list[Share], list[Share]]:
    """What each of two readers has to read, in the order of the files; the second's is empty where one is enough."""
    whole = [Share(path, name, number) for number, (path, name) in enumerate(zip(paths, names, strict=True))]
    sizes = [_size(path) for path in paths]
    total = sum(size for size in sizes if size is not None)
    if None in sizes or total < least or not can_fork():
        return whole, []
    half, before = total // 2 + total // _MORE, 0
    for place, size in enumerate(size for size in sizes if size is not None):
        if before + size > half:
            first, second = _cut(whole[place], half - before, size)
            return [*whole[:place], *first], [*second, *whole[place + 1 :]]
        before += size
    return whole, []


def _cut(share: Share, wanted: int, size: int) -> tuple[list[Share], list[Share]]:
    """A file in two at about the wanted place; where it cannot be cut it goes to whoever has less."""
    place = _line_after(share.path, wanted) if _is_lines(share.path) else None
    if place is not None and 0 < place < size:
        return [share._replace(end=place)], [share._replace(start=place, end=size)]
    return ([share], []) if 2 * wanted + 1 >= size else ([], [share])


def _is_lines(path: str) -> bool:
    return format_of(path) == JSONL and not packing_of(path)


def _line_after(path: str, place: int) -> int | None:
    """Where the first line begins after a place; nothing where there is none, or the file cannot be read."""
    with suppress(OSError), Path(path).open("rb", buffering=0) as file:
        if is_packed(file.read(_STEP)):
            return None
        file.seek(place)
        while block := file.read(_STEP):
            if (feed := block.find(b"\n")) >= 0:
                return place + feed + 1
            place += len(block)
    return None


def _size(path: str) -> int | None:
    """The bytes of a file; nothing where it is no plain file, and may be read only once."""
    with suppress(OSError, ValueError):
        found = Path(path).stat()
        return found.st_size if stat.S_ISREG(found.st_mode) else None
    return None


def can_fork() -> bool:
    """Whether there is a second processor for a second process."""
    return hasattr(os, "fork") and hasattr(os, "sched_getaffinity") and len(os.sched_getaffinity(0)) > 1
