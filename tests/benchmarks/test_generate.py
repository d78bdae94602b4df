"""The log is the same each time, in every form, and as it is described."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest

pytest.importorskip("numpy")

from benchmarks import generate
from benchmarks.generate import Shape, write
from benchmarks.lives import lives

EVENTS = 3_000


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("log") / "year.jsonl"
    write(path, EVENTS)
    return path


@pytest.fixture(scope="module")
def rows(log: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


def test_it_is_the_same_for_ever(log: Path):
    digest = hashlib.sha256(log.read_bytes()).hexdigest()
    assert digest == "96df49bb40731350cb4ba4f829a6c044ee27677a2af8beb7792f40945474b00e", (
        "the generator changed: so do all figures that were measured"
    )


def test_blocks_do_not_matter(log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(generate, "BLOCK", 37)
    monkeypatch.setattr(generate, "LINES", 101)
    write(tmp_path / "year.jsonl", EVENTS)
    assert (tmp_path / "year.jsonl").read_bytes() == log.read_bytes()


def test_it_has_as_many_events_as_were_asked_for(rows: list[dict[str, object]]):
    assert len(rows) == EVENTS


def test_they_come_in_the_order_of_time_in_one_year(rows: list[dict[str, object]]):
    times = [datetime.fromisoformat(str(row["time"])) for row in rows]
    assert times == sorted(times)
    assert timedelta(days=300) < times[-1] - times[0] < timedelta(days=365)


def test_some_times_have_another_offset(rows: list[dict[str, object]]):
    other = sum(not str(row["time"]).endswith("Z") for row in rows)
    assert 0.05 < other / EVENTS < 0.12


def test_a_share_has_ids_and_no_two_have_the_same(rows: list[dict[str, object]]):
    ids = [row["id"] for row in rows if "id" in row]
    assert 0.15 < len(ids) / EVENTS < 0.35
    assert len({*ids}) == len(ids)


def test_leads_have_about_ten_events(rows: list[dict[str, object]]):
    by_lead = Counter(row["lead"] for row in rows)
    assert 9 < EVENTS / len(by_lead) < 11.5


def test_some_come_out_of_hours(rows: list[dict[str, object]]):
    created = [datetime.fromisoformat(str(row["time"])) for row in rows if row["event"] == "lead.created"]
    late = sum(not 6 <= at.hour < 15 or at.weekday() > 4 for at in created)
    assert 0.2 < late / len(created) < 0.6


def test_a_lead_lives_the_same_life_whoever_else_is_made():
    alone, among = lives(7, 8, 1000), lives(0, 50, 1000)
    own = among.taken(among.lead == 7)
    assert sorted(zip(alone.time, alone.step, strict=True)) == sorted(zip(own.time, own.step, strict=True))


def test_csv_says_the_same(rows: list[dict[str, object]], tmp_path: Path):
    write(tmp_path / "year.csv", EVENTS)
    with (tmp_path / "year.csv").open(encoding="utf-8", newline="") as file:
        read = [{name: text for name, text in row.items() if text} for row in csv.DictReader(file)]
    assert read == [{name: as_text(value) for name, value in row.items() if value != ""} for row in rows]


def as_text(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value).lower() if isinstance(value, bool) else str(value)


def test_packed_it_is_the_same(log: Path, tmp_path: Path):
    write(tmp_path / "year.jsonl.gz", EVENTS)
    assert gzip.decompress((tmp_path / "year.jsonl.gz").read_bytes()) == log.read_bytes()


def test_parquet_says_the_same(rows: list[dict[str, object]], tmp_path: Path):
    parquet = pytest.importorskip("pyarrow.parquet")
    write(tmp_path / "year.parquet", EVENTS)
    read = parquet.read_table(tmp_path / "year.parquet").to_pylist()
    for row, found in zip(rows, read, strict=True):
        assert datetime.fromisoformat(str(row["time"])) == found["time"]
        assert {name: value for name, value in found.items() if value is not None and name != "time"} == {
            name: value for name, value in row.items() if name != "time"
        }


def test_some_lines_can_come_twice(log: Path, tmp_path: Path):
    write(tmp_path / "again.jsonl", EVENTS, again=0.1)
    again = Counter((tmp_path / "again.jsonl").read_text(encoding="utf-8").splitlines())
    assert {*again} == {*log.read_text(encoding="utf-8").splitlines()}
    twice = [line for line, times in again.items() if times > 1]
    assert len(twice) == pytest.approx(0.1 * sum('"id"' in line for line in again), abs=2)
    assert all('"id"' in line for line in twice)


@pytest.mark.parametrize(
    ("shape", "leads", "instants"),
    [(Shape.ONE_LEAD, 1, None), (Shape.ONE_EVENT_EACH, EVENTS, None), (Shape.ONE_INSTANT, None, 1)],
)
def test_shapes(shape: Shape, leads: int | None, instants: int | None, tmp_path: Path):
    write(tmp_path / "log.jsonl", EVENTS, shape)
    found = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    assert leads in {None, len({row["lead"] for row in found})}
    assert instants in {None, len({datetime.fromisoformat(row["time"]) for row in found})}


def test_ids_can_be_a_kilobyte_long(tmp_path: Path):
    write(tmp_path / "log.jsonl", 100, Shape.LONG_IDS)
    first = (tmp_path / "log.jsonl").read_text(encoding="utf-8").splitlines()[0]
    assert len(json.loads(first)["lead"]) == 1024
