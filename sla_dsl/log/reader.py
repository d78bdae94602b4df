"""Paths → an `EventLog`: every line is an event, a duplicate, a rejection, or blank."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import BinaryIO, cast

from sla_dsl.diagnostics import Diagnostic, Place, diagnostic
from sla_dsl.log.duplicates import Duplicates
from sla_dsl.log.files import STDIN, file_shown, find_files, unreadable
from sla_dsl.log.formats import UNNAMED, is_packed, rows_of
from sla_dsl.log.lines import LineReader
from sla_dsl.log.raw import Fault, line_shown
from sla_dsl.log.streams import BLOCK, BrokenOffError, blocks
from sla_dsl.model.event import EventLog, Rejection
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
    torn = as_written(torn, dict(zip(names, found, strict=True)))
    order = {name: place for place, name in enumerate(names)}
    log.rejections = sorted(log.rejections + torn, key=lambda rejection: (order[rejection.file], rejection.line))
    return log


@contextmanager
def collector_resting() -> Iterator[None]:
    """Without the garbage collector: events hold no circles, and looking for some takes a quarter of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def open_file(path: str, stdin: BinaryIO | None) -> AbstractContextManager[BinaryIO] | Diagnostic:
    """The opened file, or why it cannot be; standard input is left open at the end."""
    if path == STDIN:
        source = stdin or getattr(sys.stdin, "buffer", None)
        if source is None:
            return _no_stdin()
        return nullcontext(source)
    try:
        return cast(AbstractContextManager[BinaryIO], Path(path).open("rb", buffering=0))
    except (OSError, ValueError) as error:
        return unreadable(path, error)


def _no_stdin() -> Diagnostic:
    help_line = "name a file, or pipe a log into the command"
    return diagnostic("SLA901", "there is no standard input", Place(STDIN), help=help_line)


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
    rows = (rows_of(path) or UNNAMED)(blocks(source, tell, packed=is_packed(path)))
    full = blank = 0
    try:
        for number, line, raw in rows:
            if raw is None:
                blank += 1
                continue
            full += 1
            read = raw if isinstance(raw, Fault) else lines.event(raw, line, name, number)
            if isinstance(read, Fault):
                log.rejections.append(Rejection(name, number, read.code, read.reason, line_shown(line), number))
            else:
                twins.add(read)
    except BrokenOffError as error:
        log.problems.append(_broken_off(name, error.fault))
    log.lines += full
    log.blank += blank


def as_written(torn: list[Rejection], paths: Mapping[str, str]) -> list[Rejection]:
    """The rejections with their lines as the files have them, read once more; of a stream, its content as typed."""
    wanted: dict[str, set[int]] = {}
    for rejection in torn:
        wanted.setdefault(rejection.file, set()).add(rejection.line)
    texts = {name: _texts(paths[name], numbers) for name, numbers in wanted.items()}
    return [rejection._replace(text=texts[rejection.file].get(rejection.line, rejection.text)) for rejection in torn]


def _texts(path: str, numbers: set[int]) -> dict[int, str]:
    """The lines of those numbers; none of what cannot be read twice."""
    texts: dict[int, str] = {}
    if not Path(path).is_file():
        return texts
    try:
        with Path(path).open("rb", buffering=0) as source:
            rows = (rows_of(path) or UNNAMED)(blocks(source, _tell_nobody, packed=is_packed(path)))
            texts.update((number, line_shown(line)) for number, line, _ in rows if number in numbers)
    except (OSError, BrokenOffError):
        pass  # what was read before that place stands
    return texts


def _tell_nobody(_count: int) -> None:
    """Takes no note of the bytes of a second reading."""


def _broken_off(name: str, fault: Fault) -> Diagnostic:
    way_out = "copy or export the file again; what stands before that place was read"
    return diagnostic(fault.code, fault.reason, Place(name), help=way_out)


def teller(progress: Callable[[int], None] | None) -> Callable[[int], None]:
    """Adds up the bytes of each read, and tells of them about once a megabyte."""
    total = told = 0

    def tell(count: int) -> None:
        nonlocal total, told
        total += count
        if progress is not None and total - told >= BLOCK:
            told = total
            progress(total)

    return tell
