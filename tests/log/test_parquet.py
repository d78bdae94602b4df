"""Parquet: every row is an event, or rejected with its row group and number."""

from __future__ import annotations

import gzip
import io
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

import pytest

from sla_dsl.log import find_files
from sla_dsl.model.values import Money
from tests.log.comparing import compare
from tests.log.conftest import VOCABULARY

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

NINE = datetime(2026, 3, 2, 9, 0, 0, 5, UTC)
NINE_AT = (NINE - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def table(**columns):
    count = len(next(iter(columns.values())))
    whole = {"time": [NINE] * count, "event": ["contact.attempted"] * count, "lead": ["L"] * count} | columns
    return pa.table(whole)


def read(tmp_path, made, name="log.parquet", **how):
    buffer = io.BytesIO()
    pq.write_table(made, buffer, **how)
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(buffer.getvalue()) if name.endswith(".gz") else buffer.getvalue())
    lines, _ = compare([str(path)], VOCABULARY)
    return lines


@pytest.mark.parametrize("name", ["log.parquet", "log.parquet.gz"])
def test_values_are_typed_by_the_vocabulary(tmp_path, name):
    made = table(
        score=[1, None, 3], source=["web", "", None], automated=[True, None, False], lead=[7, 8, 9],
        budget=[{"amount": Decimal("1.50"), "currency": "EUR"}, None, None],
    )  # fmt: skip
    log = read(tmp_path, made, name)
    assert (log.lines, log.blank, log.rejections, log.problems) == (3, 0, [], [])
    assert [(event.time, event.lead, event.line) for event in log.events] == [
        (NINE_AT, "7", 1), (NINE_AT, "8", 2), (NINE_AT, "9", 3)
    ]  # fmt: skip
    first = {"score": 1, "source": "web", "automated": True, "budget": Money(Fraction(3, 2), "EUR")}
    assert [dict(event.values) for event in log.events] == [first, {}, {"score": 3, "automated": False}]


def test_a_binary_number_is_the_shortest_decimal_that_means_it(tmp_path):
    log = read(tmp_path, table(score=[0.1, 5.0, 1e300, float("nan"), float("inf")]))
    assert [event.values["score"] for event in log.events] == [Fraction(1, 10), 5, 10**300]
    assert [(one.line, one.code) for one in log.rejections] == [(4, "SLA704"), (5, "SLA704")]


def test_times_of_every_unit_and_texts(tmp_path):
    for unit in ("s", "ms", "us", "ns"):
        column = pa.array([NINE.replace(microsecond=0)], pa.timestamp(unit, "Europe/Helsinki"))
        assert read(tmp_path, table(time=column)).events[0].time == NINE_AT - 5
    finer = pa.array([NINE_AT * 1000 + 999, -1], pa.timestamp("ns", "UTC"))
    assert [event.time for event in read(tmp_path, table(time=finer)).events] == [NINE_AT, -1]
    text = NINE.astimezone(timezone(timedelta(hours=2))).isoformat()
    assert read(tmp_path, table(time=[text])).events[0].time == NINE_AT


def test_rejected_rows_have_their_group_and_number(tmp_path):
    naive = pa.array([NINE.replace(tzinfo=None)] * 5, pa.timestamp("us"))
    log = read(tmp_path, table(time=naive), row_group_size=2)
    assert [(one.line, one.group, one.offset, one.code) for one in log.rejections] == [
        (1, 0, None, "SLA703"), (2, 0, None, "SLA703"), (3, 1, None, "SLA703"),
        (4, 1, None, "SLA703"), (5, 2, None, "SLA703"),
    ]  # fmt: skip
    assert "no offset" in log.rejections[0].reason
    assert log.rejections[0].text.startswith('{"time": "2026-03-02T09:00:00.000005", ')


@pytest.mark.parametrize(
    ("column", "code"),
    [
        ({"score": ["high"]}, "SLA704"), ({"score": [[1]]}, "SLA704"), ({"source": [b"\xff"]}, "SLA704"),
        ({"lead": [1.5]}, "SLA704"), ({"lead": [None]}, "SLA702"), ({"event": [5]}, "SLA704"),
        ({"score": [Decimal("1e70")]}, None), ({"source": [b"web"]}, None),
    ],
)  # fmt: skip
def test_values_of_a_wrong_type(tmp_path, column, code):
    log = read(tmp_path, table(**column))
    assert [one.code for one in log.rejections] == ([code] if code else [])


def test_a_column_that_stands_twice_refuses_the_file(tmp_path):
    made = pa.table([[NINE], ["lead.assigned"], ["L"], ["M"]], names=["time", "event", "lead", "lead"])
    (problem,) = read(tmp_path, made).problems
    assert (problem.code, "`lead`" in problem.message) == ("SLA714", True)


def test_a_file_cut_anywhere_is_never_taken_for_whole(tmp_path):
    buffer = io.BytesIO()
    pq.write_table(table(score=list(range(50))), buffer)
    whole = buffer.getvalue()
    for size in range(0, len(whole), 97):
        path = tmp_path / "log.parquet"
        path.write_bytes(whole[:size])
        log, _ = compare([str(path)], VOCABULARY)
        assert [problem.code for problem in log.problems] == ["SLA708"], size
        assert log.events == []


def test_standard_input_and_partitioned_folders(tmp_path):
    for source in ("web", "fair"):
        pq_path = f"lead_source={source}/part-0.parquet"
        read(tmp_path, table(lead=[source]), pq_path)
    log, _ = compare([str(tmp_path)], VOCABULARY)
    assert [event.lead for event in log.events] == ["fair", "web"]
    whole = (tmp_path / "lead_source=web/part-0.parquet").read_bytes()
    lines, _ = compare(["-"], VOCABULARY, stdin=whole)
    assert len(lines.events) == 1


def test_a_missing_extra_is_said_before_anything_is_read(tmp_path, monkeypatch):
    for name in ("log.parquet", "log.jsonl.zst"):
        (tmp_path / name).write_bytes(b"never looked at")
    monkeypatch.setattr("sla_dsl.log.extras.find_spec", lambda _name: None)
    monkeypatch.setattr("sla_dsl.log.extras.sys.version_info", (3, 11))
    _, problems = find_files([str(tmp_path)])
    assert [problem.code for problem in problems] == ["SLA711", "SLA711"]
    assert "pip install 'slac[zstd]'" in problems[0].message
    assert "pip install 'slac[parquet]'" in problems[1].message
