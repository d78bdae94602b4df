"""The rows of a partition → the order in which the events of each lead stand."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sla_dsl.clock.columns import Instants, Places
from sla_dsl.log import content_key
from sla_dsl.log.columns import EventColumns

_BITS = 62
_FINENESS = (1_000_000, 1_000)
"""Microseconds in a second and in a millisecond: most logs are no finer than that."""


def in_order(columns: EventColumns, as_of: int) -> Places:
    """The rows up to as-of: by lead, time, id (none first) and content, so that the order of lines is nothing."""
    rows = np.flatnonzero(columns.time <= as_of)
    lead, time = columns.lead[rows], columns.time[rows]
    keys = _packed(lead, time)
    if keys is None:
        order = np.lexsort((time, lead))
    elif len(keys) and bool((keys[1:] >= keys[:-1]).all()):
        order = np.arange(len(keys))
    else:
        order = np.argsort(keys)
    rows = rows[order]
    alike = _alike(lead[order], time[order])
    return _untied(columns, rows, alike) if alike.any() else rows


def _packed(lead: NDArray[np.int32], time: Instants) -> NDArray[np.int64] | None:
    """Lead and time as one number, where they have room in it."""
    if not len(time):
        return time
    first = int(time.min())
    since = time - first
    for fineness in _FINENESS:
        if not (since % fineness).any():
            since = since // fineness
            break
    bits = int(since.max()).bit_length()
    if bits + int(lead.max()).bit_length() > _BITS:
        return None
    return (lead.astype(np.int64) << bits) | since


def _alike(lead: NDArray[np.int32], time: Instants) -> NDArray[np.bool_]:
    """Whether each event but the first stands at the same lead and instant as the one before."""
    alike: NDArray[np.bool_] = (lead[1:] == lead[:-1]) & (time[1:] == time[:-1])
    return alike


def _untied(columns: EventColumns, rows: Places, alike: NDArray[np.bool_]) -> Places:
    """The rows with those of one lead and instant in their order."""
    tied = np.flatnonzero(np.append(alike, False) | np.append(False, alike))
    instants = np.cumsum(np.append(True, ~alike))[tied].tolist()
    own = rows[tied].tolist()
    ids = columns.ids.take(rows[tied])
    keys: list[tuple[Any, ...]] = [
        (instant, own_id is not None, own_id or "") for instant, own_id in zip(instants, ids, strict=True)
    ]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    for first, last in _twins(order, keys):
        twins = order[first:last]
        contents = [content_key(event) for event in columns.events(own[number] for number in twins)]
        order[first:last] = [number for _, number in sorted(zip(contents, twins, strict=True))]
    rows = rows.copy()
    rows[tied] = rows[tied[order]]
    return rows


def _twins(order: list[int], keys: list[tuple[Any, ...]]) -> list[tuple[int, int]]:
    """The stretches [first, last) of events that time and id leave in no order."""
    stretches, first = [], 0
    for place in range(1, len(order) + 1):
        if place < len(order) and keys[order[place]] == keys[order[first]]:
            continue
        if place - first > 1:
            stretches.append((first, place))
        first = place
    return stretches
