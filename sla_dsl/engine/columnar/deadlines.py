"""How long each case has: the tier, the calendar and the due that are fixed at its trigger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field

import numpy as np
from numpy.typing import NDArray

from sla_dsl.clock.columns import NEVER, Instants, Pauses, Places
from sla_dsl.engine.columnar.conditions import NO, UNKNOWN, YES, Tie, answered, codes_in_use
from sla_dsl.engine.columnar.distinct import distinct
from sla_dsl.engine.columnar.histories import NO_VALUES, Valued
from sla_dsl.engine.columnar.pauses import pauses_of
from sla_dsl.engine.columnar.periods import period_name
from sla_dsl.engine.columnar.trials import Trials
from sla_dsl.frozen import mutable
from sla_dsl.model.clause import Amount, Clause, Deadline, Duration, ForWindow, MustNot, Role, Tier
from sla_dsl.model.funnel import Figure
from sla_dsl.model.values import value_text


@mutable
class Clocked:
    """When each case is due (`NEVER` where never, or where an open pause leaves it unknown).

    `tier_passed` and `calendar_unknown` say where an unknown value left the choice to another tier, or calendar.
    `ties` are those that were looked up, by the numbers of the cases.
    """

    due: Instants
    tier_passed: NDArray[np.bool_]
    calendar_unknown: NDArray[np.bool_]
    ties: list[Tie] = field(default_factory=list)


def clocked(trials: Trials) -> Clocked:
    """How long each case has, and when it is due."""
    count = len(trials)
    clock = Clocked(np.full(count, NEVER), np.zeros(count, bool), np.zeros(count, bool))
    deadline = deadline_of(trials.plan.clause)
    if deadline is None or not count:
        return clock
    tiers = _tiers(trials, deadline, clock)
    pauses = pauses_of(trials)
    for number, duration in enumerate(deadline.durations):
        cases = np.flatnonzero(tiers == number) if deadline.tiers else np.arange(count)
        if len(cases):
            for calendar, own in _calendars(trials, duration, cases, clock):
                clock.due[own] = trials.scene.clock.due(trials.start[own], duration, calendar, _of(pauses, own))
    return clock


def deadline_of(clause: Clause) -> Deadline | None:
    """The deadline of a duty; for a prohibition, that of its window."""
    if isinstance(clause.duty, MustNot) and isinstance(clause.duty.window, ForWindow):
        return Deadline(clause.duty.window.duration)
    return clause.deadline


def _of(pauses: Pauses | None, cases: Places) -> Pauses | None:
    return pauses and pauses._replace(low=pauses.low[cases], high=pauses.high[cases])


def _tiers(trials: Trials, deadline: Deadline, clock: Clocked) -> Places:
    """The number of each case's tier: the first whose conditions hold, else the one after the last."""
    chosen = np.full(len(trials), len(deadline.tiers))
    waiting = np.arange(len(trials))
    for number, tier in enumerate(deadline.tiers):
        truths = _truths(trials, tier, waiting, clock)
        clock.tier_passed[waiting[truths == UNKNOWN]] = True
        chosen[waiting[truths == YES]] = number
        waiting = waiting[truths != YES]
    return chosen


def _truths(trials: Trials, tier: Tier, cases: Places, clock: Clocked) -> NDArray[np.int8]:
    """Whether a tier's conditions hold for those cases, period by period where figures matter."""
    truths = np.full(len(cases), NO, np.int8)
    for numbers, period in _by_period(trials, tier, cases):
        own = cases[numbers]

        def measure(amount: Amount, period: str | None = period) -> Figure | None:
            return trials.scene.terms.figures.of(amount, period)

        def look_up(name: str, role: Role, among: Places, own: Places = own) -> Valued:
            return value_at(trials, name, role, own[among])

        answer = answered(len(own), tier.conditions, look_up, measure)
        truths[numbers] = answer.truths
        clock.ties += [Tie(tie.fact, own[tie.where]) for tie in answer.ties]
    return truths


def _by_period(trials: Trials, tier: Tier, cases: Places) -> Iterator[tuple[Places, str | None]]:
    each = trials.plan.each
    if each is None or not any(hasattr(getattr(one, "amount", None), "name") for one in tier.conditions):
        yield np.arange(len(cases)), None
        return
    periods = trials.period[cases]
    for number in distinct(periods).tolist():
        yield np.flatnonzero(periods == number), period_name(number, each)


def _calendars(
    trials: Trials, duration: Duration, cases: Places, clock: Clocked
) -> Iterator[tuple[str | None, Places]]:
    """The cases by the calendar that counts for each."""
    if not duration.unit.needs_calendar:
        yield None, cases
        return
    choice = trials.scene.terms.agreement.calendar
    assert choice is not None, "business time needs a calendar"
    if choice.by is None:
        yield choice.otherwise, cases
        return
    valued = value_at(trials, choice.by, "fact", cases)
    if valued.tied is not None and valued.tied.any():
        clock.ties.append(Tie(choice.by, cases[valued.tied]))
    clock.calendar_unknown[cases[valued.codes < 0]] = True
    names = [choice.otherwise, *dict.fromkeys(choice.cases.values())]
    table = np.zeros(len(valued.values) + 1, np.int64)
    for code in codes_in_use(valued.codes, valued.values):
        table[code] = names.index(choice.cases.get(value_text(valued.values[code]), choice.otherwise))
    chosen = table[valued.codes]
    for number in distinct(chosen).tolist():
        yield names[number], cases[chosen == number]


def value_at(trials: Trials, name: str, role: Role, cases: Places) -> Valued:
    """A value at the triggers of those cases; a breach has no fields, and facts as last known."""
    openings, histories = trials.openings, trials.scene.histories
    if not openings.by_breach:
        get = histories.field if role == "field" else histories.fact
        return get(name, openings.trigger[cases])
    if role == "field":
        return Valued(np.full(len(cases), -1, np.int8), NO_VALUES)
    return histories.last_known(name, openings.lead[cases], trials.after[cases])
