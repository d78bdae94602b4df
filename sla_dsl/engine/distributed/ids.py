"""On a task: events that share an id → which of them count, by the rule of one machine."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from sla_dsl.engine.distributed.tasks import Sent, agreement_of
from sla_dsl.log.duplicates import Duplicates
from sla_dsl.log.jsonl import rows
from sla_dsl.log.lines import LineReader
from sla_dsl.log.raw import line_shown
from sla_dsl.model.event import Event, Rejection

SETTLED = "file int, line long, rejected binary"

_AT_ONCE = 20_000
"""About so many lines are compared at once."""

_Row = Mapping[str, Any]


class Settle(NamedTuple):
    """Records of events that share ids, all of an id on one task, by id, file and line → the lines that do not count.

    A line that only repeats an event has no rejection.
    """

    sent: Sent
    names: Mapping[int, str]

    def __call__(self, arrived: Iterator[Any]) -> Iterator[Any]:
        """Settle the ids that have come to this task."""
        import pyarrow as pa

        agreement = agreement_of(self.sent)
        lines = LineReader(agreement.vocabulary, agreement.currency)
        types = (pa.int32(), pa.int64(), pa.binary())
        for held in _whole_ids(row for batch in arrived for row in batch.to_pylist()):
            gone = list(self._gone(lines, held))
            columns = zip(*gone, strict=True)
            arrays = [pa.array(column, type_) for column, type_ in zip(columns, types, strict=True)]
            yield pa.RecordBatch.from_arrays(arrays, ["file", "line", "rejected"])

    def _gone(self, lines: LineReader, held: Iterable[_Row]) -> Iterator[tuple[int, int, bytes | None]]:
        """The lines that do not count: of each id at least one."""
        twins = Duplicates()
        places: dict[tuple[str, int], _Row] = {}
        for row in sorted(held, key=lambda row: (row["file"], row["line"])):
            event = self._event(lines, row)
            places[event.file, event.line] = row
            twins.add(event)
        kept, _, torn = twins.settled()
        refused = {(one.file, one.line): one for one in torn}
        for event in kept:
            del places[event.file, event.line]
        for place, row in places.items():
            one = refused.get(place)
            yield row["file"], row["line"], None if one is None else pickle.dumps(_placed(one, row))

    def _event(self, lines: LineReader, row: _Row) -> Event:
        (one,) = rows([row["text"]])
        assert isinstance(one.raw, dict), one.raw
        event = lines.event(one.raw, row["text"], self.names[row["file"]], row["line"])
        assert isinstance(event, Event), event
        return event


def _whole_ids(rows: Iterable[_Row]) -> Iterator[list[_Row]]:
    """The rows in groups, an id wholly in one of them."""
    held: list[_Row] = []
    for row in rows:
        if len(held) >= _AT_ONCE and row["id"] != held[-1]["id"]:
            yield held
            held = []
        held.append(row)
    if held:
        yield held


def _placed(rejection: Rejection, row: _Row) -> Rejection:
    """The rejection with its line as the file has it."""
    text = line_shown(row["text"]) if row["shown"] is None else row["shown"]
    last = row["line"] if row["last"] is None else row["last"]
    return rejection._replace(text=text, last_line=last, offset=row["offset"], group=row["grouped"])
