"""Which events open cases, and which might."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sla_dsl.engine.plan import ClausePlan
from sla_dsl.engine.reference.matching import opportunity_of
from sla_dsl.engine.reference.trial import Lead, Opening
from sla_dsl.model.clause import Mode

FOREVER = 1 << 63
"""After every instant."""


class Breach(NamedTuple):
    """A breached case, as a trigger: the instant, the opportunity it is about, and the event that broke it, if any."""

    instant: int
    opportunity: str | None
    broken_by: int | None


class Trigger(NamedTuple):
    """What opens a case, or (`certain` false) might have, were a value known."""

    opening: Opening
    certain: bool


def triggers(lead: Lead, plan: ClausePlan, breaches: Sequence[Breach]) -> Iterator[Trigger]:
    """Everything that might open a case of the clause, in order; `breaches` are those of the clause it watches."""
    if plan.trigger is None:
        for breach in sorted(breaches, key=lambda breach: breach.instant):
            yield Trigger(Opening(breach.opportunity, breach.instant, breach.broken_by, by_breach=True), certain=True)
        return
    for place, certain in lead.matches.candidates(plan.trigger, plan.each):
        opportunity = opportunity_of(lead.history, place) if plan.about == "opportunity" else None
        yield Trigger(Opening(opportunity, lead.history.events[place].time, place), certain)


class Door:
    """Lets a trigger open a case, or not.

    `when`: none while a case of that subject is running, ends included. `the first time`: none after the subject's
    first match in the whole log, even where that one is outside the dates in force.
    """

    def __init__(self, lead: Lead, plan: ClausePlan) -> None:
        self._terms = lead.terms
        self._plan = plan
        self._closed_until: dict[str | None, int] = {}

    def admits(self, trigger: Trigger) -> bool:
        """Whether the trigger opens a case here and now (or would, were a value known)."""
        subject, start = trigger.opening.opportunity, trigger.opening.start
        free = start > self._closed_until.get(subject, -FOREVER)
        if trigger.certain and self._plan.mode is Mode.FIRST_TIME:
            self._closed_until[subject] = FOREVER
        return free and self._terms.in_dates(start, self._plan.clause)

    def close(self, opening: Opening, until: int) -> None:
        """Note that a case is open, and when it stops running."""
        if self._plan.mode is Mode.WHEN:
            self._closed_until[opening.opportunity] = until
