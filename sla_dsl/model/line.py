"""An event → the line of a log that gives it, as JSON holds it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from sla_dsl.model.event import Event
from sla_dsl.model.values import Money, Value, decimal_text, money_text

Scalar = str | int | bool
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def event_line(event: Event) -> dict[str, Scalar]:
    """The line: the time in UTC, the event's id, the lead, then what else it carries, flat beside each other.

    Raises ValueError for an amount that no decimal gives exactly.
    """
    moment = _EPOCH + timedelta(microseconds=event.time)
    time = moment.replace(tzinfo=None).isoformat(timespec="microseconds" if moment.microsecond else "seconds")
    head: dict[str, Scalar] = {"time": f"{time}Z", "event": event.kind, "lead": event.lead}
    if event.opportunity is not None:
        head["opportunity"] = event.opportunity
    if event.id is not None:
        head["id"] = event.id
    return head | {name: _scalar(value) for name, value in event.values.items()}


def _scalar(value: Value) -> Scalar:
    """Numbers and money that JSON would not hold exactly are texts."""
    if isinstance(value, bool | str | int):
        return value
    text = money_text(value) if isinstance(value, Money) else decimal_text(value)
    number = value.amount if isinstance(value, Money) else value
    if isinstance(number, Fraction) and "/" in text:
        raise ValueError(text)
    return text
