"""The local time of a zone over arrays, by a table of the changes of its clocks."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sla_dsl.clock.columns.lanes import NEVER, Instants, Places
from sla_dsl.clock.instants import CYCLE, DAY, EPOCH_DAY, MINUTE, SECOND
from sla_dsl.clock.zones import zone

_STEP = 3 * DAY
"""The clocks are looked at so often. No zone changes its clocks twice within six days (seen in all zones of tzdata)."""

_BEFORE_ALL = -NEVER
_FIRST_STEP = -15_400
"""In the year 1843: before it no zone has changed its clocks."""

_RULES_REPEAT = (2090 - 1970) * 365 * DAY // _STEP
"""From the year 2090 or so on the changes of all zones repeat every 400 years (the last lists end in 2086)."""

_LAST_STEP = _RULES_REPEAT + CYCLE // _STEP
_CYCLES = 20
"""So many cycles reach past the year 9999."""


class _Changes(NamedTuple):
    """When each stretch of one offset begins, and the offset, between two steps.

    `shown_ends` is what the clocks of each show at its end; where they are turned back, what they have shown before.
    """

    steps: tuple[int, int]
    begins: Instants
    ahead: Instants
    shown_ends: Instants


class LocalTime:
    """What the clocks of a zone show, and when. Days are ordinals, as `date.toordinal()` counts them."""

    def __init__(self, name: str) -> None:
        self._zone = zone(name)
        none = np.zeros(0, np.int64)
        self._changes = _Changes((0, 0), none, none, none)

    def days_at(self, instants: Instants) -> Places:
        """The local day of each instant; beyond the years 1 to 9999 too."""
        if not len(instants):
            return np.zeros(0, np.int64)
        changes = self._covering(int(instants.min()), int(instants.max()))
        place = np.searchsorted(changes.begins, instants, side="right") - 1
        days: Places = (instants + changes.ahead[place]) // DAY + EPOCH_DAY
        return days

    def instants_of(self, days: Places, minutes: Places | int = 0) -> Instants:
        """The instant at which the clocks of each local day first show so many minutes past midnight, or more.

        So a time that comes twice is the earlier one, a skipped one is the end of the gap.
        """
        if not len(days):
            return np.zeros(0, np.int64)
        wall = (days - EPOCH_DAY) * DAY + np.asarray(minutes, np.int64) * MINUTE
        changes = self._covering(int(wall.min()) - 2 * DAY, int(wall.max()) + 2 * DAY)
        place = np.searchsorted(changes.shown_ends, wall, side="right")
        instants: Instants = np.maximum(changes.begins[place], wall - changes.ahead[place])
        return instants

    def _covering(self, first: int, last: int) -> _Changes:
        """The changes of the clocks between two instants, and maybe more."""
        low = max(first // _STEP - 1, _FIRST_STEP)
        high = max(last // _STEP + 2, _FIRST_STEP + 1)
        if high > _RULES_REPEAT:
            low, high = min(low, _RULES_REPEAT), _LAST_STEP
        changes = self._changes
        known_low, known_high = changes.steps
        if known_low == known_high:
            changes = self._changes = self._laid_out(low, high)
        elif low < known_low or high > known_high:
            changes = self._changes = self._laid_out(min(low, known_low), max(high, known_high))
        return changes

    def _laid_out(self, low: int, high: int) -> _Changes:
        """The changes from one step to another."""
        ahead = [self._zone.ahead_at(step * _STEP) for step in range(low, high + 1)]
        turns = [place for place in range(1, len(ahead)) if ahead[place] != ahead[place - 1]]
        begins = np.array([self._change((low + place - 1) * _STEP) for place in turns], np.int64)
        offsets = np.array([ahead[place] for place in turns], np.int64)
        if high == _LAST_STEP:
            begins, offsets = _repeated(begins, offsets)
        begins = np.concatenate([[_BEFORE_ALL], begins])
        own = np.concatenate([np.array(ahead[:1], np.int64), offsets])
        return _Changes((low, high), begins, own, np.maximum.accumulate(begins[1:] + own[:-1]))

    def _change(self, before: int) -> int:
        """The whole second of the change in the step that begins there."""
        after, old = before + _STEP, self._zone.ahead_at(before)
        while after - before > SECOND:
            middle = before + (after - before) // (2 * SECOND) * SECOND
            if self._zone.ahead_at(middle) == old:
                before = middle
            else:
                after = middle
        return after


def _repeated(begins: Instants, offsets: Instants) -> tuple[Instants, Instants]:
    """The changes with those of the last 400 years again and again, past the year 9999."""
    again = begins >= _LAST_STEP * _STEP - CYCLE
    shifts = np.arange(1, _CYCLES + 1) * CYCLE
    more = (begins[again][None, :] + shifts[:, None]).ravel()
    return np.concatenate([begins, more]), np.concatenate([offsets, np.tile(offsets[again], _CYCLES)])
