"""The moments at which a made-up lead is decided: between cases' starts and dues, on them, and just after."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from sla_dsl.changes.relation.due import DAY, HOUR, MINUTE


class Moments(NamedTuple):
    """The moments that decide a lead, found out by judging its beginning: when cases start, and are due."""

    starts: tuple[int, ...]
    dues: tuple[int, ...]

    @property
    def between(self) -> list[int]:
        """A readable moment in each stretch that the starts and dues leave, the last one open."""
        edges = sorted({*self.starts, *self.dues})
        found = [readable(first, last) for first, last in pairwise(edges)]
        return [*(each for each in found if each is not None), edges[-1] + HOUR]

    @property
    def answering(self) -> list[int]:
        """When something may come: in each stretch, at each edge, and a microsecond later."""
        edges = [at for due in self.dues for at in (due, due + 1)]
        return list(dict.fromkeys((*self.between, *edges, *self.starts)))

    @property
    def asking(self) -> list[int]:
        """When the lead is judged: well after everything, and in each stretch."""
        last = max((*self.starts, *self.dues)) + 2 * DAY
        return list(dict.fromkeys((last, *(due + 1 for due in self.dues), *self.between)))


def readable(first: int, last: int) -> int | None:
    """A moment between two, as round as it can be; nothing where there is none."""
    if last - first < 2:
        return None
    middle = first + (last - first) // 2
    for step in (HOUR, 15 * MINUTE, MINUTE, 1_000_000, 1):
        for round_one in (-(-middle // step) * step, middle // step * step):
            if first < round_one < last:
                return round_one
    return None
