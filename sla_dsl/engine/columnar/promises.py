"""A partition under a `deliver`: what its leads bring to each period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import field
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sla_dsl.clock.columns import Instants, Places
from sla_dsl.engine.columnar.conditions import NO, YES
from sla_dsl.engine.columnar.distinct import distinct
from sla_dsl.engine.columnar.periods import period_name
from sla_dsl.engine.columnar.scene import Scene
from sla_dsl.engine.plan import ClausePlan, money_field
from sla_dsl.frozen import frozen, mutable
from sla_dsl.model.clause import Deliver
from sla_dsl.model.period import PeriodDates
from sla_dsl.model.values import Exact, Money, exact


@mutable
class Brought:
    """What came of a `deliver`, by the name of the period; see `engine.findings.Delivered`.

    `firsts` has for each subject the instant of its first matching event, `counts` how many there are. The instants are
    kept only where a ceiling may need them.
    """

    counts: dict[str, int] = field(default_factory=dict)
    firsts: dict[str, Instants] = field(default_factory=dict)
    amounts: dict[str, Exact] = field(default_factory=dict)
    unknown: int = 0

    def count(self, period: str) -> int:
        """How many subjects have a matching event."""
        return self.counts.get(period, 0)

    def first(self, period: str, number: int) -> int:
        """When the `number`-th of them (from 1) had its first one."""
        return int(np.partition(self.firsts[period], number - 1)[number - 1])

    def amount(self, period: str) -> Exact:
        """The sum of the subjects' last amounts."""
        return self.amounts.get(period, 0)

    def add(self, other: Brought) -> None:
        """Take in what other leads bring."""
        self.unknown += other.unknown
        for period, count in other.counts.items():
            self.counts[period] = self.counts.get(period, 0) + count
        for period, instants in other.firsts.items():
            self.firsts[period] = np.concatenate([self.firsts.get(period, instants[:0]), instants])
        for period, amount in other.amounts.items():
            self.amounts[period] = self.amounts.get(period, 0) + amount


def examine_promise(scene: Scene, plan: ClausePlan, judged: Mapping[str, PeriodDates]) -> Brought:
    """What the partition's subjects bring to the periods that are judged (by name)."""
    assert plan.trigger is not None
    assert plan.each is not None
    fitted = scene.candidates(plan.trigger, plan.each)
    scene.note_ties(fitted.ties)
    histories, brought = scene.histories, Brought()
    might = fitted.truths != NO
    places, certain = fitted.places[might], fitted.truths[might] == YES
    periods = scene.period_numbers(histories.time[places], plan.each)
    names = {number: period_name(number, plan.each) for number in distinct(periods).tolist()}
    within = np.isin(periods, [number for number, name in names.items() if name in judged])
    brought.unknown = int((within & ~certain).sum())
    counts = within & certain
    places, periods = places[counts], periods[counts]
    owner = histories.subjects(places) if plan.about == "opportunity" else histories.lead[places]
    _firsts(scene, plan, brought, names, _Delivery(places, periods, owner))
    return brought


@frozen
class _Delivery:
    """Events that count: their places, the numbers of their periods, and whose they are."""

    places: Places
    periods: Places
    owner: NDArray[Any]

    def of_each(self, rows: Places, *, last: bool) -> Places:
        """The first or the last row of each owner in each period."""
        order = rows[np.lexsort((self.places[rows], self.owner[rows], self.periods[rows]))]
        owner, periods = self.owner[order], self.periods[order]
        other = (owner[1:] != owner[:-1]) | (periods[1:] != periods[:-1])
        edge = np.append(other, True) if last else np.append(True, other)
        edges: Places = order[edge[: len(order)]]
        return edges


def _firsts(scene: Scene, plan: ClausePlan, brought: Brought, names: Mapping[int, str], delivery: _Delivery) -> None:
    duty = plan.clause.duty
    assert isinstance(duty, Deliver)
    all_rows = np.arange(len(delivery.places))
    first = delivery.of_each(all_rows, last=False)
    instants, periods = scene.histories.time[delivery.places[first]], delivery.periods[first]
    for number in distinct(periods).tolist():
        own = instants[periods == number]
        brought.counts[names[number]] = len(own)
        if duty.bound.is_ceiling:
            brought.firsts[names[number]] = own
    carrier = money_field(plan.trigger, scene.terms.agreement.vocabulary) if plan.trigger else None
    if carrier is not None:
        _amounts(scene, brought, names, delivery, carrier)


def _amounts(scene: Scene, brought: Brought, names: Mapping[int, str], delivery: _Delivery, carrier: str) -> None:
    """Each subject's last amount in each period, summed exactly: each distinct amount times how often it counts."""
    valued = scene.histories.field(carrier, delivery.places)
    amounts = [value.amount if isinstance(value, Money) else None for value in valued.values]
    money = np.array([amount is not None for amount in amounts] + [False], bool)
    rows = delivery.of_each(np.flatnonzero(money[valued.codes]), last=True)
    codes, periods = valued.codes[rows], delivery.periods[rows]
    for number in distinct(periods).tolist():
        often = np.bincount(codes[periods == number], minlength=len(amounts)).tolist()
        brought.amounts[names[number]] = _total(amounts, often)


def _total(amounts: Iterable[Exact | None], often: Iterable[int]) -> Exact:
    """The sum of amounts that count so often each, put together by their denominators: there are few of these."""
    parts: Counter[int] = Counter()
    for amount, times in zip(amounts, often, strict=True):
        if times and amount is not None:
            parts[amount.denominator] += amount.numerator * times
    return exact(sum((Fraction(part, denominator) for denominator, part in parts.items()), Fraction(0)))
