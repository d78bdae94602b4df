"""A log as columns: one row an event, one array a part. What the columnar engine judges."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from sla_dsl.diagnostics import Diagnostic
from sla_dsl.frozen import frozen, mutable
from sla_dsl.model.event import Event, EventLog, Rejection
from sla_dsl.model.values import Value

NONE = -1
"""The code of a row that has no value."""


class Codes(NamedTuple):
    """One value an event, as its number in `values`; -1 where the event has none.

    `codes` are of the narrowest of int8, int16 and int32 that holds them. `values` are distinct, typed and exact.
    """

    codes: NDArray[np.signedinteger[Any]]
    values: Sequence[Value]

    def value(self, row: int) -> Value | None:
        """The value of a row, or nothing."""
        code = int(self.codes[row])
        return None if code < 0 else self.values[code]


class Texts(Protocol):
    """One text an event, or nothing; what is seldom looked at is decoded when it is."""

    def __len__(self) -> int:
        """How many rows there are."""

    def __getitem__(self, row: int, /) -> str | None:
        """The text of a row, or nothing."""

    def take(self, rows: NDArray[np.integer[Any]], /) -> list[str | None]:
        """The texts of many rows, in their order: much quicker than row by row."""


class TextList(list[str | None]):
    """Texts that are all there."""

    def take(self, rows: NDArray[np.integer[Any]]) -> list[str | None]:
        """The texts of many rows, in their order."""
        return [self[row] for row in rows.tolist()]


@frozen
class EventColumns:
    """Events of whole leads: one row an event, in any order.

    `lead` and `kind` are numbers in `leads` and `kinds` (ids of events, declared or not); a lead of `leads` may have
    no row. `time` is in microseconds since 1970-01-01T00:00Z. `opportunity` is always there for an event about one.
    `ids` serve only for the order of events at one instant. `values` are the facts and declared fields by name; a name
    that no row has a value for may be missing.
    """

    leads: Sequence[str]
    lead: NDArray[np.int32]
    time: NDArray[np.int64]
    kinds: Sequence[str]
    kind: NDArray[np.int16 | np.int32]
    opportunity: Codes
    ids: Texts
    values: Mapping[str, Codes]

    def __len__(self) -> int:
        return len(self.time)

    def events(self, rows: Iterable[int]) -> list[Event]:
        """The events of rows as plain records, without file and line."""
        return [self._event(row) for row in rows]

    def _event(self, row: int) -> Event:
        values = {name: value for name, codes in self.values.items() if (value := codes.value(row)) is not None}
        opportunity = self.opportunity.value(row)
        assert opportunity is None or isinstance(opportunity, str)
        lead, kind = self.leads[self.lead[row]], self.kinds[self.kind[row]]
        return Event(int(self.time[row]), kind, lead, self.ids[row], opportunity, values)


@mutable
class ColumnLog:
    """The events of one or many files as columns, and an account of their lines.

    `files`, `lines`, `blank`, `duplicates`, `rejections` and `problems` are those of an `EventLog`; `count` events lie
    between the instants `first` and `last` (none where there is no event). `parts` give the partitions, each when it is
    called; they may be called in any order, and again.
    """

    files: tuple[str, ...] = ()
    lines: int = 0
    blank: int = 0
    duplicates: int = 0
    rejections: list[Rejection] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)
    count: int = 0
    first: int | None = None
    last: int | None = None
    parts: Sequence[Callable[[], EventColumns]] = ()

    def partitions(self) -> Iterator[EventColumns]:
        """All events, every lead wholly in one of the partitions."""
        for part in self.parts:
            yield part()


def column_log(log: EventLog) -> ColumnLog:
    """A plain log as columns, in one partition."""
    times = [event.time for event in log.events]
    columns = columns_of(log)
    return ColumnLog(
        log.files,
        log.lines,
        log.blank,
        log.duplicates,
        log.rejections,
        log.problems,
        len(times),
        min(times, default=None),
        max(times, default=None),
        [lambda: columns],
    )


def columns_of(log: EventLog) -> EventColumns:
    """The events of a log as one partition of columns, in their order."""
    events = log.events
    leads, lead = _numbered([event.lead for event in events])
    kinds, kind = _numbered([event.kind for event in events])
    names = sorted({name for event in events for name in event.values})
    return EventColumns(
        leads,
        np.array(lead, np.int32),
        np.array([event.time for event in events], np.int64),
        kinds,
        np.array(kind, kind_type(len(kinds))),
        codes_of([event.opportunity for event in events]),
        TextList(event.id for event in events),
        {name: codes_of([event.values.get(name) for event in events]) for name in names},
    )


def codes_of(values: Sequence[Value | None]) -> Codes:
    """The values as codes, numbered as they come; values of different types are never one."""
    numbers: dict[tuple[type, Value], int] = {}
    codes = [NONE if value is None else numbers.setdefault((type(value), value), len(numbers)) for value in values]
    return Codes(np.array(codes, narrowest(len(numbers))), [value for _, value in numbers])


def narrowest(count: int) -> type[np.int8 | np.int16 | np.int32]:
    """The narrowest type for codes of so many values."""
    return np.int8 if count <= 1 << 7 else np.int16 if count <= 1 << 15 else np.int32


def kind_type(count: int) -> type[np.int16 | np.int32]:
    """The type for numbers of so many kinds: a log of a machine gone wild may have more than int16 holds."""
    return np.int16 if count <= 1 << 15 else np.int32


def _numbered(texts: Sequence[str]) -> tuple[list[str], list[int]]:
    numbers: dict[str, int] = {}
    codes = [numbers.setdefault(text, len(numbers)) for text in texts]
    return list(numbers), codes
