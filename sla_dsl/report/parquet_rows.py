"""Rows as a Parquet file: texts, whole numbers, and instants as timestamps in UTC."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from importlib.util import find_spec
from itertools import islice
from typing import TYPE_CHECKING, Any

from sla_dsl.model.outcome import CaseState
from sla_dsl.report.instants import FIRST_INSTANT, LAST_INSTANT
from sla_dsl.report.row_pieces import Row, pieces_of

if TYPE_CHECKING:
    from sla_dsl.model.columns import CaseBlock

MISSING = "Parquet files are written with an extra: `pip install 'slac[parquet]'`"
"""What is said where the extra is not installed."""

INSTANTS = frozenset({"start", "due", "decided"})
"""Columns of instants."""

WHOLE = frozenset({"line", "last_line", "offset", "row_group"})
"""Columns of whole numbers."""

_GROUP = 65_536


def can_write() -> bool:
    """Whether the extra is installed."""
    return find_spec("pyarrow") is not None


def parquet(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    """The file in pieces, a row group each; what is not there is null."""
    import pyarrow as pa
    from pyarrow import parquet as pq

    schema = pa.schema([(column, _type(pa, column)) for column in columns])
    sink = _Pieces()
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        for group in _groups(pa, schema, _tables(pa, schema, pieces_of(columns, rows))):
            writer.write_table(group)
            yield sink.taken()
    yield sink.taken()


def _groups(pa: Any, schema: Any, tables: Iterator[Any]) -> Iterator[Any]:  # noqa: ANN401 - the library and its types
    """The rows of all tables, so many at a time."""
    held = schema.empty_table()
    for table in tables:
        held = pa.concat_tables([held, table])
        while held.num_rows >= _GROUP:
            yield held.slice(0, _GROUP).combine_chunks()
            held = held.slice(_GROUP)
    if held.num_rows:
        yield held.combine_chunks()


def _tables(pa: Any, schema: Any, pieces: Iterable[CaseBlock | Iterator[Row]]) -> Iterator[Any]:  # noqa: ANN401 - as above
    for piece in pieces:
        if not isinstance(piece, Iterator):
            yield pa.Table.from_arrays(_arrays(pa, piece), schema=schema)
            continue
        while group := list(islice(piece, _GROUP)):
            cells = ([_cell(field.name, row[field.name]) for row in group] for field in schema)
            arrays = [pa.array(own, field.type) for own, field in zip(cells, schema, strict=True)]
            yield pa.Table.from_arrays(arrays, schema=schema)


def _arrays(pa: Any, block: CaseBlock) -> list[Any]:  # noqa: ANN401 - the library and its types
    """The columns of cases as arrays of the library."""
    from sla_dsl.model.columns import NEVER, Instants, texts_of

    count, states = len(block.start), tuple(CaseState)

    def texts(own: Iterable[str]) -> Any:  # noqa: ANN401 - the library's type
        return pa.array([_as_utf8(text) for text in own], pa.string())

    def instants(own: Instants) -> Any:  # noqa: ANN401 - the library's type
        known = own.clip(FIRST_INSTANT, LAST_INSTANT).view("M8[us]")
        return pa.array(known, _type(pa, "start"), mask=own == NEVER)

    period = block.period
    return [
        texts([block.clause] * count),
        texts(texts_of(block.subject)),
        texts(texts_of(block.lead)),
        instants(block.start),
        instants(block.due),
        texts(states[number] for number in block.state.tolist()),
        instants(block.decided),
        pa.nulls(count, pa.string())
        if period is None
        else texts(block.period_names[number] for number in period.tolist()),
    ]


def _type(pa: Any, column: str) -> Any:  # noqa: ANN401 - the library and its types
    if column in INSTANTS:
        return pa.timestamp("us", "UTC")
    return pa.int64() if column in WHOLE else pa.string()


def _cell(column: str, value: str | int | None) -> object:
    if column in INSTANTS and isinstance(value, str):
        return datetime.fromisoformat(value.removesuffix("Z")).replace(tzinfo=UTC)
    return _as_utf8(value) if isinstance(value, str) else value


def _as_utf8(text: str) -> str:
    r"""The text with half a pair of surrogates, which UTF-8 lacks, as `\udc80`."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


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
