"""Which events open cases, and which might."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sla_dsl.clock.columns import Instants, Places, first_above
from sla_dsl.engine.columnar.found import may_fit
from sla_dsl.engine.columnar.scene import Scene
from sla_dsl.engine.columnar.trials import Openings
from sla_dsl.engine.plan import ClausePlan, Pattern
from sla_dsl.engine.promises import in_force
from sla_dsl.model.clause import Period

MANY = 64
"""So many subjects are worth an operation on arrays; fewer are followed one by one."""

Chosen = NDArray[np.bool_]


class Breaches(NamedTuple):
    """Breached cases, as triggers, in the order in which they opened; see `Openings`. `broken_by` is a place."""

    lead: NDArray[np.int32]
    subject: NDArray[np.int64] | None
    instant: Instants
    broken_by: Places


def openings_of(scene: Scene, plan: ClausePlan, breaches: Breaches | None) -> Openings:
    """Everything that might open a case of the clause; `breaches` are those of the clause it watches."""
    if plan.trigger is None:
        assert breaches is not None, "a clause is judged after the one that it watches"
        return _by_breach(breaches)
    key = (plan.trigger, plan.each if plan.trigger.by_period else None)
    if key not in scene.openings:
        scene.openings[key] = _by_events(scene, plan.trigger, plan.each)
    return scene.openings[key]


def _by_events(scene: Scene, trigger: Pattern, each: Period | None) -> Openings:
    fitted = scene.candidates(trigger, each)
    scene.note_ties(fitted.ties)
    places, certain = may_fit(fitted)
    histories = scene.histories
    subject = histories.subjects(places) if trigger.about == "opportunity" else None
    openings = Openings(histories.lead[places], subject, histories.time[places], places, certain, by_breach=False)
    return _together(openings)


def _by_breach(breaches: Breaches) -> Openings:
    certain = np.ones(len(breaches.instant), bool)
    openings = Openings(breaches.lead, breaches.subject, breaches.instant, breaches.broken_by, certain, by_breach=True)
    return openings.taken(np.lexsort((openings.start, openings.owner)))


def _together(openings: Openings) -> Openings:
    """The same with the rows of each subject together, in their order."""
    owner = openings.owner
    if bool((owner[1:] >= owner[:-1]).all()):
        return openings
    return openings.taken(np.argsort(owner, kind="stable"))


def in_dates(scene: Scene, plan: ClausePlan, instants: Instants) -> Chosen:
    """Whether the local dates lie within `effective` and the clause's own dates."""
    if not len(instants):
        return np.zeros(0, bool)
    begins, ends = (day.toordinal() for day in in_force(plan.clause, scene.terms))
    first, last = scene.clock.local_days(np.array([instants.min(), instants.max()])).tolist()
    # Clocks may be turned back over midnight, but not by two.
    if begins < first - 1 and last + 1 < ends:
        return np.ones(len(instants), bool)
    days = scene.clock.local_days(instants)
    within: Chosen = (days >= begins) & (days <= ends)
    return within


def first_times(openings: Openings) -> Chosen:
    """Those up to the subject's first certain one, it included: later ones open nothing."""
    begins = _begins(openings)
    before: Places = np.cumsum(openings.certain) - openings.certain
    up_to: Chosen = before == before[begins][np.cumsum(begins) - 1]
    return up_to


def _begins(openings: Openings) -> Chosen:
    """Where the rows of another subject begin."""
    owner = openings.owner
    return np.append(True, owner[1:] != owner[:-1])[: len(owner)]


def oldest_waits(openings: Openings, until: Instants) -> Chosen:
    """Those that open a case where none opens one while another is running, each up to `until`, that included.

    Every row knows the next one that it would let in; from the first of each subject on, these are followed.
    """
    count = len(openings)
    begins = np.flatnonzero(_begins(openings))
    lengths = np.diff(begins, append=count)
    chosen = np.zeros(count, bool)
    if not count:
        return chosen
    if int(lengths.max()) == 1:
        return ~chosen
    ends = np.repeat(begins + lengths, lengths)
    following = first_above(openings.start, np.arange(1, count + 1), ends, until)
    following[following == ends] = -1
    now = begins
    while len(now) > MANY:
        chosen[now] = True
        now = following[now]
        now = now[now >= 0]
    if len(now):
        chosen[_followed(now.tolist(), following)] = True
    return chosen


def _followed(firsts: list[int], following: Places) -> list[int]:
    """The rows that are reached from these."""
    steps: list[int] = following.tolist()
    reached = []
    for first in firsts:
        now = first
        while now >= 0:
            reached.append(now)
            now = steps[now]
    return reached


def free_of(maybe: Openings, opened: Openings, until: Instants, order: tuple[Places, Places]) -> Chosen:
    """Which of those that might open a case come while none of their subject is running.

    `order` has the numbers of both among all that might open cases.
    """
    last = np.searchsorted(order[1], order[0]) - 1
    if not len(opened):
        return np.ones(len(maybe), bool)
    same = (last >= 0) & (opened.owner[last] == maybe.owner)
    free: Chosen = ~same | (maybe.start > until[last])
    return free
