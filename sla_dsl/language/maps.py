"""The text of a log map → the map, or everything that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping as Table
from dataclasses import replace

from sla_dsl.diagnostics import Diagnostic, Place, Source, diagnostic, errors_in, nearest
from sla_dsl.frozen import frozen
from sla_dsl.language.envelope import read
from sla_dsl.language.map_columns import Findings, Shared, entries, read_columns, texts, told
from sla_dsl.language.map_events import Columns, read_conditions, read_names, read_rules, read_values
from sla_dsl.language.nodes import Entry, Mapping, Node, Scalar, Sequence
from sla_dsl.language.order import in_order
from sla_dsl.language.shape import shape
from sla_dsl.language.zones import zone
from sla_dsl.model.log_map import Column, Constant, EventRule, FromColumn, LogMap, Lookup, Repeated
from sla_dsl.model.values import ValueType
from sla_dsl.model.vocabulary import Vocabulary

_SCHEMA = "log-map"
_CURRENCY = re.compile(r"[A-Z]{3}")
_REPEATED: Table[str, Repeated] = {"first": "first", "second": "second"}
_SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}


@frozen
class LoadedMap:
    """A log map (none where the file has an error), its text, and every finding by place."""

    log_map: LogMap | None
    diagnostics: tuple[Diagnostic, ...]
    source: Source


def load_map(source: Source) -> LoadedMap:
    """The log map in a file. Every error and warning of the file comes in one run."""
    root, found = read(source)
    if root is None:
        return LoadedMap(None, tuple(found), source)
    shaped = shape(root, source, _SCHEMA)
    found, root = found + shaped.diagnostics, shaped.tree
    if not isinstance(root, Mapping):
        return LoadedMap(None, tuple(in_order(found)), source)
    reader = _Reader(root, source)
    log_map = reader.log_map()
    found += reader.findings.found
    return LoadedMap(None if errors_in(found) else log_map, tuple(in_order(found)), source)


def misfits(loaded: LoadedMap, vocabulary: Vocabulary, called: str = "the agreement") -> list[Diagnostic]:
    """Warnings of what a map makes that a vocabulary, called so, does not know (SLA558, SLA559)."""
    rules = loaded.log_map.rules if loaded.log_map else ()
    return [one for rule in rules for one in _misfits(rule, vocabulary, loaded.source, called)]


def _misfits(rule: EventRule, vocabulary: Vocabulary, source: Source, called: str) -> Iterator[Diagnostic]:
    event = vocabulary.events.get(rule.event)
    if event is None:
        near = nearest(rule.event, vocabulary.events)
        way_out = f"did you mean `{near}`?" if near else "declare it under `vocabulary: events:` of the agreement"
        message = f"{called} knows no event `{rule.event}`; it is kept, and only its facts count"
        yield diagnostic("SLA558", message, Place.of(source, rule.span), help=way_out)
    known = {*vocabulary.facts, *(event.fields if event else ())}
    for name, span in rule.spans.items():
        if name not in known and event is not None:
            near = nearest(name, known)
            way_out = f"did you mean `{near}`?" if near else "declare it in the agreement, or leave it out"
            message = f"{called} knows no fact `{name}` and no such field of `{rule.event}`; it is not looked at"
            yield diagnostic("SLA559", message, Place.of(source, span), help=way_out)


class _Reader:
    """Reads one tree section by section; passes over what is of the wrong shape, which has been reported."""

    def __init__(self, root: Mapping, source: Source) -> None:
        self.root = root
        self.findings = Findings(source)
        self.none = frozenset(text.text for text in texts(root.get("none")))

    def log_map(self) -> LogMap | None:
        """The map; none where a part without which there is none is missing."""
        timezone, wrong = zone(self.root.get("timezone"), self.findings.source)
        self.findings.found += wrong
        shared = Shared(self.none, timezone, self.root.entry("timezone") is not None)
        columns = read_columns(self.root.get("columns"), shared, self.findings)
        lookups = self.lookups(columns, shared)
        taken = {name: Column(name, name, one.columns[one.take].type) for name, one in lookups.items()}
        unread = frozenset(entry.key.text for key in ("columns", "lookups") for entry in entries(self.root.get(key)))
        names = Columns({**columns, **taken}, unread, self.currency(), self.findings)
        lead, opportunity = read_names(self.root.get("lead"), names), names.named(self.root.get("opportunity"))
        values = read_values(self.root.get("values"), names)
        id_column, key = self.identity(names)
        frame = EventRule("", "", lead=lead, opportunity=opportunity, values=values, key=key)
        rules = read_rules(self.root.get("events"), frame, names)
        self.no_events()
        written = told(self.root.get("map"))
        log_map = LogMap(
            id=written.text if written else "", columns=columns, rules=self.with_spans(rules), title=self.text("title"),
            timezone=timezone, repeated=self.repeated(), currency=names.currency,
            separator=_SEPARATORS.get(self.text("separator") or ""), encoding=self.text("encoding") or "utf-8",
            footer=tuple(text.text for text in texts(self.root.get("footer"))), lookups=lookups, id_column=id_column,
            file=self.findings.source.name,
        )  # fmt: skip
        if names.currency is None and self.root.entry("currency"):
            # What is wrong with the currency has been said.
            self.findings.found = [one for one in self.findings.found if one.code != "SLA511"]
        self.unused(log_map)
        return log_map

    def text(self, key: str) -> str | None:
        text = told(self.root.get(key))
        return text.text if text else None

    def repeated(self) -> Repeated | None:
        text = self.text("repeated")
        return _REPEATED.get(text) if text else None

    def currency(self) -> str | None:
        text = told(self.root.get("currency"))
        if text is None or _CURRENCY.fullmatch(text.text):
            return text.text if text else None
        self.findings.add("SLA408", f"`{text.text}` is not a currency", text.span, "three capital letters: `EUR`")
        return None

    def identity(self, columns: Columns) -> tuple[str | None, tuple[str, ...]]:
        """The column of the events' ids, or the columns of which they are composed."""
        own = self.root.entry("id")
        key = read_names(self.root.get("key"), columns, is_time=None)
        if own and self.root.entry("key"):
            way_out = (
                "leave one out: `id` where the table has an id for each event, `key` where it has one for each row"
            )
            self.findings.add("SLA557", "`id` and `key` both say what an event's id is", own.key.span, way_out)
        return columns.named(own.value) if own else None, key

    def no_events(self) -> None:
        node = self.root.get("events")
        if isinstance(node, Sequence) and not node.items:
            entry = self.root.entry("events")
            assert entry is not None
            self.findings.add("SLA112", "`events` is empty", entry.key.span, "name at least one event and its time")

    def with_spans(self, rules: tuple[EventRule, ...]) -> tuple[EventRule, ...]:
        """The rules, which also know where the map's common values stand: the first of them tells of those."""
        common = {entry.key.text: entry.key.span for entry in entries(self.root.get("values"))}
        return tuple(
            replace(rule, spans={**common, **rule.spans}) if no == 0 else rule for no, rule in enumerate(rules)
        )

    # lookups

    def lookups(self, columns: Table[str, Column], shared: Shared) -> dict[str, Lookup]:
        read = (self.lookup(entry, columns, shared) for entry in entries(self.root.get("lookups")))
        return {lookup.name: lookup for lookup in read if lookup is not None}

    def lookup(self, entry: Entry, columns: Table[str, Column], shared: Shared) -> Lookup | None:
        node = entry.value
        if not isinstance(node, Mapping):
            return None
        if entry.key.text in columns:
            self.findings.add(
                "SLA557", f"`{entry.key.text}` is a column of the table already", entry.key.span, "choose another name"
            )
            return None
        table, take = told(node.get("table")), told(node.get("take"))
        theirs, ours = _match(node.get("match"))
        own = Columns(columns, frozenset(e.key.text for e in entries(self.root.get("columns"))), None, self.findings)
        matched = own.named(ours)
        if table is None or take is None or theirs is None or matched is None:
            return None
        declared = read_columns(node.get("columns"), shared, self.findings)
        for scalar in (theirs, take):
            declared.setdefault(scalar.text, _plain(scalar.text, self.none))
        unread = frozenset(e.key.text for e in entries(node.get("columns")))
        where = read_conditions(node.get("where"), Columns(declared, unread, self.currency(), self.findings))
        several = told(node.get("several"))
        return Lookup(
            entry.key.text,
            table.text,
            declared,
            (theirs.text, matched),
            take.text,
            where,
            several="first" if several and several.text == "first" else "reject",
        )

    def unused(self, log_map: LogMap) -> None:
        """Warn of columns that nothing uses: their values would be looked at by nobody."""
        used = used_columns(log_map)
        for column in log_map.columns.values():
            if column.name not in used and column.span is not None and not errors_in(self.findings.found):
                message = f"nothing uses the column `{column.name}`"
                self.findings.add("SLA560", message, column.span, "leave it out; other columns are not looked at")


def used_columns(log_map: LogMap) -> frozenset[str]:
    """The names of the columns, also looked-up ones, that the map's parts name."""
    used = {log_map.id_column, *(lookup.match[1] for lookup in log_map.lookups.values())}
    for rule in log_map.rules:
        used |= {rule.time, *rule.lead, rule.opportunity, *rule.key, *(condition.name for condition in rule.where)}
        for value in rule.values.values():
            if not isinstance(value, Constant):
                used.add(value.column)
            if isinstance(value, FromColumn):
                used.add(value.currency)
    return frozenset(name for name in used if name)


def _plain(name: str, none: frozenset[str]) -> Column:
    return Column(name, name, ValueType("text"), none=none)


def _match(node: Node | None) -> tuple[Scalar | None, Scalar | None]:
    """The other table's column and this one's."""
    if isinstance(node, Mapping):
        first = next(iter(node), None)
        return (first.key, told(first.value)) if first else (None, None)
    return told(node), told(node)
