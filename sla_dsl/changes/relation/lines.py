"""Which lines of a log are which events, for either version: the same event said in other words is the same lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from itertools import product

from sla_dsl.changes.relation.reading import Reading
from sla_dsl.engine.plan import make_pattern
from sla_dsl.frozen import frozen
from sla_dsl.model.clause import Amount, Condition, EventPattern, IsBound, IsKnown, Param
from sla_dsl.model.funnel import Figure
from sla_dsl.model.values import Money, Share, Value
from sla_dsl.model.vocabulary import About, Vocabulary
from sla_dsl.review.values import Types, covered, example, failures, possible

Measure = Callable[[Amount], Figure | None]
"""What an amount is in the period at hand; nothing where the funnel has none for it."""

MOST_CHOICES = 7
"""Choices that are told apart in full, at most."""

MOST_VARIANTS = 96
"""Lines of one kind that are told apart by what they meet, at most."""


@frozen
class Lines:
    """The lines that are one event, by their kind (the event's id in the log): the conditions they have to meet.

    Only raw kinds are in it, so a defined event and its definition written out are the same. `types` are those of the
    values that conditions may name, `event` is the id by which the agreement names it.
    """

    kinds: Mapping[str, tuple[Condition, ...]]
    types: Mapping[str, Types] = field(compare=False)
    about: About
    event: str = field(default="", compare=False)


def lines_of(pattern: EventPattern | str, vocabulary: Vocabulary, reading: Reading, measure: Measure) -> Lines:
    """The lines of raw kinds that are this event, its definitions followed to their root and its figures put in."""
    written = EventPattern(pattern) if isinstance(pattern, str) else pattern
    made = make_pattern(written, vocabulary)
    kinds = {kind: measured(where, measure) for kind, where in made.conditions.items() if kind in reading.raw}
    types = {kind: reading.types(kind, vocabulary) for kind in kinds}
    return Lines(kinds, types, made.about, written.event)


def measured(conditions: Sequence[Condition], measure: Measure) -> tuple[Condition, ...]:
    """The conditions, each once, with figures of the funnel put in; one whose figure is not there is never true."""
    found: dict[Condition, None] = {}
    for condition in conditions:
        if not isinstance(condition, IsBound) or not isinstance(condition.amount, Param):
            found[condition] = None
            continue
        figure = measure(condition.amount)
        if figure is None or isinstance(figure, Share):
            found |= dict.fromkeys(IsKnown(condition.name, condition.role, known) for known in (True, False))
        else:
            found[IsBound(condition.name, condition.role, condition.bound, figure)] = None
    return tuple(found)


def are_among(some: Sequence[Lines], others: Sequence[Lines]) -> bool:
    """Whether every line that is one of `some` is one of `others`; false also where that is not proven."""
    return all(
        _is_among(conditions, kind, lines.types[kind], others)
        for lines in some
        for kind, conditions in lines.kinds.items()
    )


def _is_among(conditions: tuple[Condition, ...], kind: str, types: Types, others: Sequence[Lines]) -> bool:
    choices = [other.kinds[kind] for other in others if kind in other.kinds]
    if any(set(choice) <= set(conditions) for choice in choices):
        return True
    return not possible(conditions, types) or covered(conditions, choices, types)


def are_apart(some: Sequence[Lines], others: Sequence[Lines]) -> bool:
    """Whether no line can be both one of `some` and one of `others`."""
    pairs = ((kind, one, other) for one in some for other in others for kind in one.kinds if kind in other.kinds)
    return not any(possible((*one.kinds[kind], *other.kinds[kind]), one.types[kind]) for kind, one, other in pairs)


def are_same(some: Sequence[Lines], others: Sequence[Lines]) -> bool:
    """Whether the same lines are among either."""
    return are_among(some, others) and are_among(others, some)


@frozen
class Sample:
    """A line made up: its kind, its values, and which of the choices asked about it meets, in their order."""

    kind: str
    about: About
    values: Mapping[str, Value]
    meets: tuple[bool, ...]


def samples(
    kind: str, about: About, choices: Sequence[Sequence[Condition]], types: Types, currency: str | None
) -> Iterator[Sample]:
    """A line for each way in which the choices (of conditions that all hold) can be met or not; at most so many."""
    distinct = list(dict.fromkeys(tuple(choice) for choice in choices))
    found = 0
    for wanted in product((True, False), repeat=min(len(distinct), MOST_CHOICES)):
        values = _example(distinct, wanted, types)
        if values is None:
            continue
        meets = dict(zip(distinct, wanted, strict=False))
        typed = {name: _typed(value, types, name, currency) for name, value in values.items()}
        yield Sample(kind, about, typed, tuple(meets.get(tuple(choice), False) for choice in choices))
        found += 1
        if found >= MOST_VARIANTS:
            return


def partition(
    kind: str, about: About, choices: Sequence[Sequence[Condition]], types: Types, currency: str | None
) -> list[Sample] | None:
    """A line for every way in which some of the choices can be met; nothing where that cannot be told for sure."""
    distinct = list(dict.fromkeys(tuple(choice) for choice in choices))
    if len(distinct) > MOST_CHOICES:
        return None
    found = [one for one in samples(kind, about, choices, types, currency) if any(one.meets)]
    shown = {one.meets for one in found}
    for wanted in product((True, False), repeat=len(distinct)):
        met = dict(zip(distinct, wanted, strict=True))
        meets = tuple(met[tuple(choice)] for choice in choices)
        if any(wanted) and meets not in shown and not _is_impossible(distinct, wanted, types):
            return None
    return found


def _is_impossible(choices: Sequence[Sequence[Condition]], wanted: Sequence[bool], types: Types) -> bool:
    held = [condition for choice, is_met in zip(choices, wanted, strict=True) if is_met for condition in choice]
    unmet = [choice for choice, is_met in zip(choices, wanted, strict=True) if not is_met]
    return not possible(held, types) or covered(held, unmet, types)


def _example(choices: Sequence[Sequence[Condition]], wanted: Sequence[bool], types: Types) -> dict[str, Value] | None:
    """Values that meet the wanted choices and none of the others; nothing where none are found."""
    held = [condition for choice, is_met in zip(choices, wanted, strict=False) if is_met for condition in choice]
    unmet = [choice for choice, is_met in zip(choices, wanted, strict=False) if not is_met]
    if not possible(held, types):
        return None
    ways = [
        [way for condition in choice for way in _ways_out(condition) if possible((*held, way), types)]
        for choice in unmet
    ]
    for tried, way in enumerate(product(*ways)):
        if tried >= MOST_VARIANTS:
            return None
        if possible((*held, *way), types):
            return example((*held, *way), types)
    return None


def _ways_out(condition: Condition) -> tuple[Condition, ...]:
    """How a condition fails: another value rather than none, since a value may be known from before."""
    return tuple(reversed(failures(condition)))


def _typed(value: Value, types: Types, name: str, currency: str | None) -> Value:
    if types[name].name == "money" and not isinstance(value, str | Money | bool):
        return Money(value, currency or "EUR")
    return value
