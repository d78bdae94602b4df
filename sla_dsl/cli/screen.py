"""Standard output for results, standard error for everything else, and what to do when either is shut or full."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from sla_dsl.diagnostics import Diagnostic


class UnwritableError(Exception):
    """Outputs that cannot be written; `found` says which and why (SLA902)."""

    def __init__(self, found: Iterable[Diagnostic]) -> None:
        super().__init__()
        self.found = tuple(found)


def unwritable(name: str, error: OSError | ValueError) -> Diagnostic:
    """The diagnostic of an output that cannot be written, by what the system said."""
    from sla_dsl.diagnostics import diagnostic

    why = (error.strerror or "") if isinstance(error, OSError) else "it is closed"
    return diagnostic("SLA902", f"`{name}` cannot be written: {why.lower() or 'the system gives no reason'}")


def print_result(text: str, *, for_people: bool = False) -> None:
    """Write a result to standard output: for programs in UTF-8, for people as their terminal has it, and in colour.

    A closed pipe ends quietly. Raises UnwritableError where it cannot be written.
    """
    stream = sys.stdout
    if stream is None:
        raise UnwritableError([unwritable("standard output", ValueError())])
    try:
        _write(stream, text, stream.encoding if for_people else "utf-8", painted=for_people)
    except BrokenPipeError:
        _silence(stream)
    except (OSError, ValueError) as error:
        _silence(stream)
        raise UnwritableError([unwritable("standard output", error)]) from error


def say(text: str) -> None:
    """Write to standard error. Where that is shut or full nobody listens, and the command goes on."""
    stream = sys.stderr
    if stream is None or not text:
        return
    try:
        _write(stream, text, stream.encoding, painted=True)
    except (OSError, ValueError):
        _silence(stream)


def say_diagnostics(found: Iterable[Diagnostic]) -> None:
    """Write diagnostics to standard error."""
    from sla_dsl.report.diagnostics_text import diagnostics_text

    say(diagnostics_text(found))


def shows_colour(stream: TextIO) -> bool:
    """Whether the stream is a terminal, and nothing in the environment forbids colour."""
    return is_terminal(stream) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person looks at the stream."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


def _write(stream: TextIO, text: str, encoding: str, *, painted: bool) -> None:
    r"""Write and flush. A character that the encoding lacks is replaced, never an error.

    UTF-8 lacks only halves of surrogate pairs; they become `\udc80`, which JSON reads back.
    """
    if painted and shows_colour(stream):
        from sla_dsl.report.paint import painted as in_colour

        text = in_colour(text)
    binary = getattr(stream, "buffer", None)
    if binary is None:
        stream.write(text)
        stream.flush()
        return
    stream.flush()
    binary.write(text.encode(encoding, "backslashreplace" if encoding.lower().startswith("utf") else "replace"))
    binary.flush()


def _silence(stream: TextIO) -> None:
    """Send what the stream still holds to nowhere, so that nothing is said of it when Python ends."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        return
