"""Clauses under which a lead has no case, and what is not known: why, in a few words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sla_dsl.engine.plan import make_pattern, money_field
from sla_dsl.model.clause import BreachTrigger, Clause, Deliver
from sla_dsl.model.story import Happening
from sla_dsl.story.candidates import Candidate, Lookup, opening_pattern
from sla_dsl.story.moments import joined, moment
from sla_dsl.story.phrases import Phrases, in_force
from sla_dsl.story.targets import is_money
from sla_dsl.story.told import Told, passed_over, subject_in

SHOWN = 3
"""Events that a sentence names, at most; the rest are counted."""


def absence_text(lookup: Lookup, told: Told, by_clause: Mapping[str, Told]) -> str:
    """Why the lead has no case of a clause; `by_clause` has those it may wait for."""
    clause = told.clause
    if isinstance(clause.duty, Deliver):
        return _promise_text(lookup, clause, told.found)
    if isinstance(clause.trigger, BreachTrigger):
        return _no_breach_text(lookup, clause, by_clause.get(clause.trigger.clause), clause.trigger.clause)
    pattern = opening_pattern(clause)
    assert pattern is not None
    if not told.found:
        return f'it never happened that "{Phrases(lookup.agreement).happens(pattern.event)}"'
    return cut([_one(lookup, clause, candidate) for candidate in told.found], "times")


def _no_breach_text(lookup: Lookup, clause: Clause, base: Told | None, name: str) -> str:
    if base is None:
        return f"no breach of {name} opened one"
    breaches = [telling.case.breached_at for telling in base.tellings if telling.case.breached_at is not None]
    told = [f"{name} was breached on {_outside(lookup, clause, instant)}" for instant in breaches]
    return cut(told, "times") or f"no case of {name} is breached"


def _one(lookup: Lookup, clause: Clause, candidate: Candidate) -> str:
    if not candidate.in_dates:
        return _outside(lookup, clause, candidate.event.time)
    at = moment(lookup.clock, candidate.event.time).text
    return f"{at} opened none" if candidate.holds else f"{at}: {candidate.why}"


def _outside(lookup: Lookup, clause: Clause, instant: int) -> str:
    first, last = in_force(lookup.agreement, clause)
    dates = f"from {first.isoformat()}" + (f" through {last.isoformat()}" if last else "")
    return f"{moment(lookup.clock, instant).text}, which is outside the dates in force ({dates})"


def unknown_text(lookup: Lookup, told: Told) -> str:
    """Which values were not known when, in a few words."""
    found = [one.candidate for one in passed_over(lookup, told) if one.what is Happening.UNKNOWN]
    return cut([_one(lookup, told.clause, candidate) for candidate in found], "times")


def cut(parts: list[str], what: str) -> str:
    """The parts, the first few of them in full."""
    if len(parts) <= SHOWN:
        return "; ".join(parts)
    return "; ".join([*parts[:SHOWN], f"and {len(parts) - SHOWN} more {what}"])


def _promise_text(lookup: Lookup, clause: Clause, found: Sequence[Candidate]) -> str:
    counted: dict[str, list[str]] = {}
    for candidate in found:
        period = counts_in(lookup, clause, candidate)
        if period is not None:
            about = Phrases(lookup.agreement).subject_of(clause)
            subject = f"opportunity {subject_in(candidate.event, about)}" if about == "opportunity" else "the lead"
            counted.setdefault(subject, [])
            if period not in counted[subject]:
                counted[subject].append(period)
    told = [f"{subject} counts in {joined(periods)}" for subject, periods in counted.items()]
    return f"a promise, which has no cases: {cut(told, 'opportunities') or 'nothing of this lead counts towards it'}"


def counts_in(lookup: Lookup, clause: Clause, candidate: Candidate) -> str | None:
    """The name of the period of a `deliver` in which an event counts, or nothing where it does not."""
    if not candidate.holds or not candidate.in_dates or clause.period is None or not isinstance(clause.duty, Deliver):
        return None
    if is_money(lookup.agreement, clause.duty.amount):
        vocabulary = lookup.agreement.vocabulary
        carrier = money_field(make_pattern(clause.duty.event, vocabulary), vocabulary)
        if carrier not in candidate.event.values:
            return None
    return lookup.figures.period(candidate.event.time, clause.period).name
