"""What the command does as functions: they give records, print nothing, and raise nothing at a user's mistake."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import sla_dsl
from sla_dsl import check, explain, targets, validate
from sla_dsl.model.outcome import CaseState, Verdict
from sla_dsl.model.values import Share

AGREEMENT = """\
slac: 1
agreement: acme
version: 1.0.0
parties: {sales: {name: Sales}, marketing: {name: Marketing}}
effective: {from: 2026-01-01}
timezone: Europe/Helsinki
funnel:
  each: quarter
  given: {customers: 6, win rate: 10%}
  derive: {mql target: customers / win rate}
clauses:
  contact: when a lead is assigned, sales must contact the lead within 4 hours
"""
EVENT = '{"time": "2026-03-02T08:00:00Z", "event": "lead.assigned", "lead": "L-1"}\n'


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "acme.sla.yaml"
    path.write_text(AGREEMENT)
    (tmp_path / "events.jsonl").write_text(EVENT)
    return path


def test_the_package_gives_its_functions_by_name() -> None:
    assert set(sla_dsl.__all__) <= set(dir(sla_dsl))
    with pytest.raises(AttributeError, match="no attribute 'differ'"):
        _ = sla_dsl.differ


def test_validate(policy: Path) -> None:
    (one,) = validate(policy)
    assert one.valid
    assert one.meanings == ()
    assert [meaning.clause for meaning in validate(policy, explain=True)[0].meanings] == ["contact"]
    (missing,) = validate(policy.with_name("nothing"))
    assert not missing.valid
    assert missing.diagnostics[0].code == "SLA904"
    policy.write_text(AGREEMENT.replace("4 hours", "4 days"))
    (wrong,) = validate(str(policy), explain=True)
    assert (wrong.agreement, wrong.diagnostics[0].code, wrong.meanings) == (None, "SLA317", ())


def test_targets(policy: Path) -> None:
    (sheet,) = targets(policy).sheets
    assert (sheet.periods, sheet.derived[0].shown.figure) == ((), 60)
    (sheet,) = targets(policy, settings={"win rate": Share(1), "customers": "12"}, period="2026-Q1").sheets
    assert (sheet.periods, sheet.derived[0].shown.figure) == (("2026-Q1",), 12)
    wrong = targets(policy, settings={"win rate": "a lot"})
    assert wrong.sheets == ()
    assert wrong.diagnostics[0].code == "SLA903"


NOON = 1_772_445_600_000_000
"""2026-03-02T10:00:00Z"""
DAY_ENDS = 1_772_488_800_000_000
"""2026-03-02T22:00:00Z: midnight in Helsinki."""


@pytest.mark.parametrize(
    ("as_of", "instant"),
    [
        (NOON, NOON),
        (datetime(2026, 3, 2, 10, tzinfo=UTC), NOON),
        ("2026-03-02T12:00:00+02:00", NOON),
        ("2026-03-02t10:00:00.0000009z", NOON),
        (date(2026, 3, 2), DAY_ENDS),
        ("2026-03-02", DAY_ENDS),
        (None, NOON - 7_200_000_000),
    ],
)
def test_as_of(policy: Path, as_of: object, instant: int) -> None:
    judgement = check(policy.parent, policy, as_of=as_of).judgement
    assert judgement is not None
    assert judgement.as_of == instant


@pytest.mark.parametrize("as_of", [datetime(2026, 3, 2), "2026-03-02T10:00:00", "2026-02-30", "now", ""])  # noqa: DTZ001
def test_no_instant(policy: Path, as_of: object) -> None:
    for found in (check(policy.parent, as_of=as_of), explain(policy.parent, "L-1", as_of=as_of)):
        assert found.diagnostics[0].code == "SLA903"


def test_check(policy: Path) -> None:
    found = check(str(policy.parent / "events.jsonl"), as_of="2026-03-03")
    assert found.judgement is not None
    assert found.judgement.verdict is Verdict.BROKEN
    assert found.judgement.clauses[0].cases[0].state is CaseState.OVERDUE
    found = check(["-"], policy, stdin=io.BytesIO(EVENT.encode()))
    assert found.judgement is not None
    assert found.judgement.verdict is Verdict.PENDING


def test_what_stands_in_the_way_of_a_check(policy: Path) -> None:
    assert check(policy.parent / "nothing.jsonl").diagnostics[0].code == "SLA904"
    assert check(policy.parent, clauses=["contacts"]).diagnostics[0].help == "did you mean `contact`?"
    assert check(policy.parent, policy.with_name("nothing")).diagnostics[0].code == "SLA904"
    policy.write_text("a: [")
    assert check(policy.parent).judgement is None
    assert check(policy.parent).diagnostics


def test_explain(policy: Path) -> None:
    told = explain(policy.parent, "L-1", as_of="2026-03-03")
    assert told.story is not None
    assert [case.state for case in told.story.cases] == [CaseState.OVERDUE]
    assert explain(policy.parent, "L-2").diagnostics[0].help == "did you mean `L-1`?"
