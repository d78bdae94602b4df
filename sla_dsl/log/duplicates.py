"""Lines that share an id: the same content is one event, different content is none."""

from __future__ import annotations

from collections.abc import Iterable

from sla_dsl.log.content import content_key, instant_text
from sla_dsl.log.raw import LINE_SHOWN, shown
from sla_dsl.model.event import Event, Rejection
from sla_dsl.model.values import value_text


class Duplicates:
    """Collects the events of all files, one of each id.

    An event without an id is always one of its own. Nothing is decided before all lines are read: the last may differ
    from the first.
    """

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._first: dict[str, Event] = {}
        self._again: dict[str, list[Event]] = {}

    def add(self, event: Event) -> None:
        """Take in the next event of the log."""
        if event.id is not None and self._first.setdefault(event.id, event) is not event:
            self._again.setdefault(event.id, []).append(event)
        else:
            self._events.append(event)

    def settled(self) -> tuple[list[Event], int, list[Rejection]]:
        """The events, how many lines only repeat one of them, and the lines whose id stands for different contents."""
        torn: dict[str, list[Event]] = {}
        duplicates = 0
        for own_id, again in self._again.items():
            first = self._first[own_id]
            if any(difference(first, other) for other in again):
                torn[own_id] = [first, *again]
            else:
                duplicates += len(again)
        events = [event for event in self._events if event.id not in torn] if torn else self._events
        return events, duplicates, [rejection for lines in torn.values() for rejection in _rejections(lines)]


def difference(one: Event, other: Event) -> str | None:
    """The first part of the content that differs, or nothing where both say the same."""
    if one.kind != other.kind:
        return "event"
    if one.lead != other.lead:
        return "lead"
    if one.opportunity != other.opportunity:
        return "opportunity"
    if one.time != other.time:
        return "time"
    if one.values == other.values:
        return None
    names = sorted(one.values.keys() | other.values.keys())
    return next(name for name in names if one.values.get(name) != other.values.get(name))


def _rejections(lines: list[Event]) -> Iterable[Rejection]:
    """One for each line, naming the first of the others that says something else."""
    first = lines[0]
    against = next(line for line in lines if difference(first, line))
    for line in lines:
        other = first if difference(line, first) else against
        text = shown(content_key(line), LINE_SHOWN)
        yield Rejection(line.file, line.line, "SLA705", _reason(line, other), text, line.line)


def _reason(line: Event, other: Event) -> str:
    name = difference(line, other) or ""
    here, there = _part(line, name), _part(other, name)
    where = f"`{other.file}` line {other.line}"
    return f"the id `{shown(line.id or '')}` also stands on {where}, where `{name}` is {there}, and here {here}"


def _part(event: Event, name: str) -> str:
    if name == "time":
        return f"`{instant_text(event.time)}`"
    text = {"event": event.kind, "lead": event.lead, "opportunity": event.opportunity}.get(name)
    value = event.values.get(name)
    text = text if value is None else value_text(value)
    return "missing" if text is None else f"`{shown(text)}`"
