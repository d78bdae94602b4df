"""A row's cells by heading → its values by column, typed as the map says; and whether conditions hold for them."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from sla_dsl.log.map_times import Zones, instant_reader
from sla_dsl.log.raw import Fault, found, shown
from sla_dsl.log.values import value_reader
from sla_dsl.model.clause import Bound, Condition, IsBound, IsKnown, IsValue
from sla_dsl.model.log_map import Column, Repeated
from sla_dsl.model.values import Exact, Money, Value

Values = Mapping[str, Value]
"""The values that a row has, by column; an instant is its microseconds since 1970-01-01T00:00Z."""

_ReadCell = Callable[[str], Value | Fault]

_YES_NO = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_HOLDS: Mapping[Bound, Callable[[Exact, Exact], bool]] = {
    Bound.AT_LEAST: operator.ge,
    Bound.AT_MOST: operator.le,
    Bound.MORE_THAN: operator.gt,
    Bound.LESS_THAN: operator.lt,
}


class CellReader:
    """Types the cells of the columns that it is given."""

    def __init__(
        self, columns: Iterable[Column], currency: str | None, zones: Zones, repeated: Repeated | None
    ) -> None:
        self._columns = [(column, _reader(column, currency, zones, repeated)) for column in columns]

    def values(self, cells: Mapping[str, object]) -> dict[str, Value] | Fault:
        """The values that the row has, or the first reason, in the map's order, why one of them is none."""
        values: dict[str, Value] = {}
        for column, read in self._columns:
            text = _text(cells.get(column.heading))
            if text is None:
                return Fault(
                    "SLA728", f"`{column.heading}` is {found(cells[column.heading])}, where one value is expected"
                )
            if text in column.none or not text.strip():
                continue
            value = read(text)
            if isinstance(value, Fault):
                return Fault(value.code, f"`{shown(column.heading)}` {value.reason}")
            values[column.name] = value
        return values


def holds(condition: Condition, values: Values) -> bool | None:
    """Whether a condition holds; nothing where the value is not known."""
    value = values.get(condition.name)
    if isinstance(condition, IsKnown):
        return (value is not None) is condition.known
    if value is None:
        return None
    if isinstance(condition, IsValue):
        return (value in condition.values) is not condition.negated
    return _is_within(condition, value)


def _is_within(condition: IsBound, value: Value) -> bool:
    amount = condition.amount
    one, other = (part.amount if isinstance(part, Money) else part for part in (value, amount))
    assert isinstance(one, int | Fraction)
    assert isinstance(other, int | Fraction)
    return _HOLDS[condition.bound](one, other)


def _text(cell: object) -> str | None:
    """A cell's text, empty where it has no value; nothing where it is a list or an object."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    return ("true" if cell else "false") if isinstance(cell, bool) else None


def _reader(column: Column, currency: str | None, zones: Zones, repeated: Repeated | None) -> _ReadCell:
    if column.type is None:
        return instant_reader(column, zones, repeated)
    if column.type.name == "yes/no":
        return _yes_no
    read = value_reader(column.type, currency)

    def typed(text: str) -> Value | Fault:
        value = read(text)
        return Fault("SLA728", value.reason) if isinstance(value, Fault) and value.code == "SLA704" else value

    return typed


def _yes_no(text: str) -> Value | Fault:
    known = _YES_NO.get(text.casefold())
    return (
        Fault("SLA728", f"is {found(text)}, where yes or no, true or false, 1 or 0 is expected")
        if known is None
        else known
    )
