"""Ids of events → how a chunk keeps them: packed, for they are seldom looked at, and a hash of each."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from sla_dsl.log.words import Spans, each_byte, spans_of, text_hashes
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
        texts: list[str | None] = [None] * count
        for place, row in enumerate(rows.tolist()):
            texts[row] = spans.one(place).decode("utf-8", AS_IS)
        return msgspec.msgpack.encode(texts), hashed
    return _packed(spans, rows, count), hashed


def _packed(spans: Spans, rows: NDArray[np.int64], count: int) -> bytes:
    heads = 1 + (spans.lengths >= _SHORTEST_LONG)
    sizes = np.ones(count, np.int64)
    sizes[rows] = heads + spans.lengths
    ends = np.cumsum(sizes)
    packed = np.full(int(ends[-1]), _NIL, np.uint8)
    starts = (ends - sizes)[rows]
    packed[starts] = np.where(heads == 1, _SHORT | spans.lengths, _LONG)
    long = np.flatnonzero(heads == 2)
    packed[starts[long] + 1] = spans.lengths[long]
    packed[each_byte(starts + heads, spans.lengths)] = spans.raw[each_byte(spans.starts, spans.lengths)]
    return bytes([_ARRAY]) + count.to_bytes(4, "big") + packed.tobytes()
