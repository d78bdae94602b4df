"""JSON as it is written: two spaces of indentation, characters as they are, one line break at the end."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from sla_dsl.diagnostics import Diagnostic, Place
from sla_dsl.model.values import Exact, Money, Share, decimal_text, money_text, percent_text
from sla_dsl.report.diagnostics_text import in_order

JsonValue = Mapping[str, "JsonValue"] | Sequence["JsonValue"] | str | int | bool | None
"""What JSON can hold here. Never a binary float: exact numbers are text."""


_LINE = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


def json_text(value: JsonValue) -> str:
    """The value as JSON for people to read too."""
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def json_line(value: JsonValue) -> str:
    """The value as JSON on one line."""
    return _LINE.encode(value) + "\n"


def figure_json(figure: Exact | Share | Money) -> str:
    """A figure as exact text: `600`, `95%`, `2000000 EUR`."""
    match figure:
        case Money():
            return money_text(figure)
        case Share(value):
            return percent_text(value)
        case number:
            return decimal_text(number)


def diagnostic_records(found: Iterable[Diagnostic]) -> list[JsonValue]:
    """Diagnostics as records, in order; what is not there is null."""
    return [
        {
            "code": one.code,
            "severity": one.severity,
            "message": one.message,
            **_place(one.place),
            "help": one.help or None,
            "related": [{**_place(place), "note": place.note or None} for place in one.related],
        }
        for one in in_order(found)
    ]


def _place(place: Place | None) -> dict[str, JsonValue]:
    span = place.span if place else None
    return {
        "file": place.file if place else None,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "end": {"line": span.end_line, "column": span.end_column} if span else None,
    }
