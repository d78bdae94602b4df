"""One case before it is decided: what opened it, how long it has, and where to look."""

from __future__ import annotations

from typing import NamedTuple

from sla_dsl.engine.plan import ClausePlan, Pattern
from sla_dsl.engine.reference.history import History
from sla_dsl.engine.reference.matching import Found, Matches
from sla_dsl.engine.terms import Terms
from sla_dsl.frozen import frozen
from sla_dsl.model.clause import Duration
from sla_dsl.model.outcome import Pause


class Opening(NamedTuple):
    """What opened a case: the instant, for which opportunity (none for the lead's), and the event's place.

    `by_breach` says that another case's breach did; then `trigger` is the event that broke that case, if one did, and
    states nothing.
    """

    opportunity: str | None
    start: int
    trigger: int | None
    by_breach: bool = False


class Lead(NamedTuple):
    """A lead to be judged: its events, what fits what, and (worked out once) where clocks stand still."""

    name: str
    history: History
    matches: Matches
    terms: Terms
    pauses: dict[tuple[tuple[Pattern, Pattern], str | None, str | None], list[Pause]]


class Clocked(NamedTuple):
    """How long a case has. `due` is none where it is never, or `paused` leaves it unknown.

    `tier_passed` and `calendar_unknown` say that an unknown value left the choice to another tier, or calendar.
    """

    due: int | None
    allowed: Duration | None = None
    calendar: str | None = None
    pauses: tuple[Pause, ...] = ()
    paused: bool = False
    tier_passed: bool = False
    calendar_unknown: bool = False


@frozen
class Trial:
    """A case on trial. `excuse` is the place of its first excuse, `limit` the last instant that can count in time."""

    lead: Lead
    plan: ClausePlan
    opening: Opening
    period: str | None
    clocked: Clocked
    excuse: int | None
    limit: int

    @property
    def passed(self) -> bool:
        """Whether due has passed."""
        due = self.clocked.due
        return due is not None and self.lead.terms.as_of > due

    def found(self, pattern: Pattern) -> Found:
        """The events that fit and count for this case, the trigger still among them."""
        return self.lead.matches.found(pattern, self.opening.opportunity, self.period)

    def first(self, pattern: Pattern) -> int | None:
        """The place of the first that fits from the start on, the trigger left out."""
        return self.found(pattern).first(self.opening.start, self.opening.trigger)

    def time(self, place: int) -> int:
        """When the event there happened."""
        return self.lead.history.events[place].time

    def told(self, pattern: Pattern, through: int | None = None) -> tuple[int, ...]:
        """The places of what fits from the start up to an instant (as-of, if none), where reasons are asked for."""
        if not self.lead.terms.reasons:
            return ()
        end = self.lead.terms.as_of if through is None else through
        return tuple(self.found(pattern).between(self.opening.start, end, self.opening.trigger))
