"""Whether one clause follows from another, by what both say and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import (
    BeforeGate,
    Both,
    Bound,
    Clause,
    Deliver,
    Duty,
    Either,
    Ensure,
    ForWindow,
    Mode,
    MustNot,
    Otherwise,
    Param,
    Respond,
    StateNames,
    UntilWindow,
)
from sla_dsl.model.values import Money, Share
from sla_dsl.review.durations import never_later
from sla_dsl.review.events import Rooted, is_strictly, patterns, rooted, trigger_of
from sla_dsl.review.obligations import holds_when


class Compared(NamedTuple):
    """A clause made ready: what opens its cases (none: a breach, or nothing), and the events of its duty."""

    clause: Clause
    trigger: Rooted | None
    events: tuple[Rooted, ...]


class Pair(NamedTuple):
    """A clause, and the other that it may follow from; both are of one kind (see the lint)."""

    one: Compared
    other: Compared
    agreement: Agreement

    @property
    def alike(self) -> bool:
        """Whether the same events trigger both."""
        one, other = self.one.trigger, self.other.trigger
        return one is None or other is None or (is_strictly(one, other) and is_strictly(other, one))

    @property
    def narrower(self) -> bool:
        """Whether whatever triggers the one triggers the other."""
        one, other = self.one.trigger, self.other.trigger
        return one is None or other is None or is_strictly(one, other)

    @property
    def is_when(self) -> bool:
        """Whether a running case keeps new ones from opening."""
        trigger = self.one.clause.trigger
        return trigger is not None and trigger.mode is Mode.WHEN

    @property
    def same_deadline(self) -> bool:
        """Whether both have the same time, tier by tier."""
        return self.one.clause.deadline == self.other.clause.deadline

    @property
    def in_time(self) -> bool:
        """Whether what is in time for the other is in time for the one."""
        one, other = self.one.clause.deadline, self.other.clause.deadline
        if one is None or other is None:
            return False
        pairs = ((first, last) for first in other.durations for last in one.durations)
        in_step = self.same_deadline and (not one.tiers or self.alike)
        if not in_step and not all(never_later(first, last, self.agreement) for first, last in pairs):
            return False
        choice = self.agreement.calendar
        by_fact = (
            choice is not None and choice.by is not None and any(each.unit.needs_calendar for each in one.durations)
        )
        return not by_fact or self.alike


def compared(clause: Clause, agreement: Agreement) -> Compared:
    """The clause made ready to be compared."""
    trigger = trigger_of(clause, agreement)
    named = tuple(rooted(pattern, agreement.vocabulary) for pattern in patterns(clause))
    return Compared(clause, trigger, named[1:] if trigger else named)


def is_implied(one: Compared, other: Compared, agreement: Agreement) -> bool:
    """Whether who keeps `other` keeps `one` too, and a breach of `one` has no consequence of its own."""
    return (
        DUTIES[type(one.clause.duty)](Pair(one, other, agreement))
        and _owes_no_more(one.clause.case_otherwise, other.clause.case_otherwise)
        and _owes_no_more(one.clause.period_otherwise, other.clause.period_otherwise)
        and holds_when(other.clause, one.clause, agreement)
    )


def _owes_no_more(one: Otherwise | None, other: Otherwise | None) -> bool:
    return one is None or one == other


def _respond(pair: Pair) -> bool:
    one, other = pair.one.clause.duty, pair.other.clause.duty
    assert isinstance(one, Respond)
    assert isinstance(other, Respond)
    if one.times is None and other.times is None:
        return _answers(pair) and is_strictly(pair.other.events[0], pair.one.events[0])
    if one.times is None or other.times is None or not pair.alike or one.times.bound.is_ceiling:
        return one == other and pair.alike and pair.same_deadline and pair.one.clause.deadline is not None
    in_step = one.times == other.times or not (pair.is_when or pair.one.clause.level)
    enough = one.times.needed <= other.times.needed and (one.times.days or 1) <= (other.times.days or 1)
    floor = not other.times.bound.is_ceiling
    return floor and in_step and enough and _answers(pair) and is_strictly(pair.other.events[0], pair.one.events[0])


def _answers(pair: Pair) -> bool:
    """Whether an answer in time to a case of the other answers the one's in time.

    A narrower trigger will do where any single answer decides: whichever case of the other runs then, its answer
    comes no earlier. `the first time` asks for the same trigger, and a level for the same cases.
    """
    trigger = pair.one.clause.trigger
    first = trigger is not None and trigger.mode is Mode.FIRST_TIME
    if first or pair.one.clause.level:
        return (pair.same_deadline or not pair.is_when) and pair.in_time and pair.alike
    return pair.in_time and pair.narrower


def _either(pair: Pair) -> bool:
    inside = all(any(is_strictly(theirs, ours) for ours in pair.one.events) for theirs in pair.other.events)
    return inside and _answers(pair)


def _both(pair: Pair) -> bool:
    inside = all(any(is_strictly(theirs, ours) for theirs in pair.other.events) for ours in pair.one.events)
    return inside and pair.alike and (pair.same_deadline or not pair.is_when) and pair.in_time


def _state(pair: Pair) -> bool:
    one, other = pair.one.clause.duty, pair.other.clause.duty
    assert isinstance(one, StateNames)
    assert isinstance(other, StateNames)
    same = set(one.names) == set(other.names) and pair.same_deadline
    return (same or (set(one.names) <= set(other.names) and not pair.is_when)) and pair.alike and pair.in_time


def _must_not(pair: Pair) -> bool:
    one, other = pair.one.clause.duty, pair.other.clause.duty
    assert isinstance(one, MustNot)
    assert isinstance(other, MustNot)
    if not is_strictly(pair.one.events[0], pair.other.events[0]):
        return False
    match one.window, other.window:
        case None, None:
            return pair.alike or (pair.narrower and not pair.one.clause.unless)
        case BeforeGate(count=count), BeforeGate(count=most):
            return count <= most
        case UntilWindow(), UntilWindow():
            return (one.event == other.event or not pair.is_when) and pair.alike
        case ForWindow(duration=ours), ForWindow(duration=theirs):
            if pair.is_when:
                return one == other and pair.alike
            return never_later(ours, theirs, pair.agreement) and pair.narrower
    return False


def _deliver(pair: Pair) -> bool:
    one, other = pair.one.clause.duty, pair.other.clause.duty
    assert isinstance(one, Deliver)
    assert isinstance(other, Deliver)
    if one == other:
        return True
    if isinstance(one.amount, Param | Money) or isinstance(other.amount, Param | Money):
        return False
    if one.bound is not other.bound:
        return False
    if one.bound.is_ceiling:
        return one.amount >= other.amount and is_strictly(pair.one.events[0], pair.other.events[0])
    return one.amount <= other.amount and is_strictly(pair.other.events[0], pair.one.events[0])


def _ensure(pair: Pair) -> bool:
    one, other = pair.one.clause.duty, pair.other.clause.duty
    assert isinstance(one, Ensure)
    assert isinstance(other, Ensure)
    same = (one.bound, one.event, one.become) == (other.bound, other.event, other.become)
    if not same or not pair.same_deadline:
        return False
    if not isinstance(one.share, Share) or not isinstance(other.share, Share):
        return one.share == other.share
    return _no_harder(one.bound, one.share, other.share)


def _no_harder(bound: Bound, share: Share, than: Share) -> bool:
    return share.value >= than.value if bound.is_ceiling else share.value <= than.value


DUTIES: Mapping[type[Duty], Callable[[Pair], bool]] = MappingProxyType(
    {
        Respond: _respond,
        Either: _either,
        Both: _both,
        StateNames: _state,
        MustNot: _must_not,
        Deliver: _deliver,
        Ensure: _ensure,
    }
)
"""When a clause follows from another of the same duty."""
