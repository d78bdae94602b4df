"""What is claimed of two clauses, against the engine, over random leads."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from sla_dsl.diagnostics import Source
from sla_dsl.engine import judge
from sla_dsl.language.load import load
from sla_dsl.model.event import Event, EventLog
from sla_dsl.model.outcome import CaseState, Verdict
from sla_dsl.model.values import Money
from tests.review import test_conflicts, test_implied
from tests.review.agreements import text_of

START = 1_767_571_200_000_000
"""2026-01-05T00:00Z, a Monday."""

HOUR = 3_600_000_000
KINDS = (
    "lead.assigned", "lead.assigned", "lead.contacted", "lead.contacted", "contact.attempted", "contact.attempted",
    "lead.accepted", "lead.rejected", "lead.disqualified", "lead.qualified", "opportunity.created", "opportunity.valued",
    "opportunity.closed",
)  # fmt: skip
LEADS = 250


def implied_pairs():
    (mark,) = test_implied.test_implied.pytestmark
    return mark.args[1]


def log(seed: int) -> EventLog:
    """Leads of a few events, close to one another or days apart, with and without what conditions name."""
    chance = Random(seed)
    return EventLog(events=[event for number in range(LEADS) for event in lead(chance, f"L{number}")])


def lead(chance: Random, name: str):
    time = START + chance.randrange(0, 300 * 24) * HOUR
    for number in range(chance.randint(1, 14)):
        kind = chance.choice(KINDS)
        opportunity = "O1" if kind.startswith("opportunity") else None
        yield Event(time, kind, name, f"{number:02}", opportunity, values(chance, kind))
        time += chance.choice((0, HOUR // 2, HOUR, 2 * HOUR, 5 * HOUR, 20 * HOUR, 50 * HOUR))


def values(chance: Random, kind: str):
    named = {"score": chance.choice((5, 20, 50, 90)), "country": "FI", "source": chance.choice(("web", "partner"))}
    own = {
        "lead.contacted": {"channel": chance.choice(("phone", "mail"))},
        "opportunity.valued": {"value": Money(chance.choice((1, 9_000)), "EUR")},
        "opportunity.closed": {"reason": "price", "competitor": "acme"},
    }
    return {key: value for key, value in {**named, **own.get(kind, {})}.items() if chance.random() < 0.7}


def loaded(first: str, second: str):
    agreement = load(Source("a", text_of(f"first: {first}\nsecond: {second}\n"))).agreement
    assert agreement is not None
    return agreement


def breached(outcome) -> set[str]:
    return {case.lead for case in outcome.cases if case.breached_at is not None}


@pytest.mark.parametrize(("first", "second"), implied_pairs())
def test_who_keeps_the_first_keeps_the_second(first, second):
    agreement = loaded(first, second)
    for seed in range(4):
        one, other = judge(agreement, log(seed)).clauses
        if agreement.clauses["second"].judged_each is None:
            assert breached(other) <= breached(one)
        else:
            kept = {period.period for period in one.periods if period.verdict is Verdict.KEPT}
            broken = {period.period for period in other.periods if period.verdict is Verdict.BROKEN}
            assert kept.isdisjoint(broken)


@pytest.mark.parametrize(("first", "second"), [pair[:2] for pair in test_conflicts.SURE])
def test_no_case_keeps_both(first, second):
    """Every lead with a case that is no longer pending breaks one of the two."""
    agreement = loaded(first, second)
    tried = 0
    for seed in range(4):
        one, other = judge(agreement, log(seed)).clauses
        for case in one.cases:
            if case.state is not CaseState.PENDING:
                tried += 1
                assert case.lead in breached(one) | breached(other)
    assert tried > 5


def test_the_check_sees_a_wrong_claim():
    """A second, longer quiet time is not implied by the first (`when`): some random lead shows it."""
    pair = ("when a lead is disqualified, marketing must not assign the lead for 90 calendar days",
            "when a lead is disqualified, marketing must not assign the lead for 2 calendar days")  # fmt: skip
    agreement = loaded(*pair)
    swapped = replace(agreement, clauses=dict(reversed(agreement.clauses.items())))
    found = [judge(swapped, log(seed)).clauses for seed in range(4)]
    assert any(not breached(other) <= breached(one) for one, other in found)
