"""Workflow commands of GitHub Actions: lines on standard output that become annotations of a commit's files.

What the runner accepts is in its source (actions/runner: `ActionCommand.cs`, `ActionCommandManager.cs`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from sla_dsl.diagnostics import Diagnostic, Place, Severity, Span
from sla_dsl.report.diagnostics_text import in_order
from sla_dsl.report.display import one_line
from sla_dsl.report.repository import repository_path

Level = Literal["error", "warning", "notice"]

LEVELS: Mapping[Severity, Level] = {"error": "error", "warning": "warning", "note": "notice"}
"""What GitHub calls each severity."""

_LONGEST_TITLE = 255
_LONGEST_LINE = 1000
"""Characters that are shown: GitHub takes 255 of a title, and the runner 4096 of a message."""

_IN_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


class Annotation(NamedTuple):
    """What is said at a place: how grave it is, its title and its lines. Without a file it is said of the whole run."""

    level: Level
    title: str
    lines: Iterable[str]
    file: str = ""
    span: Span | None = None


def annotations_text(annotations: Iterable[Annotation]) -> str:
    """A workflow command a line, in order; no text of an author or a log can end one or begin another."""
    return "".join(f"{_command(one)}\n" for one in annotations)


def diagnostic_annotations(found: Iterable[Diagnostic]) -> Iterator[Annotation]:
    """Diagnostics as annotations, in order: the message, the way out, and the related places on lines of their own."""
    for one in in_order(found):
        place = one.place or Place("")
        yield Annotation(LEVELS[one.severity], one.code, tuple(_lines(one)), place.file, place.span)


def _lines(one: Diagnostic) -> Iterator[str]:
    yield one.message
    if one.help:
        yield f"help: {one.help}"
    for place in one.related:
        line = f":{place.span.line}" if place.span else ""
        yield f"{repository_path(place.file)}{line}: {place.note or 'see here'}"


def _command(one: Annotation) -> str:
    given = {**_where(one), "title": one.title[:_LONGEST_TITLE]}
    properties = ",".join(f"{name}={one_line(str(value)).translate(_IN_PROPERTY)}" for name, value in given.items())
    message = "\n".join(one_line(line)[:_LONGEST_LINE] for line in one.lines).translate(_IN_MESSAGE)
    return f"::{one.level} {properties}::{message}"


def _where(one: Annotation) -> dict[str, str | int]:
    """The file, its lines and, on one line only, the columns: the runner drops those of several lines."""
    if not one.file:
        return {}
    file: dict[str, str | int] = {"file": repository_path(one.file)}
    if one.span is None:
        return file
    line, column, end_line, end_column = one.span.line, one.span.column, one.span.end_line, one.span.end_column
    if end_line > line:
        return file | {"line": line, "endLine": end_line - 1 if end_column == 1 else end_line}
    # GitHub's last column is inclusive: its own example marks the six letters of `banaas` by the columns 5 and 10
    return file | {"line": line, "col": column, "endLine": line, "endColumn": max(end_column - 1, column)}
