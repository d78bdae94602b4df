"""What is wrong with a funnel, before its place in a file is known."""

from __future__ import annotations

from typing import NamedTuple

from sla_dsl.diagnostics import Span


class Problem(NamedTuple):
    """A finding: its code, the sentence, where in the funnel it lies, and the way out.

    `name` is the figure it is about; `period` says which of a given figure's values (none: its only one, or its
    `otherwise`). `related` are other places with a note each.
    """

    code: str
    message: str
    span: Span | None = None
    help: str = ""
    name: str = ""
    period: str | None = None
    related: tuple[tuple[Span | None, str], ...] = ()
