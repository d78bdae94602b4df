"""A text → what it says, by the tables of its grammar: LALR, with a lexer that knows which words can stand where.

Lark makes the tables of a grammar, and says where a text that they cannot read stops making sense. One that they can
read needs no Lark: to import it, and to fill it with tables of its own, took longer than all else that an agreement
asks for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

END = "$END"


class Token(NamedTuple):
    """A word of a text, with its kind and its offsets."""

    kind: str
    text: str
    start: int
    end: int


class Node(NamedTuple):
    """What a rule of the grammar has read: its parts, and the offsets of all its words, of those left out too."""

    parts: list[Any]
    start: int
    end: int

    @property
    def span(self) -> tuple[int, int]:
        """The offsets."""
        return self.start, self.end


class Rule(NamedTuple):
    """A rule: what it reads is handed to the method of its `name`.

    Of its `size` parts those are kept that `kept` has the numbers of; what a part has read is spread out among the
    others' if its number is in `spread`. A rule without a name is spread out itself. If it is `single`, a part that is
    alone stands for it.
    """

    name: str
    symbol: int
    size: int
    kept: Sequence[int]
    spread: Sequence[int]
    single: bool

    def parts(self, found: Sequence[Any]) -> list[Any]:
        """What it keeps of what its parts have read."""
        parts: list[Any] = []
        for number in self.kept:
            if number in self.spread:
                parts += found[number]
            else:
                parts.append(found[number])
        return parts


class _Kind:
    """A kind of words: what it begins with, letter by letter, and its pattern, which is compiled when it is needed.

    A kind without a symbol is ignored.
    """

    __slots__ = ("_beginning", "_pattern", "name", "symbol")

    def __init__(self, name: str, beginning: str, pattern: str, symbol: int | None) -> None:
        self.name, self.symbol = name, symbol
        self._beginning = beginning
        self._pattern: str | re.Pattern[str] = pattern

    def end(self, text: str, at: int) -> int | None:
        """Where the word of this kind ends that stands there, if one does."""
        if not text.startswith(self._beginning, at):
            return None
        if isinstance(self._pattern, str):
            self._pattern = re.compile(self._pattern)
        found = self._pattern.match(text, at)
        return found.end() if found else None


class Reader:
    """Reads texts by the tables of a grammar."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        symbols = {name: number for number, name in enumerate(tables["symbols"])}
        self.end = symbols[END]
        self.rules = [Rule(*rule) for rule in tables["rules"]]
        self.moves: list[dict[int, int]] = [dict(row) for row in tables["states"]]
        self._bounds: Mapping[str, tuple[int, int]] = tables["bounds"]
        self._kinds = [
            _Kind(name, beginning, pattern, symbols.get(name)) for name, beginning, pattern in tables["kinds"]
        ]
        self._fitting: dict[int, list[_Kind]] = {}

    def read(self, text: str, start: str, words: object) -> Any:  # noqa: ANN401 - what the methods give
        """What a text says, read from the rule `start` on; none where it cannot be read.

        Each rule's method of `words` is given a `Node`, and what it gives is a part of the next; a kind of word that
        has a method there is given to it as a `Token`.
        """
        first, last = self._bounds[start]
        return _Reading(self, text, words, first, last).said()

    def fitting(self, state: int) -> list[_Kind]:
        """The kinds of words that can stand in a state, and those that are ignored, in the order of their trial."""
        fitting = self._fitting.get(state)
        if fitting is None:
            moves = self.moves[state]
            fitting = self._fitting[state] = [one for one in self._kinds if one.symbol is None or one.symbol in moves]
        return fitting


class _Reading:
    """One text as far as it has been read: the states, and what has been found with its offsets."""

    def __init__(self, reader: Reader, text: str, words: object, first: int, last: int) -> None:
        self._reader, self._text, self._words, self._last = reader, text, words, last
        self._states = [first]
        self._found: list[Any] = []
        self._starts: list[int] = []
        self._ends: list[int] = []

    def said(self) -> Any:  # noqa: ANN401 - what the methods give
        """What the whole text says; none where it cannot be read."""
        at = 0
        while at < len(self._text):
            kind, end = self._word(at)
            if kind is None:
                return None
            if kind.symbol is not None:
                state = self._state_for(kind.symbol)
                if state is None:
                    return None
                self._take(Token(kind.name, self._text[at:end], at, end), state)
            at = end
        self._state_for(self._reader.end)
        return self._found[-1] if self._states[-1] == self._last else None

    def _word(self, at: int) -> tuple[_Kind | None, int]:
        """The kind of the word that stands there, and where it ends."""
        for kind in self._reader.fitting(self._states[-1]):
            end = kind.end(self._text, at)
            if end is not None:
                return kind, end
        return None, at

    def _take(self, token: Token, state: int) -> None:
        made = getattr(self._words, token.kind, None)
        self._states.append(state)
        self._found.append(made(token) if made else token)
        self._starts.append(token.start)
        self._ends.append(token.end)

    def _state_for(self, symbol: int) -> int | None:
        """The state after a symbol, once the rules that end before it have been applied; none where it cannot stand."""
        moves = self._reader.moves
        move = moves[self._states[-1]].get(symbol)
        while move is not None and move < 0:
            self._apply(self._reader.rules[-1 - move])
            move = moves[self._states[-1]].get(symbol)
        return move

    def _apply(self, rule: Rule) -> None:
        """Put what a rule makes of its parts in their place."""
        size = rule.size
        start, end = self._starts[-size], self._ends[-1]
        parts = rule.parts(self._found[-size:])
        for stack in (self._states, self._found, self._starts, self._ends):
            del stack[-size:]
        if not rule.name:
            found: Any = parts
        elif rule.single and len(parts) == 1:
            found = parts[0]
        else:
            found = getattr(self._words, rule.name)(Node(parts, start, end))
        self._states.append(self._reader.moves[self._states[-1]][rule.symbol])
        self._found.append(found)
        self._starts.append(start)
        self._ends.append(end)


def states_path(grammar: Path) -> Path:
    """Where the tables of a grammar lie."""
    return grammar.with_suffix(".states.json")


def reader_of(grammar: Path) -> Reader:
    """The reader of a grammar."""
    return Reader(json.loads(states_path(grammar).read_text(encoding="utf-8")))
