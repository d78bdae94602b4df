"""What another calendar or time zone does to what is owed later: the clauses whose `then after` falls due otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sla_dsl.changes.relation.covering import ALL, covers
from sla_dsl.changes.relation.due import Time, orders
from sla_dsl.changes.relation.form import FOREVER, dates_of
from sla_dsl.changes.replay import Reader
from sla_dsl.clock import Clock
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import Clause, Duration


class Delays:
    """Two versions, made ready: a duration that several clauses have is looked at once."""

    def __init__(self, old: Reader, new: Reader) -> None:
        self._readers = old, new
        self._moved: dict[Duration, bool] = {}

    def of(self, path: tuple[str, ...]) -> tuple[str, ...]:
        """The clauses of both versions of which the difference at that path of the file moves what is owed later.

        A clause that says another duration than before is not named: that is a change of its own.
        """
        if not self._speaks_of(path):
            return ()
        old, new = (reader.agreement for reader in self._readers)
        return tuple(
            clause.id
            for clause in new.clauses.values()
            if (before := old.clauses.get(clause.id) or old.clauses.get(clause.was or "")) is not None
            and any(self._moves(one, clause, path) for one in _later(clause) if one in set(_later(before)))
        )

    def _speaks_of(self, path: tuple[str, ...]) -> bool:
        """Whether the path is that of the time zone, or of the calendar by which the agreement counts what is owed."""
        counting = {choice.otherwise for reader in self._readers if (choice := reader.agreement.calendar) is not None}
        return path in (("timezone",), ("calendar",)) or (path[:1] == ("calendars",) and path[1] in counting)

    def _moves(self, after: Duration, clause: Clause, path: tuple[str, ...]) -> bool:
        if path != ("timezone",) and not after.unit.needs_calendar:
            return False
        if after not in self._moved:
            self._moved[after] = self._falls_otherwise(after, clause)
        return self._moved[after]

    def _falls_otherwise(self, after: Duration, clause: Clause) -> bool:
        """Whether from some instant in force on it ends at another one than before."""
        before, now = self._readers
        old, new = (_time(reader, after) for reader in self._readers)
        if _counts_alike(before.agreement, old, now.agreement, new):
            return False
        first, last = dates_of(now.agreement, clause)
        begins, ends = now.clock.day_start(first), FOREVER if last == date.max else now.clock.day_end(last)
        return bool({1, -1} & orders(old, new, begins, ends, same_clock=False).keys())


def _counts_alike(before: Agreement, old: Time, now: Agreement, new: Time) -> bool:
    """Whether both calendars say the same, in zones of one name."""
    if old.calendar is None or new.calendar is None or before.timezone != now.timezone:
        return False
    one, other = before.calendars[old.calendar], now.calendars[new.calendar]
    return one.timezone == other.timezone and covers(one, other) == covers(other, one) == ALL


def _later(clause: Clause) -> Iterator[Duration]:
    for otherwise in (clause.case_otherwise, clause.period_otherwise):
        yield from (later.after for later in (otherwise.later if otherwise else ()))


def _time(reader: Reader, after: Duration) -> Time:
    choice = reader.agreement.calendar
    calendar = choice.otherwise if choice is not None and after.unit.needs_calendar else None
    own = reader.agreement.calendars[calendar].timezone if calendar else None
    return Time(reader.clock, after, calendar, Clock(own, {}) if own else reader.clock)
