"""What the clocks of a zone showed → the instants at which they showed it: for times written without an offset."""

from __future__ import annotations

from sla_dsl.clock.instants import clamped
from sla_dsl.clock.zones import zone


class LocalTimes:
    """The local times of one zone. Days are ordinals (`date.toordinal()`)."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._zone = zone(name)

    def showing(self, day: int, microsecond: int) -> tuple[int, ...]:
        """The instants at which the clocks of a local day show so many microseconds past midnight, in order.

        There is one, none where the clocks were put forward over it, and two where they were put back over it.
        """
        return self._zone.instants_showing(day, microsecond)

    def day_start(self, day: int) -> int:
        """The first instant of a local day."""
        return clamped(self._zone.instant_of(day))

    def day_end(self, day: int) -> int:
        """The last microsecond of a local day."""
        return clamped(self._zone.instant_of(day + 1) - 1)
