"""When a running clock of hours or minutes has counted enough, with the pauses in which it stands still."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Protocol

from sla_dsl.clock.instants import LAST_INSTANT
from sla_dsl.clock.stretches import Stretch
from sla_dsl.model.outcome import Pause


class NoDue(Enum):
    """Why there is no due instant: it never comes, or an open pause leaves it unknown."""

    NEVER = "never"
    UNKNOWN = "unknown"


Due = int | NoDue
"""The instant (microseconds since 1970-01-01T00:00Z) at which a case is due, or why there is none."""

NEVER = NoDue.NEVER
UNKNOWN = NoDue.UNKNOWN


class Counting(Protocol):
    """Time that counts: all of it, or that in which a calendar is open."""

    def reached(self, start: int, allowed: int) -> int | None:
        """The earliest instant by which `allowed` (above zero) has been counted since `start`; none after year 9999."""

    def counted_between(self, start: int, end: int) -> int:
        """The time that counts in [start, end)."""

    def stretches(self, start: int, end: int) -> Iterator[Stretch]:
        """The stretches of [start, end) that count, in order."""


class Elapsed:
    """All time counts."""

    def reached(self, start: int, allowed: int) -> int | None:
        """The instant `allowed` after `start`; none after year 9999."""
        due = start + allowed
        return due if due <= LAST_INSTANT else None

    def counted_between(self, start: int, end: int) -> int:
        """The time in [start, end)."""
        return end - start

    def stretches(self, start: int, end: int) -> Iterator[Stretch]:
        """The whole of [start, end)."""
        yield Stretch(start, end)


def due_after(counting: Counting, start: int, allowed: int, pauses: Sequence[Pause]) -> Due:
    """The earliest instant by which `allowed` has been counted since `start` outside the pauses (sorted, disjoint)."""
    for pause in pauses:
        due = counting.reached(start, allowed)
        if due is not None and due <= pause.start:
            return due
        if pause.end is None:
            return UNKNOWN
        if pause.end > start:
            allowed -= counting.counted_between(start, max(start, pause.start))
            start = pause.end
    due = counting.reached(start, allowed)
    return NEVER if due is None else due
