"""What a command says of lines that were not read, and of what stood in its way."""

from __future__ import annotations

from collections.abc import Sequence

from sla_dsl.cli.ending import Ending
from sla_dsl.cli.screen import say
from sla_dsl.model.event import Rejection
from sla_dsl.report.diagnostics_text import rejections_text


def say_rejections(rejections: Sequence[Rejection], kept_in: str | None = None) -> None:
    """Write the first rejected lines to standard error, and how many more there are."""
    say(rejections_text(rejections, kept_in))


def ending_of_rejections(rejections: Sequence[Rejection], allowed: int = 0) -> Ending:
    """What rejected lines make of a command that allows so many of them."""
    return Ending.UNREADABLE if len(rejections) > allowed else Ending.DONE
