"""A log that Spark reads → how the agreement stands: the same account, verdicts and cases as on one machine."""

from __future__ import annotations

import json
import pickle
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sla_dsl.diagnostics import Diagnostic
from sla_dsl.engine.columnar import Examined
from sla_dsl.engine.distributed.ids import SETTLED, Settle
from sla_dsl.engine.distributed.reading import Place
from sla_dsl.engine.distributed.records import ACCOUNT, EVENT, REJECTION, SCHEMA, Account, unpacked
from sla_dsl.engine.distributed.sources import Source, escaped, plain_path, sources
from sla_dsl.engine.distributed.tasks import COUNTS, EXAMINED, Asked, Examine, ReadFiles, ReadLines, count_lines
from sla_dsl.engine.judge import judge_columns
from sla_dsl.engine.terms import Terms
from sla_dsl.log.columns import ColumnLog
from sla_dsl.log.opening import broken_off
from sla_dsl.log.raw import Fault
from sla_dsl.log.torn import in_order
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.encoding import to_json
from sla_dsl.model.event import Rejection
from sla_dsl.model.outcome import Judgement

_MOST_EVENTS = 1_000_000
"""So many events a task judges at once, about: their columns fit into any executor."""

_MARKED = (3, 2)
"""By so many bytes a file that begins with a byte order mark is longer than its lines with a line feed each."""


def judge_paths(  # noqa: PLR0913 - what `judge_columns` takes, and where the log is
    spark: Any,  # noqa: ANN401 - the library's type
    agreement: Agreement,
    paths: Sequence[str],
    *,
    as_of: int | None = None,
    since: date | None = None,
    only: Collection[str] = (),
) -> tuple[ColumnLog, Judgement]:
    """The log's account, and the judgement. Raises PySparkException where Spark fails."""
    found, problems = sources(spark, paths)
    text = json.dumps(to_json(agreement))
    log = ColumnLog(tuple(source.name for source in found), problems=problems)
    frame = _read(spark, found, text)
    return log, _judged(frame, log, agreement, text, as_of=as_of, since=since, only=only)


def _judged(  # noqa: PLR0913 - what `judge_columns` takes, and the records
    frame: Any,  # noqa: ANN401 - the library's type
    log: ColumnLog,
    agreement: Agreement,
    text: str,
    *,
    as_of: int | None,
    since: date | None,
    only: Collection[str],
) -> Judgement:
    """Judge records; the log's account is filled."""
    frame = frame.persist()
    try:
        _account(frame, log)
        events = _settled(frame.where(f"what = {EVENT}"), log, text)
        _ends(events, log)

        def examined(terms: Terms, reported: Sequence[str]) -> Iterator[Examined]:
            asked = Asked(text, terms.as_of, terms.since, tuple(reported), log.first)
            leads = events.repartition(_tasks(events, log.count), "lead").select("text")
            for row in leads.mapInArrow(Examine(asked), EXAMINED).toLocalIterator():
                yield pickle.loads(row.part)  # noqa: S301 - written by slac's own task, in the same run

        return judge_columns(agreement, log, as_of=as_of, since=since, only=only, examined=examined)
    finally:
        frame.unpersist()


def _tasks(events: Any, count: int) -> int:  # noqa: ANN401 - the library's type
    """How many tasks share the leads: one a processor, and more where they would have too much each."""
    return max(1, int(events.sparkSession.sparkContext.defaultParallelism), -(-count // _MOST_EVENTS))


def _read(spark: Any, found: Iterable[Source], text: str) -> Any:  # noqa: ANN401 - the library's types
    """The records of all files."""
    by_lines = [source for source in found if source.by_lines]
    whole = [source for source in found if not source.by_lines]
    frames = [spark.createDataFrame([], SCHEMA)]
    if by_lines:
        lines = _lines(spark, by_lines)
        names = {source.number: source.name for source in by_lines}
        places = _places(lines, by_lines)
        frames.append(lines.select("path", "start", "value").mapInArrow(ReadLines(text, places, names), SCHEMA))
    if whole:
        files = {_as_listed(source): (source.number, source.name) for source in whole}
        paths = [escaped(source.path) for source in whole]
        contents = spark.read.format("binaryFile").load(paths).select("path", "content")
        frames.append(contents.repartition(len(whole)).mapInArrow(ReadFiles(text, files), SCHEMA))
    frame = frames[0]
    for one in frames[1:]:
        frame = frame.unionAll(one)
    return frame


def _lines(spark: Any, found: Sequence[Source]) -> Any:  # noqa: ANN401 - the library's types
    """Path, start of the piece, size of the file, and the bytes of each line."""
    paths = [escaped(source.path) for source in found]
    return spark.read.option("lineSep", "\n").text(paths).selectExpr(
        "_metadata.file_path as path", "_metadata.file_block_start as start", "_metadata.file_size as size",
        "cast(value as binary) as value",
    )  # fmt: skip


def _places(lines: Any, found: Sequence[Source]) -> dict[tuple[str, int], Place]:  # noqa: ANN401 - the library's type
    """Where each piece of a file begins."""
    sizes = {row.path: row.size for row in lines.select("path", "size").distinct().collect()}
    pieces = lines.select("path", "start", "value").mapInArrow(count_lines, COUNTS).collect()
    numbers = {_as_listed(source): source.number for source in found}
    places: dict[tuple[str, int], Place] = {}
    for path, size in sizes.items():
        own = sorted((row for row in pieces if row.path == path), key=lambda row: row.start)
        mark = size - sum(row["size"] for row in own) in _MARKED
        before = offset = 0
        for row in own:
            places[path, row.start] = Place(numbers[plain_path(path)], before, offset, mark)
            before += row.lines
            offset += row["size"] + (3 if mark and not offset else 0)
    return places


def _as_listed(source: Source) -> str:
    return plain_path(source.path)


def _account(frame: Any, log: ColumnLog) -> None:  # noqa: ANN401 - the library's type
    """Add up the accounts, and collect the rejections."""
    for row in frame.where(f"what = {ACCOUNT}").select("text").collect():
        account: Account = unpacked(row.text)
        log.lines += account.lines
        log.blank += account.blank
        if account.fault is not None:
            log.problems.append(broken_off(log.files[account.file], Fault(*account.fault)))
    rows = frame.where(f"what = {REJECTION}").select("text").toLocalIterator()
    log.rejections = in_order((unpacked(row.text) for row in rows), log.files)


def _settled(events: Any, log: ColumnLog, text: str) -> Any:  # noqa: ANN401 - the library's types
    """The events that count: of those that share an id one, or none."""
    shared = events.where("id is not null").groupBy("id").count().where("count > 1").select("id")
    if not shared.take(1):
        return events
    names = dict(enumerate(log.files))
    twins = events.join(shared, "id", "left_semi").repartition("id")
    gone = twins.mapInArrow(Settle(text, names), SETTLED).persist()
    for row in gone.toLocalIterator():
        if row.rejected is None:
            log.duplicates += 1
        else:
            log.rejections.append(_rejection(row.rejected))
    log.rejections = in_order(log.rejections, log.files)
    return events.join(gone.select("file", "line"), ["file", "line"], "left_anti")


def _rejection(text: bytes) -> Rejection:
    rejection: Rejection = unpacked(text)
    return rejection


def _ends(events: Any, log: ColumnLog) -> None:  # noqa: ANN401 - the library's type
    """Count the events, and find the first and the last instant."""
    row = events.selectExpr("count(*) as count", "min(time) as first", "max(time) as last").first()
    log.count, log.first, log.last = row["count"], row["first"], row["last"]


def problems_of(error: Exception) -> Diagnostic:
    """A failure of Spark as a diagnostic: the first line of what it says."""
    from sla_dsl.diagnostics import diagnostic

    said = str(error).strip().splitlines() or ["it gives no reason"]
    return diagnostic("SLA742", f"Spark failed: {said[0][:300]}", help="see the logs of the cluster")
