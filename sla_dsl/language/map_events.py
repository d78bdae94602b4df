"""The `events`, `values` and `lookups` of a log map → rules, with every name looked up among the map's columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping as Table
from dataclasses import replace

from sla_dsl.diagnostics import Span, nearest
from sla_dsl.frozen import frozen
from sla_dsl.language.conditions import Figures, Scope, resolve_conditions
from sla_dsl.language.excerpt import excerpt
from sla_dsl.language.map_columns import Findings, entries, texts, told
from sla_dsl.language.nodes import Entry, Mapping, Node, Scalar, Sequence
from sla_dsl.language.notes import Notes
from sla_dsl.language.parse import parse_event
from sla_dsl.language.syntax import ConditionWords, EventWords
from sla_dsl.language.vocabulary import TAKEN, standard_vocabulary
from sla_dsl.model.clause import Condition, IsValue
from sla_dsl.model.log_map import Column, Constant, EventRule, FromColumn, Translated, ValueSource
from sla_dsl.model.values import ValueType
from sla_dsl.model.words import is_event_id, is_phrase, without_articles

_Made = tuple[str, tuple[Condition, ...], Span]
"""An event's id, when a row stands for it, and where the id stands in the map."""

_NO_EVENT = "x.y"
"""Stands before conditions that have no event, so that they are read as a clause's are."""


@frozen
class Columns:
    """The columns that names may stand for. `unread` are names whose declaration has been refused."""

    known: Table[str, Column]
    unread: frozenset[str]
    currency: str | None
    findings: Findings

    def named(self, node: Node | None, *, is_time: bool | None = False) -> str | None:
        """The column that a text names; nothing, and a finding, where there is none or it is of the wrong kind."""
        text = told(node)
        if text is None:
            return None
        column = self.known.get(text.text)
        if column is None:
            if text.text not in self.unread:
                self.missing(text.text, text)
            return None
        if is_time is not None and column.is_time is not is_time:
            what, way_out = (
                ("a time", "name another column") if column.is_time else ("no time", "declare it as `time` or `date`")
            )
            self.findings.add("SLA556", f"`{column.name}` is {what}", text.span, way_out)
            return None
        return column.name

    def missing(self, name: str, scalar: Scalar, start: int = 0, end: int | None = None) -> None:
        """Say that the map has no column of that name."""
        near = nearest(name, self.known)
        way_out = f"did you mean `{near}`?" if near else f"declare {excerpt(name)} under `columns:`"
        span = scalar.span_of(start, len(scalar.text) if end is None else end)
        self.findings.add("SLA551", f"the map has no column {excerpt(name)}", span, way_out)


def read_conditions(node: Node | None, columns: Columns) -> tuple[Condition, ...]:
    """Conditions that stand alone, as after a clause's `where`."""
    text = told(node)
    if text is None:
        return ()
    before = f"{_NO_EVENT} where "
    words = parse_event(before + text.text)
    notes = Notes(columns.findings.source, text)
    if not isinstance(words, EventWords):
        if _no_words(text, columns):
            return ()
        moved = [
            one._replace(start=max(one.start - len(before), 0), end=max(one.end - len(before), 0)) for one in words
        ]
        notes.mistakes(moved)
        columns.findings.found += notes.found
        return ()
    return _resolved(words.where, text, columns, -len(before))


def read_rules(node: Node | None, shared: EventRule, columns: Columns) -> tuple[EventRule, ...]:
    """The rules of the section, those with an error left out; what one does not say itself is as in `shared`."""
    items = node.items if isinstance(node, Sequence) else ()
    rules = [rule for item in items for rule in _rules(item, shared, columns)]
    return tuple(_with_suffixes(rules))


def read_names(node: Node | None, columns: Columns, *, is_time: bool | None = False) -> tuple[str, ...]:
    """The columns that a text names, or the texts of a list."""
    named = (columns.named(text, is_time=is_time) for text in texts(node))
    return tuple(name for name in named if name is not None)


def read_values(node: Node | None, columns: Columns) -> dict[str, ValueSource]:
    """Where each fact and field comes from, by name."""
    read = {}
    for entry in entries(node):
        name = entry.key.text
        if name in TAKEN:
            columns.findings.add("SLA211", f"every event has `{name}` already", entry.key.span, "choose another name")
            continue
        source = _value(entry, columns)
        if source is not None:
            read[name] = source
    return read


def _value(entry: Entry, columns: Columns) -> ValueSource | None:
    node = entry.value
    if not isinstance(node, Mapping):
        column = columns.named(node)
        return None if column is None else FromColumn(column)
    given = [key for key in ("is", "by", "column") if node.entry(key)]
    if len(given) != 1:
        way_out = "write `{is: text}`, `{by: column, A: x}` or `{column: amount, currency: currency_code}`"
        message = f"{excerpt(entry.key.text)} says {'two things' if given else 'nothing'} of where its value comes from"
        columns.findings.add("SLA557", message, entry.key.span, way_out)
        return None
    words = {part.key.text: part.value.text for part in node if isinstance(part.value, Scalar)}
    if given == ["is"]:
        return Constant(words["is"]) if "is" in words else None
    if given == ["column"]:
        column = columns.named(node.get("column"))
        currency = columns.named(node.get("currency"))
        return None if column is None else FromColumn(column, currency)
    column = columns.named(node.get("by"))
    otherwise = words.pop("otherwise", None)
    words.pop("by", None)
    _options_named(node, column, columns)
    return None if column is None else Translated(column, words, otherwise)


def _options_named(node: Mapping, column: str | None, columns: Columns) -> None:
    """Say which of the words that are translated the column can never hold."""
    type_ = columns.known[column].type if column else None
    if type_ is None or type_.name != "one of":
        return
    for entry in node:
        if entry.key.text not in ("by", "otherwise", *type_.options):
            near = nearest(entry.key.text, type_.options)
            way_out = f"did you mean `{near}`?" if near else f"`{column}` is {type_}"
            message = f"{excerpt(entry.key.text)} is none of the values of `{column}`"
            columns.findings.add("SLA403", message, entry.key.span, way_out)


def _rules(item: Node, shared: EventRule, columns: Columns) -> Iterator[EventRule]:
    """The rule of an entry; of one that chooses its event by a column, a rule for each choice."""
    if not isinstance(item, Mapping):
        return
    time = columns.named(item.get("time"), is_time=True)
    lead, opportunity = read_names(item.get("lead"), columns), columns.named(item.get("opportunity"))
    values = {**shared.values, **read_values(item.get("values"), columns)}
    key = read_names(item.get("key"), columns, is_time=None)
    chosen = [*_chosen(item.get("event"), columns)]
    rule = replace(
        shared,
        time=time or "",
        lead=lead or shared.lead,
        opportunity=opportunity or shared.opportunity,
        values=values,
        key=key or shared.key,
        spans={entry.key.text: entry.key.span for entry in entries(item.get("values"))},
    )
    for event, where, span in chosen:
        yield replace(rule, event=event, where=where, span=span)


def _chosen(node: Node | None, columns: Columns) -> Iterator[_Made]:
    """Each event that an entry may stand for, and when."""
    if not isinstance(node, Mapping):
        yield from _event(told(node), columns)
        return
    by = columns.named(node.get("by"))
    if node.entry("by") is None:
        columns.findings.add(
            "SLA557", "nothing says which column chooses the event", node.span, "write `{by: column, A: event.one}`"
        )
    _options_named(node, by, columns)
    named = [entry for entry in node if entry.key.text not in ("by", "otherwise")]
    options = tuple(entry.key.text for entry in named)
    for entry in node:
        if by is None or entry.key.text == "by":
            continue
        is_other = entry.key.text == "otherwise"
        choice = IsValue(by, "field", options if is_other else (entry.key.text,), is_other, span=entry.key.span)
        for event, where, span in _event(told(entry.value), columns):
            yield event, ((choice, *where) if options or not is_other else where), span


def _event(text: Scalar | None, columns: Columns) -> Iterator[_Made]:
    """The event that a text names, with its conditions."""
    if text is None:
        return
    words = parse_event(text.text)
    if not isinstance(words, EventWords):
        if not _no_words(text, columns):
            notes = Notes(columns.findings.source, text)
            notes.mistakes(words)
            columns.findings.found += notes.found
        return
    name = words.phrase.words
    where = _resolved(words.where, text, columns, 0)
    if not is_event_id(name.text):
        events = standard_vocabulary().events.values()
        meant = {without_articles(event.when): event.id for event in events if event.when}
        near = meant.get(without_articles(name.text)) or nearest(name.text, standard_vocabulary().events)
        way_out = f"write `{near}`" if near else "write words of small letters and digits joined by dots"
        columns.findings.add("SLA216", "a map names an event by its id", text.span_of(name.start, name.end), way_out)
        return
    yield name.text, where, text.span_of(name.start, name.end)


def _no_words(text: Scalar, columns: Columns) -> bool:
    """Say which columns a condition names that are no words of a sentence; whether there are any."""
    named = [name for name in columns.known if (not is_phrase(name) or " " in name) and name in text.text]
    for name in named:
        start = text.text.index(name)
        word = re.sub(r"[^\w'/-]+", "-", name).strip("-_/'")
        way_out = f"give it another name in the map: `{word or 'name'}: {{type: …, column: {name}}}`"
        message = f"{excerpt(name)} is not one word, as a name in a condition must be"
        columns.findings.add("SLA117", message, text.span_of(start, start + len(name)), way_out)
    return bool(named)


def _resolved(words: tuple[ConditionWords, ...], text: Scalar, columns: Columns, moved: int) -> tuple[Condition, ...]:
    """The conditions with their columns looked up; offsets of the words are moved to those of the text."""
    notes = Notes(columns.findings.source, text)
    kept = [_moved(one, moved) for one in words if _may_be_asked(_moved(one, moved), text, columns)]
    types = {name: column.type or ValueType("text") for name, column in columns.known.items()}
    scope = Scope(types, {}, Figures(), columns.currency, unread=columns.unread)
    conditions = resolve_conditions(tuple(kept), scope, notes)
    columns.findings.found += [
        replace(
            one,
            message=one.message.replace("the agreement", "the map"),
            help=one.help.replace("the agreement", "the map"),
        )
        for one in notes.found
    ]
    return conditions


def _may_be_asked(words: ConditionWords, text: Scalar, columns: Columns) -> bool:
    """Whether the column is there, and can be asked for what it is asked."""
    name, start, end = words.name
    if name not in columns.known:
        if name not in columns.unread:
            columns.missing(name, text, start, end)
        return False
    if columns.known[name].is_time and words.kind not in ("known", "missing"):
        span = text.span_of(words.start, words.end)
        columns.findings.add("SLA556", f"`{name}` is a time", span, f"ask whether `{name} is known` or `is missing`")
        return False
    for value in words.values:
        if value.kind == "param":
            span = text.span_of(value.words.start, value.words.end)
            columns.findings.add("SLA402", "a map has no figures of a funnel", span, "write the number out")
            return False
    return True


def _moved(words: ConditionWords, by: int) -> ConditionWords:
    if not by:
        return words
    values = tuple(
        replace(value, words=value.words._replace(start=value.words.start + by, end=value.words.end + by))
        for value in words.values
    )
    name = words.name._replace(start=words.name.start + by, end=words.name.end + by)
    return replace(words, name=name, values=values, start=words.start + by, end=words.end + by)


def _with_suffixes(rules: list[EventRule]) -> Iterator[EventRule]:
    """Rules of one event are told apart by their time, and those of one time too by their order."""
    seen: dict[tuple[str, str], int] = {}
    names = [rule.event for rule in rules]
    for rule in rules:
        count = seen[rule.event, rule.time] = seen.get((rule.event, rule.time), 0) + 1
        suffix = rule.event if names.count(rule.event) == 1 else f"{rule.event}@{rule.time}"
        yield replace(rule, suffix=suffix if count == 1 else f"{suffix}#{count}")
