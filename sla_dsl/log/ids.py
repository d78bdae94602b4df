"""Ids of events → how a chunk keeps them: packed, for they are seldom looked at, and a hash of each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sla_dsl.log.compiled import COMPILED
from sla_dsl.log.words import LONGEST, PADDING, Spans, each_byte, put_down, spans_of, text_hashes
from sla_dsl.model.columns import AS_IS

_NIL, _SHORT, _LONG, _ARRAY = 0xC0, 0xA0, 0xD9, 0xDD
"""How msgpack begins nothing, a text of up to 31 bytes (its length in the same byte), one of up to 255, and a list."""

_SHORTEST_LONG, _LONGEST = 32, 255

PackedIds = tuple[bytes | None, NDArray[np.int64] | None]
"""The ids of rows (msgpack, a list), and their hashes: 0 where a row has none. Nothing of both where no row has one."""


def packed_ids(ids: Sequence[str | None]) -> PackedIds:
    """The ids of rows that are there one by one."""
    rows = np.flatnonzero(np.array([text is not None for text in ids], np.bool_))
    if not rows.size:
        return None, None
    spans = spans_of([text.encode("utf-8", AS_IS) for text in ids if text is not None])
    return packed_spans(spans, rows, len(ids))


def packed_spans(spans: Spans, rows: NDArray[np.int64], count: int) -> PackedIds:
    """The ids of some of `count` rows, in the order of these."""
    if not rows.size:
        return None, None
    hashed = np.zeros(count, np.int64)
    hashed[rows] = text_hashes(spans).view(np.int64) | 1  # so that none is 0
    if int(spans.lengths.max()) > _LONGEST:
        import msgspec

        texts: list[str | None] = [None] * count
        for place, row in enumerate(rows.tolist()):
            texts[row] = spans.one(place).decode("utf-8", AS_IS)
        return msgspec.msgpack.encode(texts), hashed
    return _packed(spans, rows, count), hashed


def _packed(spans: Spans, rows: NDArray[np.int64], count: int) -> bytes:
    """All rows, each with its head, and after it the text of those that have one."""
    if not bool((rows[1:] > rows[:-1]).all()):
        order = np.argsort(rows, kind="stable")
        spans, rows = spans.chosen(order), rows[order]
    head = bytes([_ARRAY]) + count.to_bytes(4, "big")
    if COMPILED:
        found = np.empty(count + int(spans.lengths.sum()) + len(rows), np.uint8)
        size = COMPILED.packed(*spans.arrays(), np.ascontiguousarray(rows, np.int64), found, count)
        return head + found[:size].tobytes()
    long = spans.lengths >= _SHORTEST_LONG
    sizes = np.ones(count, np.int64)
    sizes[rows] += long + spans.lengths
    ends = np.cumsum(sizes)
    heads = np.full(count, _NIL, np.uint8)
    heads[rows] = np.where(long, _LONG, _SHORT | spans.lengths)
    packed = np.empty(int(ends[-1]) + PADDING + 8, np.uint8)
    starts = ends - sizes
    texts = starts[rows] + 1 + long
    if int(spans.lengths.max()) <= LONGEST:
        put_down(spans, packed, texts)
    else:
        packed[each_byte(texts, spans.lengths)] = spans.raw[each_byte(spans.starts, spans.lengths)]
    packed[starts] = heads
    packed[texts[long] - 1] = spans.lengths[long]
    return head + packed[: int(ends[-1])].tobytes()
