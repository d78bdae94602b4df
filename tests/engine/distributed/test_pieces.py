"""What the tasks do, without Spark: however a file is cut into pieces, its lines are accounted for as in one."""

from __future__ import annotations

import pickle
from random import Random

import pyarrow as pa
import pytest

from sla_dsl import check, check_dataframe
from sla_dsl.cli.ending import ending_of
from sla_dsl.engine.distributed import session as sessions
from sla_dsl.engine.distributed import tasks
from sla_dsl.engine.distributed.failures import OtherVersionsError, failure
from sla_dsl.engine.distributed.ids import Settle
from sla_dsl.engine.distributed.pieces import _cut
from sla_dsl.engine.distributed.reading import Gleaning, Places, counted, records_of_lines
from sla_dsl.engine.distributed.records import ACCOUNT, EVENT, REJECTION, SCHEMA, Record, batches, event_line, unpacked
from sla_dsl.engine.distributed.sources import Source, escaped, is_remote, not_for_spark
from sla_dsl.engine.distributed.tasks import Sent, agreement_of
from sla_dsl.log import read_log
from sla_dsl.log.jsonl import rows
from sla_dsl.log.lines import LineReader
from sla_dsl.log.torn import in_order
from sla_dsl.model.event import Event
from tests.engine.distributed.strange import POLICY, write_log
from tests.properties.engines import pair_of

MARK = b"\xef\xbb\xbf"


@pytest.fixture
def log(tmp_path):
    folder = tmp_path / "log"
    folder.mkdir()
    write_log(folder)
    (tmp_path / "strange.sla.yaml").write_text(POLICY)
    return folder


@pytest.fixture
def agreement(log):
    return check(log, log.parent).agreement


def as_spark_gives_it(name: str, content: bytes, ends: list[int]) -> list[pa.RecordBatch]:
    """The lines of a file whose pieces end so, without their line feeds and without a byte order mark, in batches."""
    content = content.removeprefix(MARK)
    lines, start, place = [], 0, 0
    for line in content.splitlines(keepends=True) if b"\r" not in content else split(content):
        if ends and place > ends[0]:
            start = ends.pop(0)
        lines.append((f"file:///{name}", start, line.removesuffix(b"\n")))
        place += len(line)
    groups = [lines[first : first + 7] for first in range(0, len(lines), 7)]
    return [
        pa.RecordBatch.from_arrays(
            [pa.array(column) for column in zip(*group, strict=True)], ["address", "start", "value"]
        )
        for group in groups
    ]


def split(content: bytes) -> list[bytes]:
    *whole, last = content.split(b"\n")
    return [*(line + b"\n" for line in whole), *([last] if last else [])]


def source(name: str, number: int, size: int) -> Source:
    return Source(number, name, f"/{name}", name, f"file:///{name}", size, by_lines=True)


@pytest.mark.parametrize("name", ["a.jsonl", "b.jsonl", "c.jsonl", "e.jsonl"])
@pytest.mark.parametrize("seed", range(6))
def test_pieces_of_a_file_come_to_the_whole(log, agreement, name, seed):
    content = (log / name).read_bytes()
    rnd = Random(seed)
    ends = sorted(rnd.randrange(len(content) + 1) for _ in range(rnd.randrange(seed + 1)))
    arrived = as_spark_gives_it(name, content, ends)
    cut = _cut(list(counted(arrived)), [source(name, 0, len(content))])
    assert not cut.altered
    gleaning = Gleaning(agreement.vocabulary, agreement.currency)
    found = list(records_of_lines(arrived, Places(cut.places, {0: name}), gleaning))
    alone = read_log([str(log / name)], agreement.vocabulary, agreement.currency)
    shared = [one for one in alone.rejections if one.code == "SLA705"]
    assert not shared, "ids are settled elsewhere"
    rejections = [unpacked(one.text)._replace(file=str(log / name)) for one in found if one.what == REJECTION]
    assert in_order(rejections, alone.files) == alone.rejections
    accounts = [unpacked(one.text) for one in found if one.what == ACCOUNT]
    assert sum(one.lines for one in accounts) == alone.lines
    assert sum(one.blank for one in accounts) == alone.blank
    events = {(one.line, one.lead, one.id, one.time) for one in found if one.what == EVENT}
    assert events == {(one.line, one.lead, one.id, one.time) for one in alone.events}
    placed = {one.line: one for one in found if one.what == EVENT}
    for row in rows([content]):
        if row.number in placed:
            assert (placed[row.number].text, placed[row.number].offset) == (row.line, row.offset)


def test_a_file_that_changed_is_told(log):
    content = (log / "a.jsonl").read_bytes()
    pieces = list(counted(as_spark_gives_it("a.jsonl", content, [])))
    assert _cut(pieces, [source("a.jsonl", 0, len(content) + 40)]).altered


def test_a_file_that_is_packed_whatever_its_name_is_no_file_of_lines():
    pieces = list(counted(as_spark_gives_it("i.jsonl", b"\x1f\x8b\x08\n\n", [])))
    assert [one.name for one in _cut(pieces, [source("i.jsonl", 0, 5)]).packed] == ["i.jsonl"]


def test_an_event_is_carried_as_a_line_that_says_the_same():
    for seed in range(60):
        agreement, question = pair_of(seed)
        lines = LineReader(agreement.vocabulary, agreement.currency)
        for event in question.events:
            text = event_line(event)
            (row,) = rows([text])
            read = lines.event(row.raw, text, event.file, event.line)
            assert read == event


@pytest.mark.parametrize(
    "value",
    [
        "1e400",
        "-1e-400",
        "9e399",
        "1.5e-400",
        f"{'12' * 150}e-400",
        f"0.{'12' * 150}e400",
        f"{'1' * 390}.5",
        "-0",
        "0.1e-3",
        "123456789012345678901234567890.5",
    ],
)
def test_numbers_are_carried_to_the_last_digit(agreement, value):
    text = f'{{"time": "2026-03-02T08:00:00Z", "event": "opportunity.valued", "lead": "x", "score": {value}, "value": {value}}}'
    lines = LineReader(agreement.vocabulary, agreement.currency)
    (row,) = rows([text.encode()])
    event = lines.event(row.raw, text.encode(), "", 1)
    assert isinstance(event, Event), event
    (again,) = rows([event_line(event)])
    assert lines.event(again.raw, event_line(event), "", 1) == event


@pytest.mark.parametrize("at_once", [1, 2, 20_000])
def test_ids_are_settled_as_on_one_machine(log, agreement, monkeypatch, at_once):
    monkeypatch.setattr("sla_dsl.engine.distributed.ids._AT_ONCE", at_once)
    paths = [str(log / name) for name in ("a.jsonl", "c.jsonl", "f g%20[1]*,.jsonl", "_hidden ö.jsonl")]
    whole = read_log(paths, agreement.vocabulary, agreement.currency)
    records = []
    for number, path in enumerate(paths):
        content = (log / path).read_bytes()
        arrived = as_spark_gives_it(path, content, [])
        cut = _cut(list(counted(arrived)), [source(path, number, len(content))])
        gleaning = Gleaning(agreement.vocabulary, agreement.currency)
        records += records_of_lines(arrived, Places(cut.places, {number: path}), gleaning)
    again = [one for one in records if one.what == EVENT and one.id is not None]
    again = [one for one in again if sum(other.id == one.id for other in again) > 1]
    again.sort(key=lambda one: (one.id, one.file, one.line))
    settle = Settle(Sent.of(agreement), dict(enumerate(paths)))
    gone = [row for batch in settle(batches(iter(again))) for row in batch.to_pylist()]
    torn = [pickle.loads(row["rejected"]) for row in gone if row["rejected"] is not None]
    assert sum(row["rejected"] is None for row in gone) == whole.duplicates > 0
    assert in_order(torn, whole.files) == [one for one in whole.rejections if one.code == "SLA705"] != []
    left = {(one.file, one.line) for one in again} - {(row["file"], row["line"]) for row in gone}
    kept = {(paths.index(one.file), one.line) for one in whole.events}
    assert left == {(one.file, one.line) for one in again} & kept


def test_other_releases_are_not_judged_by(agreement):
    sent = Sent.of(agreement)
    assert agreement_of(sent) == agreement
    with pytest.raises(OtherVersionsError, match=r"slac .* on an executor, 0\.0\.9 where slac runs"):
        agreement_of(sent._replace(versions=(("slac", "0.0.9"), *sent.versions[1:])))


def test_the_schema_names_the_parts_of_a_record():
    assert [part.split()[0] for part in SCHEMA.split(", ")] == list(Record._fields)
    assert [part.split()[0] for part in tasks.COUNTS.split(", ")] == ["address", "start", "lines", "size", "head"]


TRACEBACK = "\n  An exception was thrown from the Python worker.\nTraceback (most recent call last):\n"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (f"{TRACEBACK}ModuleNotFoundError: No module named 'sla_dsl'\n", "slac is not installed on the executors"),
        (f"{TRACEBACK}ModuleNotFoundError: No module named 'msgspec'\n", "`msgspec` is not installed on the executors"),
        (f"{TRACEBACK}sla_dsl.engine.distributed.failures.OtherVersionsError: the releases differ: a\n", "the releases differ: a"),
        (f'{TRACEBACK}  File "/x/sla_dsl/a.py"\nMemoryError\n'.replace("MemoryError", "MemoryError: "), "a task had no room for its leads"),
        ("[PATH_NOT_FOUND] Path does not exist: s3a://x. SQLSTATE: 42K03\nJVM stacktrace", "[PATH_NOT_FOUND] Path does not exist: s3a://x. SQLSTATE: 42K03"),
        ("java.io.IOException: no\troom `left`", "no\ufffdroom \ufffdleft\ufffd"),
        (f'{TRACEBACK}  File "/home/me/my_job.py", line 3\nValueError: mine\n', "ValueError: mine"),
        ("", "no reason given"),
    ],
)  # fmt: skip
def test_what_spark_says_is_told_in_a_line(said, told):
    found = failure(Exception(said))
    assert (found.code, found.message) == ("SLA742", f"Spark failed: {told}")
    assert found.help


def test_a_defect_on_a_task_stays_one():
    with pytest.raises(RuntimeError, match="KeyError: 'x'"):
        failure(Exception(f"{TRACEBACK}  File \"/x/sla_dsl/engine/a.py\", line 3\nKeyError: 'x'\n"))


def test_what_lies_here_and_what_elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert [is_remote(path) for path in ("s3a://b/x", "hdfs:///x", "file:/x")] == [True, True, True]
    assert [is_remote(path) for path in ("x.jsonl", "/s3a://b", "C:/x")] == [False, False, False]
    (tmp_path / "a:").mkdir()
    (tmp_path / "a:/x.jsonl").touch()
    assert not is_remote("a:/x.jsonl")
    assert [one.code for one in not_for_spark(["-", "x.jsonl", "s3a://b/x"])] == ["SLA903"]
    assert escaped("s3a://b/[1]*,x.gz") == "s3a://b/\\[1\\]\\*\\,x.gz"


def test_what_is_missing_is_told_before_anything_is_read(log, monkeypatch):
    monkeypatch.setattr(
        "sla_dsl.engine.distributed.session.find_spec", lambda name: None if name == "pyspark" else name
    )
    (found,) = check(log, "nowhere.sla.yaml", engine="spark").diagnostics
    assert (found.code, found.message) == ("SLA741", "the engine `spark` needs an extra")
    assert "pip install 'slac[spark]'" in found.help
    assert ending_of([found]) == 2
    assert check_dataframe(None, "nowhere.sla.yaml").diagnostics == (found,)
    monkeypatch.setattr("sla_dsl.engine.distributed.session.find_spec", lambda name: name)
    monkeypatch.setattr("sla_dsl.engine.distributed.session.shutil.which", lambda name: None)
    for name in ("JAVA_HOME", "SPARK_REMOTE"):
        monkeypatch.delenv(name, raising=False)
    (found,) = check(log, engine="spark").diagnostics
    assert (found.code, found.message) == ("SLA741", "the engine `spark` needs Java, and there is none")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"memory": 1 << 20}, "the engine `spark` has no use for a size of memory"),
        ({"maps": {"x": "hubspot-deal"}}, "the engine `spark` has no use for maps"),
    ],
)
def test_what_the_engine_has_no_use_for_is_refused(log, monkeypatch, asked, message):
    monkeypatch.setattr("sla_dsl.engine.distributed.missing", lambda: None)
    (found,) = check(log, engine="spark", **asked).diagnostics
    assert (found.code, found.message) == ("SLA903", message)
    assert found.help


def test_an_engine_that_there_is_not(log):
    (found,) = check(log, engine="sparc").diagnostics
    assert (found.code, found.message, found.help) == ("SLA903", "there is no engine `sparc`", "did you mean `spark`?")


def test_a_session_that_does_not_start_is_told_in_a_line(monkeypatch):
    class Builder:
        def getOrCreate(self):  # noqa: N802 - the library's name
            raise RuntimeError("\n/nowhere/bin/java: no such file\n  at org.apache")

    found = sessions._started(Builder())
    assert (found.code, found.message) == ("SLA741", "Spark cannot be started: /nowhere/bin/java: no such file")
