"""Events as numbers → lines of JSON or CSV, many at a time: a matrix of bytes whose gaps are taken out at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from benchmarks.chance import Whole
from benchmarks.fields import (
    COLUMNS,
    EVENTS,
    OFFSET_MINUTES,
    OFFSETS,
    Codes,
    Field,
    codes,
    deals,
    has_id,
    offsets,
    scrambled,
)
from benchmarks.hours import DAY, MINUTE, SECOND
from benchmarks.lives import BEGIN, Events, Step

Bytes = NDArray[np.uint8]
LeadId = Callable[[Whole], Bytes]

FIRST_DAY = BEGIN // DAY - 1
DAYS = [f"{datetime(2025, 12, 31, tzinfo=UTC) + timedelta(days=no):%Y-%m-%dT}" for no in range(400)]
SECONDS = [f"{no // 3600:02}:{no // 60 % 60:02}:{no % 60:02}" for no in range(86_400)]
MILLIS = ["", *(f".{no:03}" for no in range(1, 1000))]
KINDS = [EVENTS[step] for step in Step]


def plain_id(lead: Whole) -> Bytes:
    """A lead's id as a CRM gives one: three letters and twelve digits."""
    return np.hstack((_constant("00Q", lead.size), _digits(scrambled(lead), 12)))


def long_id(lead: Whole) -> Bytes:
    """The same id, a kilobyte long."""
    return np.hstack((_constant("x" * 1009, lead.size), plain_id(lead)))


def json_lines(events: Events, number: int, lead_id: LeadId = plain_id) -> bytes:
    """The events as lines of JSON; the first of them is the `number`th of the log."""
    size = events.time.size
    shown = [_constant('{"time":"', size), *_times(events)]
    shown += [_constant('","event":"', size), _table(KINDS)[events.step], _constant('","lead":"', size)]
    shown += [lead_id(events.lead), _constant('"', size)]
    shown.append(_where(has_id(events), _around(',"id":"ev-', _numbers(number, size), '"')))
    shown.append(_where(deals(events) > 0, _around(',"opportunity":"', _deal_ids(events), '"')))
    for field, code in codes(events):
        quote = '"' if field.quoted else ""
        shown.append(_table(["", *(f',"{field.name}":{quote}{text}{quote}' for text in field.texts)])[code])
    return _packed([*shown, _constant("}\n", size)])


def csv_head() -> bytes:
    """The first line of a CSV file."""
    return ",".join(COLUMNS).encode() + b"\n"


def csv_lines(events: Events, number: int, lead_id: LeadId = plain_id) -> bytes:
    """The events as lines of CSV, by the columns of `csv_head`; no text of theirs needs quotes."""
    size, comma = events.time.size, _constant(",", events.time.size)
    shown = [*_times(events), comma, _table(KINDS)[events.step], comma, lead_id(events.lead), comma]
    shown += [_where(has_id(events), _around("ev-", _numbers(number, size), "")), comma]
    shown.append(_where(deals(events) > 0, _deal_ids(events)))
    for parts in by_name(codes(events)):
        shown += [comma, *(_table(["", *field.texts])[code] for field, code in parts)]
    return _packed([*shown, _constant("\n", size)])


def by_name(given: Iterable[tuple[Field, Codes]]) -> Iterator[list[tuple[Field, Codes]]]:
    """The fields of one name together: an event has at most one of them."""
    by_name: dict[str, list[tuple[Field, Codes]]] = {}
    for field, code in given:
        by_name.setdefault(field.name, []).append((field, code))
    return iter(by_name.values())


def _times(events: Events) -> Iterator[Bytes]:
    offset = offsets(events)
    wall = events.time + OFFSET_MINUTES[offset] * MINUTE
    day, inside = np.divmod(wall, DAY)
    yield _table(DAYS)[day - FIRST_DAY]
    yield _table(SECONDS)[inside // SECOND]
    yield _table(MILLIS)[inside // 1000 % 1000]
    yield _table(list(OFFSETS))[offset]


def _deal_ids(events: Events) -> Bytes:
    return np.hstack(
        (_constant("006", events.lead.size), _digits(scrambled(events.lead), 12), _digits(deals(events), 1))
    )


def _numbers(first: int, size: int) -> Bytes:
    return _digits(np.arange(first, first + size), 10)


def _digits(numbers: Whole, width: int) -> Bytes:
    powers = 10 ** np.arange(width - 1, -1, -1)
    return (numbers[:, None] // powers % 10 + ord("0")).astype(np.uint8)


def _table(texts: list[str]) -> Bytes:
    """A row of bytes a text, all as long as the longest, with gaps of zeros."""
    packed = np.array([text.encode() for text in texts])
    return packed.view(np.uint8).reshape(len(texts), -1)


def _constant(text: str, size: int) -> Bytes:
    return np.broadcast_to(np.frombuffer(text.encode(), np.uint8), (size, len(text)))


def _around(before: str, inner: Bytes, after: str) -> Bytes:
    return np.hstack((_constant(before, len(inner)), inner, _constant(after, len(inner))))


def _where(has: NDArray[np.bool_], shown: Bytes) -> Bytes:
    return shown * has[:, None]


def _packed(pieces: list[Bytes]) -> bytes:
    return np.hstack(pieces).tobytes().translate(None, b"\0")
