"""What a log says happened, and how every one of its lines is accounted for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import NamedTuple

from sla_dsl.diagnostics import Diagnostic
from sla_dsl.frozen import mutable
from sla_dsl.model.values import Value


class Event(NamedTuple):
    """One thing that happened to one lead.

    `time` is the instant in microseconds since 1970-01-01T00:00Z. `kind` is the event's id. `values` are the facts and
    the declared fields of that event that have a value, typed. `opportunity` is always there for an event about one.
    `file` and `line` (from 1) say where it was read.
    """

    time: int
    kind: str
    lead: str
    id: str | None = None
    opportunity: str | None = None
    values: Mapping[str, Value] = {}
    file: str = ""
    line: int = 0


class Rejection(NamedTuple):
    """A line that was not read: where, which code of the table, why, and the line itself (shortened).

    `last_line` is the same as `line`, but where one mistake takes in several lines. `offset` is where the line begins,
    in bytes of the file (once unpacked); a row of Parquet has its row group instead, from 0, and `line` is its number
    over the whole file. Neither is known of a line of a stream whose id stands for different contents.
    """

    file: str
    line: int
    code: str
    reason: str
    text: str = ""
    last_line: int = 0
    offset: int | None = None
    group: int | None = None


@mutable
class TableAccount:
    """What became of the rows of a table that was read through a map: `read`, `rejected` and `blank` add up to `rows`.

    Of those read, `silent` ones stand for no event, and `footer` ones are no data; the others made `events`. `map` is
    the map's id; `lookup` names the column that a table beside another gives, which makes no events.
    """

    file: str
    map: str
    lookup: str | None = None
    rows: int = 0
    read: int = 0
    rejected: int = 0
    blank: int = 0
    silent: int = 0
    footer: int = 0
    events: int = 0

    def count_empty(self, *, is_footer: bool) -> None:
        """Count a row without cells: a blank one, or one that is read as no data."""
        if is_footer:
            self.read += 1
            self.footer += 1
        else:
            self.blank += 1


@mutable
class EventLog:
    """The events of one or many files, and an account of their lines.

    `lines` is every line that is not blank: events, duplicates and rejections add up to it. `problems` are findings
    about whole files (a file that ends too early); a log with problems has not been read in full. Of tables that were
    read through maps `tables` is the account; their events and rejected rows count as lines.
    """

    files: tuple[str, ...] = ()
    events: list[Event] = field(default_factory=list)
    duplicates: int = 0
    rejections: list[Rejection] = field(default_factory=list)
    lines: int = 0
    blank: int = 0
    problems: list[Diagnostic] = field(default_factory=list)
    tables: list[TableAccount] = field(default_factory=list)
