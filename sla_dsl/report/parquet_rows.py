"""Rows as a Parquet file: texts, whole numbers, and instants as timestamps in UTC."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib.util import find_spec
from itertools import islice
from typing import Any

MISSING = "Parquet files are written with an extra: `pip install 'slac[parquet]'`"
"""What is said where the extra is not installed."""

INSTANTS = frozenset({"start", "due", "decided"})
"""Columns of instants."""

WHOLE = frozenset({"line", "last_line", "offset", "row_group"})
"""Columns of whole numbers."""

_GROUP = 65_536

Row = Mapping[str, str | int | None]


def can_write() -> bool:
    """Whether the extra is installed."""
    return find_spec("pyarrow") is not None


def parquet(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    """The file in pieces, a row group each; what is not there is null."""
    import pyarrow as pa
    from pyarrow import parquet as pq

    schema = pa.schema([(column, _type(pa, column)) for column in columns])
    sink = _Pieces()
    waiting = iter(rows)
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        while group := list(islice(waiting, _GROUP)):
            arrays = [pa.array([_cell(column, row[column]) for row in group], _type(pa, column)) for column in columns]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            yield sink.taken()
    yield sink.taken()


def _type(pa: Any, column: str) -> Any:  # noqa: ANN401 - the library and its types
    if column in INSTANTS:
        return pa.timestamp("us", "UTC")
    return pa.int64() if column in WHOLE else pa.string()


def _cell(column: str, value: str | int | None) -> object:
    if column in INSTANTS and isinstance(value, str):
        return datetime.fromisoformat(value.removesuffix("Z")).replace(tzinfo=UTC)
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


class _Pieces:
    """Where the library writes to; what has been written can be taken away."""

    closed = False

    def __init__(self) -> None:
        self._held: list[bytes] = []
        self._place = 0

    def write(self, piece: Any) -> int:  # noqa: ANN401 - anything that holds bytes
        """Take in bytes; gives how many."""
        self._held.append(bytes(piece))
        self._place += len(self._held[-1])
        return len(self._held[-1])

    def tell(self) -> int:
        """How many bytes have been written."""
        return self._place

    def flush(self) -> None:
        """Nothing waits here."""

    def close(self) -> None:
        """What is held can still be taken."""

    def taken(self) -> bytes:
        """What has been written since this was last asked."""
        held, self._held = b"".join(self._held), []
        return held
