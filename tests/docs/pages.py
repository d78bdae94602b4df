"""A page of Markdown as what can be tried out: its fenced blocks, and the commands in them with what they print.

The convention for whoever writes a page stands at the top of `test_command_blocks.py`.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

ANY_LINES = "…"
"""A line of expected output that stands for any number of lines."""

_FENCE = re.compile(r"(?P<indent> *)(?P<ticks>`{3,})(?P<kind>[^`\s]*)[^`]*")
_REMARK = re.compile(r"\s*<!--\s*(.*?)\s*-->\s*")
_EXIT = re.compile(r"\(exit code ([0-9]+)\)")
_FILE = re.compile(r"# file: (\S+)")
_VERSION = re.compile(r"""\b(holidays|tzdata)("?:? "?)[0-9][0-9.]*""")
_PROMPT = "$ "


class Block(NamedTuple):
    """A fenced block: its kind (`console`), its lines, the number of its first line, and the comment above it."""

    kind: str
    lines: tuple[str, ...]
    line: int
    remark: str
    indent: str

    @property
    def file(self) -> str | None:
        """The file that the block is, where its first line says so."""
        found = _FILE.fullmatch(self.lines[0]) if self.lines else None
        return found[1] if found else None

    @property
    def is_run(self) -> bool:
        """Whether the block holds commands that are run."""
        return self.kind == "console" and not self.remark.startswith("not run")

    @property
    def is_agreement(self) -> bool:
        """Whether the block is a whole agreement that must be valid."""
        return self.is_whole and not self.is_map and self.remark != "not valid"

    @property
    def is_map(self) -> bool:
        """Whether the block is a whole log map."""
        return self.is_whole and any(line.startswith("map:") for line in self.lines)

    @property
    def is_whole(self) -> bool:
        """Whether the block is a whole file that slac reads."""
        first = next((line for line in self.lines if line and not line.startswith("#")), "")
        return self.kind == "yaml" and first.startswith("slac:")

    @property
    def is_clauses(self) -> bool:
        """Whether the block is clauses alone, which must be valid in the frame."""
        return self.kind == "yaml" and self.remark == "clauses"


class Command(NamedTuple):
    """A command, the number of its line on the page and of the line after what it prints, and what it must give."""

    words: tuple[str, ...]
    line: int
    first: int
    end: int
    output: tuple[str, ...]
    code: int


def blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page, in order. Raises ValueError where one is never closed."""
    lines = page.read_text(encoding="utf-8").split("\n")
    at = 0
    while at < len(lines):
        fence = _FENCE.fullmatch(lines[at])
        if fence is None:
            at += 1
            continue
        closing = fence["indent"] + fence["ticks"]
        end = next((no for no in range(at + 1, len(lines)) if lines[no].rstrip() == closing), None)
        if end is None:
            raise ValueError(f"{page}:{at + 1}: the block is never closed")
        above = _REMARK.fullmatch(lines[at - 1]) if at else None
        inside = tuple(line.removeprefix(fence["indent"]) for line in lines[at + 1 : end])
        yield Block(fence["kind"], inside, at + 2, above[1] if above else "", fence["indent"])
        at = end + 1


def commands(block: Block) -> Iterator[Command]:
    """The commands of a block, each with what stands below it. Raises ValueError where output comes before any."""
    starts = [no for no, line in enumerate(block.lines) if line.startswith(_PROMPT)]
    if starts[:1] != [0]:
        raise ValueError(f"line {block.line}: a console block begins with `$ `")
    for start, end in zip(starts, [*starts[1:], len(block.lines)], strict=True):
        first = start + 1
        while block.lines[first - 1].endswith(" \\"):
            first += 1
        typed = " ".join(line.removesuffix("\\") for line in block.lines[start:first])
        output = block.lines[first:end]
        told = _EXIT.fullmatch(output[-1]) if output else None
        yield Command(
            tuple(shlex.split(typed.removeprefix(_PROMPT))),
            block.line + start,
            block.line + first,
            block.line + end,
            output[:-1] if told else output,
            int(told[1]) if told else 0,
        )


def matches(expected: Sequence[str], printed: Sequence[str]) -> bool:
    """Whether what is printed is what is expected, where a line `…` stands for any lines.

    The versions of the calendars' data are not compared: they change with what is installed.
    """
    return _matches([_VERSION.sub(r"\1", line) for line in expected], [_VERSION.sub(r"\1", line) for line in printed])


def _matches(expected: Sequence[str], printed: Sequence[str]) -> bool:
    pieces: list[list[str]] = [[]]
    for line in expected:
        if line == ANY_LINES:
            pieces.append([])
        else:
            pieces[-1].append(line)
    head, *rest = pieces
    if not rest:
        return head == list(printed)
    *middle, tail = rest
    if list(printed[: len(head)]) != head or len(printed) < len(head) + len(tail):
        return False
    stop = len(printed) - len(tail)
    if list(printed[stop:]) != tail:
        return False
    return _in_order(middle, printed[len(head) : stop])


def _in_order(pieces: Sequence[Sequence[str]], printed: Sequence[str]) -> bool:
    at = 0
    for piece in pieces:
        while list(printed[at : at + len(piece)]) != list(piece):
            at += 1
            if at + len(piece) > len(printed):
                return False
        at += len(piece)
    return True
