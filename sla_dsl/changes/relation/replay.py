"""A log that was found → a witness, once the engine shows the same under both versions."""

from __future__ import annotations

from sla_dsl.changes.relation.search import Found
from sla_dsl.changes.relation.told import told
from sla_dsl.changes.relation.version import Version
from sla_dsl.engine import judge
from sla_dsl.model.change import Relation, Witness
from sla_dsl.model.event import Event, EventLog
from sla_dsl.model.outcome import ClauseOutcome, Verdict


class WitnessError(Exception):
    """A witness that the engine does not confirm: a defect of slac, never an output."""


def witness(found: Found, old: Version, new: Version, ids: tuple[str | None, str | None]) -> Witness:
    """The log replayed under both versions; `ids` are the clause's in each (none: it has no such clause).

    Raises WitnessError where the versions do not part as was claimed.
    """
    # No ids of events: at one instant they would put the events in another order than they were found in.
    events = tuple(sorted(found.events, key=_order))
    outcomes = _outcome(old, ids[0], events, found.as_of), _outcome(new, ids[1], events, found.as_of)
    verdicts = tuple(Verdict.NO_CASES if outcome is None else outcome.verdict for outcome in outcomes)
    broken = tuple(verdict is Verdict.BROKEN for verdict in verdicts)
    if broken[1] - broken[0] != found.sign:
        raise WitnessError(f"`{ids[0] or ids[1]}`: both versions judge the log alike")
    version = new if ids[1] is not None else old
    story = told(version.agreement, version.clock, events, found.as_of, outcomes)
    shows = Relation.STRICTER if found.sign > 0 else Relation.LOOSER
    return Witness(shows, story, events, found.as_of, verdicts[0], verdicts[1])


def _order(event: Event) -> tuple[int, str]:
    return event.time, event.lead


def _outcome(version: Version, clause: str | None, events: tuple[Event, ...], as_of: int) -> ClauseOutcome | None:
    if clause is None:
        return None
    log = EventLog(events=list(events))
    return judge(version.agreement, log, as_of=as_of, only=(clause,), clock=version.clock).clauses[0]
