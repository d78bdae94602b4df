"""Phrases → the events they name, and what was probably meant by one that names none."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import field
from typing import Literal

from sla_dsl.diagnostics import nearest
from sla_dsl.frozen import frozen
from sla_dsl.language.idle import Idle
from sla_dsl.language.mistakes import TAIL_STARTS
from sla_dsl.language.near import nearest_id, nearest_phrase, was_refused
from sla_dsl.language.notes import Notes
from sla_dsl.language.syntax import Phrase, Piece
from sla_dsl.model.vocabulary import EventType, Vocabulary
from sla_dsl.model.words import ARTICLES, without_articles

Use = Literal["when", "do", "many"]
"""In which of an event's phrases it is named."""

AFTER_PHRASE = (
    "where",
    "within",
    "for",
    "until",
    "before",
    "at least",
    "at most",
    "more than",
    "less than",
    "and",
    "or",
)
"""Keywords that may follow a phrase."""

_INSTEAD = {
    "in": "within", "by": "within", "under": "within", "inside": "within", "during": "within", "with": "where",
    "if": "where", "when": "where", "whose": "where", "except": ", unless", "else": ", otherwise",
    "once": "at least 1 time", "twice": "at least 2 times", "minimum": "at least", "maximum": "at most",
    "while": ", paused while", "&": "and", "since": "for",
}  # fmt: skip
"""Words that people write after a phrase, and what a clause says instead."""

_PLACES = {
    "when": "to say that something happens",
    "do": "to say what a party does",
    "many": "to say how many",
}


@frozen
class Phrases:
    """Every phrase of a vocabulary as it is matched (without articles), by use, with the event's id.

    `unread` are the phrases and names that the file declares, but in a way that has been refused: where a sentence uses
    one, nothing more is said.
    """

    vocabulary: Vocabulary
    unread: frozenset[str] = frozenset()
    partly: frozenset[str] = frozenset()
    """Events of which a field could not be read: nothing is said of names that they lack."""
    idle: Idle = field(default_factory=Idle)
    ids: Mapping[Use, Mapping[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        """Index the phrases."""
        ids: dict[Use, dict[str, str]] = {"when": {}, "do": {}, "many": {}}
        for event in self.vocabulary.events.values():
            for use, phrases in ids.items():
                phrase = phrase_of(event, use)
                if phrase is not None:
                    phrases.setdefault(without_articles(phrase), event.id)
        object.__setattr__(self, "ids", ids)

    def event(self, phrase: Phrase, use: Use, notes: Notes) -> str | None:
        """The id of the event that a phrase names in this use; what is wrong is noted."""
        if phrase.by_id:
            return self._by_id(phrase, use, notes)
        key = without_articles(phrase.words.text)
        found = self.ids[use].get(key)
        if found is None and not was_refused(key, self.unread):
            self._unknown(phrase.words, key, use, notes)
        return found

    def state(self, phrase: Phrase, notes: Notes) -> str | None:
        """The state that a phrase names, as it was declared."""
        states = {without_articles(name): name for name in self.vocabulary.states}
        words = phrase.words
        key = without_articles(words.text)
        found = None if phrase.by_id else states.get(key)
        if found is None and not was_refused(key, self.unread):
            near = self._state_of(words.text if phrase.by_id else key)
            near = near or nearest_phrase(words.text, frozenset(self.vocabulary.states)) or self._state_about(key)
            near = self.idle.state(words.text, near) or near
            way_out = f"did you mean `{near}`?" if near else "declare it under `vocabulary: states:`"
            notes.add("SLA205", f"no state is called `{words.text}`", words.start, words.end, way_out)
        return found

    def _state_of(self, key: str) -> str | None:
        """The state that an event leads into."""
        event = self.ids["when"].get(key, key)
        return next((state.phrase for state in self.vocabulary.states.values() if state.entered == event), None)

    def _state_about(self, key: str) -> str | None:
        """The one state that is said of the same: `the prospect is …`."""
        first = key.partition(" ")[0]
        same = [state for state in self.vocabulary.states if without_articles(state).partition(" ")[0] == first]
        return same[0] if len(same) == 1 and " " in key else None

    def _by_id(self, phrase: Phrase, use: Use, notes: Notes) -> str | None:
        words = phrase.words
        event = self.vocabulary.events.get(words.text)
        if event is None and was_refused(words.text, self.unread):
            return None
        if event is None:
            near = nearest_id(words.text, self.vocabulary.events)
            way_out = f"did you mean `{near}`?" if near else "declare it under `vocabulary: events:`"
            notes.add("SLA203", f"no event has the id `{words.text}`", words.start, words.end, way_out)
            return None
        if use == "do" and not phrase.recorded:
            way_out = f"write `{event.do}`" if event.do else f"write `record {event.id}`"
            notes.add("SLA216", f"`{event.id}` is no duty", words.start, words.end, way_out)
            return None
        return event.id

    def _unknown(self, words: Piece, key: str, use: Use, notes: Notes) -> None:
        if (
            self._counted(words, use, notes)
            or self._in_another_use(words, key, use, notes)
            or self._runs_on(words, use, notes)
            or self._states(words, use, notes)
            or self._conditional(words, use, notes)
        ):
            return
        shown = " ".join(words.text.split())
        state = next((one for one in self.vocabulary.states.values() if without_articles(one.phrase) == key), None)
        if state is not None and use == "when":
            event = self.vocabulary.events.get(state.entered)
            instead = (event.when if event else None) or state.entered
            way_out = f"write `paused while {state.phrase}`, or name an event: `{instead}`"
            notes.add("SLA216", f"`{shown}` is a state, and here stands an event", words.start, words.end, way_out)
            return
        known = frozenset(phrase_of(self.vocabulary.events[id_], use) or id_ for id_ in self.ids[use].values())
        near = _with_more_words(shown, known) or nearest_phrase(shown, known)
        if near is None and use == "when" and " " not in shown:
            near = nearest_id(shown, self.vocabulary.events)
        near = self.idle.phrase(use, shown, None if near and "`" in near else near) or near
        way_out = near if near and "`" in near else f"did you mean `{near}`?" if near else self._undeclared(use, shown)
        what = {"when": "event", "do": "duty", "many": "event in the plural"}[use]
        notes.add("SLA203", f"no {what} is called `{_short(shown)}`", words.start, words.end, way_out)

    def _undeclared(self, use: Use, written: str) -> str:
        """The way out where nothing is near: what is declared and not used may have been meant."""
        lacking = self.idle.without_phrase(use, written)
        if lacking:
            return f"add `{use}: {written}` to `{lacking}`, under `vocabulary: events:`"
        idle = self.idle.only_phrase(use)
        return f"did you mean `{idle}`, which no clause uses? Else {_DECLARE}" if idle else _DECLARE

    def _counted(self, words: Piece, use: Use, notes: Notes) -> bool:
        """A number before a plural, where a bound is missing: `before 2 contact attempts`."""
        number, _, rest = words.text.partition(" ")
        if use != "when" or not number.isdigit():
            return False
        plurals = frozenset(phrase_of(self.vocabulary.events[id_], "many") or id_ for id_ in self.ids["many"].values())
        if without_articles(rest) in self.ids["many"]:
            end, meant = words.start + len(number), f"at least {number}"
        elif near := nearest_phrase(rest, plurals):
            end, meant = words.end, f"at least {number} {near}"
        else:
            return False
        notes.add("SLA301", f"`{number}` says no bound", words.start, end, f"write `{meant}`")
        return True

    def _in_another_use(self, words: Piece, key: str, use: Use, notes: Notes) -> bool:
        for other, phrases in self.ids.items():
            if other != use and key in phrases:
                event = self.vocabulary.events[phrases[key]]
                right = phrase_of(event, use) or (f"record {event.id}" if use == "do" else event.id)
                message = f"`{words.text}` serves {_PLACES[other]}, not {_PLACES[use]}"
                notes.add("SLA216", message, words.start, words.end, f"write `{right}`")
                return True
        return False

    def _conditional(self, words: Piece, use: Use, notes: Notes) -> bool:
        """A condition where an event is expected: `unless tier is bronze`."""
        name, is_, value = words.text.partition(" is ")
        names = {*self.vocabulary.facts, *(name for event in self.vocabulary.events.values() for name in event.fields)}
        if use != "when" or not is_ or name not in names:
            return False
        opposite = value.removeprefix("not ") if value.startswith("not ") else f"not {value}"
        what = f"`{_short(words.text)}` is a condition, and here stands an event"
        way_out = f"write `where {name} is {opposite}` after the trigger, or define an event with this condition"
        notes.add("SLA203", what, words.start, words.end, way_out)
        return True

    def _states(self, words: Piece, use: Use, notes: Notes) -> bool:
        """A verb and names of fields: `give the reason`."""
        verb, _, rest = words.text.partition(" ")
        names = {*self.vocabulary.facts, *(name for event in self.vocabulary.events.values() for name in event.fields)}
        fields = [without_articles(part) for part in re.split(r"\s+and\s+|\s*,\s*", rest)]
        if use != "do" or verb not in _STATING or not set(fields) <= names:
            return False
        what = f"no duty is called `{_short(words.text)}`"
        notes.add("SLA203", what, words.start, words.end, f"write `state {' and '.join(fields)}`")
        return True

    def _runs_on(self, words: Piece, use: Use, notes: Notes) -> bool:
        """A known phrase with something after it that is no keyword: a missing comma, or a misspelt keyword."""
        pieces = list(re.finditer(r"\S+", notes.scalar.text[words.start : words.end]))
        for cut in range(len(pieces) - 1, 0, -1):
            head = without_articles(" ".join(match[0] for match in pieces[:cut]))
            if head in self.ids[use]:
                rest = [(match[0], words.start + match.start(), words.start + match.end()) for match in pieces[cut:]]
                return _explain_rest(" ".join(match[0] for match in pieces[:cut]), rest, notes)
        return False


_STATING = frozenset(
    {
        "give", "provide", "report", "tell", "enter", "note", "document", "specify", "name", "log", "add", "submit",
        "fill", "set", "write", "indicate", "declare", "explain", "communicate", "supply", "record", "update",
        "register",
    }
)  # fmt: skip
"""Verbs by which people say that a field is filled in."""

_DECLARE = "declare it under `vocabulary: events:`"

_LISTED = 3
"""So many phrases are offered where several may have been meant."""


def _with_more_words(phrase: str, known: Collection[str]) -> str | None:
    """The one known phrase with these words in this order and others; a whole way out, where there are several."""
    words = [word for word in without_articles(phrase).split() if word not in ("each", "every", "any")]
    longer = [one for one in sorted(known) if words and _in_order(words, without_articles(one).split())]
    if not longer:
        return None
    fewest = min(len(one.split()) for one in longer)
    shortest = [one for one in longer if len(one.split()) == fewest]
    if len(shortest) == 1:
        return shortest[0]
    *most, last = [f"`{one}`" for one in shortest[:_LISTED]]
    return f"a word is missing: {', '.join(most)} or {last}{', or another' if len(shortest) > _LISTED else ''}"


def _in_order(words: list[str], whole: list[str]) -> bool:
    """Whether a list holds some words in their order."""
    rest = iter(whole)
    return all(word in rest for word in words)


def _explain_rest(head: str, rest: list[tuple[str, int, int]], notes: Notes) -> bool:
    if rest[0][0] in ARTICLES and len(rest) == 1:
        return False
    for position, (word, _, end) in enumerate(rest[1:], 1):
        if word == "must":
            duty = f"{rest[position - 1][0]} must"
            notes.add("SLA302", f"a comma is missing before `{duty}`", rest[position - 1][1], end, f"write `, {duty}`")
            return True
    if rest[0][0] in _INSTEAD:
        word, start, end = rest[0]
        notes.add("SLA301", f"`{word}` is not understood here", start, end, f"did you mean `{_INSTEAD[word]}`?")
        return True
    if len(rest) > 1 and rest[0][0].isdigit() and rest[1][0] in ("time", "times"):
        times = f"{rest[0][0]} {rest[1][0]}"
        notes.add("SLA301", f"`{times}` says no bound", rest[0][1], rest[1][2], f"write `at least {times}`")
        return True
    groups = [(" ".join(word for word, _, _ in rest[:count]), count) for count in (3, 2, 1) if count <= len(rest)]
    for words, count in groups:
        if words in TAIL_STARTS:
            begin, stop = rest[0][1], rest[count - 1][2]
            notes.add("SLA302", f"a comma is missing before `{words}`", begin, stop, f"write `, {words}`")
            return True
    for words, count in groups:
        start, end = rest[0][1], rest[count - 1][2]
        near = nearest(words, [word for word in (*AFTER_PHRASE, *TAIL_STARTS) if len(word.split()) == count], alike=0.7)
        if near:
            comma = ", " if near in TAIL_STARTS else ""
            notes.add("SLA301", f"`{words}` is not understood here", start, end, f"did you mean `{comma}{near}`?")
            return True
    words = _short(" ".join(word for word, _, _ in rest))
    way_out = f"after `{_short(head)}` comes a comma or one of {', '.join(AFTER_PHRASE[:-2])}"
    notes.add("SLA301", f"`{words}` is not understood after `{_short(head)}`", rest[0][1], rest[-1][2], way_out)
    return True


def phrase_of(event: EventType, use: Use) -> str | None:
    """The phrase that names an event in a use, if it has one."""
    return {"when": event.when, "do": event.do, "many": event.many}[use]


def _short(text: str, longest: int = 80) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
