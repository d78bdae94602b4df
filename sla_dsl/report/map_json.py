"""What a log map makes of a table, as JSON."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.model.event import Event, Rejection, TableAccount
from sla_dsl.model.result import Mapped, MappedRow
from sla_dsl.model.values import Money, Value, decimal_text, value_text
from sla_dsl.report.instants import rfc3339
from sla_dsl.report.json_text import JsonValue, diagnostic_records, json_line, json_text

VERSION = 1
"""The version of this report's form."""

_NO_CURRENCY = "XXX"
"""ISO 4217's code for no currency."""


def map_json(mapped: Mapped) -> str:
    """The first rows, the accounts, and what was found; what is not there is null."""
    log_map = mapped.log_map
    assert log_map is not None
    return json_text(
        {
            "report": VERSION,
            "map": {"id": log_map.id, "file": log_map.file, "timezone": log_map.timezone},
            "tables": [account_json(account) for account in mapped.accounts],
            "rows": [_row(row) for row in mapped.rows],
            "diagnostics": diagnostic_records(mapped.diagnostics),
        }
    )


def event_lines(mapped: Mapped) -> Iterator[str]:
    """Every event as a line of an event log."""
    return (json_line(_event(event)) for event in mapped.events)


def account_json(account: TableAccount) -> JsonValue:
    """The account of a table: `read`, `rejected` and `blank` add up to `rows`."""
    return {
        "file": account.file,
        "map": account.map,
        "lookup": account.lookup,
        "rows": account.rows,
        "read": account.read,
        "rejected": account.rejected,
        "blank": account.blank,
        "without_event": account.silent,
        "footer": account.footer,
        "events": account.events,
    }


def _row(row: MappedRow) -> JsonValue:
    return {
        "line": row.line,
        "last_line": row.last_line,
        "is": _kind(row),
        "cells": dict(row.cells),
        "events": [_event(event) for event in row.events],
        "missed": [{"event": one.event, "why": one.why, "asked": one.asked or None} for one in row.missed],
        "rejected": _rejection(row.rejection),
    }


def _kind(row: MappedRow) -> str:
    if row.rejection is not None:
        return "rejected"
    return "footer" if row.is_footer else "blank" if row.is_blank else "read"


def _rejection(rejection: Rejection | None) -> JsonValue:
    return None if rejection is None else {"code": rejection.code, "reason": rejection.reason}


def _event(event: Event) -> JsonValue:
    """The event as a line of a log has it: flat."""
    head: dict[str, JsonValue] = {"time": rfc3339(event.time), "event": event.kind, "lead": event.lead}
    own = {"id": event.id, "opportunity": event.opportunity}
    return {
        **head,
        **{name: text for name, text in own.items() if text is not None},
        **{name: _value(value) for name, value in event.values.items()},
    }


def _value(value: Value) -> JsonValue:
    return value if isinstance(value, str | bool) else mapped_value(value)


def mapped_value(value: Value) -> str:
    """A value as text; money without its currency where neither the map nor an agreement names one."""
    return (
        decimal_text(value.amount) if isinstance(value, Money) and value.currency == _NO_CURRENCY else value_text(value)
    )
