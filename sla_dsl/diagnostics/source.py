"""A text with a name, and places inside it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import field
from typing import Self

from sla_dsl.frozen import frozen

_LINE_BREAK = re.compile(r"\r\n|\n|\r")


@frozen
class Span:
    """Where something stands in a source: lines and columns count from 1, columns in code points, ends exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int

    def to(self, other: Span) -> Span:
        """The span from this one's start to the other's end."""
        return Span(self.line, self.column, other.end_line, other.end_column)

    @classmethod
    def at(cls, line: int, column: int, width: int = 1) -> Self:
        """A span of `width` columns on one line."""
        return cls(line, column, line, column + width)


@frozen
class Source:
    """A file's text under the name a person knows it by. Lines end at LF, CRLF or CR, as in YAML."""

    name: str
    text: str
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _lines: dict[int, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Find where each line starts."""
        object.__setattr__(self, "_starts", _line_starts(self.text))

    def span(self, start: int, end: int) -> Span:
        """The span of the text from offset `start` up to, not including, offset `end` (code points from 0)."""
        line, column = self.position(start)
        end_line, end_column = self.position(max(start, end))
        return Span(line, column, end_line, end_column)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, from 1, of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """The offset of a line and column, both from 1; past the end it is the end."""
        if line > len(self._starts):
            return len(self.text)
        return min(self._starts[line - 1] + column - 1, len(self.text))

    def line(self, number: int) -> str:
        """The text of one line, without its line break; empty where there is no such line.

        It is made once: thousands of findings on one long line share its text.
        """
        if not 1 <= number <= len(self._starts):
            return ""
        if number not in self._lines:
            start = self._starts[number - 1]
            end = self._starts[number] if number < len(self._starts) else len(self.text)
            self._lines[number] = self.text[start:end].rstrip("\r\n")
        return self._lines[number]


def _line_starts(text: str) -> tuple[int, ...]:
    return (0, *(found.end() for found in _LINE_BREAK.finditer(text)))
