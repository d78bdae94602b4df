"""Paths → the files of a log, as Spark names them, each with its number and the name that reports show."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sla_dsl.diagnostics import Diagnostic, Place, diagnostic
from sla_dsl.log.files import STDIN, file_shown, find_files
from sla_dsl.log.formats import JSONL, format_named, format_of, packing_of

_REMOTE = re.compile(r"[a-z][a-z0-9+.-]*://?")
_GLOB = re.compile(r"([*?\[\]{}\\])")
_ENCODED = re.compile(rb"%([0-9A-Fa-f]{2})")


class Source(NamedTuple):
    """A file: its number in the order of the log, the name that is shown, and the path that Spark is given.

    `by_lines` says that it is plain JSON lines, which tasks may share; other files are each read by one task.
    """

    number: int
    name: str
    path: str
    by_lines: bool


def sources(spark: Any, paths: Sequence[str]) -> tuple[list[Source], list[Diagnostic]]:  # noqa: ANN401 - the library's type
    """The files in order, each once; and what is wrong with the paths.

    A path with a scheme (`s3a://…`, `hdfs://…`) is listed by Spark, and may be a pattern; others lie on this machine.
    """
    found: dict[str, tuple[str, bool]] = {}
    problems: list[Diagnostic] = []
    for path in paths:
        if path == STDIN:
            problems.append(_no_stdin())
        elif _REMOTE.match(path):
            found.update(_remote(spark, path, problems))
        else:
            found.update(_local(path, problems))
    return [Source(number, *one) for number, one in enumerate(_numbered(found))], problems


def plain_path(path: str) -> str:
    """A path as Spark reports it → without `file:` and the escapes of an address, to be compared."""
    text = _ENCODED.sub(lambda found: bytes([int(found[1], 16)]), path.encode("utf-8", "surrogatepass"))
    shown = text.decode("utf-8", "replace")
    return f"/{shown[5:].lstrip('/')}" if shown.startswith("file:") else shown


def _numbered(found: dict[str, tuple[str, bool]]) -> list[tuple[str, str, bool]]:
    return [(name, path, by_lines) for path, (name, by_lines) in found.items()]


def _local(path: str, problems: list[Diagnostic]) -> dict[str, tuple[str, bool]]:
    names, wrong = find_files([path])
    problems += wrong
    return {
        str(Path(name).resolve()): (file_shown(name), format_of(name) == JSONL and not packing_of(name))
        for name in names
    }


def _remote(spark: Any, path: str, problems: list[Diagnostic]) -> dict[str, tuple[str, bool]]:  # noqa: ANN401
    from pyspark.errors import PySparkException

    listing = spark.read.format("binaryFile").option("recursiveFileLookup", "true")
    try:
        rows = listing.load(path).select("path").collect()
    except PySparkException:
        problems.append(diagnostic("SLA904", f"there is no file or folder `{path}`", Place(path)))
        return {}
    names = sorted(row.path for row in rows if format_named(row.path))
    if not names:
        problems.append(diagnostic("SLA901", f"`{path}` has no event log in it", Place(path)))
    return {name: (name, format_named(name) == JSONL and not packing_of(name)) for name in names}


def escaped(path: str) -> str:
    """A path that is none of Spark's patterns."""
    return _GLOB.sub(r"\\\1", path)


def _no_stdin() -> Diagnostic:
    return diagnostic("SLA903", "standard input cannot be read by the engine `spark`", help="name a file, or a folder")
