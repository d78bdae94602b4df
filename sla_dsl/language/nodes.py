"""The tree of a YAML file: every scalar is text, and everything knows where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field
from typing import Literal

from sla_dsl.diagnostics import Source, Span
from sla_dsl.frozen import frozen
from sla_dsl.language.offsets import Offsets, Style, offsets

_BLANK = re.compile(r"[ \t\r\n]*")

NodeKind = Literal["text", "keys and values", "list"]
"""What a node is, in the words of a message."""


@frozen
class Scalar:
    """A text as YAML reads it: folded, unquoted, escapes resolved; never typed. An empty value is the text "".

    `start` and `end` are its offsets in the source, quotes and block header included. `refused` says that a problem
    with this text has been reported already, so that nothing more is to be said of it.
    """

    text: str
    span: Span
    style: Style
    source: Source = field(repr=False, compare=False)
    start: int = field(repr=False, compare=False)
    end: int = field(repr=False, compare=False)
    refused: bool = False
    _offsets: list[Offsets | None] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def kind(self) -> NodeKind:
        """What it is, in the words of a message."""
        return "text"

    def span_of(self, start: int, end: int) -> Span:
        """Where the characters [start, end) of `text` stand in the source; the whole scalar where that is unknown.

        Offsets outside the text are brought inside it; an empty range gives an empty span.
        """
        size = len(self.text)
        start = min(max(start, 0), size)
        end = min(max(end, start), size)
        if self.style == "plain" and self.end - self.start == size:
            return self.source.span(self.start + start, self.start + end)
        found = self._walked()
        if found is None:
            return self.span
        if start == end:
            at = found.starts[start] if start < size else found.end
            return self.source.span(self.start + at, self.start + at)
        return self.source.span(self.start + found.starts[start], self.start + found.ends[end - 1])

    def _walked(self) -> Offsets | None:
        """Where each character stands in the raw text, found once."""
        if not self._offsets:
            written = self.source.text
            end = self.end
            if self.style in ("literal", "folded"):
                blank = _BLANK.match(written, end)
                end = blank.end() if blank else end
            self._offsets.append(offsets(written[self.start : end], self.text, self.style))
        return self._offsets[0]


@frozen
class Entry:
    """A key and its value."""

    key: Scalar
    value: Node


@frozen
class Mapping:
    """Keys and values in the file's order, each key once.

    `partial` says that entries are left out, as a problem with them has been reported already.
    """

    entries: tuple[Entry, ...]
    span: Span
    partial: bool = False
    _by_key: dict[str, Entry] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Make the entries findable by key."""
        object.__setattr__(self, "_by_key", {entry.key.text: entry for entry in self.entries})

    @property
    def kind(self) -> NodeKind:
        """What it is, in the words of a message."""
        return "keys and values"

    def __iter__(self) -> Iterator[Entry]:
        """The entries in the file's order."""
        return iter(self.entries)

    def entry(self, key: str) -> Entry | None:
        """The entry of a key, or nothing."""
        return self._by_key.get(key)

    def get(self, key: str) -> Node | None:
        """The value of a key, or nothing."""
        entry = self._by_key.get(key)
        return None if entry is None else entry.value


@frozen
class Sequence:
    """A list of nodes."""

    items: tuple[Node, ...]
    span: Span

    @property
    def kind(self) -> NodeKind:
        """What it is, in the words of a message."""
        return "list"

    def __iter__(self) -> Iterator[Node]:
        """The items in the file's order."""
        return iter(self.items)


Node = Scalar | Mapping | Sequence
