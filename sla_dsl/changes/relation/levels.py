"""A period's worth of leads that only one of two versions sees broken, put together from leads judged one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import islice, pairwise
from typing import NamedTuple

from sla_dsl.changes.relation.cells import Pair
from sla_dsl.changes.relation.form import Budget, Form, Rate
from sla_dsl.changes.relation.leads import leads
from sla_dsl.changes.relation.scenes import Scene, mornings, opened, triggers
from sla_dsl.changes.relation.search import FAR, QUICK, Effort, Found, beginnings, told_apart
from sla_dsl.changes.relation.standing import Both, Log
from sla_dsl.engine.terms import Figures
from sla_dsl.model.clause import Bound
from sla_dsl.model.outcome import Case, CaseState, ClauseOutcome, Verdict

MOST_LEADS = 2_000
"""Leads in one period, at most."""

MOST_KINDS = 10
"""Kinds of leads that are put together, at most."""

_NONE = (0, 0, 0, 0)

Counts = tuple[int, int, int, int]
"""How many cases of a period are met, breached, pending, and excused but may still become met."""


class Kind(NamedTuple):
    """A lead, and what it brings to which period under each version."""

    log: Log
    old: dict[str, Counts]
    new: dict[str, Counts]


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

    `again` and `anywhere` are those of `search`.
    """
    logs: list[Log] = []
    through = 0
    most, each = (8, 60) if effort is QUICK else (16, 400)
    tried = (*islice(beginnings(pair, both, again=again), most), *_elsewhere(pair, figures))
    for scene, moments in told_apart(tried, both, len(tried)):
        logs += islice(leads(pair, scene, moments, thorough=False), each)
        through = max(through, *moments.asking, *_ends(scene, pair, figures))
    if not anywhere and logs:
        logs = [log for log, fits in zip(logs, both.opens_all(logs, through), strict=True) if fits]
    kinds = _kinds(logs, through, pair, both, figures)
    found: dict[int, Found] = {}
    if isinstance(pair.old.level, Rate) != isinstance(pair.new.level, Rate):
        found |= _early(kinds, pair, both, wanted)
    for sign in wanted:
        made_up = _put_together(kinds, pair, sign, list(range(1, 61)) if effort is QUICK else list(_totals(pair)))
        if made_up is not None:
            found.setdefault(sign, Found(sign, made_up, through))
    return found


def _early(kinds: list[Kind], pair: Pair, both: Both, wanted: Collection[int]) -> dict[int, Found]:
    """One breach too many for a budget, as of which the period of a rate is not over."""
    found: dict[int, Found] = {}
    budget = pair.new.level if isinstance(pair.new.level, Budget) else pair.old.level
    assert isinstance(budget, Budget)
    for kind in kinds:
        log = _log([(kind, budget.allowed + 1)])
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
    begins, ends = pair.shared
    sample = next(iter(triggers(pair)), None)
    if sample is None or begins >= ends:
        return
    tried = sorted(islice(mornings(pair.old.clock, begins, ends, 400), 400))
    for same, other in ((0, 1), (1, 0)):
        for first, second in pairwise(tried):
            alike = [
                _period(figures[one], first, eaches[one]) == _period(figures[one], second, eaches[one])
                for one in (same, other)
            ]
            if alike == [True, False]:
                yield Scene(first, opened(pair, sample, first))
                yield Scene(second, opened(pair, sample, second))
                break


def _period(figures: Figures, start: int, each: object) -> str:
    return figures.period(start, each).name  # type: ignore[arg-type]


def _kinds(logs: list[Log], as_of: int, pair: Pair, both: Both, figures: tuple[Figures, Figures]) -> list[Kind]:
    """One lead for each way in which leads count, the smallest first."""
    old, new = (one.cases(logs, as_of) for one in both)
    found: dict[tuple[object, object], Kind] = {}
    for log, before, after in sorted(zip(logs, old, new, strict=True), key=lambda one: len(one[0])):
        kind = Kind(log, _counts(before, pair.old, figures[0]), _counts(after, pair.new, figures[1]))
        found.setdefault((tuple(sorted(kind.old.items())), tuple(sorted(kind.new.items()))), kind)
    return list(islice((kind for kind in found.values() if kind.old or kind.new), MOST_KINDS))


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


def _put_together(kinds: list[Kind], pair: Pair, sign: int, totals: list[int]) -> Log | None:
    """The fewest leads of one or two kinds by which only the new version is broken (1), or only the old (-1)."""
    best: tuple[int, list[tuple[Kind, int]]] | None = None
    for number, one in enumerate(kinds):
        for other in kinds[number:]:
            if not _can_show(one, other, pair, sign):
                continue
            for total in totals:
                if best is not None and total >= best[0]:
                    break
                mixed = next((mix for mix in _mixes(one, other, total, pair) if _sign(mix, pair) == sign), None)
                if mixed is not None:
                    best = total, mixed
                    break
    return None if best is None else _log(best[1])


def _can_show(one: Kind, other: Kind, pair: Pair, sign: int) -> bool:
    """Whether the version to be broken has a bad case among the two kinds at all."""
    form = pair.new if sign > 0 else pair.old
    counts = [each for kind in (one, other) for each in (kind.new if sign > 0 else kind.old).values()]
    if isinstance(form.level, Rate) and form.level.bound.is_ceiling:
        return any(met for met, _, _, _ in counts)
    return any(breached for _, breached, _, _ in counts)


def _totals(pair: Pair) -> Iterator[int]:
    """How many leads are tried: each number at first, then those at which a share comes out exactly."""
    yield from range(1, 241)
    exact = {form.level.share.denominator for form in (pair.old, pair.new) if isinstance(form.level, Rate)}
    yield from sorted({unit * times for unit in exact for times in range(1, 41) if 240 < unit * times <= MOST_LEADS})


def _mixes(one: Kind, other: Kind, total: int, pair: Pair) -> Iterator[list[tuple[Kind, int]]]:
    """The numbers of the second kind that may decide: few, as many as a budget allows, or as many as a share does."""
    if one is other:
        yield [(one, total)]
        return
    numbers = {1, total - 1, total // 2}
    for form in (pair.old, pair.new):
        if isinstance(form.level, Budget):
            numbers |= {
                form.level.allowed,
                form.level.allowed + 1,
                total - form.level.allowed,
                total - form.level.allowed - 1,
            }
        else:
            share = int(total * form.level.share)
            numbers |= {share - 1, share, share + 1, total - share - 1, total - share, total - share + 1}
    for number in sorted(numbers):
        if 0 < number < total:
            yield [(one, total - number), (other, number)]


def _sign(mix: list[tuple[Kind, int]], pair: Pair) -> int:
    old = _is_broken(pair.old.level, [(kind.old, number) for kind, number in mix])
    new = _is_broken(pair.new.level, [(kind.new, number) for kind, number in mix])
    return new - old


def _is_broken(level: Rate | Budget, mix: list[tuple[dict[str, Counts], int]]) -> bool:
    periods = {period for counts, _ in mix for period in counts}
    return any(
        _is_broken_in(level, [(counts.get(period, _NONE), number) for counts, number in mix]) for period in periods
    )


def _is_broken_in(level: Rate | Budget, mix: list[tuple[Counts, int]]) -> bool:
    if isinstance(level, Budget):
        return sum(counts[1] * number for counts, number in mix) > level.allowed
    return _falls_short(level, *(sum(counts[place] * number for counts, number in mix) for place in range(4)))


def _falls_short(level: Rate, met: int, breached: int, pending: int, open_excuses: int) -> bool:
    """Whether a period that is over is broken, as the engine has it: both ends of the rate are outside."""
    if met + breached + pending + open_excuses == 0:
        return False
    if level.bound.is_ceiling:
        part, whole = met, met + breached + pending
    else:
        part, whole = met + pending + open_excuses, met + pending + open_excuses + breached
    ours, asked = part * level.share.denominator, level.share.numerator * max(whole, 1)
    return {
        Bound.AT_LEAST: ours < asked,
        Bound.MORE_THAN: ours <= asked,
        Bound.AT_MOST: ours > asked,
        Bound.LESS_THAN: ours >= asked,
    }[level.bound]


def _log(mix: list[tuple[Kind, int]]) -> Log:
    """The leads one after another, each under a name of its own."""
    logs = [kind.log for kind, number in mix for _ in range(number)]
    return tuple(
        event._replace(lead=f"L-{place}", opportunity=event.opportunity and f"O-{place}")
        for place, log in enumerate(logs, start=1)
        for event in log
    )
