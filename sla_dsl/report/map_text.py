"""What a log map makes of a table, for people: its first rows one by one, then the account of all rows."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.model.event import Event, TableAccount
from sla_dsl.model.log_map import Column, LogMap
from sla_dsl.model.result import Mapped, MappedRow, MissedEvent
from sla_dsl.report.display import folded, joined, one_line, plural, spaced, table
from sla_dsl.report.instants import local, rfc3339
from sla_dsl.report.map_json import mapped_value

LONGEST = 40
"""A cell with more characters is shown in part."""


def map_text(mapped: Mapped) -> str:
    """The report; every line ends with a line break."""
    log_map = mapped.log_map
    assert log_map is not None
    parts = [
        list(_head(log_map, mapped)),
        *(list(_row(log_map, row)) for row in mapped.rows),
        account_lines(mapped.accounts),
    ]
    return "\n".join("".join(f"{line}\n" for line in part) for part in parts if part)


def account_lines(accounts: tuple[TableAccount, ...]) -> list[str]:
    """A line or two for each table: its rows, what became of them, and the events they made."""
    return [line for account in accounts for line in folded(_account(account), "  ", "Table: ")]


def _account(account: TableAccount) -> str:
    what = f"for {account.lookup}" if account.lookup is not None else f"through {account.map}"
    parts = ((account.read, "read"), (account.rejected, "rejected"), (account.blank, "blank"))
    sums = " + ".join(f"{spaced(str(count))} {name}" for count, name in parts)
    told = [f"{account.file} {what}: {plural(account.rows, 'row')} = {sums}"]
    if account.lookup is None:
        told.append(plural(account.events, "event"))
        told += [f"{plural(account.silent, 'row')} without an event"] if account.silent else []
    told += [f"{plural(account.footer, 'row')} of footer"] if account.footer else []
    return "; ".join(told)


def _head(log_map: LogMap, mapped: Mapped) -> Iterator[str]:
    yield from folded(f"{log_map.id}{f': {log_map.title}' if log_map.title else ''}", "  ", "")
    if mapped.accounts:
        return
    yield from table([("columns", ""), *(_column(column) for column in log_map.columns.values())], "  ")
    for rule in log_map.rules:
        yield from folded(f"{rule.event} at {rule.time}", "    ", "  ")


def _column(column: Column) -> tuple[str, str]:
    kind = str(column.type) if column.type else f"date, {column.day}" if column.day else "time"
    formats = f" as {joined(map(str, column.formats), 'or')}" if column.formats else ""
    heading = f" (`{column.heading}`)" if column.heading != column.name else ""
    return f"  {column.name}{heading}", kind + formats


def _row(log_map: LogMap, row: MappedRow) -> Iterator[str]:
    place = f"line {row.line}" if row.line == row.last_line else f"lines {row.line}-{row.last_line}"
    if row.rejection is not None:
        yield from folded(f"{place}: rejected, {row.rejection.reason} [{row.rejection.code}]", "  ", "")
    elif row.is_footer or row.is_blank:
        yield f"{place}: {'footer' if row.is_footer else 'blank'}"
    else:
        yield f"{place}: {plural(len(row.events), 'event') if row.events else 'no event'}"
    if row.cells:
        yield from folded(", ".join(f"{name}: {_cut(cell)}" for name, cell in row.cells.items() if cell), "    ", "  ")
    for event in row.events:
        yield from folded(_event(log_map, event), "      ", "  + ")
    for why in dict.fromkeys(missed.why for missed in row.missed):
        yield from folded(_missed([one for one in row.missed if one.why == why]), "      ", "  - ")


def _missed(missed: list[MissedEvent]) -> str:
    """The events that the same thing stands against, in one sentence."""
    names = list(dict.fromkeys(one.event for one in missed))
    told = f"no {joined(names, 'or')}: {missed[0].why}"
    return f"{told}, and it asks for `{missed[0].asked}`" if len(missed) == 1 and missed[0].asked else told


def _event(log_map: LogMap, event: Event) -> str:
    when = local(event.time, log_map.timezone) if log_map.timezone else rfc3339(event.time)
    about = f" opportunity {_cut(event.opportunity)}" if event.opportunity and event.opportunity != event.lead else ""
    values = ", ".join(f"{name} {_cut(mapped_value(value))}" for name, value in event.values.items())
    return f"{when} {event.kind}, lead {_cut(event.lead)}{about}{f', {values}' if values else ''}"


def _cut(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"
