"""The smallest leads that show a conflict, each judged by the engine before it is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import product

from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import Respond
from sla_dsl.model.event import Event
from sla_dsl.model.outcome import CaseState
from sla_dsl.review.events import Rooted, is_always
from sla_dsl.review.obligations import Branch, Gate, Limit, Need
from sla_dsl.review.replay import DAY, Replay, instants, spread

Log = list[Event]

MOST_EVENTS = 50
"""A conflict that takes more events of a kind than this is not shown, and so not told."""


def shown_lead(need: Need, limit: Limit, branch: Branch, dates: tuple[date, date], agreement: Agreement) -> str | None:
    """A lead that cannot keep both, told in a sentence; nothing where some answer tried keeps both after all."""
    replay = Replay.of(agreement, (need.clause, limit.clause), dates)
    opening = replay.event(
        need.trigger, replay.start, *(limit.trigger.all if limit.trigger else ()), *branch.conditions
    )
    if opening is None or need.number > MOST_EVENTS:
        return None
    dues = _dues(replay, opening)
    through = _through(replay, dues)
    logs = [[opening, *log] for log in ([], *_answers(replay, need, instants(replay.start, dues)))]
    silent, *outcomes = replay.judged(logs, through)
    proves = any(outcome.need is CaseState.MET and outcome.broken for outcome in outcomes)
    if not proves or silent.broken or any(outcome.is_kept for outcome in (silent, *outcomes)):
        return None
    return _told(replay, opening, need, limit)


def _dues(replay: Replay, opening: Event) -> list[int]:
    return [case.due for case in replay.cases([opening], opening.time).values() if case.due is not None]


def _through(replay: Replay, dues: Sequence[int]) -> int:
    return max([replay.start + 30 * DAY, *dues]) + 2 * DAY


def _answers(replay: Replay, need: Need, times: Sequence[int]) -> Iterator[Log]:
    """Answers in full, from each instant on: one alternative, or all that are asked for."""
    times_asked = need.clause.duty.times if isinstance(need.clause.duty, Respond) else None
    days = (times_asked.days or 1) if times_asked else 1
    chosen = [(answer,) for answer in need.answers] if need.any_is_enough else [need.answers]
    for events, first in product(chosen, times):
        for last in {first, first + (days - 1) * DAY}:
            made = [
                replay.event(event, time, number=number)
                for event in events
                for number, time in enumerate(spread(first, last, need.number), start=1)
            ]
            yield [event for event in made if event is not None]


def _told(replay: Replay, opening: Event, need: Need, limit: Limit) -> str:
    blocked = next(answer for answer in need.answers if is_always(answer, limit.event))
    answer = _named(replay, blocked, need.number)
    return (
        f"a lead that shows it: {replay.told(opening)} on {replay.moment(opening.time)}; "
        f"{answer} {_by(replay, opening, need)} breaks `{limit.clause.id}`, "
        f"and without it `{need.clause.id}` is not met"
    )


def _named(replay: Replay, event: Rooted, count: int = 1) -> str:
    made = replay.event(event, replay.start)
    told = replay.told(made) if made else f"`{event.event}`"
    return f"{told} {count} times" if count > 1 else told


def _by(replay: Replay, opening: Event, need: Need) -> str:
    due = replay.cases([opening], opening.time)[need.clause.id].due
    return "at any time" if due is None else f"by {replay.moment(due)}"


def shown_after_gate(
    need: Need, gate: Gate, limit: Limit, branch: Branch, dates: tuple[date, date], agreement: Agreement
) -> str | None:
    """A lead that begins with the trigger and cannot keep all three; nothing where something tried does."""
    replay = Replay.of(agreement, (need.clause, gate.clause, limit.clause), dates)
    more = [condition for one in (gate.trigger, limit.trigger) if one for condition in one.all]
    opening = replay.event(need.trigger, replay.start, *more, *branch.conditions)
    if opening is None or max(need.number, gate.number) > MOST_EVENTS:
        return None
    dues = _dues(replay, opening)
    through = _through(replay, dues)
    times = [time for time in instants(replay.start, dues) if time >= replay.start]
    answers = list(_answers(replay, need, times))
    opened: list[Log] = [[], *(_opened(replay, gate, time) for time in times)]
    outcomes = replay.judged([[opening, *first, *second] for first, second in product(opened, answers)], through)
    if any(outcome.is_kept for outcome in outcomes) or all(outcome.need is not CaseState.MET for outcome in outcomes):
        return None
    answer = next(one for one in need.answers if is_always(one, gate.event))
    return (
        f"a lead that shows it: {replay.told(opening)} on {replay.moment(opening.time)}; "
        f"{_named(replay, answer, need.number)} {_by(replay, opening, need)} breaks `{gate.clause.id}` "
        f"without {_named(replay, gate.opening, gate.number)}, which breaks `{limit.clause.id}`"
    )


def _opened(replay: Replay, gate: Gate, time: int) -> Log:
    made = (replay.event(gate.opening, time, number=100 + number) for number in range(gate.number))
    return [event for event in made if event is not None]


def shown_order(gate: Gate, other: Gate, dates: tuple[date, date], agreement: Agreement) -> str | None:
    """The two orders in which what the gates hold back can come; nothing where one of them breaks neither."""
    replay = Replay.of(agreement, (gate.clause, other.clause), dates)
    made = [replay.event(event, replay.start) for event in (gate.event, other.event)]
    first, second = (event and event._replace(id=None) for event in made)
    if first is None or second is None:
        return None
    for one, later in ((first, second), (second, first)):
        cases = replay.cases([one, later._replace(time=replay.start + DAY)], replay.start + DAY)
        if all(case.breached_at is None for case in cases.values()):
            return None
    return f"{replay.told(first)} first breaks `{gate.clause.id}`, {replay.told(second)} first `{other.clause.id}`"
