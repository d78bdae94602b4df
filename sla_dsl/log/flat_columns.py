"""The flat lines of a block → columns: what is needed of them is read from the bytes, many lines at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sla_dsl.log.chunks import Chunk
from sla_dsl.log.columns import NONE, kind_type, narrowest
from sla_dsl.log.compiled import COMPILED
from sla_dsl.log.compiled_lines import CompiledReader
from sla_dsl.log.flat_lines import Field, FlatLines, FlatReader, Mixed
from sla_dsl.log.ids import packed_spans
from sla_dsl.log.instants import instants_of
from sla_dsl.log.known_names import can_be_known
from sla_dsl.log.tables import FAULTY, Codes32, Declared, Tables
from sla_dsl.log.words import Spans, are_digits, padded

_CORE = ("time", "event", "lead", "id", "opportunity")
_TIME, _EVENT, _LEAD, _ID, _OPPORTUNITY = range(len(_CORE))
_NEEDED = np.uint64(0b111)
_NULL = ord("n")

_Flags = NDArray[np.bool_]
_Places = NDArray[np.int64]

_NO_PLACES = np.zeros(0, np.int64)
_NO_FIELD = Field(_NO_PLACES, Spans(padded(b""), _NO_PLACES, _NO_PLACES), np.zeros(0, np.bool_))


class FlatDecoder:
    """Decodes the flat lines of blocks into chunks."""

    def __init__(self, declared: Declared) -> None:
        self._declared = [name for name in declared.types if name not in _CORE and can_be_known(name)]
        names = (*_CORE, *self._declared)
        self._reader = CompiledReader(COMPILED, names, len(_CORE)) if COMPILED else FlatReader(names, len(_CORE))

    def learn(self, lines: Iterable[bytes]) -> None:
        """Expect more lines like these."""
        self._reader.learn(lines)

    def chunk(self, block: bytes, line: int, tables: Tables) -> tuple[Chunk, NDArray[np.intp]]:
        """The events of the block's flat lines, and the places of its odd lines, which have no row in the chunk.

        The block is of whole lines, each with its line feed; the first has the number `line`.
        """
        lines = self._reader.lines(block)
        typed = _Typed(lines, tables)
        if lines.others is not None:
            typed.read(self._declared, lines.others)
        return typed.chunk(line)


class _Typed:
    """The lines of a block on the way to columns, a row each; what is not flat, not whole or not of its type is odd."""

    def __init__(self, lines: FlatLines, tables: Tables) -> None:
        self._tables, self._fields = tables, lines.fields
        self._odd = ~lines.flat | ((lines.names & _NEEDED) != _NEEDED)
        count = len(self._odd)
        self._time, self._kind, self._lead = np.zeros(count, np.int64), *np.zeros((2, count), np.int32)
        times = self._fields.get(_TIME, _NO_FIELD)
        self._time[times.lines], no_time = instants_of(times.values)
        self._odd[times.lines[no_time | ~times.is_text]] = True
        kinds = self._fields.get(_EVENT, _NO_FIELD)
        self._odd[kinds.lines[~kinds.is_text | (kinds.values.lengths == 0)]] = True
        leads = self._with_id(_LEAD)
        self._odd |= ~_flags(leads.lines, count)
        kinds, leads = self._kept(kinds), self._kept(leads)
        self._kind[kinds.lines] = tables.kinds.of_spans(kinds.values)
        self._lead[leads.lines] = tables.leads.of_spans(leads.values)
        self._ids = self._with_id(_ID)
        self._opportunity = self._opportunities(leads)
        self._values: dict[str, Codes32] = {}

    def _kept(self, field: Field) -> Field:
        """The values in rows that are not odd."""
        return field.chosen(~self._odd[field.lines]) if self._odd.any() else field

    def _with_id(self, number: int) -> Field:
        """The ids of that name: texts, or whole numbers. Other values but `null` make a row odd."""
        field = self._fields.get(number, _NO_FIELD)
        has: _Flags = field.is_text & (field.values.lengths > 0)
        others = np.flatnonzero(~field.is_text)
        if others.size:
            values = field.values.chosen(others)
            has[others] = are_digits(values)
            wrong = ~has[others] & (values.raw[values.starts] != _NULL)
            self._odd[field.lines[others[wrong]]] = True
        return field if has.all() else field.chosen(has)

    def _opportunities(self, leads: Field) -> Codes32 | None:
        """Their numbers: an event about an opportunity that names none has its lead's id."""
        field = self._with_id(_OPPORTUNITY)
        about = self._tables.about_opportunity()[self._kind[leads.lines]]
        about &= ~_flags(field.lines, len(self._odd))[leads.lines]
        if not (field.lines.size or about.any()):
            return None
        codes = np.full(len(self._odd), NONE, np.int32)
        codes[field.lines] = self._tables.opportunities.of_spans(field.values)
        rows = np.flatnonzero(about)
        codes[leads.lines[rows]] = self._tables.own_opportunities(self._lead[leads.lines[rows]], leads.values, rows)
        return codes

    def read(self, names: Sequence[str], others: Mixed) -> None:
        """Take in the values of all other names, which are numbered from the first on."""
        others = others.chosen(~self._odd[others.field.lines]) if self._odd.any() else others
        pairs_of = self._tables.pairs(names)
        # One index for both, for numpy looks up by two several times as slowly.
        pairs = pairs_of.ravel().take(
            (others.names - len(_CORE)) * np.intp(pairs_of.shape[1]) + self._kind[others.field.lines]
        )
        if (pairs == NONE).any():
            typed = np.flatnonzero(pairs != NONE)
            others, pairs = others.chosen(typed), pairs[typed]
        field, own = others.field, others.names - len(_CORE)
        codes = self._tables.of_spans(field.values, field.is_text, pairs)
        occurs = np.bincount(own, minlength=len(names)) > 0
        present, count = np.flatnonzero(occurs), len(self._odd)
        columns = np.full((len(present), count), NONE, np.int32)
        columns.ravel()[((np.cumsum(occurs) - 1) * count).take(own) + field.lines] = codes
        self._values = {names[name]: column for name, column in zip(present.tolist(), columns, strict=True)}
        self._odd[field.lines[codes == FAULTY]] = True

    def chunk(self, line: int) -> tuple[Chunk, NDArray[np.intp]]:
        """The rows that are not odd, and the places of those that are; the first line has the number `line`."""
        any_odd = bool(self._odd.any())
        kept: slice | _Places = np.flatnonzero(~self._odd) if any_odd else slice(None)
        ids = self._kept(self._ids)
        rows = np.searchsorted(kept, ids.lines) if isinstance(kept, np.ndarray) else ids.lines
        places = kept if isinstance(kept, np.ndarray) else np.arange(len(self._odd))
        packed, hashes = packed_spans(ids.values, rows, len(places))
        chunk = Chunk(
            self._time[kept],
            self._lead[kept],
            self._kind[kept].astype(kind_type(len(self._tables.kinds))),
            None if self._opportunity is None else self._opportunity[kept],
            {name: codes[kept].astype(self._type(name)) for name, codes in self._values.items()},
            (places + line).astype(np.int32),
            packed,
            hashes,
        )
        return chunk, np.flatnonzero(self._odd)

    def _type(self, name: str) -> type[np.signedinteger[Any]]:
        """The type for codes of a name: there are many rows, and seldom many values."""
        return narrowest(len(self._tables.values[name]))


def _flags(lines: _Places, count: int) -> _Flags:
    """Which of so many lines are named."""
    flags = np.zeros(count, np.bool_)
    flags[lines] = True
    return flags
