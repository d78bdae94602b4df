"""What is the same for every clause while a partition is judged, and what fits which pattern in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sla_dsl.clock.columns import ColumnClock, Places
from sla_dsl.engine.columnar.conditions import Measure, Tie
from sla_dsl.engine.columnar.distinct import distinct
from sla_dsl.engine.columnar.found import Fitting, Found, fits, fitting, joined
from sla_dsl.engine.columnar.histories import Histories
from sla_dsl.engine.columnar.periods import period_name, period_numbers
from sla_dsl.engine.plan import Pattern
from sla_dsl.engine.terms import Terms
from sla_dsl.model.clause import Amount, IsBound, Param, Period
from sla_dsl.model.funnel import Figure
from sla_dsl.model.vocabulary import About

if TYPE_CHECKING:
    from sla_dsl.engine.columnar.trials import Openings

NO_FIGURES: Mapping[str, Figure | None] = {}


class Group(NamedTuple):
    """Cases (by their numbers) for which the figures of the funnel that count are the same."""

    cases: Places
    figures: Mapping[str, Figure | None]


class Scene:
    """A partition of leads to be judged, with the terms and the clock."""

    def __init__(self, histories: Histories, terms: Terms, clock: ColumnClock) -> None:
        self.histories = histories
        self.terms = terms
        self.clock = clock
        self.tied: dict[str, list[NDArray[Any]]] = defaultdict(list)
        """For each fact the leads for which a tie that was looked up chose its value."""
        self.openings: dict[tuple[Pattern, Period | None], Openings] = {}
        """What opens cases, by the pattern and the period whose figures it asks for."""
        self._fittings: dict[tuple[Pattern, tuple[Figure | None, ...]], Fitting] = {}
        self._found: dict[tuple[Pattern, tuple[Figure | None, ...], bool], Found] = {}
        self._carrying: dict[tuple[str, About], Found] = {}

    def note_ties(self, ties: Iterable[Tie], among: NDArray[Any] | None = None) -> None:
        """Remember the leads of tied places; only those `among` some leads, where that is said."""
        for tie in ties:
            leads = self.histories.lead[tie.where]
            self.tied[tie.fact].append(leads if among is None else leads[np.isin(leads, among)])

    def fitting(self, pattern: Pattern, figures: Mapping[str, Figure | None] = NO_FIGURES) -> Fitting:
        """Every event that a pattern looks at, and whether it fits with those figures of the funnel."""
        key = (pattern, tuple(figures.values()))
        if key not in self._fittings:
            self._fittings[key] = fitting(self.histories, pattern, _measure(figures))
        return self._fittings[key]

    def found(self, pattern: Pattern, figures: Mapping[str, Figure | None], *, by_subject: bool) -> Found:
        """The events that fit; by opportunity where both the cases and the pattern are about one."""
        key = (pattern, tuple(figures.values()), by_subject)
        if key not in self._found:
            self._found[key] = Found(self.histories, fits(self.fitting(pattern, figures)), by_subject=by_subject)
        return self._found[key]

    def carrying(self, field: str, about: About) -> Found:
        """The events about a lead, or about an opportunity, that carry a field."""
        key = (field, about)
        if key not in self._carrying:
            places = self.histories.carrying(field, about)
            self._carrying[key] = Found(self.histories, places, by_subject=about == "opportunity")
        return self._carrying[key]

    def candidates(self, pattern: Pattern, each: Period | None) -> Fitting:
        """Every event that a pattern looks at; figures are those of the event's own period."""
        if not pattern.by_period:
            return self.fitting(pattern)
        plain = self.fitting(pattern, self.figures([pattern], None)).places
        numbers = self.period_numbers(self.histories.time[plain], each)
        parts = [
            fitting(self.histories, pattern, _measure(group.figures), plain[group.cases])
            for group in self.groups([pattern], each, numbers)
        ]
        return joined(parts)

    def period_numbers(self, instants: Places, each: Period | None) -> Places:
        """The number of the period that holds each instant (zero where there are no periods)."""
        if each is None:
            return np.zeros(len(instants), np.int64)
        return period_numbers(self.clock.local_days(instants), each)

    def groups(self, patterns: Iterable[Pattern], each: Period | None, numbers: Places) -> list[Group]:
        """The cases whose periods have these numbers, put together where the patterns' figures are the same."""
        patterns = [pattern for pattern in patterns if pattern.by_period]
        if not patterns:
            return [Group(np.arange(len(numbers)), NO_FIGURES)]
        periods = distinct(numbers).tolist()
        member = np.searchsorted(periods, numbers)
        sets = [self.figures(patterns, None if each is None else period_name(n, each)) for n in periods]
        kinds: dict[tuple[Figure | None, ...], list[int]] = {}
        for number, figures in enumerate(sets):
            kinds.setdefault(tuple(figures.values()), []).append(number)
        return [Group(np.flatnonzero(np.isin(member, alike)), sets[alike[0]]) for alike in kinds.values()]

    def figures(self, patterns: Iterable[Pattern], period: str | None) -> Mapping[str, Figure | None]:
        """The figures that the patterns ask for, in a period."""
        names = sorted({amount.name: amount for pattern in patterns for amount in _params(pattern)}.items())
        return {name: self.terms.figures.of(amount, period) for name, amount in names}


def _params(pattern: Pattern) -> Iterable[Param]:
    for conditions in pattern.conditions.values():
        for condition in conditions:
            if isinstance(condition, IsBound) and isinstance(condition.amount, Param):
                yield condition.amount


def _measure(figures: Mapping[str, Figure | None]) -> Measure:
    def measure(amount: Amount) -> Figure | None:
        return figures[amount.name] if isinstance(amount, Param) else amount

    return measure
