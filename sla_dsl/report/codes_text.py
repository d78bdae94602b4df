"""Codes for people: a list by group, or their pages as plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from sla_dsl.diagnostics.pages import CodePage
from sla_dsl.report.display import printable, table

_FENCE = re.compile(r"```\S*")
_REMARK = re.compile(r"<!--.*-->")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")


def codes_text(pages: Sequence[CodePage], *, listed: bool = False) -> str:
    """The pages one below the other, or with `listed` a line a code; every line ends with a line break."""
    blocks = _groups(pages) if listed else map(_page, pages)
    return "\n".join("".join(f"{line}\n" for line in block) for block in blocks)


def _groups(pages: Sequence[CodePage]) -> Iterator[list[str]]:
    for group, members in groupby(pages, key=lambda one: one.group):
        rows = [(one.code.code, one.code.severity, one.code.title) for one in members]
        yield [group, *table(rows, "  ")]


def _page(one: CodePage) -> list[str]:
    """The page without Markdown's signs: what stands in a fenced block is indented instead."""
    lines: list[str] = []
    inside = False
    for line in one.page.splitlines():
        if _FENCE.fullmatch(line):
            inside = not inside
        elif inside:
            lines.append(f"    {printable(line)}".rstrip())
        elif not _REMARK.fullmatch(line):
            lines.append(_LINK.sub(r"\1", line.removeprefix("# ")))
    return lines
