"""A lead made up and judged by the engine: what a finding claims is told only where the engine shows the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import NamedTuple

from sla_dsl.clock import Clock
from sla_dsl.engine import judge
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import Clause, Condition
from sla_dsl.model.event import Event, EventLog
from sla_dsl.model.outcome import Case, CaseState
from sla_dsl.model.values import Money, Value, value_text
from sla_dsl.review.events import Rooted
from sla_dsl.review.values import Types, example

LEAD, OPPORTUNITY = "L-1", "O-1"
HOUR = 3_600_000_000
DAY = 24 * HOUR
MORNING = 10 * HOUR


class Outcome(NamedTuple):
    """How a made-up lead stands: of the clause whose case begins at the start, and of what the others forbid."""

    need: CaseState | None
    broken: tuple[str, ...]

    @property
    def is_kept(self) -> bool:
        """Whether the need is met and nothing else broken."""
        return self.need is CaseState.MET and not self.broken


@dataclass(frozen=True)
class Replay:
    """A few clauses of an agreement, and a lead on which all of them hold from `start` on (an instant)."""

    agreement: Agreement
    clauses: tuple[Clause, ...]
    start: int

    @classmethod
    def of(cls, agreement: Agreement, clauses: tuple[Clause, ...], dates: tuple[date, date]) -> Replay:
        """The clauses alone, from the first Monday morning of the dates on, or their first morning."""
        clock = Clock(agreement.timezone, agreement.calendars)
        first, last = dates
        monday = first.toordinal() + -first.weekday() % 7
        day = date.fromordinal(monday) if monday <= last.toordinal() else first
        alone = replace(agreement, clauses={clause.id: clause for clause in clauses})
        return cls(alone, clauses, clock.day_start(day) + MORNING)

    @cached_property
    def clock(self) -> Clock:
        """The agreement's clock."""
        return Clock(self.agreement.timezone, self.agreement.calendars)

    def event(self, of: Rooted, time: int, *more: Condition, number: int = 0) -> Event | None:
        """An event of that kind at an instant, that meets its conditions and these; nothing where none is found."""
        values = example((*of.all, *more), of.types)
        if values is None:
            return None
        about = self.agreement.vocabulary.events[of.root].about
        opportunity = OPPORTUNITY if about == "opportunity" else None
        return Event(time, of.root, LEAD, f"e{number}", opportunity, self._typed(values, of.types))

    def _typed(self, values: Mapping[str, Value], types: Types) -> dict[str, Value]:
        currency = self.agreement.currency or "EUR"
        return {
            name: Money(value, currency)
            if types[name].name == "money" and not isinstance(value, str | Money)
            else value
            for name, value in values.items()
        }

    def judged(self, logs: Sequence[Sequence[Event]], through: int) -> list[Outcome]:
        """How the first clause's case at the start stands at an instant, and which others are broken, in each log.

        Each log is a lead of its own; leads have no part in one another.
        """
        events = [event._replace(lead=f"{number}") for number, log in enumerate(logs) for event in log]
        judgement = judge(self.agreement, EventLog(events=events), as_of=through)
        need, *others = judgement.clauses
        states = {case.lead: case.state for case in need.cases if case.start == self.start}
        broken = {(case.lead, one.clause) for one in others for case in one.cases if case.breached_at is not None}
        return [
            Outcome(states.get(lead), tuple(one.clause for one in others if (lead, one.clause) in broken))
            for lead in map(str, range(len(logs)))
        ]

    def cases(self, events: Sequence[Event], through: int) -> dict[str, Case]:
        """The first case of each clause, by its id."""
        judgement = judge(self.agreement, EventLog(events=list(events)), as_of=through)
        return {outcome.clause: outcome.cases[0] for outcome in judgement.clauses if outcome.cases}

    def told(self, event: Event) -> str:
        """An event as a person would write it down: `lead.assigned (score 50)`."""
        values = ", ".join(f"{name} {value_text(value)}" for name, value in event.values.items())
        return f"`{event.kind}`{f' ({values})' if values else ''}"

    def moment(self, instant: int) -> str:
        """An instant in local time, to the minute: `Mon 2026-01-05 10:00`."""
        return f"{self.clock.local_time(instant):%a %Y-%m-%d %H:%M}"


def instants(start: int, ends: Iterable[int | None]) -> list[int]:
    """The instants at which an answer is tried: around the start and each end, and between them."""
    known = sorted({end for end in ends if end is not None and end >= start} | {start + 30 * DAY})
    tried = {start - HOUR, start, start + 1}
    for end in known:
        tried |= {(start + end) // 2, end - 1, end, end + 1}
    return sorted(tried)


def spread(first: int, last: int, count: int) -> Iterator[int]:
    """So many instants from the first to the last, evenly."""
    for number in range(count):
        yield first if count == 1 else first + (last - first) * number // (count - 1)
