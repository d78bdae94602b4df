"""Two versions, part by part → how each clause that anything touches stands, and all that each party owes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sla_dsl.changes.agreement_edits import Elsewhere, agreement_edits
from sla_dsl.changes.clause_edits import clause_edits
from sla_dsl.changes.delays import Delays
from sla_dsl.changes.edits import Edit, Pair, Version
from sla_dsl.changes.kinds import KINDS
from sla_dsl.changes.pairing import Paired, pair_up
from sla_dsl.changes.places import Paper
from sla_dsl.changes.relation import Versions
from sla_dsl.changes.replay import Reader, replay
from sla_dsl.changes.together import Standing, together
from sla_dsl.changes.uses import Uses, uses
from sla_dsl.model.change import PartyChange, Related, Relation, Touched
from sla_dsl.model.clause import BreachTrigger

_SAME = Related(Relation.EQUIVALENT)


def is_same(related: Related) -> bool:
    """Whether nobody owes more or less."""
    return related.relation is Relation.EQUIVALENT


@dataclass(frozen=True)
class Comparison:
    """What differs, part by part, and how each clause that it touches stands (by its new id, or its old one)."""

    old: Paper
    new: Paper
    pairs: tuple[Paired, ...]
    edits: Mapping[str, tuple[Edit, ...]]
    elsewhere: tuple[Elsewhere, ...]
    _related: dict[tuple[str | None, str | None], Related] = field(default_factory=dict)
    _whole: dict[tuple[Paired, ...], Related] = field(default_factory=dict)
    _used: dict[tuple[str, bool], Uses] = field(default_factory=dict)

    @classmethod
    def of(cls, old: Paper, new: Paper) -> Comparison:
        """The comparison of two versions; nothing is related yet."""
        pairs = pair_up(old.agreement, new.agreement)
        before, after = Version.of(old.agreement), Version.of(new.agreement)
        renamed = {one.old: one.new for one in pairs if one.old and one.new and one.old != one.new}
        edits = {
            one.new: clause_edits(
                Pair(before, after, old.agreement.clauses[one.old], new.agreement.clauses[one.new], renamed)
            )
            for one in pairs
            if one.old is not None and one.new is not None
        }
        return cls(old, new, pairs, edits, agreement_edits(before, after))

    # the relation of each clause

    @cached_property
    def readers(self) -> tuple[Reader, Reader]:
        """What each version's witnesses are read and judged by."""
        old, new = self.versions.old, self.versions.new
        return Reader.of(old.agreement, old.clock), Reader.of(new.agreement, new.clock)

    @cached_property
    def versions(self) -> Versions:
        """Both versions, made ready to be related."""
        return Versions(self.old.agreement, self.new.agreement)

    def related(self, old: str | None, new: str | None) -> Related:
        """How a clause stands; each is worked out once, and its witnesses judged again."""
        if (old, new) not in self._related:
            found = self.versions.relate(old, new)
            replay(found, *self.readers, (old, new))
            self._related[old, new] = found
        return self._related[old, new]

    def standing(self, pair: Paired) -> Related:
        """How a clause that both versions have stands; equivalent at once where nothing touches it."""
        return self.related(pair.old, pair.new) if pair.id in self.touched else _SAME

    @cached_property
    def delays(self) -> Delays:
        """Which clauses' later actions a change elsewhere moves."""
        return Delays(*self.readers)

    @cached_property
    def touched(self) -> frozenset[str]:
        """The clauses (by new ids) that both versions have and that something changes, or a clause they wait for."""
        own = {name for name, edits in self.edits.items() if any(KINDS[edit.rule].obliges for edit in edits)}
        own |= {name for cause in self.elsewhere for name in self.reached(cause)}
        own |= {one.new for one in self.pairs if one.new and one.old and self.handed_over(one)}
        return frozenset(own | set(self.waiting_for(own)))

    def waiting_for(self, changed: Iterable[str]) -> Iterator[str]:
        """The clauses of both versions that a breach of these opens, and so on."""
        clauses = self.new.agreement.clauses
        reached = set(changed)
        for _ in clauses:
            more = {
                clause.id
                for clause in clauses.values()
                if isinstance(clause.trigger, BreachTrigger) and clause.trigger.clause in reached
            } - reached
            yield from (name for name in more if name in self.edits)
            reached |= more
            if not more:
                return

    def reached(self, cause: Elsewhere) -> tuple[str, ...]:
        """The clauses of both versions (by new ids) that use what changes elsewhere, in the new file's order."""
        return tuple(
            one.new for one in self.pairs
            if one.old and one.new and (cause.touches(self._uses(one.old, new=False))
                                        or cause.touches(self._uses(one.new, new=True)))
        )  # fmt: skip

    def _uses(self, name: str, *, new: bool) -> Uses:
        if (name, new) not in self._used:
            agreement = self.new.agreement if new else self.old.agreement
            self._used[name, new] = uses(agreement.clauses[name], agreement)
        return self._used[name, new]

    def handed_over(self, pair: Paired) -> bool:
        """Whether the clause is another party's to keep."""
        assert pair.old is not None
        assert pair.new is not None
        return self.old.agreement.clauses[pair.old].party != self.new.agreement.clauses[pair.new].party

    def touches_of(self, name: str) -> Touched:
        """A clause of both versions (by its new id) as something touches it."""
        pair = next(one for one in self.pairs if one.new == name)
        return Touched(name, self.new.agreement.clauses[name].party, self.standing(pair))

    def all_of(self, names: Iterable[str]) -> Related:
        """How several clauses of both versions (by new ids) stand together."""
        wanted = set(names)
        return self._together(
            [Standing(one, self.standing(one)) for one in self.pairs if one.new in wanted and one.old]
        )

    def _together(self, standings: Sequence[Standing]) -> Related:
        """How clauses stand together; what several changes touch is worked out once."""
        key = tuple(standing.pair for standing in standings)
        if key not in self._whole:
            self._whole[key] = together(standings, *self.readers)
        return self._whole[key]

    def is_rewritten(self, pair: Paired) -> bool:
        """Whether a clause is written otherwise and means the same."""
        if pair.old is None or pair.new is None:
            return False
        before, after = self.old.agreement.clauses[pair.old], self.new.agreement.clauses[pair.new]
        is_written_alike = before.text.split() == after.text.split() and (before.valid_from, before.valid_until) == (
            after.valid_from,
            after.valid_until,
        )
        told = any(not KINDS[edit.rule].obliges for edit in self.edits[pair.new])
        return not is_written_alike and not told and is_same(self.standing(pair)) and not self.handed_over(pair)

    # all that a party owes

    def parties(self) -> dict[str, PartyChange]:
        """How all that each party owes stands, taken together."""
        names = dict.fromkeys((*self.new.agreement.parties, *self.old.agreement.parties))
        return {name: PartyChange(name, self._of_party(name)) for name in names}

    def _of_party(self, party: str) -> Related:
        owed = [self._owed_by(one, party) for one in self.pairs]
        same = {name for pair in self.same_by_another_name.items() for name in pair}
        standings = [
            Standing(pair, self._stands(pair))
            for pair in owed
            if pair != Paired(None, None) and not (None in pair and pair.id in same)
        ]
        return self._together(standings)

    def _owed_by(self, pair: Paired, party: str) -> Paired:
        """The clause on those sides on which the party owes it."""
        old = pair.old if pair.old and self.old.agreement.clauses[pair.old].party == party else None
        new = pair.new if pair.new and self.new.agreement.clauses[pair.new].party == party else None
        return Paired(old, new)

    @cached_property
    def same_by_another_name(self) -> dict[str, str]:
        """Clauses that are added, and the one that is removed that each is but for its name; each is taken once."""
        removed = [one.old for one in self.pairs if one.old and one.new is None]
        found: dict[str, str] = {}
        for name in [one.new for one in self.pairs if one.new and one.old is None]:
            alike = next(
                (was for was in removed if was not in found.values() and self._is_same_clause(was, name)), None
            )
            if alike is not None:
                found[name] = alike
        return found

    def _is_same_clause(self, old: str, new: str) -> bool:
        before, after = self.old.agreement.clauses[old], self.new.agreement.clauses[new]
        if before.party != after.party:
            return False
        pair = Pair(Version.of(self.old.agreement), Version.of(self.new.agreement), before, after, {})
        return not any(KINDS[edit.rule].obliges for edit in clause_edits(pair)) and is_same(self.related(old, new))

    def _stands(self, pair: Paired) -> Related:
        return self.standing(pair) if pair.old and pair.new else self.related(pair.old, pair.new)
