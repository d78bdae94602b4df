"""Which formats of event logs are read: the table of readers. A new format is one file and one row."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from sla_dsl.log import jsonl
from sla_dsl.log.raw import Row

Rows = Callable[[Iterable[bytes]], Iterator[Row]]
"""Blocks of (unpacked) bytes → every line of them."""

READERS: Mapping[str, Rows] = {
    ".jsonl": jsonl.rows,
}
"""Readers by the end of a file's name; the first is also for what has no name (standard input, a pipe)."""

PACKINGS = (".gz",)
"""What may follow the format in a name. `streams` tells packed from plain by the first bytes."""

READABLE = tuple(end + packing for end in READERS for packing in ("", *PACKINGS))
"""The ends of names that can be read."""

UNNAMED = next(iter(READERS.values()))


def rows_named(name: str) -> Rows | None:
    """The reader for a file of this name, or nothing where no format has it."""
    return READERS.get(Path(without_packing(name)).suffix.lower())


def rows_of(path: str) -> Rows | None:
    """The reader for a file: by its name, else by the name it is a link to (`/dev/stdin`)."""
    return rows_named(path) or rows_named(os.path.realpath(path) if Path(path).is_symlink() else path)


def is_packed(path: str) -> bool:
    """Whether the file's name says that it is packed."""
    return without_packing(path) != path


def without_packing(path: str) -> str:
    """The name without `.gz`."""
    end = Path(path).suffix
    return path[: -len(end)] if end.lower() in PACKINGS else path
