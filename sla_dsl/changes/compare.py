"""Two versions of an agreement → everything that changes, for whom, and how it stands for each party."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256

from sla_dsl.changes.agreement_edits import Elsewhere, agreement_edits
from sla_dsl.changes.clause_edits import clause_edits
from sla_dsl.changes.derived import effects
from sla_dsl.changes.edits import Edit, Pair, Texts, Version, told
from sla_dsl.changes.kinds import KINDS
from sla_dsl.changes.pairing import Paired, pair_up
from sla_dsl.changes.places import Paper
from sla_dsl.changes.relation import Versions
from sla_dsl.changes.replay import Reader, replay
from sla_dsl.changes.signing import version_step, with_signers
from sla_dsl.changes.together import Standing, together
from sla_dsl.changes.uses import Uses, uses
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.change import Change, Diff, PartyChange, Related, Relation, Side, Touched
from sla_dsl.model.clause import BreachTrigger, Clause

_KEY = {"starts": "from", "ends": "until", "reason": "why", "acceptance": "accept", "clause": "was"}
"""The key beside a clause's sentence at which a change stands, by how its rule begins."""

_SAME = Related(Relation.EQUIVALENT)


def compare(old: Paper | None, new: Paper | None) -> Diff:
    """What changes from one version to the other; none of a version that is not there. Nobody has signed yet.

    Every witness is read and judged again first: RuntimeError where one does not show what it says, a defect of slac.
    """
    before, after = old or _without(new), new or _without(old)
    comparison = _Comparison.of(before, after)
    found = (*_of_the_whole(old, new), *comparison.changes())
    changes = tuple(with_signers(change, before.agreement, after.agreement) for change in found)
    return Diff(
        None if old is None else old.agreement,
        None if new is None else new.agreement,
        changes,
        comparison.parties(),
        comparison.rewritten(),
        version_step(old.agreement, new.agreement, changes) if old and new else None,
    )


def _without(paper: Paper | None) -> Paper:
    """The agreement before it says anything."""
    assert paper is not None, "one of two versions is there"
    return Paper(replace(paper.agreement, clauses={}, consequences={}, version="0"))


def _of_the_whole(old: Paper | None, new: Paper | None) -> Iterator[Change]:
    """That there is an agreement, where there was none, or is none any more."""
    if (old is None) == (new is None):
        return
    rule, paper = ("agreement-added", new) if new else ("agreement-removed", old)
    assert paper is not None
    name = paper.agreement.id
    side = paper.at_key(("agreement",), name)
    edit = Edit(rule, None if new else name, name if new else None, "agreement")
    yield _change(edit, None, (None if new else side, side if new else None), None, None)


def fingerprints(old: Agreement | None, new: Agreement | None) -> frozenset[str]:
    """The fingerprints of all that differs in the text of two versions, whatever it means."""
    if old is None and new is None:
        return frozenset()
    one, other = None if old is None else Paper(old), None if new is None else Paper(new)
    whole = {change.fingerprint for change in _of_the_whole(one, other)}
    return frozenset(whole | set(_Comparison.of(one or _without(other), other or _without(one)).prints()))


@dataclass(frozen=True)
class _Comparison:
    """What differs, part by part, and how each clause that it touches stands (by its new id, or its old one)."""

    old: Paper
    new: Paper
    pairs: tuple[Paired, ...]
    edits: Mapping[str, tuple[Edit, ...]]
    elsewhere: tuple[Elsewhere, ...]
    _related: dict[tuple[str | None, str | None], Related] = field(default_factory=dict)

    @classmethod
    def of(cls, old: Paper, new: Paper) -> _Comparison:
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
        return Reader.of(self.old.agreement), Reader.of(self.new.agreement)

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
    def touched(self) -> frozenset[str]:
        """The clauses (by new ids) that both versions have and that something changes, or a clause they wait for."""
        own = {name for name, edits in self.edits.items() if any(KINDS[edit.rule].obliges for edit in edits)}
        own |= {name for cause in self.elsewhere for name in self.reached(cause)}
        own |= {one.new for one in self.pairs if one.new and one.old and self._handed_over(one)}
        return frozenset(own | set(self._waiting_for(own)))

    def _waiting_for(self, changed: Iterable[str]) -> Iterator[str]:
        """The clauses that a breach of these opens, and so on."""
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
        agreement = self.new.agreement if new else self.old.agreement
        return uses(agreement.clauses[name], agreement)

    def _handed_over(self, pair: Paired) -> bool:
        assert pair.old is not None
        assert pair.new is not None
        return self.old.agreement.clauses[pair.old].party != self.new.agreement.clauses[pair.new].party

    # the changes

    def changes(self) -> Iterator[Change]:
        """Every change: elsewhere first, in the file's order, then the clauses, those that are removed last."""
        for cause in self.elsewhere:
            yield from self._of_cause(cause)
        for pair in self.pairs:
            yield from self._of_clause(pair)

    def _of_clause(self, pair: Paired) -> Iterator[Change]:
        before = self.old.agreement.clauses[pair.old] if pair.old else None
        after = self.new.agreement.clauses[pair.new] if pair.new else None
        if before is None or after is None:
            rule = "clause-added" if before is None else "clause-removed"
            change = self._whole(rule, before, after, self.related(pair.old, pair.new))
            was = self.same_by_another_name.get(pair.id) if before is None else None
            hint = f"; it is `{was}` but for its name, and `was: {was}` would say so" if was else ""
            yield replace(change, why=f"{change.why}{hint}")
            return
        if before.id != after.id:
            yield self._beside("clause-renamed", before, after, Edit("clause-renamed", before.id, after.id))
        if self._handed_over(pair):
            yield self._whole("clause-handed-over", before, after, self.related(pair.old, None), before.party)
            yield self._whole("clause-taken-on", before, after, self.related(None, pair.new), after.party)
        for edit in self.edits[after.id]:
            if not KINDS[edit.rule].obliges:
                yield self._beside(edit.rule, before, after, edit)
            elif self.standing(pair).relation is not Relation.EQUIVALENT:
                yield self._obliging(before, after, edit, self.standing(pair))

    def _whole(
        self, rule: str, before: Clause | None, after: Clause | None, related: Related, party: str | None = None
    ) -> Change:
        clause = after or before
        assert clause is not None
        sides = (self.old.whole(before) if before else None, self.new.whole(after) if after else None)
        edit = Edit(rule, *self._texts(before, after))
        return _change(edit, clause.id, sides, related, party or clause.party)

    def _texts(self, before: Clause | None, after: Clause | None) -> Texts:
        """A whole clause in canonical words, for its fingerprint."""
        return told(before, after, self._words(self.old), self._words(self.new))

    def _words(self, paper: Paper) -> Callable[[Clause], str]:
        writing = Version.of(paper.agreement).writing
        return lambda clause: " ".join(writing.clause(clause))

    def _obliging(self, before: Clause, after: Clause, edit: Edit, related: Related) -> Change:
        change = _change(edit, after.id, self._sides(before, after, edit), related, after.party)
        touches = tuple(self._touches(name) for name in self._waiting_for([after.id]))
        return replace(change, touches=tuple(one for one in touches if not _is_same(one.related)))

    def _beside(self, rule: str, before: Clause, after: Clause, edit: Edit) -> Change:
        sides = self._sides(before, after, edit._replace(rule=rule))
        return _change(edit, after.id, sides, None, after.party if KINDS[rule].is_consequence else None)

    def _sides(self, before: Clause, after: Clause, edit: Edit) -> tuple[Side | None, Side | None]:
        old = None if edit.old is None else self.old.of_clause(before, edit.old, _KEY.get(edit.rule.partition("-")[0]))
        new = None if edit.new is None else self.new.of_clause(after, edit.new, _KEY.get(edit.rule.partition("-")[0]))
        return old, new

    def _of_cause(self, cause: Elsewhere) -> Iterator[Change]:
        edit, reached = cause.edit, self.reached(cause)
        touches = tuple(self._touches(name) for name in (*reached, *self._waiting_for(reached)))
        if touches and all(_is_same(one.related) for one in touches):
            return
        related = self._all_of(one.clause for one in touches) if touches else None
        owing = {one.owes for one in touches if not _is_same(one.related)}
        sides = (
            None if edit.old is None else self.old.at_key(cause.path, edit.old),
            None if edit.new is None else self.new.at_key(cause.path, edit.new),
        )
        change = _change(edit, None, sides, related, owing.pop() if len(owing) == 1 else None)
        yield replace(
            change,
            touches=tuple(one for one in touches if not _is_same(one.related)),
            effects=effects(self.old.agreement, self.new.agreement, cause.path),
        )

    def _touches(self, name: str) -> Touched:
        pair = next(one for one in self.pairs if one.new == name)
        return Touched(name, self.new.agreement.clauses[name].party, self.standing(pair))

    def _all_of(self, names: Iterable[str]) -> Related:
        wanted = set(names)
        standings = [Standing(one, self.standing(one)) for one in self.pairs if one.new in wanted and one.old]
        return together(standings, self.old.agreement, self.new.agreement)

    # the whole

    def rewritten(self) -> tuple[str, ...]:
        """What is written otherwise and means the same: clauses by their new ids, and parts elsewhere in words."""
        clauses = [one.id for one in self.pairs if self._is_rewritten(one)]
        causes = [
            cause.edit.subject
            for cause in self.elsewhere
            if (reached := self.reached(cause)) and all(_is_same(self._touches(name).related) for name in reached)
        ]
        return tuple(dict.fromkeys((*causes, *clauses)))

    def _is_rewritten(self, pair: Paired) -> bool:
        if pair.old is None or pair.new is None:
            return False
        before, after = self.old.agreement.clauses[pair.old], self.new.agreement.clauses[pair.new]
        is_written_alike = before.text.split() == after.text.split() and (before.valid_from, before.valid_until) == (
            after.valid_from,
            after.valid_until,
        )
        told = any(not KINDS[edit.rule].obliges for edit in self.edits[pair.new])
        return not is_written_alike and not told and _is_same(self.standing(pair)) and not self._handed_over(pair)

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
        return together(standings, self.old.agreement, self.new.agreement)

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
        return not any(KINDS[edit.rule].obliges for edit in clause_edits(pair)) and _is_same(self.related(old, new))

    def _stands(self, pair: Paired) -> Related:
        return self.standing(pair) if pair.old and pair.new else self.related(pair.old, pair.new)

    def prints(self) -> Iterator[str]:
        """The fingerprint of each difference, without looking at what it means."""
        for cause in self.elsewhere:
            yield fingerprint(cause.edit, None)
        for pair in self.pairs:
            before = self.old.agreement.clauses[pair.old] if pair.old else None
            after = self.new.agreement.clauses[pair.new] if pair.new else None
            if before is None or after is None or self._handed_over(pair):
                texts = self._texts(before, after)
                yield from (fingerprint(Edit(rule, *texts), pair.id) for rule in _whole_rules(before, after))
            if before and after and before.id != after.id:
                yield fingerprint(Edit("clause-renamed", before.id, after.id), after.id)
            yield from (fingerprint(edit, pair.id) for edit in self.edits.get(pair.id, ()))


def _whole_rules(before: Clause | None, after: Clause | None) -> tuple[str, ...]:
    if before is None:
        return ("clause-added",)
    return ("clause-removed",) if after is None else ("clause-handed-over", "clause-taken-on")


def _is_same(related: Related) -> bool:
    return related.relation is Relation.EQUIVALENT


def fingerprint(edit: Edit, clause: str | None) -> str:
    """Sixteen hexadecimal digits of the rule, the clause and the words: no line, no layout, no phrase is in them."""
    said = "\n".join((edit.rule, clause or "", edit.subject, edit.old or "", edit.new or ""))
    return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _change(
    edit: Edit, clause: str | None, sides: tuple[Side | None, Side | None], related: Related | None, owes: str | None
) -> Change:
    return Change(
        edit.rule,
        clause,
        edit.subject or (f"clause {clause}" if clause else ""),
        related.relation if related else None,
        fingerprint(edit, clause),
        *sides,
        owes=owes,
        why=related.why if related else "",
        witnesses=related.witnesses if related else (),
        notes=related.notes if related else (),
    )
