"""Findings about one text of a file, gathered as they are made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field

from sla_dsl.diagnostics import Diagnostic, Place, Source, Span, diagnostic, errors_in
from sla_dsl.frozen import mutable
from sla_dsl.language.nodes import Scalar
from sla_dsl.language.syntax import Mistake


@mutable
class Notes:
    """The findings about one scalar; offsets into its text become places in the file."""

    source: Source
    scalar: Scalar
    found: list[Diagnostic] = field(default_factory=list)

    def add(self, code: str, message: str, start: int, end: int, help: str = "", related: Iterable[Place] = ()) -> None:
        """Note a finding at offsets [start, end) of the text."""
        place = Place.of(self.source, self.span(start, end))
        self.found.append(diagnostic(code, message, place, help=help, related=related))

    def mistakes(self, mistakes: Iterable[Mistake]) -> None:
        """Note mistakes that a parser returned."""
        for mistake in mistakes:
            self.add(mistake.code, mistake.message, mistake.start, mistake.end, mistake.help)

    def span(self, start: int, end: int) -> Span:
        """Where offsets of the text stand in the file."""
        return self.scalar.span_of(start, end)

    @property
    def failed(self) -> bool:
        """Whether an error has been noted."""
        return errors_in(self.found)
