"""A log under both versions: what flips is what two separate judgements differ in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from random import Random

import pytest

from sla_dsl.changes import Logs, cost
from sla_dsl.engine import judge
from sla_dsl.log.columns import column_log
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.change import LogCost, Relation
from sla_dsl.model.clause import Clause
from sla_dsl.model.event import Event, EventLog
from sla_dsl.model.outcome import CaseState, Judgement, OwedAction, Verdict
from tests.changes.papers import framed
from tests.strategies.agreements import random_agreement
from tests.strategies.logs import random_question

HOUR = 3_600_000_000
MONDAY = 1_772_442_000_000_000  # 2026-03-02T09:00:00Z, 11:00 in Helsinki
ANSWER = "answer: when a lead is assigned, sales must accept the lead within 4 hours, otherwise notify director\n"


def log(*events: Event) -> EventLog:
    return EventLog(events=list(events))


def assigned(lead: str, time: int, **values: str) -> Event:
    return Event(time, "lead.assigned", lead, values=values)


def costs(old: str, new: str, events: EventLog, as_of: int | None = None) -> LogCost:
    return cost(framed(old).agreement, framed(new).agreement, Logs(events, events), as_of=as_of)


def test_flips_periods_and_consequences_by_hand() -> None:
    events = log(
        assigned("L-1", MONDAY, owner="anna"),
        Event(MONDAY + 3 * HOUR, "lead.accepted", "L-1"),
        assigned("L-2", MONDAY, owner="bengt"),
        Event(MONDAY + HOUR, "lead.accepted", "L-2"),
        assigned("L-3", MONDAY),
        Event(MONDAY + 9 * HOUR, "lead.accepted", "L-3"),
    )
    found = costs(ANSWER, ANSWER.replace("4 hours", "2 hours"), events)
    (flip,) = found.flips
    assert (flip.lead, flip.owner, flip.month, flip.old, flip.new) == (
        "L-1",
        "anna",
        "2026-03",
        CaseState.MET,
        CaseState.LATE,
    )
    assert flip.shows is Relation.STRICTER
    assert found.turned == ()
    assert [row.lead for row in found.come] == ["L-1"]  # that of L-3 falls due sooner, and is owed under both
    assert [row.lead for row in found.go] == []
    back = costs(ANSWER.replace("4 hours", "2 hours"), ANSWER, events)
    assert [(flip.lead, flip.shows) for flip in back.flips] == [("L-1", Relation.LOOSER)]
    assert (back.come, back.go) == (found.go, found.come)


def test_a_clause_that_is_renamed_is_one_clause() -> None:
    events = log(assigned("L-1", MONDAY), assigned("L-2", MONDAY + 10 * HOUR))
    renamed = ANSWER.replace("answer: ", "acceptance:\n  was: answer\n  clause: ", 1)
    assert costs(ANSWER, renamed, events).flips == ()
    assert costs(ANSWER, renamed, events).turned == ()
    other = costs(ANSWER, ANSWER.replace("answer", "acceptance", 1), events)
    assert [(flip.clause, flip.old is None, flip.new is None) for flip in other.flips] == [
        ("acceptance", True, False), ("acceptance", True, False), ("answer", False, True), ("answer", False, True),
    ]  # fmt: skip
    assert {(one.clause, one.period, one.old, one.new) for one in other.turned} == {
        ("acceptance", None, None, Verdict.BROKEN), ("answer", None, Verdict.BROKEN, None),
    }  # fmt: skip


def test_a_log_without_events() -> None:
    found = costs(ANSWER, ANSWER, log())
    assert (found.old.as_of, found.flips, found.turned) == (None, (), ())


def nudged(agreement: Agreement, rnd: Random) -> Agreement:
    """The agreement with one clause without its excuses, its level or its pause."""
    name = rnd.choice(list(agreement.clauses))
    clause: Clause = agreement.clauses[name]
    plain = replace(clause, unless=(), paused_while=None, level=None, period_otherwise=None)
    return replace(agreement, clauses={**agreement.clauses, name: plain})


def states(judgement: Judgement) -> Counter[tuple[object, ...]]:
    return Counter(
        (case.clause, case.subject, case.lead, case.start, case.state)
        for outcome in judgement.clauses for case in outcome.cases
    )  # fmt: skip


def owed(rows: Iterable[OwedAction]) -> Counter[OwedAction]:
    return Counter(replace(row, due=0) for row in rows)


@pytest.mark.parametrize("seed", range(20))
def test_what_flips_is_what_two_checks_differ_in(seed: int) -> None:
    rnd = Random(seed)
    old = random_agreement(rnd)
    new = nudged(old, rnd)
    events = log(*random_question(rnd, old).events)
    found = cost(old, new, Logs(events, events), as_of=None)
    as_of = max((event.time for event in events.events), default=None)
    before, after = judge(old, events, as_of=as_of), judge(new, events, as_of=as_of)
    assert (found.old, found.new) == (before, after)
    lost, won = states(before) - states(after), states(after) - states(before)
    assert (
        Counter((flip.clause, flip.subject, flip.lead, flip.start, flip.old) for flip in found.flips if flip.old)
        == lost
    )
    assert (
        Counter((flip.clause, flip.subject, flip.lead, flip.start, flip.new) for flip in found.flips if flip.new) == won
    )
    assert owed(found.come) == owed(after.consequences) - owed(before.consequences)
    assert owed(found.go) == owed(before.consequences) - owed(after.consequences)


@pytest.mark.parametrize("seed", range(6))
def test_in_columns_it_is_the_same(seed: int) -> None:
    rnd = Random(seed)
    old = random_agreement(rnd)
    new = nudged(old, rnd)
    events = log(*random_question(rnd, old).events)
    plain, columns = Logs(events, events), Logs(column_log(events), column_log(events))
    one, other = cost(old, new, plain, as_of=None), cost(old, new, columns, as_of=None)
    assert (one.flips, one.turned, one.come, one.go) == (other.flips, other.turned, other.come, other.go)
