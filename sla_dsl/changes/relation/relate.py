"""A clause in two versions → how the new one stands to the old, with the leads that show it.

First rules that are sound by argument (`included`), each way; then a search for a lead that only one version sees
broken (`search`, `levels`, `amounts`), each way that is still open; then, for what is left, the solver (`solver`).
What none of them decides is unproven.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import product
from typing import Any

from sla_dsl.changes.relation.amounts import search_amounts
from sla_dsl.changes.relation.cells import Pair
from sla_dsl.changes.relation.conclusion import NEW_ONLY, OLD_ONLY, Proven, concluded
from sla_dsl.changes.relation.form import Amount, Form
from sla_dsl.changes.relation.hints import confirmed, realized
from sla_dsl.changes.relation.included import is_included
from sla_dsl.changes.relation.levels import search_levels
from sla_dsl.changes.relation.replay import WitnessError, witness
from sla_dsl.changes.relation.search import QUICK, THOROUGH, USUAL, Effort, Found, breaks_alone, search
from sla_dsl.changes.relation.solver import Answered, can_part, is_there
from sla_dsl.changes.relation.standing import Both, Standing
from sla_dsl.changes.relation.version import Version, raw_kinds
from sla_dsl.changes.relation.words import read_otherwise
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.change import Related, Relation, RelationNote, Witness
from sla_dsl.model.clause import Mode

_AGAINST: Mapping[Relation, tuple[int, ...]] = {
    Relation.EQUIVALENT: (NEW_ONLY, OLD_ONLY),
    Relation.STRICTER: (OLD_ONLY,),
    Relation.LOOSER: (NEW_ONLY,),
}
"""Which leads a claim rules out."""

_REPEATED = "where a trigger comes again while a case runs, the oldest wait counts, which can turn the answer"


class Versions:
    """Two versions of an agreement, made ready: what is worked out for one clause serves the next."""

    def __init__(self, old: Agreement, new: Agreement) -> None:
        raw = raw_kinds(old, new)
        self.old = Version(old, raw)
        self.new = Version(new, raw)
        self._known: dict[object, Any] = {}

    def relate(self, old_clause: str | None, new_clause: str | None) -> Related:
        """How the clause stands; none where it does not exist on that side.

        Raises KeyError for a clause that its version lacks.
        """
        if old_clause is None or new_clause is None:
            return self._one_sided(old_clause, new_clause)
        pairs = self._pairs(old_clause, new_clause)
        otherwise = next((why for pair in pairs if (why := read_otherwise(pair.old, pair.new))), None)
        if otherwise is not None:
            # No log made up here would be the same log to both.
            return Related(Relation.UNPROVEN, otherwise)
        obstacle = self._obstacle(pairs)
        proven = _by_rule(pairs, obstacle)
        opened = proven.open
        found = self._search(pairs, opened, USUAL)
        if obstacle is None:
            proven = _solved(proven, pairs, found)
            found |= self._hinted(pairs, [sign for sign in proven.open if sign not in found])
        found |= self._search(pairs, [sign for sign in proven.open if sign not in found], THOROUGH)
        witnesses = tuple(
            self._witness(found[sign], old_clause, new_clause) for sign in (NEW_ONLY, OLD_ONLY) if sign in found
        )
        is_left = any(sign not in found for sign in proven.open)
        related = concluded(proven, witnesses, obstacle, _stopped(pairs) if is_left else None)
        by_rule = related.relation is Relation.EQUIVALENT and not opened
        notes = self._notes(pairs, related, old_clause, new_clause) if not by_rule else ()
        return replace(related, notes=(*notes, *_of_years(pairs, related)))

    def _obstacle(self, pairs: list[Pair]) -> str | None:
        """Why nothing can be proven: figures come from the periods of other cases."""
        for pair in pairs:
            for version, form in ((self.old, pair.old), (self.new, pair.new)):
                if form.watched is not None and version.has_figures(form.watched.clause):
                    return f"`{form.watched.clause.id}` uses figures of the funnel, of the periods of its own cases"
        return None

    def _notes(self, pairs: list[Pair], related: Related, old_clause: str, new_clause: str) -> tuple[RelationNote, ...]:
        """What repeated triggers could turn: a lead against the claim whose second trigger falls into a case."""
        against = _AGAINST.get(related.relation, ())
        repeating = [pair for pair in pairs if pair.old.mode is pair.new.mode is Mode.WHEN and pair.old.has_trigger]
        found: dict[int, Found] = {}
        for pair in repeating if against else ():
            rest = [sign for sign in against if sign not in found]
            found |= self._among(pair, self._both(pair), rest, again=True, anywhere=True, effort=QUICK)
        return tuple(
            RelationNote(_REPEATED, self._witness(found[sign], old_clause, new_clause)) for sign in sorted(found)
        )

    def _pairs(self, old_clause: str, new_clause: str) -> list[Pair]:
        """The clause in both versions, once for each period of the funnel in which it means something else."""
        old, new = self.old.periods(old_clause), self.new.periods(new_clause)
        first = self._pair(old_clause, new_clause, old[0], new[0])
        alike = self.old.period_kind(old_clause) is self.new.period_kind(new_clause) and first.same_days
        if old == new == (None,) or (alike and old == new):
            return [self._pair(old_clause, new_clause, period, period) for period in old]
        if not alike:
            return [self._pair(old_clause, new_clause, one, other) for one, other in product(old, new)]
        named = [period for period in dict.fromkeys((*old, *new)) if period]
        others = ("",) if {"", None} & {*old, *new} else ()
        return [self._pair(old_clause, new_clause, period, period) for period in (*named, *others)]

    def _pair(self, old_clause: str, new_clause: str, period: str | None, other: str | None) -> Pair:
        return Pair(self.old.form(old_clause, period), self.new.form(new_clause, other), self._known)

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
        return Both(Standing(pair.old, self.old.figures), Standing(pair.new, self.new.figures))

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

    def _witness(self, found: Found, old_clause: str | None, new_clause: str | None) -> Witness:
        return witness(found, (self.old.agreement, old_clause), (self.new.agreement, new_clause))

    def _one_sided(self, old_clause: str | None, new_clause: str | None) -> Related:
        """A duty that comes, or goes: what breaks it breaks only the version that has it."""
        version, clause, sign = (
            (self.new, new_clause, NEW_ONLY) if new_clause is not None else (self.old, old_clause, OLD_ONLY)
        )
        assert clause is not None
        found: dict[int, Found] = {}
        for form in (version.form(clause, period) for period in version.periods(clause)):
            own, none = Standing(form, version.figures), Standing(None, None)
            both = Both(none, own) if sign == NEW_ONLY else Both(own, none)
            found = found or self._found_alone(form, both, sign)
        witnesses = tuple(self._witness(one, old_clause, new_clause) for one in found.values())
        if sign == NEW_ONLY:
            return Related(Relation.STRICTER, "a duty is added", witnesses)
        return Related(Relation.LOOSER, "a duty is removed", witnesses)

    def _found_alone(self, form: Form, both: Both, sign: int) -> dict[int, Found]:
        pair = Pair(form, form, self._known)
        return self._searched(pair, both, (sign,), USUAL) or self._searched(pair, both, (sign,), THOROUGH)


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


def _stopped(pairs: list[Pair]) -> str | None:
    """What kept the solver from telling: it was stopped, or it is not there."""
    if not is_there():
        return "without the solver (`pip install 'slac[prove]'`) no more can be told"
    asked = [can_part(one).answer for pair in pairs for one in (pair, pair.turned)]
    return "the solver was stopped before it could tell" if Answered.STOPPED in asked else None


def _of_years(pairs: list[Pair], related: Related) -> tuple[RelationNote, ...]:
    if related.relation is Relation.INCOMPARABLE or not any(pair.looks_at_a_part for pair in pairs):
        return ()
    return (RelationNote("an agreement without an end is compared over its first twelve years"),)


def relate(old: Agreement, new: Agreement, old_clause: str | None, new_clause: str | None) -> Related:
    """How a clause of the new version stands to that of the old one, seen from the party that owes.

    A clause that is none does not exist on that side: an added duty is stricter, a removed one looser. Raises KeyError
    for a clause that its version lacks, and WitnessError for a witness that the engine does not confirm.
    """
    return Versions(old, new).relate(old_clause, new_clause)


__all__ = ["Versions", "WitnessError", "relate"]
