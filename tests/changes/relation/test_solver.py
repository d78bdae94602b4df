"""The solver's part: what it adds, what is said without it, and when it is stopped."""

from __future__ import annotations

import pytest

from sla_dsl.changes.relation import Versions, relate, solver
from sla_dsl.changes.relation.solver import Answered, can_part
from sla_dsl.changes.relation.work import LEAST, Work
from sla_dsl.model.change import Relation
from tests.changes.relation.frame import agreement

EITHER = "when a lead is assigned, sales must either contact the lead or reject the lead within 4 hours"
EXCUSED = "when a lead is assigned, sales must contact the lead within 4 hours, unless a lead is rejected"


def pair(old: str, new: str):
    versions = Versions(agreement(old), agreement(new))
    return versions._forward._pairs("it", "it", Work(LEAST))[0]


def test_what_no_rule_tells_the_solver_does() -> None:
    assert relate(agreement(EITHER), agreement(EXCUSED), "it", "it").relation is Relation.EQUIVALENT


def test_a_case_that_can_part_the_versions_comes_with_a_hint() -> None:
    """Without the excuse, a rejected lead is breached in the new version only."""
    bare = "when a lead is assigned, sales must contact the lead within 4 hours"
    told = can_part(pair(bare, EXCUSED))
    assert told.answer is Answered.POSSIBLE
    assert {sample.kind for sample, _ in told.hints[0].lines} >= {"lead.rejected"}
    assert can_part(pair(EXCUSED, bare)).answer is Answered.IMPOSSIBLE


def test_without_the_solver_it_is_left_open_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solver, "find_spec", lambda _: None)
    related = relate(agreement(EITHER), agreement(EXCUSED), "it", "it")
    assert related.relation is Relation.UNPROVEN
    assert "slac[prove]" in related.why


def test_without_the_solver_rules_and_leads_still_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solver, "find_spec", lambda _: None)
    shorter = EITHER.replace("4 hours", "2 hours")
    assert relate(agreement(EITHER), agreement(shorter), "it", "it").relation is Relation.STRICTER
    days = EITHER.replace("4 hours", "1 business day")
    assert relate(agreement(EITHER), agreement(days), "it", "it").relation is Relation.LOOSER


def test_a_solver_that_works_too_long_is_stopped_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solver, "EFFORT", 1)
    related = relate(agreement(EITHER), agreement(EXCUSED), "it", "it")
    assert related.relation is Relation.UNPROVEN
    assert "stopped" in related.why


def test_what_is_not_in_the_model_is_not_claimed() -> None:
    paused = f"{EXCUSED}, paused while the lead sleeps"
    assert can_part(pair(EXCUSED, paused)).answer is Answered.NOT_MODELLED
