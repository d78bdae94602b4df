"""How a made-up lead begins: with which trigger, and when, so that the two versions may part."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice, product, zip_longest
from typing import NamedTuple

from sla_dsl.changes.relation.cells import Cell, Pair
from sla_dsl.changes.relation.due import DAY, HOUR, MINUTE, starts_in
from sla_dsl.changes.relation.form import FOREVER, Answer, Answers, Form, Gate, Limit, Stated
from sla_dsl.changes.relation.lines import Lines, Sample, samples
from sla_dsl.changes.relation.moments import Moments
from sla_dsl.changes.relation.standing import Log
from sla_dsl.clock import Clock
from sla_dsl.model.clause import Condition, IsKnown
from sla_dsl.model.event import Event

LEAD, OPPORTUNITY = "L-1", "O-1"

TIMES_OF_DAY = (10, 14, 9, 16, 20, 2)
"""Local hours at which a lead is tried to begin, the plainest first."""

LOOKED_THROUGH = 42
"""Days whose hours are tried before the calendar is searched from end to end."""


class Scene(NamedTuple):
    """A beginning: the events that open a case in one version or both, from `start` on."""

    start: int
    opening: Log


def made(sample: Sample, time: int) -> Event:
    """The event of such a line at an instant."""
    opportunity = OPPORTUNITY if sample.about == "opportunity" else None
    return Event(time, sample.kind, LEAD, None, opportunity, dict(sample.values))


def scenes(pair: Pair) -> Iterator[Scene]:
    """Beginnings with one trigger, in turn: each kind of trigger on a plain morning, those whose dues part, paused."""
    return _in_turn(_plain(pair), _parting(pair), _paused(pair))


def _in_turn(*several: Iterator[Scene]) -> Iterator[Scene]:
    for each in zip_longest(*several):
        yield from (scene for scene in each if scene is not None)


def _plain(pair: Pair) -> Iterator[Scene]:
    for sample in triggers(pair):
        for start in _plain_starts(pair):
            yield Scene(start, opened(pair, sample, start))


def _parting(pair: Pair) -> Iterator[Scene]:
    for cell in pair.cells:
        for sample in of_cell(pair, cell) if pair.old.opens is not None else triggers(pair):
            for sign in (1, -1):
                for start in parting(pair, cell, sign):
                    yield Scene(start, opened(pair, sample, start))


def _paused(pair: Pair) -> Iterator[Scene]:
    """Beginnings of a lead that is put on hold until a day on which only one of the calendars is open, or so."""
    states = [(form, form.pause) for form in (pair.old, pair.new) if form.pause is not None]
    samples_known = triggers(pair)[:2] if states else ()
    for sample, start in product(samples_known, _plain_starts(pair)[:1]):
        begun = opened(pair, sample, start)
        for form, pause in states:
            for entering, leaving in product(*(of_lines((lines,), form)[:1] for lines in pause)):
                for ends in (start + 2 * HOUR, *pair.days_apart(start)):
                    held = made(entering, start + MINUTE), made(leaving, ends)
                    yield Scene(start, (*begun, *held))


def repeated(pair: Pair, moments_of: Callable[[Scene], Moments | None]) -> Iterator[Scene]:
    """Beginnings with a second trigger: soon, while the first case runs, at its end, and after it.

    `moments_of` tells when the first cases start and are due.
    """
    known = triggers(pair)[:4]
    for start in _plain_starts(pair)[:1]:
        yield from _in_turn(*(_again(pair, start, first, known, moments_of) for first in known))


def _again(
    pair: Pair, start: int, first: Sample, known: Sequence[Sample], moments_of: Callable[[Scene], Moments | None]
) -> Iterator[Scene]:
    alone = opened(pair, first, start)
    moments = moments_of(Scene(start, alone))
    dues = moments.dues if moments else (start + 3 * DAY,)
    later = [
        start + HOUR,
        *(moments.between if moments else ()),
        *(at for due in dues for at in (due, due + 1)),
    ]
    for at, second in product(dict.fromkeys(later), known):
        yield Scene(start, (*alone, *opened(pair, second, at)))


def triggers(pair: Pair) -> list[Sample]:
    """One line for each way in which triggers are told apart; those that trigger both versions first."""
    found: list[Sample] = pair.remembered("triggers", lambda: _triggers(pair))
    return found


def _triggers(pair: Pair) -> list[Sample]:
    old, new = root(pair.old), root(pair.new)
    assert old.opens is not None
    assert new.opens is not None
    currency = pair.new.agreement.currency or pair.old.agreement.currency
    found: list[Sample] = []
    for kind in dict.fromkeys((*new.opens.kinds, *old.opens.kinds)):
        of = [form.opens for form in (old, new) if form.opens is not None and kind in form.opens.kinds]
        choices = [lines.kinds[kind] for lines in of]
        more = [branch.conditions for form in (old, new) for branch in form.branches if branch.conditions]
        more += [way for cell in pair.cells for way in (cell.conditions,) if way and cell.kind == kind]
        more += [stated for form in (old, new) if (stated := _stated_at_once(form, kind))]
        about, types = of[0].about, of[0].types[kind]
        made_up = samples(kind, about, [*choices, *more], types, currency)
        found += [sample for sample in made_up if any(sample.meets[: len(choices)])]
    return sorted(found, key=lambda sample: -sum(sample.meets[:2]))[:24]


def _stated_at_once(form: Form, kind: str) -> tuple[Condition, ...]:
    """That the trigger itself states the names that are asked for."""
    stated = [part for part in parts_of(form) if isinstance(part, Stated)]
    return tuple(IsKnown(one.name, one.role, known=True) for one in stated if one.role == "fact" or kind in one.kinds)


def root(form: Form) -> Form:
    """The clause that an event opens: itself, or the one it waits for, and so on."""
    while form.watched is not None:
        form = form.watched
    return form


def opened(pair: Pair, sample: Sample, start: int) -> Log:
    """The trigger, and what it takes to break the clauses that are waited for."""
    events = [made(sample, start)]
    for form in (pair.old, pair.new):
        watched, at = form.watched, start + HOUR
        while watched is not None:
            breaking = _breaking(watched, at)
            events += [event for event in breaking if event not in events]
            watched = watched.watched
    return tuple(events)


def _breaking(form: Form, at: int) -> list[Event]:
    """What breaks a limit: one line too many. A response is broken by nothing."""
    if not isinstance(form.duty, Limit):
        return []
    sample = next(iter(of_lines((form.duty.lines,), form)), None)
    return [made(sample, at + number * 60_000_000) for number in range(form.duty.allowed + 1)] if sample else []


def of_lines(lines: Iterable[Lines], form: Form, others: Sequence[Lines] = ()) -> list[Sample]:
    """Lines that are each of these events, told apart by the other events that they are too."""
    found: list[Sample] = []
    for one in lines:
        for kind, conditions in one.kinds.items():
            choices = [conditions, *(other.kinds[kind] for other in others if kind in other.kinds)]
            made_up = samples(kind, one.about, choices, one.types[kind], form.agreement.currency)
            found += [sample for sample in made_up if sample.meets[0]]
    unique = {(sample.kind, tuple(sorted(sample.values.items(), key=str))): sample for sample in found}
    return list(unique.values())[:8]


def of_cell(pair: Pair, cell: Cell) -> list[Sample]:
    """A line whose case has these two times."""
    assert cell.kind is not None
    lines = next(form.opens for form in (pair.old, pair.new) if form.opens and cell.kind in form.opens.kinds)
    currency = pair.new.agreement.currency or pair.old.agreement.currency
    choices: list[Sequence[Condition]] = [cell.conditions, *cell.but]
    made_up = samples(cell.kind, lines.about, choices, lines.types[cell.kind], currency)
    return [sample for sample in made_up if sample.meets[0] and not any(sample.meets[1:])][:1]


def parting(pair: Pair, cell: Cell, sign: int) -> list[int]:
    """Starts at which the old due comes after the new one (1), before it (-1), or with it (0)."""
    begins, ends = pair.tried
    if begins >= ends or cell.never(sign):
        return []
    tried = (start for start in mornings(pair.old.clock, begins, ends, LOOKED_THROUGH))
    for start in tried:
        difference = cell.old.due(start) - cell.new.due(start)
        if (difference > 0) - (difference < 0) == sign:
            return [start]
    return list(islice(starts_in(pair.orders(cell).get(sign, ())), 2))


def mornings(clock: Clock, begins: int, ends: int, days: int) -> Iterator[int]:
    """Instants that people think of first, from the first Monday on: every day at plain hours."""
    first = clock.local_date(begins).toordinal()
    first += -date.fromordinal(first).weekday() % 7
    for hour in TIMES_OF_DAY:
        for day in range(first, first + days):
            start = clock.day_start(date.fromordinal(day)) + hour * HOUR
            if begins <= start < ends:
                yield start


def _plain_starts(pair: Pair) -> list[int]:
    """A plain morning in the dates of both versions, and one in each stretch of dates that only one of them has."""
    clock = pair.old.clock
    begins, ends = pair.tried
    stretches = [
        (begins, ends),
        (pair.old.tried[0], min(pair.new.tried[0], pair.old.tried[1])),
        (pair.new.tried[0], min(pair.old.tried[0], pair.new.tried[1])),
        (max(pair.new.tried[1], pair.old.tried[0]), pair.old.tried[1]),
        (max(pair.old.tried[1], pair.new.tried[0]), pair.new.tried[1]),
    ]
    found = []
    for first, last in stretches:
        if first < last:
            plain = next(mornings(clock, first, last, 8), None)
            found.append(first + (min(last - first, DAY) // 2) if plain is None else plain)
    if _may_answer_itself(pair):
        # Beyond the dates it opens no case any more, and so falls into no running one.
        found += [last - 10 * MINUTE for first, last in stretches if first < last < FOREVER]
    edges = {pair.old.tried[0], pair.new.tried[0]} | {pair.old.tried[1], pair.new.tried[1]}
    # What is forbidden for good after something is forbidden beyond the dates, what is forbidden at all is not.
    if len(edges) > 2 or isinstance(pair.old.duty, Gate) != isinstance(pair.new.duty, Gate):
        around = (edge + more for edge in sorted(edges - {FOREVER}) for more in (10 * HOUR, -14 * HOUR))
        found += [at for at in around if any(form.tried[0] <= at < form.tried[1] for form in (pair.old, pair.new))]
    return list(dict.fromkeys(found))


def _may_answer_itself(pair: Pair) -> bool:
    """Whether what opens the cases may also answer, excuse or break them."""
    forms = pair.old, pair.new
    opening = {kind for form in forms if form.opens is not None for kind in form.opens.kinds}
    return any(kind in opening for form in forms for lines in _deciding(form) for kind in lines.kinds)


def _deciding(form: Form) -> Iterator[Lines]:
    yield from form.excuses
    yield from (lines for part in parts_of(form) if isinstance(part, Answer) for lines in part.lines)
    if isinstance(form.duty, Limit):
        yield from (lines for lines in (form.duty.lines, form.duty.until) if lines is not None)


def parts_of(form: Form) -> tuple[Answer | Stated, ...]:
    """The parts of a response."""
    return form.duty.parts if isinstance(form.duty, Answers) else ()


def gate_of(form: Form) -> Lines | None:
    """What opens a gate, or closes a window."""
    if isinstance(form.duty, Gate):
        return form.duty.gate
    return form.duty.until if isinstance(form.duty, Limit) else None
