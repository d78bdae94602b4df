"""The author's text inside a message."""

from __future__ import annotations

LONGEST = 60
"""How many characters of a text a message repeats."""


def excerpt(text: str) -> str:
    """The text in backticks, on one line, shortened where it is long; a backtick of its own would end it early."""
    line = " ".join(text[: 4 * LONGEST].replace("`", "'").split())
    return f"`{line}`" if len(line) <= LONGEST and len(text) <= 4 * LONGEST else f"`{line[: LONGEST - 1]}…`"
