"""What an event says, as text: for putting twins in order, and for showing two lines that should be the same."""

from __future__ import annotations

from datetime import datetime, timedelta
from json import dumps

from sla_dsl.model.event import Event
from sla_dsl.model.values import Money, Value, decimal_text

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - times here are UTC by construction, and years up to 9999 need no zone


def content_key(event: Event) -> str:
    """The event's content as one JSON object with sorted keys, as it is typed.

    Flat, as a line is: `event`, `lead`, `opportunity` (where there is one), `time` (UTC), and every value by its name.
    Numbers are exact decimals, yes/no is true/false, money is `{"amount": …, "currency": …}`. `id` is no content.
    Two events have the same content exactly if the texts are equal.
    """
    parts = {name: _written(value) for name, value in event.values.items()}
    parts |= {"event": _quoted(event.kind), "lead": _quoted(event.lead), "time": _quoted(instant_text(event.time))}
    if event.opportunity is not None:
        parts["opportunity"] = _quoted(event.opportunity)
    return f"{{{', '.join(f'{_quoted(name)}: {parts[name]}' for name in sorted(parts))}}}"


def instant_text(instant: int) -> str:
    """An instant as RFC 3339 in UTC, with microseconds only where they are not zero."""
    return f"{(_EPOCH + timedelta(microseconds=instant)).isoformat()}Z"


def _written(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Money):
        return f'{{"amount": {decimal_text(value.amount)}, "currency": {_quoted(value.currency)}}}'
    return _quoted(value) if isinstance(value, str) else decimal_text(value)


def _quoted(text: str) -> str:
    return dumps(text, ensure_ascii=False)
