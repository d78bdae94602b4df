"""One log read both ways: the reader of lines and the reader of columns must say the same of every byte."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from sla_dsl.log import content_key, read_columns, read_log
from sla_dsl.log.columns import ColumnLog
from sla_dsl.model.event import Event, EventLog
from sla_dsl.model.vocabulary import Vocabulary

SMALL = 1 << 14
"""A budget that a log of a few hundred lines exceeds."""


def events_of(log: ColumnLog) -> list[Event]:
    """All events of a log of columns; every lead must lie in one partition."""
    events: list[Event] = []
    leads: set[str] = set()
    for columns in log.partitions():
        found = columns.events(range(len(columns)))
        own = {event.lead for event in found}
        assert len(set(columns.leads)) == len(columns.leads)
        assert not own & leads, "a lead lies in two partitions"
        leads |= own
        assert list(columns.ids.take(range_of(columns))) == [event.id for event in found]
        events += found
    return events


def range_of(columns):
    import numpy as np

    return np.arange(len(columns))


def told(event: Event) -> tuple[str, str, str]:
    """What an event says, the types of its values with it."""
    types = ", ".join(f"{name}: {type(value).__name__}" for name, value in sorted(event.values.items()))
    return content_key(event), event.id or "", types


def compare(
    paths: Sequence[str], vocabulary: Vocabulary, currency: str | None = "EUR", *, stdin: bytes = b"", **how: int
) -> tuple[EventLog, ColumnLog]:
    """Read a log both ways, and insist on the same account of every line."""
    lines = read_log(paths, vocabulary, currency, stdin=BytesIO(stdin))
    columns = read_columns(paths, vocabulary, currency, stdin=BytesIO(stdin), **how)
    assert columns.rejections == lines.rejections
    assert columns.problems == lines.problems
    assert (columns.files, columns.lines, columns.blank) == (lines.files, lines.lines, lines.blank)
    assert columns.duplicates == lines.duplicates
    events = events_of(columns)
    assert sorted(map(told, events)) == sorted(map(told, lines.events))
    times = [event.time for event in lines.events]
    ends = (min(times, default=None), max(times, default=None))
    assert (columns.count, columns.first, columns.last) == (len(times), *ends)
    return lines, columns
