"""Claimed relations put to the test: random edits of random agreements, judged by random logs meant to refute them."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from sla_dsl.changes.relation import Versions, WitnessError, relate
from sla_dsl.changes.relation.standing import Both, Standing
from sla_dsl.changes.relation.work import Work
from sla_dsl.engine import judge
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.change import Related, Relation
from sla_dsl.model.clause import BreachTrigger
from sla_dsl.model.event import Event, EventLog
from sla_dsl.model.outcome import Verdict
from tests.changes.relation.mutations import mutated
from tests.strategies.agreements import random_agreement
from tests.strategies.calendars import PLACES
from tests.strategies.logs import random_question

REFUTED_BY = {
    Relation.EQUIVALENT: {1, -1},
    Relation.STRICTER: {-1},
    Relation.LOOSER: {1},
    Relation.INCOMPARABLE: set(),
    Relation.UNPROVEN: set(),
}
"""The signs (1: only the new version broken) that no log may show."""


class Refuted(NamedTuple):
    """A log that contradicts a claim."""

    seed: int
    clause: str
    relation: Relation
    sign: int
    events: tuple[Event, ...]
    as_of: int


def pairs(rnd: Random) -> Iterator[tuple[Agreement, Agreement, str]]:
    """Random agreements, each with a few single edits."""
    while True:
        agreement = random_agreement(rnd)
        for _ in range(3):
            made = mutated(rnd, agreement, tries=20)
            if made is not None:
                yield agreement, *made


def is_broken(agreement: Agreement, clause: str, events: tuple[Event, ...], as_of: int) -> bool:
    """Whether the log breaks the clause."""
    judgement = judge(agreement, EventLog(events=list(events)), as_of=as_of, only=(clause,))
    return judgement.verdict is Verdict.BROKEN


def refuting(
    rnd: Random, old: Agreement, new: Agreement, name: str, related: Related, logs: int, seed: int = 0
) -> Refuted | None:
    """A log that contradicts the claimed relation, among so many."""
    barred = REFUTED_BY[related.relation]
    if not barred:
        return None
    versions = Versions(old, new)
    forms = [version.form(name, version.periods(name)[0]) for version in (versions.old, versions.new)]
    both = Both(
        *(
            Standing(form, version, Work(sys.maxsize))
            for form, version in zip(forms, (versions.old, versions.new), strict=True)
        )
    )
    anywhere = forms[0].mode is not forms[1].mode
    raw = versions.old.reading.raw
    known = [one for one in (old, new) if one.timezone in {place.zone for place in PLACES}]
    for _ in range(logs if known else 0):
        question = random_question(rnd, rnd.choice(known), most=rnd.choice((8, 16, 36)))
        events = _thinned(rnd, [one for one in question.events if _is_raw(one, old, new, raw)], old, new, name)
        if not events:
            continue
        as_of = question.as_of if question.as_of is not None else max(event.time for event in events)
        sign = is_broken(new, name, events, as_of) - is_broken(old, name, events, as_of)
        if sign in barred and (anywhere or _in_domain(both, events, as_of)):
            return Refuted(seed, name, related.relation, sign, events, as_of)
    return None


def _is_raw(event: Event, old: Agreement, new: Agreement, raw: frozenset[str]) -> bool:
    """Whether the line is of a kind that a version has no definition for; a defined event's own id is not looked at."""
    known = [one.vocabulary.events for one in (old, new) if event.kind in one.vocabulary.events]
    return not known or event.kind in raw


def _thinned(rnd: Random, events: list[Event], old: Agreement, new: Agreement, name: str) -> tuple[Event, ...]:
    """The log with most of the later triggers of a lead left out, so that many logs keep to the domain."""
    kinds = {kind for one in (old, new) for kind in _triggering(one, name)}
    seen: set[tuple[str, str]] = set()
    kept = []
    keep = rnd.choice((0.0, 0.2, 1.0))
    for event in sorted(events, key=lambda event: event.time):
        if event.kind in kinds:
            if (event.lead, event.kind) in seen and rnd.random() > keep:
                continue
            seen.add((event.lead, event.kind))
        kept.append(event)
    return tuple(kept)


def _triggering(agreement: Agreement, name: str) -> set[str]:
    clause = agreement.clauses[name]
    while isinstance(clause.trigger, BreachTrigger):
        clause = agreement.clauses[clause.trigger.clause]
    event = clause.trigger.event.event if clause.trigger is not None else clause.duty.event.event
    found = {event}
    while (definition := agreement.vocabulary.events[event].definition) is not None:
        event = definition.event
        found.add(event)
    return found


def _in_domain(both: Both, events: tuple[Event, ...], as_of: int) -> bool:
    by_lead: dict[str, list[Event]] = {}
    for event in events:
        by_lead.setdefault(event.lead, []).append(event)
    return all(both.opens_all([tuple(own) for own in by_lead.values()], as_of))


def main(seed: int, seconds: float, logs: int) -> int:
    """Run for so long; prints what was found, and gives the number of contradictions."""
    counted: Counter[str] = Counter()
    refuted = asked = 0
    began = time.monotonic()
    number = seed
    while time.monotonic() - began < seconds:
        number += 1
        rnd = Random(number)
        for old, new, name in (pair for pair, _ in zip(pairs(rnd), range(2), strict=False)):
            try:
                related = relate(old, new, name, name)
            except (WitnessError, AssertionError, OverflowError) as defect:
                refuted += 1
                print(f"DEFECT seed {number} {name} {type(defect).__name__} {defect}", flush=True)  # noqa: T201
                continue
            counted[related.relation] += 1
            found = refuting(rnd, old, new, name, related, logs, number)
            asked += logs
            if found is not None:
                refuted += 1
                print(f"REFUTED seed {found.seed} {found.clause} {found.relation} by {found.sign}", flush=True)  # noqa: T201
    total = sum(counted.values())
    print(f"{total} pairs, {asked} logs, {refuted} contradicted; {dict(counted)}", flush=True)  # noqa: T201
    return refuted


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])) > 0)
