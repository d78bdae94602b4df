"""A line that begins in another column than it was meant to: the one that, moved, makes sense of the file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

from sla_dsl.diagnostics import Diagnostic, Place, Source, diagnostic
from sla_dsl.language.envelope import read
from sla_dsl.language.schemas import schema
from sla_dsl.language.shape import shape

_ABOVE, _BELOW = 12, 3
"""So many lines above and below the one where reading ended may be the one that is out of place."""

_MOST = 600_000
"""So many characters are read at most for what was meant."""


class _Move(NamedTuple):
    """A line (from 0), with those below it up to `end`, in another column than it stands in (both from 0)."""

    line: int
    end: int
    column: int
    to: int

    def applied(self, lines: list[str]) -> str:
        """The text with the lines moved."""
        by = self.to - self.column
        block = [
            (" " * by + line if by > 0 else line[-by:]) if line.strip() else line
            for line in lines[self.line : self.end]
        ]
        return "".join((*lines[: self.line], *block, *lines[self.end :]))


def out_of_place(
    source: Source, found: Diagnostic, is_sound: Callable[[Source], bool] | None = None
) -> Diagnostic | None:
    """SLA101 at the one line of a file that, moved, lets all of it be read and be of its shape, and makes it sound.

    `found` says where something is wrong; nothing where no such move is known. Of several, the one that brings a line
    where its neighbours would have it.
    """
    if found.place is None or found.place.span is None:
        return None
    lines = source.text.splitlines(keepends=True)
    lacks_colon = found.message.endswith("a colon is missing")
    if lacks_colon and re.search(r"\s:?=", lines[found.place.span.line - 1]):
        return None  # an equals sign stands in its place
    near = _near(lines, found.place.span.line - 1)
    at = found.place.span.line - 1 - near.dropped
    left = _MOST
    columns = _Columns.of(near.lines)
    for move in sorted(_moves(near.lines, at, columns.step), key=columns.rank(at)):
        text = move.applied(near.lines)
        left -= len(text)
        if left < 0:
            return None
        if move.line == at and lacks_colon:
            continue  # its own words are what is wrong with it
        moved = Source(source.name, text)
        if _is_of_shape(moved) and (is_sound is None or is_sound(moved)):
            return _told(source, lines, move._replace(line=move.line + near.dropped, end=move.end + near.dropped))
    return None


class _Columns(NamedTuple):
    """Where the lines of a file begin: how often in each column, and how far most begin to the right of their key."""

    lines: list[str]
    counted: Counter[int]
    step: int

    @classmethod
    def of(cls, lines: list[str]) -> _Columns:
        """The columns of lines."""
        counted = Counter(_column(line) for line in lines if _holds(line))
        steps: Counter[int] = Counter()
        for one, other in pairwise(line for line in lines if _holds(line)):
            steps[_column(other) - _column(one)] += 1
        step = max((step for step in steps if step > 0), key=lambda step: steps[step], default=2)
        return cls(lines, counted, step)

    def rank(self, at: int) -> Callable[[_Move], tuple[bool, int, int, int]]:
        """What makes a move less likely: an odd column, a long way, a column of few, a line far from the place."""

        def key(move: _Move) -> tuple[bool, int, int, int]:
            above = next((line for line in reversed(self.lines[: move.line]) if self._is_left(line, move.to)), None)
            begins = move.to == 0 if above is None else move.to == _column(above) + self.step
            return not begins, abs(move.to - move.column), -self.counted[move.to], abs(move.line - at)

        return key

    @staticmethod
    def _is_left(line: str, column: int) -> bool:
        return _holds(line) and _column(line) < column


class _Near(NamedTuple):
    """The lines of a file, less entries of a long section that are far from a place; so many are left out before it."""

    lines: list[str]
    dropped: int


def _near(lines: list[str], at: int) -> _Near:
    sections = schema("agreement")["properties"]
    heads = [line for line, text in enumerate(lines) if text.partition(":")[0] in sections]
    begin = max((line for line in heads if line <= at), default=0)
    end = min((line for line in heads if line > at), default=len(lines))
    columns = [_column(text) for text in lines[begin + 1 : end] if _holds(text) and _column(text)]
    column = min(columns, default=0)
    entries = [line for line in range(begin + 1, end) if _holds(lines[line]) and _column(lines[line]) == column]
    first = min((line for line in entries if line >= at - _AROUND), default=begin + 1)
    last = max((line for line in entries if line <= at + _AROUND and line > first), default=end)
    if first - begin < _AROUND:
        first = begin + 1
    if end - last < _AROUND:
        last = end
    return _Near([*lines[: begin + 1], *lines[first:last], *lines[end:]], first - begin - 1)


_AROUND = 60
"""So many lines of a section around a place are looked at."""


def _moves(lines: list[str], at: int, step: int) -> Iterator[_Move]:
    """Every line near the place, alone or with what is below it, in each column in which another begins, or would."""
    near = range(max(at - _ABOVE, 0), min(at + _BELOW + 1, len(lines)))
    columns = {_column(lines[line]) for line in near if _holds(lines[line])}
    columns |= {column + step for column in columns}
    for line in near:
        if not _holds(lines[line]):
            continue
        column, deeper = _column(lines[line]), line + 1
        while deeper < len(lines) and (not lines[deeper].strip() or _column(lines[deeper]) > column):
            deeper += 1
        for to in columns - {column}:
            for end in sorted({line + 1, min(line + 2, deeper), min(line + 3, deeper), deeper}):
                yield _Move(line, end, column, to)


def _holds(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _column(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _is_of_shape(source: Source) -> bool:
    root, found = read(source)
    return root is not None and not found and not shape(root, source).diagnostics


def _told(source: Source, lines: list[str], move: _Move) -> Diagnostic:
    start = sum(map(len, lines[: move.line])) + move.column
    text = lines[move.line].strip().removesuffix(":")
    end = start + len(text)
    side = "too far left" if move.to > move.column else "too far right"
    count = abs(move.to - move.column)
    spaces = "a space" if count == 1 else f"{count} spaces"
    message = f"this line begins {spaces} {side}"
    return diagnostic("SLA101", message, Place.of(source, source.span(start, end)), help=_way_out(lines, move))


def _way_out(lines: list[str], move: _Move) -> str:
    """The help line: the neighbour in whose column the line belongs."""
    for line in (*range(move.line - 1, -1, -1), *range(move.end, len(lines))):
        if _holds(lines[line]) and _column(lines[line]) == move.to:
            neighbour = lines[line].split("#")[0].strip()
            shown = f"{neighbour.split(':')[0]}:" if ":" in neighbour else neighbour
            return f"begin it in the column of `{shown}`, with {_counted(move.to)} before it"
    return f"write it with {_counted(move.to)} before it"


def _counted(spaces: int) -> str:
    return "no space" if not spaces else "one space" if spaces == 1 else f"{spaces} spaces"
