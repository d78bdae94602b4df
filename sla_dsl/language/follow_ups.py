"""What only follows from a mistake that has been told: it is not told again."""

from __future__ import annotations

from sla_dsl.diagnostics import Diagnostic
from sla_dsl.language.nodes import Entry, Mapping, Node, Scalar
from sla_dsl.language.outline import Outline
from sla_dsl.language.vocabulary import USES
from sla_dsl.model.vocabulary import Vocabulary
from sla_dsl.model.words import without_articles


def but_follow_ups(found: list[Diagnostic], outlined: Outline) -> list[Diagnostic]:
    """The findings less those that only say that a currency, which could not be read, is missing.

    That business time needs a calendar is said once.
    """
    first = next((each for each in found if each.code == _NO_CALENDAR), None)
    found = [each for each in found if each.code != _NO_CALENDAR or each is first]
    if "currency" not in outlined.broken:
        return found
    return [each for each in found if each.code not in ("SLA408", "SLA511")]


_NO_CALENDAR = "SLA510"


ABOUTS = ("lead", "opportunity")
"""What an event can be about."""


def misdeclared(node: Node | None, vocabulary: Vocabulary) -> frozenset[str]:
    """The names and phrases (without articles) of a section that its reading has refused."""
    if not isinstance(node, Mapping):
        return frozenset()
    names = {entry.key.text for entry in _entries(node.get("facts"))} - {*vocabulary.facts}
    phrases = {entry.key.text for entry in _entries(node.get("states"))} - {*vocabulary.states}
    for entry in _entries(node.get("events")):
        event = vocabulary.events.get(entry.key.text)
        names |= set() if event else {entry.key.text}
        for part in entry.value if isinstance(entry.value, Mapping) else ():
            if part.key.text == "about" and isinstance(part.value, Scalar) and part.value.text not in ABOUTS:
                names |= {field.key.text for field in _entries(_part(entry, "fields"))}
            if part.key.text == "fields":
                names |= {field.key.text for field in _entries(part.value)} - {*(event.fields if event else ())}
            elif part.key.text in USES and isinstance(part.value, Scalar):
                refused = {part.value.text} - {event.when, event.do, event.many} if event else {part.value.text}
                # What is missing then is most likely called as the event's id says.
                phrases |= refused | ({entry.key.text.replace(".", " ")} if refused else set())
    return frozenset(names | {without_articles(phrase) for phrase in phrases})


def partly_read(node: Node | None, vocabulary: Vocabulary) -> frozenset[str]:
    """The events of a vocabulary's section that lack a field which has been refused, or whose fields are no fields."""
    found = set()
    for entry in _entries(node.get("events") if isinstance(node, Mapping) else None):
        fields = entry.value.get("fields") if isinstance(entry.value, Mapping) else None
        event = vocabulary.events.get(entry.key.text)
        names = {field.key.text for field in _entries(fields)}
        if event is not None and fields is not None and (not names or names - {*event.fields}):
            found.add(event.id)
    return frozenset(found)


def _part(entry: Entry, key: str) -> Node | None:
    return entry.value.get(key) if isinstance(entry.value, Mapping) else None


def _entries(node: Node | None) -> tuple[Entry, ...]:
    return node.entries if isinstance(node, Mapping) else ()
