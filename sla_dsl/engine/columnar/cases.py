"""A partition under one clause: its cases, and the breaches that a clause may wait for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sla_dsl.clock.columns import NEVER, Instants, Places
from sla_dsl.engine.columnar.conditions import Tie
from sla_dsl.engine.columnar.deadlines import clocked
from sla_dsl.engine.columnar.deciding import (
    EXCUSED,
    MET,
    STATES,
    Decisions,
    Timed,
    decide,
    looked_at,
    may_become_met,
)
from sla_dsl.engine.columnar.distinct import distinct
from sla_dsl.engine.columnar.opening import (
    Breaches,
    first_times,
    free_of,
    in_dates,
    oldest_waits,
    openings_of,
)
from sla_dsl.engine.columnar.scene import Scene
from sla_dsl.engine.columnar.trials import Openings, Trials
from sla_dsl.engine.plan import ClausePlan
from sla_dsl.frozen import frozen
from sla_dsl.model.clause import Mode, MustNot


class CaseColumns(NamedTuple):
    """Cases of one clause in one partition, a row each, in no order that matters.

    `lead` is a number in the partition's leads, `opportunity` one in its opportunities (-1 where the case is the
    lead's), `state` one in `STATES`, `period` that of `periods.py`. `due` and `decided` are never where there is none.
    """

    lead: NDArray[np.int32]
    opportunity: NDArray[np.int32] | None
    start: Instants
    due: Instants
    state: NDArray[np.int8]
    decided: Instants
    period: NDArray[np.int32] | None

    def chosen(self, rows: NDArray[Any] | slice) -> CaseColumns:
        """Some of the rows."""
        columns = (None if column is None else column[rows] for column in self)
        return CaseColumns(*columns)  # type: ignore[arg-type] # each column keeps its type

    def renumbered(self, first_lead: int, first_opportunity: int) -> CaseColumns:
        """The same where the partition's leads and opportunities have their numbers from these on."""
        lead, opportunity = self.lead, self.opportunity
        if first_lead:
            lead = lead + np.int32(first_lead)
        if first_opportunity and opportunity is not None:
            opportunity = opportunity + np.int32(first_opportunity)
        return self._replace(lead=lead, opportunity=opportunity)


def joined(parts: Sequence[CaseColumns]) -> CaseColumns:
    """The cases of all partitions."""
    if len(parts) == 1:
        return parts[0]
    columns = [
        np.concatenate(own) if (own := [column for column in of_all if column is not None]) else None
        for of_all in zip(*parts, strict=True)
    ]
    return CaseColumns(*columns) if parts else _NO_CASES  # type: ignore[arg-type] # each column keeps its type


_NO_CASES = CaseColumns(
    np.zeros(0, np.int32),
    None,
    np.zeros(0, np.int64),
    np.zeros(0, np.int64),
    np.zeros(0, np.int8),
    np.zeros(0, np.int64),
    None,
)


Counts = NDArray[np.int64]
"""How many cases stand in each state, and of the excused how many may still become met."""


@frozen
class ClauseFindings:
    """What a partition comes to under one clause; see `engine.findings`.

    `counts` are all cases by the number of their period (zero where the clause has none); `cases` may lack those that
    are settled.
    """

    counts: Mapping[int, Counts]
    cases: CaseColumns
    unknown: int
    tiers_passed: int
    calendars_unknown: int


class _Judged(NamedTuple):
    """Openings that were tried: which of all that might open cases, and how they stand."""

    numbers: Places
    timed: Timed
    decisions: Decisions
    until: Instants


def examine_cases(scene: Scene, plan: ClausePlan, breaches: Breaches | None) -> tuple[ClauseFindings, Breaches]:
    """The partition's cases that count, and all its breaches (for a clause that waits for them)."""
    openings = openings_of(scene, plan, breaches)
    admissible = in_dates(scene, plan, openings.start)
    if plan.mode is Mode.FIRST_TIME:
        admissible &= first_times(openings)
    judged = _judged(scene, plan, openings, np.flatnonzero(admissible & openings.certain))
    maybe = np.flatnonzero(admissible & ~openings.certain)
    if plan.mode is Mode.WHEN:
        judged = _chosen(judged, oldest_waits(judged.timed.trials.openings, judged.until))
        unsure = openings.chosen(maybe)
        free = free_of(unsure, judged.timed.trials.openings, judged.until, (maybe, judged.numbers))
        maybe = maybe[free]
    _note_ties(scene, judged)
    unknown = int(_counts(scene, openings.start[maybe]).sum())
    return _findings(scene, plan, judged, unknown), _breaches(judged)


def _judged(scene: Scene, plan: ClausePlan, openings: Openings, numbers: Places) -> _Judged:
    """Those openings as cases, each as if it did open one."""
    trials = Trials(scene, plan, openings.chosen(numbers))
    clock = clocked(trials)
    excuse = _first_excuses(trials)
    limit = np.minimum(clock.due, scene.terms.as_of)
    timed = Timed(trials, clock, excuse, limit)
    decisions = decide(timed)
    until = np.minimum(np.minimum(limit, decisions.decided), excuse)
    return _Judged(numbers, timed, decisions, until)


def _first_excuses(trials: Trials) -> Instants:
    """When the first excuse comes, from the start on; of all there are, where the duty has no trigger."""
    clause = trials.plan.clause
    standing = isinstance(clause.duty, MustNot) and clause.trigger is None
    excuse = np.full(len(trials), NEVER)
    for pattern in trials.plan.unless:
        first = trials.first(pattern, trials.lanes_from_the_first if standing else None)
        excuse = np.minimum(excuse, trials.times(first))
    return excuse


def _chosen(judged: _Judged, chosen: NDArray[np.bool_]) -> _Judged:
    """Those that did open a case."""
    if chosen.all():
        return judged
    timed, decisions = judged.timed, judged.decisions
    trials, clock = timed.trials, timed.clocked
    rows = np.flatnonzero(chosen)
    kept = Trials(trials.scene, trials.plan, trials.openings.chosen(rows))
    ties = [Tie(tie.fact, np.flatnonzero(np.isin(rows, tie.where))) for tie in clock.ties]
    clock = type(clock)(clock.due[rows], clock.tier_passed[rows], clock.calendar_unknown[rows], ties)
    return _Judged(
        judged.numbers[rows],
        Timed(kept, clock, timed.excuse[rows], timed.limit[rows]),
        Decisions(decisions.state[rows], decisions.decided[rows], decisions.broken_by[rows]),
        judged.until[rows],
    )


def _note_ties(scene: Scene, judged: _Judged) -> None:
    """Remember the ties that were looked up: for a tier or a calendar, or in what the cases looked for."""
    trials = judged.timed.trials
    lead = trials.openings.lead
    for tie in judged.timed.clocked.ties:
        scene.tied[tie.fact].append(lead[tie.where])
    patterns = list(looked_at(trials))
    if trials.plan.pause is not None:
        patterns += trials.plan.pause
    for pattern in patterns:
        for group in trials.groups(pattern):
            ties = scene.fitting(pattern, group.figures).ties
            if ties and len(group.cases):
                scene.note_ties(ties, lead[group.cases])


def _counts(scene: Scene, starts: Instants) -> NDArray[np.bool_]:
    """Whether cases (or unknowns) of those instants are reported."""
    since = scene.terms.since
    return np.ones(len(starts), bool) if since is None else starts >= since


def _findings(scene: Scene, plan: ClausePlan, judged: _Judged, unknown: int) -> ClauseFindings:
    timed, decisions = judged.timed, judged.decisions
    trials, clock = timed.trials, timed.clocked
    openings = trials.openings
    counts = _counts(scene, openings.start)
    whole = bool(counts.all())

    def counted(column: NDArray[Any]) -> NDArray[Any]:
        return column if whole else column[counts]

    opportunity = None
    if openings.subject is not None:
        opportunity = scene.histories.opportunities(counted(openings.subject)).astype(np.int32)
    period = None
    if plan.clause.judged_each:
        period = counted(trials.period).astype(np.int32)
    cases = CaseColumns(
        counted(openings.lead),
        opportunity,
        counted(openings.start),
        counted(clock.due),
        counted(decisions.state),
        counted(decisions.decided),
        period,
    )
    by_period = _counted(scene, plan, cases)
    if not scene.terms.settled:
        cases = cases.chosen(np.flatnonzero((cases.state != MET) & (cases.state != EXCUSED)))
    passed, unchosen = (int(counted(flags).sum()) for flags in (clock.tier_passed, clock.calendar_unknown))
    return ClauseFindings(by_period, cases, unknown, passed, unchosen)


def _counted(scene: Scene, plan: ClausePlan, cases: CaseColumns) -> Mapping[int, Counts]:
    """The cases by the number of their period, counted."""
    width = len(STATES) + 1
    numbers, member = [0], np.zeros(len(cases.state), np.int64)
    if cases.period is not None:
        numbers = distinct(cases.period).tolist()
        member = np.searchsorted(numbers, cases.period)
    table = np.bincount(member * width + cases.state, minlength=len(numbers) * width).reshape(-1, width)
    open_excuses = may_become_met(plan.clause, cases.state, cases.due, scene.terms.as_of)
    table[:, -1] = np.bincount(member[open_excuses], minlength=len(numbers))
    return dict(zip(numbers, table, strict=True))


def _breaches(judged: _Judged) -> Breaches:
    openings = judged.timed.trials.openings
    instant = judged.decisions.breached_at(judged.timed.due)
    breached = np.flatnonzero(instant != NEVER)
    subject = None if openings.subject is None else openings.subject[breached]
    return Breaches(openings.lead[breached], subject, instant[breached], judged.decisions.broken_by[breached])
