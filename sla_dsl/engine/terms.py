"""What is the same for every lead while a log is judged."""

from __future__ import annotations

from datetime import date

from sla_dsl.clock import Clock
from sla_dsl.frozen import frozen
from sla_dsl.funnel import value
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import Amount, Clause, Param, Period
from sla_dsl.model.funnel import Figure
from sla_dsl.model.period import PeriodDates, period_of

DAYS_KEPT = 1 << 16
"""Instants whose local date is remembered, at most: leads come one by one, so the next ones are asked for again."""


class Figures:
    """Which date and period an instant lies in, and what a figure of the funnel is in a period."""

    def __init__(self, agreement: Agreement, clock: Clock) -> None:
        self._funnel = agreement.funnel
        self._clock = clock
        self._days: dict[int, date] = {}
        self._periods: dict[tuple[date, Period], PeriodDates] = {}
        self._values: dict[tuple[str, str], Figure | None] = {}
        given = agreement.funnel.given.values() if agreement.funnel else ()
        self._named = frozenset(period for each in given for period in each.by_period)

    def day(self, instant: int) -> date:
        """The local date (agreement's timezone) of an instant."""
        found = self._days.get(instant)
        if found is None:
            if len(self._days) >= DAYS_KEPT:
                self._days.clear()
            found = self._days[instant] = self._clock.local_date(instant)
        return found

    def period(self, instant: int, each: Period) -> PeriodDates:
        """The period (agreement's timezone) that holds an instant."""
        key = (self.day(instant), each)
        found = self._periods.get(key)
        if found is None:
            found = self._periods[key] = period_of(*key)
        return found

    def of(self, amount: Amount, period: str | None) -> Figure | None:
        """The amount itself, or a param's unrounded figure in the period; nothing where the funnel has none for it."""
        if not isinstance(amount, Param):
            return amount
        if self._funnel is None or period is None:
            return None
        # All periods without a figure of their own have the same: thousands of them are derived once.
        key = (amount.name, period if period in self._named else "")
        if key not in self._values:
            self._values[key] = self._value(amount.name, period)
        return self._values[key]

    def _value(self, name: str, period: str) -> Figure | None:
        assert self._funnel is not None
        try:
            return value(self._funnel, name, period)
        except KeyError:  # a period outside `effective`, which the funnel need not know
            return None


@frozen
class Terms:
    """The agreement, its clock and figures, and how it is judged.

    `as_of` and `since` are instants; `since` is none where all cases count. `reasons` says whether each case is to
    keep why it stands as it does; `settled` whether cases that are met or excused are kept once they are counted.
    """

    agreement: Agreement
    clock: Clock
    figures: Figures
    as_of: int
    since: int | None
    reasons: bool
    settled: bool = True

    def counts(self, start: int) -> bool:
        """Whether a case (or an unknown) of that instant is reported."""
        return self.since is None or start >= self.since

    def in_dates(self, instant: int, clause: Clause) -> bool:
        """Whether the local date lies within `effective` and the clause's own dates."""
        day = self.figures.day(instant)
        effective = self.agreement.effective
        if day < effective.start or (clause.valid_from is not None and day < clause.valid_from):
            return False
        after = (until for until in (effective.until, clause.valid_until) if until is not None)
        return all(day <= until for until in after)
