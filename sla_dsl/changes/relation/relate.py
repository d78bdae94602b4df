"""A clause in two versions → how the new one stands to the old, with the leads that show it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property

from sla_dsl.changes.relation.conclusion import NEW_ONLY, OLD_ONLY, concluded
from sla_dsl.changes.relation.deciding import Decided, Deciding
from sla_dsl.changes.relation.form import Form
from sla_dsl.changes.relation.included import never_breaks
from sla_dsl.changes.relation.reading import Reading
from sla_dsl.changes.relation.replay import WitnessError, witness
from sla_dsl.changes.relation.search import Found
from sla_dsl.changes.relation.version import Version
from sla_dsl.changes.relation.work import STOPPED
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.change import Related, Relation, RelationNote, Witness
from sla_dsl.model.encoding import to_json

_REPEATED = "where a trigger comes again while a case runs, the oldest wait counts, which can turn the answer"
_STOPPED = f"repeated triggers were not looked at to the end: {STOPPED}"
_IN_PART = "an agreement without an end is compared over its first twelve years"


class Versions:
    """Two versions of an agreement, made ready: what is worked out for one clause serves the next."""

    def __init__(self, old: Agreement, new: Agreement) -> None:
        reading = Reading(old, new)
        self.old = Version(old, reading)
        self.new = Version(new, reading)
        self._forward = Deciding(self.old, self.new)
        self._backward = Deciding(self.new, self.old)

    def relate(self, old_clause: str | None, new_clause: str | None) -> Related:
        """How the clause stands; none where it does not exist on that side.

        Raises KeyError for a clause that its version lacks.
        """
        if old_clause is None or new_clause is None:
            return self._one_sided(old_clause, new_clause)
        decided = self._decided(old_clause, new_clause)
        witnesses = self._witnesses(decided.found, old_clause, new_clause)
        related = concluded(decided.proven, witnesses, decided.obstacle)
        notes = [RelationNote(_REPEATED, one) for one in self._witnesses(decided.repeated, old_clause, new_clause)]
        if decided.stopped and related.relation is not Relation.UNPROVEN:
            notes.append(RelationNote(_STOPPED))
        if decided.in_part and related.relation is not Relation.INCOMPARABLE:
            notes.append(RelationNote(_IN_PART))
        return Related(related.relation, related.why, witnesses, tuple(notes))

    def _decided(self, old_clause: str, new_clause: str) -> Decided:
        """What is found out, from the same end whichever version is called old: so the mirror of a relation is told."""
        if (self._keys[0], old_clause) <= (self._keys[1], new_clause):
            return self._forward.decide(old_clause, new_clause)
        return self._backward.decide(new_clause, old_clause).turned

    @cached_property
    def _keys(self) -> tuple[str, str]:
        """Both agreements as texts that can be put in an order."""
        old, new = (json.dumps(to_json(one.agreement), sort_keys=True) for one in (self.old, self.new))
        return old, new

    def _one_sided(self, old_clause: str | None, new_clause: str | None) -> Related:
        """A duty that comes, or goes: what breaks it breaks only the version that has it."""
        sign = NEW_ONLY if old_clause is None else OLD_ONLY
        version, clause = (self.new, new_clause) if sign == NEW_ONLY else (self.old, old_clause)
        assert clause is not None, "a clause is on one side at least"
        found: dict[int, Found] = {}
        forms = [version.form(clause, period) for period in version.periods(clause)]
        for form in forms:
            found = found or ({} if never_breaks(form) else self._forward.alone(form, sign))
        witnesses = self._witnesses(found, old_clause, new_clause)
        why = "a duty is added" if sign == NEW_ONLY else "a duty is removed"
        return Related(
            Relation.STRICTER if sign == NEW_ONLY else Relation.LOOSER,
            why if witnesses else f"{why}, though no log {_breaks(forms)} it",
            witnesses,
        )

    def _witnesses(
        self, found: Mapping[int, Found], old_clause: str | None, new_clause: str | None
    ) -> tuple[Witness, ...]:
        """The leads replayed: what shows the new version stricter comes first."""
        ids = old_clause, new_clause
        return tuple(witness(found[sign], self.old, self.new, ids) for sign in (NEW_ONLY, OLD_ONLY) if sign in found)


def _breaks(forms: list[Form]) -> str:
    return "can break" if all(map(never_breaks, forms)) else "was found that breaks"


def relate(old: Agreement, new: Agreement, old_clause: str | None, new_clause: str | None) -> Related:
    """How a clause of the new version stands to that of the old one, seen from the party that owes.

    A clause that is none does not exist on that side: an added duty is stricter, a removed one looser. Raises KeyError
    for a clause that its version lacks, and WitnessError for a witness that the engine does not confirm.
    """
    return Versions(old, new).relate(old_clause, new_clause)


__all__ = ["Versions", "WitnessError", "relate"]
