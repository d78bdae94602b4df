"""A clause of the model → its sentence in canonical form: one tail a line, phrases as they were declared."""

from __future__ import annotations

from collections.abc import Mapping

from sla_dsl.frozen import frozen
from sla_dsl.funnel import write_figure
from sla_dsl.language.phrases import Use, phrase_of
from sla_dsl.model.clause import (
    Action,
    BeforeGate,
    Both,
    BreachTrigger,
    BudgetLevel,
    Clause,
    Condition,
    Deadline,
    Deliver,
    Duration,
    Either,
    Ensure,
    EventPattern,
    EventTrigger,
    ForWindow,
    IsBound,
    IsKnown,
    IsValue,
    Level,
    MustNot,
    Notify,
    Otherwise,
    Param,
    Respond,
    StateNames,
    Times,
    Trigger,
    UntilWindow,
)
from sla_dsl.model.funnel import Kind
from sla_dsl.model.values import Exact, Money, Share, Value, written_text
from sla_dsl.model.vocabulary import Vocabulary


def clause_lines(clause: Clause, vocabulary: Vocabulary, kinds: Mapping[str, Kind] | None = None) -> list[str]:
    """The sentence, a line for the trigger, the duty and each tail; every line but the last ends in a comma.

    `kinds` says what the funnel's figures are (money is delivered `of` something).
    """
    return Writing(vocabulary, kinds or {}).clause(clause)


def pattern_text(pattern: EventPattern, vocabulary: Vocabulary) -> str:
    """What a defined event `is`: an id and its conditions."""
    return Writing(vocabulary, {}).defined(pattern)


@frozen
class Writing:
    """Writes the parts of a sentence, each named for what it writes; `kinds` are those of the funnel's figures."""

    vocabulary: Vocabulary
    kinds: Mapping[str, Kind]

    def clause(self, clause: Clause) -> list[str]:
        """The lines of a clause; all but the last end in a comma."""
        parts = []
        if clause.trigger is not None:
            parts.append(self.trigger(clause.trigger))
        if clause.period is not None:
            parts.append(f"each {clause.period}")
        parts.append(f"{clause.party} must {self.duty(clause)}")
        if clause.unless:
            parts.append(f"unless {' or '.join(self.named(id_, 'when') for id_ in clause.unless)}")
        if clause.paused_while is not None:
            parts.append(f"paused while {clause.paused_while}")
        if clause.case_otherwise is not None:
            parts.append(self.otherwise(clause.case_otherwise))
        if clause.level is not None:
            parts.append(self.level(clause.level))
        if clause.period_otherwise is not None:
            parts.append(self.otherwise(clause.period_otherwise))
        return [f"{part}," for part in parts[:-1]] + parts[-1:]

    def trigger(self, trigger: Trigger) -> str:
        """`when a lead is assigned`, or `when first-contact is breached`."""
        match trigger:
            case EventTrigger(mode, event):
                return f"{mode} {self.event(event, 'when')}"
            case BreachTrigger(mode, clause):
                return f"{mode} {clause} is breached"

    def duty(self, clause: Clause) -> str:
        """What follows `must`, its deadline included."""
        within = f" {self.deadline(clause.deadline)}" if clause.deadline else ""
        match clause.duty:
            case Respond(event, times):
                return f"{self.event(event, 'do')}{self.times(times)}{within}"
            case Either(events):
                return f"either {self.alternatives(events, 'or')}{within}"
            case Both(events):
                return f"both {self.alternatives(events, 'and')}{within}"
            case StateNames(names):
                return f"state {' and '.join(names)}{within}"
            case MustNot(event, window):
                return f"not {self.event(event, 'do')}{self.window(window)}"
            case Deliver(bound, amount, event):
                of = " of" if self.is_money(amount) else ""
                return f"deliver {bound} {self.amount(amount)}{of} {self.event(event, 'many')}"
            case Ensure(bound, share, event, become):
                which = f"{self.event(event, 'many')} become {self.event(become, 'many')}"
                return f"ensure {bound} {self.amount(share)} of {which}{within}"

    def alternatives(self, events: tuple[EventPattern, ...], joint: str) -> str:
        """The events of `either` or `both`."""
        texts = [self.event(event, "do") + ("," if event.where else "") for event in events[:-1]]
        return f" {joint} ".join([*texts, self.event(events[-1], "do")])

    def window(self, window: ForWindow | UntilWindow | BeforeGate | None) -> str:
        """` for 90 calendar days`, with a space before; empty where there is none."""
        match window:
            case None:
                return ""
            case ForWindow(duration):
                return f" for {self.duration(duration)}"
            case UntilWindow(event):
                return f" until {self.named(event, 'when')}"
            case BeforeGate(event, count, written):
                if written:
                    return f" before at least {write_figure(count)} {self.named(event, 'many')}"
                return f" before {self.named(event, 'when')}"

    # events and conditions

    def named(self, id_: str, use: Use) -> str:
        """The phrase of an event in a use, else its id."""
        phrase = phrase_of(self.vocabulary.events[id_], use)
        if phrase is not None:
            return phrase
        return f"record {id_}" if use == "do" else id_

    def event(self, event: EventPattern, use: Use) -> str:
        """An event with its conditions."""
        return f"{self.named(event.event, use)}{self.where(event.where)}"

    def defined(self, event: EventPattern) -> str:
        """What a defined event `is`: an id and its conditions."""
        return f"{event.event}{self.where(event.where)}"

    def where(self, conditions: tuple[Condition, ...]) -> str:
        """` where …`, or nothing where there is no condition."""
        return f" where {self.conditions(conditions)}" if conditions else ""

    def conditions(self, conditions: tuple[Condition, ...]) -> str:
        """Conditions, joined by `and`."""
        return " and ".join(self.condition(condition) for condition in conditions)

    def condition(self, condition: Condition) -> str:
        """`score is at least 50`."""
        match condition:
            case IsKnown(name, _, known):
                return f"{name} is {'known' if known else 'missing'}"
            case IsBound(name, _, bound, amount):
                return f"{name} is {bound} {self.amount(amount)}"
            case IsValue(name, _, values, negated):
                texts = " or ".join(self.value(value) for value in values)
                return f"{name} is {'not ' if negated else ''}{texts}"

    def value(self, value: Value) -> str:
        """A value as a condition has it."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if not isinstance(value, str):
            return write_figure(value)
        return written_text(value)

    # amounts and time

    def amount(self, amount: Exact | Share | Money | Param) -> str:
        """A figure, or the name of one in brackets."""
        return f"[{amount.name}]" if isinstance(amount, Param) else write_figure(amount)

    def is_money(self, amount: Exact | Money | Param) -> bool:
        """Whether it is an amount of money."""
        if isinstance(amount, Param):
            return self.kinds.get(amount.name) is Kind.MONEY
        return isinstance(amount, Money)

    def times(self, times: Times | None) -> str:
        """` at least 5 times`, with a space before; empty where it is once."""
        if times is None:
            return ""
        days = f" on at least {_counted(times.days, 'different days')}" if times.days is not None else ""
        return f" {times.bound} {_counted(times.count, 'times')}{days}"

    def duration(self, duration: Duration) -> str:
        """`4 business hours`."""
        return _counted(duration.count, duration.unit)

    def deadline(self, deadline: Deadline) -> str:
        """`within …`, its tiers in order."""
        tiers = [f"{self.duration(tier.duration)} if {self.conditions(tier.conditions)}" for tier in deadline.tiers]
        return f"within {', or '.join([*tiers, self.duration(deadline.otherwise)])}"

    # levels and consequences

    def level(self, level: Level) -> str:
        """`for at least 95% of cases each month`."""
        if isinstance(level, BudgetLevel):
            return f"with at most {_counted(level.breaches, 'breaches')} each {level.period}"
        return f"for at least {self.amount(level.share)} of cases each {level.period}"

    def otherwise(self, otherwise: Otherwise) -> str:
        """`otherwise …`, with what comes later."""
        later = [f" then after {self.duration(step.after)} {self.action(step.action)}" for step in otherwise.later]
        return f"otherwise {self.action(otherwise.first)}{''.join(later)}"

    def action(self, action: Action) -> str:
        """`notify sales-director`, or `apply joint-review`."""
        if isinstance(action, Notify):
            return f"notify {' and '.join(action.whom)}"
        return f"apply {action.consequence}"


_SINGULAR = {"times": "time", "breaches": "breach", "different days": "different day"}


def _counted(count: int, plural: str) -> str:
    """`1 business day`, `5 business days`."""
    singular = _SINGULAR.get(plural, plural.removesuffix("s"))
    return f"{write_figure(count)} {singular if count == 1 else plural}"
