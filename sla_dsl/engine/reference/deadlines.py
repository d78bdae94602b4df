"""How long a case has: the tier, the calendar and the due that are fixed at its trigger."""

from __future__ import annotations

from sla_dsl.clock import UNKNOWN
from sla_dsl.engine.plan import ClausePlan
from sla_dsl.engine.reference.conditions import truth
from sla_dsl.engine.reference.pauses import due_with, pauses_of
from sla_dsl.engine.reference.trial import Clocked, Lead, Opening
from sla_dsl.model.clause import Clause, Deadline, Duration, ForWindow, MustNot, Role
from sla_dsl.model.outcome import Pause
from sla_dsl.model.values import Value, value_text


def clocked(lead: Lead, plan: ClausePlan, opening: Opening, period: str | None) -> Clocked:
    """How long the case has, and when it is due."""
    deadline = deadline_of(plan.clause)
    if deadline is None:
        return Clocked(None)
    allowed, tier_passed = _tier(lead, opening, deadline, period)
    calendar, calendar_unknown = _calendar(lead, opening) if allowed.unit.needs_calendar else (None, False)
    pauses = _pauses(lead, plan, opening, period)
    timed = due_with(lead.terms.clock, opening.start, allowed, calendar, pauses)
    return Clocked(
        timed.due if isinstance(timed.due, int) else None,
        allowed,
        calendar,
        timed.pauses,
        timed.due is UNKNOWN,
        tier_passed,
        calendar_unknown,
    )


def deadline_of(clause: Clause) -> Deadline | None:
    """The deadline of a duty; for a prohibition, that of its window."""
    if isinstance(clause.duty, MustNot) and isinstance(clause.duty.window, ForWindow):
        return Deadline(clause.duty.window.duration)
    return clause.deadline


def _tier(lead: Lead, opening: Opening, deadline: Deadline, period: str | None) -> tuple[Duration, bool]:
    """The first tier whose conditions hold, and whether one was passed over for an unknown value."""
    passed = False
    for tier in deadline.tiers:
        holds = truth(
            tier.conditions,
            lambda name, role: _value(lead, opening, name, role),
            lambda amount: lead.terms.figures.of(amount, period),
        )
        if holds:
            return tier.duration, passed
        passed = passed or holds is None
    return deadline.otherwise, passed


def _calendar(lead: Lead, opening: Opening) -> tuple[str, bool]:
    """The calendar's id, and whether the fact that chooses it is unknown."""
    choice = lead.terms.agreement.calendar
    assert choice is not None, "business time needs a calendar"
    if choice.by is None:
        return choice.otherwise, False
    value = _value(lead, opening, choice.by, "fact")
    if value is None:
        return choice.otherwise, True
    return choice.cases.get(value_text(value), choice.otherwise), False


def _value(lead: Lead, opening: Opening, name: str, role: Role) -> Value | None:
    """A value at the trigger; a breach has no fields, and facts as last known."""
    if opening.trigger is None or opening.by_breach:
        return lead.history.fact(name, opening.start) if role == "fact" else None
    return lead.history.value(name, role, opening.trigger)


def _pauses(lead: Lead, plan: ClausePlan, opening: Opening, period: str | None) -> list[Pause]:
    if plan.pause is None:
        return []
    key = (plan.pause, opening.opportunity, period)
    if key not in lead.pauses:
        entered, left = (lead.matches.found(pattern, opening.opportunity, period) for pattern in plan.pause)
        lead.pauses[key] = pauses_of(entered, left)
    return lead.pauses[key]
