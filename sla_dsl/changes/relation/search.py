"""A search for the smallest lead that only one of two versions sees broken; the engine judges every lead tried."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from sla_dsl.changes.relation.cells import Pair
from sla_dsl.changes.relation.due import DAY
from sla_dsl.changes.relation.form import FOREVER, Budget
from sla_dsl.changes.relation.leads import leads
from sla_dsl.changes.relation.moments import Moments
from sla_dsl.changes.relation.scenes import Scene, repeated, scenes
from sla_dsl.changes.relation.standing import Both, Log
from sla_dsl.model.outcome import Case


class Effort(NamedTuple):
    """How far a search goes: beginnings, leads for each at first and then, and instants at which they are judged."""

    scenes: int
    first: int
    leads: int
    moments: int | None


QUICK = Effort(8, 32, 0, 1)
"""For what is told beside an answer."""

USUAL = Effort(40, 100, 1_500, None)
"""For an answer."""

THOROUGH = Effort(60, 100, 2_500, None)
"""For an answer that nothing else gives: also two kinds of things together."""

MADE_UP = 4
"""Leads that take as long to make up as a step does."""

TRIED = 40
"""Leads that part the versions of which one is chosen, at most."""

FAR = 1200 * DAY
"""How far from its start a lead is followed."""


class Found(NamedTuple):
    """A log that only one version sees broken as of an instant; `sign` is 1 where the new one does."""

    sign: int
    events: Log
    as_of: int


def beginnings(pair: Pair, both: Both, *, again: bool) -> Iterator[Scene]:
    """The beginnings that may part the versions; with `again` those in which a trigger comes a second time."""
    return repeated(pair, lambda scene: moments_of(scene, both)) if again else scenes(pair)


def search(
    pair: Pair, both: Both, wanted: Collection[int], *, again: bool = False, anywhere: bool = False, effort: Effort
) -> dict[int, Found]:
    """The first lead found for each of the wanted signs, for clauses that one breach breaks.

    With `again` its trigger comes twice; `anywhere` admits leads whose trigger falls into a running case. A few leads
    are tried for every beginning first, then the others; nothing more once the pair's work is used up.
    """
    found: dict[int, Found] = {}
    begun: list[tuple[list[int], Iterator[Log]]] = []
    for scene, moments in told_apart(beginnings(pair, both, again=again), both, effort.scenes):
        tried = leads(pair, scene, moments, thorough=effort is THOROUGH)
        asking = moments.asking[: effort.moments]
        begun.append((asking, tried))
        _try(made_up(tried, effort.first, pair), asking, both, wanted, found, anywhere=anywhere)
        if _is_over(pair, wanted, found):
            return found
    for asking, tried in begun if effort.leads else ():
        _try(made_up(tried, effort.leads, pair), asking, both, wanted, found, anywhere=anywhere)
        if _is_over(pair, wanted, found):
            return found
    return found


def _is_over(pair: Pair, wanted: Collection[int], found: Collection[int]) -> bool:
    return pair.work.is_used_up or all(sign in found for sign in wanted)


def _try(
    logs: Sequence[Log],
    asking: Sequence[int],
    both: Both,
    wanted: Collection[int],
    found: dict[int, Found],
    *,
    anywhere: bool,
) -> None:
    """Take in what parts the versions, for the signs that are not found yet; a plainer lead takes another's place."""
    rest = [sign for sign in wanted if sign not in found]
    for as_of in asking:
        if both.old.work.is_used_up or all(sign in found for sign in rest):
            return
        for one in _parted(logs, as_of, both, rest, anywhere=anywhere):
            if one.sign not in found or _is_plainer(one, found[one.sign]):
                found[one.sign] = one


def made_up(tried: Iterator[Log], most: int, pair: Pair) -> list[Log]:
    """So many of the leads, or all that are left; making them up is work too."""
    logs = list(islice(tried, most))
    pair.work.spend(len(logs) // MADE_UP)
    return logs


def _is_plainer(one: Found, other: Found) -> bool:
    return len(one.events) < len(other.events)


def told_apart(beginnings: Iterable[Scene], both: Both, most: int) -> Iterator[tuple[Scene, Moments]]:
    """The beginnings (at most so many) with a case, each with the moments that decide it under both versions."""
    for scene in islice(beginnings, most):
        if both.old.work.is_used_up:
            return
        moments = moments_of(scene, both)
        if moments is not None:
            yield scene, moments


def moments_of(scene: Scene, both: Both) -> Moments | None:
    """When its cases start and are due, if it is left alone; nothing where neither version has a case."""
    cases = [case for one in both for case in one.cases([scene.opening], scene.start + FAR)[0]]
    if not cases:
        return None
    starts = sorted({case.start for case in cases})
    dues = sorted({case.due for case in cases if case.due is not None and case.due < min(scene.start + FAR, FOREVER)})
    return Moments(tuple(starts), tuple(dues) or (starts[-1] + 30 * DAY,))


def _parted(logs: Sequence[Log], as_of: int, both: Both, wanted: Collection[int], *, anywhere: bool) -> Iterator[Found]:
    """For each wanted sign the lead with the fewest events that the versions judge so."""
    signs = _signs(logs, as_of, both, wanted)
    for sign in wanted:
        parted = sorted((log for log, shown in zip(logs, signs, strict=True) if shown == sign), key=len)[:TRIED]
        inside = [True] * len(parted) if anywhere or not parted else both.opens_all(parted, as_of)
        yield from (
            Found(sign, log, as_of) for log in [log for log, fits in zip(parted, inside, strict=True) if fits][:1]
        )


def _signs(logs: Sequence[Log], as_of: int, both: Both, wanted: Collection[int]) -> list[int]:
    """How the versions judge each lead; where one sign is wanted, 0 too where the version it speaks of is kept."""
    if len(wanted) > 1:
        old, new = (map(is_breached, one.cases(logs, as_of)) for one in both)
        return [after - before for before, after in zip(old, new, strict=True)]
    (sign,) = wanted
    broken, other = (both.new, both.old) if sign > 0 else (both.old, both.new)
    asked = [number for number, cases in enumerate(broken.cases(logs, as_of)) if is_breached(cases)]
    kept = other.cases([logs[number] for number in asked], as_of)
    signs = [0] * len(logs)
    for number, cases in zip(asked, kept, strict=True):
        signs[number] = 0 if is_breached(cases) else sign
    return signs


def is_breached(cases: Iterable[Case]) -> bool:
    """Whether one of the cases is breached."""
    return any(case.breached_at is not None for case in cases)


def breaks_alone(level: object) -> bool:
    """Whether one breach breaks the clause."""
    return isinstance(level, Budget) and level.allowed == 0
