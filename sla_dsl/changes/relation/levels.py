"""A period's worth of leads that only one of two versions sees broken, put together from leads judged one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from itertools import islice, pairwise, product

from sla_dsl.changes.relation.cells import Pair
from sla_dsl.changes.relation.due import HOUR
from sla_dsl.changes.relation.form import Budget, Form, Rate
from sla_dsl.changes.relation.leads import leads
from sla_dsl.changes.relation.mixes import Counts, Kind, log_of, put_together
from sla_dsl.changes.relation.scenes import Scene, opened, triggers
from sla_dsl.changes.relation.search import FAR, QUICK, Effort, Found, beginnings, made_up, told_apart
from sla_dsl.changes.relation.standing import Both, Log
from sla_dsl.clock import Clock
from sla_dsl.engine.terms import Figures
from sla_dsl.model.outcome import Case, CaseState, ClauseOutcome, Verdict

MOST_LEADS = 2_000
"""Leads in one period, at most."""

MOST_KINDS = 30
"""Kinds of leads that are put together, at most."""

DAYS = 400
"""Days on which a lead is tried to begin where periods differ."""

MOST_ALIKE = 6
"""Leads that count alike of which one is looked for that keeps to what relations range over, at most."""


def search_levels(
    pair: Pair,
    both: Both,
    figures: tuple[Figures, Figures],
    wanted: Collection[int],
    *,
    again: bool = False,
    anywhere: bool = False,
    effort: Effort,
) -> dict[int, Found]:
    """The smallest log found for each of the wanted signs, for clauses that are judged by periods.

    `again` and `anywhere` are those of `search`. A few leads are put together first, then more of them.
    """
    found: dict[int, Found] = {}
    for most, each in ((6, 30),) if effort is QUICK else ((8, 60), (16, 400)):
        rest = [sign for sign in wanted if sign not in found]
        if not rest or pair.work.is_used_up:
            break
        # What comes again is put together with what does not.
        single = islice(beginnings(pair, both, again=False), most // 4) if again else ()
        scenes = (*single, *islice(beginnings(pair, both, again=again), most))
        logs, through = _leads(pair, both, figures, scenes, each)
        kinds = _kinds(logs, through, pair, both, figures, anywhere=anywhere)
        if isinstance(pair.old.level, Rate) != isinstance(pair.new.level, Rate):
            found |= _early(kinds, pair, both, rest)
        for sign in rest:
            mixed = put_together(kinds, both, sign, 60 if effort is QUICK else MOST_LEADS)
            if mixed is not None:
                found.setdefault(sign, Found(sign, mixed, through))
    return found


def _leads(
    pair: Pair, both: Both, figures: tuple[Figures, Figures], scenes: Iterable[Scene], each: int
) -> tuple[list[Log], int]:
    """So many leads for each beginning, and the instant by which all is over."""
    logs: list[Log] = []
    through = 0
    tried = [*scenes, *_elsewhere(pair, figures)]
    for scene, moments in told_apart(tried, both, len(tried)):
        logs += made_up(leads(pair, scene, moments, thorough=False), each, pair)
        through = max(through, *moments.asking, *_ends(scene, pair, figures))
    return logs, through


def _early(kinds: list[Kind], pair: Pair, both: Both, wanted: Collection[int]) -> dict[int, Found]:
    """One breach too many for a budget, as of which the period of a rate is not over."""
    found: dict[int, Found] = {}
    budget = pair.new.level if isinstance(pair.new.level, Budget) else pair.old.level
    assert isinstance(budget, Budget)
    for kind in kinds:
        log = log_of([(kind, budget.allowed + 1)])
        for as_of in _breaks(kind, both):
            old, new = (one.outcome(log, as_of + 1) for one in both)
            sign = _broken(new) - _broken(old)
            if sign in wanted:
                found.setdefault(sign, Found(sign, log, as_of + 1))
    return found


def _breaks(kind: Kind, both: Both) -> list[int]:
    """When the lead's cases are breached."""
    cases = (case for one in both for case in one.cases([kind.log], kind.log[0].time + FAR)[0])
    return sorted({case.breached_at for case in cases if case.breached_at is not None})


def _broken(outcome: ClauseOutcome | None) -> bool:
    return outcome is not None and outcome.verdict is Verdict.BROKEN


def _ends(scene: Scene, pair: Pair, figures: tuple[Figures, Figures]) -> Iterator[int]:
    for form, own in zip((pair.old, pair.new), figures, strict=True):
        if form.level.each is not None:
            yield form.clock.period_bounds(own.period(scene.start, form.level.each))[1]


def _elsewhere(pair: Pair, figures: tuple[Figures, Figures]) -> Iterator[Scene]:
    """Beginnings in another period of one version and the same of the other, where their periods differ."""
    eaches = pair.old.level.each, pair.new.level.each
    if None in eaches or eaches[0] == eaches[1]:
        return
    begins, ends = pair.tried
    if begins >= ends:
        return
    tried = _days(pair.old.clock, begins, ends)
    for same, other in ((0, 1), (1, 0)):
        for first, second in pairwise(tried):
            alike = [
                _period(figures[one], first, eaches[one]) == _period(figures[one], second, eaches[one])
                for one in (same, other)
            ]
            if alike == [True, False]:
                for start, sample in product((first, second), triggers(pair)[:3]):
                    yield Scene(start, opened(pair, sample, start))
                break


def _days(clock: Clock, begins: int, ends: int) -> list[int]:
    """The middle of each day, for over a year."""
    first = clock.local_date(begins).toordinal()
    starts = (clock.day_start(date.fromordinal(day)) + 12 * HOUR for day in range(first, first + DAYS))
    return [start for start in starts if begins <= start < ends]


def _period(figures: Figures, start: int, each: object) -> str:
    return figures.period(start, each).name  # type: ignore[arg-type]


def _kinds(
    logs: list[Log], as_of: int, pair: Pair, both: Both, figures: tuple[Figures, Figures], *, anywhere: bool
) -> list[Kind]:
    """One lead for each way in which leads count, the smallest first."""
    old, new = (one.cases(logs, as_of) for one in both)
    found: dict[tuple[object, object], list[Kind]] = {}
    for log, before, after in sorted(zip(logs, old, new, strict=True), key=lambda one: len(one[0])):
        kind = Kind(log, _counts(before, pair.old, figures[0]), _counts(after, pair.new, figures[1]))
        if kind.old or kind.new:
            found.setdefault((tuple(sorted(kind.old.items())), tuple(sorted(kind.new.items()))), []).append(kind)
    alike = list(found.values())
    return [one[0] for one in alike][:MOST_KINDS] if anywhere else _inside(alike, as_of, both)[:MOST_KINDS]


def _inside(alike: list[list[Kind]], as_of: int, both: Both) -> list[Kind]:
    """Of leads that count alike the first that keeps to what relations range over, if one of the first few does."""
    found: dict[int, Kind] = {}
    for place in range(MOST_ALIKE):
        asked = [number for number, kinds in enumerate(alike) if number not in found and place < len(kinds)]
        fits = both.opens_all([alike[number][place].log for number in asked], as_of)
        found |= {number: alike[number][place] for number, fit in zip(asked, fits, strict=True) if fit}
    return [found[number] for number in sorted(found)]


def _counts(cases: Iterable[Case], form: Form, figures: Figures) -> dict[str, Counts]:
    found: dict[str, Counter[int]] = {}
    for case in cases:
        period = "" if form.level.each is None else figures.period(case.start, form.level.each).name
        counter = found.setdefault(period, Counter())
        counter[0] += case.state is CaseState.MET
        counter[1] += case.state.breached
        counter[2] += case.state is CaseState.PENDING
        counter[3] += case.state is CaseState.EXCUSED and case.may_become_met
    return {period: (one[0], one[1], one[2], one[3]) for period, one in found.items()}
