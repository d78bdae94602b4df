"""What a log says: which events match a pattern, and what is known of a lead at a moment."""

import json
from datetime import date

from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import Bound, Condition, EventPattern, IsBound, IsKnown, IsValue, Param
from sla_dsl.model.event import Event
from sla_dsl.model.period import period_of
from sla_dsl.model.values import Money, Value, decimal_text, value_text
from tests.oracle.funnel import figure
from tests.oracle.instants import local_date

Truth = bool | None
"""Yes, no, or (None) nobody knows."""


def order(event: Event) -> tuple:
    """`The one with the least id is the first (none before any; then by their content as typed, as JSON with sorted keys)`."""
    return event.time, event.id is not None, event.id or "", _content(event)


def _content(event: Event) -> str:
    parts = {name: _typed(value) for name, value in event.values.items()}
    parts |= {"event": event.kind, "lead": event.lead, "opportunity": event.opportunity}
    written = {name: value for name, value in parts.items() if value is not None}
    return json.dumps(written, sort_keys=True, ensure_ascii=False)


def _typed(value: Value):
    if isinstance(value, Money):
        return {"amount": _Number(decimal_text(value.amount)), "currency": value.currency}
    return value if isinstance(value, str | bool | int) else _Number(decimal_text(value))


class _Number(float):
    """A number that JSON writes just as it is."""

    def __new__(cls, text: str):
        made = super().__new__(cls, 0)
        made.text = text
        return made

    def __repr__(self) -> str:
        return self.text


# json writes floats by float.__repr__; the few fractions a log has are written by hand instead
def _dumps_exactly(value) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k, ensure_ascii=False)}: {_dumps_exactly(value[k])}" for k in sorted(value)) + "}"
    return value.text if isinstance(value, _Number) else json.dumps(value, ensure_ascii=False)
