"""What judging a log by an agreement gives."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from sla_dsl.diagnostics import Diagnostic
from sla_dsl.frozen import frozen
from sla_dsl.model.clause import Bound, Duration
from sla_dsl.model.event import Event
from sla_dsl.model.values import Exact, Money, Share

if TYPE_CHECKING:
    from sla_dsl.model.columns import CaseBlock


class CaseState(StrEnum):
    """How a case stands at the as-of instant."""

    MET = "met"
    LATE = "late"
    OVERDUE = "overdue"
    PENDING = "pending"
    EXCUSED = "excused"

    @property
    def breached(self) -> bool:
        """Whether the duty was not kept: late or overdue."""
        return self in (CaseState.LATE, CaseState.OVERDUE)


class Verdict(StrEnum):
    """How a period, a clause or an agreement stands, the gravest first."""

    BROKEN = "broken"
    PENDING = "pending"
    KEPT = "kept"
    NO_CASES = "no cases"


class Why(StrEnum):
    """Which rule gave a case its state; `explain` tells it in a sentence."""

    ANSWERED_IN_TIME = "answered in time"
    ANSWERED_LATE = "answered late"
    NEVER_ANSWERED = "due passed without an answer"
    EXCUSED_BEFORE_DUE = "excused before an answer was due"
    WAITING = "the clock still runs"
    WAITING_WHILE_PAUSED = "the clock stands still in an open pause"
    NO_DEADLINE = "no deadline, and no answer yet"
    WINDOW_ENDED = "the window ended and nothing forbidden came"
    WINDOW_OPEN = "the window is open and nothing forbidden has come"
    FORBIDDEN_EVENT = "what must not happen happened"
    EXCUSED_EVENT = "what must not happen happened, but an excuse came first"
    GATE_PASSED = "enough had happened before"
    GATE_NOT_PASSED = "too little had happened before"


@frozen
class Pause:
    """Time that did not count: [start, end) in microseconds; `end` is none while it is open at the as-of instant."""

    start: int
    end: int | None


@frozen
class Reasons:
    """Why a case stands as it does.

    `trigger` opened the case (none where a breach did and no event broke it), `answers` are the events that counted
    towards its decision (the last one decided), `excuse` the first excuse, `calendar` the id of the calendar its clock
    ran by, `allowed` the time it had, `pauses` what did not count.
    """

    why: Why
    trigger: Event | None = None
    answers: tuple[Event, ...] = ()
    excuse: Event | None = None
    calendar: str | None = None
    allowed: Duration | None = None
    pauses: tuple[Pause, ...] = ()


@frozen
class Case:
    """One case of one clause. All instants are microseconds since 1970-01-01T00:00Z.

    `subject` is the lead, or the opportunity where the clause is about one. `due` is none where there is none, or where
    an open pause leaves it unknown. `decided` is the time of the answer (or due, for what is met at due), of the first
    excuse, or of the breach. `breached_at` is when it became breached, if it did. `period` is the name of the period it
    belongs to, where the clause has a level or is an `ensure`.
    """

    clause: str
    subject: str
    lead: str
    start: int
    due: int | None
    state: CaseState
    decided: int | None
    period: str | None = None
    breached_at: int | None = None
    may_become_met: bool = False
    """For an excused case: an answer at or before due, which has not passed, would still make it met."""
    reasons: Reasons | None = field(default=None, compare=False, repr=False)


class LazyCases(Sequence[Case]):
    """Cases that are made when they are asked for, in order of start and subject."""

    @abstractmethod
    def blocks(self) -> Iterator[CaseBlock]:
        """What is written of each as columns, in the same order, for which no case need be made."""

    @property
    @abstractmethod
    def tally(self) -> Mapping[CaseState, int]:
        """How many stand in each state."""

    @abstractmethod
    def standing(self, *states: CaseState, period: str | None = None) -> LazyCases:
        """Those in some states; of one period (by its name), where that is said."""

    @abstractmethod
    def soonest_due(self, most: int) -> list[Case]:
        """So many, soonest due first, those without a due last; then by subject, lead and start."""

    @abstractmethod
    def newest_breaches(self, most: int) -> list[Case]:
        """So many of the breached ones, the newest breach first; then by subject and lead."""


@frozen
class RatePeriod:
    """A period of a level or an `ensure`: counts of its cases, and the bounds of the rate.

    The bounds are none where no case counts.
    """

    period: str
    start: int
    end: int
    verdict: Verdict
    bound: Bound
    required: Share | int
    """The share that must be reached, or (a budget) the breaches that are allowed."""
    met: int
    breached: int
    pending: int
    excused: int
    low: Fraction | None
    high: Fraction | None
    broken_at: int | None = None


@frozen
class DeliverPeriod:
    """A period of a `deliver`: what was asked (unrounded) and what came."""

    period: str
    start: int
    end: int
    verdict: Verdict
    bound: Bound
    required: Exact | Money
    actual: int | Money
    broken_at: int | None = None


PeriodOutcome = RatePeriod | DeliverPeriod


@frozen
class ClauseOutcome:
    """One clause judged: its cases in order of start and subject (none for a `deliver`), its periods in order of time.

    `unknown` counts the events that might have opened a case (or counted) had a value been known.
    """

    clause: str
    party: str
    verdict: Verdict
    so_far: Verdict
    cases: Sequence[Case] = ()
    unknown: int = 0
    periods: tuple[PeriodOutcome, ...] = ()

    def count(self, state: CaseState) -> int:
        """How many of its cases stand so."""
        if isinstance(self.cases, LazyCases):
            return self.cases.tally[state]
        return sum(case.state is state for case in self.cases)

    def standing(self, *states: CaseState, period: str | None = None) -> Sequence[Case]:
        """Its cases in some states, in order of start and subject; of one period (by its name), where that is said."""
        if isinstance(self.cases, LazyCases):
            return self.cases.standing(*states, period=period)
        return [case for case in self.cases if case.state in states and period in (None, case.period)]

    def soonest_due(self, state: CaseState, most: int) -> list[Case]:
        """So many cases of a state, soonest due first, those without a due last; then by subject, lead and start."""
        standing = self.standing(state)
        return standing.soonest_due(most) if isinstance(standing, LazyCases) else sorted(standing, key=by_due)[:most]

    def newest_breaches(self, most: int) -> list[Case]:
        """So many of its breached cases, the newest breach first; then by subject and lead."""
        breached = self.standing(CaseState.LATE, CaseState.OVERDUE)
        if isinstance(breached, LazyCases):
            return breached.newest_breaches(most)
        return sorted(breached, key=by_newest_breach)[:most]


def by_due(case: Case) -> tuple[bool, int, str, str, int]:
    """The order of those who wait: soonest due first, those without a due last."""
    return case.due is None, case.due or 0, case.subject, case.lead, case.start


def by_newest_breach(case: Case) -> tuple[int, str, str]:
    """The order of breached cases: the newest breach first."""
    return -(case.start if case.breached_at is None else case.breached_at), case.subject, case.lead


@frozen
class OwedAction:
    """A consequence that has fallen due: one row an action and addressee (`notify sales-director`).

    For a case `subject`, `lead` and `start` say which; for a period, `period` does.
    """

    clause: str
    subject: str | None
    lead: str | None
    start: int | None
    period: str | None
    action: str
    due: int


@frozen
class LogAccount:
    """What was in the log: `events` judged, `after_as_of`, `duplicates` and `rejected` add up to its lines.

    `undeclared` counts the judged events by ids that the vocabulary lacks. `first` and `last` are instants of judged
    events, none where there are none.
    """

    files: tuple[str, ...]
    events: int
    after_as_of: int
    duplicates: int
    rejected: int
    undeclared: Mapping[str, int]
    first: int | None
    last: int | None


@frozen
class Judgement:
    """An agreement judged by a log, as of an instant (none where the log has no events and none was given)."""

    as_of: int | None
    log: LogAccount
    verdict: Verdict
    so_far: Verdict
    clauses: tuple[ClauseOutcome, ...]
    consequences: tuple[OwedAction, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()
