"""The time of a case in both versions, for each kind of case that is told apart: by tiers, and by calendars."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from typing import Any, NamedTuple

from sla_dsl.changes.relation.covering import ALL, NOTHING, Covers, covers
from sla_dsl.changes.relation.due import DAY, LOOKED_AT, Orders, Time, is_looked_up, never_later, orders, same_zone
from sla_dsl.changes.relation.form import Branch, Form
from sla_dsl.changes.relation.work import Work
from sla_dsl.clock import Clock
from sla_dsl.model.calendar import CalendarChoice
from sla_dsl.model.clause import Condition, Duration, IsKnown, IsValue, Unit
from sla_dsl.review.values import Types, covered, implies, possible

LOOKED_UP = 6
"""Stretches of a calendar that are looked up in the time of a step."""

LOOKED_THROUGH = 1100 * DAY
"""How far from a start days are looked for on which calendars part."""


class Cell(NamedTuple):
    """Cases that have one time in the old version and one in the new: what holds of their triggers, and both times.

    `kind` is that of the trigger's line, none where a breach opens them; `but` are the conditions of earlier tiers,
    none of which is met. `covers` says what of the old time the new one counts too, and the reverse.
    """

    kind: str | None
    conditions: tuple[Condition, ...]
    but: tuple[tuple[Condition, ...], ...]
    old: Time
    new: Time
    covers: tuple[Covers, Covers]

    def never(self, sign: int) -> bool:
        """Whether what is counted rules out that the old due comes after the new one (1), or before it (-1)."""
        if sign > 0:
            return never_later(self.old, self.new, self.covers[1])
        return sign < 0 and never_later(self.new, self.old, self.covers[0])


class Pair:
    """A clause in both versions: what can be told of it from both together.

    `work` is what is left to be done of its comparison. `solved` says that the solver may be asked where rules leave
    something open.
    """

    def __init__(self, old: Form, new: Form, known: dict[object, Any], work: Work, *, solved: bool = False) -> None:
        self.old = old
        self.new = new
        self.work = work
        self.solved = solved
        self._known = known

    def remembered(self, key: object, make: Callable[[], Any]) -> Any:  # noqa: ANN401 - what is made is the asker's
        """What was made for the key before, for this pair of forms, or is made now."""
        whole = (id(self.old), id(self.new), key)
        if whole not in self._known:
            self._known[whole] = make()
        return self._known[whole]

    @property
    def looks_at_a_part(self) -> bool:
        """Whether dues were compared over a part of the time in force, which has no end."""
        begins, ends = self.shared
        open_ended = ends - begins > LOOKED_AT
        return open_ended and any(is_looked_up(cell.old, cell.new, cell.covers) for cell in self.cells)

    @property
    def watched(self) -> Pair | None:
        """The clause whose breach opens the cases, where one does in both versions."""
        if self.old.watched is None or self.new.watched is None:
            return None
        return Pair(self.old.watched, self.new.watched, self._known, self.work, solved=self.solved)

    @property
    def turned(self) -> Pair:
        """The same with old and new changed about."""
        return Pair(self.new, self.old, self._known, self.work, solved=self.solved)

    @property
    def with_solver(self) -> Pair:
        """The same, for which the solver may be asked."""
        return Pair(self.old, self.new, self._known, self.work, solved=True)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The kinds of cases that both versions can have."""
        if self.old.opens is None or self.new.opens is None:
            return tuple(self._cells(None, (), {**self.old.facts, **self.new.facts}))
        kinds = [kind for kind in self.old.opens.kinds if kind in self.new.opens.kinds]
        return tuple(
            cell
            for kind in kinds
            for cell in self._cells(
                kind, (*self.old.opens.kinds[kind], *self.new.opens.kinds[kind]), self.old.opens.types[kind]
            )
        )

    @cached_property
    def shared(self) -> tuple[int, int]:
        """The stretch of starts in which both hold: [first, end)."""
        return max(self.old.begins, self.new.begins), min(self.old.ends, self.new.ends)

    @property
    def tried(self) -> tuple[int, int]:
        """The stretch of starts in which leads are made up that both may have a case of: [first, end)."""
        return max(self.old.tried[0], self.new.tried[0]), min(self.old.tried[1], self.new.tried[1])

    def orders(self, cell: Cell) -> Orders:
        """How the old due of such cases can stand to the new: in any way, where there is no work left to find out."""
        key = (
            cell.old.duration, cell.old.calendar, id(cell.old.clock),
            cell.new.duration, cell.new.calendar, id(cell.new.clock),
            self.shared, cell.covers,
        )  # fmt: skip
        if self.work.is_used_up:
            return {sign: [(self.shared[0], self.shared[1] - 1)] for sign in (-1, 0, 1)}
        if key not in self._known:
            self._known[key] = orders(cell.old, cell.new, *self.shared, same_clock=cell.covers == (ALL, ALL))
        found: Orders = self._known[key]
        self.work.spend_once(key, sum(map(len, found.values())) // LOOKED_UP)
        return found

    def days_apart(self, start: int) -> list[int]:
        """Midnights after a start that begin a day on which only one version's calendar is open as it is."""
        found: list[int] = []
        for calendars in sorted({(cell.old.calendar or "", cell.new.calendar or "") for cell in self.cells}):
            if all(calendars):
                found += self.remembered(("apart", calendars, start), partial(self._apart, start, *calendars))
        return list(dict.fromkeys(found))

    def _apart(self, start: int, old: str, new: str) -> list[int]:
        ends = start + LOOKED_THROUGH
        opened = [
            dict.fromkeys(form.clock.counted(start, ends, Unit.BUSINESS_HOURS, calendar))
            for form, calendar in ((self.old, old), (self.new, new))
        ]
        alone = [next((at for at in one if at not in other and at.start > start), None)
                 for one, other in (opened, opened[::-1])]  # fmt: skip
        clock = self.old.clock
        return [clock.day_start(clock.local_date(at.start)) for at in alone if at is not None]

    @cached_property
    def same_days(self) -> bool:
        """Whether days begin and end at the same instants, by the agreements' time zones."""
        return self.same_zone(self.old.agreement.timezone, self.new.agreement.timezone)

    def same_zone(self, one: str, other: str) -> bool:
        """Whether two time zones have the same local time for as long as either version holds."""
        if one == other:
            return True
        begins, ends = min(self.old.begins, self.new.begins), max(self.old.ends, self.new.ends)
        key = ("zones", one, other, begins, ends)
        if key not in self._known:
            self._known[key] = same_zone(Clock(one, {}), Clock(other, {}), begins, ends)
        return bool(self._known[key])

    @cached_property
    def new_never_later(self) -> bool:
        """Whether the new due never comes after the old one."""
        begins, ends = self.shared
        if begins >= ends:
            return True
        return all(self._never_later(cell, paused=self.old.pause is not None) for cell in self.cells)

    def _never_later(self, cell: Cell, *, paused: bool) -> bool:
        """Whether the new due comes first or with the old.

        Pauses in both versions are the same; a time that is over no later without them may be over later with them,
        so there only what is counted decides. With pauses in the old version alone its due only moves on.
        """
        if cell.never(-1):
            return True
        return not (paused and self.new.pause is not None) and -1 not in self.orders(cell)

    def _cells(self, kind: str | None, given: tuple[Condition, ...], types: Types) -> Iterator[Cell]:
        for number, one in enumerate(self.old.branches or (None,)):
            for place, other in enumerate(self.new.branches or (None,)):
                held = (*given, *(one.conditions if one else ()), *(other.conditions if other else ()))
                before = [*_conditions(self.old.branches[:number]), *_conditions(self.new.branches[:place])]
                self.work.spend(1 + len(before) // 4)
                # A kind of case too many makes less provable, and is not looked for where there is no work left.
                if not self.work.is_used_up and _never_comes(held, before, types):
                    continue
                durations = (one.duration if one else None), (other.duration if other else None)
                for cell in self._by_calendar(kind, held, durations, types):
                    yield cell._replace(but=tuple(before))

    def _covers(self, calendars: tuple[str | None, str | None]) -> tuple[Covers, Covers]:
        """What of the old time the new version counts too, and the reverse, by zones and calendars."""
        agreements = self.old.agreement, self.new.agreement
        if not any(calendars):
            return (ALL, ALL) if self.same_days else (NOTHING, NOTHING)
        if not all(calendars):
            return NOTHING, NOTHING
        old, new = (each.calendars[name or ""] for each, name in zip(agreements, calendars, strict=True))
        zones = old.timezone or agreements[0].timezone, new.timezone or agreements[1].timezone
        return (covers(new, old), covers(old, new)) if self.same_zone(*zones) else (NOTHING, NOTHING)

    def _by_calendar(
        self,
        kind: str | None,
        held: tuple[Condition, ...],
        durations: tuple[Duration | None, Duration | None],
        types: Types,
    ) -> Iterator[Cell]:
        for old, new, more in self._calendars(durations, types):
            if possible((*held, *more), types):
                times = (_time(self.old, durations[0], old), _time(self.new, durations[1], new))
                yield Cell(kind, (*held, *more), (), *times, self._covers((old, new)))

    def _calendars(
        self, durations: tuple[Duration | None, Duration | None], types: Types
    ) -> Iterator[tuple[str | None, str | None, tuple[Condition, ...]]]:
        """The calendars that a case can have in both versions, and what its trigger then carries."""
        needs = [duration is not None and duration.unit.needs_calendar for duration in durations]
        choices = [form.calendar if need else None for form, need in zip((self.old, self.new), needs, strict=True)]
        facts = sorted({choice.by for choice in choices if choice is not None and choice.by is not None})
        if len(facts) > 1:
            # A fact of its own chooses for each version: every pair of calendars is taken to be possible.
            yield from ((one, other, ()) for one in _all(choices[0]) for other in _all(choices[1]))
            return
        by = facts[0] if facts else None
        named = sorted({value for choice in choices if choice and choice.by == by for value in choice.cases})
        for value, conditions in _values(by, named, types):
            yield _chosen(choices[0], value), _chosen(choices[1], value), conditions


def _never_comes(held: tuple[Condition, ...], before: Sequence[tuple[Condition, ...]], types: Types) -> bool:
    """Whether no case comes to these tiers: they exclude each other, or an earlier one takes all their cases."""
    if not possible(held, types) or any(implies(held, each, types) for each in before):
        return True
    return bool(before) and covered(held, before, types)


def _all(choice: CalendarChoice | None) -> tuple[str | None, ...]:
    return tuple(dict.fromkeys((*choice.cases.values(), choice.otherwise))) if choice else (None,)


def _chosen(choice: CalendarChoice | None, value: str | None) -> str | None:
    if choice is None:
        return None
    return choice.otherwise if choice.by is None or value is None else choice.cases.get(value, choice.otherwise)


def _values(by: str | None, named: list[str], types: Types) -> Iterator[tuple[str | None, tuple[Condition, ...]]]:
    """Each value that chooses a calendar, and what holds then: no value chooses as any that is not named."""
    if by is None:
        yield None, ()
        return
    told = types[by].name in ("text", "one of") if by in types else False
    for value in named:
        yield value, ((IsValue(by, "fact", (value,)),) if told else ())
    yield None, (IsKnown(by, "fact", known=False),)
    yield None, ((IsValue(by, "fact", tuple(named), negated=True),) if told else ())


def _conditions(branches: tuple[Branch, ...]) -> list[tuple[Condition, ...]]:
    return [branch.conditions for branch in branches]


def _time(form: Form, duration: Duration | None, calendar: str | None) -> Time:
    return Time(form.clock, duration, calendar, _days(form, calendar))


def _days(form: Form, calendar: str | None) -> Clock:
    own = form.agreement.calendars[calendar].timezone if calendar else None
    return form.clock if own is None or own == form.agreement.timezone else Clock(own, {})
