"""The form of a clause: what it means in its agreement, apart from how it is said."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from sla_dsl.changes.relation.lines import Lines
from sla_dsl.clock import Clock
from sla_dsl.frozen import frozen
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.calendar import CalendarChoice
from sla_dsl.model.clause import (
    Bound,
    Clause,
    Condition,
    Duration,
    Mode,
    Period,
    Role,
)
from sla_dsl.model.values import Exact
from sla_dsl.model.vocabulary import About
from sla_dsl.review.values import Types

FOREVER = 1 << 62
"""An instant after all others."""


class Answer(NamedTuple):
    """A part of a response: so many lines that are one of `lines`, on so many different days."""

    lines: tuple[Lines, ...]
    number: int = 1
    days: int = 1


class Stated(NamedTuple):
    """A part of a response: a name is known. A field is carried by lines of `kinds`, a fact by any line."""

    name: str
    role: Role
    kinds: frozenset[str]


class Answers(NamedTuple):
    """A response: every part has come. Who owes it is late after the due."""

    parts: tuple[Answer | Stated, ...]


class Limit(NamedTuple):
    """No more than `allowed` lines up to the due, up to the first line that is `until`, or (with neither) for good."""

    lines: Lines
    allowed: int
    until: Lines | None = None
    timed: bool = False


class Gate(NamedTuple):
    """Each such line opens a case that it breaks, unless `number` lines of `gate` have come; none: always."""

    gate: Lines | None
    number: int


class Amount(NamedTuple):
    """How many subjects with such a line, or how much money in all (`carrier` is its field), a period asks for."""

    lines: Lines
    bound: Bound
    amount: Exact
    carrier: str | None

    @property
    def least(self) -> int:
        """For a count: how many a floor needs, or how many break a ceiling."""
        inside = self.bound in (Bound.AT_LEAST, Bound.LESS_THAN)
        return max(ceil(self.amount), 0) if inside else max(floor(self.amount) + 1, 0)


Duty = Answers | Limit | Gate | Amount


class Branch(NamedTuple):
    """The time of the cases that meet the conditions and those of no branch before."""

    conditions: tuple[Condition, ...]
    duration: Duration


class Rate(NamedTuple):
    """The rate of good cases in each period that is asked for; for a ceiling, of cases that are met."""

    bound: Bound
    share: Fraction
    each: Period


class Budget(NamedTuple):
    """How many breaches each period may have; without a period, altogether."""

    allowed: int
    each: Period | None = None


@frozen(eq=False)
class Form:
    """What a clause means in a period of the funnel.

    `opens` are the lines that open a case (for an amount, that count), none where a breach of `watched` does. It holds
    from `begins` to before `ends` (instants), and leads are made up for the stretch `tried` of it, which lies in the
    period. `branches` are empty where there is no deadline. `facts` are
    the types of what is known of a lead.
    """

    agreement: Agreement
    clause: Clause
    clock: Clock
    about: About
    mode: Mode
    opens: Lines | None
    watched: Form | None
    begins: int
    ends: int
    duty: Duty
    branches: tuple[Branch, ...]
    excuses: tuple[Lines, ...]
    pause: tuple[Lines, Lines] | None
    level: Rate | Budget
    facts: Types
    period: str | None
    tried: tuple[int, int]

    @property
    def calendar(self) -> CalendarChoice | None:
        """Which calendar a case has."""
        return self.agreement.calendar

    @property
    def has_trigger(self) -> bool:
        """Whether an event, or a breach, opens its cases before anything is done or left undone."""
        return not isinstance(self.duty, Gate | Amount)

    @property
    def dates(self) -> tuple[date, date]:
        """The first and the last local date on which it holds."""
        return dates_of(self.agreement, self.clause)


def dates_of(agreement: Agreement, clause: Clause) -> tuple[date, date]:
    """The first and the last local date on which a clause holds."""
    begins = max(agreement.effective.start, clause.valid_from or agreement.effective.start)
    until = [day for day in (agreement.effective.until, clause.valid_until) if day is not None]
    return begins, min(until, default=date.max)
