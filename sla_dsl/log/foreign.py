"""Which files hold tables that a map reads, and the reader of each; a new one is a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from sla_dsl.log import jsonl
from sla_dsl.log.formats import without_packing
from sla_dsl.log.raw import Fault
from sla_dsl.log.separated import Form, TableRow, UnreadableTableError, table_rows

__all__ = ["TABLES", "Form", "TableRow", "UnreadableTableError", "is_table", "table_rows_of"]

TableReader = Callable[[Iterable[bytes], Form], Iterator[TableRow]]
"""Blocks of (unpacked) bytes and how the table is written → every row."""


def _comma(blocks: Iterable[bytes], form: Form) -> Iterator[TableRow]:
    return table_rows(blocks, form._replace(separator=form.separator or ","))


def _tab(blocks: Iterable[bytes], form: Form) -> Iterator[TableRow]:
    return table_rows(blocks, form._replace(separator=form.separator or "\t"))


def _objects(blocks: Iterable[bytes], form: Form) -> Iterator[TableRow]:
    """Objects a line: a name that an object lacks is a cell without a value. One that none has is no column."""
    never, rows = {name for name, is_optional in form.wanted.items() if not is_optional}, 0
    for number, line, raw in jsonl.rows(blocks):
        if isinstance(raw, dict):
            rows += 1
            never -= raw.keys()
            yield TableRow(number, line, {name: raw.get(name) for name in form.wanted})
        else:
            yield TableRow(number, line, raw)
    if rows and never:
        missing = next(name for name in form.wanted if name in never)
        raise UnreadableTableError(
            Fault("SLA721", f"no line of the table has `{missing}`"), "see how its names are written"
        )


TABLES: Mapping[str, TableReader] = {".csv": _comma, ".tsv": _tab, ".jsonl": _objects}
"""Readers by the end of a file's name; the first is also for what has no name (standard input, a pipe)."""


def is_table(name: str) -> bool:
    """Whether a file of this name can be read through a map."""
    return Path(without_packing(name)).suffix.lower() in TABLES


def table_rows_of(path: str, blocks: Iterable[bytes], form: Form) -> Iterator[TableRow]:
    """Every row of a table, by the end of its file's name."""
    reader = TABLES.get(Path(without_packing(path)).suffix.lower(), next(iter(TABLES.values())))
    return reader(blocks, form)
