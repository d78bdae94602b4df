"""A log that Spark reads → how the agreement stands: the same account, verdicts and cases as on one machine."""

from __future__ import annotations

import pickle
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from sla_dsl.diagnostics import Diagnostic
from sla_dsl.engine.columnar import Examined
from sla_dsl.engine.distributed.failures import failure, spark_errors
from sla_dsl.engine.distributed.ids import SETTLED, Settle
from sla_dsl.engine.distributed.pieces import records
from sla_dsl.engine.distributed.records import ACCOUNT, EVENT, REJECTION, Account, unpacked
from sla_dsl.engine.distributed.session import session
from sla_dsl.engine.distributed.sources import sources
from sla_dsl.engine.distributed.tasks import EXAMINED, Asked, Examine, Sent
from sla_dsl.engine.judge import judge_columns
from sla_dsl.engine.terms import Terms
from sla_dsl.log.columns import ColumnLog
from sla_dsl.log.torn import in_order
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.event import Rejection
from sla_dsl.model.outcome import Judgement

MOST_EVENTS = 500_000
"""So many events a task judges at once, about: their columns fit into any executor."""

FEW_EVENTS = 50_000
"""What is examined of so many events is fetched at once; of more, part by part."""


class Question(NamedTuple):
    """What is asked of a log: as-of and `since`, and the ids of the clauses to report (all if empty)."""

    as_of: int | None = None
    since: date | None = None
    only: Collection[str] = ()


def judge_paths(
    agreement: Agreement, paths: Sequence[str], question: Question
) -> tuple[ColumnLog, Judgement] | Diagnostic:
    """The account of a log in files and the judgement; or why Spark could not be started (SLA741), or failed (SLA742).

    `paths` are files and folders of this machine, and whatever Spark can look up.
    """
    spark = session()
    if isinstance(spark, Diagnostic):
        return spark
    try:
        found = sources(spark, paths)
        log = ColumnLog(found.names, problems=found.problems)
        if not found.readable:
            return log, judge_columns(agreement, log, **question._asdict())
        frame, problems = records(spark, found.readable, Sent.of(agreement))
        log.problems += problems
        return log, judge_records(frame, log, agreement, question)
    except spark_errors() as error:
        return failure(error)


def judge_records(
    frame: Any,  # noqa: ANN401 - the library's type
    log: ColumnLog,
    agreement: Agreement,
    question: Question,
    *,
    partition: str = "",
) -> Judgement:
    """Judge records; the log's account is filled.

    The places of lines are named by the log's files, else by the number of a `partition`, with that word before it.
    """
    sent = Sent.of(agreement)
    held = frame.persist()
    gone = None
    try:
        names = _account(held, log, partition)
        events = held.where(f"what = {EVENT}")
        if _ends(events, log):
            gone = _gone(events, dict(enumerate(names)), sent).persist()
            _settle(gone, log, names)
            events = events.join(gone.select("file", "line"), ["file", "line"], "left_anti")
            _ends(events, log)

        def examined(terms: Terms, reported: Sequence[str]) -> Iterator[Examined]:
            asked = Asked(sent, terms.as_of, terms.since, tuple(reported), log.first)
            return _examined(events, log.count, asked)

        return judge_columns(agreement, log, **question._asdict(), examined=examined)
    finally:
        held.unpersist()
        if gone is not None:
            gone.unpersist()


def _account(held: Any, log: ColumnLog, partition: str) -> Sequence[str]:  # noqa: ANN401 - the library's type
    """Add up the accounts, and collect the rejections; gives the names of the places of lines, by number."""
    accounts: list[Account] = []
    for row in held.where(f"what <> {EVENT}").select("what", "text").repartition(1).toLocalIterator():
        if row.what == ACCOUNT:
            accounts.append(unpacked(row.text))
        else:
            assert row.what == REJECTION
            log.rejections.append(_rejection(row.text))
    for account in sorted(accounts, key=lambda account: account.file):
        log.lines += account.lines
        log.blank += account.blank
        if account.problem is not None:
            log.problems.append(account.problem)
    last = max((account.file for account in accounts), default=-1)
    names = [f"{partition} {number}" for number in range(last + 1)] if partition else log.files
    log.rejections = in_order(log.rejections, names)
    return names


def _ends(events: Any, log: ColumnLog) -> bool:  # noqa: ANN401 - the library's type
    """Count the events, and find the first and the last instant; gives whether an id stands on several of them."""
    row = events.selectExpr(
        "count(*) as count", "min(time) as first", "max(time) as last", "count(id) > count(distinct id) as again"
    ).first()
    log.count, log.first, log.last = row["count"], row["first"], row["last"]
    return bool(row["again"])


def _gone(events: Any, names: dict[int, str], sent: Sent) -> Any:  # noqa: ANN401 - the library's types
    """The lines that do not count, of those that share an id with another."""
    shared = events.where("id is not null").groupBy("id").count().where("count > 1").select("id")
    twins = events.join(shared, "id", "left_semi").repartition("id").sortWithinPartitions("id", "file", "line")
    return twins.mapInArrow(Settle(sent, names), SETTLED)


def _settle(gone: Any, log: ColumnLog, names: Sequence[str]) -> None:  # noqa: ANN401 - the library's type
    """Count the lines that only repeat an event, and collect the others."""
    log.duplicates = gone.where("rejected is null").count()
    torn = gone.where("rejected is not null").select("rejected").repartition(1).toLocalIterator()
    log.rejections = in_order([*log.rejections, *(_rejection(row.rejected) for row in torn)], names)


def _examined(events: Any, count: int, asked: Asked) -> Iterator[Examined]:  # noqa: ANN401 - the library's type
    """What each task has examined.

    Of many events Spark keeps it first, so that all tasks work at once and little of it is in memory here.
    """
    leads = events.repartition(_tasks(events.sparkSession, count), "lead").select("text")
    parts = leads.mapInArrow(Examine(asked), EXAMINED)
    if count <= FEW_EVENTS:
        yield from _whole(parts.collect())
        return
    parts = parts.persist()
    try:
        parts.count()
        yield from _whole(parts.toLocalIterator())
    finally:
        parts.unpersist()


def _whole(rows: Any) -> Iterator[Examined]:  # noqa: ANN401 - the library's rows
    pieces: list[bytes] = []
    for row in rows:
        pieces.append(bytes(row.part))
        if row.ends:
            yield pickle.loads(b"".join(pieces))  # noqa: S301 - written by slac's own task, in the same run
            pieces = []
    assert not pieces


def _tasks(spark: Any, count: int) -> int:  # noqa: ANN401 - the library's type
    """How many tasks share the leads: one a processor, and more where they would have too much each."""
    from pyspark.errors import PySparkException

    try:
        processors = int(spark.sparkContext.defaultParallelism)
    except PySparkException:  # a session with a server far away has no such thing
        processors = int(spark.conf.get("spark.sql.shuffle.partitions"))
    return max(1, processors, -(-count // MOST_EVENTS))


def _rejection(text: bytes) -> Rejection:
    rejection: Rejection = unpacked(text)
    return rejection
