"""What a file declares and no clause uses: where a name was changed in one place only, this is what was meant."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from collections.abc import Mapping as Table
from functools import cached_property

from sla_dsl.language.near import same_words, unlike
from sla_dsl.language.nodes import Entry, Mapping, Node, Scalar
from sla_dsl.language.syntax import ValueWords
from sla_dsl.model.values import ValueType
from sla_dsl.model.vocabulary import EventType, Vocabulary
from sla_dsl.model.words import without_articles

_LISTED = 3
"""So many names are offered where several may have been meant."""


class Idle:
    """The names of a file that its clauses leave unused, found when first asked for.

    `sentences` are the clauses' texts by id, `was` their former ids, each with the clause's; `node` is the file's
    `vocabulary`.
    """

    def __init__(
        self,
        sentences: Table[str, str] | None = None,
        was: Table[str, str] | None = None,
        node: Node | None = None,
        vocabulary: Vocabulary | None = None,
    ) -> None:
        self.sentences = sentences or {}
        self.was = was or {}
        self.node = node
        self.vocabulary = vocabulary or Vocabulary()
        self.used: dict[str, bool] = {}

    @cached_property
    def text(self) -> str:
        """Every sentence and definition of the file, as phrases are matched: without articles."""
        written = [*self.sentences.values(), *self._definitions()]
        return "\n".join(map(without_articles, written))

    @cached_property
    def bound(self) -> frozenset[str]:
        """What stands before a `must`."""
        return frozenset(name for text in self.sentences.values() for name in re.findall(r"([\w-]+)\s+must\b", text))

    def among(self, names: Iterable[str]) -> tuple[str, ...]:
        """The names that no clause holds, in their order."""
        return tuple(name for name in names if not self._is_used(name))

    def only(self, names: Iterable[str]) -> str | None:
        """The one name that no clause holds; nothing where there are several."""
        return _one(self.among(names))

    def parties(self, names: Iterable[str]) -> tuple[str, ...]:
        """The parties that no clause binds."""
        return tuple(party for party in names if party not in self.bound)

    def phrase(self, use: str, written: str, near: str | None) -> str | None:
        """The file's phrase of that use that says what a phrase says which nothing has, and which `near` leaves out.

        Its event is called so, or is what `near` says under a condition.
        """
        left = unlike(written, near) if near else frozenset()
        if near and not left:
            return None
        said = [(event, phrase) for event, phrase in self._said(use) if not self._is_used(phrase)]
        called = [phrase for event, phrase in said if same_words(event.id, left or written)]
        kinds = [
            phrase
            for event, phrase in said
            if near and not self._is_event_used(event) and self._is_kind_of(event, use, near)
        ]
        return _one(called) or _one(kinds)

    def without_phrase(self, use: str, written: str) -> str | None:
        """The id of the file's one event that has no phrase of that use, and is called as a phrase says."""
        own = [self.vocabulary.events.get(entry.key.text) for entry in self._entries("events")]
        own_ids = [event.id for event in own if event and not getattr(event, use) and not event.definition]
        return _one([id_ for id_ in own_ids if same_words(id_, written)])

    def only_phrase(self, use: str) -> str | None:
        """The phrase of that use of the file's one event that no clause uses at all."""
        return _one([phrase for event, phrase in self._said(use) if not self._is_event_used(event)])

    def state(self, written: str, near: str | None) -> str | None:
        """The file's state that was meant by one which nothing has."""
        if near and not unlike(written, near):
            return None
        return self.only(
            entry.key.text for entry in self._entries("states") if entry.key.text in self.vocabulary.states
        )

    def name(self, fields: Table[str, ValueType], values: Sequence[ValueWords], bound: str) -> str | None:
        """The fact, or field among `fields`, that a name which nothing has was meant for, by its values."""
        own = [entry.key.text for entry in self._entries("facts") if entry.key.text in self.vocabulary.facts]
        types = {**{name: self.vocabulary.facts[name] for name in own}, **fields}
        fitting = [name for name, type_ in types.items() if _fits(type_, values, bound)]
        exact = [name for name in fitting if types[name].options and values]
        return _one(exact) or self.only(fitting)

    def clauses(self, written: str, but: str) -> tuple[str, ...]:
        """The clauses that may have been meant by an id which none has, `but` one: called so before, or saying so."""
        if written in self.was:
            return (self.was[written],)
        said = {id_: len(same_words(written, self.sentences[id_])) for id_ in self.duties(but)}
        most = max(said.values(), default=0)
        return tuple(id_ for id_, count in said.items() if 0 < count == most)[:_LISTED]

    def duties(self, but: str) -> tuple[str, ...]:
        """The clauses that have cases, which can be breached; but for one."""
        return tuple(id_ for id_, text in self.sentences.items() if id_ != but and not re.match(r"\s*each\s", text))

    def _is_used(self, name: str) -> bool:
        if name not in self.used:
            written = rf"(?<![\w.-]){re.escape(without_articles(name))}(?![\w-])"
            self.used[name] = re.search(written, self.text) is not None
        return self.used[name]

    def _is_event_used(self, event: EventType) -> bool:
        return any(self._is_used(name) for name in (event.id, event.when, event.do, event.many) if name)

    def _is_kind_of(self, event: EventType, use: str, phrase: str) -> bool:
        """Whether an event is one that is called so, under a condition."""
        base = self.vocabulary.events.get(event.definition.event) if event.definition else None
        return base is not None and getattr(base, use) == phrase

    def _said(self, use: str) -> Iterable[tuple[EventType, str]]:
        """The file's own events that can be named in that use, each with its phrase."""
        for entry in self._entries("events"):
            event = self.vocabulary.events.get(entry.key.text)
            phrase = entry.value.get(use) if isinstance(entry.value, Mapping) else None
            if event is not None and isinstance(phrase, Scalar) and getattr(event, use) == phrase.text:
                yield event, phrase.text

    def _definitions(self) -> Iterable[str]:
        for section, keys in (("events", ("is",)), ("states", ("from", "to"))):
            for entry in self._entries(section):
                parts = [entry.value.get(key) for key in keys] if isinstance(entry.value, Mapping) else []
                yield from (part.text for part in parts if isinstance(part, Scalar))

    def _entries(self, section: str) -> tuple[Entry, ...]:
        node = self.node.get(section) if isinstance(self.node, Mapping) else None
        return node.entries if isinstance(node, Mapping) else ()


def _one(names: Collection[str]) -> str | None:
    return next(iter(names)) if len(names) == 1 else None


def _fits(type_: ValueType, values: Sequence[ValueWords], bound: str) -> bool:
    """Whether all of the values can be of a type; a bound compares numbers and money."""
    if bound:
        return type_.name in ("number", "money")
    match type_.name:
        case "one of":
            return all(value.words.text in type_.options for value in values)
        case "yes/no":
            return all(value.words.text in ("yes", "no") for value in values)
        case "number" | "money":
            return all(value.kind in ("number", "money", "param") for value in values)
    return all(value.kind in ("words", "quoted") and value.words.text not in ("yes", "no") for value in values)
