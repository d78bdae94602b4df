"""One finding, as a record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field

from sla_dsl.diagnostics.codes import CODES, Severity
from sla_dsl.diagnostics.source import Source, Span
from sla_dsl.frozen import frozen


@frozen
class Place:
    """A span in a named file, with the text of its first line so that it can be shown without the file.

    `span` is none where a whole file is meant (a file that cannot be read, a report without lines).
    """

    file: str
    span: Span | None = None
    line_text: str = ""
    note: str = ""

    @classmethod
    def of(cls, source: Source, span: Span | None, note: str = "") -> Place:
        """The place of a span in a source."""
        return cls(source.name, span, source.line(span.line) if span else "", note)


@frozen
class Diagnostic:
    """What was found, where, and the way out.

    `message` is lower case without a final period, with the author's text in backticks; `help` may be empty.
    """

    code: str
    severity: Severity
    message: str
    place: Place | None = None
    help: str = ""
    related: tuple[Place, ...] = field(default=())

    @property
    def is_error(self) -> bool:
        """Whether this makes the agreement (or the input) invalid."""
        return self.severity == "error"


def diagnostic(
    code: str, message: str, place: Place | None = None, *, help: str = "", related: Iterable[Place] = ()
) -> Diagnostic:
    """A diagnostic with the severity that the table of codes gives its code.

    Raises KeyError for a code that the table lacks: that is a defect of slac, never of its input.
    """
    return Diagnostic(code, CODES[code].severity, message, place, help, tuple(related))


def errors_in(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of the diagnostics is an error."""
    return any(found.is_error for found in diagnostics)
