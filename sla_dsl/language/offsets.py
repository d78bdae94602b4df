"""Raw YAML text beside its value: where each character of the value stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

Style = Literal["plain", "single", "double", "literal", "folded"]
"""How a scalar is written: bare, in single or double quotes, after `|` or after `>`."""


class Offsets(NamedTuple):
    """For each character of a value, where it starts and ends in the raw text; and where the value ends."""

    starts: list[int]
    ends: list[int]
    end: int


class _Walk:
    """The value as it is found again, one character at a time."""

    def __init__(self) -> None:
        self.characters: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []

    def add(self, character: str, start: int, end: int) -> None:
        self.characters.append(character)
        self.starts.append(start)
        self.ends.append(end)

    def copy(self, raw: str, start: int, end: int) -> None:
        self.characters.extend(raw[start:end])
        self.starts.extend(range(start, end))
        self.ends.extend(range(start + 1, end + 1))

    def breaks(self, places: list[tuple[int, int]]) -> None:
        for start, end in places:
            self.add("\n", start, end)


def offsets(raw: str, text: str, style: Style) -> Offsets | None:
    """Where each character of `text` stands in `raw` (which is the scalar with its quotes or block header).

    Nothing where the walk does not give `text` again: then only the whole scalar's place is known.
    """
    match style:
        case "literal" | "folded":
            walk, end = _walk_block(raw, text, folded=style == "folded")
        case "plain":
            walk, end = _walk_flow(raw, 0, len(raw), style), len(raw)
        case _:
            walk, end = _walk_flow(raw, 1, len(raw) - 1, style), len(raw) - 1
    if "".join(walk.characters) != text:
        return None
    return Offsets(walk.starts, walk.ends, walk.ends[-1] if walk.ends else end)


_BREAK = r"(?:\r\n|\r|\n)"
_BREAKS = re.compile(_BREAK)
_BLANKS = re.compile(r"[ \t]+")
_FOLD = re.compile(rf"{_BREAK}(?:[ \t]*{_BREAK})*[ \t]*")
_ESCAPED_BREAK = re.compile(rf"\\{_BREAK}((?:[ \t]*{_BREAK})*)[ \t]*")
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))", re.DOTALL)
_ESCAPES = {"0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r",
            "e": "\x1b", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029"}  # fmt: skip


def _walk_flow(raw: str, start: int, end: int, style: Style) -> _Walk:
    """A plain or quoted scalar: a line break is a space, n of them n-1 breaks, blanks around them do not count."""
    walk = _Walk()
    while start < end:
        start = _step(raw, start, end, style, walk)
    return walk


def _step(raw: str, start: int, end: int, style: Style, walk: _Walk) -> int:
    """One character, escape or fold of a plain or quoted scalar; gives the offset after it."""
    blanks = _BLANKS.match(raw, start, end)
    after = blanks.end() if blanks else start
    fold = _FOLD.match(raw, after, end)
    if fold:
        breaks = len(_BREAKS.findall(fold.group()))
        for character in " " if breaks == 1 else "\n" * (breaks - 1):
            walk.add(character, start, fold.end())
        return fold.end()
    if blanks:
        walk.copy(raw, start, after)
        return after
    if style == "single" and raw.startswith("''", start):
        walk.add("'", start, start + 2)
        return start + 2
    if style == "double" and raw[start] == "\\":
        return _escape(raw, start, end, walk)
    walk.add(raw[start], start, start + 1)
    return start + 1


def _escape(raw: str, start: int, end: int, walk: _Walk) -> int:
    """One escape of a double-quoted scalar; gives the offset after it."""
    line_end = _ESCAPED_BREAK.match(raw, start, end)
    if line_end:
        for _ in _BREAKS.findall(line_end[1]):
            walk.add("\n", start, line_end.end())
        return line_end.end()
    found = _ESCAPE.match(raw, start, end)
    if found is None:
        return end
    digits = found[1] or found[2] or found[3]
    code = int(digits, 16) if digits else 0
    if code <= 0x10FFFF:
        walk.add(chr(code) if digits else _ESCAPES.get(found[4], found[4]), start, found.end())
    return found.end()


_HEADER = re.compile(r"[|>]([-+1-9]*)[ \t]*(?:#[^\r\n]*)?")
_LINE = re.compile(rf"([^\r\n]*)({_BREAK}|\Z)")


def _walk_block(raw: str, text: str, *, folded: bool) -> tuple[_Walk, int]:
    """A block scalar and where its header ends, after the rules of libyaml's `yaml_parser_scan_block_scalar`."""
    walk = _Walk()
    header = _HEADER.match(raw)
    if header is None:
        return walk, 0
    indent = _indent(raw, header.end(), text)
    newline: tuple[int, int] | None = None
    blanks: list[tuple[int, int]] = []
    was_indented = False
    for start, stop, end in _lines(raw, header.end()):
        spaces = _leading_spaces(raw[start:stop])
        if start + spaces == stop and spaces <= indent:
            blanks.extend([(start, end)] if end > stop else [])
            continue
        if spaces < indent:
            break
        is_indented = raw[start + indent] in " \t"
        is_folded = folded and not was_indented and not is_indented
        if newline and is_folded and not blanks:
            walk.add(" ", newline[0], start + indent)
        walk.breaks([newline] if newline and not is_folded else [])
        walk.breaks(blanks)
        walk.copy(raw, start + indent, stop)
        newline, blanks, was_indented = (stop, end) if end > stop else None, [], is_indented
    walk.breaks([newline] if newline and "-" not in header[1] else [])
    walk.breaks(blanks if "+" in header[1] else [])
    return walk, header.end()


def _lines(raw: str, start: int) -> Iterator[tuple[int, int, int]]:
    """The lines after the header's: where each starts, where its text stops, and where its line break ends."""
    first = _BREAKS.match(raw, start)
    start = first.end() if first else len(raw)
    while start < len(raw):
        line = _LINE.match(raw, start)
        if line is None:
            return
        yield start, line.end(1), line.end()
        start = line.end()


def _indent(raw: str, start: int, text: str) -> int:
    """How many columns are taken off each line: what the first line with a word has, less what its value has."""
    written = next((raw[begin:stop] for begin, stop, _ in _lines(raw, start) if raw[begin:stop].strip(" ")), "")
    value = next((line for line in text.split("\n") if line.strip(" ")), "")
    return _leading_spaces(written) - _leading_spaces(value)


def _leading_spaces(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
