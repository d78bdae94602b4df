"""Numbers for what recurs in a log: leads, kinds, opportunities, and the values of each name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import count, islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sla_dsl.log.columns import NONE
from sla_dsl.log.numbers import Numbers
from sla_dsl.log.raw import Fault, Written
from sla_dsl.log.values import ReadValue, value_reader
from sla_dsl.log.words import Spans
from sla_dsl.model.values import Value, ValueType
from sla_dsl.model.vocabulary import Vocabulary

FAULTY = -2
"""The code of a value that is not of its type: its line is to be read by itself, which tells why."""

Codes32 = NDArray[np.int32]

Plain = Callable[[object], tuple[object, int]]
"""A raw value, however a block's decoder gave it → as a line's reader has it, and the quotation marks it stands in."""

_ENTRY = 120
"""About how many bytes an entry of a table takes, beside its text."""


class Values:
    """The distinct typed values of one name, numbered as they come."""

    __slots__ = ("_of", "weight")

    def __init__(self) -> None:
        self._of: dict[tuple[type, Value], int] = {}
        self.weight = 0

    def __len__(self) -> int:
        return len(self._of)

    def code(self, value: Value) -> int:
        """The number of a value; values of different types are never one."""
        known = len(self._of)
        code = self._of.setdefault((type(value), value), known)
        if code == known:
            self.weight += _ENTRY + (len(value) if isinstance(value, str) else 0)
        return code

    def all(self) -> list[Value]:
        """All values, by number."""
        return [value for _, value in self._of]


class RawTable:
    """Raw values of one name and type → codes of typed ones, each typed when it first comes."""

    __slots__ = ("_codes", "_done", "_numbers", "_quotes", "_read", "_values", "weight")

    def __init__(self, read: ReadValue, values: Values) -> None:
        self._read, self._values = read, values
        self._numbers: defaultdict[object, int] = defaultdict(count().__next__)
        self._codes, self._quotes = np.zeros(64, np.int32), np.zeros(64, np.int32)
        self._done = 0
        self.weight = 0
        """About how many bytes the table takes."""

    def of(self, raws: Sequence[object], plain: Plain) -> tuple[Codes32, Codes32]:
        """The codes of raw values (-1 for no value, FAULTY for a wrong one), and the quotation marks of each."""
        numbers = np.fromiter(map(self._numbers.__getitem__, raws), np.int32, len(raws))
        if self._done < len(self._numbers):
            self._catch_up(plain)
        return self._codes[numbers], self._quotes[numbers]

    def _catch_up(self, plain: Plain) -> None:
        """Type what has come anew."""
        total = len(self._numbers)
        new = list(islice(reversed(self._numbers), total - self._done))[::-1]
        if total > len(self._codes):
            self._codes, self._quotes = (_grown(array, total) for array in (self._codes, self._quotes))
        for place, raw in enumerate(new, self._done):
            value, quotes = plain(raw)
            self._codes[place], self._quotes[place] = self.code(value), quotes
            self.weight += _ENTRY + (len(raw) if isinstance(raw, str | bytes) else 0)
        self._done = total

    def code(self, value: object) -> int:
        """The code of a raw value, as the reader of lines has it."""
        if value is None or value == "":
            return NONE
        typed = self._read(value)
        return FAULTY if isinstance(typed, Fault) else self._values.code(typed)


_Values = tuple[Spans, NDArray[np.bool_]]
"""Values in bytes, and which of them are texts."""


class SpanTable:
    """Values as they stand in bytes → codes of typed ones, by the pair of their name and type; each typed once."""

    __slots__ = ("_codes", "_numbers")

    def __init__(self) -> None:
        self._numbers, self._codes = Numbers(), np.zeros(0, np.int32)

    @property
    def weight(self) -> int:
        """About how many bytes the table takes."""
        return self._numbers.weight

    def of(self, values: _Values, pairs: NDArray[np.integer[Any]], raws: Callable[[int], RawTable]) -> Codes32:
        """The codes of values, of a pair each: texts without escapes and their quotation marks, or scalars of JSON.

        `raws` gives the table of a pair, which is asked for what has not come before. It is not kept: what holds this
        table must not be held by it, for nobody looks for circles while a log is read.
        """
        spans, is_text = values
        tags = pairs.astype(np.int64) << 1
        tags |= is_text
        numbers = self._numbers.of_spans(spans, tags)
        known = len(self._codes)
        if known < len(self._numbers):
            new = zip(self._numbers.tags(known), self._numbers.texts(known), strict=True)
            codes = [raws(tag >> 1).code(text.decode() if tag & 1 else _scalar(text)) for tag, text in new]
            self._codes = np.append(self._codes, np.array(codes, np.int32))
        return self._codes[numbers]


_WORDS = {b"true": True, b"false": False, b"null": None}


def _scalar(text: bytes) -> object:
    """A number or a word of JSON, as the reader of lines has it."""
    return _WORDS[text] if text in _WORDS else Written(text.decode())


def _grown(array: Codes32, least: int, fill: int = 0) -> Codes32:
    grown = np.full(max(least, 2 * len(array)), fill, np.int32)
    grown[: len(array)] = array
    return grown


class Declared:
    """What a vocabulary says of each kind: the type of each name, and whether the kind is about an opportunity."""

    def __init__(self, vocabulary: Vocabulary, currency: str | None) -> None:
        self._vocabulary = vocabulary
        self.types: dict[str, list[ValueType]] = {}
        """By name: its types; mostly one."""
        self.readers: dict[str, list[ReadValue]] = {}
        self.pairs: list[tuple[str, int]] = []
        """Each name with the number of each of its types."""
        for kinds in (vocabulary.facts, *(event.fields for event in vocabulary.events.values())):
            for name, type_ in kinds.items():
                self._add(name, type_, currency)

    def _add(self, name: str, type_: ValueType, currency: str | None) -> None:
        types = self.types.setdefault(name, [])
        if type_ not in types:
            types.append(type_)
            self.pairs.append((name, len(types) - 1))
            self.readers.setdefault(name, []).append(value_reader(type_, currency))

    def type_of(self, name: str, kind: str) -> int:
        """The number of the type that the name has in events of the kind; -1 where it is not looked at."""
        event = self._vocabulary.events.get(kind)
        own = event.fields.get(name) if event else None
        type_ = own or self._vocabulary.facts.get(name)
        return NONE if type_ is None else self.types[name].index(type_)

    def about_opportunity(self, kind: str) -> bool:
        """Whether events of the kind are about an opportunity."""
        event = self._vocabulary.events.get(kind)
        return event is not None and event.about == "opportunity"


class Tables:
    """All tables of one batch of events."""

    def __init__(self, declared: Declared) -> None:
        self.declared = declared
        self.leads, self.kinds, self.opportunities = Numbers(), Numbers(), Numbers()
        self.values: dict[str, Values] = {name: Values() for name in declared.types}
        self._raws: dict[tuple[str, int], RawTable] = {}
        self._spans = SpanTable()
        self._pairs = np.zeros((0, 0), np.int16)
        self._own_opportunities = np.zeros(0, np.int32)
        self._about = np.zeros(0, np.bool_)

    @property
    def weight(self) -> int:
        """About how many bytes the tables take."""
        tables: tuple[Numbers | RawTable | SpanTable | Values, ...] = (
            self._spans,
            self.leads,
            self.kinds,
            self.opportunities,
            *self._raws.values(),
            *self.values.values(),
        )
        return sum(table.weight for table in tables)

    def of_spans(self, spans: Spans, is_text: NDArray[np.bool_], pairs: NDArray[np.integer[Any]]) -> Codes32:
        """The codes of values as they stand in bytes, of a pair of name and type each."""
        return self._spans.of((spans, is_text), pairs, lambda pair: self.raws(*self.declared.pairs[pair]))

    def raws(self, name: str, type_: int) -> RawTable:
        """The table of a name's raw values of one of its types."""
        key = (name, type_)
        if key not in self._raws:
            self._raws[key] = RawTable(self.declared.readers[name][type_], self.values[name])
        return self._raws[key]

    def pairs(self, names: Sequence[str]) -> NDArray[np.int16]:
        """By the place of a name, and kind's number: the number of the pair of the name and its type; -1 for none."""
        known = self._pairs.shape[1]
        if known < len(self.kinds):
            numbers = {pair: number for number, pair in enumerate(self.declared.pairs)}
            new = [
                [numbers.get((name, self.declared.type_of(name, kind)), NONE) for kind in self.kinds.names()[known:]]
                for name in names
            ]
            more = np.array(new, np.int16).reshape(len(names), -1)
            self._pairs = np.append(self._pairs.reshape(len(names), known), more, axis=1)
        return self._pairs

    def own_opportunities(self, leads: Codes32, texts: Spans, rows: NDArray[np.int64]) -> Codes32:
        """The numbers of opportunities that have the ids of leads: these by their numbers, and by their texts' rows."""
        if len(self._own_opportunities) < len(self.leads):
            self._own_opportunities = _grown(self._own_opportunities, len(self.leads), NONE)
        found = self._own_opportunities[leads]
        new = np.flatnonzero(found == NONE)
        if new.size:
            found[new] = self._own_opportunities[leads[new]] = self.opportunities.of_spans(texts.chosen(rows[new]))
        return found

    def about_opportunity(self) -> NDArray[np.bool_]:
        """Which kinds, by number, are about an opportunity."""
        known = len(self._about)
        if known < len(self.kinds):
            new = [self.declared.about_opportunity(kind) for kind in self.kinds.names()[known:]]
            self._about = np.concatenate((self._about, np.array(new, np.bool_)))
        return self._about
