"""Two kinds of leads, as many of each as it takes: the smallest mix that only one of two versions sees broken.

Whether a period is broken is, for so many leads of two kinds, one inequality in their numbers. So for each number of
leads in all the mixes that part the versions are a stretch of whole numbers, and none need be tried.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement
from typing import NamedTuple

from sla_dsl.changes.relation.form import Budget, Rate
from sla_dsl.changes.relation.standing import Both, Log, Standing
from sla_dsl.model.clause import Bound as Asked

TRIED = 40
"""Numbers of leads that are tried in the time of a step."""

_NONE = (0, 0, 0, 0)

Counts = tuple[int, int, int, int]
"""How many cases of a period are met, breached, pending, and excused but may still become met."""


class Kind(NamedTuple):
    """A lead, and what it brings to which period under each version."""

    log: Log
    old: dict[str, Counts]
    new: dict[str, Counts]


class Line(NamedTuple):
    """A period is broken where `one` for each lead of the one kind and `other` for each of the other exceed `most`."""

    one: int
    other: int
    most: int


def put_together(kinds: Sequence[Kind], both: Both, sign: int, most: int) -> Log | None:
    """The fewest leads (at most so many) of one or two kinds that break only the new version (1), or the old (-1)."""
    best: list[tuple[Kind, int]] | None = None
    for one, other in combinations_with_replacement(kinds, 2):
        if both.old.work.is_used_up:
            break
        mix = _smallest(one, other, both, sign, most)
        if mix is not None:
            best, most = mix, sum(number for _, number in mix) - 1
    return None if best is None else log_of(best)


def _smallest(one: Kind, other: Kind, both: Both, sign: int, most: int) -> list[tuple[Kind, int]] | None:
    old = list(_lines(both.old, one.old, other.old))
    new = list(_lines(both.new, one.new, other.new))
    broken, kept = (new, old) if sign > 0 else (old, new)
    if one is other:
        number = _of_one(broken, kept)
        return None if number is None or number > most else [(one, number)]
    best: list[tuple[Kind, int]] | None = None
    for line in broken:
        bounds = [_bound(line, is_broken=True), *(_bound(each, is_broken=False) for each in kept), *_BOTH_KINDS]
        totals = _totals(bounds, most)
        both.old.work.spend(len(totals) // TRIED)
        for total in totals:
            first, last = _stretch(bounds, total)
            if first <= last:
                best, most = [(one, total - first), (other, first)], total - 1
                break
    return best


def _of_one(broken: Sequence[Line], kept: Sequence[Line]) -> int | None:
    """The fewest leads of one kind that break a line and keep the others: more of them keep no more lines."""
    numbers = {max(line.most // line.one + 1, 1) if line.one > 0 else 1 for line in broken}
    return next(
        (
            number
            for number in sorted(numbers)
            if any(line.one * number > line.most for line in broken)
            and not any(line.one * number > line.most for line in kept)
        ),
        None,
    )


class Bound(NamedTuple):
    """`slope` for each lead of the other kind is at most `room`, and `more` for each lead of either."""

    slope: int
    room: int
    more: int


_BOTH_KINDS = (Bound(-1, -1, 0), Bound(1, -1, 1))
"""There is one lead of each kind, at least."""


def _bound(line: Line, *, is_broken: bool) -> Bound:
    """The line is broken, or kept: one * (total - x) + other * x exceeds `most`, or does not."""
    slope, room, more = line.other - line.one, line.most, -line.one
    return Bound(-slope, -room - 1, -more) if is_broken else Bound(slope, room, more)


def _totals(bounds: Sequence[Bound], most: int) -> range:
    """The numbers of leads, at most so many, for which the bounds leave a stretch, if not a whole number in it."""
    low, high = 2, most
    level = [(bound.more, -bound.room) for bound in bounds if bound.slope == 0]
    apart = [
        (upper.more * -lower.slope + lower.more * upper.slope, -(upper.room * -lower.slope + lower.room * upper.slope))
        for lower in bounds if lower.slope < 0 for upper in bounds if upper.slope > 0
    ]  # fmt: skip
    for factor, least in (*level, *apart):  # factor * total must be at least so much
        if factor > 0:
            low = max(low, -(-least // factor))
        elif factor < 0:
            high = min(high, -least // -factor)
        elif least > 0:
            return range(0)
    return range(low, high + 1)


def _stretch(bounds: Sequence[Bound], total: int) -> tuple[int, int]:
    """How many of so many leads may be of the other kind: from first to last."""
    first, last = 0, total
    for bound in bounds:
        room = bound.room + bound.more * total
        if bound.slope > 0:
            last = min(last, room // bound.slope)
        elif bound.slope < 0:
            first = max(first, -(room // -bound.slope))
    return first, last


def _lines(standing: Standing, one: dict[str, Counts], other: dict[str, Counts]) -> Iterator[Line]:
    """When each period is broken by leads of two kinds, of each one at least; none for a period that never is."""
    for period in {**one, **other}:
        level, counts = standing.level(period), (one.get(period, _NONE), other.get(period, _NONE))
        if isinstance(level, Budget):
            yield Line(counts[0][1], counts[1][1], level.allowed)
        elif any(map(any, counts)):
            yield from _falling_short(level, *counts)


def _falling_short(level: Rate, one: Counts, other: Counts) -> Iterator[Line]:
    """When a period that is over is broken, as the engine has it: both ends of the rate are outside."""
    (part, whole), (more, all_more) = (_end(level.bound, counts) for counts in (one, other))
    if whole + all_more == 0:
        # No case counts for this end of the rate, which is zero then.
        part, whole = 0, 1
        more, all_more = 0, 1
    numerator, denominator = level.share.numerator, level.share.denominator
    over = part * denominator - numerator * whole, more * denominator - numerator * all_more
    match level.bound:
        case Asked.AT_LEAST:
            yield Line(-over[0], -over[1], 0)
        case Asked.MORE_THAN:
            yield Line(-over[0], -over[1], -1)
        case Asked.AT_MOST:
            yield Line(*over, 0)
        case Asked.LESS_THAN:
            yield Line(*over, -1)


def _end(bound: Asked, counts: Counts) -> tuple[int, int]:
    """The good cases and all cases for the end of the rate that decides: its low one for a ceiling, else its high."""
    met, breached, pending, open_excuses = counts
    if bound.is_ceiling:
        return met, met + breached + pending
    return met + pending + open_excuses, met + breached + pending + open_excuses


def log_of(mix: Sequence[tuple[Kind, int]]) -> Log:
    """The leads one after another, each under a name of its own."""
    logs = [kind.log for kind, number in mix for _ in range(number)]
    return tuple(
        event._replace(lead=f"L-{place}", opportunity=event.opportunity and f"O-{place}")
        for place, log in enumerate(logs, start=1)
        for event in log
    )
