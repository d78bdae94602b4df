"""An opened table → the events of each of its rows, or why a row has none, with an account of every row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, NamedTuple

from sla_dsl.diagnostics import Diagnostic, Place, diagnostic
from sla_dsl.log.foreign import Form, TableRow, UnreadableTableError, rejected, table_rows_in
from sla_dsl.log.lines import LineReader
from sla_dsl.log.lookups import Answers, read_lookup
from sla_dsl.log.map_times import Zones
from sla_dsl.log.raw import Fault
from sla_dsl.log.row_map import Missed, Outcome, RowMap
from sla_dsl.log.streams import BrokenOffError
from sla_dsl.model.event import Event, Rejection, TableAccount
from sla_dsl.model.log_map import LogMap

_READ_IN_PART = "copy or export the file again; what stands before that place was read"


class MapInUse(NamedTuple):
    """A map, the columns that its parts name, and the local times of the zones that it states."""

    log_map: LogMap
    used: frozenset[str]
    zones: Zones = MappingProxyType({})


class ReadRow(NamedTuple):
    """A row that has been read: the events that it stands for, what stood against others, or why it was rejected."""

    row: TableRow
    events: tuple[Event, ...] = ()
    missed: tuple[Missed, ...] = ()
    rejection: Rejection | None = None


class TableReading:
    """Reads one table through a map. `accounts`, `rejections` and `problems` grow as its rows are read."""

    def __init__(self, use: MapInUse, path: str, name: str, lines: LineReader) -> None:
        self.accounts = [TableAccount(name, use.log_map.id)]
        self.rejections: list[Rejection] = []
        self.problems: list[Diagnostic] = []
        self._use, self._path, self._name, self._lines = use, path, name, lines

    def rows(self, source: BinaryIO, tell: Callable[[int], None]) -> Iterator[ReadRow]:
        """Every row in order; the tables of its lookups are read first. Nothing about the input is raised."""
        answers = self._answers(tell)
        log_map = self._use.log_map
        row_map = RowMap(log_map, self._use.used, self._use.zones, answers)
        form = Form(row_map.headings, log_map.separator, log_map.encoding, log_map.footer)
        if self.problems:
            return
        try:
            for row in table_rows_in(self._path, source, tell, form):
                yield self._read(row, row_map)
        except BrokenOffError as error:
            way_out = error.help if isinstance(error, UnreadableTableError) else _READ_IN_PART
            self.problems.append(diagnostic(error.fault.code, error.fault.reason, Place(self._name), help=way_out))

    def _answers(self, tell: Callable[[int], None]) -> dict[str, Answers]:
        log_map, folder = self._use.log_map, Path(self._path).parent
        answers = {}
        for name, lookup in log_map.lookups.items():
            answers[name], account, rejections, problems = read_lookup(lookup, log_map, folder, self._use.zones, tell)
            self.accounts.append(account)
            self.rejections += rejections
            self.problems += problems
        return answers

    def _read(self, row: TableRow, row_map: RowMap) -> ReadRow:
        account = self.accounts[0]
        account.rows += row.counted
        if row.cells is None:
            account.count_empty(is_footer=row.is_footer)
            return ReadRow(row)
        outcome = row.cells if isinstance(row.cells, Fault) else row_map.outcome(row.cells)
        events = outcome if isinstance(outcome, Fault) else self._events(row, outcome)
        if isinstance(events, Fault):
            account.rejected += row.counted
            rejection = rejected(self._name, row, events)
            self.rejections.append(rejection)
            return ReadRow(row, rejection=rejection)
        assert isinstance(outcome, Outcome)
        account.read += 1
        account.silent += not events
        account.events += len(events)
        return ReadRow(row, tuple(events), tuple(outcome.missed))

    def _events(self, row: TableRow, outcome: Outcome) -> list[Event] | Fault:
        """The events of a row, typed by the agreement; where one of them is none, the row is rejected whole."""
        events = []
        for _, line in outcome.made:
            event = self._lines.event(line, row.line, self._name, row.number)
            if isinstance(event, Fault):
                return event
            events.append(event)
        return events
