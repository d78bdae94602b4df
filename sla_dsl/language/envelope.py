"""The YAML envelope: a source to a tree of texts, refusing what would make a file mean other than it looks."""

from __future__ import annotations

import re
from typing import Any

import yaml

from sla_dsl.diagnostics import Diagnostic, Place, Source, Span, diagnostic
from sla_dsl.language.characters import SHOWN, and_more, decode, forbidden
from sla_dsl.language.merges import left_by_a_merge
from sla_dsl.language.nodes import Entry, Mapping, Node, NodeKind, Scalar, Sequence
from sla_dsl.language.order import in_order
from sla_dsl.language.spaces import Spaced, spaced
from sla_dsl.language.tree import Tree
from sla_dsl.language.unreadable import Trouble, tab, unreadable

__all__ = ["Entry", "Mapping", "Node", "NodeKind", "Scalar", "Sequence", "decode", "read"]

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAB = re.compile(r"(?:\A|(?<=[\r\n])) *(\t)(?=[ \t]*[^ \t\r\n])")


def read(source: Source) -> tuple[Node | None, list[Diagnostic]]:
    """The tree of a source, and everything refused on the way, by place (SLA101 to SLA107, 109, 110, 113 to 115).

    There is no tree where the source cannot be read to its end. What has been refused inside a tree is marked there
    (`Scalar.refused`, `Mapping.partial`), so that nothing is reported twice.
    """
    found = forbidden(source)
    if found:
        return None, found
    found = left_by_a_merge(source)
    if found:
        return None, found
    found = _tabs(source)
    tree, trouble = _walked(source)
    meant = spaced(source) if trouble is not None or tree.found else None
    if meant is not None:
        again = _walked(meant.source)
        if _is_nearer(again, (tree, trouble), meant):
            found += meant.found
            tree, trouble = again
        else:
            meant = None
    found += tree.found
    if trouble is not None and not (found and found[0].code == "SLA107"):
        told = unreadable(trouble)
        found += [] if told in found or (meant is not None and _is_moved(trouble, meant)) else [told]
    root = None if trouble is not None or tree.stopped else tree.root
    if trouble is None and not tree.stopped and _is_empty(root):
        root = None
        found += [] if found else [_nothing_in(source)]
    return root, in_order(found)


_Walked = tuple[Tree, Trouble | None]
"""A tree, and where reading ended before the end."""


def _walked(source: Source) -> _Walked:
    """The tree of a source, as far as it can be read, and where it stops being YAML."""
    base = 1 if source.text.startswith("\ufeff") else 0
    tree = Tree(source, base)
    return tree, _walk(source.text[base:], tree)


def _is_nearer(again: _Walked, before: _Walked, meant: Spaced) -> bool:
    """Whether a file is read further without its odd spaces, or ends at a line that they move: they are the mistake."""
    (tree, trouble), (first_tree, first) = again, before
    if first is None or trouble is None:
        return trouble is None and (first is not None or len(tree.found) < len(first_tree.found))
    return trouble.at > first.at or _is_moved(first, meant)


def _is_moved(trouble: Trouble, meant: Spaced) -> bool:
    """Whether odd spaces indent the line, or the one before: of what width they were meant nobody knows."""
    lines = {trouble.source.position(offset)[0] for offset in (trouble.began, trouble.at)}
    return not meant.moved.isdisjoint({*lines, *(line - 1 for line in lines)})


def _walk(text: str, tree: Tree) -> Trouble | None:
    """Read the text into the tree; gives where it stops being YAML."""
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            tree.take(event)
            if tree.stopped:
                return None
    except yaml.YAMLError as error:
        return _trouble(error, tree)
    return None


def _trouble(error: yaml.YAMLError, tree: Tree) -> Trouble:
    mark = getattr(error, "problem_mark", None)
    at = (mark.index if mark is not None else getattr(error, "position", None) or 0) + tree.base
    began = getattr(error, "context_mark", None)
    return Trouble(
        context=getattr(error, "context", None) or "",
        problem=getattr(error, "problem", None) or "",
        at=at,
        began=at if began is None else began.index + tree.base,
        source=tree.source,
        last=tree.last,
        column=tree.column,
        brace=tree.brace,
        ended=tree.ended,
    )


def _tabs(source: Source) -> list[Diagnostic]:
    """A finding for each line that is indented with a tab, up to a number."""
    places = [match.start(1) for match in _TAB.finditer(source.text)]
    return [
        tab(source, at, and_more(len(places)) if number == SHOWN else "")
        for number, at in enumerate(places[:SHOWN], start=1)
    ]


def _is_empty(root: Node | None) -> bool:
    return root is None or (isinstance(root, Scalar) and root.style == "plain" and not root.text and not root.refused)


def _nothing_in(source: Source) -> Diagnostic:
    place = Place.of(source, Span(1, 1, 1, 1))
    return diagnostic("SLA115", "the file is empty", place, help="begin with `slac: 1`")
