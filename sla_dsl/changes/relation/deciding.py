"""A clause in two versions → what is proven of it, and the leads that break only one of them.

First rules that are sound by argument (`included`), each way; then a search for a lead that only one version sees
broken (`search`, `levels`, `amounts`), each way that is still open; then, for what is left, the solver (`solver`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import product
from typing import Any, NamedTuple

from sla_dsl.changes.relation.amounts import search_amounts
from sla_dsl.changes.relation.cells import Pair
from sla_dsl.changes.relation.conclusion import NEW_ONLY, OLD_ONLY, Proven, relation_of
from sla_dsl.changes.relation.form import Amount, Form
from sla_dsl.changes.relation.hints import confirmed, realized
from sla_dsl.changes.relation.included import is_included
from sla_dsl.changes.relation.levels import search_levels
from sla_dsl.changes.relation.search import QUICK, THOROUGH, USUAL, Effort, Found, breaks_alone, search
from sla_dsl.changes.relation.solver import Answered, can_part, is_there
from sla_dsl.changes.relation.standing import Both, Standing
from sla_dsl.changes.relation.version import Version
from sla_dsl.changes.relation.words import read_otherwise
from sla_dsl.changes.relation.work import STOPPED, Work, of_each
from sla_dsl.model.change import Relation
from sla_dsl.model.clause import Mode

_AGAINST: Mapping[Relation, tuple[int, ...]] = {
    Relation.EQUIVALENT: (NEW_ONLY, OLD_ONLY),
    Relation.STRICTER: (OLD_ONLY,),
    Relation.LOOSER: (NEW_ONLY,),
}
"""Which leads a claim rules out."""


class Decided(NamedTuple):
    """What is proven, and a lead for each sign that is not ruled out.

    `obstacle` is why no more is told, where something is left open. `repeated` are leads against what is proven whose
    second trigger falls into a running case; `in_part` says that dues were compared over a part of the time in force,
    `stopped` that there was more to try than the work for one comparison allows.
    """

    proven: Proven
    found: Mapping[int, Found]
    obstacle: str | None = None
    repeated: Mapping[int, Found] = {}
    in_part: bool = False
    stopped: bool = False

    @property
    def turned(self) -> Decided:
        """The same with old and new changed about."""
        proven = Proven(self.proven.looser, self.proven.stricter)
        return self._replace(proven=proven, found=_turned(self.found), repeated=_turned(self.repeated))


def _turned(found: Mapping[int, Found]) -> dict[int, Found]:
    return {-sign: one._replace(sign=-sign) for sign, one in found.items()}


class Deciding:
    """Two versions of an agreement, made ready: what is worked out for one clause serves the next."""

    def __init__(self, old: Version, new: Version) -> None:
        self.old = old
        self.new = new
        self._known: dict[object, Any] = {}
        self._steps = of_each(max(len(version.agreement.clauses) for version in (old, new)))

    def decide(self, old_clause: str, new_clause: str) -> Decided:
        """What is proven of a clause that both versions have, by its id in each, and the leads that part them."""
        pairs = self._pairs(old_clause, new_clause, work := Work(self._steps))
        otherwise = next((why for pair in pairs if (why := read_otherwise(pair.old, pair.new))), None)
        if otherwise is not None:
            # No log made up here would be the same log to both.
            return Decided(Proven(False, False), {}, otherwise)
        obstacle = self._obstacle(pairs)
        proven = _by_rule(pairs, obstacle)
        told_by_rule = not proven.open
        found = self._search(pairs, proven.open, USUAL)
        if obstacle is None:
            proven = _solved(proven, pairs, found)
            found |= self._hinted(pairs, [sign for sign in proven.open if sign not in found])
        found |= self._search(pairs, [sign for sign in proven.open if sign not in found], THOROUGH)
        if any(sign not in found for sign in proven.open):
            obstacle = obstacle or (STOPPED if work.is_used_up else _unsolved(pairs))
        repeated = {} if told_by_rule else self._repeated(pairs, relation_of(proven, found))
        in_part = any(pair.looks_at_a_part for pair in pairs)
        return Decided(proven, found, obstacle, repeated, in_part, work.is_used_up)

    def alone(self, form: Form, sign: int) -> dict[int, Found]:
        """A lead that breaks a clause which only one version has: the new one (1), or the old one (-1)."""
        version = self.new if sign == NEW_ONLY else self.old
        work = Work(self._steps)
        own, none = Standing(form, version, work), Standing(None, version, work)
        both = Both(none, own) if sign == NEW_ONLY else Both(own, none)
        pair = Pair(form, form, self._known, work)
        return self._searched(pair, both, (sign,), USUAL) or self._searched(pair, both, (sign,), THOROUGH)

    def _obstacle(self, pairs: list[Pair]) -> str | None:
        """Why nothing can be proven: figures come from the periods of other cases."""
        for pair in pairs:
            for version, form in ((self.old, pair.old), (self.new, pair.new)):
                if form.watched is not None and version.has_figures(form.watched.clause):
                    return f"`{form.watched.clause.id}` uses figures of the funnel, of the periods of its own cases"
        return None

    def _repeated(self, pairs: list[Pair], relation: Relation) -> dict[int, Found]:
        """Leads against the relation whose second trigger falls into a running case, one for each sign."""
        against = _AGAINST.get(relation, ())
        repeating = [pair for pair in pairs if pair.old.mode is pair.new.mode is Mode.WHEN and pair.old.has_trigger]
        found: dict[int, Found] = {}
        for pair in repeating if against else ():
            rest = [sign for sign in against if sign not in found]
            if rest:
                found |= self._among(pair, self._both(pair), rest, again=True, anywhere=True, effort=QUICK)
        return found

    def _pairs(self, old_clause: str, new_clause: str, work: Work) -> list[Pair]:
        """The clause in both versions, once for each period of the funnel in which it means something else."""

        def pair(period: str | None, other: str | None) -> Pair:
            return Pair(self.old.form(old_clause, period), self.new.form(new_clause, other), self._known, work)

        old, new = self.old.periods(old_clause), self.new.periods(new_clause)
        alike = self.old.period_kind(old_clause) is self.new.period_kind(new_clause) and pair(old[0], new[0]).same_days
        if old == new == (None,) or (alike and old == new):
            return [pair(period, period) for period in old]
        if not alike:
            return [pair(one, other) for one, other in product(old, new)]
        named = [period for period in dict.fromkeys((*old, *new)) if period]
        others = ("",) if {"", None} & {*old, *new} else ()
        return [pair(period, period) for period in (*named, *others)]

    def _search(self, pairs: list[Pair], wanted: Collection[int], effort: Effort) -> dict[int, Found]:
        found: dict[int, Found] = {}
        for pair in pairs:
            rest = [sign for sign in wanted if sign not in found]
            if rest:
                found |= self._searched(pair, self._both(pair), rest, effort)
        return found

    def _hinted(self, pairs: list[Pair], wanted: Collection[int]) -> dict[int, Found]:
        """Leads that the solver hints at, where the engine confirms them."""
        found: dict[int, Found] = {}
        for pair, sign in product(pairs, wanted):
            if breaks_alone(pair.old.level) and breaks_alone(pair.new.level) and sign not in found:
                asked = pair if sign == OLD_ONLY else pair.turned
                logs = [made_up for hint in can_part(asked).hints if (made_up := realized(asked, hint)) is not None]
                found |= confirmed(logs, self._both(pair), sign)
        return found

    def _both(self, pair: Pair) -> Both:
        return Both(Standing(pair.old, self.old, pair.work), Standing(pair.new, self.new, pair.work))

    def _searched(self, pair: Pair, both: Both, wanted: Collection[int], effort: Effort) -> dict[int, Found]:
        if isinstance(pair.old.duty, Amount) or isinstance(pair.new.duty, Amount):
            return {} if effort is THOROUGH else search_amounts(pair, both, wanted)
        anywhere = pair.old.mode is not pair.new.mode
        repeats = anywhere or pair.old.mode is Mode.FIRST_TIME or effort is THOROUGH
        found = self._among(pair, both, wanted, again=False, anywhere=anywhere, effort=effort)
        rest = [sign for sign in wanted if sign not in found]
        if rest and repeats:
            found |= self._among(pair, both, rest, again=True, anywhere=anywhere, effort=effort)
        return found

    def _among(
        self, pair: Pair, both: Both, wanted: Collection[int], *, again: bool, anywhere: bool, effort: Effort
    ) -> dict[int, Found]:
        if breaks_alone(pair.old.level) and breaks_alone(pair.new.level):
            return search(pair, both, wanted, again=again, anywhere=anywhere, effort=effort)
        figures = self.old.figures, self.new.figures
        if effort is THOROUGH and not again:
            return {}
        return search_levels(pair, both, figures, wanted, again=again, anywhere=anywhere, effort=effort)


def _by_rule(pairs: list[Pair], obstacle: str | None) -> Proven:
    if obstacle is not None:
        return Proven(False, False)
    return Proven(all(map(is_included, pairs)), all(is_included(pair.turned) for pair in pairs))


def _solved(proven: Proven, pairs: list[Pair], found: Collection[int]) -> Proven:
    """What the solver can add, where neither rules nor leads have told."""
    asked = [pair.with_solver for pair in pairs]
    return Proven(
        proven.stricter or (OLD_ONLY not in found and all(map(is_included, asked))),
        proven.looser or (NEW_ONLY not in found and all(is_included(pair.turned) for pair in asked)),
    )


def _unsolved(pairs: list[Pair]) -> str | None:
    """What kept the solver from telling: it was stopped, or it is not there."""
    if not is_there():
        return "without the solver (`pip install 'slac[prove]'`) no more can be told"
    asked = [can_part(one).answer for pair in pairs for one in (pair, pair.turned)]
    return "the solver was stopped before it could tell" if Answered.STOPPED in asked else None
