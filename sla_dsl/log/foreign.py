"""Which files hold tables that a map reads, and the reader of each; a new one is a row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from sla_dsl.log import jsonl
from sla_dsl.log.formats import Stream, packing_of, without_packing
from sla_dsl.log.raw import Fault, Row, line_shown
from sla_dsl.log.separated import Form, TableRow, UnreadableTableError, table_rows
from sla_dsl.log.streams import blocks
from sla_dsl.model.event import Rejection

__all__ = ["TABLES", "Form", "TableRow", "UnreadableTableError", "is_table", "rejected", "table_rows_in"]

TableReader = Callable[[Stream, Form], Iterator[TableRow]]
"""An opened file and how the table in it is written → every row."""


def _comma(stream: Stream, form: Form) -> Iterator[TableRow]:
    return table_rows(stream.blocks, form._replace(separator=form.separator or ","))


def _tab(stream: Stream, form: Form) -> Iterator[TableRow]:
    return table_rows(stream.blocks, form._replace(separator=form.separator or "\t"))


def _lines(stream: Stream, form: Form) -> Iterator[TableRow]:
    return _objects(jsonl.rows(stream.blocks), form)


def _parquet(stream: Stream, form: Form) -> Iterator[TableRow]:
    from sla_dsl.log.parquet import rows

    return _objects(rows(stream.blocks, stream.plain), form)


def _objects(rows: Iterator[Row], form: Form) -> Iterator[TableRow]:
    """Rows that name their cells: a name that one lacks is a cell without a value. One that none has is no column."""
    never, found = {name for name, is_optional in form.wanted.items() if not is_optional}, False
    for row in rows:
        cells = row.raw
        if isinstance(cells, dict):
            found = True
            never -= cells.keys()
            cells = {name: cells.get(name) for name in form.wanted}
        yield TableRow(row.number, row.line, cells, offset=row.offset, group=row.group)
    if found and never:
        missing = next(name for name in form.wanted if name in never)
        raise UnreadableTableError(
            Fault("SLA721", f"no row of the table has `{missing}`"), "see how its names are written"
        )


TABLES: Mapping[str, TableReader] = {".csv": _comma, ".tsv": _tab, ".jsonl": _lines, ".parquet": _parquet}
"""Readers by the end of a file's name; the first is also for what has no name (standard input, a pipe)."""


def is_table(name: str) -> bool:
    """Whether a file of this name can be read through a map."""
    return _end(name) in TABLES


def table_rows_in(path: str, source: BinaryIO, tell: Callable[[int], None], form: Form) -> Iterator[TableRow]:
    """Every row of an opened table, by the end of its file's name.

    Raises BrokenOffError where the rest cannot be read.
    """
    packing = packing_of(path)
    stream = Stream(_end(path), blocks(source, tell, packing=packing), None if packing else source)
    return TABLES.get(stream.format, _comma)(stream, form)


def rejected(file: str, row: TableRow, fault: Fault) -> Rejection:
    """The rejection of a row, with what is shown of it."""
    text = line_shown(row.on_one_line)
    return Rejection(file, row.number, fault.code, fault.reason, text, row.last_line, row.offset, row.group)


def _end(name: str) -> str:
    return Path(without_packing(name)).suffix.lower()
