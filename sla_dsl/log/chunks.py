"""The events of one block as columns, by the numbers of their batch's tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sla_dsl.log.columns import NONE
from sla_dsl.log.ids import packed_ids
from sla_dsl.log.tables import Codes32, Tables
from sla_dsl.model.event import Event

Codes = NDArray[np.signedinteger[Any]]


class Chunk(NamedTuple):
    """Rows of events in the order of their lines; all arrays are of one length.

    `time` is in microseconds since 1970-01-01T00:00Z; `lead`, `kind`, `opportunity` and the codes of `values` are
    numbers of the batch's tables, -1 for none, and a column that is all none is left out. `line` counts from 1 within
    the file. `ids` are the ids as they are written (msgpack, a list; nothing where no row has one), `hashes` their
    hashes: 0 where a row has none, equal for equal ids, seldom equal for others. `file` is the number of the file.
    """

    time: NDArray[np.int64]
    lead: Codes32
    kind: Codes
    opportunity: Codes32 | None
    values: Mapping[str, Codes]
    line: Codes32
    ids: bytes | None
    hashes: NDArray[np.int64] | None
    file: int = 0


def chunk_of(events: Sequence[Event], tables: Tables) -> Chunk:
    """The events that were read line by line."""
    opportunities = [event.opportunity for event in events]
    ids, hashes = packed_ids([event.id for event in events])
    return Chunk(
        np.array([event.time for event in events], np.int64),
        tables.leads.of([event.lead for event in events]),
        tables.kinds.of([event.kind for event in events]),
        None if opportunities.count(None) == len(events) else _numbered(opportunities, tables),
        _values(events, tables),
        np.array([event.line for event in events], np.int32),
        ids,
        hashes,
    )


def _numbered(texts: Sequence[str | None], tables: Tables) -> Codes32:
    codes = np.full(len(texts), NONE, np.int32)
    rows = [row for row, text in enumerate(texts) if text is not None]
    codes[rows] = tables.opportunities.of([text for text in texts if text is not None])
    return codes


def _values(events: Sequence[Event], tables: Tables) -> dict[str, Codes32]:
    columns: dict[str, Codes32] = {}
    for row, event in enumerate(events):
        for name, value in event.values.items():
            if name not in columns:
                columns[name] = np.full(len(events), NONE, np.int32)
            columns[name][row] = tables.values[name].code(value)
    return columns
