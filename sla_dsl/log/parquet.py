"""Parquet → one raw object a row, with its row group; every value as the reader of lines has it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import IO, Any, BinaryIO

from sla_dsl.log.content import instant_text
from sla_dsl.log.extras import missing_extra
from sla_dsl.log.raw import Fault, Row, Written, shown
from sla_dsl.log.streams import BrokenOffError

_ROWS = 4096
_IN_MEMORY = 64 << 20
_DAMAGED = Fault("SLA708", "the Parquet file is damaged, ends too early, or is none")


def rows(blocks: Iterator[bytes], plain: BinaryIO | None) -> Iterator[Row]:
    """Every row of a file; a row's number counts from 1 over the file, its group from 0.

    The file is read at once where it is a `plain` one that can be searched; a stream is first put down in a temporary
    file, for its table of contents stands at its end. Raises BrokenOffError where the rest cannot be read.
    """
    try:
        import pyarrow.parquet as pq
    except ImportError:
        raise BrokenOffError(missing_extra("parquet", "Parquet")) from None
    if plain is not None and plain.seekable():
        yield from _rows(pq, plain)
        return
    with tempfile.SpooledTemporaryFile(_IN_MEMORY, prefix="slac-") as whole:
        for block in blocks:
            whole.write(block)
        whole.seek(0)
        yield from _rows(pq, whole)


def _rows(pq: Any, file: BinaryIO | IO[bytes]) -> Iterator[Row]:  # noqa: ANN401 - the library's module
    from pyarrow import ArrowException

    numbers = count(1)
    try:
        table = pq.ParquetFile(_Whole(file), page_checksum_verification=True)
        names = table.schema_arrow.names
        if twice := next((name for place, name in enumerate(names) if name in names[:place]), None):
            raise BrokenOffError(Fault("SLA714", f"the table has two columns `{shown(twice)}`"))
        for group in range(table.num_row_groups):
            for batch in table.iter_batches(_ROWS, row_groups=[group], use_threads=False):
                yield from rows_of_batch(batch, names, group, numbers)
    except (ArrowException, OSError, ValueError, OverflowError):
        raise BrokenOffError(_DAMAGED) from None


class _Whole:
    """A file as the library wants one; it stays open when the library is done with it."""

    closed = False

    def __init__(self, file: BinaryIO | IO[bytes]) -> None:
        self.read, self.seek, self.tell = file.read, file.seek, file.tell

    def close(self) -> None:
        """Leave it to its owner."""


def rows_of_batch(
    batch: Any,  # noqa: ANN401 - the library's type
    names: Sequence[str],
    group: int | None,
    numbers: Iterator[int],
) -> Iterator[Row]:
    """The rows of a batch of a table, in order."""
    columns = [_values(column) for column in batch.columns]
    for values, number in zip(zip(*columns, strict=True), numbers, strict=False):
        raw: dict[str, object] = dict(zip(names, values, strict=True))
        yield Row(number, _shown(raw), raw, None, None, group)


def _values(column: Any) -> list[object]:  # noqa: ANN401 - the library's array
    """The raw values of a column. Times finer than microseconds are cut, as in any log."""
    if str(column.type).startswith("timestamp[ns"):
        from pyarrow import int64

        numbers = column.cast(int64()).to_pylist()
        zone = "Z" if column.type.tz else ""
        return [None if number is None else f"{instant_text(number // 1000)[:-1]}{zone}" for number in numbers]
    return [raw_value(value) for value in column.to_pylist()]


def raw_value(value: object) -> object:
    """A value of a table as a line of JSON would have it: numbers as they are written, times in RFC 3339.

    A binary number counts as the shortest decimal that means it; what is no number there is none here.
    """
    reader = _RAW.get(type(value))
    return value if reader is None else reader(value)


def _float(value: float) -> object:
    return Written(repr(value)) if value == value and abs(value) != float("inf") else str(value)  # noqa: PLR0124 - NaN


def _decimal(value: Decimal) -> object:
    return Written(f"{value:f}") if value.is_finite() else str(value)


def _instant(value: datetime) -> object:
    if value.tzinfo is None:
        return value.isoformat()
    return f"{value.astimezone(UTC).replace(tzinfo=None).isoformat()}Z"


def _bytes(value: bytes) -> object:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return [value.hex()]  # no text: the reader of lines says that it is none


_RAW: dict[type, Callable[[Any], object]] = {
    int: Written,
    float: _float,
    Decimal: _decimal,
    datetime: _instant,
    date: lambda value: value.isoformat(),
    bytes: _bytes,
    list: lambda value: [raw_value(one) for one in value],
    dict: lambda value: {name: raw_value(one) for name, one in value.items()},
}


def _shown(raw: dict[str, object]) -> bytes:
    """The row as it is shown where it is rejected."""
    import json

    held = {name: value for name, value in raw.items() if value is not None}
    return json.dumps(held, ensure_ascii=False, default=str).encode("utf-8", "backslashreplace")
