"""Rows of a foreign table → lines of an event log, by a resolved map; and why a row makes none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sla_dsl.log.cells import CellReader, holds
from sla_dsl.log.content import instant_text
from sla_dsl.log.lookups import Answers
from sla_dsl.log.map_times import Zones
from sla_dsl.log.raw import Fault, Written, shown
from sla_dsl.log.values import NO_CURRENCY
from sla_dsl.model.clause import Condition
from sla_dsl.model.log_map import Constant, EventRule, FromColumn, LogMap, Translated, ValueSource
from sla_dsl.model.values import Money, Value, decimal_text, value_text

Line = dict[str, object]
"""A line of an event log before it is typed."""


class Missed(NamedTuple):
    """A rule that did not make its event, and what stood against it: its time is not there, or a condition fails."""

    rule: EventRule
    condition: Condition | None
    value: Value | None


class Outcome(NamedTuple):
    """What a row stands for: each event's rule and line, and the rules that made none."""

    made: list[tuple[EventRule, Line]]
    missed: list[Missed]


class RowMap:
    """Reads the rows of one table. `used` are the names of the columns that the map's parts name.

    `headings` are those of the columns that are looked at, and whether the table may lack each.
    """

    def __init__(self, log_map: LogMap, used: frozenset[str], zones: Zones, answers: Mapping[str, Answers]) -> None:
        self.log_map = log_map
        columns = [column for column in log_map.columns.values() if column.name in used]
        self.headings = {column.heading: column.optional for column in columns}
        self._times = frozenset(column.name for column in columns if column.is_time)
        self._cells = CellReader(columns, log_map.currency, zones, log_map.repeated)
        self._answers = answers

    def outcome(self, cells: Mapping[str, object]) -> Outcome | Fault:
        """What a row stands for, or the first reason why it cannot be read."""
        values = self._cells.values(cells)
        if isinstance(values, Fault):
            return values
        for name, answers in self._answers.items():
            answer = answers.of(values)
            if isinstance(answer, Fault):
                return answer
            if answer is not None:
                values[name] = answer
        made: list[tuple[EventRule, Line]] = []
        missed: list[Missed] = []
        for rule in self.log_map.rules:
            against = _against(rule, values)
            if against is not None:
                missed.append(against)
                continue
            line = self._line(rule, values)
            if isinstance(line, Fault):
                return line
            made.append((rule, line))
        return Outcome(made, missed)

    def _line(self, rule: EventRule, values: Mapping[str, Value]) -> Line | Fault:
        """The event of a rule as a line of a log."""
        time = values[rule.time]
        assert isinstance(time, int)
        line: Line = {"time": instant_text(time), "event": rule.event}
        for name, source in rule.values.items():
            value = _sourced(name, source, values)
            if isinstance(value, Fault):
                return value
            if value is not None:
                line[name] = value
        lead = next((values[name] for name in rule.lead if name in values), None)
        if lead is None:
            names = " or ".join(f"`{name}`" for name in rule.lead)
            return Fault("SLA730", f"{names} says which lead the row is about, and is empty")
        line["lead"] = value_text(lead)
        if rule.opportunity is not None and rule.opportunity in values:
            line["opportunity"] = value_text(values[rule.opportunity])
        own = self._own_id(rule, values)
        if isinstance(own, Fault):
            return own
        return line if own is None else {**line, "id": own}

    def _own_id(self, rule: EventRule, values: Mapping[str, Value]) -> str | Fault | None:
        """The event's id: the source's own, or composed of the row's key."""
        log_map = self.log_map
        if not rule.key:
            own = values.get(log_map.id_column) if log_map.id_column is not None else None
            return None if own is None else value_text(own)
        parts = []
        for name in rule.key:
            value = values.get(name)
            if value is None:
                return Fault("SLA730", f"`{name}` is part of the row's key, and is empty")
            parts.append(instant_text(value) if name in self._times and isinstance(value, int) else value_text(value))
        return "/".join(_escaped(part) for part in (log_map.id, *parts, rule.suffix))


def _against(rule: EventRule, values: Mapping[str, Value]) -> Missed | None:
    """What stands against a rule's event; nothing where it is made."""
    for condition in rule.where:
        if holds(condition, values) is not True:
            return Missed(rule, condition, values.get(condition.name))
    return None if rule.time in values else Missed(rule, None, None)


def _sourced(name: str, source: ValueSource, values: Mapping[str, Value]) -> object:
    """A fact or field as a line of a log has it; nothing where it has no value."""
    if isinstance(source, Constant):
        return source.text
    value = values.get(source.column)
    if value is None:
        return None
    if isinstance(source, Translated):
        word = source.words.get(value_text(value), source.otherwise)
        if word is None:
            known = ", ".join(f"`{shown(one)}`" for one in source.words)
            way_out = f"it knows {known}: name it there, or write `otherwise`"
            held = shown(value_text(value))
            return Fault("SLA729", f"`{source.column}` is `{held}`, which `{name}` does not translate; {way_out}")
        return word
    if isinstance(value, Money):
        assert isinstance(source, FromColumn)
        return _money(source, value, values)
    return value if isinstance(value, bool | str) else Written(decimal_text(value))


def _money(source: FromColumn, value: Money, values: Mapping[str, Value]) -> object:
    own = values.get(source.currency) if source.currency else None
    currency = value_text(own) if own is not None else value.currency
    amount = Written(decimal_text(value.amount))
    return amount if currency == NO_CURRENCY else {"amount": amount, "currency": currency}


def _escaped(part: str) -> str:
    return part.replace("%", "%25").replace("/", "%2F")
