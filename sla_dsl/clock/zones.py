"""Local time to instants and back, by the packaged rules of time zones."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from importlib.resources import files

from sla_dsl.clock.instants import (
    CYCLE,
    DAY,
    EPOCH_DAY,
    FIRST_INSTANT,
    LAST_INSTANT,
    MINUTE,
    SECOND,
    clamped,
    moment,
)

_MICROSECOND = timedelta(microseconds=1)
_NEAR_THE_ENDS = 3 * DAY
"""More than any zone is ahead of or behind UTC."""
_DAYS_KEPT = 64
"""Windows are laid out day by day, so few days need to be remembered."""


def use_packaged_zones() -> None:
    """Take the rules of time zones from the packaged data only, whatever the machine has."""
    zoneinfo.reset_tzpath(to=())


use_packaged_zones()


@cache
def zone_names() -> frozenset[str]:
    """The names of all time zones (`Europe/Helsinki`)."""
    return frozenset(files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())


def known_zone(name: str) -> bool:
    """Whether there is a time zone of that name, spelt just so."""
    return name in zone_names()


class Zone:
    """The local time of one time zone. Days are ordinals (`date.toordinal()`), so that no calendar end stops them.

    Only the way from an instant to its local time is taken from the zone's rules: the library's way back errs at a
    change of rules that moves no clocks (America/Nuuk, 2023-10-28 23:30).
    """

    def __init__(self, name: str) -> None:
        # Not from the shared cache, which may hold the machine's own copy from before.
        self._rules = zoneinfo.ZoneInfo.no_cache(name)
        self._ahead_on = lru_cache(maxsize=_DAYS_KEPT)(self._ahead_at_start_of)

    def day_at(self, instant: int) -> int:
        """The local day of an instant."""
        return self._shown_at(instant) // DAY + EPOCH_DAY

    def time_at(self, instant: int) -> datetime:
        """The local time of an instant; the first or last there is, where that lies outside the years 1 to 9999."""
        try:
            return moment(clamped(instant)).astimezone(self._rules)
        except OverflowError:
            end = FIRST_INSTANT if instant < 0 else LAST_INSTANT
            return moment(end).replace(tzinfo=self._rules)

    def instant_of(self, day: int, minute: int = 0) -> int:
        """The instant at which the clocks of a local day first show so many minutes past midnight, or more.

        So a time that comes twice is the earlier one, a skipped one is the end of the gap, and 1440 is the next
        day's midnight. Neither end of the calendar stops it: see `clamped`.
        """
        wall = (day - EPOCH_DAY) * DAY + minute * MINUTE
        # No zone is a day ahead or behind, so the instant lies between these two.
        before, after = self._ahead_on(day - 1), self._ahead_on(day + 2)
        if before == after:
            return wall - before
        first, second = sorted((wall - before, wall - after))
        for instant in (first, second):
            if self._shown_at(instant) == wall:
                return instant
        return self._gap_end(wall, first, second)

    def instants_showing(self, day: int, microsecond: int) -> tuple[int, ...]:
        """Every instant at which the clocks of a local day show so many microseconds past midnight, in order.

        None where they were put forward over it, two where they were put back over it.
        """
        wall = (day - EPOCH_DAY) * DAY + microsecond
        before, after = self._ahead_on(day - 1), self._ahead_on(day + 2)
        if before == after:
            return (wall - before,)
        return tuple(one for one in sorted((wall - before, wall - after)) if self._shown_at(one) == wall)

    def _gap_end(self, wall: int, outside: int, beyond: int) -> int:
        """The whole second in (outside, beyond] from which on the clocks show `wall` or more."""
        while beyond - outside > SECOND:
            middle = outside + (beyond - outside) // (2 * SECOND) * SECOND
            if self._shown_at(middle) >= wall:
                beyond = middle
            else:
                outside = middle
        return beyond

    def _shown_at(self, instant: int) -> int:
        """What the clocks show at an instant, as the instant at which they show it in UTC."""
        return instant + self.ahead_at(instant)

    def _ahead_at_start_of(self, day: int) -> int:
        return self.ahead_at((day - EPOCH_DAY) * DAY)

    def ahead_at(self, instant: int) -> int:
        """How far local time is ahead of UTC at an instant."""
        utc = moment(_inside(instant))
        return (utc.astimezone(self._rules).replace(tzinfo=UTC) - utc) // _MICROSECOND


@cache
def zone(name: str) -> Zone:
    """The local time of the time zone of that name, which must be a known one."""
    return Zone(name)


def _inside(instant: int) -> int:
    """The instant, or near the ends of the calendar the one a cycle away, where the same rules hold."""
    if instant > LAST_INSTANT - _NEAR_THE_ENDS:
        return instant - CYCLE
    if instant < FIRST_INSTANT + _NEAR_THE_ENDS:
        return instant + CYCLE
    return instant
