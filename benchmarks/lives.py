"""Numbers of leads → what happens to each over a year: instants and steps, as arrays.

Leads arrive mostly in working hours, and at nights and weekends too; sales works in the calendar's hours, mostly in
time and at times late; some leads are never taken up, never finished, given to somebody else, or come to two
opportunities. Around them lie page views, which no agreement names.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import IntEnum
from itertools import count, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.chance import Numbers, Whole, chance, wait
from benchmarks.hours import DAY, HOUR, MINUTE, SECOND, micros, windows

BEGIN = micros(datetime(2026, 1, 1, tzinfo=UTC))
END = micros(datetime(2026, 12, 31, 21, tzinfo=UTC))
"""The log's year ends an hour before Helsinki's does."""

NEVER = np.iinfo(np.int64).max
MEAN = 10.28
"""Events a lead, on average."""


class Step(IntEnum):
    """What can happen to a lead, each at most once."""

    CREATED = 0
    QUALIFIED = 1
    ASSIGNED = 2
    ACCEPTED = 3
    REJECTED = 4
    ATTEMPT_1 = 5
    ATTEMPT_2 = 6
    ATTEMPT_3 = 7
    ATTEMPT_4 = 8
    ATTEMPT_5 = 9
    CONTACTED = 10
    REPLIED = 11
    BOOKED = 12
    HELD = 13
    OPENED = 14
    VALUED = 15
    VALUED_ANEW = 16
    CLOSED = 17
    SECOND_OPENED = 18
    SECOND_VALUED = 19
    SECOND_CLOSED = 20
    DISQUALIFIED = 21
    REASSIGNED = 22
    ATTEMPT_AFTER = 23
    CONTACTED_AFTER = 24
    VIEW_1 = 25
    VIEW_2 = 26
    VIEW_3 = 27


ATTEMPTS = (Step.ATTEMPT_1, Step.ATTEMPT_2, Step.ATTEMPT_3, Step.ATTEMPT_4, Step.ATTEMPT_5)
VIEWS = (Step.VIEW_1, Step.VIEW_2, Step.VIEW_3)
SCORE = 100
"""The question whose answer is a lead's score, so that what happens to a lead can hang on it."""


class Events(NamedTuple):
    """Events as columns of one length: the instant in microseconds, the lead's number, the step."""

    time: Whole
    lead: Whole
    step: NDArray[np.uint8]

    def taken(self, which: NDArray[np.bool_] | Whole | slice) -> Events:
        """Those events only, in that order."""
        return Events(self.time[which], self.lead[which], self.step[which])

    @classmethod
    def joined(cls, *parts: Events) -> Events:
        """The events of all parts, one part after another."""
        return cls(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def arrival(share: Numbers) -> Whole:
    """A share of the year's leads → the instant by which they have arrived."""
    hours = np.arange((END - BEGIN) // HOUR)
    hour, weekday = (hours + 2) % 24, ((hours + 2) // 24 + 3) % 7
    busy = np.where((hour >= 8) & (hour < 18), 6.0, np.where((hour >= 6) & (hour < 23), 2.0, 0.6))
    busy = np.where(weekday > 4, busy * 0.3, busy)
    arrived = np.concatenate(([0.0], np.cumsum(busy)))
    hour_reached = np.interp(share, arrived / arrived[-1], np.arange(arrived.size))
    return np.asarray(BEGIN + hour_reached * HOUR, np.int64)


def lives(first: int, last: int, of: int) -> Events:
    """What happens in the year to the leads from one number to below another, of so many; lead by lead, in no order."""
    lead = np.arange(first, last)
    instants = _Life(lead, of).instants()
    happens = (instants < END).T
    stops = np.where(chance(lead, 90) < 0.04, instants[Step.CREATED] + (wait(lead, 91, 5) * DAY).astype(np.int64), END)
    happens &= stops[:, None] > instants.T
    where, steps = np.nonzero(happens)
    return Events(instants.T[where, steps], lead[where], steps.astype(np.uint8))


class _Life:
    """The instants of a block of leads: a row a step, a column a lead, `NEVER` where it does not happen."""

    def __init__(self, lead: Whole, of: int) -> None:
        self._lead = lead
        self._of = of
        self._at = np.full((len(Step), lead.size), NEVER)
        self._questions = count(1)
        self._opens, self._closes, self._before = np.array(windows()).T[:3]

    def instants(self) -> Whole:
        """All of it, by steps in the order in which they follow from each other."""
        self._arrive()
        self._answer()
        self._work()
        self._win_or_let_go()
        self._view()
        return self._at

    def _arrive(self) -> None:
        share = (self._lead + self._chance()) / self._of
        self._at[Step.CREATED] = arrival(share) // SECOND * SECOND
        at_once = self._chance() < 0.1
        self._put(
            Step.QUALIFIED, self._after(self._at[Step.CREATED], np.where(at_once, 0, self._wait(2.0) * HOUR)), 0.92
        )
        passed = np.where(self._at[Step.QUALIFIED] < NEVER, self._at[Step.QUALIFIED], self._at[Step.CREATED])
        at_once = self._chance() < 0.2
        delay = np.where(at_once, 0, self._wait(30.0) * MINUTE).astype(np.int64)
        self._put(Step.ASSIGNED, passed + delay, np.where(self._at[Step.QUALIFIED] < NEVER, 0.96, 0.4))

    def _answer(self) -> None:
        """Sales accepts, rejects, or says nothing."""
        rejected = self._chance() < 0.07
        slow = np.where(self._chance() < 0.05, 8.0, 1.0)
        at = self._worked(Step.ASSIGNED, self._wait(80.0) * slow * MINUTE)
        self._put(Step.REJECTED, np.where(rejected, at, NEVER))
        self._put(Step.ACCEPTED, np.where(rejected, NEVER, at), 0.985)

    def _work(self) -> None:
        """Attempts in working hours until contact is made: sooner for good leads."""
        taken = np.where(self._at[Step.REJECTED] < NEVER, 0.1, 0.98)
        slow = np.where(self._chance() < 0.05, 8.0, 1.0)
        self._put(Step.ATTEMPT_1, self._worked(Step.ASSIGNED, self._wait(50.0) * slow * MINUTE), taken)
        for before, step in pairwise(ATTEMPTS):
            self._put(step, self._worked(before, self._wait(5.0) * HOUR), 0.96)
        good = chance(self._lead, SCORE) > 0.5
        reached = np.full(self._lead.size, NEVER)
        for step in ATTEMPTS:
            reaches = (self._chance() < np.where(good, 0.9, 0.4)) & (reached == NEVER)
            reached = np.where(reaches & (self._at[step] < NEVER), self._at[step], reached)
        self._put(Step.CONTACTED, self._after(reached, self._wait(3.0) * MINUTE))
        for step in ATTEMPTS:
            self._at[step][self._at[step] > reached] = NEVER
        last = np.where(self._at[Step.CONTACTED] < NEVER, self._at[Step.CONTACTED], self._at[Step.ATTEMPT_1])
        self._put(Step.REPLIED, self._after(last, self._wait(1.5) * DAY), 0.4)

    def _win_or_let_go(self) -> None:
        """An opportunity, at times two, or the end of the lead; some are given to somebody else, and tried again."""
        self._put(Step.BOOKED, self._worked(Step.CONTACTED, self._wait(8.0) * HOUR), 0.55)
        self._put(Step.HELD, self._after(self._at[Step.BOOKED], (self._wait(3.0) + 0.5) * DAY), 0.85)
        self._put(Step.OPENED, self._after(self._at[Step.HELD], self._wait(2.0) * DAY), 0.9)
        self._deal(Step.OPENED, Step.VALUED, Step.CLOSED)
        self._put(Step.VALUED_ANEW, self._worked(Step.VALUED, self._wait(40.0) * HOUR), 0.3)
        self._put(Step.SECOND_OPENED, self._after(self._at[Step.OPENED], self._wait(30.0) * DAY), 0.05)
        self._deal(Step.SECOND_OPENED, Step.SECOND_VALUED, Step.SECOND_CLOSED)
        lost = (self._at[Step.OPENED] == NEVER) & (self._at[Step.ASSIGNED] < NEVER)
        let_go = self._after(np.where(lost, self._at[Step.ASSIGNED], NEVER), (self._wait(3.0) + 0.5) * DAY)
        self._put(Step.DISQUALIFIED, let_go, 0.97)
        self._put(Step.REASSIGNED, self._after(self._at[Step.ASSIGNED], self._wait(20.0) * DAY), 0.05)
        self._put(Step.ATTEMPT_AFTER, self._worked(Step.REASSIGNED, self._wait(70.0) * MINUTE), 0.85)
        self._put(Step.CONTACTED_AFTER, self._after(self._at[Step.ATTEMPT_AFTER], self._wait(3.0) * MINUTE), 0.6)

    def _deal(self, opened: Step, valued: Step, closed: Step) -> None:
        self._put(valued, self._worked(opened, self._wait(3.0) * HOUR), 0.96)
        self._put(closed, self._after(self._at[opened], (self._wait(25.0) + 1) * DAY), 0.95)

    def _view(self) -> None:
        for step, share in zip(VIEWS, (0.8, 0.55, 0.35), strict=True):
            self._put(step, self._after(self._at[Step.CREATED], self._wait(6.0) * DAY), share)

    def _put(self, step: Step, at: Whole, share: Numbers | float = 1.0) -> None:
        """What happens then, for a share of the leads; whole seconds, but what a dialler notes has milliseconds."""
        digits = 1000 if step in ATTEMPTS else SECOND
        happens = (self._chance() < share) & (at < NEVER)
        self._at[step] = np.where(happens, -(-at // digits) * digits, NEVER)

    @staticmethod
    def _after(at: Whole, delay: Numbers) -> Whole:
        return np.where(at < END, np.where(at < END, at, 0) + delay.astype(np.int64), NEVER)

    def _worked(self, step: Step, delay: Numbers) -> Whole:
        """So much open time after a step."""
        at = np.where(self._at[step] < END, self._at[step], BEGIN)
        inside = np.searchsorted(self._opens, at, side="right") - 1
        counted = self._before[inside] + np.minimum(at, self._closes[inside]) - self._opens[inside]
        target = counted + delay.astype(np.int64)
        last = np.searchsorted(self._before, target, side="left") - 1
        return np.where(self._at[step] < END, self._opens[last] + target - self._before[last], NEVER)

    def _chance(self) -> Numbers:
        return chance(self._lead, next(self._questions))

    def _wait(self, mean: float) -> Numbers:
        return wait(self._lead, next(self._questions), mean)
