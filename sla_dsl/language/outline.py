"""A tree to everything of an agreement that is not a sentence: ids, parties, dates, calendars, consequences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping as Table
from dataclasses import field
from datetime import date
from typing import TypeVar

from sla_dsl.diagnostics import Diagnostic, Place, Source, Span, diagnostic, suggestion
from sla_dsl.frozen import frozen
from sla_dsl.language.calendars import calendar
from sla_dsl.language.dates import local_date, wrong_way_round
from sla_dsl.language.excerpt import excerpt
from sla_dsl.language.nodes import Entry, Mapping, Node, Scalar, Sequence
from sla_dsl.language.order import in_order
from sla_dsl.language.schemas import schema
from sla_dsl.language.shape import shape
from sla_dsl.language.zones import zone
from sla_dsl.model.agreement import Effective, Party
from sla_dsl.model.calendar import Calendar, CalendarChoice
from sla_dsl.model.words import is_id

_Part = TypeVar("_Part")


@frozen
class RawClause:
    """A clause as it stands in the file: its id, its sentence still as text, and what else is said of it.

    `span` is from the id to the end of the value; `was_span` is none where there is no `was`.
    """

    id: Scalar
    text: Scalar
    why: str | None
    valid_from: date | None
    valid_until: date | None
    was: str | None
    was_span: Span | None
    span: Span
    accepts: Table[str, str] = field(default_factory=dict)


@frozen
class Outline:
    """An agreement but for its sentences, vocabulary and funnel, whose nodes it hands on.

    What could not be read is none or left out, and its top-level key is in `broken`: of what `broken` names,
    nothing may be reported as missing. Every party, contact and consequence that is named is there, even where its
    value is wrong. In `vocabulary`, texts that are empty or refused are left out, so that they are reported once;
    the types of facts and fields stay, refused or not. `unread` are the ids of clauses whose sentence could not be
    taken from the file. `keys` is where each key stands, by its path: `("calendars", "office", "hours")`.
    `calendar_by` is the fact that chooses the calendar.
    """

    language: int | None
    id: str | None
    version: str | None
    title: str | None
    parties: Table[str, Party]
    contacts: Table[str, str]
    effective: Effective | None
    timezone: str | None
    currency: str | None
    calendar: CalendarChoice | None
    calendars: Table[str, Calendar]
    consequences: Table[str, str]
    clauses: tuple[RawClause, ...]
    unread: frozenset[str]
    vocabulary: Node | None
    funnel: Node | None
    calendar_by: Scalar | None
    broken: frozenset[str]
    keys: Table[tuple[str, ...], Span] = field(repr=False, compare=False)

    @property
    def sentences(self) -> dict[str, str]:
        """The text of each clause, by its id."""
        return {raw.id.text: raw.text.text for raw in self.clauses}


def outline(root: Node, source: Source) -> tuple[Outline | None, list[Diagnostic]]:
    """The outline of a tree, and what is wrong with it: its shape (see `shape`), then each section, by place.

    Nothing where the tree is not keys and values at all. Every part is read that can be.
    """
    shaped = shape(root, source)
    root = shaped.tree
    if not isinstance(root, Mapping):
        return None, shaped.diagnostics
    reader = _Reader(root, source)
    made = reader.outline(shaped.broken)
    return made, in_order([*shaped.diagnostics, *reader.found])


class _Reader:
    """Reads one tree section by section; passes over what is of the wrong shape, which has been reported."""

    def __init__(self, root: Mapping, source: Source) -> None:
        self.root = root
        self.source = source
        self.found: list[Diagnostic] = []
        self.broken: set[str] = set()

    def outline(self, misshapen: frozenset[str]) -> Outline:
        language = 1 if self.text("slac") == "1" else None
        timezone = self.take("timezone", zone(self.root.get("timezone"), self.source, self.text("currency")))
        clauses, unread = self.clauses()
        parties, contacts = self.parties(), self.texts("contacts")
        self.one_name_each(parties, contacts)
        choice, by = self.calendar()
        calendars, consequences = self.calendars(), self.texts("consequences")
        written = {"id": self.id(), "version": self.version(), "title": self.text("title")}
        required = schema("agreement")["required"]
        missing = {key for key in required if self.root.entry(key) is None}
        refused = {entry.key.text for entry in self.root if _has_refused(entry.value)}
        return Outline(
            language=language,
            **written,
            parties=parties,
            contacts=contacts,
            effective=self.effective(),
            timezone=timezone,
            currency=self.currency(),
            calendar=choice,
            calendars=calendars,
            consequences=consequences,
            clauses=clauses,
            unread=unread,
            vocabulary=_without_told(self.root.get("vocabulary")),
            funnel=self.root.get("funnel"),
            calendar_by=by,
            broken=frozenset(misshapen | missing | refused | self.broken),
            keys=dict(_keys(self.root)),
        )

    def refuse(
        self, section: str, code: str, message: str, span: Span, help: str, related: tuple[Place, ...] = ()
    ) -> None:
        self.broken.add(section)
        place = Place.of(self.source, span)
        self.found.append(diagnostic(code, message, place, help=help, related=related))

    def take(self, section: str, read: tuple[_Part, list[Diagnostic]]) -> _Part:
        """The value of a part that has been read; what was found with it is kept."""
        value, found = read
        self.found += found
        self.broken |= {section} if found else set()
        return value

    def entries(self, section: str) -> tuple[Entry, ...]:
        node = self.root.get(section)
        return node.entries if isinstance(node, Mapping) else ()

    def text(self, key: str) -> str | None:
        node = _scalar(self.root, key)
        return node.text if node else None

    def id(self) -> str | None:
        written = self.text("agreement")
        return written if written and is_id(written) else None

    def version(self) -> str | None:
        node = _scalar(self.root, "version")
        if node is None or _VERSION.fullmatch(node.text):
            return node.text if node else None
        found = _VERSION.search(re.sub(r"(?<=[0-9])[,_](?=[0-9])", ".", node.text))
        way_out = f"did you mean `{found.group()}`?" if found else "one to three numbers joined by dots: `1.2.0`"
        self.refuse("version", "SLA112", f"{excerpt(node.text)} is not a version", node.span, way_out)
        return None

    def currency(self) -> str | None:
        node = _scalar(self.root, "currency")
        if node is None or _CURRENCY.fullmatch(node.text):
            return node.text if node else None
        bare = node.text.strip(" \t,.;:'\"\u200b\ufeff")
        near = _SIGNS.get(bare.casefold(), bare.upper())
        way_out = f"did you mean `{near}`?" if _CURRENCY.fullmatch(near) else "three capital letters: `EUR`"
        beside = self.text("timezone")
        if beside and _CURRENCY.fullmatch(beside) and "/" in node.text:
            way_out = f"did you mean `{beside}`, which stands at `timezone:`?"
        self.refuse("currency", "SLA408", f"{excerpt(node.text)} is not a currency", node.span, way_out)
        return None

    def parties(self) -> dict[str, Party]:
        listed = {each.text: Party(each.text, span=each.span) for each in _listed(self.root.get("parties"))}
        for entry in self.entries("parties"):
            for part in entry.value if isinstance(entry.value, Mapping) else ():
                self.other_quotes("parties", part.value)
        return listed | {entry.key.text: _party(entry) for entry in self.entries("parties")}

    def other_quotes(self, section: str, node: Node) -> None:
        """Refuse a text in the quotes of print: YAML takes them for part of it."""
        if isinstance(node, Scalar) and _IN_PRINT.fullmatch(node.text):
            message = f"{excerpt(node.text)} stands in other quotes than the keyboard's"
            self.refuse(section, "SLA112", message, node.span, f'write `"{node.text[1:-1]}"`')

    def texts(self, section: str) -> dict[str, str]:
        """Texts by id; an empty one where the value is no text."""
        for entry in self.entries(section) if section == "contacts" else ():
            self.other_quotes(section, entry.value)
        return {
            entry.key.text: entry.value.text if isinstance(entry.value, Scalar) else ""
            for entry in self.entries(section)
        } | {each.text: "" for each in _listed(self.root.get(section))}

    def one_name_each(self, parties: Table[str, Party], contacts: Table[str, str]) -> None:
        """`notify` may name either, so a party and a contact do not share an id."""
        for entry in self.entries("contacts"):
            party = parties.get(entry.key.text) if entry.key.text in contacts else None
            if party is not None and party.span is not None:
                message = f"`{party.id}` is both a party and a contact"
                related = (Place.of(self.source, party.span, "the party is here"),)
                way_out = "`notify` may name either: give the contact another id, or leave it out"
                self.refuse("contacts", "SLA102", message, entry.key.span, way_out, related)

    def effective(self) -> Effective | None:
        node = self.root.get("effective")
        if not isinstance(node, Mapping):
            return None
        start, until = self.dates("effective", node)
        wrong = _scalar(node, "until") is not None and until is None
        return None if start is None or wrong else Effective(start, until, node.span)

    def dates(self, section: str, node: Mapping) -> tuple[date | None, date | None]:
        """`from` and `until`, each none where it is not there or no date."""
        read: list[date | None] = []
        for key in ("from", "until"):
            text = _scalar(node, key)
            read.append(self.take(section, local_date(text.text, text.span, self.source)) if text else None)
        until = _scalar(node, "until")
        if read[0] and read[1] and until:
            self.take(section, (None, wrong_way_round(read[0], read[1], until.span, self.source)))
        return read[0], read[1]

    def calendar(self) -> tuple[CalendarChoice | None, Scalar | None]:
        """Which calendar counts, and the fact that chooses it."""
        node = self.root.get("calendar")
        if isinstance(node, Scalar):
            known = self.is_calendar(_scalar(self.root, "calendar"))
            return (CalendarChoice(node.text, span=node.span) if known else None), None
        if not isinstance(node, Mapping):
            return None, None
        by, otherwise = _scalar(node, "by"), _scalar(node, "otherwise")
        cases = [entry for entry in node if entry.key.text not in ("by", "otherwise")]
        named = [_scalar(node, entry.key.text) for entry in node if entry.key.text != "by"]
        unknown = [name for name in named if not self.is_calendar(name)]
        if by is None or otherwise is None or unknown:
            return None, by
        chosen = {entry.key.text: entry.value.text for entry in cases if isinstance(entry.value, Scalar)}
        return CalendarChoice(otherwise.text, by.text, chosen, node.span), by

    def is_calendar(self, name: Scalar | None) -> bool:
        """Whether the file has the calendar; SLA209 where it has not. What is no text has been reported."""
        if name is None:
            return False
        declared = self.root.get("calendars")
        known = [entry.key.text for entry in self.entries("calendars")]
        if name.text in known or (declared is not None and not isinstance(declared, Mapping)):
            return name.text in known
        around = self.root if declared is None else declared
        if isinstance(around, Mapping) and around.partial:
            self.broken.add("calendar")
            return False
        choice = self.root.get("calendar")
        named = (
            {entry.value.text for entry in choice if isinstance(entry.value, Scalar)}
            if isinstance(choice, Mapping)
            else {name.text}
        )
        unnamed = [one for one in known if one not in named]
        only = f"did you mean `{unnamed[0]}`?" if len(unnamed) == 1 else f"add {excerpt(name.text)} under `calendars`"
        way_out = suggestion(name.text, known, only)
        self.refuse("calendar", "SLA209", f"there is no calendar {excerpt(name.text)}", name.span, way_out)
        return False

    def calendars(self) -> dict[str, Calendar]:
        read = [self.take("calendars", calendar(entry, self.source)) for entry in self.entries("calendars")]
        return {one.id: one for one in read if one is not None}

    def clauses(self) -> tuple[tuple[RawClause, ...], frozenset[str]]:
        """The clauses that have a sentence, and the ids of those that have none to read."""
        read = {entry.key.text: self.clause(entry) for entry in self.entries("clauses")}
        unread = frozenset(name for name, clause in read.items() if clause is None)
        return tuple(clause for clause in read.values() if clause is not None), unread

    def clause(self, entry: Entry) -> RawClause | None:
        node = entry.value
        span = entry.key.span.to(node.span)
        if isinstance(node, Scalar):
            return RawClause(entry.key, node, None, None, None, None, None, span) if _is_told(node) else None
        if not isinstance(node, Mapping):
            return None
        start, until = self.dates("clauses", node)
        text, why, was = _scalar(node, "clause"), _scalar(node, "why"), _scalar(node, "was")
        if text is None:
            return None
        told_why, told_was = (part.text if part else None for part in (why, was))
        accepts = _texts(node.get("accept"))
        return RawClause(entry.key, text, told_why, start, until, told_was, was.span if was else None, span, accepts)


_VERSION = re.compile(r"[0-9]+(?:\.[0-9]+){0,2}(?:-[0-9A-Za-z.\-]+)?")
_CURRENCY = re.compile(r"[A-Z]{3}")
_IN_PRINT = re.compile(r"[“”„«‘’][^“”„«»‘’\"]+[“”»’]")
_SIGNS = {
    "€": "EUR", "euro": "EUR", "euros": "EUR", "$": "USD", "dollar": "USD", "dollars": "USD", "us$": "USD",
    "£": "GBP", "pound": "GBP", "pounds": "GBP", "¥": "JPY", "yen": "JPY", "franc": "CHF", "francs": "CHF",
}  # fmt: skip


def _party(entry: Entry) -> Party:
    node = entry.value
    name, signs = (_scalar(node, key) if isinstance(node, Mapping) else None for key in ("name", "signs"))
    return Party(entry.key.text, name.text if name else None, signs.text if signs else None, entry.key.span)


def _scalar(node: Mapping, key: str) -> Scalar | None:
    """The text of a key, where there is one to read."""
    value = node.get(key)
    return value if isinstance(value, Scalar) and _is_told(value) else None


def _texts(node: Node | None) -> dict[str, str]:
    """The texts of a mapping, by key."""
    entries = node.entries if isinstance(node, Mapping) else ()
    return {entry.key.text: entry.value.text for entry in entries if isinstance(entry.value, Scalar)}


def _listed(node: Node | None) -> list[Scalar]:
    """The names in a list that stands where keys with values are expected: what it names is known, though misshapen."""
    if not isinstance(node, Sequence):
        return []
    keys = [entry.key for item in node if isinstance(item, Mapping) for entry in item.entries[:1]]
    return [item for item in (*node, *keys) if isinstance(item, Scalar) and item.text]


def _is_told(node: Scalar) -> bool:
    """Whether there is a text, and nothing has been said against it."""
    return not node.refused and bool(node.text.strip())


def _without_told(node: Node | None, *, types: bool = False) -> Node | None:
    """The tree less the texts of which all has been said."""
    if not isinstance(node, Mapping):
        return node
    kept = []
    for entry in node:
        value = _without_told(entry.value, types=entry.key.text in ("facts", "fields"))
        if value is not None and not (isinstance(value, Scalar) and _is_done(value, types=types)):
            kept.append(Entry(entry.key, value))
    return Mapping(tuple(kept), node.span, node.partial or len(kept) < len(node.entries))


def _is_done(node: Scalar, *, types: bool) -> bool:
    return not types and (node.refused or not node.text.strip())


def _has_refused(node: Node) -> bool:
    if isinstance(node, Scalar):
        return node.refused
    if isinstance(node, Sequence):
        return any(map(_has_refused, node))
    return node.partial or any(_has_refused(entry.value) for entry in node)


def _keys(node: Node, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Span]]:
    """Where each key of a tree stands, by its path."""
    for entry in node if isinstance(node, Mapping) else ():
        here = (*path, entry.key.text)
        yield here, entry.key.span
        yield from _keys(entry.value, here)
