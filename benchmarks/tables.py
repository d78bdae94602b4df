"""Events as numbers → a Parquet file, as a warehouse gives one: typed columns, row groups, nulls for what is not."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.fields import Codes, Field, codes, deals, has_id, scrambled
from benchmarks.lines import KINDS, by_name
from benchmarks.lives import Events

TYPES = {"score": pa.int64(), "automated": pa.bool_(), "value": pa.decimal128(12, 2)}
"""The types of the columns that are not texts."""

ROWS = 500_000
"""Rows of a group, about."""


def write_parquet(path: Path, blocks: Iterator[Events]) -> None:
    """Write the events, block by block."""
    number, writer = 0, None
    for block in blocks:
        table = _table(block, number)
        number += table.num_rows
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table, row_group_size=ROWS)
    if writer is not None:
        writer.close()


def _table(events: Events, number: int) -> pa.Table:
    lead, deal = scrambled(events.lead).tolist(), deals(events).tolist()
    ids = np.where(has_id(events), np.arange(number, number + events.lead.size), -1).tolist()
    columns = {
        "time": pa.array(events.time, pa.timestamp("us", "UTC")),
        "event": pa.DictionaryArray.from_arrays(pa.array(events.step, pa.int32()), KINDS).cast(pa.string()),
        "lead": pa.array([f"00Q{no:012}" for no in lead]),
        "id": pa.array([f"ev-{no:010}" if no >= 0 else None for no in ids]),
        "opportunity": pa.array([f"006{no:012}{of}" if of else None for no, of in zip(lead, deal, strict=True)]),
    }
    return pa.table(columns | {parts[0][0].name: _column(parts) for parts in by_name(codes(events))})


def _column(parts: list[tuple[Field, Codes]]) -> pa.Array:
    """The column of one name; at most one of its fields has a code in a row."""
    kind = TYPES.get(parts[0][0].name, pa.string())
    texts = [text for field, _ in parts for text in field.texts]
    starts = np.cumsum([0, *(len(field.texts) for field, _ in parts[:-1])])
    places = sum(np.where(code > 0, code + start, 0) for start, (_, code) in zip(starts, parts, strict=True))
    places = pa.array(places - 1, pa.int32(), mask=places == 0)
    return pa.array([_typed(text, kind) for text in texts], kind).take(places)


def _typed(text: str, kind: pa.DataType) -> object:
    if pa.types.is_boolean(kind):
        return text == "true"
    if pa.types.is_decimal(kind):
        return Decimal(text)
    return int(text) if pa.types.is_integer(kind) else text
