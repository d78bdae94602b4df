"""How several clauses stand to their old versions taken together: as broken as any of them is.

What each clause shows does not yet show it of all: a lead that breaks one clause only from now on may have broken
another one all along. So a combination is claimed where it follows for every log, and where a log of one clause's
shows it of all, judged by the engine under both versions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from sla_dsl.changes.pairing import Paired
from sla_dsl.changes.relation.work import OF_THOSE_TOGETHER, STOPPED, Work
from sla_dsl.changes.repairs import repairs
from sla_dsl.changes.replay import Reader
from sla_dsl.clock import Clock
from sla_dsl.engine import judge
from sla_dsl.frozen import frozen
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.change import Related, Relation, Witness
from sla_dsl.model.clause import BreachTrigger, Clause, Mode
from sla_dsl.model.event import Event, EventLog
from sla_dsl.model.outcome import Judgement, Verdict

MOST_REPAIRS = 8
"""How many clauses beside the one that a log speaks of are kept by more events."""

ALSO_KEPT = " (with events that keep other clauses)"
"""What is said of a log that was given more events than its story tells."""

_ONE_WAY = {Relation.STRICTER: "less", Relation.LOOSER: "more"}


class Standing(NamedTuple):
    """A clause in both versions, and how it stands."""

    pair: Paired
    related: Related


def together(standings: Sequence[Standing], old: Reader, new: Reader) -> Related:
    """How all the clauses, of which these are the standings, relate as one.

    `standings` hold every clause that counts, the equivalent ones too: what they ask is part of the whole.
    """
    counted = _without_implied(standings, old.agreement, new.agreement)
    changed = [standing for standing in counted if standing.related.relation is not Relation.EQUIVALENT]
    found = {standing.related.relation for standing in changed}
    if not found:
        return Related(Relation.EQUIVALENT, "no clause asks for more or less" if standings else "")
    if len(counted) == 1:
        return changed[0].related
    scene = Scene.of(counted, old, new)
    wanted = (Relation.STRICTER, Relation.LOOSER)
    shown = {shows: scene.shown(shows, changed) for shows in wanted if found != {shows.mirror}}
    for shows in wanted:
        if found == {shows}:
            return _one_way(shows, shown[shows], changed, scene.stopped)
    stricter, looser = shown[Relation.STRICTER], shown[Relation.LOOSER]
    names = ", ".join(f"{one.pair.id} is {one.related.relation}" for one in changed)
    if stricter is not None and looser is not None:
        why = f"{names}; some logs break only the new version, some only the old one"
        return Related(Relation.INCOMPARABLE, why, (stricter, looser))
    missing = " or ".join(shows.value for shows in wanted if shown[shows] is None)
    why = f"{names}; no log was found that shows {missing} of all of them together"
    return Related(Relation.UNPROVEN, f"{why}{scene.stopped}")


def _without_implied(standings: Sequence[Standing], old: Agreement, new: Agreement) -> list[Standing]:
    """The standings less those that add nothing: a breach that opens their cases has broken the whole already."""
    before = {standing.pair.old for standing in standings}
    after = {standing.pair.new for standing in standings}
    return [
        standing for standing in standings
        if not (_is_implied(standing.pair.old, old, before) and _is_implied(standing.pair.new, new, after))
    ]  # fmt: skip


def _is_implied(name: str | None, agreement: Agreement, among: Collection[str | None]) -> bool:
    """Whether a clause is there only after a breach of one among them that every case must keep."""
    trigger = agreement.clauses[name].trigger if name is not None else None
    if not isinstance(trigger, BreachTrigger):
        return name is None
    watched = agreement.clauses[trigger.clause]
    return watched.level is None and trigger.clause in among


def _one_way(shows: Relation, witness: Witness | None, changed: Iterable[Standing], stopped: str) -> Related:
    ids = [one.pair.id for one in changed]
    names = f"{', '.join(ids)} {'is' if len(ids) == 1 else 'are'} {shows}"
    if witness is not None:
        return Related(shows, f"no clause asks for {_ONE_WAY[shows]}; {names}", (witness,))
    why = f"no clause asks for {_ONE_WAY[shows]}; {names}, but no log was found that shows it of all of them together"
    return Related(Relation.UNPROVEN, f"{why}{stopped}")


@frozen
class Stage:
    """One version with only the clauses that count, its clock, and the version in which each trigger opens a case."""

    agreement: Agreement
    only: tuple[str, ...]
    clock: Clock
    each: Agreement
    work: Work

    @classmethod
    def of(cls, reader: Reader, names: Iterable[str | None], work: Work) -> Stage:
        """The stage of these clauses, less those that are none."""
        only = tuple(name for name in names if name is not None)
        return cls(reader.agreement, only, reader.clock, _every_time(reader.agreement), work)

    def judged(self, witness: Witness, *only: str) -> Judgement | None:
        """The clauses (or only some of them) judged; nothing where there are none."""
        return self._judge(self.agreement, witness, only or self.only) if self.only else None

    def is_plain(self, witness: Witness, judged: Judgement | None) -> bool:
        """Whether no trigger falls into a running case: then it opens no more cases where each trigger does."""
        if judged is None:
            return True
        return _cases(judged) == _cases(self._judge(self.each, witness, self.only))

    def _judge(self, agreement: Agreement, witness: Witness, only: Sequence[str]) -> Judgement:
        self.work.spend(len(witness.events) * len(only))
        return judge(agreement, EventLog(events=list(witness.events)), as_of=witness.as_of, only=only, clock=self.clock)


@frozen
class Scene:
    """Both versions, on which a log is played."""

    old: Stage
    new: Stage
    work: Work

    @classmethod
    def of(cls, standings: Sequence[Standing], old: Reader, new: Reader) -> Scene:
        """The scene of these clauses."""
        pairs, work = [standing.pair for standing in standings], Work(OF_THOSE_TOGETHER)
        return cls(
            Stage.of(old, (one.old for one in pairs), work), Stage.of(new, (one.new for one in pairs), work), work
        )

    @property
    def stopped(self) -> str:
        """What is said where not every log was tried."""
        return f", and {STOPPED}" if self.work.is_used_up else ""

    def shown(self, shows: Relation, changed: Iterable[Standing]) -> Witness | None:
        """A log of one of the clauses that shows it of all of them, other clauses answered where that is needed."""
        for witness in _candidates(shows, changed):
            tried: Witness | None = witness
            for _ in range(MOST_REPAIRS):
                if tried is None or self.work.is_used_up:
                    break
                if (found := self.replayed(tried)) is not None:
                    return found
                tried = self._repaired(tried)
        return None

    def replayed(self, witness: Witness) -> Witness | None:
        """The witness with the verdicts of all the clauses, where these differ as it says."""
        before, after = self.old.judged(witness), self.new.judged(witness)
        broken = (_is_broken(before), _is_broken(after))
        if broken != ((False, True) if witness.shows is Relation.STRICTER else (True, False)):
            return None
        if not (self.old.is_plain(witness, before) and self.new.is_plain(witness, after)):
            return None
        return replace(witness, verdict_old=_verdict(before), verdict_new=_verdict(after))

    def _repaired(self, witness: Witness) -> Witness | None:
        """The witness with more events, so that one more clause is kept in the version that must not be broken."""
        stage = self.new if witness.shows is Relation.LOOSER else self.old
        judged = stage.judged(witness)
        for outcome in judged.clauses if judged else ():
            if outcome.verdict is not Verdict.BROKEN:
                continue
            for events in repairs(stage.agreement.clauses[outcome.clause], outcome.cases, stage.agreement):
                story = f"{witness.story.removesuffix(ALSO_KEPT)}{ALSO_KEPT}"
                more = replace(witness, events=_in_order((*witness.events, *events)), story=story)
                if not _is_broken(stage.judged(more, outcome.clause)):
                    return more
        return None


def _is_broken(judged: Judgement | None) -> bool:
    return judged is not None and judged.verdict is Verdict.BROKEN


def _verdict(judged: Judgement | None) -> Verdict:
    return Verdict.NO_CASES if judged is None else judged.verdict


def _in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """The events by time, each with an id of its own that keeps to that order."""
    ordered = sorted(events, key=lambda event: event.time)
    return tuple(event._replace(id=f"e{number:04}") for number, event in enumerate(ordered, 1))


def _candidates(shows: Relation, changed: Iterable[Standing]) -> list[Witness]:
    """The logs of the clauses that show so, those with the fewest events first."""
    found = (witness for one in changed for witness in one.related.witnesses if witness.shows is shows)
    return sorted(found, key=lambda witness: len(witness.events))


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
