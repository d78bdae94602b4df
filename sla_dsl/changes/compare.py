"""Two versions of an agreement → everything that changes, for whom, and how it stands for each party."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256

from sla_dsl.changes.agreement_edits import Elsewhere
from sla_dsl.changes.comparison import Comparison, is_same
from sla_dsl.changes.derived import effects
from sla_dsl.changes.edits import Edit, Texts, Version, told
from sla_dsl.changes.kinds import KINDS
from sla_dsl.changes.pairing import Paired
from sla_dsl.changes.places import Paper
from sla_dsl.changes.signing import version_step, with_signers
from sla_dsl.frozen import frozen
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.change import Change, Diff, Effect, Related, Relation, Side, Touched
from sla_dsl.model.clause import Clause

_KEY = {"starts": "from", "ends": "until", "reason": "why", "acceptance": "accept", "clause": "was"}
"""The key beside a clause's sentence at which a change stands, by how its rule begins."""


def compare(old: Paper | None, new: Paper | None) -> Diff:
    """What changes from one version to the other; none of a version that is not there. Nobody has signed yet.

    Every witness is read and judged again first: RuntimeError where one does not show what it says, a defect of slac.
    """
    before, after = old or _without(new), new or _without(old)
    telling = _Telling(Comparison.of(before, after))
    found = (*_of_the_whole(old, new), *telling.changes())
    changes = tuple(with_signers(change, before.agreement, after.agreement) for change in found)
    return Diff(
        None if old is None else old.agreement,
        None if new is None else new.agreement,
        changes,
        telling.comparison.parties(),
        telling.rewritten(),
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
    return frozenset(whole | set(_Telling(Comparison.of(one or _without(other), other or _without(one))).prints()))


@frozen
class _Telling:
    """What is told of a comparison: changes, rewrites, fingerprints."""

    comparison: Comparison

    def changes(self) -> Iterator[Change]:
        """Every change: elsewhere first, in the file's order, then the clauses, those that are removed last."""
        for cause in self.comparison.elsewhere:
            yield from self._of_cause(cause)
        for pair in self.comparison.pairs:
            yield from self._of_clause(pair)

    def _of_clause(self, pair: Paired) -> Iterator[Change]:
        before = self.comparison.old.agreement.clauses[pair.old] if pair.old else None
        after = self.comparison.new.agreement.clauses[pair.new] if pair.new else None
        if before is None or after is None:
            rule = "clause-added" if before is None else "clause-removed"
            change = self._whole(rule, before, after, self.comparison.related(pair.old, pair.new))
            was = self.comparison.same_by_another_name.get(pair.id) if before is None else None
            hint = f"; it is `{was}` but for its name, and `was: {was}` would say so" if was else ""
            yield replace(change, why=f"{change.why}{hint}")
            return
        if before.id != after.id:
            yield self._beside("clause-renamed", before, after, Edit("clause-renamed", before.id, after.id))
        if self.comparison.handed_over(pair):
            yield self._whole(
                "clause-handed-over", before, after, self.comparison.related(pair.old, None), before.party
            )
            yield self._whole("clause-taken-on", before, after, self.comparison.related(None, pair.new), after.party)
        for edit in self.comparison.edits[after.id]:
            if not KINDS[edit.rule].obliges:
                yield self._beside(edit.rule, before, after, edit)
            elif self.comparison.standing(pair).relation is not Relation.EQUIVALENT:
                yield self._obliging(before, after, edit, self.comparison.standing(pair))

    def _whole(
        self, rule: str, before: Clause | None, after: Clause | None, related: Related, party: str | None = None
    ) -> Change:
        clause = after or before
        assert clause is not None
        sides = (
            self.comparison.old.whole(before) if before else None,
            self.comparison.new.whole(after) if after else None,
        )
        edit = Edit(rule, *self._texts(before, after))
        return _change(edit, clause.id, sides, related, party or clause.party)

    def _texts(self, before: Clause | None, after: Clause | None) -> Texts:
        """A whole clause in canonical words, for its fingerprint."""
        return told(before, after, self._words(self.comparison.old), self._words(self.comparison.new))

    def _words(self, paper: Paper) -> Callable[[Clause], str]:
        writing = Version.of(paper.agreement).writing
        return lambda clause: " ".join(writing.clause(clause))

    def _obliging(self, before: Clause, after: Clause, edit: Edit, related: Related) -> Change:
        change = _change(edit, after.id, self._sides(before, after, edit), related, after.party)
        touches = tuple(self.comparison.touches_of(name) for name in self.comparison.waiting_for([after.id]))
        return replace(change, touches=tuple(one for one in touches if not is_same(one.related)))

    def _beside(self, rule: str, before: Clause, after: Clause, edit: Edit) -> Change:
        sides = self._sides(before, after, edit._replace(rule=rule))
        return _change(edit, after.id, sides, None, after.party if KINDS[rule].is_consequence else None)

    def _sides(self, before: Clause, after: Clause, edit: Edit) -> tuple[Side | None, Side | None]:
        old = (
            None
            if edit.old is None
            else self.comparison.old.of_clause(before, edit.old, _KEY.get(edit.rule.partition("-")[0]))
        )
        new = (
            None
            if edit.new is None
            else self.comparison.new.of_clause(after, edit.new, _KEY.get(edit.rule.partition("-")[0]))
        )
        return old, new

    def _of_cause(self, cause: Elsewhere) -> Iterator[Change]:
        if self._is_rewrite(cause):
            return
        sides = (
            None if cause.edit.old is None else self.comparison.old.at_key(cause.path, cause.edit.old),
            None if cause.edit.new is None else self.comparison.new.at_key(cause.path, cause.edit.new),
        )
        told_of = self._touched(cause)
        touches = tuple(one for one in told_of if not is_same(one.related)) if cause.acts else ()
        related = self.comparison.all_of(one.clause for one in told_of) if touches else None
        owing = {one.owes for one in touches}
        change = _change(cause.edit, None, sides, related, owing.pop() if len(owing) == 1 else None)
        delays = self.comparison.delays.of(cause.path)
        yield replace(change, touches=touches, effects=self._effects(cause), delays=delays)

    def _touched(self, cause: Elsewhere) -> tuple[Touched, ...]:
        reached = self.comparison.reached(cause)
        return tuple(self.comparison.touches_of(name) for name in (*reached, *self.comparison.waiting_for(reached)))

    def _effects(self, cause: Elsewhere) -> tuple[Effect, ...]:
        return effects(self.comparison.old.agreement, self.comparison.new.agreement, cause.path)

    def _is_rewrite(self, cause: Elsewhere) -> bool:
        """Whether something elsewhere is only said otherwise: what it says, clauses use, and none stands otherwise."""
        if not cause.may_rewrite or self.comparison.delays.of(cause.path):
            return False
        touched = self._touched(cause)
        if cause.edit.rule == "formula-changed":
            return not self._effects(cause) and all(is_same(one.related) for one in touched)
        return bool(touched) and all(is_same(one.related) for one in touched)

    def rewritten(self) -> tuple[str, ...]:
        """What is written otherwise and means the same: clauses by their new ids, and parts elsewhere in words."""
        clauses = [one.id for one in self.comparison.pairs if self.comparison.is_rewritten(one)]
        causes = [cause.edit.subject for cause in self.comparison.elsewhere if self._is_rewrite(cause)]
        return tuple(dict.fromkeys((*causes, *clauses)))

    def prints(self) -> Iterator[str]:
        """The fingerprint of each difference, without looking at what it means."""
        for cause in self.comparison.elsewhere:
            yield fingerprint(cause.edit, None)
        for pair in self.comparison.pairs:
            before = self.comparison.old.agreement.clauses[pair.old] if pair.old else None
            after = self.comparison.new.agreement.clauses[pair.new] if pair.new else None
            if before is None or after is None or self.comparison.handed_over(pair):
                texts = self._texts(before, after)
                yield from (fingerprint(Edit(rule, *texts), pair.id) for rule in _whole_rules(before, after))
            if before and after and before.id != after.id:
                yield fingerprint(Edit("clause-renamed", before.id, after.id), after.id)
            yield from (fingerprint(edit, pair.id) for edit in self.comparison.edits.get(pair.id, ()))


def _whole_rules(before: Clause | None, after: Clause | None) -> tuple[str, ...]:
    if before is None:
        return ("clause-added",)
    return ("clause-removed",) if after is None else ("clause-handed-over", "clause-taken-on")


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
