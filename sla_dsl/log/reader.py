"""Paths → an `EventLog`: every line is an event, a duplicate, a rejection, or blank."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import BinaryIO

from sla_dsl.diagnostics import Diagnostic
from sla_dsl.log.duplicates import Duplicates
from sla_dsl.log.files import file_shown, find_files
from sla_dsl.log.formats import rows_in
from sla_dsl.log.lines import LineReader
from sla_dsl.log.opening import broken_off, collector_resting, open_file, teller
from sla_dsl.log.raw import Fault, rejection
from sla_dsl.log.streams import BrokenOffError
from sla_dsl.log.torn import as_written, in_order
from sla_dsl.model.event import EventLog
from sla_dsl.model.vocabulary import Vocabulary


def read_log(
    paths: Sequence[str],
    vocabulary: Vocabulary,
    currency: str | None,
    *,
    stdin: BinaryIO | None = None,
    progress: Callable[[int], None] | None = None,
) -> EventLog:
    """The log in files, folders and standard input (`-`), typed by the vocabulary.

    `events` are in the order of the files and their lines, `rejections` too. `progress` is called with the bytes read
    so far (packed ones where a file is packed), about once a megabyte. Nothing about the input is raised: a line is
    rejected, a file becomes a problem.
    """
    found, problems = find_files(paths)
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
                read_file(source, path, name, log, lines, twins, tell)
    log.events, log.duplicates, torn = twins.settled()
    log.rejections = in_order(log.rejections + as_written(torn, dict(zip(names, found, strict=True))), names)
    return log


def read_file(
    source: BinaryIO,
    path: str,
    name: str,
    log: EventLog,
    lines: LineReader,
    twins: Duplicates,
    tell: Callable[[int], None],
) -> None:
    """Read one opened file to its end, or to where it breaks off."""
    full = blank = 0
    try:
        for row in rows_in(path, source, tell):
            if row.raw is None:
                blank += 1
                continue
            read = row.raw if isinstance(row.raw, Fault) else lines.event(row.raw, row.line, name, row.number)
            if isinstance(read, Fault):
                full += row.lines
                log.rejections.append(rejection(name, row, read))
            else:
                full += 1
                twins.add(read)
    except BrokenOffError as error:
        log.problems.append(broken_off(name, error.fault))
    log.lines += full
    log.blank += blank
