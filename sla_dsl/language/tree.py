"""YAML's events to a tree of nodes, with every refusal on the way collected."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Mapping as Table
from dataclasses import field, replace
from typing import Any

import yaml

from sla_dsl.diagnostics import Diagnostic, Place, Source, Span, diagnostic
from sla_dsl.frozen import mutable
from sla_dsl.language.characters import forbidden_in
from sla_dsl.language.excerpt import excerpt
from sla_dsl.language.figures import figure
from sla_dsl.language.nodes import Entry, Mapping, Node, Scalar, Sequence
from sla_dsl.language.offsets import Style
from sla_dsl.language.syntax import Mistake
from sla_dsl.language.unreadable import DEEPEST, comment_cut, directive, second_document, too_deep

_STYLES: Table[str | None, Style] = {"'": "single", '"': "double", "|": "literal", ">": "folded"}
_PROPERTIES = re.compile(r"(?:[&!][^\s]*(?:\s+|$))*")
_PROPERTY = re.compile(r"[&!][^\s]*")
_SHORT = 60
_COMMENT = re.compile(r"[ \t]+(#[^\r\n]*)")


@mutable
class _Open:
    """A list or a set of keys that is still being read."""

    start: int
    is_mapping: bool
    in_braces: bool
    path: tuple[str, ...]
    entries: list[Entry] = field(default_factory=list)
    items: list[Node] = field(default_factory=list)
    keys: dict[str, Scalar] = field(default_factory=dict)
    key: Scalar | None = None
    awaits_key: bool = True
    partial: bool = False
    was_cut: bool = False


class Tree:
    """Takes the events of one file in order; then `root` is its tree, and `found` what was refused.

    After an event, `stopped` says that nothing more can be read (too deep, or a second document).
    `base` is what is added to the offsets of the events' marks to give the source's.
    """

    def __init__(self, source: Source, base: int) -> None:
        self.source = source
        self.base = base
        self.root: Node | None = None
        self.found: list[Diagnostic] = []
        self.stopped = False
        self.last: Scalar | None = None
        self.ended = False
        self._documents = 0
        self._open: list[_Open] = []

    @property
    def column(self) -> int | None:
        """The column, from 1, of the innermost open keys or list; nothing inside braces or outside everything."""
        if not self._open or self._open[-1].in_braces:
            return None
        return self.source.position(self._open[-1].start)[1]

    @property
    def brace(self) -> int | None:
        """The offset of the innermost open brace or bracket, or nothing."""
        around = self._open[-1] if self._open else None
        return around.start if around and around.in_braces else None

    def take(self, event: yaml.Event) -> None:
        """Read one event on."""
        take = _TAKE.get(type(event))
        if take is not None:
            take(self, event)

    def document(self, event: yaml.DocumentStartEvent) -> None:
        """A document begins: the first is the agreement, a second is refused."""
        start, end = self._range(event)
        self._documents += 1
        if event.version or event.tags:
            self.found.append(directive(self.source, start))
        if self._documents > 1:
            self.found.append(second_document(self.source, start, end))
            self.stopped = True

    def document_end(self, event: yaml.DocumentEndEvent) -> None:
        """A document ends, perhaps by `...`."""
        self.ended = bool(event.explicit)

    def scalar(self, event: yaml.ScalarEvent) -> None:
        """A text."""
        start, end = self._range(event)
        if event.anchor or event.tag:
            start = self._properties(event, start, end)
        style = _STYLES.get(event.style or "", "plain")
        if style in ("literal", "folded"):
            end = start + max(len(self.source.text[start:end].rstrip()), 1)
        node = Scalar(event.value, self.source.span(start, end), style, self.source, start, end)
        self.last = node
        refused = self._has_forbidden(node) or self._is_cut_by_comment(node)
        self._put(replace(node, refused=True) if refused else node)

    def alias(self, event: yaml.AliasEvent) -> None:
        """A reference to an anchor: refused, and nothing more is said of its place."""
        start, end = self._range(event)
        span = self.source.span(start, end)
        if not (self._open and self._open[-1].key and _is_merge(self._open[-1].key)):
            message = (
                f"{excerpt(self.source.text[start:end])} refers to another place, and references are not used here"
            )
            self._refuse("SLA103", message, span, "write out what it stands for")
        self._put(Scalar("", span, "plain", self.source, start, end, refused=True))

    def opened(self, event: yaml.CollectionStartEvent) -> None:
        """Keys or a list begin."""
        start, end = self._range(event)
        if len(self._open) == DEEPEST:
            self.found.append(too_deep(self.source, start))
            self.stopped = True
            return
        if event.anchor or event.tag:
            start = self._properties(event, start, end)
        path = self._path()
        self._open.append(_Open(start, isinstance(event, yaml.MappingStartEvent), bool(event.flow_style), path))

    def closed(self, event: yaml.CollectionEndEvent) -> None:
        """Keys or a list end."""
        done = self._open.pop()
        children: list[Node] = [entry.value for entry in done.entries] or done.items
        end = self._range(event)[1]
        if not done.in_braces and children:
            last = children[-1].span
            span = replace(self.source.span(done.start, done.start), end_line=last.end_line, end_column=last.end_column)
        else:
            span = self.source.span(done.start, end if done.in_braces else done.start)
        if done.is_mapping:
            self._put(Mapping(tuple(done.entries), span, done.partial))
        else:
            self._put(Sequence(tuple(done.items), span))

    def _range(self, event: yaml.Event) -> tuple[int, int]:
        assert event.start_mark is not None
        assert event.end_mark is not None
        return event.start_mark.index + self.base, event.end_mark.index + self.base

    def _path(self) -> tuple[str, ...]:
        """The keys that lead to the value that comes next."""
        if not self._open:
            return ()
        around = self._open[-1]
        return (*around.path, around.key.text) if around.key and not around.awaits_key else around.path

    def _refuse(self, code: str, message: str, span: Span, help: str) -> None:
        self.found.append(diagnostic(code, message, Place.of(self.source, span), help=help))

    def _properties(self, event: yaml.NodeEvent, start: int, end: int) -> int:
        """Refuse the anchor and the tag before a value; gives where the value itself begins."""
        text = self.source.text
        if isinstance(event, yaml.CollectionStartEvent):
            end = len(text)
        written = _PROPERTIES.match(text, start, end)
        stop = written.end() if written else start
        for match in _PROPERTY.finditer(text, start, stop):
            span = self.source.span(match.start(), match.end())
            if match.group().startswith("&"):
                message = f"{excerpt(match.group())} names a place for references, and references are not used here"
                self._refuse("SLA103", message, span, "leave it out, and write out each value where it belongs")
            else:
                message = f"{excerpt(match.group())} is a tag, and tags are not used here"
                self._refuse("SLA104", message, span, "leave it out; where `!` is part of the text, use double quotes")
        return stop

    def _has_forbidden(self, node: Scalar) -> bool:
        found = forbidden_in(node.text) if node.style == "double" else None
        if found is None:
            return False
        at, message = found
        self._refuse("SLA114", message, node.span_of(at, at + 1), "leave it out")
        return True

    def _is_cut_by_comment(self, node: Scalar) -> bool:
        if node.style != "plain" or not node.text or not _is_sentence(self._path()):
            return False
        comment = _COMMENT.match(self.source.text, node.end)
        if comment is None:
            return False
        self.found.append(comment_cut(self.source, comment.start(1), comment.end(1)))
        return True

    def _put(self, node: Node) -> None:
        """Give a finished node to what is open around it."""
        if not self._open:
            self.root = node
            return
        around = self._open[-1]
        if not around.is_mapping:
            around.items.append(node)
        elif around.awaits_key:
            self._put_key(around, node)
        else:
            self._put_value(around, node)

    def _put_key(self, around: _Open, node: Node) -> None:
        around.awaits_key = False
        around.key = None
        if not isinstance(node, Scalar):
            self._refuse("SLA112", f"a key must be a text, not {_a(node)}", node.span, "write `key: value`")
        elif _is_merge(node):
            self._refuse(
                "SLA105", "`<<` takes over other keys, which is not done here", node.span, "write the keys out"
            )
            around.key = node
        elif node.refused:
            return
        elif node.text in around.keys:
            self._refuse_twice(node, around.keys[node.text])
        else:
            around.keys[node.text] = around.key = node

    def _refuse_twice(self, key: Scalar, first: Scalar) -> None:
        message = f"{excerpt(key.text)} stands twice" if key.text else "a key without a name stands twice"
        related = [Place.of(self.source, first.span, "the first is here")]
        place = Place.of(self.source, key.span)
        way_out = "leave one of them out, or give one another name"
        self.found.append(diagnostic("SLA102", message, place, help=way_out, related=related))

    def _put_value(self, around: _Open, node: Node) -> None:
        key, around.key, around.awaits_key = around.key, None, True
        if key is None or _is_merge(key):
            around.partial = True
        elif around.in_braces and self._has_no_colon(key, node):
            self._refuse_cut(around, key)
        else:
            around.entries.append(Entry(key, node))
            around.was_cut = False

    def _has_no_colon(self, key: Scalar, value: Node) -> bool:
        is_empty = isinstance(value, Scalar) and not value.text and value.start == value.end
        return is_empty and isinstance(value, Scalar) and ":" not in self.source.text[key.end : value.start]

    def _refuse_cut(self, around: _Open, key: Scalar) -> None:
        """Words in braces without a colon: the rest of a text that a comma has cut, or a key without a value."""
        around.partial = True
        if around.was_cut:
            return
        around.was_cut = True
        before = around.entries[-1] if around.entries else None
        if before is None or not isinstance(before.value, Scalar) or before.value.style != "plain":
            if _is_sentence(around.path):
                message = f"the clause {excerpt(around.path[-1])} stands in braces, and a comma in braces ends a value"
                self._refuse("SLA110", message, key.span, "leave the braces out")
                return
            first, _, rest = key.text.partition(" ")
            way_out = (
                f"write `{first}: {rest.strip()}`" if rest.strip() and len(key.text) < _SHORT else "write `key: value`"
            )
            self._refuse("SLA112", f"{excerpt(key.text)} has no value", key.span, way_out)
            return
        around.entries[-1] = Entry(before.key, replace(before.value, refused=True))
        written = _NUMBER_CUT.match(self.source.text, before.value.start)
        if written and written.end() >= key.end:
            amount = figure(written[0])
            assert isinstance(amount, Mistake)
            span = self.source.span(written.start() + amount.start, written.start() + amount.end)
            self._refuse(amount.code, amount.message, span, amount.help)
            return
        cut, name = excerpt(key.text), excerpt(before.key.text)
        message = f"the comma before {cut} ends the text of {name}: in braces a comma ends a value"
        way_out = "write it in block style: one key on each line, without braces"
        if around.path[:1] == ("calendars",):
            way_out = "put a space between hours, not a comma"
            if day := re.fullmatch(r"([A-Z][a-z]{2}(?:-[A-Z][a-z]{2})?)\s+([0-9][0-9:\- ]*)", key.text):
                way_out = f"write `{day[1]}: {day[2]}`"
        self._refuse("SLA110", message, key.span, way_out)


_NUMBER_CUT = re.compile(r"[0-9 ]+(?:\.[0-9]+)?,[0-9.,]*[0-9](?:\s?[kM%](?![\w]))?(?:\s?[A-Z]{3}(?![\w]))?")
"""A number that its commas have cut in braces."""


def _is_merge(key: Scalar) -> bool:
    return key.style == "plain" and key.text == "<<"


def _is_sentence(path: tuple[str, ...]) -> bool:
    """Whether a clause, or what a defined event `is`, stands at that path: a comment must not shorten it unseen."""
    match path:
        case ("clauses", _) | ("clauses", _, "clause") | ("vocabulary", "events", _, "is"):
            return True
    return False


def _a(node: Node) -> str:
    return node.kind if isinstance(node, Mapping) else f"a {node.kind}"


_TAKE: Table[type[yaml.Event], Callable[[Tree, Any], None]] = {
    yaml.DocumentStartEvent: Tree.document,
    yaml.DocumentEndEvent: Tree.document_end,
    yaml.ScalarEvent: Tree.scalar,
    yaml.AliasEvent: Tree.alias,
    yaml.MappingStartEvent: Tree.opened,
    yaml.SequenceStartEvent: Tree.opened,
    yaml.MappingEndEvent: Tree.closed,
    yaml.SequenceEndEvent: Tree.closed,
}
