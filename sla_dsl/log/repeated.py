"""Ids that stand on several events of a log: found by their hashes over all batches, decided by what the events say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sla_dsl.log.batches import Batch
from sla_dsl.log.columns import NONE
from sla_dsl.log.duplicates import Duplicates
from sla_dsl.log.store import Array
from sla_dsl.model.event import Event, Rejection
from sla_dsl.model.values import Value

_WEIGHT_OF_HASH = 24
_MOST_IDS = 20_000
"""Events of so many ids are compared at once."""


class Repeated(NamedTuple):
    """What came of the events that share an id.

    `dropped` has, by a batch's number, the places of events that do not count; `duplicates` of them only repeat another
    one; the rest are in `rejections`.
    """

    dropped: dict[int, NDArray[np.int64]]
    duplicates: int
    rejections: list[Rejection]


def repeated(batches: Sequence[Batch], names: Sequence[str], memory: int) -> Repeated:
    """The events of all batches that share an id with another; `names` are the files', `memory` is in bytes."""
    gone: dict[int, list[int]] = {}
    duplicates, rejections = 0, []
    for ids in _shared(batches, memory):
        twins = Duplicates()
        places: dict[tuple[str, int], tuple[int, int]] = {}
        events = [one for number, batch in enumerate(batches) for one in _bearers(number, batch, ids, names, places)]
        order = {name: place for place, name in enumerate(names)}
        for event in sorted(events, key=lambda event: (order[event.file], event.line)):
            twins.add(event)
        kept, again, torn = twins.settled()
        duplicates += again
        rejections += torn
        for event in kept:
            del places[event.file, event.line]
        for batch, place in places.values():
            gone.setdefault(batch, []).append(place)
    return Repeated({batch: np.array(sorted(places)) for batch, places in gone.items()}, duplicates, rejections)


def _shared(batches: Sequence[Batch], memory: int) -> Iterator[NDArray[np.int64]]:
    """Hashes that stand more than once, so many at a time that what has them fits into memory; sorted."""
    count = sum(batch.count for batch in batches if batch.hashes is not None)
    rounds = max(1, -(-count * _WEIGHT_OF_HASH // memory))
    for turn in range(rounds):
        parts = [_of_turn(batch, turn, rounds) for batch in batches]
        hashes = np.concatenate(parts) if parts else np.zeros(0, np.int64)
        del parts
        hashes.sort()
        again = hashes[1:][hashes[1:] == hashes[:-1]]
        again = again[np.diff(again, prepend=again[:1] - 1) != 0]
        del hashes
        for first in range(0, len(again), _MOST_IDS):
            yield again[first : first + _MOST_IDS]


def _of_turn(batch: Batch, turn: int, rounds: int) -> NDArray[np.int64]:
    if batch.hashes is None:
        return np.zeros(0, np.int64)
    hashes: NDArray[np.int64] = batch.hashes.take()
    wanted = hashes != 0
    if rounds > 1:
        wanted &= (hashes >> 1) % rounds == turn
    chosen: NDArray[np.int64] = hashes[wanted]
    return chosen


def _bearers(
    number: int,
    batch: Batch,
    ids: NDArray[np.int64],
    names: Sequence[str],
    places: dict[tuple[str, int], tuple[int, int]],
) -> Iterator[Event]:
    """The events of a batch that have one of the ids; where they lie is added to the places."""
    if batch.hashes is None:
        return
    found = np.flatnonzero(np.isin(batch.hashes.take(), ids))
    if batch.with_ids is not None:
        found = batch.with_ids.take()[found].astype(np.int64)
    for place, event in zip(found.tolist(), _events(batch, found, names), strict=True):
        places[event.file, event.line] = (number, place)
        yield event


def _events(batch: Batch, places: NDArray[np.int64], names: Sequence[str]) -> Iterator[Event]:
    """The events at places in the order of reading, with file and line."""
    rows: NDArray[Any] = places
    if "place" in batch.columns:
        inverse = np.empty(batch.count, np.int32)
        inverse[batch.columns["place"].take()] = np.arange(batch.count, dtype=np.int32)
        rows = inverse[places]
    columns = {name: batch.columns[name].take()[rows].tolist() for name in ("time", "lead", "kind")}
    leads = batch.lead_names(0, batch.buckets)
    opportunities = _optional(batch.columns["opportunity"].take()[rows], batch.opportunity_names()) \
        if "opportunity" in batch.columns else [None] * len(rows)  # fmt: skip
    values = {name: _optional(batch.values[name].take()[rows], batch.options_of(name)) for name in batch.values}
    ids = batch.ids.take(places) if batch.ids is not None else [None] * len(rows)
    lines = batch.lines_at(places).tolist()
    starts = [start for start, _ in batch.files]
    files = [batch.files[int(one)][1] for one in np.searchsorted(starts, places, side="right") - 1]
    for row in range(len(rows)):
        own = {name: value for name, column in values.items() if (value := column[row]) is not None}
        opportunity = opportunities[row]
        assert opportunity is None or isinstance(opportunity, str)
        lead, kind = leads[columns["lead"][row]], batch.kinds[columns["kind"][row]]
        yield Event(columns["time"][row], kind, lead, ids[row], opportunity, own, names[files[row]], lines[row])


def _optional(codes: Array, values: Sequence[Value]) -> list[Value | None]:
    return [None if code == NONE else values[code] for code in codes.tolist()]
