"""The agreement's own words: events, conditions, amounts and people as they stand in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from sla_dsl.frozen import frozen
from sla_dsl.funnel import figure_text
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import (
    BeforeGate,
    Both,
    BreachTrigger,
    Clause,
    Condition,
    Deliver,
    Either,
    Ensure,
    EventPattern,
    IsBound,
    IsKnown,
    IsValue,
    MustNot,
    Param,
    Respond,
    StateNames,
    UntilWindow,
)
from sla_dsl.model.values import Exact, Money, Share, Value, value_text, written_text
from sla_dsl.model.vocabulary import About
from sla_dsl.story.moments import joined


@frozen
class Phrases:
    """How an agreement says things. An event without the phrase that is asked for goes by its id."""

    agreement: Agreement

    def happens(self, event: str) -> str:
        """`a lead is assigned`, for after `when`."""
        known = self.agreement.vocabulary.events.get(event)
        return (known and known.when) or f"`{event}` is recorded"

    def does(self, event: str) -> str:
        """`assign the lead`, for after `to`."""
        known = self.agreement.vocabulary.events.get(event)
        return (known and known.do) or f"record `{event}`"

    def several(self, event: str) -> str:
        """`assigned leads`, for after a number."""
        known = self.agreement.vocabulary.events.get(event)
        return (known and known.many) or f"`{event}` events"

    def pattern_happens(self, pattern: EventPattern) -> str:
        """`a lead is assigned where score is at least 50`."""
        return self.happens(pattern.event) + self.where(pattern)

    def pattern_does(self, pattern: EventPattern) -> str:
        """`contact the lead where channel is phone`."""
        return self.does(pattern.event) + self.where(pattern)

    def pattern_several(self, pattern: EventPattern) -> str:
        """`qualified leads where source is web`."""
        return self.several(pattern.event) + self.where(pattern)

    def where(self, pattern: EventPattern) -> str:
        """` where …`, or nothing where there is no condition."""
        return f" where {self.conditions(pattern.where)}" if pattern.where else ""

    def conditions(self, conditions: Iterable[Condition]) -> str:
        """`score is at least 50 and source is web`."""
        return joined([self.condition(condition) for condition in conditions])

    def condition(self, condition: Condition) -> str:
        """One condition, as plain words."""
        match condition:
            case IsValue(name, _, values, negated=False):
                return f"{name} is {joined(written(values), 'or')}"
            case IsValue(name, _, values):
                return f"{name} is known and is not {joined(written(values), 'or')}"
            case IsKnown(name, _, known):
                return f"{name} is {'known' if known else 'missing'}"
            case IsBound(name, _, bound, amount):
                return f"{name} is {bound.value} {self.amount(amount)}"

    def amount(self, amount: Exact | Share | Money | Param) -> str:
        """`250 000 EUR`, `30%`, or for a figure of the funnel its name: `the mql target`."""
        return f"[{amount.name}]" if isinstance(amount, Param) else figure_text(amount)

    def party(self, party: str) -> str:
        """A party's name: `Sales`."""
        known = self.agreement.parties.get(party)
        return (known and known.name) or party

    def addressee(self, who: str) -> str:
        """Who is notified, and where: `sales-director (sales-director@acme.example)`, or a party's name."""
        if who in self.agreement.contacts:
            return f"{who} ({self.agreement.contacts[who]})"
        return self.party(who)

    def subject_of(self, clause: Clause) -> About:
        """Whether the clause's cases are a lead's or an opportunity's."""
        match clause.trigger:
            case BreachTrigger(clause=base):
                return self.subject_of(self.agreement.clauses[base])
            case None:
                return self.about(next(duty_patterns(clause)).event)
            case trigger:
                return self.about(trigger.event.event)

    def about(self, event: str) -> About:
        """Whether an event is about a lead or an opportunity."""
        known = self.agreement.vocabulary.events.get(event)
        return known.about if known else "lead"


def written(values: Iterable[Value]) -> list[str]:
    """Values as a sentence has them: a text that is not plain words stands in quotes."""
    return [spoken(value) for value in values]


def spoken(value: Value) -> str:
    """One value as a sentence has it: `web`, `"a, b"`, `yes`, `15 000 EUR`."""
    if isinstance(value, str):
        return written_text(value)
    return value_text(value) if isinstance(value, bool) else figure_text(value)


def in_force(agreement: Agreement, clause: Clause) -> tuple[date, date | None]:
    """The first and last local date of a clause, its own and the agreement's together; none where it has no end."""
    effective = agreement.effective
    ends = [day for day in (effective.until, clause.valid_until) if day is not None]
    return max(effective.start, clause.valid_from or effective.start), min(ends, default=None)


def duty_patterns(clause: Clause) -> Iterator[EventPattern]:
    """The events a clause's duty names, in the sentence's order."""
    match clause.duty:
        case Respond(event) | MustNot(event) | Deliver(event=event):
            yield event
        case Either(events) | Both(events):
            yield from events
        case Ensure(event=event, become=become):
            yield event
            yield become
        case StateNames():
            return


def named_events(clause: Clause) -> tuple[str, ...]:
    """The ids of all events a clause names, each once, in the sentence's order."""
    patterns = [pattern.event for pattern in duty_patterns(clause)]
    if clause.trigger is not None and not isinstance(clause.trigger, BreachTrigger):
        patterns.insert(0, clause.trigger.event.event)
    if isinstance(clause.duty, MustNot) and isinstance(clause.duty.window, UntilWindow | BeforeGate):
        patterns.append(clause.duty.window.event)
    return tuple(dict.fromkeys((*patterns, *clause.unless)))


def named_conditions(clause: Clause) -> tuple[Condition, ...]:
    """All conditions of a clause, of its trigger, its duty and its tiers, in the sentence's order."""
    found = [condition for pattern in duty_patterns(clause) for condition in pattern.where]
    if clause.trigger is not None and not isinstance(clause.trigger, BreachTrigger):
        found = [*clause.trigger.event.where, *found]
    tiers = clause.deadline.tiers if clause.deadline else ()
    return (*found, *(condition for tier in tiers for condition in tier.conditions))
