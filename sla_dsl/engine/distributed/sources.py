"""Paths → the files of a log, each with its number and the name that reports show, and how Spark comes by it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sla_dsl.diagnostics import Diagnostic, Place, diagnostic
from sla_dsl.log.files import STDIN, file_shown, find_files
from sla_dsl.log.formats import JSONL, READABLE_TEXT, format_named, format_of, packing_of
from sla_dsl.log.opening import open_file

_REMOTE = re.compile(r"[a-z][a-z0-9+.-]*:/")
_PLAIN = re.compile(r"[A-Za-z0-9/.,=@+~_-]+")
_HIDDEN = (".", "_")
_PATTERN = re.compile(r"([*?\[\]{}\\,])")
ADDRESS = "regexp_replace(_metadata.file_path, '^file:/+', 'file:///') as address"
"""How Spark names a file, in its own words; releases differ in the slashes of local ones."""

_MOST_AT_ONCE = (1 << 31) - 1
"""So many bytes of a file that cannot be split fit through Spark."""


class Source(NamedTuple):
    """A file: its number in the order of the log, the name that is shown, and the path by which it is opened.

    `label` is a name that ends as the file's format does. `address` is how Spark names it, where Spark reads it: local
    files that are each read by one task are opened by that task itself. `by_lines` says that it is plain JSON lines,
    which tasks may share. `size` is in bytes.
    """

    number: int
    name: str
    path: str
    label: str
    address: str | None
    size: int
    by_lines: bool

    @property
    def is_local(self) -> bool:
        """Whether a task can open the file itself."""
        return self.path.startswith("/")


class Sources(NamedTuple):
    """The files of a log: the names of all, in order; those that can be read; and what is wrong with the rest."""

    names: tuple[str, ...]
    readable: tuple[Source, ...]
    problems: list[Diagnostic]


def is_remote(path: str) -> bool:
    """Whether a path is one that only Spark can look up: with a scheme, and not there on this machine."""
    return bool(_REMOTE.match(path)) and not Path(path).exists()


def not_for_spark(paths: Iterable[str]) -> tuple[Diagnostic, ...]:
    """A diagnostic (SLA903) for each path that can be read but once, and so by no task: standard input, a pipe."""
    return tuple(
        diagnostic("SLA903", f"{_called(path)} cannot be read by the engine `spark`", help="name a file, or a folder")
        for path in paths
        if path == STDIN or (not is_remote(path) and Path(path).is_fifo())
    )


def sources(spark: Any, paths: Sequence[str]) -> Sources:  # noqa: ANN401 - the library's type
    """The files in order, each once; and what is wrong with the paths.

    A path with a scheme (`s3a://…`, `hdfs://…`) is listed by Spark, and may be a pattern; others lie on this machine.
    """
    found: dict[str, Source | None] = {}
    names: dict[str, str] = {}
    problems: list[Diagnostic] = []
    for path in paths:
        listed = _remote(spark, path, problems) if is_remote(path) else _local(path, problems)
        for key, name, source in listed:
            if key not in found:
                found[key], names[key] = source, name
    readable = (source._replace(number=number) for number, source in enumerate(found.values()) if source is not None)
    return Sources(tuple(names.values()), tuple(readable), problems)


def _local(path: str, problems: list[Diagnostic]) -> Iterable[tuple[str, str, Source | None]]:
    """The files of a path on this machine: what tells each from others, its name, and itself where it can be read."""
    files, wrong = find_files([path])
    problems += wrong
    for file in files:
        real, name = str(Path(file).resolve()), file_shown(file)
        opened = open_file(file, None)
        if isinstance(opened, Diagnostic):
            problems.append(opened)
            yield f"file://{real}", name, None
            continue
        with opened as stream:
            size = stream.seek(0, 2)
        yield f"file://{real}", name, _on_this_machine(file, real, name, size)


def _on_this_machine(file: str, real: str, name: str, size: int) -> Source:
    """Spark does not see hidden files, and writes an address its own way: only plain names are left to it."""
    plain = _PLAIN.fullmatch(real) and not Path(real).name.startswith(_HIDDEN)
    by_lines = bool(plain) and format_of(file) == JSONL and not packing_of(file)
    label = name if format_named(name) else real
    return Source(0, name, real, label, f"file://{real}" if by_lines else None, size, by_lines)


def _remote(
    spark: Any,  # noqa: ANN401 - the library's type
    path: str,
    problems: list[Diagnostic],
) -> Iterable[tuple[str, str, Source | None]]:
    """The files of a path that Spark looks up, in order; SLA904 where there is none. Raises what else Spark raises."""
    from pyspark.errors import AnalysisException

    listing = spark.read.format("binaryFile").option("recursiveFileLookup", "true")
    try:
        rows = listing.load(path).selectExpr("path", ADDRESS, "length").collect()
    except AnalysisException as error:
        if "PATH_NOT_FOUND" not in str(error):
            raise
        problems.append(diagnostic("SLA904", f"there is no file or folder `{path}`", Place(path)))
        return
    readable = sorted((row for row in rows if format_named(row.path)), key=lambda row: str(row.path))
    if not readable:
        help_line = f"an event log is a file whose name ends in {READABLE_TEXT}"
        problems.append(diagnostic("SLA901", f"`{path}` has no event log in it", Place(path), help=help_line))
    for row in readable:
        name = str(row.path)
        by_lines = format_named(name) == JSONL and not packing_of(name)
        source = Source(0, name, name, name, row.address, row.length, by_lines)
        if not by_lines and row.length > _MOST_AT_ONCE:
            problems.append(_too_large(name))
            yield row.address, name, None
        else:
            yield row.address, name, source


def escaped(path: str) -> str:
    """A path that is none of Spark's patterns."""
    return _PATTERN.sub(r"\\\1", path)


def _too_large(name: str) -> Diagnostic:
    message = f"`{name}` is larger than 2 GiB, and a task must read it whole"
    return diagnostic("SLA901", message, Place(name), help="write it as several files, or as plain JSON lines")


def _called(path: str) -> str:
    return "standard input" if path == STDIN else f"the pipe `{file_shown(path)}`"
