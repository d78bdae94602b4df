"""Clauses under which a lead has no case, and what is not known: why, in a few words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sla_dsl.model.clause import BreachTrigger, Clause, Deliver
from sla_dsl.model.event import Event
from sla_dsl.model.period import PeriodDates, period_of
from sla_dsl.model.values import Money
from sla_dsl.story.candidates import Candidate, Lookup, opening_pattern
from sla_dsl.story.moments import joined, moment
from sla_dsl.story.phrases import Phrases, in_force
from sla_dsl.story.targets import is_money

SHOWN = 3
"""Events that a sentence names, at most; the rest are counted."""


def absence_text(lookup: Lookup, clause: Clause, found: Sequence[Candidate]) -> str:
    """Why the lead has no case of a clause, given the events of the kind that opens one."""
    if isinstance(clause.duty, Deliver):
        return _promise_text(lookup, clause, clause.duty, found)
    if isinstance(clause.trigger, BreachTrigger):
        return f"no case of {clause.trigger.clause} is breached"
    pattern = opening_pattern(clause)
    assert pattern is not None
    if not found:
        return f'it never happened that "{Phrases(lookup.agreement).happens(pattern.event)}"'
    return cut([_one(lookup, clause, candidate) for candidate in found], "times")


def _one(lookup: Lookup, clause: Clause, candidate: Candidate) -> str:
    at = moment(lookup.clock, candidate.event.time).text
    if not candidate.in_dates:
        return f"{at} is outside the dates in force ({_dates(lookup, clause)})"
    if candidate.holds is True:
        return f"{at} opened none"
    return f"{at}: {candidate.why}"


def _dates(lookup: Lookup, clause: Clause) -> str:
    first, last = in_force(lookup.agreement, clause)
    return f"from {first.isoformat()}" + (f" through {last.isoformat()}" if last else "")


def unknown_text(lookup: Lookup, found: Iterable[Candidate]) -> str:
    """Which values were not known when, in a few words."""
    told = [
        f"{moment(lookup.clock, candidate.event.time).text}: {candidate.why}"
        for candidate in found
        if candidate.holds is None and candidate.in_dates
    ]
    return cut(told, "times")


def cut(parts: list[str], what: str) -> str:
    """The parts, the first few of them in full."""
    if len(parts) <= SHOWN:
        return "; ".join(parts)
    return "; ".join([*parts[:SHOWN], f"and {len(parts) - SHOWN} more {what}"])


def _promise_text(lookup: Lookup, clause: Clause, duty: Deliver, found: Sequence[Candidate]) -> str:
    counted: dict[str, list[str]] = {}
    for candidate in found:
        period = counts_in(lookup, clause, duty, candidate)
        if period is not None:
            about = Phrases(lookup.agreement).about(duty.event.event)
            subject = f"opportunity {candidate.event.opportunity}" if about == "opportunity" else "the lead"
            counted.setdefault(subject, [])
            if period.name not in counted[subject]:
                counted[subject].append(period.name)
    told = [f"{subject} counts in {joined(periods)}" for subject, periods in counted.items()]
    return f"a promise, which has no cases: {cut(told, 'opportunities') or 'nothing of this lead counts towards it'}"


def counts_in(lookup: Lookup, clause: Clause, duty: Deliver, candidate: Candidate) -> PeriodDates | None:
    """The period of a `deliver` in which an event counts, or nothing where it does not."""
    if candidate.holds is not True or clause.period is None:
        return None
    if is_money(lookup.agreement, duty.amount) and not _carries_money(candidate.event):
        return None
    period = period_of(lookup.clock.local_date(candidate.event.time), clause.period)
    first, last = in_force(lookup.agreement, clause)
    return period if first <= period.first and (last is None or period.last <= last) else None


def _carries_money(event: Event) -> bool:
    return any(isinstance(carried, Money) for carried in event.values.values())
