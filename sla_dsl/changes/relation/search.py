"""A search for the smallest lead that only one of two versions sees broken; every lead tried is judged by the engine."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from sla_dsl.changes.relation.cells import Pair
from sla_dsl.changes.relation.due import DAY, MINUTE
from sla_dsl.changes.relation.form import FOREVER, Budget
from sla_dsl.changes.relation.leads import Moments, leads
from sla_dsl.changes.relation.scenes import Scene, scenes
from sla_dsl.changes.relation.standing import Both, Log
from sla_dsl.model.outcome import Case

MOST_SCENES = 60
"""Beginnings that are looked at, at most."""

MOST_LEADS = 4_000
"""Leads that are tried for each beginning, at most."""

FAR = 1200 * DAY
"""How far from its start a lead is followed."""


class Found(NamedTuple):
    """A log that one version sees broken as of an instant and the other does not; `sign` is 1 where the new one does."""

    sign: int
    events: Log
    as_of: int


def search(pair: Pair, both: Both, wanted: Collection[int], *, thorough: bool = False) -> dict[int, Found]:
    """The first lead found for each of the wanted signs, for clauses that one breach breaks."""
    return search_in(scenes(pair), pair, both, wanted, thorough=thorough)


def search_in(
    beginnings: Iterable[Scene], pair: Pair, both: Both, wanted: Collection[int], *, thorough: bool
) -> dict[int, Found]:
    """The same among these beginnings."""
    found: dict[int, Found] = {}
    for scene, moments in told_apart(beginnings, both):
        logs = list(islice(leads(pair, scene, moments, thorough=thorough), MOST_LEADS))
        for one in _parted(logs, moments.asking, both):
            if one.sign in wanted and (one.sign not in found or _is_plainer(one, found[one.sign])):
                found[one.sign] = one
        if all(sign in found for sign in wanted):
            break
    return found


def _is_plainer(one: Found, other: Found) -> bool:
    return len(one.events) < len(other.events)


def told_apart(beginnings: Iterable[Scene], both: Both) -> Iterator[tuple[Scene, Moments]]:
    """Each beginning once, with the moments that decide it under both versions; at most so many."""
    seen: set[Log] = set()
    for scene in islice(beginnings, MOST_SCENES):
        key = tuple(event._replace(values={}) for event in scene.opening)
        del key
        if scene.opening in seen if _hashable(scene) else False:
            continue
        moments = moments_of(scene, both)
        if moments is not None:
            yield scene, moments


def _hashable(scene: Scene) -> bool:
    del scene
    return False


def moments_of(scene: Scene, both: Both) -> Moments | None:
    """When its cases start and are due, if it is left alone; nothing where neither version has a case."""
    cases = [case for one in both for case in one.cases([scene.opening], scene.start + FAR)[0]]
    if not cases:
        return None
    starts = sorted({case.start for case in cases})
    dues = sorted({case.due for case in cases if case.due is not None and case.due < min(scene.start + FAR, FOREVER)})
    return Moments(tuple(starts), tuple(dues) or (starts[-1] + 30 * DAY,))


def _parted(logs: Sequence[Log], asking: Sequence[int], both: Both) -> Iterator[Found]:
    """Leads that the versions judge differently: for each sign the one with the fewest events, judged the latest."""
    for as_of in asking:
        old, new = (one.cases(logs, as_of) for one in both)
        best: dict[int, Found] = {}
        for log, before, after in zip(logs, old, new, strict=True):
            sign = is_breached(after) - is_breached(before)
            if sign and (sign not in best or len(log) < len(best[sign].events)):
                best[sign] = Found(sign, log, as_of)
        yield from best.values()


def is_breached(cases: Iterable[Case]) -> bool:
    """Whether one of the cases is breached."""
    return any(case.breached_at is not None for case in cases)


def breaks_alone(level: object) -> bool:
    """Whether one breach breaks the clause."""
    return isinstance(level, Budget) and level.allowed == 0


__all__ = ["MINUTE", "Found", "breaks_alone", "search", "search_in"]
