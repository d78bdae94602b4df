"""Keys that stand one level off in a file that is still YAML: told, and read where they were meant to stand."""

from __future__ import annotations

import re
from dataclasses import replace

from sla_dsl.diagnostics import Diagnostic, Place, Source, diagnostic
from sla_dsl.frozen import mutable
from sla_dsl.language.nodes import Entry, Mapping, Node, Scalar
from sla_dsl.language.schemas import schema
from sla_dsl.model.words import is_id

_PARTS: dict[tuple[str, ...], tuple[str, frozenset[str]]] = {
    ("parties",): ("a party", frozenset({"name", "signs"})),
    ("calendars",): ("a calendar", frozenset({"timezone", "hours", "holidays", "closed", "open"})),
    ("clauses",): ("a clause", frozenset({"clause", "why", "from", "until", "was", "accept"})),
    ("vocabulary", "events"): ("an event", frozenset({"about", "when", "do", "many", "fields", "is"})),
    ("vocabulary", "states"): ("a state", frozenset({"from", "to"})),
}
"""Where entries have names of their own: what one is, and the keys that it may have."""

_SECTIONS = {
    "funnel": frozenset({"each", "given", "derive"}),
    "vocabulary": frozenset({"facts", "events", "states"}),
    "effective": frozenset({"from", "until"}),
}
"""Sections with keys that no file has at its left edge."""

_FIGURE = re.compile(r"\w+ \w|\w+: [0-9]|\w+: \w+( \w+)* [*/+-] ")
"""How a figure of the funnel begins: with a name of two words or more, a number or a formula."""

_TOP = frozenset({"contacts", "calendars", "funnel", "clauses", "consequences", "vocabulary"})
"""Sections that hold more than a line."""


def brought_home(root: Node, source: Source) -> tuple[Node, list[Diagnostic]]:
    """The tree with every such key where it was meant to stand, and SLA101 for each."""
    if not isinstance(root, Mapping):
        return root, []
    home = _Home(source)
    root = home.lifted(root)
    root = home.into_sections(root)
    root = home.into_figures(root)
    for path in _PARTS:
        root = home.into_entries(root, path, path)
    return root, home.found


@mutable
class _Home:
    """What has been told of the keys that were one level off."""

    source: Source
    found: list[Diagnostic]

    def __init__(self, source: Source) -> None:
        self.source = source
        self.found = []

    def tell(self, entry: Entry, what: str, side: str, way_out: str) -> None:
        """SLA101 at a key: what it is, on which side of its column it begins, and where it belongs."""
        message = f"`{entry.key.text}` is {what}, and begins too far {side}"
        self.found.append(diagnostic("SLA101", message, Place.of(self.source, entry.key.span), help=way_out))

    def bring(self, entry: Entry, entries: list[Entry]) -> None:
        """An entry into the last one, whose value has keys, unless it has this one."""
        above = entries[-1]
        if isinstance(above.value, Mapping) and above.value.entry(entry.key.text) is None:
            entries[-1] = Entry(above.key, replace(above.value, entries=(*above.value.entries, entry)))

    def lifted(self, root: Mapping) -> Mapping:
        """Sections that stand indented as the last entries of the one before."""
        entries: list[Entry] = []
        for entry in root:
            own, rest = _cut(entry.value, root) if isinstance(entry.value, Mapping) else (None, ())
            if own is None or not rest:
                entries.append(entry)
                continue
            section, *below = rest
            self.tell(section, "a section of its own", "right", f"begin it in the column of `{entry.key.text}:`")
            value = section.value
            if not isinstance(value, Mapping):
                value = Mapping(tuple(below), below[0].key.span.to(below[-1].value.span)) if below else value
            entries += [Entry(entry.key, own), Entry(section.key, value)]
        return replace(root, entries=tuple(entries))

    def into_sections(self, root: Mapping) -> Mapping:
        """Keys and entries of a section at the file's left edge, just below it."""
        entries: list[Entry] = []
        for entry in root:
            above = entries[-1] if entries else None
            home = above.value if above else None
            if above is None or not isinstance(home, Mapping) or home.entry(entry.key.text):
                entries.append(entry)
                continue
            name, in_braces = above.key.text, home.entries and home.entries[0].key.span.line == above.key.span.line
            is_key = entry.key.text in _SECTIONS.get(name, ())
            if not is_key and not _is_entry_of(name, entry):
                entries.append(entry)
                continue
            how = "put it into the braces" if in_braces else "indent it"
            what = f"{'a key' if is_key else 'an entry'} of `{name}`"
            self.tell(entry, what, "left", f"it belongs under `{name}:`: {how}")
            self.bring(entry, entries)
        return replace(root, entries=tuple(entries))

    def into_figures(self, root: Mapping) -> Mapping:
        """Figures of the funnel that stand beside `given:` or `derive:`, below it."""
        funnel = root.entry("funnel")
        if funnel is None or not isinstance(funnel.value, Mapping):
            return root
        entries: list[Entry] = []
        for entry in funnel.value:
            above = entries[-1] if entries else None
            is_figure = isinstance(entry.value, Scalar) and _FIGURE.match(f"{entry.key.text}: {entry.value.text}")
            if above and is_figure and above.key.text in ("given", "derive") and isinstance(above.value, Mapping):
                self.tell(entry, "a figure", "left", f"it belongs under `{above.key.text}:`: indent it")
                self.bring(entry, entries)
            else:
                entries.append(entry)
        return _with(root, funnel, replace(funnel.value, entries=tuple(entries)))

    def into_entries(self, node: Mapping, path: tuple[str, ...], rest: tuple[str, ...]) -> Mapping:
        """Keys of one entry that stand among the entries."""
        if rest:
            section = node.entry(rest[0])
            if section is None or not isinstance(section.value, Mapping):
                return node
            return _with(node, section, self.into_entries(section.value, path, rest[1:]))
        what, keys = _PARTS[path]
        kept: list[Entry] = []
        for entry in node:
            if not kept or not _is_part(entry, keys) or entry.key.span.line == kept[-1].key.span.line:
                kept.append(entry)
                continue
            self.tell(entry, f"a key of {what}", "left", _home(kept[-1], what))
            self.bring(entry, kept)
        return replace(node, entries=tuple(kept))


def _is_entry_of(section: str, entry: Entry) -> bool:
    """Whether what stands at the left edge is an entry of the section above, by what it holds."""
    value = entry.value
    if entry.key.text in schema("agreement")["properties"] or not is_id(entry.key.text):
        return False
    if isinstance(value, Mapping):
        _, keys = _PARTS.get((section,), ("", frozenset()))
        return bool(value.entries) and all(part.key.text in keys for part in value)
    if not isinstance(value, Scalar):
        return False
    is_sentence = re.search(r"(?<!\S)must\s", value.text) is not None
    return (section == "clauses" and is_sentence) or (section == "contacts" and "@" in value.text)


def _with(node: Mapping, entry: Entry, value: Node) -> Mapping:
    """A mapping with another value for one of its keys."""
    entries = tuple(Entry(each.key, value) if each is entry else each for each in node)
    return replace(node, entries=entries)


def _cut(node: Mapping, root: Mapping) -> tuple[Mapping | None, tuple[Entry, ...]]:
    """The entries of a section up to one that is a section itself, and the others."""
    for at, entry in enumerate(node.entries):
        if at and entry.key.text in _TOP and root.entry(entry.key.text) is None and _is_section(entry):
            return replace(node, entries=node.entries[:at]), node.entries[at:]
    return None, ()


def _is_section(entry: Entry) -> bool:
    """Whether an entry holds nothing, or keys that no entry has."""
    if isinstance(entry.value, Mapping):
        is_filled = bool(entry.value.entries)  # a party may be `{}`
        return is_filled and not any(part.key.text in keys for _, keys in _PARTS.values() for part in entry.value)
    return isinstance(entry.value, Scalar) and entry.value.style == "plain" and not entry.value.text


def _is_part(entry: Entry, keys: frozenset[str]) -> bool:
    """Whether an entry is none: it is called as a key of one, and its value is that key's."""
    if entry.key.text not in keys:
        return False
    if isinstance(entry.value, Mapping):
        return bool(entry.value.entries) and not any(part.key.text in keys for part in entry.value)
    is_text = "clause" in keys and isinstance(entry.value, Scalar)
    return not (is_text and isinstance(entry.value, Scalar) and re.search(r"(?<!\S)must(?!\S)", entry.value.text))


def _home(home: Entry, what: str) -> str:
    """The help line: the entry to which a key belongs, and its column where that has one."""
    name = home.key.text
    if not isinstance(home.value, Mapping):
        beside = ", beside its sentence as `clause: …`" if what == "a clause" else ""
        return f"put it below `{name}:`{beside}"
    first = home.value.entries[0].key if home.value.entries else home.key
    if first.span.line == home.key.span.line or first is home.key:
        return f"it belongs to `{name}`: put it there"
    return f"begin it in the column of `{first.text}:`, below `{name}`"
