"""One partition of a log → what its leads come to under every clause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sla_dsl.clock.columns import ColumnClock
from sla_dsl.engine.columnar.cases import ClauseFindings, examine_cases
from sla_dsl.engine.columnar.distinct import distinct
from sla_dsl.engine.columnar.histories import Histories
from sla_dsl.engine.columnar.opening import Breaches
from sla_dsl.engine.columnar.order import Stretch
from sla_dsl.engine.columnar.promises import Brought, examine_promise
from sla_dsl.engine.columnar.scene import Scene
from sla_dsl.engine.columnar.shared import Owners, owners_of
from sla_dsl.engine.plan import ClausePlan, wanted_by
from sla_dsl.engine.terms import Terms
from sla_dsl.frozen import mutable
from sla_dsl.log.columns import EventColumns
from sla_dsl.log.names import Names, names_of
from sla_dsl.model.clause import Deliver
from sla_dsl.model.period import PeriodDates

_AT_ONCE = 1 << 15


@mutable
class Examined:
    """A partition, examined: findings by clause, and what warnings are made of.

    `ties` has by fact how many leads a tie mattered for, and the first of them by name.
    """

    leads: Names
    opportunities: Names
    owners: Owners
    kinds: Mapping[str, int]
    last: int | None
    findings: dict[str, ClauseFindings] = field(default_factory=dict)
    brought: dict[str, Brought] = field(default_factory=dict)
    ties: dict[str, tuple[int, str]] = field(default_factory=dict)


def examine(
    columns: EventColumns,
    plans: Sequence[ClausePlan],
    terms: Terms,
    clock: ColumnClock,
    judged: Mapping[str, Mapping[str, PeriodDates]],
    stretch: Stretch | None = None,
) -> Examined:
    """What the leads of a partition, or of a stretch of it, come to under each clause.

    `judged` are the periods of each `deliver`. What kinds of events the partition has is said with its first stretch.
    """
    agreement = terms.agreement
    histories = Histories(columns, terms.as_of, agreement.vocabulary, wanted_by(plans, agreement), stretch)
    scene = Scene(histories, terms, clock)
    examined = _counted(columns, histories, terms.as_of, stretch)
    breaches: dict[str, Breaches] = {}
    for plan in plans:
        name = plan.clause.id
        if isinstance(plan.clause.duty, Deliver):
            examined.brought[name] = examine_promise(scene, plan, judged[name])
        else:
            watched = breaches[plan.watched] if plan.watched else None
            examined.findings[name], breaches[name] = examine_cases(scene, plan, watched)
    for fact, tied in scene.tied.items():
        leads = distinct(np.concatenate(tied)).tolist()
        if len(leads):
            examined.ties[fact] = len(leads), min(columns.leads[lead] for lead in leads)
    return examined


def _counted(columns: EventColumns, histories: Histories, as_of: int, stretch: Stretch | None) -> Examined:
    kind, time = columns.kind, columns.time
    if stretch is not None and stretch.first:
        kind, time = kind[:0], time[:0]
    if len(time) and int(time.max()) > as_of:
        within = time <= as_of
        kind, time = kind[within], time[within]
    numbers = _counts(kind, len(columns.kinds)).tolist()
    kinds = {kind: number for kind, number in zip(columns.kinds, numbers, strict=True) if number}
    last = int(time.max()) if len(time) else None
    leads, opportunities = names_of(columns.leads), names_of(columns.opportunity.values)
    return Examined(leads, opportunities, owners_of(histories, leads, opportunities), kinds, last)


def _counts(kind: NDArray[Any], least: int) -> NDArray[np.int64]:
    """How many there are of each kind; counted by parts, for each part is widened before."""
    counts = np.zeros(least, np.int64)
    for first in range(0, len(kind), _AT_ONCE):
        counts += np.bincount(kind[first : first + _AT_ONCE], minlength=least)
    return counts
