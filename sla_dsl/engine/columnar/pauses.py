"""When clocks stand still: the stretches each lead or opportunity spends in a state."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sla_dsl.clock.columns import Pauses, Places
from sla_dsl.engine.columnar.found import NOWHERE, Found, Lanes
from sla_dsl.engine.columnar.trials import Trials

_NONE = np.zeros(0, np.int64)


def pauses_of(trials: Trials) -> Pauses | None:
    """The pauses of each case's subject; none where the clause knows none."""
    if trials.plan.pause is None:
        return None
    entered, left = trials.plan.pause
    count = len(trials)
    whole = Pauses(_NONE, _NONE, np.zeros(count, np.int64), np.zeros(count, np.int64))
    for group in trials.groups(entered, left):
        own = _of_group(trials, trials.found(entered, group), trials.found(left, group), group.cases)
        shift = len(whole.starts)
        whole.low[group.cases] = own.low + shift
        whole.high[group.cases] = own.high + shift
        whole = whole._replace(
            starts=np.concatenate([whole.starts, own.starts]), ends=np.concatenate([whole.ends, own.ends])
        )
    return whole


def _of_group(trials: Trials, entered: Found, left: Found, cases: Places) -> Pauses:
    """The pauses from each entering up to the next leaving, and which of them are of each case's subject."""
    openings, histories = trials.openings, trials.scene.histories
    owner = openings.owner[cases]
    places, owners = _entries(trials, entered, cases)
    low = histories.first_of_instant(places)
    subject = None if openings.subject is None else owners
    lanes = Lanes(histories.lead[places], subject, low, np.full(len(places), NOWHERE))
    leaving = left.first(lanes)
    starts = histories.time[places]
    ends = histories.instants(leaving)
    first = _first_of_each(owners, leaving) & (starts != ends)
    owners, starts, ends = owners[first], starts[first], ends[first]
    return Pauses(starts, ends, np.searchsorted(owners, owner), np.searchsorted(owners, owner, side="right"))


def _entries(trials: Trials, entered: Found, cases: Places) -> tuple[Places, NDArray[Any]]:
    """The places at which the state was entered, by the subject for which that counts, in order."""
    openings, histories = trials.openings, trials.scene.histories
    if openings.subject is None:
        return entered.places, histories.lead[entered.places]
    if entered.by_subject:
        return entered.places, histories.subjects(entered.places)
    # What happens to a lead counts for each of its opportunities.
    subjects, first = np.unique(openings.subject[cases], return_index=True)
    leads = openings.lead[cases][first]
    low = np.searchsorted(entered.places, histories.lead_begins(leads))
    counts = np.searchsorted(entered.places, histories.lead_ends[leads]) - low
    owners = np.repeat(subjects, counts)
    index = np.repeat(low - np.append(0, np.cumsum(counts)[:-1]), counts) + np.arange(len(owners))
    return entered.places[index], owners


def _first_of_each(owners: NDArray[Any], leaving: Places) -> NDArray[np.bool_]:
    """Of enterings with one leaving the first: the others lie within the pause it begins."""
    same = (owners[1:] == owners[:-1]) & (leaving[1:] == leaving[:-1])
    return np.append(True, ~same)[: len(owners)]
