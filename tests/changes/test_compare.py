"""What is told of two versions beside their kinds: places, fingerprints, parties, versions that are not there."""

from __future__ import annotations

from random import Random

import pytest

from sla_dsl.changes import compare
from sla_dsl.changes.compare import fingerprints
from sla_dsl.changes.kinds import KINDS
from sla_dsl.changes.places import Paper
from sla_dsl.model.change import Change, Relation
from tests.changes.papers import FRAME, framed, paper
from tests.strategies.agreements import random_agreement

ANSWER = "answer: when a lead is assigned, sales must accept the lead within 4 business hours\n"
FASTER = ANSWER.replace("4 business", "2 business")
SEEDS = range(12)


def only(changes: tuple[Change, ...]) -> Change:
    (change,) = changes
    return change


def test_a_change_stands_at_its_words() -> None:
    old = framed(
        "answer:\n  when a lead is assigned,\n  sales must accept the lead\n  within 4 business hours\n", "old"
    )
    new = framed("first: when a lead is created, sales must assign the lead within 4 hours\n" + FASTER, "new")
    (added, shorter) = compare(old, new).changes
    assert shorter.old is not None
    assert shorter.new is not None
    assert shorter.old.span is not None
    assert shorter.new.span is not None
    assert old.source is not None
    assert old.source.line(shorter.old.span.line) == "    within 4 business hours"
    assert (shorter.old.text, shorter.old.file, shorter.new.file) == ("4 business hours", "old", "new")
    assert added.old is None
    assert added.new is not None


def test_a_change_beside_the_sentence_stands_at_its_key() -> None:
    old = framed('answer: {clause: "when a lead is assigned, sales must accept the lead within 4 hours"}\n')
    new = framed(
        "answer:\n  clause: when a lead is assigned, sales must accept the lead within 4 hours\n  until: 2026-06-30\n"
    )
    change = only(compare(old, new).changes)
    assert change.rule == "ends-earlier"
    assert change.new is not None
    assert change.new.span is not None
    assert new.source is not None
    assert new.source.line(change.new.span.line) == "    until: 2026-06-30"


def test_a_fingerprint_survives_moving_and_re_flowing() -> None:
    plain = only(compare(framed(ANSWER), framed(FASTER)).changes)
    more = "other: when a lead is created, sales must assign the lead within 4 hours\n"
    flowed = "answer:\n  when the lead is assigned,\n  sales must accept a lead within 2 business hours\n"
    moved = only(compare(framed(more + ANSWER), framed(more + flowed)).changes)
    by_id = FASTER.replace("a lead is assigned", "lead.assigned")
    named = only(compare(framed(ANSWER), framed(by_id)).changes)
    assert plain.fingerprint == moved.fingerprint == named.fingerprint
    other = only(compare(framed(ANSWER), framed(FASTER.replace("2", "1"))).changes)
    assert other.fingerprint != plain.fingerprint


def test_fingerprints_are_those_of_the_changes() -> None:
    old, new = (
        framed(ANSWER),
        framed(FASTER + "more: when a lead is created, sales must assign the lead within 4 hours\n"),
    )
    told = {change.fingerprint for change in compare(old, new).changes}
    assert told == fingerprints(old.agreement, new.agreement)
    assert fingerprints(None, None) == frozenset()


@pytest.mark.parametrize("seed", SEEDS)
def test_an_agreement_does_not_differ_from_itself(seed: int) -> None:
    agreement = random_agreement(Random(seed))
    found = compare(Paper(agreement), Paper(agreement))
    assert (found.changes, found.rewritten, fingerprints(agreement, agreement)) == ((), (), frozenset())
    assert {one.related.relation for one in found.parties.values()} == {Relation.EQUIVALENT}


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_not_there_adds_everything_and_takes_everything_away(seed: int) -> None:
    agreement = random_agreement(Random(seed))
    added, removed = compare(None, Paper(agreement)), compare(Paper(agreement), None)
    assert next(change.rule for change in added.changes) == "agreement-added"
    assert [change.clause for change in added.changes if change.rule == "clause-added"] == list(agreement.clauses)
    assert [KINDS[change.rule].mirror for change in added.changes] == [change.rule for change in removed.changes]
    assert (added.version, removed.version) == (None, None)
    assert added.old is None
    assert removed.new is None


def test_a_clause_of_another_name_is_told_so() -> None:
    added, _ = compare(framed(ANSWER), framed(ANSWER.replace("answer", "acceptance", 1))).changes
    assert added.why.endswith("it is `answer` but for its name, and `was: answer` would say so")


def test_a_chain_of_breaches_is_touched_to_its_end() -> None:
    chain = "second: when answer is breached, sales must contact the lead within 1 business day\n"
    chain += "third: when second is breached, sales must recycle the lead within 1 business day\n"
    change = only(compare(framed(ANSWER + chain), framed(FASTER + chain)).changes)
    assert {one.clause for one in change.touches} == {"second", "third"}


def test_parties_that_come_and_go() -> None:
    old = paper(FRAME)
    new = paper(
        FRAME.replace(
            '  sales: {name: Sales, signs: "@acme/sales"}', "  sales: {name: Sales}\n  agency: {name: Agency}"
        )
    )
    found = compare(old, new)
    assert {change.rule: change.signs for change in found.changes} == {
        "party-added": ("marketing", "sales", "agency"),
        "signer-changed": ("sales",),
    }
    assert set(found.parties) == {"marketing", "sales", "agency"}
