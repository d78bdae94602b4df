"""What the solver takes to be possible → a lead, judged by the engine."""

from __future__ import annotations

from collections.abc import Iterable

from sla_dsl.changes.relation.cells import Pair
from sla_dsl.changes.relation.due import HOUR
from sla_dsl.changes.relation.form import FOREVER
from sla_dsl.changes.relation.scenes import made, of_cell, parting
from sla_dsl.changes.relation.search import Found, is_breached
from sla_dsl.changes.relation.solver import Hint
from sla_dsl.changes.relation.standing import Both, Log


def realized(pair: Pair, hint: Hint) -> tuple[Log, int] | None:
    """The hint as a lead and an as-of instant: its order of things kept, at instants of the calendar."""
    if hint.cell.kind is None:
        return None
    old, new = hint.dues
    sign = 0 if old is None or new is None else (old > new) - (old < new)
    start = next(iter(parting(pair, hint.cell, sign)), None)
    sample = next(iter(of_cell(pair, hint.cell)), None)
    if start is None or sample is None:
        return None
    anchors = {0: start}
    for due, time in ((old, hint.cell.old), (new, hint.cell.new)):
        at = time.due(start)
        if due is not None and at < FOREVER:
            anchors[due] = at
    events = tuple(made(line, _placed(time, anchors)) for line, time in hint.lines)
    return (made(sample, start), *events), _placed(hint.as_of, anchors)


def _placed(time: int, anchors: dict[int, int]) -> int:
    """The instant that stands to the anchors as the time does on the solver's scale."""
    before = max((each for each in anchors if each <= time), default=None)
    if before is None:
        return anchors[min(anchors)] + (time - min(anchors)) * HOUR
    after = min((anchors[each] for each in anchors if each > time), default=None)
    gone = time - before
    room = HOUR if after is None else min(HOUR, (after - anchors[before]) // (gone + 2))
    return anchors[before] + gone * max(room, min(gone, 1))


def confirmed(logs: Iterable[tuple[Log, int]], both: Both, sign: int) -> dict[int, Found]:
    """The first of the leads that the engine judges so."""
    for log, as_of in logs:
        old, new = (one.cases([log], as_of)[0] for one in both)
        if is_breached(new) - is_breached(old) == sign and both.opens_all([log], as_of)[0]:
            return {sign: Found(sign, log, as_of)}
    return {}
