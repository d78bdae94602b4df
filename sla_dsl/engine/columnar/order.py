"""The rows of a partition → the order in which the events of each lead stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sla_dsl.clock.columns import Instants, Places
from sla_dsl.engine.columnar.sorting import places_in_order
from sla_dsl.engine.plan import Wanted
from sla_dsl.log import content_key
from sla_dsl.log.columns import NONE, EventColumns
from sla_dsl.model.vocabulary import Vocabulary

_Asked = tuple[Vocabulary, Wanted | None]
"""The vocabulary, and which of its events and facts are looked at (all, if nothing is said)."""


class Order(NamedTuple):
    """The rows of a partition's events in order, with the lead and the instant of each."""

    rows: Places
    lead: NDArray[np.int32]
    time: Instants


class Stretch(NamedTuple):
    """Leads by their numbers: [`first`, `last`)."""

    first: int
    last: int

    def of(self, lead: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Which leads lie within."""
        within: NDArray[np.bool_] = lead >= self.first
        within &= lead < self.last
        return within


def in_order(
    columns: EventColumns,
    as_of: int,
    vocabulary: Vocabulary,
    wanted: Wanted | None = None,
    stretch: Stretch | None = None,
) -> Order:
    """The rows up to as-of, of all events or those `wanted`, and of all leads or those in a stretch.

    They stand by lead and time; by id (none first) and content, where that can matter: the order of lines is nothing.
    """
    lead, time = columns.lead, columns.time
    rows = _chosen(columns, as_of, wanted, stretch)
    if rows is not None:
        lead, time = lead[rows], time[rows]
    order = _sorted(lead, time)
    if rows is not None:
        order = order._replace(rows=rows[order.rows])
    alike = (order.lead[1:] == order.lead[:-1]) & (order.time[1:] == order.time[:-1])
    if not alike.any():
        return order
    return order._replace(rows=_untied(columns, order.rows, alike, (vocabulary, wanted)))


def _chosen(columns: EventColumns, as_of: int, wanted: Wanted | None, stretch: Stretch | None) -> Places | None:
    """The rows that are put in order; none where all are."""
    whole = stretch is None or (stretch.first == 0 and stretch.last >= len(columns.leads))
    own = slice(None) if stretch is None or whole else np.flatnonzero(stretch.of(columns.lead))
    kind, time = columns.kind[own], columns.time[own]
    chosen = np.ones(len(kind), bool)
    if wanted is not None:
        chosen = np.array([kind in wanted.kinds for kind in columns.kinds], bool).take(kind)  # quicker than by `[]`
        for name in wanted.names & columns.values.keys():
            chosen |= columns.values[name].codes[own] != NONE
    if len(time) and int(time.max()) > as_of:
        chosen &= time <= as_of
    if isinstance(own, slice):
        return None if chosen.all() else np.flatnonzero(chosen)
    return own if chosen.all() else own.compress(chosen)


def _sorted(lead: NDArray[np.int32], time: Instants) -> Order:
    """By lead and time. Where rows come in order of time, as they mostly do, they only need to be dealt by lead."""
    if bool((time[1:] >= time[:-1]).all()):
        rows = places_in_order(lead)
    else:
        rows = places_in_order(time)
        rows = rows[places_in_order(lead[rows])]
    return Order(rows, lead[rows], time[rows])


def _untied(columns: EventColumns, rows: Places, alike: NDArray[np.bool_], asked: _Asked) -> Places:
    """The rows with those of one lead and instant in their order, where anything can hang on it.

    `alike` says which stand with the one before.
    """
    tied = np.flatnonzero(np.append(alike, False) | np.append(False, alike))
    instants = np.cumsum(np.append(True, ~alike)[tied])
    matters = _order_matters(columns, rows[tied], instants, asked)
    if not matters.any():
        return rows
    tied, instants = tied[matters], instants[matters]
    own = rows[tied]
    ids = _ranks(columns.ids.take(own))
    twins = _twins(instants, ids)
    contents = np.zeros(len(own), np.int64)
    contents[twins] = _content_ranks(columns, own[twins])
    rows = rows.copy()
    rows[tied] = own[np.lexsort((contents, ids, instants))]
    return rows


def _order_matters(columns: EventColumns, rows: Places, instants: Places, asked: _Asked) -> NDArray[np.bool_]:
    """Which of the rows stand at an instant with two events of one kind, or two values of one fact that is looked at.

    Kinds of which one is defined by the other count as one, since one line may be both.
    """
    vocabulary, wanted = asked
    facts = vocabulary.facts.keys() & columns.values.keys()
    kinds = np.array([_root(kind, vocabulary) for kind in columns.kinds])
    _, family = np.unique(kinds, return_inverse=True)
    keys = instants * (len(kinds) + 1) + family[columns.kind[rows]]
    matter = [instants[_again(keys)]]
    for name in facts if wanted is None else facts & wanted.names:
        codes = columns.values[name].codes[rows]
        there = codes != NONE
        begins = np.flatnonzero(np.diff(instants[there], prepend=-1))
        if len(begins):
            least, most = (reduce.reduceat(codes[there], begins) for reduce in (np.minimum, np.maximum))
            matter.append(instants[there][begins][least != most])
    return np.isin(instants, np.concatenate(matter))


def _root(kind: str, vocabulary: Vocabulary) -> str:
    """The kind that a kind is built on in the end."""
    declared = vocabulary.events.get(kind)
    while declared is not None and declared.definition is not None:
        kind = declared.definition.event
        declared = vocabulary.events.get(kind)
    return kind


def _again(keys: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which keys are there before."""
    order = np.argsort(keys, kind="stable")
    again = np.zeros(len(keys), bool)
    again[order[1:]] = keys[order][1:] == keys[order][:-1]
    return again


def _ranks(texts: Sequence[str | None]) -> NDArray[np.int64]:
    """The rank of each text among all, none first."""
    ranks: dict[str | None, int] = {text: rank for rank, text in enumerate(sorted({*texts} - {None}), 1)}  # type: ignore[type-var]
    return np.fromiter((ranks.get(text, 0) for text in texts), np.int64, len(texts))


def _twins(instants: Places, ids: NDArray[np.int64]) -> Places:
    """The numbers of the events that time and id leave in no order."""
    order = np.lexsort((ids, instants))
    same = (instants[order][1:] == instants[order][:-1]) & (ids[order][1:] == ids[order][:-1])
    twins: Places = order[np.append(same, False) | np.append(False, same)]
    return twins


def _content_ranks(columns: EventColumns, rows: Places) -> NDArray[np.int64]:
    """The rank of each row's content among all. What is the same is written out once.

    Only rows of one lead and instant are compared, so these two may stand for any.
    """
    numbers = np.zeros(len(rows), np.int64)
    for codes in (columns.kind, columns.opportunity.codes, *(one.codes for one in columns.values.values())):
        own = codes[rows].astype(np.int64) + 1
        _, numbers = np.unique(numbers * (int(own.max(initial=0)) + 1) + own, return_inverse=True)
    _, first = np.unique(numbers, return_index=True)
    events = columns.events(rows[first].tolist())
    return _ranks([content_key(event._replace(lead="", time=0)) for event in events])[numbers]
