"""Spark and one machine say the same, to the byte: of every report, case, breach and rejected line."""

from __future__ import annotations

import gzip
import os
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import pyarrow.parquet as pq
import pytest

from sla_dsl import check, check_dataframe
from sla_dsl.cli.ending import ending_of
from sla_dsl.engine import judge_columns
from sla_dsl.engine.distributed import Question, judge_paths, missing
from sla_dsl.engine.distributed import session as sessions
from sla_dsl.log import read_columns
from tests.engine.distributed.strange import POLICY, jsonl, line, write_log, written
from tests.properties.engines import _pairs, pair_of
from tests.strategies.lines import random_lines

ROOT = Path(__file__).parents[3]
EXAMPLES = sorted(path.parent for path in (ROOT / "examples").glob("*/events.jsonl"))
PAIRS = int(os.environ.get("SLAC_SPARK_PAIRS", "3"))
"""So many random agreements and logs are asked about."""

pytestmark = pytest.mark.filterwarnings("ignore")  # the library's own, of releases to come


@pytest.fixture(scope="module")
def spark():
    """The one session of all tests."""
    lacking = missing()
    if lacking is not None:
        pytest.skip(lacking.message)
    session = sessions.session()
    yield session
    session.stop()


@pytest.fixture
def conf(spark):
    """Sets settings of Spark for one test."""
    before: dict[str, str | None] = {}

    def set_to(name, value):
        before.setdefault(name, spark.conf.get(name, None))
        spark.conf.set(name, value)

    yield set_to
    for name, value in before.items():
        spark.conf.unset(name) if value is None else spark.conf.set(name, value)


@pytest.fixture
def log(tmp_path):
    folder = tmp_path / "log"
    folder.mkdir()
    write_log(folder)
    (tmp_path / "strange.sla.yaml").write_text(POLICY)
    return folder


def same(paths, policy, **asked):
    """Both engines asked the same; what they say must be equal, and is given."""
    here, there = check(paths, policy, **asked), check(paths, policy, engine="spark", **asked)
    assert there.rejections == here.rejections
    left, right = written(here), written(there)
    for name, text in left.items():
        assert right[name] == text, name
    return there


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_every_example(spark, folder):
    assert same([folder / "events.jsonl"], folder).judgement is not None


def test_a_log_with_every_trap(spark, log):
    found = same([log], log.parent)
    assert {one.code for one in found.rejections} >= {
        "SLA701",
        "SLA704",
        "SLA705",
        "SLA706",
        "SLA707",
        "SLA712",
        "SLA713",
    }
    assert [one.code for one in found.diagnostics] == ["SLA708", "SLA714"]
    assert found.judgement.log.duplicates == 38


def test_however_it_is_cut(spark, log, conf, monkeypatch):
    conf("spark.sql.files.maxPartitionBytes", "700")
    conf("spark.sql.files.openCostInBytes", "0")
    conf("spark.sql.execution.arrow.maxRecordsPerBatch", "7")
    monkeypatch.setattr("sla_dsl.engine.distributed.judging.MOST_EVENTS", 40)
    monkeypatch.setattr("sla_dsl.engine.distributed.judging.FEW_EVENTS", 0)
    same([log / "b.jsonl", log], log.parent, as_of="2026-03-20", since=date(2026, 3, 5), clauses=["value", "pipeline"])


@pytest.mark.parametrize("seed", range(PAIRS))
def test_any_agreement_and_any_log(spark, tmp_path, conf, seed):
    agreement, question = pair_of(seed)
    lines = random_lines(Random(seed), question.events)
    cut = len(lines) // 2
    (tmp_path / "1.jsonl").write_text("\n".join(lines[:cut]) + "\n")
    (tmp_path / "2.jsonl.gz").write_bytes(gzip.compress("\n".join(lines[cut:]).encode()))
    conf("spark.sql.files.maxPartitionBytes", "1500")
    paths = [str(tmp_path / "1.jsonl"), str(tmp_path / "2.jsonl.gz")]
    log = read_columns(paths, agreement.vocabulary, agreement.currency)
    here = judge_columns(agreement, log, as_of=question.as_of, since=question.since)
    account, there = judge_paths(agreement, paths, Question(question.as_of, question.since))
    assert (account.lines, account.blank, account.rejections) == (log.lines, log.blank, log.rejections)
    assert [name for name, mine, theirs in _pairs(agreement, here, there) if mine != theirs] == []


def test_paths_that_spark_looks_up(spark, log):
    shutil.rmtree(log)
    inner = log / "year=2026"
    inner.mkdir(parents=True)
    (inner / "a b%20.jsonl").write_bytes(jsonl(map(line, range(9))) + b"\nx")
    (inner / "c[1].jsonl.gz").write_bytes(gzip.compress(jsonl(map(line, range(9, 20)))))
    (inner / "d.jsonl").write_bytes(gzip.compress(jsonl(map(line, range(20, 30)))))
    (inner / "e.txt").write_bytes(b"x")
    here = check(log, log.parent)
    for path in (f"file:{log}", f"file://{log}/*=2026", f"file://{inner}/*.jsonl*"):
        there = check(path, log.parent, engine="spark")
        names = [Path(one).name for one in there.judgement.log.files]
        assert names == ["a b%20.jsonl", "c[1].jsonl.gz", "d.jsonl"]
        assert [one._replace(file="") for one in there.rejections] == [one._replace(file="") for one in here.rejections]
        assert replace(there.judgement.log, files=()) == replace(here.judgement.log, files=())
        assert [tuple(one.cases) for one in there.judgement.clauses] == [
            tuple(one.cases) for one in here.judgement.clauses
        ]


@pytest.mark.parametrize(
    ("path", "code", "ending"),
    [
        ("file:/nowhere/x.jsonl", "SLA904", 2),
        ("file:/nowhere/*.jsonl", "SLA904", 2),
        ("nosuch://bucket/x.jsonl", "SLA742", 4),
        ("nowhere/x.jsonl", "SLA904", 2),
        ("-", "SLA903", 2),
    ],
)
def test_paths_that_are_not_there(spark, log, path, code, ending):
    found = check(path, log.parent, engine="spark")
    assert [one.code for one in found.diagnostics] == [code]
    assert ending_of(found.diagnostics) == ending
    assert "java" not in found.diagnostics[0].message.lower()


def test_a_folder_that_spark_looks_up_and_that_has_no_log(spark, log):
    (log.parent / "empty").mkdir()
    (log.parent / "empty/x.txt").touch()
    found = check(f"file://{log.parent}/empty", log.parent, engine="spark")
    assert [one.code for one in found.diagnostics] == ["SLA901"]


def test_a_dataframe_is_read_as_parquet_is(spark, log):
    rows = pq.read_table(log / "m.parquet").to_pylist()
    here = check(log / "m.parquet", log.parent)
    for count in (1, 3):
        frame = spark.createDataFrame(
            rows, "time string, event string, lead string, score string, id string, value string"
        )
        there = check_dataframe(frame.repartition(count), log.parent / "strange.sla.yaml")
        assert replace(there.judgement.log, files=()) == replace(here.judgement.log, files=())
        assert there.judgement.log.files == ("DataFrame",)
        assert [list(found.cases) for found in there.judgement.clauses] == [
            list(found.cases) for found in here.judgement.clauses
        ]
        assert sorted(one.code for one in there.rejections) == sorted(one.code for one in here.rejections)
        assert all(one.file.startswith("DataFrame partition ") for one in there.rejections)


def test_types_of_a_dataframe(spark, log):
    rows = [
        (datetime(2026, 3, 2, 9, tzinfo=UTC), "lead.assigned", 7, 80.0, "x"),
        (datetime(2026, 3, 2, 9, 30, tzinfo=UTC), "lead.contacted", 7, None, "y"),
        (None, "lead.contacted", 8, 1.5, "z"),
    ]
    frame = spark.createDataFrame(rows, "time timestamp, event string, lead long, score double, `a.b` string").coalesce(
        1
    )
    found = check_dataframe(frame, log.parent / "strange.sla.yaml", as_of=datetime(2026, 3, 3, tzinfo=UTC))
    (rejected,) = found.rejections
    assert (rejected.file, rejected.line, rejected.code) == ("DataFrame partition 0", 3, "SLA702")
    assert rejected.reason == "`time` is `null`"
    (case,) = found.judgement.clauses[0].cases
    assert (case.lead, case.state) == ("7", "met")


def test_columns_that_cannot_be_told(spark, log):
    policy = log.parent / "strange.sla.yaml"
    (lacking,) = check_dataframe(spark.range(3).selectExpr("id", "'x' as event"), policy).diagnostics
    assert lacking.code == "SLA714"
    assert lacking.message == "the DataFrame lacks `time`, `lead`; its columns are `id`, `event`"
    (twice,) = check_dataframe(spark.range(3).selectExpr("'' as time", "'' as time"), policy).diagnostics
    assert (twice.code, twice.message) == ("SLA714", "the DataFrame has two columns `time`")


def test_a_dataframe_that_fails(spark, log):
    frame = spark.range(3).selectExpr("raise_error('no more `left`') as time", "'x' as event", "'x' as lead")
    (found,) = check_dataframe(frame, log.parent / "strange.sla.yaml").diagnostics
    assert found.code == "SLA742"
    assert "no more" in found.message
    assert "\n" not in found.message


def test_the_city(spark):
    data = ROOT.parent / "shared/data/boston311_2019"
    if not data.is_dir():
        pytest.skip(f"the data is not there: {data.name}")
    same([data / "events.jsonl.gz"], ROOT / "tests/real/boston311.sla.yaml")
