"""Blocks of cases as lines of CSV or JSON, made by arrays: to the byte what is written of them row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sla_dsl.model.columns import (
    AS_IS,
    FILL,
    NEVER,
    CaseBlock,
    Instants,
    TextRows,
    joined,
    side_by_side,
    text_rows,
    texts_of,
)
from sla_dsl.model.outcome import CaseState
from sla_dsl.report.instants import FIRST_INSTANT, LAST_INSTANT
from sla_dsl.report.json_text import json_line
from sla_dsl.report.utf8 import utf8

Written = Callable[[str], str]
"""A text as it stands in its cell."""

_OF_HALVES = b"\xed"
"""With it begins what half a pair of surrogates is in bytes, and little else."""

_SECOND = 1_000_000
_HOUR, _MINUTE = 3600, 60
_SECONDS_OF_DAY = 24 * _HOUR
_DAYS_AT_ONCE = 512
_MOST_DAYS = 1 << 16
_TWO_DIGITS = text_rows([f"{number:02}" for number in range(100)]).view(np.uint16).ravel()


def _marks(marks: bytes) -> NDArray[np.bool_]:
    table = np.zeros(1 << 8, bool)
    table[list(marks)] = True
    return table


_MARKS_OF_CSV = _marks(b'",\r\n')
_MARKS_OF_JSON = _marks(bytes(range(ord(" "))) + b'"\\\x7f')


def csv_lines(block: CaseBlock, written: Written) -> bytes:
    """A line a case; what is not there is an empty cell."""
    parts: list[TextRows | bytes] = [written(block.clause).encode()]
    for rows, _ in _cells(block, _MARKS_OF_CSV, written):
        parts += [b",", rows]
    return _joined(side_by_side([*parts, b"\n"], len(block.start)))


def json_lines(block: CaseBlock, columns: Sequence[str]) -> bytes:
    """A JSON object a case, with the columns for names; what is not there is null."""
    names = [f'"{column}": '.encode() for column in columns]
    parts: list[TextRows | bytes] = [b"{", names[0], f'"{_in_json(block.clause)}"'.encode()]
    for name, (rows, there) in zip(names[1:], _cells(block, _MARKS_OF_JSON, _in_json), strict=True):
        parts += [b", ", name, *_or_null(rows, there)]
    return _joined(side_by_side([*parts, b"}\n"], len(block.start)))


def _joined(rows: TextRows) -> bytes:
    """All rows, as they are written."""
    whole = joined(rows)
    return utf8(whole.decode("utf-8", AS_IS)) if _OF_HALVES in whole else whole


def _in_json(text: str) -> str:
    """A text as it stands between the quotation marks."""
    return json_line(text)[1:-2]


def _or_null(rows: TextRows, there: NDArray[np.bool_] | None) -> list[TextRows | bytes]:
    """The texts between quotation marks; null where there is none."""
    if there is None:
        return [b'"', rows, b'"']
    edge = np.where(there, np.uint8(ord('"')), np.uint8(FILL))[:, None]
    null = np.where(there[:, None], np.uint8(FILL), np.frombuffer(b"null", np.uint8))
    return [edge, rows, edge, null]


def _cells(
    block: CaseBlock, marks: NDArray[np.bool_], written: Written
) -> Iterator[tuple[TextRows, NDArray[np.bool_] | None]]:
    """The columns after the clause, and for each which cells have something in them (nothing where all have)."""
    subject = _rewritten(block.subject, marks, written)
    yield subject, None
    yield subject if block.lead is block.subject else _rewritten(block.lead, marks, written), None
    yield _instants(block.start), None
    yield _instants(block.due), block.due != NEVER
    yield _chosen([state.value for state in CaseState], block.state, written), None
    yield _instants(block.decided), block.decided != NEVER
    if block.period is None:
        yield np.empty((len(block.start), 0), np.uint8), np.zeros(len(block.start), bool)
    else:
        yield _chosen(block.period_names, block.period, written), None


def _chosen(texts: Sequence[str], numbers: NDArray[Any], written: Written) -> TextRows:
    """The texts of those numbers."""
    return text_rows([*map(written, texts)]).take(numbers, axis=0)


def _rewritten(rows: TextRows, marks: NDArray[np.bool_], written: Written) -> TextRows:
    """The texts as they stand in their cells; only those are looked at that have one of the marks in them."""
    marked = np.flatnonzero(marks[rows].any(axis=1))
    if not len(marked):
        return rows
    better = text_rows([*map(written, texts_of(rows[marked]))])
    whole = np.full((len(rows), max(rows.shape[1], better.shape[1])), FILL, np.uint8)
    whole[:, : rows.shape[1]] = rows
    whole[marked] = FILL
    whole[marked, : better.shape[1]] = better
    return whole


def _instants(instants: Instants) -> TextRows:
    """The instants as `rfc3339` writes them, empty where there is none."""
    there = instants != NEVER
    known = np.clip(np.where(there, instants, 0), FIRST_INSTANT, LAST_INSTANT)
    seconds = known // _SECOND
    days = seconds // _SECONDS_OF_DAY
    moment, fraction = (seconds - days * _SECONDS_OF_DAY).astype(np.int32), (known - seconds * _SECOND).astype(np.int32)
    parts: list[TextRows | bytes] = [
        _dates(days),
        b"T",
        _two_digits(moment // _HOUR),
        b":",
        _two_digits(moment // _MINUTE % _MINUTE),
        b":",
        _two_digits(moment % _MINUTE),
        *_fractions(fraction),
        b"Z",
    ]
    rows = side_by_side(parts, len(instants))
    rows[~there] = FILL
    return rows


def _two_digits(numbers: NDArray[np.int32]) -> TextRows:
    """Numbers below a hundred; as pairs of bytes they are looked up ten times as quickly as in rows."""
    return _TWO_DIGITS.take(numbers).view(np.uint8).reshape(-1, 2)


def _fractions(fraction: NDArray[np.int32]) -> list[TextRows | bytes]:
    """Six digits where a second is not a whole one."""
    fine = fraction != 0
    if not fine.any():
        return []
    digits = [_two_digits(fraction // unit % 100) for unit in (10_000, 100, 1)]
    rows = side_by_side([b".", *digits], len(fraction))
    rows[~fine] = FILL
    return [rows]


def _dates(days: NDArray[np.int64]) -> TextRows:
    """The dates of days that are counted from 1970-01-01."""
    if not len(days):
        return np.empty((0, 0), np.uint8)
    first = int(days.min()) // _DAYS_AT_ONCE
    last = int(days.max()) // _DAYS_AT_ONCE + 1
    if (last - first) * _DAYS_AT_ONCE > _MOST_DAYS:
        return _written_dates(days)
    return _table_of_dates(first, last).take(days - first * _DAYS_AT_ONCE, axis=0)


@lru_cache(maxsize=16)
def _table_of_dates(first: int, last: int) -> TextRows:
    return _written_dates(np.arange(first * _DAYS_AT_ONCE, last * _DAYS_AT_ONCE))


def _written_dates(days: NDArray[np.int64]) -> TextRows:
    texts = np.datetime_as_string(days.astype("M8[D]")).astype("S10")
    return texts.view(np.uint8).reshape(len(days), -1)
