"""Decoded lines → columns: kind by kind, so that only the names that a kind has are looked at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import repeat
from operator import attrgetter
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from sla_dsl.log.chunks import Chunk
from sla_dsl.log.columns import NONE
from sla_dsl.log.ids import packed_ids
from sla_dsl.log.instants import instants
from sla_dsl.log.jsonl import parse_value
from sla_dsl.log.raw import Written
from sla_dsl.log.shapes import IDS, NoLine, Shape, Shapes
from sla_dsl.log.tables import FAULTY, Codes32, Tables

ESCAPE = re.compile(rb"\\[^\n]")
"""What stands for one character within a text, and never goes on in the next line."""

_CORE_MARKS = 12
"""The quotation marks of `time`, `event` and `lead`, and of their values."""

_UNSET = msgspec.UNSET


class _Stretch(NamedTuple):
    """The rows of one shape, [first, last), once they are sorted by it."""

    shape: Shape
    first: int
    last: int


def columns_of_rows(found: Sequence[Any], shapes: Shapes, tables: Tables) -> Typed:
    """The decoded lines as columns; one that is nothing is odd."""
    count = len(shapes.by_type)
    made = {type_: number for number, type_ in enumerate((*shapes.by_type, NoLine))} | {type(None): count}
    numbers = np.fromiter(map(made.__getitem__, map(type, found)), np.int16, len(found))
    order = np.argsort(numbers, kind="stable")
    bounds = np.searchsorted(numbers[order], np.arange(count + 1)).tolist()
    rows = [found[place] for place in order[: bounds[-1]].tolist()]
    stretches = [
        _Stretch(shape, bounds[number], bounds[number + 1])
        for number, shape in enumerate(shapes.by_type.values())
        if bounds[number] < bounds[number + 1]
    ]
    return Typed(rows, stretches, order, tables)


class Typed:
    """The rows of a block on the way to columns, sorted by their shapes; `order` are their places in the block.

    `marks` are the quotation marks of all names and values found in each row: never more than there are.
    """

    def __init__(
        self, rows: Sequence[Any], stretches: Sequence[_Stretch], order: NDArray[np.intp], tables: Tables
    ) -> None:
        self._rows, self._stretches, self._tables = rows, stretches, tables
        self._order, self._unread = order[: len(rows)], order[len(rows) :]
        count = len(rows)
        self.marks = np.full(count, _CORE_MARKS, np.int32)
        times = [row.time for row in rows]
        self._time, self._odd = instants(times)
        self._must_be_there(times)
        self._kind = np.repeat(
            tables.kinds.of([stretch.shape.kind for stretch in stretches]),
            [stretch.last - stretch.first for stretch in stretches],
        )
        self._leads = self._lead_texts()
        self._lead = tables.leads.of(self._leads)
        self._ids = self._id_texts("id")
        self._opportunity = self._opportunities()
        self._values: dict[str, Codes32] = {}
        for stretch in stretches:
            for name, attribute in stretch.shape.attributes.items():
                if name not in IDS:
                    self._read(name, attribute, stretch)

    def _must_be_there(self, texts: Sequence[str]) -> None:
        """A text that must be there, and is missing or empty, makes its row odd."""
        if "" in texts:
            empty = np.fromiter((text == "" for text in texts), np.bool_, len(texts))
            self._odd |= empty
            self.marks -= empty * np.int32(4)  # there may be none

    def _lead_texts(self) -> list[str]:
        leads: list[Any] = [row.lead for row in self._rows]
        for stretch in self._stretches:
            if "lead" in stretch.shape.wide:
                own = slice(stretch.first, stretch.last)
                self.marks[own] += _marks_of_ids(leads[own]) - 4
                leads[own] = [_id_text(lead) for lead in leads[own]]
        self._must_be_there(leads)
        return leads

    def _id_texts(self, name: str) -> list[str | None] | None:
        """The ids of that name; nothing where no row has one."""
        if all(name not in stretch.shape.attributes for stretch in self._stretches):
            return None
        texts: list[str | None] = []
        for stretch in self._stretches:
            texts += self._own_id_texts(name, stretch)
        return texts

    def _own_id_texts(self, name: str, stretch: _Stretch) -> Sequence[str | None]:
        attribute = stretch.shape.attributes.get(name)
        if attribute is None:
            return list(repeat(None, stretch.last - stretch.first))
        own = slice(stretch.first, stretch.last)
        found: list[Any] = list(map(attrgetter(attribute), self._rows[own]))
        if name not in stretch.shape.wide and _UNSET not in found and "" not in found:
            self.marks[own] += 4
            return found
        self.marks[own] += _marks_of_ids(found)
        self._odd[own] |= np.fromiter((type(one) is int and not _is_short(one) for one in found), np.bool_, len(found))
        return [_id_text(one) or None for one in found]

    def _opportunities(self) -> Codes32 | None:
        """Their numbers: an event about an opportunity that names none has its lead's id."""
        texts = self._id_texts("opportunity")
        about = self._tables.about_opportunity()[self._kind]
        if texts is None:
            if not about.any():
                return None
            texts = list(repeat(None, len(self._rows)))
        for row in np.flatnonzero(about).tolist():
            texts[row] = texts[row] or self._leads[row]
        codes = np.full(len(self._rows), NONE, np.int32)
        named = [row for row, text in enumerate(texts) if text is not None]
        codes[named] = self._tables.opportunities.of([text for text in texts if text is not None])
        return codes

    def _read(self, name: str, attribute: str, stretch: _Stretch) -> None:
        """Take in the values of one name in the rows of one shape."""
        own = slice(stretch.first, stretch.last)
        found: Sequence[Any] = list(map(attrgetter(attribute), self._rows[own]))
        if name in stretch.shape.wide:
            found = list(map(bytes, found))
        type_ = stretch.shape.types.get(name)
        if type_ is None:
            self.marks[own] += _marks_of_values(found)
            return
        codes, marks = self._tables.raws(name, type_).of(found, plain)
        self.marks[own] += marks
        if name not in self._values:
            self._values[name] = np.full(len(self._rows), NONE, np.int32)
        self._values[name][own] = codes
        if int(codes.min()) == FAULTY:
            self._odd[own] |= codes == FAULTY

    def compare_marks(self, by_line: NDArray[np.int64]) -> None:
        """A row is odd where its line has other quotation marks than those that were found."""
        self._odd |= self.marks != by_line[self._order]

    def odd_places(self) -> NDArray[np.intp]:
        """The places of the odd lines in the block."""
        return np.sort(np.concatenate((self._order[self._odd], self._unread)))

    def chunk(self, line: int) -> Chunk:
        """The rows that are not odd; the block's first line has the number `line`."""
        ids = self._ids
        kept = slice(None) if not self._odd.any() else np.flatnonzero(~self._odd)
        if ids is not None and isinstance(kept, np.ndarray):
            ids = [ids[row] for row in kept.tolist()]
        packed, hashes = (None, None) if ids is None else packed_ids(ids)
        return Chunk(
            self._time[kept],
            self._lead[kept],
            self._kind[kept],
            None if self._opportunity is None else self._opportunity[kept],
            {name: codes[kept] for name, codes in self._values.items()},
            (self._order[kept] + line).astype(np.int32),
            packed,
            hashes,
        )


_MARKS_OF_ID: dict[type, int] = {str: 4, int: 2, type(None): 2, msgspec.UnsetType: 0}


def _marks_of_ids(found: Sequence[object]) -> NDArray[np.int32]:
    return np.fromiter(map(_MARKS_OF_ID.__getitem__, map(type, found)), np.int32, len(found))


def _marks_of_values(found: Sequence[Any]) -> NDArray[np.int32] | int:
    """The quotation marks of values that are not looked at, and of their names."""
    if found and type(found[0]) is bytes:
        return np.fromiter(map(marks_of, found), np.int32, len(found))
    return 4 if _UNSET not in found else np.fromiter(map(marks_of, found), np.int32, len(found))


def _id_text(value: object) -> str:
    """An id as text, empty where it is missing, `null`, or a number that a line's reader must look at."""
    if type(value) is str:
        return value
    return str(value) if type(value) is int and _is_short(value) else ""


def _is_short(number: int) -> bool:
    return -(10**300) < number < 10**300


def plain(raw: object) -> tuple[object, int]:
    """A decoded value as the reader of lines has it, and the quotation marks of it and its name."""
    if type(raw) is str:
        return raw, 4
    if type(raw) is bytes:
        return (parse_value(raw) if raw else None), marks_of(raw)
    if type(raw) is int:
        return (Written(raw) if _is_short(raw) else raw), 2
    return None if raw is _UNSET else raw, marks_of(raw)


def marks_of(raw: object) -> int:
    """The quotation marks of a decoded value and its name."""
    if type(raw) is str:
        return 4
    if type(raw) is bytes:
        return 2 + ESCAPE.sub(b"", raw).count(b'"') if raw else 0
    return 0 if raw is _UNSET else 2
