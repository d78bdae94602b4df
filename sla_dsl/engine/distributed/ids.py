"""On a task: events that share an id → which of them count, by the rule of one machine."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sla_dsl.engine.distributed.tasks import agreement_of
from sla_dsl.log.duplicates import Duplicates
from sla_dsl.log.jsonl import rows
from sla_dsl.log.lines import LineReader
from sla_dsl.log.raw import line_shown
from sla_dsl.model.event import Event, Rejection

SETTLED = "file int, line long, rejected binary"


class Settle(NamedTuple):
    """Records of events that share ids, all of an id on one task → the lines that do not count.

    A line that only repeats an event has no rejection.
    """

    agreement: str
    names: Mapping[int, str]

    def __call__(self, arrived: Iterator[Any]) -> Iterator[Any]:
        """Settle the ids that have come to this task."""
        import pyarrow as pa

        agreement = agreement_of(self.agreement)
        lines = LineReader(agreement.vocabulary, agreement.currency)
        twins, places = Duplicates(), {}
        held = [row for batch in arrived for row in batch.to_pylist()]
        for row in sorted(held, key=lambda row: (row["file"], row["line"])):
            event = self._event(lines, row)
            places[event.file, event.line] = row
            twins.add(event)
        kept, _, torn = twins.settled()
        refused = {(one.file, one.line): _placed(one, places[one.file, one.line]) for one in torn}
        for event in kept:
            del places[event.file, event.line]
        gone = [(row["file"], row["line"], refused.get(place)) for place, row in places.items()]
        if gone:
            columns = zip(*((file, line, one and pickle.dumps(one)) for file, line, one in gone), strict=True)
            types = (pa.int32(), pa.int64(), pa.binary())
            arrays = [pa.array(column, type_) for column, type_ in zip(columns, types, strict=True)]
            yield pa.RecordBatch.from_arrays(arrays, ["file", "line", "rejected"])

    def _event(self, lines: LineReader, row: Mapping[str, Any]) -> Event:
        (one,) = rows([row["text"]])
        assert isinstance(one.raw, dict)
        event = lines.event(one.raw, row["text"], self.names[row["file"]], row["line"])
        assert isinstance(event, Event), json.dumps(str(event))
        return event


def _placed(rejection: Rejection, row: Mapping[str, Any]) -> Rejection:
    """The rejection with its line as the file has it."""
    text = line_shown(row["text"]) if row["shown"] is None else row["shown"]
    last = row["line"] if row["last"] is None else row["last"]
    return rejection._replace(text=text, last_line=last, offset=row["offset"], group=row["grouped"])
