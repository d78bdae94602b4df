"""What is handed on as arrays: texts as rows of bytes, and cases as columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Instants = NDArray[np.int64]
"""Instants, in microseconds since 1970-01-01T00:00Z."""

NEVER = int(np.iinfo(np.int64).max)
"""The instant that stands where there is none: after all others."""

TextRows = NDArray[np.uint8]
"""Texts in UTF-8 (halves of surrogate pairs too), a row each, filled up with `FILL` to the length of the longest."""

FILL = 0xFF
"""A byte that UTF-8 does not have. So wherever it stands in a row, the text is what is left without it."""

AS_IS = "surrogatepass"
"""How texts are encoded here and decoded again: whatever they are made of."""

_FILLING = bytes([FILL])
_BETWEEN = b"\xfe"  # UTF-8 does not have it either


class CaseBlock(NamedTuple):
    """Some cases of one clause as columns, a row each, in order of start, subject and lead; see `model.outcome.Case`.

    `due` and `decided` are `NEVER` where there is none. `state` is a number in `CaseState`, `period` one in
    `period_names` (none where the clause has no periods).
    """

    clause: str
    subject: TextRows
    lead: TextRows
    start: Instants
    due: Instants
    state: NDArray[np.int8]
    decided: Instants
    period: NDArray[Any] | None
    period_names: Sequence[str]


def text_rows(texts: Sequence[str]) -> TextRows:
    """The texts as rows."""
    encoded = [text.encode("utf-8", AS_IS) for text in texts]
    width = max(map(len, encoded), default=0)
    whole = b"".join(text.ljust(width, _FILLING) for text in encoded)
    return np.frombuffer(whole, np.uint8).reshape(len(texts), width)


def side_by_side(parts: Sequence[TextRows | bytes], count: int) -> TextRows:
    """So many rows, each the texts of all parts in a line; bytes stand in every row."""
    row = b"".join(part if isinstance(part, bytes) else bytes(part.shape[1]) for part in parts)
    whole = np.empty((count, len(row)), np.uint8)
    whole[:] = np.frombuffer(row, np.uint8)  # all that stands in every row, at once
    place = 0
    for part in parts:
        width = len(part) if isinstance(part, bytes) else part.shape[1]
        if not isinstance(part, bytes):
            whole[:, place : place + width] = part
        place += width
    return whole


def joined(rows: TextRows) -> bytes:
    """The texts of all rows, one after the other."""
    return rows.tobytes().translate(None, _FILLING)


def texts_of(rows: TextRows) -> list[str]:
    """The texts that rows stand for."""
    whole = side_by_side([rows, _BETWEEN], len(rows)).tobytes().translate(None, _FILLING)
    return [text.decode("utf-8", AS_IS) for text in whole.split(_BETWEEN)[:-1]]
