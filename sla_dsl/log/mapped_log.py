"""Paths, some of them tables with their maps → an `EventLog`, with every row and every line accounted for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import BinaryIO

from sla_dsl.diagnostics import Diagnostic
from sla_dsl.log.duplicates import Duplicates
from sla_dsl.log.files import file_shown, find_files
from sla_dsl.log.lines import LineReader
from sla_dsl.log.mapped import MapInUse, ReadRow, TableReading
from sla_dsl.log.opening import collector_resting, open_file, teller
from sla_dsl.log.reader import read_file
from sla_dsl.log.torn import as_written
from sla_dsl.model.event import EventLog, Rejection
from sla_dsl.model.vocabulary import Vocabulary


def read_mapped(
    paths: Sequence[str],
    maps: Mapping[str, MapInUse],
    vocabulary: Vocabulary,
    currency: str | None,
    *,
    stdin: BinaryIO | None = None,
    progress: Callable[[int], None] | None = None,
    watch: Callable[[ReadRow], None] | None = None,
) -> EventLog:
    """The log in files, folders and standard input, as `read_log` gives it, tables through their maps.

    `maps` says through which map a file is read, by the file's name as `find_files` gives it; the others are read as
    they are. `watch` is called with each row of a table. The events and rejected rows of tables count as lines.
    """
    found, problems = find_files(paths, tables=True)
    names = tuple(map(file_shown, found))
    log = EventLog(files=names, problems=problems)
    lines, twins, tell = LineReader(vocabulary, currency), Duplicates(), teller(progress)
    with collector_resting():
        for path, name in zip(found, names, strict=True):
            opened = open_file(path, stdin)
            if isinstance(opened, Diagnostic):
                problems.append(opened)
                continue
            with opened as source:
                if path in maps:
                    reading = TableReading(maps[path], path, name, lines)
                    _read_table(source, reading, log, twins, tell, watch)
                else:
                    read_file(source, path, name, log, lines, twins, tell)
    log.events, log.duplicates, torn = twins.settled()
    _count_torn(log, torn)
    own = {name: path for path, name in zip(found, names, strict=True) if path not in maps}
    written = as_written([one for one in torn if one.file in own], own)
    log.rejections += [*written, *(one for one in torn if one.file not in own)]
    order = {name: place for place, name in enumerate(names)}
    log.rejections.sort(key=lambda one: (order.get(one.file, len(order)), one.file, one.line))
    return log


def _read_table(
    source: BinaryIO,
    reading: TableReading,
    log: EventLog,
    twins: Duplicates,
    tell: Callable[[int], None],
    watch: Callable[[ReadRow], None] | None,
) -> None:
    """Read one opened table through its map."""
    for read in reading.rows(source, tell):
        for event in read.events:
            twins.add(event)
        if watch is not None:
            watch(read)
    log.tables += reading.accounts
    log.rejections += reading.rejections
    log.problems += reading.problems
    log.lines += reading.accounts[0].events + sum(account.rejected for account in reading.accounts)
    log.blank += reading.accounts[0].blank


def _count_torn(log: EventLog, torn: Sequence[Rejection]) -> None:
    """Count the rows one of whose events shares its id with another as rejected."""
    for account in log.tables:
        rows = {rejection.line for rejection in torn if rejection.file == account.file and account.lookup is None}
        account.read -= len(rows)
        account.rejected += len(rows)
