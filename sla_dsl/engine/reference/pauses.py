"""When a clock stands still: the stretches a lead or an opportunity spends in a state."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import NamedTuple

from sla_dsl.clock import NEVER, Clock, Due
from sla_dsl.engine.reference.matching import Found
from sla_dsl.model.clause import Duration
from sla_dsl.model.outcome import Pause


class Timed(NamedTuple):
    """A due, and the pauses that moved it."""

    due: Due
    pauses: tuple[Pause, ...] = ()


def pauses_of(entered: Found, left: Found) -> list[Pause]:
    """From each entering up to the next leaving; one left at the instant it is entered is none, and none overlap."""
    pauses: list[Pause] = []
    for start in entered.times:
        if pauses and (pauses[-1].end is None or start < pauses[-1].end):
            continue
        following = bisect_left(left.times, start)
        end = left.times[following] if following < len(left.times) else None
        if end != start:
            pauses.append(Pause(start, end))
    return pauses


def due_with(clock: Clock, start: int, duration: Duration, calendar: str | None, pauses: list[Pause]) -> Timed:
    """When a case is due that stands still in the pauses.

    A pause from due on changes nothing; so they are tried a few first, then more, and a long history costs no more
    than what of it matters.
    """
    first = bisect_right(pauses, start, key=lambda pause: start + 1 if pause.end is None else pause.end)
    taken = 0
    while True:
        taken = 4 * taken + 1
        chosen = pauses[first : first + taken]
        due = clock.due(start, duration, calendar, chosen)
        after = first + taken
        if due is NEVER or after >= len(pauses) or (isinstance(due, int) and pauses[after].start >= due):
            moved = (pause for pause in chosen if not isinstance(due, int) or pause.start < due)
            return Timed(due, tuple(moved))
