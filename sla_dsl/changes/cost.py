"""A log judged under both versions → the cases that flip, the periods that turn, the consequences that come and go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from sla_dsl.changes.pairing import pair_up
from sla_dsl.clock import Clock
from sla_dsl.engine import judge
from sla_dsl.engine.reference.history import History, in_order
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.change import Flip, LogCost, TurnedPeriod
from sla_dsl.model.clause import Period
from sla_dsl.model.event import Event, EventLog, Rejection
from sla_dsl.model.outcome import Case, ClauseOutcome, Judgement, OwedAction, Verdict
from sla_dsl.model.period import period_of
from sla_dsl.model.values import value_text

_OWNER = "owner"

_Key = tuple[str, str, str, int, int]
"""A case: its clause, subject, lead, start, and which of several that start at one instant."""


class Logs(NamedTuple):
    """One log as each version reads it; the same twice where both type its lines alike."""

    old: EventLog
    new: EventLog


def cost(old: Agreement, new: Agreement, logs: Logs, *, as_of: int | None) -> LogCost:
    """What the new version changes on a log, as of an instant: by default its latest event."""
    if as_of is None:
        as_of = max((event.time for log in logs for event in log.events), default=None)
    before, after = judge(old, logs.old, as_of=as_of), judge(new, logs.new, as_of=as_of)
    return between(old, new, before, after, logs)


def between(old: Agreement, new: Agreement, before: Judgement, after: Judgement, logs: Logs) -> LogCost:
    """What lies between two judgements of one log."""
    names = {pair.old: pair.id for pair in pair_up(old, new) if pair.old is not None}
    turned = tuple(replace(outcome, clause=names[outcome.clause]) for outcome in before.clauses)
    flips = tuple(_flips(turned, after.clauses, _Owners(logs.new.events), Clock(new.timezone, new.calendars)))
    owed = [replace(row, clause=names[row.clause]) for row in before.consequences]
    return LogCost(
        before,
        after,
        flips,
        tuple(_turned(turned, after.clauses)),
        _missing(after.consequences, owed),
        _missing(owed, after.consequences),
        tuple(_rejections(logs)),
    )


def _flips(old: Sequence[ClauseOutcome], new: Sequence[ClauseOutcome], owners: _Owners, clock: Clock) -> Iterator[Flip]:
    """Every case whose state differs, by clause (in the new file's order), start and subject."""
    before, after = _cases(old), _cases(new)
    clauses = list(dict.fromkeys(outcome.clause for outcome in (*new, *old)))
    keys = sorted({*before, *after}, key=lambda key: (clauses.index(key[0]), key[3], key[1], key[2], key[4]))
    for key in keys:
        one, other = before.get(key), after.get(key)
        states = (one.state if one else None, other.state if other else None)
        if states[0] is not states[1]:
            clause, subject, lead, start, _ = key
            month = period_of(clock.local_date(start), Period.MONTH).name
            yield Flip(clause, subject, lead, start, month, owners.of(lead, start), *states)


def _cases(outcomes: Iterable[ClauseOutcome]) -> dict[_Key, Case]:
    found: dict[_Key, Case] = {}
    seen: Counter[tuple[str, str, str, int]] = Counter()
    for outcome in outcomes:
        for case in outcome.cases:
            key = (outcome.clause, case.subject, case.lead, case.start)
            found[(*key, seen[key])] = case
            seen[key] += 1
    return found


class _Owners:
    """Who owned each lead at each time, as far as the log says."""

    def __init__(self, events: Iterable[Event]) -> None:
        self._events: dict[str, list[Event]] = {}
        for event in events:
            self._events.setdefault(event.lead, []).append(event)
        self._histories: dict[str, History] = {}

    def of(self, lead: str, instant: int) -> str | None:
        """The lead's owner as last known at an instant."""
        if lead not in self._histories:
            self._histories[lead] = History(in_order(self._events.get(lead, ())))
        found = self._histories[lead].fact(_OWNER, instant)
        return None if found is None else value_text(found)


def _turned(old: Iterable[ClauseOutcome], new: Iterable[ClauseOutcome]) -> Iterator[TurnedPeriod]:
    """The clauses, and their periods, whose verdicts differ."""
    before, after = _verdicts(old), _verdicts(new)
    for key in dict.fromkeys((*after, *before)):
        one, other = before.get(key), after.get(key)
        if one is not other:
            yield TurnedPeriod(*key, one, other)


def _verdicts(outcomes: Iterable[ClauseOutcome]) -> Mapping[tuple[str, str | None], Verdict]:
    found: dict[tuple[str, str | None], Verdict] = {}
    for outcome in outcomes:
        found[outcome.clause, None] = outcome.verdict
        found |= {(outcome.clause, period.period): period.verdict for period in outcome.periods}
    return found


def _missing(rows: Sequence[OwedAction], others: Sequence[OwedAction]) -> tuple[OwedAction, ...]:
    """The rows that the others lack, as often as they lack them; one that only falls due at another time is there."""
    left = Counter(_timeless(row) for row in others)
    missing = []
    for row in rows:
        if left[_timeless(row)]:
            left[_timeless(row)] -= 1
        else:
            missing.append(row)
    return tuple(missing)


def _timeless(row: OwedAction) -> OwedAction:
    return replace(row, due=0)


def _rejections(logs: Logs) -> Iterator[Rejection]:
    """The lines that either version cannot read, each once."""
    yield from dict.fromkeys((*logs.old.rejections, *logs.new.rejections))
