"""A log judged under both versions → the cases that flip, the periods that turn, the consequences that come and go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from sla_dsl.changes.pairing import pair_up
from sla_dsl.clock import Clock
from sla_dsl.engine import judge, judge_columns
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


if TYPE_CHECKING:
    from sla_dsl.log.columns import ColumnLog

AnyLog: TypeAlias = "EventLog | ColumnLog"
"""A log of events one by one, or in columns."""


class Logs(NamedTuple):
    """One log as each version reads it; the same twice where both type its lines alike."""

    old: AnyLog
    new: AnyLog


def cost(old: Agreement, new: Agreement, logs: Logs, *, as_of: int | None) -> LogCost:
    """What the new version changes on a log, as of an instant: by default its latest event."""
    if as_of is None:
        as_of = max((last for log in logs if (last := _last(log)) is not None), default=None)
    before, after = _judged(old, logs.old, as_of), _judged(new, logs.new, as_of)
    return between(old, new, before, after, logs)


def _last(log: AnyLog) -> int | None:
    """The latest event's time."""
    return max((event.time for event in log.events), default=None) if isinstance(log, EventLog) else log.last


def _judged(agreement: Agreement, log: AnyLog, as_of: int | None) -> Judgement:
    if isinstance(log, EventLog):
        return judge(agreement, log, as_of=as_of)
    return judge_columns(agreement, log, as_of=as_of)


def between(old: Agreement, new: Agreement, before: Judgement, after: Judgement, logs: Logs) -> LogCost:
    """What lies between two judgements of one log."""
    names = {pair.old: pair.id for pair in pair_up(old, new) if pair.old is not None}
    turned = tuple(replace(outcome, clause=names[outcome.clause]) for outcome in before.clauses)
    flips = tuple(_owned(_flips(turned, after.clauses, Clock(new.timezone, new.calendars)), logs.new))
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


def _flips(old: Sequence[ClauseOutcome], new: Sequence[ClauseOutcome], clock: Clock) -> Iterator[Flip]:
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
            yield Flip(clause, subject, lead, start, month, None, *states)


def _cases(outcomes: Iterable[ClauseOutcome]) -> dict[_Key, Case]:
    found: dict[_Key, Case] = {}
    seen: Counter[tuple[str, str, str, int]] = Counter()
    for outcome in outcomes:
        for case in outcome.cases:
            key = (outcome.clause, case.subject, case.lead, case.start)
            found[(*key, seen[key])] = case
            seen[key] += 1
    return found


def _owned(flips: Iterable[Flip], log: AnyLog) -> Iterator[Flip]:
    """The flips with the leads' owners, as last known at the start of each case."""
    found = list(flips)
    events: dict[str, list[Event]] = {flip.lead: [] for flip in found}
    for event in _of_leads(events, log):
        events[event.lead].append(event)
    histories = {lead: History(in_order(own)) for lead, own in events.items()}
    for flip in found:
        owner = histories[flip.lead].fact(_OWNER, flip.start)
        yield flip if owner is None else replace(flip, owner=value_text(owner))


def _of_leads(leads: Collection[str], log: AnyLog) -> Iterator[Event]:
    """The events of some leads."""
    if isinstance(log, EventLog):
        yield from (event for event in log.events if event.lead in leads)
        return
    for part in log.partitions() if leads else ():
        wanted = {number for number, lead in enumerate(part.leads) if lead in leads}
        yield from part.events(row for row, number in enumerate(part.lead.tolist()) if number in wanted)


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
