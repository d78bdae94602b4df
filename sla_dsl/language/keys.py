"""Keys that people write, and the key that was meant: mistyped, in another word, or the only one that is left."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from collections.abc import Mapping as Table
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from sla_dsl.diagnostics import nearest
from sla_dsl.language.nodes import Entry, Mapping, Node, Scalar, Sequence

_WORDS = {
    "slac": "language language-version spec slac-version sla apiversion api-version schema-version schema",
    "agreement": "id contract agreement-id sla-id name",
    "version": "revision rev",
    "title": "heading subject display-name",
    "parties": "teams departments sides stakeholders members partners parteien",
    "contacts": "people recipients persons addresses emails kontakte",
    "effective": "validity valid dates term in-force active duration gueltig gültig valid-from",
    "timezone": "tz zone zeitzone",
    "currency": "money währung waehrung",
    "calendar": "default-calendar schedule kalender",
    "calendars": "schedules business-hours working-hours opening-hours office-hours kalender",
    "funnel": "targets goals metrics figures numbers kpis",
    "clauses": "rules obligations policies slas duties commitments requirements articles slos klauseln terms",
    "consequences": "penalties actions escalations remedies sanctions",
    "vocabulary": "definitions glossary dictionary terms",
    "given": "inputs input assumptions values known base",
    "derive": "derived calculated formulas computed outputs calculations",
    "each": "per period every interval",
    "from": "start begin since starts begins valid-from von start-date entered enter",
    "until": "to end till through ends bis end-date valid-until expires",
    "to": "end until till exit left leave ends",
    "hours": "opening-hours open-hours working-hours business-hours times week days",
    "holidays": "public-holidays holiday-calendar country feiertage",
    "closed": "closures shut days-off exceptions closed-days",
    "open": "special-hours extra-days open-days opened",
    "otherwise": "default else other others rest fallback sonst * any",
    "about": "entity object subject type",
    "when": "trigger happened phrase past",
    "do": "verb duty action",
    "many": "plural noun count",
    "fields": "attributes properties values",
    "is": "definition defined-as",
    "facts": "attributes properties fields lead-fields",
    "events": "event-types",
    "states": "statuses status",
    "clause": "text rule sentence term statement sla",
    "why": "reason because rationale comment note description",
    "was": "previously formerly old-id former-id renamed-from id",
    "accept": "ignore silence suppress allow noqa waive accepts accepted",
    "name": "title label display-name",
    "signs": "signer signed-by approver approvers reviewers reviewer owner signatory",
    "by": "based-on field fact per",
}

PLACES = {
    "where": "conditions stand in `is`: `is: lead.assigned where …`",
    "condition": "conditions stand in `is`: `is: lead.assigned where …`",
    "conditions": "conditions stand in `is`: `is: lead.assigned where …`",
}
"""Where what people write under a key of its own belongs, by that key."""

BELONGS = {
    **dict.fromkeys(("from", "until"), "it belongs under `effective:`"),
    **dict.fromkeys(("given", "derive", "each"), "it belongs under `funnel:`"),
    **dict.fromkeys(("hours", "holidays", "closed", "open"), "it belongs under a calendar, below `calendars:`"),
    **dict.fromkeys(("facts", "events", "states"), "it belongs under `vocabulary:`"),
    **dict.fromkeys(("why", "accept", "was"), "it belongs under its clause, beside `clause:`"),
    "signs": "it belongs under a party, below `parties:`",
}
"""Where keys belong that stand at the left edge of a file and are known elsewhere."""

_TYPE = re.compile(r"\s*(?:text|number|money|yes/no|one\s+of\s.+)\s*", re.DOTALL)


def is_type(text: str) -> bool:
    """Whether a text is the type of a fact or a field."""
    return _TYPE.fullmatch(text) is not None


PARTS = frozenset(
    {
        "when",
        "trigger",
        "on",
        "event",
        "where",
        "condition",
        "if",
        "party",
        "who",
        "owner",
        "must",
        "duty",
        "do",
        "action",
    }
    | {"response", "within", "deadline", "due", "unless", "except", "level", "target", "for", "each", "period"}
    | {"otherwise", "then", "consequence", "notify", "escalation"}
)
"""Keys under which people write the parts of a clause, which is one sentence."""

KEYS: Table[str, frozenset[str]] = MappingProxyType({key: frozenset(words.split()) for key, words in _WORDS.items()})
"""What people call each key elsewhere."""


def meant_key(text: str, free: Collection[str], known: Collection[str]) -> str | None:
    """The key among `free`, those that are not there yet, that a text was meant for; else the nearest of `known`."""
    plain = re.sub(r"[\s_]+", "-", text.strip().casefold())
    in_other_letters = [key for key in free if key == plain]
    in_other_words = [key for key in free if plain in KEYS.get(key, ())]
    near = nearest(text, free, alike=0.65)
    return next(iter((*in_other_letters, *([near] if near else ()), *in_other_words)), None) or nearest(text, known)


def id_of(text: str) -> str:
    """The id that is nearest to a text; empty where it holds nothing that an id may hold."""
    words = re.findall(r"[a-z0-9]+", text.casefold())
    return re.sub(r"\A[0-9-]+", "", "-".join(words))


_Meant = Iterator[tuple[Scalar, str]]
"""Keys of a mapping that are not right as they stand, and what was meant."""


def _other_keys(node: Mapping, described: Table[str, Any], _value: object) -> _Meant:
    """Keys that the place does not have."""
    known = described["properties"]
    free = [key for key in known if node.entry(key) is None]
    left = [key for key in described.get("required", ()) if key in free]
    strange = [entry for entry in node if entry.key.text not in known]
    for entry in strange:
        name = meant_key(entry.key.text, free, known)
        if name is None and len(strange) == len(left) == 1 and isinstance(entry.value, Mapping):
            name = left[0] if known[left[0]].get("type") == "object" else None
        if name is not None and name in free:
            yield entry.key, name


def _keys_among_names(node: Mapping, described: Table[str, Any], _value: object) -> _Meant:
    """A key that is missing where any name may be a key: `default` for `otherwise`."""
    if described.get("additionalProperties") is False or node.partial:
        return
    known = described.get("properties", {})
    left = [key for key in described.get("required", ()) if node.entry(key) is None]
    for entry in node:
        name = meant_key(entry.key.text, left, ()) if entry.key.text not in known else None
        if name is not None:
            yield entry.key, name


def _misformed_ids(node: Mapping, _described: Table[str, Any], value: object) -> _Meant:
    """The key that is no id, whose place names ids."""
    entry = node.entry(str(value))
    if entry is not None and id_of(entry.key.text):
        yield entry.key, id_of(entry.key.text)


MEANT: Table[str, Callable[[Mapping, Table[str, Any], object], _Meant]] = MappingProxyType(
    {"additionalProperties": _other_keys, "required": _keys_among_names, "pattern": _misformed_ids}
)
"""By the rule of the schema that keys break: what was meant by them."""


def with_names(node: Node, names: Table[tuple[str | int, ...], str], path: tuple[str | int, ...] = ()) -> Node:
    """The tree with other names for the keys at these paths."""
    if isinstance(node, Sequence):
        items = enumerate(node)
        return replace(node, items=tuple(with_names(item, names, (*path, number)) for number, item in items))
    if not isinstance(node, Mapping):
        return node
    entries = []
    for entry in node:
        here = (*path, entry.key.text)
        key = replace(entry.key, text=names[here]) if here in names else entry.key
        entries.append(Entry(key, with_names(entry.value, names, here)))
    return replace(node, entries=tuple(entries))
