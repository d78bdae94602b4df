"""Codes as JSON: a record each, with its page in Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from sla_dsl.diagnostics.pages import CodePage
from sla_dsl.report.json_text import json_text


def codes_json(pages: Sequence[CodePage], *, listed: bool = False) -> str:
    """The codes in the order given; with `listed` without their pages."""
    return json_text(
        [
            {
                "code": one.code.code,
                "severity": one.code.severity,
                "group": one.group,
                "title": one.code.title,
                **({} if listed else {"page": one.page}),
            }
            for one in pages
        ]
    )
