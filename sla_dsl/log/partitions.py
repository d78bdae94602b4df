"""Batches of events → partitions of whole leads, each with tables of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sla_dsl.log.batches import Batch
from sla_dsl.log.columns import NONE, Codes, EventColumns, kind_type, narrowest
from sla_dsl.log.names import Names, names_of, one_after_the_other
from sla_dsl.log.numbers import Numbers
from sla_dsl.log.packing import Packed
from sla_dsl.log.store import Array
from sla_dsl.model.values import Value

Dropped = Mapping[int, NDArray[np.int64]]
"""By a batch's number: the places (in the order of reading) of events that do not count, in order."""


class Piece(NamedTuple):
    """The rows of one batch that belong to a partition.

    `number` is that of the batch; `kept` are numbers of rows from `first` on, or nothing where all up to `last` are
    kept.
    """

    batch: Batch
    number: int
    buckets: tuple[int, int]
    first: int
    last: int
    kept: NDArray[np.int64] | None

    def column(self, name: str) -> Array:
        """A column of the rows."""
        return self._kept(self.batch.columns[name].take(self.first, self.last))

    def codes(self, name: str) -> NDArray[Any] | None:
        """The codes of a name's values; nothing where no row of the batch has one."""
        kept = self.batch.values.get(name)
        return None if kept is None else self._kept(kept.take(self.first, self.last))

    def places(self) -> NDArray[np.int64]:
        """The places of the rows in the order of reading."""
        if "place" in self.batch.columns:
            return self.column("place").astype(np.int64)
        return self._kept(np.arange(self.first, self.last))

    @property
    def size(self) -> int:
        """How many rows there are."""
        return self.last - self.first if self.kept is None else len(self.kept)

    def _kept(self, array: Array) -> Array:
        return array if self.kept is None else array[self.kept]


def cut(batches: Sequence[Batch], most: int) -> list[tuple[int, int]]:
    """Stretches of buckets, [first, last), of at most so many events where a bucket has no more."""
    if not batches:
        return []
    sizes = sum((np.diff(batch.rows) for batch in batches), np.zeros(batches[0].buckets, np.int64))
    stretches: list[tuple[int, int]] = []
    first, held = 0, 0
    for bucket, size in enumerate(sizes.tolist()):
        if held and held + size > most:
            stretches.append((first, bucket))
            first, held = bucket, 0
        held += size
    stretches.append((first, len(sizes)))
    return stretches


class Shared(NamedTuple):
    """The values of one name in all batches, each once, and for each batch what its codes are among them.

    Nothing stands for a batch whose codes are the same, as those of the first one are.
    """

    values: list[Value]
    of: list[NDArray[np.signedinteger[Any]] | None]

    def codes(self, number: int, column: Array) -> Array:
        """A batch's codes among all values."""
        own = self.of[number]
        return column if own is None else own.take(column)


def shared_values(batches: Sequence[Batch]) -> dict[str, Shared]:
    """The values of each name of which no batch has many."""
    if len(batches) < 2:
        return {}
    names = sorted({name for batch in batches for name in batch.values})
    tables = {name: [batch.options.get(name, []) for batch in batches] for name in names}
    return {
        name: _shared([table for table in own if not isinstance(table, Packed)])
        for name, own in tables.items()
        if not any(isinstance(table, Packed) for table in own)
    }


def _shared(tables: Sequence[list[Value]]) -> Shared:
    numbers: dict[tuple[type, Value], int] = {}
    found = [[numbers.setdefault((type(value), value), len(numbers)) for value in table] for table in tables]
    type_ = narrowest(len(numbers))
    of: list[NDArray[np.signedinteger[Any]] | None] = [
        None if own == list(range(len(own))) else np.array([*own, NONE], type_) for own in found
    ]
    return Shared([value for _, value in numbers], of)


def partition(
    batches: Sequence[Batch], stretch: tuple[int, int], dropped: Dropped, shared: Mapping[str, Shared]
) -> EventColumns:
    """The events of the buckets in a stretch; `shared` are the values of names that all batches share."""
    pieces = [
        _piece(batch, number, stretch, dropped.get(number))
        for number, batch in enumerate(batches)
        if batch.rows[stretch[0]] < batch.rows[stretch[1]]
    ]
    leads, lead = _leads(pieces)
    kinds, kind = _names([piece.batch.kinds for piece in pieces], [piece.column("kind") for piece in pieces])
    return EventColumns(
        leads,
        lead,
        _joined([piece.column("time") for piece in pieces], np.int64),
        kinds,
        kind.astype(kind_type(len(kinds)), copy=False),
        _opportunities(pieces),
        _Ids(pieces),
        _ValuesByName(pieces, shared),
    )


def _piece(batch: Batch, number: int, stretch: tuple[int, int], dropped: NDArray[np.int64] | None) -> Piece:
    first, last = int(batch.rows[stretch[0]]), int(batch.rows[stretch[1]])
    piece = Piece(batch, number, stretch, first, last, None)
    if dropped is None or not len(dropped):
        return piece
    gone = np.isin(piece.places(), dropped)
    return piece._replace(kept=np.flatnonzero(~gone)) if gone.any() else piece


def _joined(parts: list[Array], type_: Any) -> Array:  # noqa: ANN401 - a type of numpy
    return parts[0] if len(parts) == 1 else np.concatenate(parts) if parts else np.zeros(0, type_)


def _leads(pieces: Sequence[Piece]) -> tuple[Names, NDArray[np.int32]]:
    tables = [piece.batch.lead_names(*piece.buckets) for piece in pieces]
    starts = [int(piece.batch.leads_at[piece.buckets[0]]) for piece in pieces]
    columns = [piece.column("lead") - np.int32(start) for piece, start in zip(pieces, starts, strict=True)]
    return _names(tables, columns)


def _names(tables: Sequence[Names], columns: Sequence[Array]) -> tuple[Names, Array]:
    """One table for the texts of all pieces, and the columns by its numbers (-1 for none stays)."""
    if len(tables) == 1:
        return tables[0], columns[0]
    numbers, first = (Numbers(), 0) if not tables or tables[0].table is None else (tables[0].table, 1)
    of = numbers.of_spans(one_after_the_other(tables[first:]).spans())
    parts, begin = list(columns[:first]), 0  # the numbers of the first table are those that there are already
    for table, column in zip(tables[first:], columns[first:], strict=True):
        parts.append(np.append(of[begin : begin + len(table)], np.int32(NONE))[column])
        begin += len(table)
    return numbers.names(), _joined(parts, np.int32)


def _opportunities(pieces: Sequence[Piece]) -> Codes:
    columns, tables = list[Array](), list[Names]()
    for piece in pieces:
        has_some = "opportunity" in piece.batch.columns
        columns.append(piece.column("opportunity") if has_some else np.full(piece.size, NONE, np.int32))
        tables.append(piece.batch.opportunity_names())
        if piece.batch.is_dealt:
            tables[-1], columns[-1] = _occurring(tables[-1], columns[-1])
    names, codes = _names(tables, columns) if pieces else (names_of(()), np.zeros(0, np.int32))
    return Codes(_narrow(codes, len(names)), names)


def _occurring(names: Names, column: Array) -> tuple[Names, Array]:
    """Only those of the names that occur in the column, and it by their numbers."""
    occurs = np.zeros(len(names) + 1, np.bool_)
    occurs[column] = True  # the last stands for none, whose code is -1
    some = np.flatnonzero(occurs[:-1])
    of = np.full(len(names) + 1, NONE, np.int32)
    of[some] = np.arange(len(some), dtype=np.int32)
    return names.chosen(some), of[column]


def _values(pieces: Sequence[Piece], name: str, shared: Shared | None) -> Codes:
    columns = [piece.codes(name) for piece in pieces]
    if shared is None:
        return _merged(pieces, columns, [lambda one=piece: one.batch.options_of(name) for piece in pieces])
    type_ = narrowest(len(shared.values))
    parts = [
        np.full(piece.size, NONE, type_) if column is None else shared.codes(piece.number, column)
        for piece, column in zip(pieces, columns, strict=True)
    ]
    return Codes(_joined(parts, type_).astype(type_, copy=False), shared.values)


def _merged(pieces: Sequence[Piece], columns: list[Array | None], options: Sequence[Any]) -> Codes:
    """One column of codes from those of all pieces; only values that occur are taken over."""
    if len(pieces) == 1 and columns[0] is not None and not pieces[0].batch.is_dealt:
        table = options[0]()
        return Codes(_narrow(columns[0], len(table)), table)
    numbers: dict[tuple[type, Value], int] = {}
    parts = []
    for piece, column, all_ in zip(pieces, columns, options, strict=True):
        parts.append(np.full(piece.size, NONE, np.int32) if column is None else _renumbered(column, all_(), numbers))
    return Codes(_narrow(_joined(parts, np.int32), len(numbers)), [value for _, value in numbers])


def _narrow(codes: Array, count: int) -> NDArray[np.signedinteger[Any]]:
    narrow: NDArray[np.signedinteger[Any]] = codes.astype(narrowest(count), copy=False)
    return narrow


def _renumbered(column: Array, values: list[Value], numbers: dict[tuple[type, Value], int]) -> NDArray[np.int32]:
    occurs = np.zeros(len(values) + 1, np.bool_)
    occurs[column] = True  # the last stands for none, whose code is -1
    of = np.full(len(values) + 1, NONE, np.int32)
    for code in np.flatnonzero(occurs[:-1]).tolist():
        value = values[code]
        of[code] = numbers.setdefault((type(value), value), len(numbers))
    return of[column]


class _ValuesByName(Mapping[str, Codes]):
    """The values of a partition's events, put together when a name is asked for: most names seldom are."""

    def __init__(self, pieces: Sequence[Piece], shared: Mapping[str, Shared]) -> None:
        self._pieces, self._shared = pieces, shared
        self._names = dict.fromkeys(sorted({name for piece in pieces for name in piece.batch.values}))
        self._found: dict[str, Codes] = {}

    def __len__(self) -> int:
        return len(self._names)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __getitem__(self, name: str) -> Codes:
        if name not in self._names:
            raise KeyError(name)
        if name not in self._found:
            self._found[name] = _values(self._pieces, name, self._shared.get(name))
        return self._found[name]


class _Ids:
    """The ids of a partition's events, unpacked when they are asked for."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = pieces
        sizes = [piece.size for piece in pieces]
        self._starts = np.cumsum([0, *sizes])

    def __len__(self) -> int:
        return int(self._starts[-1])

    def __getitem__(self, row: int) -> str | None:
        return self.take(np.array([row]))[0]

    def __iter__(self) -> Iterator[str | None]:
        return iter(self.take(np.arange(len(self))))

    def take(self, rows: NDArray[np.integer[Any]]) -> list[str | None]:
        """The ids of many rows, in their order."""
        found: list[str | None] = [None] * len(rows)
        for piece, start, end in zip(self._pieces, self._starts, self._starts[1:], strict=False):
            if piece.batch.ids is None:
                continue
            own = np.flatnonzero((rows >= start) & (rows < end))
            if own.size:
                ids = piece.batch.ids.take(piece.places()[rows[own] - start])
                for place, text in zip(own.tolist(), ids, strict=True):
                    found[place] = text
        return found
