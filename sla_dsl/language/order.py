"""Diagnostics in the order of the file."""

from __future__ import annotations

from collections.abc import Iterable

from sla_dsl.diagnostics import Diagnostic


def in_order(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The diagnostics by line and column; those without a place come first."""
    return sorted(found, key=_position)


def _position(found: Diagnostic) -> tuple[int, int]:
    span = found.place.span if found.place else None
    return (span.line, span.column) if span else (0, 0)
