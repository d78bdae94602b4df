"""One clause, one sentence, one duty: the record of what a clause says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from enum import StrEnum
from typing import Literal

from sla_dsl.diagnostics import Span
from sla_dsl.frozen import frozen
from sla_dsl.model.values import Exact, Money, Share, Value


class Unit(StrEnum):
    """What a duration counts, in the plural, as a clause says it."""

    MINUTES = "minutes"
    HOURS = "hours"
    BUSINESS_MINUTES = "business minutes"
    BUSINESS_HOURS = "business hours"
    BUSINESS_DAYS = "business days"
    CALENDAR_DAYS = "calendar days"
    CALENDAR_WEEKS = "calendar weeks"

    @property
    def needs_calendar(self) -> bool:
        """Whether it counts only while a calendar is open."""
        return self.value.startswith("business")

    @property
    def counts_days(self) -> bool:
        """Whether it counts whole days, which a pause cannot interrupt."""
        return self in (Unit.BUSINESS_DAYS, Unit.CALENDAR_DAYS, Unit.CALENDAR_WEEKS)


class Period(StrEnum):
    """How often a promise or a level is judged."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Bound(StrEnum):
    """How a count or an amount is compared."""

    AT_LEAST = "at least"
    AT_MOST = "at most"
    MORE_THAN = "more than"
    LESS_THAN = "less than"

    @property
    def is_ceiling(self) -> bool:
        """Whether it limits from above."""
        return self in (Bound.AT_MOST, Bound.LESS_THAN)


class Mode(StrEnum):
    """Which trigger events open a case."""

    WHEN = "when"
    EVERY_TIME = "every time"
    FIRST_TIME = "the first time"


@frozen
class Duration:
    """A whole number of a unit: `4 business hours`."""

    count: int
    unit: Unit


@frozen
class Param:
    """A figure of the funnel, by its name: `[mql target]`."""

    name: str
    span: Span | None = field(default=None, compare=False, repr=False)


Amount = Exact | Share | Money | Param
"""A number, a percentage, money, or a figure of the funnel."""

Role = Literal["field", "fact"]
"""Whether a name is looked up on the event itself, or is known of the lead."""


@frozen
class IsValue:
    """`source is demo-request or referral`, or with `negated` `source is not …`: one of the values, or none of them."""

    name: str
    role: Role
    values: tuple[Value, ...]
    negated: bool = False
    span: Span | None = field(default=None, compare=False, repr=False)


@frozen
class IsKnown:
    """`reason is known`, or `reason is missing` where `known` is false."""

    name: str
    role: Role
    known: bool
    span: Span | None = field(default=None, compare=False, repr=False)


@frozen
class IsBound:
    """`score is at least 50`."""

    name: str
    role: Role
    bound: Bound
    amount: Exact | Money | Param
    span: Span | None = field(default=None, compare=False, repr=False)


Condition = IsValue | IsKnown | IsBound


@frozen
class EventPattern:
    """An event of the vocabulary, by its id, for which all conditions hold."""

    event: str
    where: tuple[Condition, ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)


@frozen
class EventTrigger:
    """`when a lead is assigned where score is at least 50`."""

    mode: Mode
    event: EventPattern
    span: Span | None = field(default=None, compare=False, repr=False)


@frozen
class BreachTrigger:
    """`when first-contact is breached`."""

    mode: Mode
    clause: str
    span: Span | None = field(default=None, compare=False, repr=False)


Trigger = EventTrigger | BreachTrigger


@frozen
class Times:
    """`at least 5 times on at least 3 different days`; `days` is none where days do not matter."""

    bound: Bound
    count: int
    days: int | None = None
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def needed(self) -> int:
        """For a floor: how many responses answer (`more than n` is at least n+1)."""
        return self.count + (self.bound is Bound.MORE_THAN)

    @property
    def allowed(self) -> int:
        """For a ceiling: how many responses are allowed (`less than n` is at most n-1)."""
        return self.count - (self.bound is Bound.LESS_THAN)


@frozen
class Respond:
    """`contact the lead`, once or (with `times`) at least or at most so often."""

    event: EventPattern
    times: Times | None = None


@frozen
class Either:
    """`either create an opportunity or disqualify the lead`: the first alternative decides."""

    events: tuple[EventPattern, ...]


@frozen
class Both:
    """`both book a meeting and create an opportunity`: the last of the firsts decides."""

    events: tuple[EventPattern, ...]


@frozen
class StateNames:
    """`state reason and competitor`: every name is known at some moment. `roles` stand beside `names`."""

    names: tuple[str, ...]
    roles: tuple[Role, ...]


@frozen
class ForWindow:
    """`for 90 calendar days` after the trigger."""

    duration: Duration


@frozen
class UntilWindow:
    """`until a lead is contacted`: from the trigger to the first such event (an event id)."""

    event: str
    span: Span | None = field(default=None, compare=False, repr=False)


@frozen
class BeforeGate:
    """`before at least 3 contact attempts`: not until so many such events (an event id) have come."""

    event: str
    count: int = 1
    written: bool = False
    """Whether `at least n` is written out (then the phrase is a plural)."""
    span: Span | None = field(default=None, compare=False, repr=False)


@frozen
class MustNot:
    """`not disqualify the lead …`; without a window after a trigger, never again."""

    event: EventPattern
    window: ForWindow | UntilWindow | BeforeGate | None = None


@frozen
class Deliver:
    """`deliver at least [mql target] qualified leads` in each period."""

    bound: Bound
    amount: Exact | Money | Param
    event: EventPattern


@frozen
class Ensure:
    """`ensure at least 30% of qualified leads become opportunities`."""

    bound: Bound
    share: Share | Param
    event: EventPattern
    become: EventPattern


Duty = Respond | Either | Both | StateNames | MustNot | Deliver | Ensure


@frozen
class Tier:
    """A deadline for the cases whose conditions hold at the trigger."""

    duration: Duration
    conditions: tuple[Condition, ...]


@frozen
class Deadline:
    """`within …`: the first tier whose conditions hold, else `otherwise`."""

    otherwise: Duration
    tiers: tuple[Tier, ...] = ()

    @property
    def durations(self) -> tuple[Duration, ...]:
        """Every duration it can give, the default last."""
        return (*(tier.duration for tier in self.tiers), self.otherwise)


@frozen
class Notify:
    """`notify sales-director and marketing`: ids of contacts or parties."""

    whom: tuple[str, ...]
    span: Span | None = field(default=None, compare=False, repr=False)


@frozen
class Apply:
    """`apply joint-review`: the id of a consequence."""

    consequence: str
    span: Span | None = field(default=None, compare=False, repr=False)


Action = Notify | Apply


@frozen
class LaterAction:
    """`then after 2 business days notify …`: counted from the breach, or from when the period was broken."""

    after: Duration
    action: Action


@frozen
class Otherwise:
    """What falling short has for consequence: at once, and later."""

    first: Action
    later: tuple[LaterAction, ...] = ()


@frozen
class RateLevel:
    """`for at least 95% of cases each month`."""

    share: Share | Param
    period: Period


@frozen
class BudgetLevel:
    """`with at most 3 breaches each month`."""

    breaches: int
    period: Period


Level = RateLevel | BudgetLevel


@frozen
class Clause:
    """One duty of one party.

    A clause has a `trigger` (cases), a `period` (a promise), or neither (a standing prohibition). `case_otherwise` is
    owed for each breached case, `period_otherwise` for each broken period. `valid_from` and `valid_until` are the
    clause's own local dates, inclusive. `was` is its former id, `why` its reason in the file's words. `accepts` are the
    warnings that are meant to stand: the reason for each, by its code.
    `text` is the sentence as the file has it.
    """

    id: str
    party: str
    duty: Duty
    trigger: Trigger | None = None
    period: Period | None = None
    deadline: Deadline | None = None
    unless: tuple[str, ...] = ()
    paused_while: str | None = None
    case_otherwise: Otherwise | None = None
    level: Level | None = None
    period_otherwise: Otherwise | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    why: str | None = None
    was: str | None = None
    accepts: Mapping[str, str] = field(default_factory=dict, hash=False)
    text: str = field(default="", compare=False, repr=False)
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def is_promise(self) -> bool:
        """Whether it is judged by periods alone: `deliver` or `ensure`."""
        return isinstance(self.duty, Deliver | Ensure)

    @property
    def judged_each(self) -> Period | None:
        """The period of its promise or its level, if it has one."""
        return self.period or (self.level.period if self.level else None)
