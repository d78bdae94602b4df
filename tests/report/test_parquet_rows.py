"""Rows as Parquet: the same rows as in JSON lines, with instants and numbers as what they are."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest

from sla_dsl.report.parquet_rows import parquet

pq = pytest.importorskip("pyarrow.parquet")

ROWS = [
    {"clause": "c", "subject": "ä", "start": "2026-03-02T09:00:00.000005Z", "due": None, "line": 7},
    {"clause": "c", "subject": "b", "start": "0001-01-01T00:00:00Z", "due": "9999-12-31T23:59:59.999999Z", "line": 8},
]


def test_rows_come_back_as_they_were():
    table = pq.read_table(io.BytesIO(b"".join(parquet(tuple(ROWS[0]), iter(ROWS)))))
    assert table.column_names == list(ROWS[0])
    assert table.to_pylist() == [
        {"clause": "c", "subject": "ä", "start": datetime(2026, 3, 2, 9, 0, 0, 5, UTC), "due": None, "line": 7},
        {
            "clause": "c",
            "subject": "b",
            "start": datetime(1, 1, 1, tzinfo=UTC),
            "line": 8,
            "due": datetime(9999, 12, 31, 23, 59, 59, 999_999, UTC),
        },
    ]


def test_no_row_is_a_file_all_the_same():
    table = pq.read_table(io.BytesIO(b"".join(parquet(("clause", "start"), []))))
    assert (table.num_rows, table.column_names) == (0, ["clause", "start"])


def test_many_rows_are_several_groups():
    pieces = list(parquet(("line",), ({"line": number} for number in range(150_000))))
    file = pq.ParquetFile(io.BytesIO(b"".join(pieces)))
    assert (file.num_row_groups, file.metadata.num_rows) == (3, 150_000)
    assert file.read().column("line").to_pylist() == list(range(150_000))
