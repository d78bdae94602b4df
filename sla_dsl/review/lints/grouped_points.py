"""Points that group digits elsewhere: `15.000 EUR` is fifteen euros here, and fifteen thousand in half of Europe."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sla_dsl.diagnostics import Diagnostic, Span
from sla_dsl.model.agreement import Agreement
from sla_dsl.review.places import Places, Told

_GROUPED = re.compile(
    r'"[^"]*"|(?<![\w.])(?P<number>[1-9][0-9]{0,2}\.[0-9]{3})(?P<money>[kM]?\s[A-Z]{3}\b)?(?![\w.]|\s?%)', re.ASCII
)


def grouped_points(agreement: Agreement, places: Places) -> Iterator[Diagnostic]:
    """SLA018: a number that is a thousand times as much where a point groups digits."""
    for clause in agreement.clauses.values():
        yield from _in_text(places, places.id(clause), clause.span)
    for path, span in places.keys.items():
        if path[0] == "funnel" and len(path) > 2:
            line = places.source.line(span.end_line)
            yield from _in_text(places, span, Span(span.end_line, span.end_column, span.end_line, _end(line, span) + 1))


def _end(line: str, key: Span) -> int:
    """Where the value of a key ends on its line, as a column: at the next key in braces, or a comment."""
    found = re.compile(r"[,}{]|\s#").search(line, key.end_column - 1)
    return found.start() if found else len(line)


def _in_text(places: Places, key: Span | None, whole: Span | None) -> Iterator[Diagnostic]:
    if key is None or whole is None:
        return
    start = places.source.offset(key.end_line, key.end_column)
    end = places.source.offset(whole.end_line, whole.end_column)
    for found in _GROUPED.finditer(places.source.text, start, end):
        number, money = found["number"], found["money"] or ""
        if number is None:
            continue
        less, more = re.sub(r"\.?0+\Z", "", number), number.replace(".", " ")
        told = Told(
            f"the point in `{number}{money}` stands before decimals: it is {less}{money}",
            f"write `{more}{money}` where a thousand times as much is meant, or `{less}{money}`",
        )
        yield places.note("SLA018", told, places.source.span(*found.span()))
