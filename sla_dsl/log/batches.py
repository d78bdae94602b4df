"""The chunks of a batch → columns of one table each, cut by lead into buckets where they are spilled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sla_dsl.frozen import frozen
from sla_dsl.log.chunks import Chunk
from sla_dsl.log.columns import NONE, kind_type, narrowest
from sla_dsl.log.names import Names
from sla_dsl.log.numbers import Numbers
from sla_dsl.log.packing import KeptNames, Packed, kept_names, packed_values, unpacked_values
from sla_dsl.log.store import Array, Keep, Kept
from sla_dsl.log.tables import Tables
from sla_dsl.log.words import text_hashes
from sla_dsl.model.values import Value

UNKNOWN_LINE = 1 << 30
"""So many lines are taken to come before a part of a file, as long as nobody has counted them."""

BUCKETS = 256
"""Into so many buckets leads are dealt by their hash, where a log does not fit into memory."""

_MOST_OPTIONS = 4096
"""So many values of a name may stay in memory where the rest of a batch is spilled."""


class Lines(NamedTuple):
    """The numbers of lines by place: runs of lines that follow each other, or, where there is more, one by one."""

    places: NDArray[np.int64]
    firsts: NDArray[np.int64]
    each: Kept | None = None

    def at(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """The numbers of the lines at some places."""
        if self.each is not None:
            return self.each.take()[places].astype(np.int64)
        run = np.searchsorted(self.places, places, side="right") - 1
        return self.firsts[run] + (places - self.places[run])


def _lines(chunks: Sequence[Chunk], keep: Keep) -> Lines:
    some = [(place, chunk.line) for place, chunk in zip(_places(chunks), chunks, strict=True) if len(chunk.line)]
    if all(bool((np.diff(line) == 1).all()) for _, line in some):
        runs = np.array([(place, int(line[0])) for place, line in some], np.int64).reshape(-1, 2)
        return Lines(runs[:, 0], runs[:, 1])
    none = np.zeros(0, np.int64)
    return Lines(none, none, keep(_joined(chunks, "line")))


@frozen
class Batch:
    """Events that were read one after the other, as columns by the numbers of their own tables.

    Rows lie bucket by bucket: those of bucket b are [`rows`[b], `rows`[b + 1]), and its leads have the numbers
    [`leads_at`[b], `leads_at`[b + 1]). `columns` are `time`, `lead`, `kind`, `opportunity` (where any row has one), and
    `place`: the row's place in the order of reading, where that is another. In that order are `lines`, `hashes`, `ids`
    and `files` (the place at which each file begins). `values` are codes by name; `options` the typed values of these
    codes. `first` and `last` are the instants of the earliest and the latest event.
    `hashes` are those of the rows at the places `with_ids`, or of all rows (0 where there is no id).
    `shift` is added to numbers of lines that were taken for unknown when they were read.
    """

    count: int
    rows: NDArray[np.int64]
    leads_at: NDArray[np.int64]
    columns: Mapping[str, Kept]
    values: Mapping[str, Kept]
    leads: KeptNames | Names
    kinds: Names
    opportunities: KeptNames | Names
    options: Mapping[str, Packed | list[Value]]
    lines: Lines
    ids: Packed | None
    hashes: Kept | None
    with_ids: Kept | None
    files: list[tuple[int, int]]
    first: int
    last: int
    shift: int = 0

    @property
    def buckets(self) -> int:
        """How many buckets there are."""
        return len(self.rows) - 1

    def lines_at(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """The numbers of the lines at places in the order of reading."""
        lines = self.lines.at(places)
        return np.where(lines > UNKNOWN_LINE, lines + self.shift, lines)

    @property
    def is_dealt(self) -> bool:
        """Whether its rows lie in buckets."""
        return isinstance(self.leads, KeptNames)

    def lead_names(self, first: int, last: int) -> Names:
        """The leads of the buckets [first, last)."""
        if isinstance(self.leads, Names):
            return self.leads
        return self.leads.within(int(self.leads_at[first]), int(self.leads_at[last]))

    def opportunity_names(self) -> Names:
        """All opportunities, by number."""
        if isinstance(self.opportunities, Names):
            return self.opportunities
        return self.opportunities.within(0, len(self.opportunities))

    def options_of(self, name: str) -> list[Value]:
        """All typed values of a name, by code."""
        options = self.options[name]
        return unpacked_values(options) if isinstance(options, Packed) else options


def batch_of(chunks: list[Chunk], tables: Tables, keep: Keep, *, buckets: int) -> Batch:
    """The batch of the chunks, which are used up; with one bucket the rows stay in the order of reading."""
    count = sum(len(chunk.time) for chunk in chunks)
    lead = _joined(chunks, "lead")
    leads, opportunities = tables.leads.names(), tables.opportunities.names()
    order, rows, lead_order, leads_at = _dealt(lead, leads, buckets)
    if lead_order is not None:
        numbers = np.empty(len(leads), np.int32)
        numbers[lead_order] = np.arange(len(leads), dtype=np.int32)
        lead = numbers[lead]

    def sorted_(array: Array) -> Kept:
        return keep(array if order is None else array[order])

    time = _joined(chunks, "time")
    kind = _joined(chunks, "kind").astype(kind_type(len(tables.kinds)))
    columns = {"time": sorted_(time), "lead": sorted_(lead), "kind": sorted_(kind)}
    if any(chunk.opportunity is not None for chunk in chunks):
        columns["opportunity"] = sorted_(_optional(chunks, count, _opportunity, narrowest(len(tables.opportunities))))
    if order is not None:
        columns["place"] = keep(order.astype(np.int32))
    names = sorted({name for chunk in chunks for name in chunk.values})
    values = {
        name: sorted_(_optional(chunks, count, _value(name), narrowest(len(tables.values[name])))) for name in names
    }
    return Batch(
        count,
        rows,
        leads_at,
        columns,
        values,
        _with_table(leads, tables.leads) if lead_order is None else kept_names(leads.chosen(lead_order), keep),
        tables.kinds.names(),
        _with_table(opportunities, tables.opportunities) if order is None else kept_names(opportunities, keep),
        {name: _options(tables.values[name].all(), keep, spilled=order is not None) for name in names},
        _lines(chunks, keep),
        _ids(chunks, keep),
        *_hashes(chunks, count, keep),
        _files(chunks),
        int(time.min()) if count else 0,
        int(time.max()) if count else 0,
    )


def _with_table(names: Names, table: Numbers) -> Names:
    """The names, to which those of other batches may be added."""
    names.table = table
    return names


def _joined(chunks: Sequence[Chunk], name: str) -> Array:
    return np.concatenate([getattr(chunk, name) for chunk in chunks])


def _optional(
    chunks: Sequence[Chunk], count: int, get: Callable[[Chunk], Array | None], type_: type[np.signedinteger[Any]]
) -> NDArray[np.signedinteger[Any]]:
    """One column of all chunks, of a type that holds it; -1 where a chunk has none."""
    whole = np.full(count, NONE, type_)
    place = 0
    for chunk in chunks:
        part = get(chunk)
        if part is not None:
            whole[place : place + len(part)] = part
        place += len(chunk.time)
    return whole


def _opportunity(chunk: Chunk) -> Array | None:
    return chunk.opportunity


def _value(name: str) -> Callable[[Chunk], Array | None]:
    return lambda chunk: chunk.values.get(name)


def _dealt(
    lead: NDArray[np.int32], leads: Names, buckets: int
) -> tuple[NDArray[np.int64] | None, NDArray[np.int64], NDArray[np.int64] | None, NDArray[np.int64]]:
    """Rows and leads in the order of their buckets, and where each bucket begins; no order with one bucket."""
    if buckets == 1:
        return None, np.array([0, len(lead)]), None, np.array([0, len(leads)])
    bucket = (text_hashes(leads.spans()) % np.uint64(buckets)).astype(np.uint8)
    lead_order = np.argsort(bucket, kind="stable")
    row_bucket = bucket[lead]
    order = np.argsort(row_bucket, kind="stable")
    return order, _bounds(row_bucket, buckets), lead_order, _bounds(bucket, buckets)


def _bounds(bucket: NDArray[np.uint8], buckets: int) -> NDArray[np.int64]:
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(np.bincount(bucket, minlength=buckets))))


def _options(values: list[Value], keep: Keep, *, spilled: bool) -> Packed | list[Value]:
    return packed_values(values, keep) if spilled and len(values) > _MOST_OPTIONS else values


def _ids(chunks: Sequence[Chunk], keep: Keep) -> Packed | None:
    if all(chunk.ids is None for chunk in chunks):
        return None
    starts = np.cumsum([0, *(len(chunk.time) for chunk in chunks)])
    return Packed(starts, [keep(np.frombuffer(chunk.ids or b"", np.uint8)) for chunk in chunks])


def _hashes(chunks: Sequence[Chunk], count: int, keep: Keep) -> tuple[Kept | None, Kept | None]:
    """The hashes of ids, and where they stand; nothing of the places where most rows have one."""
    if all(chunk.hashes is None for chunk in chunks):
        return None, None
    own = [np.zeros(len(chunk.time), np.int64) if chunk.hashes is None else chunk.hashes for chunk in chunks]
    rows = [np.flatnonzero(hashes) for hashes in own]
    if 3 * sum(map(len, rows)) > 2 * count:  # so many that they take less without their places
        return keep(np.concatenate(own)), None
    hashes = np.concatenate([hashes[some] for hashes, some in zip(own, rows, strict=True)])
    places = [(some + place).astype(np.int32) for place, some in zip(_places(chunks), rows, strict=True)]
    return keep(hashes), keep(np.concatenate(places))


def _places(chunks: Sequence[Chunk]) -> Iterator[int]:
    place = 0
    for chunk in chunks:
        yield place
        place += len(chunk.time)


def _files(chunks: Sequence[Chunk]) -> list[tuple[int, int]]:
    files: list[tuple[int, int]] = []
    for place, chunk in zip(_places(chunks), chunks, strict=True):
        if not files or files[-1][1] != chunk.file:
            files.append((place, chunk.file))
    return files
