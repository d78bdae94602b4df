"""One lead under one clause: its cases, each decided in the order in which they open."""

from __future__ import annotations

from collections.abc import Sequence

from sla_dsl.engine.findings import Findings
from sla_dsl.engine.plan import ClausePlan, Pattern
from sla_dsl.engine.reference.deadlines import clocked
from sla_dsl.engine.reference.deciding import Decision, decide
from sla_dsl.engine.reference.opening import FOREVER, Breach, Door, triggers
from sla_dsl.engine.reference.trial import Lead, Opening, Trial
from sla_dsl.model.clause import MustNot
from sla_dsl.model.outcome import Case, Reasons


def examine_cases(lead: Lead, plan: ClausePlan, breaches: Sequence[Breach]) -> tuple[Findings, list[Breach]]:
    """The lead's cases that count, and all its breaches (for a clause that waits for them)."""
    findings, own_breaches = Findings(), []
    door, counts = Door(lead, plan), lead.terms.counts
    for trigger in triggers(lead, plan, breaches):
        opening = trigger.opening
        if not door.admits(trigger):
            continue
        if not trigger.certain:
            findings.unknown += counts(opening.start)
            continue
        trial = open_trial(lead, plan, opening)
        decision = decide(trial)
        door.close(opening, _running_until(trial, decision))
        if decision.breached_at is not None:
            own_breaches.append(Breach(decision.breached_at, opening.opportunity, decision.broken_by))
        if counts(opening.start):
            _note(findings, trial, decision)
    return findings, own_breaches


def open_trial(lead: Lead, plan: ClausePlan, opening: Opening) -> Trial:
    """The case with its period, its due and its first excuse."""
    period = lead.terms.figures.period(opening.start, plan.each).name if plan.each else None
    clock = clocked(lead, plan, opening, period)
    as_of = lead.terms.as_of
    limit = as_of if clock.due is None else min(clock.due, as_of)
    return Trial(lead, plan, opening, period, clock, _first_excuse(lead, plan, opening, period), limit)


def _first_excuse(lead: Lead, plan: ClausePlan, opening: Opening, period: str | None) -> int | None:
    """The place of the first excuse from the start on; of all there are, where the duty has no trigger."""
    standing = isinstance(plan.clause.duty, MustNot) and plan.clause.trigger is None
    start = -FOREVER if standing else opening.start
    places = (_found_first(lead, pattern, opening, period, start) for pattern in plan.unless)
    return min((place for place in places if place is not None), default=None)


def _found_first(lead: Lead, pattern: Pattern, opening: Opening, period: str | None, start: int) -> int | None:
    return lead.matches.found(pattern, opening.opportunity, period).first(start, opening.trigger)


def _running_until(trial: Trial, decision: Decision) -> int:
    """The earliest of the case's decision, its excuse, its due and as-of."""
    excuse = None if trial.excuse is None else trial.time(trial.excuse)
    ends = (trial.limit, decision.decided, excuse)
    return min(end for end in ends if end is not None)


def _note(findings: Findings, trial: Trial, decision: Decision) -> None:
    findings.cases.append(_case(trial, decision))
    findings.tiers_passed += trial.clocked.tier_passed
    findings.calendars_unknown += trial.clocked.calendar_unknown


def _case(trial: Trial, decision: Decision) -> Case:
    clause, lead = trial.plan.clause, trial.lead
    return Case(
        clause.id,
        lead.name if trial.opening.opportunity is None else trial.opening.opportunity,
        lead.name,
        trial.opening.start,
        trial.clocked.due,
        decision.state,
        decision.decided,
        trial.period if clause.judged_each else None,
        decision.breached_at,
        decision.may_become_met,
        _reasons(trial, decision) if lead.terms.reasons else None,
    )


def _reasons(trial: Trial, decision: Decision) -> Reasons:
    events = trial.lead.history.events
    return Reasons(
        decision.why,
        None if trial.opening.trigger is None else events[trial.opening.trigger],
        tuple(events[place] for place in decision.answers),
        None if trial.excuse is None else events[trial.excuse],
        trial.clocked.calendar,
        trial.clocked.allowed,
        trial.clocked.pauses,
    )
