"""A period's worth of subjects that reach, or exceed, the amount of only one of two versions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date
from fractions import Fraction
from functools import partial
from itertools import islice, permutations, product

from sla_dsl.changes.relation.cells import Pair
from sla_dsl.changes.relation.due import DAY, HOUR, MINUTE
from sla_dsl.changes.relation.form import Amount, Form
from sla_dsl.changes.relation.lines import Sample, samples
from sla_dsl.changes.relation.search import MADE_UP, Found
from sla_dsl.changes.relation.standing import Both, Log
from sla_dsl.model.event import Event
from sla_dsl.model.outcome import ClauseOutcome, Verdict
from sla_dsl.model.period import PeriodDates, next_period, period_named, period_of
from sla_dsl.model.values import Exact, Money, Value, exact

MOST_PERIODS = 800
"""Periods of a version that are looked through, at most."""

MOST_SUBJECTS = 5_000
"""A period with more subjects than this is not made up."""


Making = tuple[int, Callable[[], Log]]
"""How many events a log has, and how it is made."""


def search_amounts(pair: Pair, both: Both, wanted: Collection[int]) -> dict[int, Found]:
    """The smallest log found for each of the wanted signs, for promises of an amount."""
    found: dict[int, Found] = {}
    for first, parts, ends in _places(pair):
        for size, make in sorted(_logs(pair, first, parts), key=lambda one: one[0]):
            pair.work.spend(size // MADE_UP)
            log = make()
            for as_of in (ends, ends + DAY, max((event.time for event in log), default=first) + MINUTE):
                old, new = (_is_broken(one.outcome(log, as_of)) for one in both)
                sign = new - old
                if sign in wanted and (sign not in found or len(log) < len(found[sign].events)):
                    found[sign] = Found(sign, log, as_of)
                if pair.work.is_used_up:
                    return found
            if all(sign in found for sign in wanted):
                return found
    return found


def _is_broken(outcome: ClauseOutcome | None) -> bool:
    return outcome is not None and outcome.verdict is Verdict.BROKEN


def _places(pair: Pair) -> Iterator[tuple[int, list[int], int]]:
    """Periods to fill: a first instant, one instant in each part of it, and the instant at which all is over."""
    forms = [form for form in (pair.old, pair.new) if isinstance(form.duty, Amount)]
    for whole in _periods_to_fill(forms):
        longer = [_around(form, whole) for form in forms]
        begins = [form.clock.day_start(one.first) for form, one in zip(forms, longer, strict=True)]
        ends = [form.clock.day_end(one.last) for form, one in zip(forms, longer, strict=True)]
        days = sorted({part.first for form in forms for part in _parts(form, longer)})
        clock = forms[0].clock
        yield max(min(begins), 0) + 9 * HOUR, [clock.day_start(day) + 10 * HOUR for day in days], max(ends)
        for end in ends if len(set(ends)) > 1 else ():
            # A log that begins with the last day of one period, when the other's is not over.
            yield end - 14 * HOUR, [end - 13 * HOUR], end
        if not pair.same_days:
            # What happens in between belongs to one period in one version, and to another in the other.
            for edges in (begins, ends):
                between = min(edges) + (max(edges) - min(edges)) // 2
                yield min(min(begins) + 9 * HOUR, between), [between], max(ends)
                for edge in edges:
                    first, last = edge - HOUR // 2, edge + HOUR // 2
                    yield min(min(begins) + 9 * HOUR, first), [first, last], max(ends) + DAY


def _periods_to_fill(forms: list[Form]) -> list[PeriodDates]:
    """The first periods and the last of each version, and those that only one of them judges."""
    judged = [list(islice(_periods(form), MOST_PERIODS)) for form in forms]
    common = set.intersection(*(set(periods) for periods in judged))
    alone = [period for periods in judged for period in periods if period not in common]
    both = [period for period in judged[0] if period in common]
    return list(dict.fromkeys((*both[:2], *alone[:3], *alone[-2:], *both[-1:])))


def _around(form: Form, whole: PeriodDates) -> PeriodDates:
    assert form.clause.period is not None
    return period_of(whole.first, form.clause.period)


def _parts(form: Form, longer: list[PeriodDates]) -> Iterator[PeriodDates]:
    assert form.clause.period is not None
    first, last = min(one.first for one in longer), max(one.last for one in longer)
    period: PeriodDates | None = period_of(first, form.clause.period)
    while period is not None and period.first <= last:
        if period.first >= first:
            yield period
        period = next_period(period, form.clause.period)


def _periods(form: Form) -> Iterator[PeriodDates]:
    """The periods that are wholly in force; those with figures of their own only where the form is for them."""
    each = form.clause.period
    assert each is not None
    begins, ends = form.dates
    period = period_named(form.period, each) if form.period else period_of(begins, each)
    while period is not None and period.last <= ends and period.first < date.max:
        if period.first >= begins:
            yield period
        period = None if form.period else next_period(period, each)


def _logs(pair: Pair, first: int, parts: list[int]) -> Iterator[Making]:
    """So many subjects of each kind, all at once or so many in each part; always an event that begins the log."""
    duties = [form.duty for form in (pair.old, pair.new) if isinstance(form.duty, Amount)]
    kinds = _kinds(pair, duties)
    beginning = Event(first, _other_kind(pair, duties), "L-0")
    yield _made((beginning,))
    if all(duty.carrier is None for duty in duties):
        for numbers in _numbers(duties, len(kinds)):
            yield from _fillings(beginning, kinds, numbers, parts)
        return
    yield from map(_made, _taken_back(pair, beginning, kinds, duties, parts[0]))
    for sample, amount in product(kinds, _amounts(duties)):
        for carrier in {duty.carrier for duty in duties if duty.carrier}:
            values: dict[str, Value] = {**sample.values, carrier: Money(amount, pair.new.agreement.currency or "EUR")}
            yield _made((beginning, _subject(sample, values, parts[0], 1)))
            if len(parts) > 1:
                yield from map(_made, _corrected(beginning, sample, carrier, values, parts))


def _made(log: Log) -> Making:
    return len(log), lambda: log


def _fillings(beginning: Event, kinds: list[Sample], numbers: tuple[int, ...], parts: list[int]) -> Iterator[Making]:
    one, all_parts = sum(numbers), sum(numbers) * len(parts)
    if one <= MOST_SUBJECTS:
        yield one, partial(_filled, beginning, kinds, numbers, parts[:1])
    if len(parts) > 1 and all_parts <= MOST_SUBJECTS:
        yield all_parts, partial(_filled, beginning, kinds, numbers, parts)
        yield all_parts, partial(_filled, beginning, kinds, numbers, parts, again=True)


def _taken_back(pair: Pair, beginning: Event, kinds: list[Sample], duties: list[Amount], at: int) -> Iterator[Log]:
    """An amount by one kind of line, and a cent below zero by another, which only one version may count."""
    currency = pair.new.agreement.currency or "EUR"
    for (one, other), amount, duty in product(permutations(kinds, 2), _amounts(duties), duties):
        if duty.carrier is not None:
            more, less = Money(amount, currency), Money(exact(Fraction(-1, 100)), currency)
            yield (
                beginning,
                _subject(one, {**one.values, duty.carrier: more}, at, 1),
                _subject(other, {**other.values, duty.carrier: less}, at, 2),
            )


def _corrected(
    beginning: Event, sample: Sample, carrier: str, values: dict[str, Value], parts: list[int]
) -> Iterator[Log]:
    """The same amount in each part by other subjects, by the same one, and with one that is below zero from before."""
    money = values[carrier]
    assert isinstance(money, Money)
    yield (beginning, *(_subject(sample, values, at, number) for number, at in enumerate(parts, start=1)))
    yield (beginning, *(_subject(sample, values, at, 1) for at in parts))
    less, more = (Money(exact(amount), money.currency) for amount in (-money.amount, money.amount * 2))
    before, after = parts[-2:]
    yield (
        beginning._replace(time=before),
        _subject(sample, {**values, carrier: less}, before, 1),
        _subject(sample, {**values, carrier: more}, before, 2),
        _subject(sample, values, after, 2),
    )


def _kinds(pair: Pair, duties: list[Amount]) -> list[Sample]:
    """Lines told apart by which version counts them."""
    found = []
    for kind in dict.fromkeys(kind for duty in duties for kind in duty.lines.kinds):
        lines = [duty.lines for duty in duties if kind in duty.lines.kinds]
        choices = [one.kinds[kind] for one in lines]
        made_up = samples(kind, lines[0].about, choices, lines[0].types[kind], pair.new.agreement.currency)
        found += [sample for sample in made_up if any(sample.meets)]
    return found[:4]


def _other_kind(pair: Pair, duties: list[Amount]) -> str:
    counted = {kind for duty in duties for kind in duty.lines.kinds}
    events = pair.new.agreement.vocabulary.events
    plain = (kind for kind, one in events.items() if one.definition is None and one.about == "lead")
    return next((kind for kind in plain if kind not in counted), "log.begun")


def _numbers(duties: list[Amount], kinds: int) -> list[tuple[int, ...]]:
    """Numbers of subjects around what is asked for, of one kind or of two."""
    asked = sorted({max(duty.least + more, 0) for duty in duties for more in (-1, 0)})
    one = [tuple(number if place == kind else 0 for place in range(kinds)) for kind in range(kinds) for number in asked]
    gaps = sorted({abs(one - other) for one in asked for other in asked} - {0})
    two = [
        tuple(number if place == kind else gap if place == more else 0 for place in range(kinds))
        for kind in range(kinds) for more in range(kinds) if kind != more
        for number in asked for gap in gaps
    ]  # fmt: skip
    return [*one, *two]


def _filled(
    beginning: Event, kinds: list[Sample], numbers: tuple[int, ...], parts: list[int], *, again: bool = False
) -> Log:
    """So many subjects of each kind at each instant: other ones every time, or the same ones `again`."""
    samples_wanted = [sample for sample, number in zip(kinds, numbers, strict=True) for _ in range(number)]
    count = 0 if again else len(samples_wanted)
    subjects = (
        _subject(sample, dict(sample.values), at, part * count + place)
        for part, at in enumerate(parts)
        for place, sample in enumerate(samples_wanted, start=1)
    )
    return (beginning, *subjects)


def _subject(sample: Sample, values: dict[str, Value], at: int, number: int) -> Event:
    opportunity = f"O-{number}" if sample.about == "opportunity" else None
    return Event(at, sample.kind, f"L-{number}", None, opportunity, values)


def _amounts(duties: list[Amount]) -> list[Exact]:
    cent = Fraction(1, 100)
    edges = {Fraction(duty.amount) for duty in duties if duty.carrier}
    found = {edge + more for edge in edges for more in (-cent, 0, cent)} | {
        sum(edges, Fraction(0)) / max(len(edges), 1)
    }
    return [exact(amount) for amount in sorted(found) if amount >= 0]
