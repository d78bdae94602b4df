"""Which formats of event logs are read: the table of readers. A new format is one file and one row."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import BinaryIO, NamedTuple

from sla_dsl.log import comma_separated, jsonl
from sla_dsl.log.raw import Row
from sla_dsl.log.streams import blocks

Rows = Callable[["Stream"], Iterator[Row]]


class Stream(NamedTuple):
    """An opened file: the end of the names of its format, its unpacked bytes, and itself where it is not packed.

    Either its `blocks` or the `plain` file can be read, not both.
    """

    format: str
    blocks: Iterator[bytes]
    plain: BinaryIO | None = None


def _parquet(stream: Stream) -> Iterator[Row]:
    from sla_dsl.log.parquet import rows

    return rows(stream.blocks, stream.plain)


JSONL, CSV, PARQUET = ".jsonl", ".csv", ".parquet"

READERS: Mapping[str, Rows] = {
    JSONL: lambda stream: jsonl.rows(stream.blocks),
    CSV: lambda stream: comma_separated.rows(stream.blocks),
    PARQUET: _parquet,
}
"""Readers of every row of a file, by the end of the file's name."""

PACKINGS = (".gz", ".zst")
"""What may follow the format in a name. `streams` tells packed from plain by the first bytes."""

READABLE = tuple(end + packing for end in READERS for packing in ("", *PACKINGS))
"""The ends of names that can be read."""

READABLE_TEXT = f"{', '.join(READERS)}, each also with {' or '.join(PACKINGS)} after it"

_PARQUET_MAGIC = b"PAR1"
_BEFORE_TEXT = b"\xef\xbb\xbf \t\r\n"


def format_named(name: str) -> str | None:
    """The format that a file of this name has, or nothing where it is none of them."""
    end = Path(without_packing(name)).suffix.lower()
    return end if end in READERS else None


def format_of(path: str) -> str | None:
    """The format of a file: by its name, else by the name it is a link to (`/dev/stdin`)."""
    return format_named(path) or format_named(os.path.realpath(path) if Path(path).is_symlink() else path)


def opened(path: str, source: BinaryIO, tell: Callable[[int], None]) -> Stream:
    """An opened file as what its name says it is; what has no name (standard input, a pipe) as what it begins like."""
    named, packing = format_of(path), packing_of(path)
    bytes_ = blocks(source, tell, packing=packing)
    if named is None:
        head = next(bytes_, b"")
        return Stream(_format_like(head), chain([head], bytes_))
    return Stream(named, bytes_, None if packing else source)


def rows_in(path: str, source: BinaryIO, tell: Callable[[int], None]) -> Iterator[Row]:
    """Every row of an opened file. Raises BrokenOffError where the rest cannot be read."""
    stream = opened(path, source, tell)
    return READERS[stream.format](stream)


def packing_of(path: str) -> str:
    """How the file's name says that it is packed: `gz`, `zst`, or not at all."""
    end = Path(path).suffix.lower()
    return end[1:] if end in PACKINGS else ""


def without_packing(path: str) -> str:
    """The name without `.gz` or `.zst`."""
    return path[: -len(packing_of(path)) - 1] if packing_of(path) else path


def _format_like(head: bytes) -> str:
    """The format of bytes that begin so: a table's head names what every event has."""
    if head.startswith(_PARQUET_MAGIC):
        return PARQUET
    first = head.lstrip(_BEFORE_TEXT).partition(b"\n")[0]
    names = {cell.strip(b' \t\r"') for cell in first.split(b",")}
    return CSV if names.issuperset(name.encode() for name in comma_separated.NEEDED) else JSONL
