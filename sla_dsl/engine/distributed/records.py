"""What the tasks of a cluster hand on: one record an event, a rejected line, or the account of a piece of a file."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from sla_dsl.diagnostics import Diagnostic
from sla_dsl.log.content import instant_text
from sla_dsl.log.values import MOST_DIGITS
from sla_dsl.model.event import Event, Rejection
from sla_dsl.model.values import Money, Value, decimal_text

EVENT, REJECTION, ACCOUNT = 0, 1, 2

SCHEMA = (
    "what byte, lead string, id string, time long, file int, line long, text binary, "
    "shown string, offset long, last long, grouped int"
)
"""The columns of records, as Spark writes a schema; `BATCH` of them are handed on at a time."""

BATCH = 20_000


class Record(NamedTuple):
    """An event, as one line of JSON that reads back as the same event; or (`text`, packed) a rejection or an account.

    `file` is the number of the file, `line` counts from 1 within it. `shown`, `offset`, `last` and `grouped` are how
    the line is shown and placed, should its id turn out to stand for different contents; `shown` is none where `text`
    is the line itself.
    """

    what: int
    lead: str | None
    id: str | None
    time: int | None
    file: int
    line: int
    text: bytes
    shown: str | None = None
    offset: int | None = None
    last: int | None = None
    grouped: int | None = None


class Account(NamedTuple):
    """The lines of a piece of a file: full and blank ones, and the problem of a file that is not read to its end."""

    file: int
    lines: int
    blank: int
    problem: Diagnostic | None = None


def event_line(event: Event) -> bytes:
    """An event as one line of JSON, which the reader of lines reads as the same event."""
    parts = {name: _written(value) for name, value in event.values.items()}
    parts |= {"event": _quoted(event.kind), "lead": _quoted(event.lead), "time": _quoted(instant_text(event.time))}
    for name, text in (("id", event.id), ("opportunity", event.opportunity)):
        if text is not None:
            parts[name] = _quoted(text)
    return f"{{{', '.join(f'{_quoted(name)}: {part}' for name, part in parts.items())}}}".encode()


def _written(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Money):
        return f'{{"amount": {_number(value.amount)}, "currency": {_quoted(value.currency)}}}'
    return _quoted(value) if isinstance(value, str) else _number(value)


def _number(value: int | Fraction) -> str:
    """An exact decimal in as few digits as it can have: readers allow only so many."""
    text = decimal_text(value)
    if len(text) < MOST_DIGITS:
        return text
    whole, _, decimals = text.lstrip("-").partition(".")
    digits = f"{whole}{decimals}".lstrip("0")
    power = len(digits) - len(digits.rstrip("0")) - len(decimals)
    digits = digits.rstrip("0")
    written = max(-MOST_DIGITS, min(MOST_DIGITS, power))
    digits += "0" * (power - written)
    if places := max(written - power, 0):
        digits = digits.rjust(places + 1, "0")
        digits = f"{digits[:-places]}.{digits[-places:]}"
    return f"{'-' if value < 0 else ''}{digits}e{written}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def packed(file: int, what: int, held: Rejection | Account) -> Record:
    """A record that holds a rejection or an account."""
    return Record(what, None, None, None, file, 0, pickle.dumps(held))


def unpacked(text: bytes) -> Any:  # noqa: ANN401 - what `packed` was given
    """What a record holds; it was written by slac itself, in the same run."""
    return pickle.loads(text)  # noqa: S301 - see above


def batches(records: Iterable[Record]) -> Iterator[Any]:
    """Records as Arrow batches."""
    import pyarrow as pa

    types = [pa.int8(), pa.string(), pa.string(), pa.int64(), pa.int32(), pa.int64(), pa.binary(), pa.string(),
             pa.int64(), pa.int64(), pa.int32()]  # fmt: skip
    schema = pa.schema(list(zip(Record._fields, types, strict=True)))
    kept: list[Record] = []
    for record in records:
        kept.append(record)
        if len(kept) >= BATCH:
            yield _batch(kept, schema)
            kept = []
    if kept:
        yield _batch(kept, schema)


def _batch(records: list[Record], schema: Any) -> Any:  # noqa: ANN401 - the library's types
    import pyarrow as pa

    columns = zip(*records, strict=True)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)
