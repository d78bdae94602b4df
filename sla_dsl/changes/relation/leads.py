"""What may happen to a made-up lead after it begins: answers, excuses and pauses at the moments that decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

from sla_dsl.changes.relation.cells import Pair
from sla_dsl.changes.relation.due import DAY, HOUR, MINUTE
from sla_dsl.changes.relation.form import Answer, Form, Gate, Limit, Stated
from sla_dsl.changes.relation.lines import Lines, Sample, samples
from sla_dsl.changes.relation.moments import Moments
from sla_dsl.changes.relation.scenes import Scene, gate_of, made, of_lines, parts_of
from sla_dsl.changes.relation.standing import Log
from sla_dsl.model.clause import IsKnown
from sla_dsl.model.event import Event

FIRST = 40
"""Of a kind of thing that may happen, so many are tried before others are."""

MOST_EVENTS = 60
"""A lead with more events than this is not made up."""


def leads(pair: Pair, scene: Scene, moments: Moments, *, thorough: bool) -> Iterator[Log]:
    """Leads that begin so, the plainest first; `thorough` also puts two kinds of things together."""
    answers = [(), *_answers(pair, moments)]
    others = [*_excuses(pair, moments), *_gates(pair, moments), *_pauses(pair, moments), *_before(pair, moments)]
    yield from (_with(scene, answer) for answer in answers[:FIRST])
    yield from (_with(scene, other) for other in others)
    yield from (_with(scene, answer, other) for answer in answers[1:8] for other in others[:FIRST])
    yield from (_with(scene, answer) for answer in answers[FIRST:])
    yield from (_with(scene, answer, other) for answer in answers[1 : 40 if thorough else 12] for other in others)
    if thorough:
        few = others[:24]
        yield from (_with(scene, answer, *both) for both in product(few, few) for answer in answers[:6])


def _with(scene: Scene, *more: Sequence[Event]) -> Log:
    return (*scene.opening, *(event for events in more for event in events))


def _answers(pair: Pair, moments: Moments) -> Iterator[Log]:
    """Responses, and what is forbidden, in the numbers that either version asks for."""
    forms = pair.old, pair.new
    for form in forms:
        yield from _responses(form, pair, moments)
    for form, number in product(forms, sorted({_allowed(form) + 1 for form in forms if isinstance(form.duty, Limit)})):
        if isinstance(form.duty, Limit) and number <= MOST_EVENTS:
            others = [*_opening(pair), *(other.duty.lines for other in forms if isinstance(other.duty, Limit))]
            for sample, at in product(of_lines((form.duty.lines,), form, others), moments.answering):
                yield tuple(made(sample, time) for time in _ending(at, number, min(moments.starts)))


def _opening(pair: Pair) -> list[Lines]:
    """The lines that open cases: something else that comes may be one of them, or not."""
    return [form.opens for form in (pair.old, pair.new) if form.opens is not None]


def _ending(at: int, number: int, start: int) -> list[int]:
    """So many instants up to this one, a minute apart where there is room since the start."""
    apart = MINUTE if at - start > number * MINUTE else 0
    return [at - (number - 1 - place) * apart for place in range(number)]


def _allowed(form: Form) -> int:
    return form.duty.allowed if isinstance(form.duty, Limit) else 0


def _responses(form: Form, pair: Pair, moments: Moments) -> Iterator[Log]:
    """Each part alone, then all of them, at each moment; then one part at one moment and the rest at another."""
    others = [
        *_opening(pair),
        *(
            lines
            for other in (pair.old, pair.new)
            for part in parts_of(other)
            if isinstance(part, Answer)
            for lines in part.lines
        ),
    ]
    ways = [_ways(part, form, others, pair) for part in parts_of(form)]
    if not ways or not all(ways):
        return
    for at in moments.answering:
        for way in ways:
            yield from (made_up for one in way for made_up in _times(one, at, moments))
        if len(ways) > 1:
            for chosen in product(*(way[:3] for way in ways)):
                yield tuple(event for one in chosen for event in next(_times(one, at, moments), ()))
    if len(ways) > 1:
        for first, last in product(moments.between, moments.between):
            for late in range(len(ways)):
                yield tuple(
                    event
                    for number, way in enumerate(ways)
                    for event in next(_times(way[0], last if number == late else first, moments), ())
                )


class Way(NamedTuple):
    """How a part of a response may come: such a line, so often, on so many days."""

    sample: Sample
    numbers: tuple[tuple[int, int], ...]


def _ways(part: Answer | Stated, form: Form, others: Sequence[Lines], pair: Pair) -> list[Way]:
    if isinstance(part, Stated):
        return [Way(sample, ((1, 1),)) for sample in _stating(part, form)]
    asked = {
        (one.number, one.days) for other in (pair.old, pair.new) for one in parts_of(other) if isinstance(one, Answer)
    }
    fewer = {(number - 1, min(days, number - 1)) for number, days in asked if number > 1}
    mixed = {(number, days) for number, _ in asked for _, days in asked if days <= number}
    numbers = tuple(sorted(one for one in asked | fewer | mixed if one[0] <= MOST_EVENTS))
    return [Way(sample, numbers) for sample in of_lines(part.lines, form, others)]


def _stating(part: Stated, form: Form) -> list[Sample]:
    """Lines that carry a name: for a field of a kind that has it, for a fact of any."""
    events = form.agreement.vocabulary.events
    about = form.about
    kinds = (
        sorted(part.kinds)
        if part.role == "field"
        else [kind for kind, one in events.items() if one.about == about and one.definition is None]
    )
    found = []
    for kind in kinds[:3]:
        types = {**form.agreement.vocabulary.facts, **events[kind].fields}
        if part.name in types:
            held = [(IsKnown(part.name, part.role, known=True),)]
            made_up = samples(kind, events[kind].about, held, types, form.agreement.currency)
            found += [sample for sample in made_up if sample.meets[0]]
    return found


def _times(way: Way, at: int, moments: Moments) -> Iterator[Log]:
    """The line in each number asked for, the last one at the moment, none before the first start."""
    start = min(moments.starts)
    for number, days in way.numbers:
        same_day = _ending(at, number, start)[days - 1 : -1]
        by_day = [at - (days - 1 - place) * DAY for place in range(days)]
        if by_day and by_day[0] < start:
            continue
        yield tuple(made(way.sample, time) for time in sorted((*same_day, *by_day)))


def _excuses(pair: Pair, moments: Moments) -> Iterator[Log]:
    lines = [*_opening(pair), *(one for form in (pair.old, pair.new) for one in form.excuses)]
    first = min(moments.starts)
    earlier = [first - HOUR] if isinstance(pair.old.duty, Gate) or isinstance(pair.new.duty, Gate) else []
    for form in (pair.old, pair.new):
        for sample, at in product(
            of_lines(form.excuses, form, lines), (*moments.between, *earlier, *moments.answering)
        ):
            yield (made(sample, at),)


def _before(pair: Pair, moments: Moments) -> Iterator[Log]:
    """What answers the clauses that are waited for, in one version or in both."""
    watched = pair.watched
    while watched is not None:
        for form in (watched.old, watched.new):
            for part in parts_of(form):
                for sample in of_lines(part.lines, form)[:1] if isinstance(part, Answer) else ():
                    yield from ((made(sample, at),) for at in moments.between)
        watched = watched.watched


def _gates(pair: Pair, moments: Moments) -> Iterator[Log]:
    lines = [one for form in (pair.old, pair.new) if (one := gate_of(form)) is not None]
    numbers = {form.duty.number for form in (pair.old, pair.new) if isinstance(form.duty, Gate) and form.duty.gate}
    first = min(moments.starts)
    for form in (pair.old, pair.new):
        own = gate_of(form)
        for sample in of_lines((own,), form, lines) if own is not None else ():
            if isinstance(form.duty, Gate):
                for number in sorted({*numbers, *(number - 1 for number in numbers)} - {0}):
                    if number <= MOST_EVENTS:
                        yield tuple(made(sample, first - (number - place) * HOUR) for place in range(number))
            else:
                yield from ((made(sample, at),) for at in moments.answering)


def _pauses(pair: Pair, moments: Moments) -> Iterator[Log]:
    """A lead is put on hold soon after it begins, or before: for some hours, for days, or for good."""
    first = min(moments.starts)
    for form in (pair.old, pair.new):
        if form.pause is None:
            continue
        entered, left = (of_lines((lines,), form)[:1] for lines in form.pause)
        for entering, leaving in product(entered, left):
            for begins in (first + 30 * MINUTE, first - HOUR, *moments.between):
                for long in (None, 2 * HOUR, DAY, 4 * DAY):
                    pause = (made(entering, begins),)
                    yield pause if long is None else (*pause, made(leaving, begins + long))
