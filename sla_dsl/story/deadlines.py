"""How much time a clause allows, and how that time is counted, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sla_dsl.model.clause import Clause, Deliver, ForWindow, IsKnown, MustNot, Tier, Unit
from sla_dsl.story.hours import calendars_text
from sla_dsl.story.moments import duration_text, joined
from sla_dsl.story.phrases import Phrases

COUNTS: Mapping[Unit, str] = MappingProxyType(
    {
        Unit.MINUTES: "Minutes are elapsed time, round the clock.",
        Unit.HOURS: "Hours are elapsed time, round the clock.",
        Unit.BUSINESS_MINUTES: "Business minutes count only while the calendar is open.",
        Unit.BUSINESS_HOURS: "Business hours count only while the calendar is open.",
        Unit.BUSINESS_DAYS: "Business days end at the close of business of the last of them; the day of the start "
        "is not counted, and a start while closed counts as the next opening.",
        Unit.CALENDAR_DAYS: "Calendar days end at midnight, when the last of them ends; the day of the start is not "
        "counted.",
        Unit.CALENDAR_WEEKS: "A calendar week is 7 calendar days; they end at midnight, when the last of them ends, "
        "and the day of the start is not counted.",
    }
)
"""How each unit counts."""


def allowances(clause: Clause) -> tuple[Tier, ...]:
    """Every duration that may set a case's due, each with its conditions; the last has none."""
    if isinstance(clause.duty, MustNot) and isinstance(clause.duty.window, ForWindow):
        return (Tier(clause.duty.window.duration, ()),)
    if clause.deadline is None:
        return ()
    return (*clause.deadline.tiers, Tier(clause.deadline.otherwise, ()))


def time_sentence(phrases: Phrases, clause: Clause) -> str:
    """By when a case is to be answered, how the time counts, and when the calendar is open; empty where none is due."""
    tiers = allowances(clause)
    if not tiers:
        return _without_due(clause)
    units = dict.fromkeys(tier.duration.unit for tier in tiers)
    told = [_allowed(phrases, clause, tiers), *(COUNTS[unit] for unit in units)]
    if any(unit.needs_calendar for unit in units):
        told.append(calendars_text(phrases.agreement))
    return " ".join(told)


def _without_due(clause: Clause) -> str:
    if isinstance(clause.duty, MustNot | Deliver):
        return ""
    return "There is no deadline: a case stays pending until it is answered."


def _allowed(phrases: Phrases, clause: Clause, tiers: tuple[Tier, ...]) -> str:
    if isinstance(clause.duty, MustNot):
        return f"The ban holds for {duration_text(tiers[-1].duration)} from the start, its last instant included."
    last = duration_text(tiers[-1].duration)
    if len(tiers) == 1:
        return f"Within {last} from the start; exactly then is still in time."
    first = [f"{duration_text(tier.duration)} if {phrases.conditions(tier.conditions)}" for tier in tiers[:-1]]
    told = (
        f"The first that fits at the start: within {', '.join(first)}, otherwise {last}; exactly then is still in time."
    )
    asked = [c.name for tier in tiers for c in tier.conditions if not isinstance(c, IsKnown)]
    if not asked:
        return told
    names = joined(tuple(dict.fromkeys(asked)), "or")
    return f"{told} What asks for {names} does not fit where that is not known."
