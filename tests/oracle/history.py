"""What a log says: which events match a pattern, and what is known of a lead at a moment."""

import json
from datetime import date

from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import Bound, Condition, EventPattern, IsBound, IsKnown, Param, Period
from sla_dsl.model.event import Event
from sla_dsl.model.period import period_of
from sla_dsl.model.values import Money, Value, decimal_text, value_text
from tests.oracle.funnel import figure
from tests.oracle.instants import local_date

Truth = bool | None
"""Yes, no, or (None) nobody knows."""

Subject = tuple[str, str | None]
"""A lead and, for what is about an opportunity, its opportunity."""


def order(event: Event) -> tuple:
    """`The one with the least id is the first (none before any; then by their content as typed, as sorted JSON)`."""
    return event.time, event.id is not None, event.id or "", _content(event)


def _content(event: Event) -> str:
    parts = {name: _typed(value) for name, value in event.values.items()}
    parts |= {"event": json.dumps(event.kind), "lead": json.dumps(event.lead, ensure_ascii=False)}
    if event.opportunity is not None:
        parts["opportunity"] = json.dumps(event.opportunity, ensure_ascii=False)
    return "{" + ", ".join(f'"{name}": {parts[name]}' for name in sorted(parts)) + "}"


def _typed(value: Value) -> str:
    if isinstance(value, Money):
        return f'{{"amount": {decimal_text(value.amount)}, "currency": "{value.currency}"}}'
    if isinstance(value, bool | str):
        return json.dumps(value, ensure_ascii=False)
    return decimal_text(value)


def both(truths: list[Truth]) -> Truth:
    """All of them: no if one is no, else unknown if one is unknown."""
    if False in truths:
        return False
    return None if None in truths else True


class History:
    """The events up to as-of, in order; an event is known by its place in `events`."""

    def __init__(self, agreement: Agreement, events: list[Event]) -> None:
        self.agreement = agreement
        self.vocabulary = agreement.vocabulary
        self.events = sorted(events, key=order)
        self.known: dict[tuple, Truth] = {}

    def about(self, kind: str) -> str:
        """What an event of the vocabulary is about: its own word, or that of the event it builds on."""
        entry = self.vocabulary.events[kind]
        return self.about(entry.definition.event) if entry.definition else entry.about

    def fields(self, kind: str) -> dict:
        """The fields that an event declares; none for one that the vocabulary lacks."""
        entry = self.vocabulary.events.get(kind)
        if entry is None:
            return {}
        return self.fields(entry.definition.event) if entry.definition else dict(entry.fields)

    def subject(self, kind: str, place: int) -> Subject:
        """`The lead, or the opportunity where the trigger is about one`."""
        event = self.events[place]
        return (event.lead, event.opportunity if self.about(kind) == "opportunity" else None)

    def counts_for(self, subject: Subject, kind: str, place: int) -> bool:
        """`For an opportunity's case, events about opportunities count by opportunity, events about a lead by lead`."""
        event = self.events[place]
        lead, opportunity = subject
        if opportunity is not None and self.about(kind) == "opportunity":
            return event.lead == lead and event.opportunity == opportunity
        return event.lead == lead

    def fact(self, name: str, lead: str, instant: int, own: int | None = None) -> Value | None:
        """`The event's own value first; else the greatest id, then the greater value` of what was said last."""
        if own is not None and name in self.events[own].values:
            return self.events[own].values[name]
        said = [
            ((event.time, event.id is not None, event.id or "", value_text(event.values[name])), event.values[name])
            for event in self.events
            if event.lead == lead and event.time <= instant and name in event.values
        ]
        return max(said, key=lambda pair: pair[0])[1] if said else None

    def truth(self, condition: Condition, lead: str, instant: int, own: int | None, period: str | None) -> Truth:
        """Whether a condition holds at a moment: `a condition on an unknown value is not true`."""
        if condition.role == "fact":
            value = self.fact(condition.name, lead, instant, own)
        else:
            value = None if own is None else self.events[own].values.get(condition.name)
        if isinstance(condition, IsKnown):
            return (value is not None) is condition.known
        if value is None:
            return None
        if isinstance(condition, IsBound):
            return compare(_plain(value), condition.bound, _plain(self.amount(condition.amount, period)))
        return (value in condition.values) is not condition.negated

    def holds(self, conditions, lead: str, instant: int, own: int | None, period: str | None) -> Truth:
        """Whether all conditions hold at a moment."""
        return both([self.truth(condition, lead, instant, own, period) for condition in conditions])

    def amount(self, amount, period: str | None):
        """An amount, or what the funnel gives for it in that period."""
        return figure(self.agreement.funnel, amount.name, period) if isinstance(amount, Param) else amount

    def matches(self, pattern: EventPattern, place: int, period: str | None = None) -> Truth:
        """Whether an event is what a pattern says; asked again, the same answer."""
        asked = (pattern, place, period)
        if asked not in self.known:
            self.known[asked] = self._matches(*asked)
        return self.known[asked]

    def _matches(self, pattern: EventPattern, place: int, period: str | None) -> Truth:
        """`A line that carries a defined event's own id counts as that event, and as that only`."""
        event = self.events[place]
        conditions = list(pattern.where)
        base = pattern.event
        if event.kind != base:
            while definition := self.vocabulary.events[base].definition:
                conditions += definition.where
                base = definition.event
            if event.kind != base:
                return False
        return self.holds(conditions, event.lead, event.time, place, period)

    def all_of(self, pattern: EventPattern, subject: Subject, period: str | None = None) -> list[int]:
        """Every event of the log, in order, that matches and counts for a subject."""
        return [
            place
            for place in range(len(self.events))
            if self.matches(pattern, place, period) is True and self.counts_for(subject, pattern.event, place)
        ]

    def date(self, instant: int) -> date:
        """The local date by the agreement's clock."""
        return local_date(instant, self.agreement.timezone)

    def period_name(self, instant: int, each: Period | None) -> str | None:
        """The name of the period in which an instant lies."""
        return period_of(self.date(instant), each).name if each else None


def _plain(value):
    return value.amount if isinstance(value, Money) else value


def compare(value, bound: Bound, amount) -> bool:
    """`bound = at least | at most | more than | less than`."""
    match bound:
        case Bound.AT_LEAST:
            return value >= amount
        case Bound.AT_MOST:
            return value <= amount
        case Bound.MORE_THAN:
            return value > amount
        case Bound.LESS_THAN:
            return value < amount
