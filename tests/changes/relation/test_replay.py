"""A lead is a witness only where the engine shows the same under both versions."""

from __future__ import annotations

import pytest

from sla_dsl.changes.relation import Versions, WitnessError, relate
from sla_dsl.changes.relation.replay import witness
from sla_dsl.changes.relation.search import Found
from sla_dsl.changes.relation.version import Version
from sla_dsl.model.change import Relation
from sla_dsl.model.outcome import Verdict
from tests.changes.relation.frame import agreement
from tests.engine.builders import at, ev

FOUR = "when a lead is assigned, sales must contact the lead within 4 hours"
EIGHT = "when a lead is assigned, sales must contact the lead within 8 hours"


def versions() -> tuple[Version, Version]:
    both = Versions(agreement(EIGHT), agreement(FOUR))
    return both.old, both.new


LATE = (ev("lead.assigned", "03-02 10:00"), ev("lead.contacted", "03-02 16:00"))


def test_a_lead_that_parts_the_versions_is_told() -> None:
    shown = witness(Found(1, LATE, at("03-03 10:00")), *versions(), ("it", "it"))
    assert shown.shows is Relation.STRICTER
    assert (shown.verdict_old, shown.verdict_new) == (Verdict.KEPT, Verdict.BROKEN)
    assert shown.story == (
        "a lead assigned on Mon 2026-03-02 12:00 and contacted on Mon 2026-03-02 18:00, as of Tue 2026-03-03 12:00: "
        "kept until now, breached from now on"
    )


def test_one_that_does_not_is_a_defect() -> None:
    with pytest.raises(WitnessError):
        witness(Found(-1, LATE, at("03-03 10:00")), *versions(), ("it", "it"))
    with pytest.raises(WitnessError):
        witness(Found(1, LATE[:1], at("03-02 11:00")), *versions(), ("it", "it"))


def test_an_added_duty_is_stricter_and_a_removed_one_looser() -> None:
    one = agreement(FOUR)
    added, removed = relate(one, one, None, "it"), relate(one, one, "it", None)
    assert (added.relation, removed.relation) == (Relation.STRICTER, Relation.LOOSER)
    assert [each.shows for each in (*added.witnesses, *removed.witnesses)] == [Relation.STRICTER, Relation.LOOSER]
    assert added.witnesses[0].verdict_old is Verdict.NO_CASES
    assert "not asked until now, breached from now on" in added.witnesses[0].story


def test_a_clause_that_is_not_there() -> None:
    one = agreement(FOUR)
    with pytest.raises(KeyError):
        relate(one, one, "it", "that")
