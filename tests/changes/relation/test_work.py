"""The work of a comparison is counted: what is too much is left open and said, and the same is done every time."""

from __future__ import annotations

import pytest

from sla_dsl.changes.relation import Versions, relate, work
from sla_dsl.changes.relation.work import LEAST, OF_A_CLAUSE, Work, of_each
from sla_dsl.model.change import Relation
from tests.changes.relation.frame import agreement

ANSWER = "when a lead is assigned, sales must contact the lead within 4 business hours"
LEVEL = f"{ANSWER}, for at least 95% of cases each month"
PAUSED = f"{ANSWER}, paused while the lead sleeps"


def compared(old: str, new: str, *edits: tuple[str, str]):
    return relate(agreement(old), agreement(new, *edits), "it", "it")


def few_steps(monkeypatch: pytest.MonkeyPatch, steps: int) -> None:
    monkeypatch.setattr(work, "OF_A_CLAUSE", steps)
    monkeypatch.setattr(work, "LEAST", steps)


@pytest.mark.parametrize("clause", [ANSWER, LEVEL, PAUSED])
def test_without_steps_a_relation_is_unproven_and_says_why(clause: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four hours against three is proven by rule to be no looser; the lead that shows it stricter takes steps."""
    few_steps(monkeypatch, 0)
    related = compared(clause, clause.replace("4 business", "3 business"))
    assert related.relation is Relation.UNPROVEN
    assert "more to try than the work" in related.why


def test_what_rules_decide_takes_no_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    few_steps(monkeypatch, 0)
    assert compared(ANSWER, ANSWER.replace("4 business hours", "240 business minutes")).relation is Relation.EQUIVALENT


def test_calendars_that_are_not_compared_prove_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight hours are never later than a business day here; without steps nobody has looked."""
    day, hours = ANSWER.replace("4 business hours", "1 business day"), ANSWER.replace("4 business", "8 business")
    assert compared(day, hours).relation is not Relation.UNPROVEN
    few_steps(monkeypatch, 0)
    assert compared(day, hours).relation is Relation.UNPROVEN


def test_no_clause_takes_more_than_its_steps_and_one_search() -> None:
    """Neither a mirror nor an order of clauses changes what is found."""
    old, new = agreement(PAUSED), agreement(PAUSED, ("Mon-Fri: 09:00-17:00", "Mon-Thu: 10:00-18:00"))
    there, back = Versions(old, new), Versions(new, old)
    assert there.relate("it", "it").relation is back.relate("it", "it").relation.mirror
    assert there.relate("it", "it") == there.relate("it", "it") == Versions(old, new).relate("it", "it")


def test_clauses_share_the_steps_of_a_diff() -> None:
    assert of_each(1) == of_each(5) == OF_A_CLAUSE
    assert of_each(40) == work.OF_A_DIFF // 40
    assert of_each(10_000) == LEAST


def test_what_is_kept_is_counted_once_for_each() -> None:
    one = Work(10)
    one.spend_once("calendars", 4)
    one.spend_once("calendars", 4)
    assert one.left == 6
    one.spend(6)
    assert one.is_used_up
