"""The `vocabulary` section over the standard vocabulary → everything a clause can name."""

from __future__ import annotations

import re
from collections.abc import Mapping as Table
from dataclasses import field, replace
from functools import cache
from pathlib import Path

from sla_dsl.diagnostics import Diagnostic, Place, Source, Span, diagnostic, nearest
from sla_dsl.frozen import mutable
from sla_dsl.language.conditions import Figures, Scope, resolve_conditions
from sla_dsl.language.envelope import read
from sla_dsl.language.idle import Idle
from sla_dsl.language.keys import is_type
from sla_dsl.language.near import is_misspelt, nearest_id
from sla_dsl.language.nodes import Entry, Mapping, Node, Scalar
from sla_dsl.language.notes import Notes
from sla_dsl.language.parse import parse_event
from sla_dsl.language.phrases import Use, phrase_of
from sla_dsl.language.syntax import EventWords
from sla_dsl.model.clause import EventPattern
from sla_dsl.model.values import TypeName, ValueType, written_text
from sla_dsl.model.vocabulary import About, EventType, State, Vocabulary
from sla_dsl.model.words import is_event_id, is_phrase, reserved_in, without_articles

TYPES: tuple[TypeName, ...] = ("text", "number", "money", "yes/no", "one of")
_OTHER_TYPES = {
    "string": "text", "str": "text", "varchar": "text", "free text": "text", "word": "text", "words": "text",
    "integer": "number", "int": "number", "float": "number", "decimal": "number", "numeric": "number",
    "count": "number",
    "boolean": "yes/no", "bool": "yes/no", "true/false": "yes/no", "yes or no": "yes/no", "yes-no": "yes/no",
    "flag": "yes/no", "ja/nein": "yes/no", "kyllä/ei": "yes/no", "oui/non": "yes/no", "si/no": "yes/no",
    "sí/no": "yes/no", "j/n": "yes/no", "ja/nej": "yes/no", "on/off": "yes/no", "0/1": "yes/no", "1/0": "yes/no",
    "yes, no": "yes/no", "true or false": "yes/no",
    "checkbox": "yes/no", "y/n": "yes/no", "currency": "money", "amount": "money", "eur": "money",
    "euro": "money", "euros": "money", "price": "money",
    "enum": "one of", "choice": "one of", "picklist": "one of", "select": "one of", "list": "one of",
    "category": "one of", "dropdown": "one of", "option": "one of", "options": "one of",
}  # fmt: skip
"""What other tools call the types."""

TAKEN = ("time", "event", "lead", "id", "opportunity")
"""Names that every event has already; no field or fact can have them."""

USES: tuple[Use, ...] = ("when", "do", "many")
STANDARD = Path(__file__).with_name("standard.yaml")

_OPTION = re.compile(r"\"([^\"]+)\"|([^,\"\s][^,\"]*)")
_OPTIONS = re.compile(rf"\s*(?:{_OPTION.pattern})\s*(?:,\s*(?:{_OPTION.pattern})\s*)*")
_PARTED = re.compile(r"\s*[/|;]\s*|\s+or\s+")
_BEGINS: dict[Use, re.Pattern[str]] = {
    "when": re.compile(r"(when|every time|the first time)\s+"),
    "do": re.compile(r"(must not|must)\s+"),
    "many": re.compile(r"(deliver)\s+"),
}
"""The words of the grammar before a phrase of each use, which are no part of it."""


@cache
def standard_vocabulary() -> Vocabulary:
    """The vocabulary that ships with slac."""
    source = Source(STANDARD.name, STANDARD.read_text(encoding="utf-8"))
    node, problems = read(source)
    assert isinstance(node, Mapping)
    assert not problems
    vocabulary, found = _Reading(source, Vocabulary()).read(node, None)
    assert not found, found
    return vocabulary


def read_vocabulary(
    node: Node | None, source: Source, currency: str | None, sentences: Table[str, str] | None = None
) -> tuple[Vocabulary, list[Diagnostic]]:
    """The standard vocabulary with the file's section over it, and what is wrong with the section.

    `sentences` are the clauses that use it, by id: a name that none of them uses may be meant by one that is none.
    Entries with an error are left out; the rest can still be used to look at the clauses.
    """
    standard = standard_vocabulary()
    if not isinstance(node, Mapping):
        return standard, []
    return _Reading(source, standard, sentences or {}).read(node, currency)


@mutable
class _Reading:
    """The vocabulary as far as it has been read."""

    source: Source
    start: Vocabulary
    sentences: Table[str, str] = field(default_factory=dict)
    node: Mapping = field(default_factory=lambda: Mapping((), Span(1, 1, 1, 1)))
    found: list[Diagnostic] = field(default_factory=list)
    defined: dict[str, tuple[EventWords, Notes]] = field(default_factory=dict)
    events: tuple[Entry, ...] = ()

    def read(self, node: Mapping, currency: str | None) -> tuple[Vocabulary, list[Diagnostic]]:
        """Facts, then events, then what the defined ones are, then states."""
        self.node = node
        facts = {**self.start.facts, **self._facts(node.get("facts"))}
        events = {**self.start.events}
        self.events = _entries(node.get("events"))
        for entry in self.events:
            event = self._event(entry, events.get(entry.key.text))
            if event is not None:
                events[event.id] = event
        self._fields_and_facts(node, facts, events)
        self._define(events, facts, currency)
        self._phrases_mean_one_thing(events)
        states = {**self.start.states}
        for entry in _entries(node.get("states")):
            self._state(entry, states, events)
        return Vocabulary(facts, events, states), self.found

    def _add(self, code: str, message: str, scalar: Scalar, help: str = "", related: tuple[Place, ...] = ()) -> None:
        place = Place.of(self.source, scalar.span)
        self.found.append(diagnostic(code, message, place, help=help, related=related))

    # facts, fields and their types

    def _facts(self, node: Node | None) -> dict[str, ValueType]:
        return self._typed_names(node)

    def _typed_names(self, node: Node | None) -> dict[str, ValueType]:
        typed = {}
        for entry in _entries(node):
            type_ = self._type(entry.value)
            if self._name(entry.key) and type_ is not None:
                typed[entry.key.text] = type_
        return typed

    def _name(self, key: Scalar) -> bool:
        name = key.text
        if name in TAKEN:
            self._add("SLA211", f"every event has `{name}` already", key, "choose another name")
        elif not is_phrase(name) or " " in name:
            joined = re.sub(r"[^\w'/-]+", "-", name).strip("-")
            self._add("SLA117", f"`{name}` is not one word", key, f"write `{joined}`" if joined else "write one word")
        elif reserved_in(name):
            self._add("SLA211", f"`{name}` has a meaning of its own in a clause", key, "choose another name")
        else:
            return True
        return False

    def _type(self, node: Node) -> ValueType | None:
        if not isinstance(node, Scalar) or not node.text.strip():
            return None
        type_, found = value_type(node, self.source)
        self.found += found
        return type_

    # events

    def _event(self, entry: Entry, before: EventType | None) -> EventType | None:
        id_, node = entry.key.text, entry.value
        if not is_event_id(id_) and isinstance(node, Scalar) and is_type(node.text):
            return None  # told where shapes are
        if not is_event_id(id_):
            way_out = "write words of small letters and digits joined by dots, such as `demo.requested`"
            made = ".".join(re.findall(r"[a-z0-9]+", re.sub(r"(?<=[a-z])(?=[A-Z])", ".", id_).casefold()))
            way_out = f"did you mean `{made}`?" if is_event_id(made) else way_out
            self._add("SLA117", f"`{id_}` is no event id", entry.key, way_out)
            return None
        if not isinstance(node, Mapping):
            return before
        parts = {use: self._phrase(node.get(use), use) for use in USES}
        event = before or EventType(id_, "lead")
        event = replace(
            event,
            about=_about(node.get("about")) or event.about,
            when=parts["when"] or event.when,
            do=parts["do"] or event.do,
            many=parts["many"] or event.many,
            fields={**event.fields, **self._typed_names(node.get("fields"))},
            span=entry.key.span,
        )
        return self._with_definition(node, event)

    def _phrase(self, node: Node | None, use: Use) -> str | None:
        if not isinstance(node, Scalar):
            return None
        phrase = " ".join(node.text.split())
        begins = _BEGINS[use].match(phrase)
        if begins and is_phrase(phrase[begins.end() :]):
            way_out = f"write `{phrase[begins.end() :]}`"
            self._add("SLA211", f"a phrase is declared without `{begins[1]}`", node, way_out)
            return None
        reserved = reserved_in(without_articles(phrase)) or reserved_in(phrase)
        if not is_phrase(phrase) or not without_articles(phrase):
            self._add("SLA211", f"`{phrase}` is not words only", node, "use letters, digits and `_ - ' /` inside words")
        elif reserved:
            self._add("SLA211", f"`{reserved}` has a meaning of its own in a clause", node, "say it in other words")
        elif use == "many" and re.match(r"[0-9]{3}\b(?! *$)", phrase):
            self._add("SLA211", "three digits at the start would be read as part of a count", node, "begin with a word")
        else:
            return phrase
        return None

    def _with_definition(self, node: Mapping, event: EventType) -> EventType:
        text = node.get("is")
        if not isinstance(text, Scalar):
            return event
        for part in ("about", "fields"):
            entry = node.entry(part)
            if entry is not None:
                message = f"a defined event takes its {part} from the event it is built on"
                self._add("SLA108", message, entry.key, f"leave `{part}` out")
        notes = Notes(self.source, text)
        words = parse_event(text.text)
        if isinstance(words, EventWords):
            self.defined[event.id] = (words, notes)
        else:
            notes.mistakes(words)
            self.found += notes.found
        return replace(event, fields={})

    # defined events

    def _define(self, events: dict[str, EventType], facts: dict[str, ValueType], currency: str | None) -> None:
        bases = {id_: self._base(words, notes, events) for id_, (words, notes) in self.defined.items()}
        kept = {id_: event.definition.event for id_, event in events.items() if event.definition}
        kept |= {id_: base for id_, base in bases.items() if base is not None}
        for id_ in self._in_order(kept):
            event, base = events[id_], events[kept[id_]]
            event = replace(event, about=base.about, fields=base.fields)
            if id_ in self.defined:
                event = replace(event, definition=self._definition(id_, event, facts, currency))
            events[id_] = event
        for _, notes in self.defined.values():
            self.found += notes.found

    def _base(self, words: EventWords, notes: Notes, events: dict[str, EventType]) -> str | None:
        phrase = words.phrase
        if phrase.words.text in events:
            return phrase.words.text
        start, end = phrase.words.start, phrase.words.end
        by_phrase = {without_articles(event.when): event.id for event in events.values() if event.when}
        id_ = by_phrase.get(without_articles(phrase.words.text))
        if id_:
            notes.add("SLA216", "a defined event names what it is built on by its id", start, end, f"write `{id_}`")
            return None
        near = nearest_id(phrase.words.text, events)
        way_out = f"did you mean `{near}`?" if near else "declare it under `vocabulary: events:`"
        notes.add("SLA203", f"no event has the id `{phrase.words.text}`", start, end, way_out)
        return None

    def _in_order(self, bases: dict[str, str]) -> list[str]:
        """Defined events, each after the one it is built on; those in a circle are noted once and left out."""
        order: list[str] = []
        refused: set[str] = set()
        for id_ in bases:
            path: list[str] = []
            current = id_
            while current in bases and current not in path and current not in order and current not in refused:
                path.append(current)
                current = bases[current]
            if current in path:
                self._circle(path[path.index(current) :])
                refused.update(path)
            elif current in refused:
                refused.update(path)
            else:
                order += reversed(path)
        return order

    def _circle(self, circle: list[str]) -> None:
        words, notes = self.defined[next(id_ for id_ in circle if id_ in self.defined)]
        chain = " is ".join(f"`{id_}`" for id_ in [*circle, circle[0]])
        start, end = words.phrase.words.start, words.phrase.words.end
        notes.add(
            "SLA213", f"events are defined in a circle: {chain}", start, end, "build one of them on another event"
        )

    def _definition(
        self, id_: str, event: EventType, facts: dict[str, ValueType], currency: str | None
    ) -> EventPattern | None:
        words, notes = self.defined[id_]
        unread = frozenset(entry.key.text for entry in _entries(self.node.get("facts"))) - {*facts}
        idle = Idle(self.sentences, None, self.node, Vocabulary(facts))
        scope = Scope(event.fields, facts, Figures(), currency, words.phrase.words.text, unread, idle=idle)
        where = resolve_conditions(words.where, scope, notes)
        if notes.failed:
            return None
        return EventPattern(words.phrase.words.text, where, span=notes.span(words.start, words.end))

    # what holds between entries

    def _fields_and_facts(self, node: Mapping, facts: dict[str, ValueType], events: dict[str, EventType]) -> None:
        owners = {name: event.id for event in events.values() for name in event.fields}
        for entry in _entries(node.get("facts")):
            name = entry.key.text
            if name in facts and name in owners:
                message = f"`{name}` is a field of `{owners[name]}` and cannot be a fact too"
                way_out = "leave one of them out, or give it another name"
                self._add("SLA212", message, entry.key, way_out, self._field_at(node, owners[name], name))
                facts.pop(name)
        declared = {entry.key.text for entry in _entries(node.get("facts"))}
        for entry in _entries(node.get("events")):
            fields = entry.value.get("fields") if isinstance(entry.value, Mapping) else None
            for named in _entries(fields):
                if named.key.text in facts and named.key.text not in declared:
                    message = f"`{named.key.text}` is a fact of the lead and cannot be a field too"
                    self._add("SLA212", message, named.key, "leave the field out, or give it another name")

    def _field_at(self, node: Mapping, id_: str, name: str) -> tuple[Place, ...]:
        """Where the file declares a field of an event, with a note; nothing where the standard vocabulary does."""
        events = node.get("events")
        event = events.get(id_) if isinstance(events, Mapping) else None
        fields = event.get("fields") if isinstance(event, Mapping) else None
        field_ = fields.entry(name) if isinstance(fields, Mapping) else None
        return (Place.of(self.source, field_.key.span, "the field is here"),) if field_ else ()

    def _phrases_mean_one_thing(self, events: dict[str, EventType]) -> None:
        for use in USES:
            first: dict[str, EventType] = {}
            for event in events.values():
                phrase = phrase_of(event, use)
                if phrase is None:
                    continue
                other = first.setdefault(without_articles(phrase), event)
                if other is not event:
                    self._two_meanings(phrase, use, other, event)

    def _two_meanings(self, phrase: str, use: Use, other: EventType, event: EventType) -> None:
        message = f"`{phrase}` already means `{other.id}` as its `{use}`"
        late = event if event.span is not None else other
        place = Place.of(self.source, self._phrase_span(late.id, use) or late.span)
        if late is other:
            message = f"`{phrase}` already means `{event.id}` as its `{use}`"
        self.found.append(diagnostic("SLA210", message, place, help="give one of the two events another phrase"))

    def _phrase_span(self, id_: str, use: Use) -> Span | None:
        """Where the file gives an event its phrase."""
        node = next((entry.value for entry in self.events if entry.key.text == id_), None)
        phrase = node.get(use) if isinstance(node, Mapping) else None
        return phrase.span if isinstance(phrase, Scalar) else None

    # states

    def _state(self, entry: Entry, states: dict[str, State], events: dict[str, EventType]) -> None:
        phrase = self._phrase(entry.key, "when")
        if phrase is None or not isinstance(entry.value, Mapping):
            return
        entered = self._state_event(entry.value.get("from"), events)
        left = self._state_event(entry.value.get("to"), events, entered)
        same = next((name for name in states if without_articles(name) == without_articles(phrase)), None)
        if entered is None or left is None:
            return
        if same is not None:
            del states[same]
        states[phrase] = State(phrase, entered, left, span=entry.key.span)

    def _state_event(self, node: Node | None, events: dict[str, EventType], *others: str | None) -> str | None:
        if not isinstance(node, Scalar):
            return None
        if node.text in events:
            return node.text
        by_phrase = {without_articles(event.when): event.id for event in events.values() if event.when}
        near = by_phrase.get(without_articles(node.text)) or nearest_id(
            node.text, [id_ for id_ in events if id_ not in others]
        )
        family = [entry.key.text for entry in self.events if entry.key.text.startswith(f"{node.text.split('.')[0]}.")]
        family = [id_ for id_ in family if id_ in events and id_ not in others]
        near = near or (family[0] if len(family) == 1 else None)
        way_out = f"did you mean `{near}`?" if near else "declare it under `vocabulary: events:`"
        self._add("SLA203", f"no event has the id `{node.text}`", node, way_out)
        return None


def value_type(node: Scalar, source: Source, more: tuple[str, ...] = ()) -> tuple[ValueType | None, list[Diagnostic]]:
    """The type that a text names, or what is wrong with it (SLA215); `more` are types that may stand there too."""
    text = " ".join(node.text.split())
    if text.startswith("one of"):
        return _options(node, text.removeprefix("one of"), source)
    for name in TYPES[:-1]:
        if text == name:
            return ValueType(name), []
    slip = next((name for name in TYPES if is_misspelt(text, name)), None)
    near = slip or _OTHER_TYPES.get(text.casefold()) or _listed(text) or nearest(text, TYPES)
    known = ", ".join((*more, *TYPES))
    way_out = f"did you mean `{near}`?" if near and near != "one of" else f"the types are {known} a, b, c"
    return None, [diagnostic("SLA215", f"`{text}` is no type", Place.of(source, node.span), help=way_out)]


def _options(node: Scalar, text: str, source: Source) -> tuple[ValueType | None, list[Diagnostic]]:
    bracketed = re.fullmatch(r"\s*:?\s*[\[({](?P<inside>[^\[\](){}]*)[\])}]\s*", text)
    if bracketed and (inside := _listed(bracketed["inside"])):
        message = "the values of a list stand without brackets"
        return None, [diagnostic("SLA215", message, Place.of(source, node.span), help=f"write `{inside}`")]
    options = [quoted or bare.strip() for quoted, bare in _OPTION.findall(text)] if _OPTIONS.fullmatch(text) else []
    strange = next((bare.strip() for _, bare in _OPTION.findall(text) if bare and not is_phrase(bare.strip())), "")
    place = Place.of(source, node.span)
    parts = _PARTED.split(options[0]) if len(options) == 1 else []
    if len(parts) > 1 and all(map(is_phrase, parts)):
        way_out = f"write `one of {', '.join(parts)}`"
        return None, [diagnostic("SLA215", "the values of a list are parted by commas", place, help=way_out)]
    if options and strange:
        return None, [diagnostic("SLA215", f"`{strange}` is not words only", place, help=f'write `"{strange}"`')]
    if not options or len(set(options)) < len(options):
        message = "the list of values is empty, names one twice, or has a comma or a quote too many"
        return None, [diagnostic("SLA215", message, place, help="write `one of a, b, c`")]
    return ValueType("one of", tuple(options)), []


def _entries(node: Node | None) -> tuple[Entry, ...]:
    return node.entries if isinstance(node, Mapping) else ()


def _listed(text: str) -> str | None:
    """The type that a list of values was meant for: `smb, enterprise`, `enum: smb | enterprise`."""
    begun = re.sub(r"\A(?i:one of|any of|either|enum|options?|choices?|list|select|picklist|values?)\b\W*", "", text)
    parts = [part.strip(" \"'[](){}") for part in re.split(r"\s*(?:[,;|/]|\bor\b)\s*", begun) if part.strip()]
    if len(parts) < 2 or not all(map(is_phrase, parts)) or len(set(parts)) < len(parts):
        return None
    return f"one of {', '.join(map(written_text, parts))}"


def _about(node: Node | None) -> About | None:
    if isinstance(node, Scalar) and node.text in ("lead", "opportunity"):
        return "lead" if node.text == "lead" else "opportunity"
    return None
