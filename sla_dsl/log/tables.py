"""Numbers for what recurs in a log: leads, kinds, opportunities, and the values of each name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import count, islice

import numpy as np
from numpy.typing import NDArray

from sla_dsl.log.columns import NONE
from sla_dsl.log.jsonl import parse_value
from sla_dsl.log.numbers import Numbers
from sla_dsl.log.raw import Fault
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

    __slots__ = ("_codes", "_done", "_known", "_numbers", "_quotes", "_read", "_spans", "_values", "_weight")

    def __init__(self, read: ReadValue, values: Values) -> None:
        self._read, self._values = read, values
        self._numbers: defaultdict[object, int] = defaultdict(count().__next__)
        self._codes, self._quotes = np.zeros(64, np.int32), np.zeros(64, np.int32)
        self._done = 0
        self._spans = Numbers()
        self._known = np.zeros(0, np.int32)
        self._weight = 0

    @property
    def weight(self) -> int:
        """About how many bytes the table takes."""
        return self._weight + self._spans.weight

    def of(self, raws: Sequence[object], plain: Plain) -> tuple[Codes32, Codes32]:
        """The codes of raw values (-1 for no value, FAULTY for a wrong one), and the quotation marks of each."""
        numbers = np.fromiter(map(self._numbers.__getitem__, raws), np.int32, len(raws))
        if self._done < len(self._numbers):
            self._catch_up(plain)
        return self._codes[numbers], self._quotes[numbers]

    def of_spans(self, spans: Spans, is_text: NDArray[np.bool_]) -> Codes32:
        """The codes of values as they stand in JSON: what is a text has a quotation mark before it, and no escapes."""
        marked = Spans(spans.raw, spans.starts - is_text, spans.lengths + is_text)
        numbers = self._spans.of_spans(marked)
        known = len(self._known)
        if known < len(self._spans):
            new = [self._code(_unmarked(text)) for text in self._spans.names().encoded(known)]
            self._known = np.append(self._known, np.array(new, np.int32))
        return self._known[numbers]

    def _catch_up(self, plain: Plain) -> None:
        """Type what has come anew."""
        total = len(self._numbers)
        new = list(islice(reversed(self._numbers), total - self._done))[::-1]
        if total > len(self._codes):
            self._codes, self._quotes = (_grown(array, total) for array in (self._codes, self._quotes))
        for place, raw in enumerate(new, self._done):
            value, quotes = plain(raw)
            self._codes[place], self._quotes[place] = self._code(value), quotes
            self._weight += _ENTRY + (len(raw) if isinstance(raw, str | bytes) else 0)
        self._done = total

    def _code(self, value: object) -> int:
        if value is None or value == "":
            return NONE
        typed = self._read(value)
        return FAULTY if isinstance(typed, Fault) else self._values.code(typed)


def _unmarked(text: bytes) -> object:
    """A value with the mark of a text before it, as the reader of lines has it."""
    return text[1:].decode() if text.startswith(b'"') else parse_value(text)


def _grown(array: Codes32, least: int) -> Codes32:
    grown = np.zeros(max(least, 2 * len(array)), np.int32)
    grown[: len(array)] = array
    return grown


class Declared:
    """What a vocabulary says of each kind: the type of each name, and whether the kind is about an opportunity."""

    def __init__(self, vocabulary: Vocabulary, currency: str | None) -> None:
        self._vocabulary = vocabulary
        self.types: dict[str, list[ValueType]] = {}
        """By name: its types; mostly one."""
        self.readers: dict[str, list[ReadValue]] = {}
        for kinds in (vocabulary.facts, *(event.fields for event in vocabulary.events.values())):
            for name, type_ in kinds.items():
                self._add(name, type_, currency)

    def _add(self, name: str, type_: ValueType, currency: str | None) -> None:
        types = self.types.setdefault(name, [])
        if type_ not in types:
            types.append(type_)
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
        self._types: dict[str, NDArray[np.int8]] = {}
        self._about = np.zeros(0, np.bool_)

    @property
    def weight(self) -> int:
        """About how many bytes the tables take."""
        tables: tuple[Numbers | RawTable | Values, ...] = (
            self.leads,
            self.kinds,
            self.opportunities,
            *self._raws.values(),
            *self.values.values(),
        )
        return sum(table.weight for table in tables)

    def raws(self, name: str, type_: int) -> RawTable:
        """The table of a name's raw values of one of its types."""
        key = (name, type_)
        if key not in self._raws:
            self._raws[key] = RawTable(self.declared.readers[name][type_], self.values[name])
        return self._raws[key]

    def types(self, name: str) -> NDArray[np.int8]:
        """The number of the type that the name has, by kind's number; -1 where it has none."""
        known = self._types.get(name, np.zeros(0, np.int8))
        if len(known) < len(self.kinds):
            new = [self.declared.type_of(name, kind) for kind in self.kinds.names()[len(known) :]]
            known = self._types[name] = np.concatenate((known, np.array(new, np.int8)))
        return known

    def about_opportunity(self) -> NDArray[np.bool_]:
        """Which kinds, by number, are about an opportunity."""
        known = len(self._about)
        if known < len(self.kinds):
            new = [self.declared.about_opportunity(kind) for kind in self.kinds.names()[known:]]
            self._about = np.concatenate((self._about, np.array(new, np.bool_)))
        return self._about
