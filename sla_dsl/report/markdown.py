"""GitHub-flavoured Markdown in which no text of an author or a log is more than text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sla_dsl.report.display import one_line

LONGEST = 600
"""A text of more characters than this is cut: a comment on a pull request has room for 65 536."""

_NOTHING = "&#8203;"
"""A space of no width: between `@` and a name it keeps GitHub from calling somebody, after `#` from linking."""

_ENTITIES = {character: f"&#{ord(character)};" for character in "&<>\\`*_[]|~$"}
_TEXT = str.maketrans({**_ENTITIES, "@": f"@{_NOTHING}", "#": f"#{_NOTHING}"})
_LINK = re.compile(r":(?=//)|(?<=www)\.", re.IGNORECASE)


def escaped(text: str) -> str:
    """The text on one line, shown as it is: no markup, cell, tag, mention, link or formula comes of it.

    An entity is never taken for structure (CommonMark §6.2), so this also holds within the cells of a table.
    """
    line = one_line(text)
    shown = line if len(line) <= LONGEST else f"{line[:LONGEST]}…"
    return _LINK.sub(lambda found: f"&#{ord(found[0])};", shown.translate(_TEXT))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; its cells are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def bullets(title: str, items: Iterable[str]) -> str:
    """A list under its title, of texts; nothing where there are none."""
    lines = "\n".join(f"- {escaped(item)}" for item in items)
    return f"**{escaped(title)}**\n\n{lines}" if lines else ""
