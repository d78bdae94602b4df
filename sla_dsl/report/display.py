"""Text that is safe and straight on a screen: widths, control characters, folding."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

WIDTH = 100
"""The columns that a report for people keeps to."""

TAB = "    "
"""What a tab is shown as."""

_WIDE = ("W", "F")
_NO_WIDTH = ("Mn", "Me", "Cf")
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
"""Marks that turn the direction of writing: with them a text could look like another one."""


def character_width(character: str) -> int:
    """How many columns a terminal gives one character: 0, 1 or 2."""
    if character.isascii():
        return 1
    if unicodedata.category(character) in _NO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(character) in _WIDE else 1


def width(text: str) -> int:
    """How many columns a printable text takes."""
    return len(text) if text.isascii() else sum(map(character_width, text))


def printable(text: str) -> str:
    """The text without what would steer a terminal: a tab is spaces, a control character its picture."""
    return text if text.isascii() and text.isprintable() else "".join(map(_shown, text))


def one_line(text: str) -> str:
    """The text on one line, each run of white space one space."""
    return printable(" ".join(text.split()))


def folded(text: str, indent: str = "", first: str | None = None) -> list[str]:
    """The text on lines of at most 100 columns, each after `indent`, the first one after `first` where it is given.

    Words are never cut.
    """
    import textwrap

    return textwrap.wrap(
        one_line(text),
        WIDTH,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def padded(text: str, columns: int) -> str:
    """The text with spaces after it up to so many columns."""
    return text + " " * (columns - width(text))


def table(rows: Iterable[tuple[str, ...]], indent: str = "", gap: str = "  ") -> list[str]:
    """Rows as lines whose cells stand under each other; the last cell is as long as it is."""
    cells = [tuple(map(one_line, row)) for row in rows]
    if not cells:
        return []
    columns = [max(map(width, column)) for column in zip(*(row[:-1] for row in cells), strict=True)]
    return [(indent + gap.join([*map(padded, row[:-1], columns), row[-1]])).rstrip() for row in cells]


def plural(count: int, one: str, many: str | None = None) -> str:
    """`1 case`, `2 cases`, `12 000 cases`."""
    return f"{spaced(str(count))} {one if count == 1 else many or one + 's'}"


def spaced(number: str) -> str:
    """A decimal with its whole part in groups of three, from a thousand on: `2 000 000.50`."""
    whole, point, rest = number.partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    if len(digits) <= 3 or not digits.isdecimal():
        return number
    return sign + f"{int(digits):,}".replace(",", " ") + point + rest


def joined(parts: Iterable[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    *some, end = [*parts] or [""]
    return f"{', '.join(some)} {last} {end}" if some else end


def _shown(character: str) -> str:
    if character == "\t":
        return TAB
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if character in _TURNING or unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp"):
        return "\ufffd"
    return character
