"""Stretches of time, [start, end) in microseconds, and what pauses leave of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sla_dsl.model.outcome import Pause


class Stretch(NamedTuple):
    """Time without a break: [start, end) in microseconds."""

    start: int
    end: int


def without(stretches: Iterable[Stretch], pauses: Sequence[Pause]) -> Iterator[Stretch]:
    """What pauses (sorted, disjoint) leave of stretches (sorted, disjoint)."""
    for start, end in stretches:
        now = start
        for pause in pauses:
            if now < min(pause.start, end):
                yield Stretch(now, min(pause.start, end))
            now = end if pause.end is None else max(now, pause.end)
            if now >= end:
                break
        if now < end:
            yield Stretch(now, end)


def joined(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """The same time (sorted, disjoint) in as few stretches as possible."""
    whole: list[Stretch] = []
    for stretch in stretches:
        if whole and whole[-1].end == stretch.start:
            whole[-1] = Stretch(whole[-1].start, stretch.end)
        else:
            whole.append(stretch)
    return tuple(whole)
