"""Paths → a `ColumnLog`: the same events, rejections and counts as `reader` gives, as columns in bounded memory."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import BinaryIO

import numpy as np

from sla_dsl.log.batches import UNKNOWN_LINE, Batch
from sla_dsl.log.columns import ColumnLog, EventColumns
from sla_dsl.log.files import file_shown, find_files
from sla_dsl.log.jsonl_columns import BLOCK
from sla_dsl.log.opening import collector_resting, teller
from sla_dsl.log.partitions import Dropped, cut, partition, shared_values
from sla_dsl.log.reading import Progress, Read, Reading, Source
from sla_dsl.log.repeated import repeated
from sla_dsl.log.second_reader import second_reader
from sla_dsl.log.shares import LEAST, Share, shares, weight
from sla_dsl.log.torn import as_written, in_order
from sla_dsl.model.event import Rejection
from sla_dsl.model.vocabulary import Vocabulary

MEMORY = 1 << 30
"""About how many bytes the events of a log may take in memory, where nothing else is said."""

_WEIGHT_OF_JUDGING = 2048
"""About how many bytes of the budget an event of a partition takes up, of which two processes may judge one each."""


def read_columns(
    paths: Sequence[str],
    vocabulary: Vocabulary,
    currency: str | None,
    *,
    memory: int = MEMORY,
    block: int = BLOCK,
    least: int = LEAST,
    stdin: BinaryIO | None = None,
    progress: Callable[[int], None] | None = None,
) -> ColumnLog:
    """The log in files, folders and standard input (`-`), typed by the vocabulary, as columns.

    The events, rejections, problems and counts are those that `read_log` gives. Events that take more than a part of
    `memory` (in bytes) are spilled to a temporary file, and come back a partition at a time; what they say does not
    depend on it, nor on how many bytes (`block`) are decoded at once, nor on whether a second process reads a share of
    them, which it does where there are `least` bytes. `progress` is called with the bytes read so far.
    """
    found, problems = find_files(paths)
    names = tuple(map(file_shown, found))
    source, tell = Source(vocabulary, currency, block, stdin), teller(progress)
    np.empty(31 << 20, np.uint8)
    own, others = shares(found, names, least)
    with collector_resting():
        read = _both(own, others, source, memory, tell) if others else Reading(source, memory // 4).read(own, tell)
        repeats = repeated(read.batches, names, memory // 4)
    log = _log(read.batches, repeats.dropped, memory)
    log.files, log.problems = names, [*problems, *read.problems]
    log.lines, log.blank, log.duplicates = read.lines, read.blank, repeats.duplicates
    torn = as_written(repeats.rejections, dict(zip(names, found, strict=True)))
    log.rejections = in_order([*read.rejections, *torn], names)
    return log


def columns_of_lines(blocks: Iterable[bytes], vocabulary: Vocabulary, currency: str | None) -> ColumnLog:
    """The events of lines of JSON that have all been read before: no two have one id, and each is an event."""
    with collector_resting():
        read = Reading(Source(vocabulary, currency, BLOCK, None), MEMORY // 4).lines(blocks)
    assert not read.rejections, read.rejections[0]
    assert not read.blank
    return _log(read.batches, {}, MEMORY)


def _both(own: Sequence[Share], others: Sequence[Share], source: Source, memory: int, tell: Progress) -> Read:
    """What two processes have read of their shares. All rows are dealt into buckets, or none is."""
    dealt = sum(map(weight, (*own, *others))) > memory // 4
    most = memory // 16 if dealt else sys.maxsize
    with second_reader(others, source, most, dealt=dealt) as second:
        first = Reading(source, most, dealt=dealt).read(own, tell)
        rest = second.result() if second is not None else None
    if rest is None:
        rest = Reading(source, most, dealt=dealt).read(others, tell)
    shift = first.cut_lines - UNKNOWN_LINE
    return Read(
        [*first.batches, *(replace(batch, shift=shift) for batch in rest.batches)],
        first.lines + rest.lines,
        first.blank + rest.blank,
        [*first.rejections, *(_counted(one, shift) for one in rest.rejections)],
        [*first.problems, *rest.problems],
    )


def _counted(rejection: Rejection, shift: int) -> Rejection:
    """The rejection with its number in the whole file."""
    if rejection.line < UNKNOWN_LINE:
        return rejection
    return rejection._replace(line=rejection.line + shift, last_line=rejection.last_line + shift)


def _log(batches: Sequence[Batch], dropped: Dropped, memory: int) -> ColumnLog:
    shared = shared_values(batches)
    parts = [partial(partition, batches, one, dropped, shared) for one in cut(batches, memory // _WEIGHT_OF_JUDGING)]
    count = sum(batch.count for batch in batches) - sum(map(len, dropped.values()))
    first, last = _ends(batches, parts, dropped)
    return ColumnLog(count=count, first=first, last=last, parts=parts)


def _ends(
    batches: Sequence[Batch], parts: Sequence[partial[EventColumns]], dropped: Dropped
) -> tuple[int | None, int | None]:
    """The instants of the earliest and the latest event that counts."""
    ends = [(batch.first, batch.last) for batch in batches if batch.count]
    if dropped:
        times = [columns.time for part in parts if len(columns := part())]
        ends = [(int(time.min()), int(time.max())) for time in times]
    return min((first for first, _ in ends), default=None), max((last for _, last in ends), default=None)
