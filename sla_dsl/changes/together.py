"""How several clauses stand to their old versions taken together: as broken as any of them is.

What each clause shows does not yet show it of all: a lead that breaks one clause only from now on may have broken
another one all along. So a combination is claimed where it follows for every log, and where a log of one clause's
shows it of all, judged by the engine under both versions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from sla_dsl.changes.pairing import Paired
from sla_dsl.engine import judge
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.change import Related, Relation, Witness
from sla_dsl.model.clause import Clause, Mode
from sla_dsl.model.event import EventLog
from sla_dsl.model.outcome import Judgement, Verdict

_ONE_WAY = {Relation.STRICTER: "less", Relation.LOOSER: "more"}


class Standing(NamedTuple):
    """A clause in both versions, and how it stands."""

    pair: Paired
    related: Related


def together(standings: Sequence[Standing], old: Agreement, new: Agreement) -> Related:
    """How all the clauses, of which these are the standings, relate as one.

    `standings` hold every clause that counts, the equivalent ones too: what they ask is part of the whole.
    """
    found = {standing.related.relation for standing in standings} - {Relation.EQUIVALENT}
    if not found:
        return Related(Relation.EQUIVALENT, "no clause asks for more or less")
    changed = [standing for standing in standings if standing.related.relation is not Relation.EQUIVALENT]
    if len(standings) == 1:
        return changed[0].related
    scene = _Scene.of(standings, old, new)
    wanted = (Relation.STRICTER, Relation.LOOSER)
    shown = {shows: scene.shown(shows, changed) for shows in wanted if not found <= {shows.mirror}}
    for shows in wanted:
        if found == {shows}:
            return _one_way(shows, shown[shows], changed)
    stricter, looser = shown[Relation.STRICTER], shown[Relation.LOOSER]
    if stricter is not None and looser is not None:
        return Related(Relation.INCOMPARABLE, "some logs break only the new version, some only the old one",
                       (stricter, looser))  # fmt: skip
    missing = " nor ".join(shows.value for shows in wanted if shown[shows] is None)
    names = ", ".join(f"{one.pair.id} is {one.related.relation}" for one in changed)
    return Related(Relation.UNPROVEN, f"{names}; no log was found that shows {missing} of all of them together")


def _one_way(shows: Relation, witness: Witness | None, changed: Iterable[Standing]) -> Related:
    names = ", ".join(one.pair.id for one in changed)
    if witness is not None:
        return Related(shows, f"no clause asks for {_ONE_WAY[shows]}, and {shows} are {names}", (witness,))
    why = f"no clause asks for {_ONE_WAY[shows]}; no log was found on which {names} alone makes the difference"
    return Related(Relation.UNPROVEN, why)


@dataclass(frozen=True, slots=True)
class _Scene:
    """Both versions with only the clauses that count, and those that these wait for."""

    old: Agreement
    new: Agreement
    only_old: tuple[str, ...]
    only_new: tuple[str, ...]

    @classmethod
    def of(cls, standings: Iterable[Standing], old: Agreement, new: Agreement) -> _Scene:
        pairs = [standing.pair for standing in standings]
        return cls(old, new, tuple(one.old for one in pairs if one.old), tuple(one.new for one in pairs if one.new))

    def shown(self, shows: Relation, changed: Iterable[Standing]) -> Witness | None:
        """A log of one of the clauses that shows it of all of them."""
        return next((found for one in _candidates(shows, changed) if (found := self.replayed(one)) is not None), None)

    def replayed(self, witness: Witness) -> Witness | None:
        """The witness with the verdicts of all the clauses, where these differ as it says."""
        before, after = self._verdict(witness, new=False), self._verdict(witness, new=True)
        if before is None or after is None:
            return None
        broken = (before is Verdict.BROKEN, after is Verdict.BROKEN)
        if broken != ((False, True) if witness.shows is Relation.STRICTER else (True, False)):
            return None
        return replace(witness, verdict_old=before, verdict_new=after)

    def _verdict(self, witness: Witness, *, new: bool) -> Verdict | None:
        """The verdict of all the clauses; nothing where a trigger falls into a running case of any."""
        agreement, only = (self.new, self.only_new) if new else (self.old, self.only_old)
        if not only:
            return Verdict.NO_CASES
        judged = _judged(agreement, witness, only)
        each = _judged(_every_time(agreement), witness, only)
        return judged.verdict if _cases(judged) == _cases(each) else None


def _candidates(shows: Relation, changed: Iterable[Standing]) -> Iterator[Witness]:
    return (witness for one in changed for witness in one.related.witnesses if witness.shows is shows)


def _judged(agreement: Agreement, witness: Witness, only: Sequence[str]) -> Judgement:
    return judge(agreement, EventLog(events=list(witness.events)), as_of=witness.as_of, only=only)


def _cases(judged: Judgement) -> int:
    return sum(len(outcome.cases) for outcome in judged.clauses)


def _every_time(agreement: Agreement) -> Agreement:
    """The agreement in which each trigger opens a case, also while one runs."""
    return replace(agreement, clauses={name: _each(clause) for name, clause in agreement.clauses.items()})


def _each(clause: Clause) -> Clause:
    trigger = clause.trigger
    if trigger is None or trigger.mode is not Mode.WHEN:
        return clause
    return replace(clause, trigger=replace(trigger, mode=Mode.EVERY_TIME))
