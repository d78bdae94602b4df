"""The events of many leads in order, and what was known of each lead at each moment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sla_dsl.clock.columns import NEVER, Instants, Places, first_above, first_at_least
from sla_dsl.engine.columnar.distinct import distinct
from sla_dsl.engine.columnar.order import Stretch, in_order
from sla_dsl.engine.columnar.sorting import places_in_order
from sla_dsl.engine.plan import Wanted
from sla_dsl.log.columns import NONE, Codes, EventColumns
from sla_dsl.model.values import Value, value_text
from sla_dsl.model.vocabulary import About, Vocabulary


class Valued(NamedTuple):
    """Values as numbers in `values`, -1 where there is none; `tied` (if any is) where a tie chose the value."""

    codes: NDArray[np.signedinteger[Any]]
    values: Sequence[Value]
    tied: NDArray[np.bool_] | None = None


NO_VALUES: tuple[Value, ...] = ()


class Known(NamedTuple):
    """A fact of all leads: an entry for each instant at which it got a value: an event's place, the value, if a tie."""

    places: Places
    codes: NDArray[np.signedinteger[Any]]
    tied: NDArray[np.bool_] | None


class Subjects(NamedTuple):
    """The opportunities as subjects: the number of the one that each place is about (-1 where it is about none).

    Each subject has its opportunity and its lead, as codes (-1 for one that no event is about). `shared` says whether
    an opportunity stands under several leads.
    """

    of_places: NDArray[np.int64]
    opportunity: NDArray[Any]
    lead: NDArray[Any]
    shared: bool


class Histories:
    """The events of whole leads up to as-of that can matter, lead by lead, in order; a place is a number in it."""

    def __init__(
        self, columns: EventColumns, as_of: int, vocabulary: Vocabulary, wanted: Wanted, stretch: Stretch | None
    ) -> None:
        self.columns = columns
        self._vocabulary = vocabulary
        self.rows, self.lead, time = in_order(columns, as_of, vocabulary, wanted, stretch)
        # The last stands for no place, which is -1.
        self._times = np.append(time, NEVER)
        self.time: Instants = self._times[:-1]
        self.kind = columns.kind[self.rows]
        self._kinds = {kind: number for number, kind in enumerate(columns.kinds)}
        self.lead_ends: Places = np.cumsum(np.bincount(self.lead, minlength=len(columns.leads)))
        self._known: dict[str, Known] = {}

    def __len__(self) -> int:
        return len(self.rows)

    # --- instants

    def instants(self, places: Places) -> Instants:
        """When the events at those places happened; never, where there is none."""
        instants: Instants = self._times[places]
        return instants

    @cached_property
    def _alike(self) -> NDArray[np.bool_] | None:
        """Whether an event stands at the lead and instant of the one before; none where no two stand together."""
        alike = (self.lead[1:] == self.lead[:-1]) & (self.time[1:] == self.time[:-1])
        return np.concatenate([[False], alike, [False]]) if alike.any() else None

    @cached_property
    def _begins(self) -> Places:
        """The places at which another lead or instant begins, and the end."""
        assert self._alike is not None
        return np.flatnonzero(~self._alike)

    def first_of_instant(self, places: Places) -> Places:
        """The first place at the lead and instant of each."""
        return places if self._alike is None else self._moved(places, self._alike[places], -1)

    def after_instant(self, places: Places) -> Places:
        """The place after the last at the lead and instant of each."""
        after = places + 1
        return after if self._alike is None else self._moved(after, self._alike[after], 0)

    def _moved(self, places: Places, within: NDArray[np.bool_], by: int) -> Places:
        """The places; those within an instant moved to where the next one begins, or so many before."""
        inside = np.flatnonzero(within)
        if len(inside):
            places = places.copy()
            places[inside] = self._begins[np.searchsorted(self._begins, places[inside]) + by]
        return places

    def lead_begins(self, leads: NDArray[Any]) -> Places:
        """The first place of each lead."""
        return np.where(leads > 0, self.lead_ends[leads - 1], 0)

    def from_instant(self, leads: NDArray[Any], instants: Instants) -> Places:
        """The first place of each lead at or after an instant."""
        return first_at_least(self.time, self.lead_begins(leads), self.lead_ends[leads], instants)

    def past_instant(self, leads: NDArray[Any], instants: Instants) -> Places:
        """The first place of each lead after an instant."""
        return first_above(self.time, self.lead_begins(leads), self.lead_ends[leads], instants)

    # --- events

    def of_kind(self, kind: str) -> Places:
        """The places of the events of a kind, in order."""
        number = self._kinds.get(kind)
        if number is None:
            return np.zeros(0, np.int64)
        places, bounds = self._by_kind
        return places[bounds[number] : bounds[number + 1]]

    @cached_property
    def _by_kind(self) -> tuple[Places, Places]:
        """All places kind by kind, and where each kind begins."""
        counts = np.bincount(self.kind, minlength=len(self.columns.kinds))
        return places_in_order(self.kind), np.concatenate([[0], np.cumsum(counts)])

    @cached_property
    def _subjects(self) -> Subjects:
        declared = self._vocabulary.events
        about = [kind in declared and declared[kind].about == "opportunity" for kind in self.columns.kinds]
        places = np.flatnonzero(np.array(about, bool)[self.kind]) if about else np.zeros(0, np.int64)
        codes = self.columns.opportunity.codes[self.rows[places]]
        leads = self.lead[places]
        of_places = np.full(len(self), NONE)
        owner = np.full(len(self.columns.opportunity.values), NONE, np.int32)
        owner[codes] = leads
        if bool((owner[codes] == leads).all()):
            # Numbered as the leads are, so that what stands in order by lead mostly does so by subject too.
            opportunities = np.argsort(owner, kind="stable")
            numbers = np.empty(len(owner), np.int64)
            numbers[opportunities] = np.arange(len(owner))
            of_places[places] = numbers[codes]
            return Subjects(of_places, opportunities, owner[opportunities], shared=False)
        pairs, numbers = np.unique(leads.astype(np.int64) * len(owner) + codes, return_inverse=True)
        of_places[places] = numbers
        return Subjects(of_places, pairs % len(owner), pairs // len(owner), shared=True)

    def subjects(self, places: Places) -> NDArray[np.int64]:
        """A number for the lead and opportunity that each event is about."""
        return self._subjects.of_places[places]

    def opportunities(self, subjects: NDArray[np.int64]) -> NDArray[Any]:
        """The opportunity of each subject, as its code."""
        return self._subjects.opportunity[subjects]

    def owners(self) -> tuple[NDArray[Any], NDArray[Any], bool]:
        """Every pair of a lead and an opportunity under which an event stands; whether one stands under several."""
        subjects = self._subjects
        own = subjects.lead != NONE
        return subjects.lead[own], subjects.opportunity[own], subjects.shared

    def carrying(self, name: str, about: About) -> Places:
        """The places of the events about a lead, or about an opportunity, that carry a field."""
        own = self.columns.values.get(name)
        if own is None:
            return np.zeros(0, np.int64)
        declared = self._vocabulary.events
        fits = np.array([kind in declared and declared[kind].about == about for kind in self.columns.kinds], bool)
        return np.flatnonzero((own.codes[self.rows] != NONE) & fits[self.kind])

    # --- values

    def field(self, name: str, places: Places) -> Valued:
        """A value of each event itself."""
        own = self.columns.values.get(name)
        if own is None:
            return Valued(np.full(len(places), NONE, np.int8), NO_VALUES)
        return Valued(own.codes[self.rows[places]], own.values)

    def fact(self, name: str, places: Places) -> Valued:
        """A fact at each event: its own value, else as last known."""
        own = self.field(name, places)
        missing = np.flatnonzero(own.codes == NONE)
        if not len(missing) or not own.values:
            return own
        last = self.last_known(name, self.lead[places[missing]], self.after_instant(places[missing]))
        codes = own.codes.copy()
        codes[missing] = last.codes
        if last.tied is None:
            return Valued(codes, own.values)
        tied = np.zeros(len(places), bool)
        tied[missing] = last.tied
        return Valued(codes, own.values, tied)

    def last_known(self, name: str, leads: NDArray[Any], ends: Places) -> Valued:
        """A fact of each lead as last known by the events before the place `ends`."""
        known = self.known(name)
        if not len(known.places):
            return Valued(np.full(len(leads), NONE, np.int8), NO_VALUES)
        number = np.searchsorted(known.places, ends) - 1
        there = (number >= 0) & (self.lead[known.places[number]] == leads)
        codes = np.where(there, known.codes[number], NONE).astype(known.codes.dtype)
        tied = None if known.tied is None else known.tied[number] & there
        return Valued(codes, self.columns.values[name].values, tied)

    def known(self, name: str) -> Known:
        """Every instant at which each lead's fact got a value, in order."""
        if name not in self._known:
            own = self.columns.values.get(name)
            self._known[name] = _NEVER_KNOWN if own is None else self._gather(own)
        return self._known[name]

    def _gather(self, own: Codes) -> Known:
        codes = own.codes[self.rows]
        places = np.flatnonzero(codes != NONE)
        codes = codes[places]
        instants = self.first_of_instant(places)
        again = instants[1:] == instants[:-1]
        return self._untied(own, places, codes, again) if again.any() else Known(places, codes, None)

    def _untied(self, own: Codes, places: Places, codes: NDArray[Any], again: NDArray[np.bool_]) -> Known:
        """One value for each instant: that of the greatest id, else the greatest as text, which is a tie."""
        begins = np.flatnonzero(np.append(True, ~again))
        ends = np.append(begins[1:], len(places))
        ranks = _text_ranks(own, codes)
        # Where all values of an instant are one, nothing hangs on ids.
        least, most = (reduce.reduceat(ranks[codes], begins) for reduce in (np.minimum, np.maximum))
        chosen, tied = begins.copy(), np.zeros(len(begins), bool)
        for number, first, last in self._last_ids(places, begins, ends, np.flatnonzero(least != most)):
            among = ranks[codes[first:last]]
            chosen[number] = first + int(among.argmax())
            tied[number] = among.min() != among.max()
        return Known(places[begins], codes[chosen], tied if tied.any() else None)

    def _last_ids(
        self, places: Places, begins: Places, ends: Places, numbers: Places
    ) -> Iterator[tuple[int, int, int]]:
        """Of those instants the entries [first, last) of the greatest id: one, unless several have none."""
        lengths = ends[numbers] - begins[numbers]
        entries = np.repeat(begins[numbers] - np.cumsum(lengths) + lengths, lengths) + np.arange(lengths.sum())
        ids = self.columns.ids.take(self.rows[places[entries]])
        end = 0
        for number, length, last in zip(numbers.tolist(), lengths.tolist(), ends[numbers].tolist(), strict=True):
            end += length
            same = 1
            while same < length and ids[end - 1 - same] == ids[end - 1]:
                same += 1
            yield number, last - same, last


_NEVER_KNOWN = Known(np.zeros(0, np.int64), np.zeros(0, np.int8), None)


def _text_ranks(own: Codes, codes: NDArray[Any]) -> NDArray[np.int64]:
    """For each code in use the rank of its value as text."""
    used = distinct(codes)
    texts = [value_text(own.values[code]) for code in used.tolist()]
    ranks = np.zeros(len(own.values), np.int64)
    ranks[used[sorted(range(len(texts)), key=texts.__getitem__)]] = np.arange(len(texts))
    return ranks
