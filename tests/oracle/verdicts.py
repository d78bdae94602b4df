"""Levels, promises, verdicts and consequences, from the cases and the log."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import (
    Apply,
    BeforeGate,
    Bound,
    BudgetLevel,
    Clause,
    Deliver,
    Duration,
    Ensure,
    MustNot,
    Otherwise,
    RateLevel,
)
from sla_dsl.model.event import Event
from sla_dsl.model.outcome import CaseState, Verdict
from sla_dsl.model.period import PeriodDates, next_period, period_named, period_of
from sla_dsl.model.values import Money, exact
from tests.oracle.business import due
from tests.oracle.cases import Case, Cases
from tests.oracle.history import History, compare
from tests.oracle.instants import FIRST, LAST, day_end, day_start


@dataclass(frozen=True)
class Period:
    """One period of a level or a promise; `counts` is (met, breached, pending, excused), or none for a `deliver`."""

    name: str
    start: int
    end: int
    verdict: Verdict
    bound: Bound
    required: object
    counts: tuple[int, int, int, int] | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    actual: object = None
    broken_at: int | None = None


@dataclass(frozen=True)
class Outcome:
    """One clause judged; `cases` are rows (see `Case.row`) in no order that matters."""

    clause: str
    verdict: Verdict
    so_far: Verdict
    cases: tuple[tuple, ...]
    unknown: int
    periods: tuple[Period, ...]


@dataclass(frozen=True)
class Judged:
    """An agreement judged; `owed` are rows (due, clause, subject, lead, start, period, action)."""

    as_of: int
    verdict: Verdict
    so_far: Verdict
    clauses: dict[str, Outcome]
    owed: tuple[tuple, ...]
    events: int
    after_as_of: int
    undeclared: dict[str, int]


def judge(
    agreement: Agreement, events: list[Event], as_of: int | None = None, since: date | None = None
) -> Judged | None:
    """An agreement judged by a log; nothing where there is neither an event nor an as-of."""
    if as_of is None and not events:
        return None
    instant = max(event.time for event in events) if as_of is None else as_of
    seen = [event for event in events if event.time <= instant]
    judged = _Judge(agreement, History(agreement, seen), instant, since)
    outcomes = {clause.id: judged.clause(clause) for clause in agreement.clauses.values()}
    return Judged(
        instant,
        gravest([outcome.verdict for outcome in outcomes.values()]),
        gravest([outcome.so_far for outcome in outcomes.values()]),
        outcomes,
        tuple(sorted(judged.owed, key=repr)),
        len(seen),
        len(events) - len(seen),
        dict(Counter(event.kind for event in seen if event.kind not in agreement.vocabulary.events)),
    )


def gravest(verdicts: list[Verdict]) -> Verdict:
    """`Broken if any is, else pending if any is, else kept if any is, else no cases`."""
    return next((verdict for verdict in Verdict if verdict in verdicts), Verdict.NO_CASES)


class _Judge:
    def __init__(self, agreement: Agreement, history: History, as_of: int, since: date | None) -> None:
        self.agreement = agreement
        self.history = history
        self.as_of = as_of
        self.since = since or date.min
        self.cases = Cases(history, as_of)
        self.owed: list[tuple] = []

    def clause(self, clause: Clause) -> Outcome:
        """The verdict of a clause, with its cases and periods."""
        if isinstance(clause.duty, Deliver):
            periods, unknown = self._deliver(clause)
            return self._by_periods(clause, (), unknown, periods)
        opened = self.cases.of(clause)
        cases = [case for case in opened.cases if self.history.date(case.start) >= self.since]
        unknown = sum(day >= self.since for day in opened.unknown)
        self._owe_for_cases(clause, cases)
        if isinstance(clause.duty, Ensure) or clause.level:
            return self._by_periods(clause, tuple(cases), unknown, self._levels(clause, cases))
        stands = [_as_verdict(case.state) for case in cases]
        return self._outcome(clause, tuple(cases), unknown, (), stands)

    def _by_periods(self, clause, cases, unknown, periods) -> Outcome:
        for period in periods:
            if period.verdict is Verdict.BROKEN and clause.period_otherwise:
                self._owe(clause.period_otherwise, period.broken_at, (clause.id, None, None, None, period.name))
        return self._outcome(clause, cases, unknown, tuple(periods), [period.verdict for period in periods])

    def _outcome(self, clause, cases, unknown, periods, verdicts) -> Outcome:
        """`So far: the same with what is pending left out`; a standing `must not` that no event offends is kept."""
        standing = isinstance(clause.duty, MustNot) and clause.trigger is None
        if standing and not isinstance(clause.duty.window, BeforeGate) and not cases:
            verdicts = [Verdict.KEPT]
        so_far = [verdict for verdict in verdicts if verdict is not Verdict.PENDING]
        rows = tuple(sorted((case.row for case in cases), key=repr))
        return Outcome(clause.id, gravest(verdicts), gravest(so_far), rows, unknown, periods)

    # --- levels

    def _levels(self, clause: Clause, cases: list[Case]) -> list[Period]:
        """`Cases belong to the period in which they started`; `every period with a case is judged`."""
        names = sorted({case.period for case in cases})
        return [self._level(clause, name, [case for case in cases if case.period == name]) for name in names]

    def _level(self, clause: Clause, name: str, cases: list[Case]) -> Period:
        """`The rate lies in [M/(M+B+P), (M+P+X)/(M+B+P+X)]`."""
        start, end = self._bounds(period_named(name, clause.judged_each))
        met = sum(case.state is CaseState.MET for case in cases)
        pending = sum(case.state is CaseState.PENDING for case in cases)
        excused = sum(case.state is CaseState.EXCUSED for case in cases)
        breaches = sorted(case.breached_at for case in cases if case.state.breached)
        may = sum(case.may_become_met for case in cases)
        counted = met + len(breaches) + pending
        low = high = None
        if counted + may:
            low = Fraction(met, counted) if counted else Fraction(0)
            high = Fraction(met + pending + may, counted + may)
        bound, required = self._asked(clause, name)
        verdict, broken_at = Verdict.PENDING, None
        if isinstance(clause.level, BudgetLevel):
            if len(breaches) > required:
                verdict, broken_at = Verdict.BROKEN, breaches[required]
            elif self.as_of >= end and counted + may == 0:
                verdict = Verdict.NO_CASES
            elif self.as_of >= end and len(breaches) + pending <= required:
                verdict = Verdict.KEPT
        elif self.as_of >= end:
            verdict = _rate_verdict(low, high, bound, required.value)
            broken_at = end if verdict is Verdict.BROKEN else None
        counts = (met, len(breaches), pending, excused)
        return Period(name, start, end, verdict, bound, required, counts, low, high, None, broken_at)

    def _asked(self, clause: Clause, name: str):
        if isinstance(clause.level, BudgetLevel):
            return Bound.AT_MOST, clause.level.breaches
        if isinstance(clause.level, RateLevel):
            return Bound.AT_LEAST, self.history.amount(clause.level.share, name)
        return clause.duty.bound, self.history.amount(clause.duty.share, name)

    def _bounds(self, period: PeriodDates) -> tuple[int, int]:
        zone = self.agreement.timezone
        return max(day_start(period.first, zone), FIRST), min(day_end(period.last, zone), LAST)

    # --- promises

    def _deliver(self, clause: Clause) -> tuple[list[Period], int]:
        """`Those wholly inside effective, from the one of the log's first event to the last begun before as-of`."""
        periods = []
        unknown = 0
        if not self.history.events:
            return [], 0
        period = period_of(self.history.date(self.history.events[0].time), clause.period)
        while period is not None and self._bounds(period)[0] < self.as_of:
            if self._wholly_inside(clause, period) and self._bounds(period)[0] >= self._since_instant():
                outcome, not_known = self._delivered(clause, period)
                periods.append(outcome)
                unknown += not_known
            period = next_period(period, clause.period)
        return periods, unknown

    def _wholly_inside(self, clause: Clause, period: PeriodDates) -> bool:
        effective = self.agreement.effective
        begins = max(effective.start, clause.valid_from or date.min)
        ends = min(effective.until or date.max, clause.valid_until or date.max)
        return begins <= period.first and period.last <= ends

    def _since_instant(self) -> int:
        """`Deliver periods that began before it`: as instants, so that a date that never was is no earlier."""
        return FIRST if self.since == date.min else day_start(self.since, self.agreement.timezone)

    def _delivered(self, clause: Clause, period: PeriodDates) -> tuple[Period, int]:
        start, end = self._bounds(period)
        pattern, bound = clause.duty.event, clause.duty.bound
        required = self.history.amount(clause.duty.amount, period.name)
        places = [i for i, event in enumerate(self.history.events)
                  if period.first <= self.history.date(event.time) <= period.last]  # fmt: skip
        truths = {place: self.history.matches(pattern, place, period.name) for place in places}
        matching = [place for place, truth in truths.items() if truth is True]
        unknown = sum(truth is None for truth in truths.values())
        if isinstance(required, Money):
            actual = Money(self._worth(pattern.event, matching), required.currency)
            reached = compare(actual.amount, bound, required.amount)
            verdict, broken_at = Verdict.PENDING, None
            if self.as_of >= end:
                verdict, broken_at = (Verdict.KEPT, None) if reached else (Verdict.BROKEN, end)
        else:
            actual, verdict, broken_at = self._count(pattern.event, matching, bound, required, end)
        return Period(period.name, start, end, verdict, bound, required, None, None, None, actual, broken_at), unknown

    def _worth(self, kind: str, matching: list[int]):
        """`Money: each subject's last amount (an event without it leaves the last), summed exactly`."""
        field = next(name for name, kind_of in self.history.fields(kind).items() if kind_of.name == "money")
        last = {}
        for place in matching:
            if field in self.history.events[place].values:
                last[self.history.subject(kind, place)] = self.history.events[place].values[field].amount
        return exact(sum(last.values(), start=Fraction(0)))

    def _count(self, kind: str, matching: list[int], bound: Bound, required, end: int):
        """`Kept as soon as reached, broken after the end if not`; `at most: broken as soon as exceeded, else kept`."""
        seen = set()
        broken_at = None
        for place in matching:
            seen.add(self.history.subject(kind, place))
            if bound.is_ceiling and broken_at is None and not compare(len(seen), bound, required):
                broken_at = self.history.events[place].time
        reached = compare(len(seen), bound, required)
        ended = self.as_of >= end
        if bound.is_ceiling and not reached:
            return len(seen), Verdict.BROKEN, end if broken_at is None else broken_at
        if reached and (ended or not bound.is_ceiling):
            return len(seen), Verdict.KEPT, None
        return (len(seen), Verdict.BROKEN, end) if ended else (len(seen), Verdict.PENDING, None)

    # --- consequences

    def _owe_for_cases(self, clause: Clause, cases: list[Case]) -> None:
        for case in cases:
            if case.state.breached and clause.case_otherwise:
                subject, lead, start = case.row[:3]
                self._owe(clause.case_otherwise, case.breached_at, (clause.id, subject, lead, start, None))

    def _owe(self, otherwise: Otherwise, instant: int, key: tuple) -> None:
        """`The first falls due at the breach; then after counts from there. Owed is what falls due by as-of`."""
        steps = [(instant, otherwise.first)]
        steps += [(self._after(instant, later.after), later.action) for later in otherwise.later]
        for falls_due, action in steps:
            if isinstance(falls_due, int) and falls_due <= self.as_of:
                said = (
                    [f"apply {action.consequence}"]
                    if isinstance(action, Apply)
                    else [f"notify {who}" for who in action.whom]
                )
                self.owed += [(falls_due, *key, text) for text in said]

    def _after(self, instant: int, duration: Duration):
        """`Business time by the agreement's calendar, its otherwise where chosen per case`."""
        choice = self.agreement.calendar
        hours = self.cases.hours[choice.otherwise] if duration.unit.needs_calendar else None
        return due(instant, duration, hours, self.agreement.timezone, [])


def _as_verdict(state: CaseState) -> Verdict:
    """`Broken if a case is breached, else pending if one is, else kept if there is a case`."""
    if state.breached:
        return Verdict.BROKEN
    return Verdict.PENDING if state is CaseState.PENDING else Verdict.KEPT


def _rate_verdict(low: Fraction | None, high: Fraction | None, bound: Bound, share) -> Verdict:
    """`Kept if the low end ≥ p, broken if the high end < p, else pending`; `at most p: broken if the low end > p …`."""
    if low is None:
        return Verdict.NO_CASES
    ends = [compare(end, bound, share) for end in (low, high)]
    if all(ends):
        return Verdict.KEPT
    return Verdict.PENDING if any(ends) else Verdict.BROKEN
