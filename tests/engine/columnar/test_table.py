"""Cases stay columns until somebody asks for them, and are then what the plain engine says, in its order."""

from dataclasses import replace
from functools import partial
from random import Random

import pytest

from sla_dsl.engine import judge, judge_columns
from sla_dsl.engine.columnar import table
from sla_dsl.log.columns import column_log, columns_of
from sla_dsl.model.columns import texts_of
from sla_dsl.model.event import EventLog
from sla_dsl.model.outcome import CaseState, LazyCases, by_due, by_newest_breach
from tests.engine.builders import agreement, at, clause, do, ev, every, when, within

MINUTE = 60_000_000


def log_of(leads: int) -> EventLog:
    """Leads that are assigned at a few instants, some of them contacted, in time or late; some twice at one instant."""
    rnd = Random(leads)
    events = []
    for number in range(leads):
        start = at("03-02 09:00") + rnd.randrange(4) * 30 * MINUTE
        events.append(ev("lead.assigned", start, f"L{number}", score=number))
        if rnd.random() < 0.2:
            events.append(ev("lead.assigned", start, f"L{number}", score=number + 1))
        if rnd.random() < 0.7:
            events.append(ev("lead.contacted", start + rnd.randrange(1, 200) * MINUTE, f"L{number}"))
    return EventLog(events=events, lines=len(events))


CLAUSES = agreement(
    clause(do("lead.contacted"), every("lead.assigned"), within(1, "hours"), id="every"),
    clause(do("lead.contacted"), when("lead.assigned"), id="no-due"),
)


def both(leads: int = 60, partitions: int = 3, as_of: str = "03-02 11:30"):
    log = log_of(leads)
    names = sorted({event.lead for event in log.events})
    groups = [set(names[number::partitions]) for number in range(partitions)]
    parts = [
        partial(columns_of, EventLog(events=[event for event in log.events if event.lead in group])) for group in groups
    ]
    plain = judge(CLAUSES, log, as_of=at(as_of))
    fast = judge_columns(CLAUSES, replace(column_log(log), parts=parts), as_of=at(as_of))
    return list(zip(plain.clauses, fast.clauses, strict=True))


@pytest.mark.parametrize("partitions", [1, 3, 60])
def test_cases_come_in_the_same_order_whatever_the_partitions(partitions):
    for plain, fast in both(partitions=partitions):
        assert isinstance(fast.cases, LazyCases)
        assert list(fast.cases) == list(plain.cases)
        blocks = list(fast.cases.blocks())
        assert [name for block in blocks for name in texts_of(block.lead)] == [case.lead for case in plain.cases]
        assert [start for block in blocks for start in block.start] == [case.start for case in plain.cases]
        assert fast.cases == plain.cases
        assert plain.cases == fast.cases
        assert fast.cases[3] == plain.cases[3]
        assert fast.cases[-2:] == plain.cases[-2:]


def test_other_cases_are_not_equal():
    (plain, fast), (_, other) = both()
    assert fast.cases != other.cases
    assert fast.cases != plain.cases[1:]


def test_those_in_some_states():
    for plain, fast in both():
        for states in ([CaseState.MET], [CaseState.LATE, CaseState.OVERDUE], list(CaseState), []):
            assert list(fast.standing(*states)) == plain.standing(*states)
            assert len(fast.standing(*states)) == len(plain.standing(*states))


@pytest.mark.parametrize("most", [0, 1, 3, 1000])
def test_the_soonest_due_and_the_newest_breaches(most):
    for plain, fast in both():
        for state in CaseState:
            expected = sorted((case for case in plain.cases if case.state is state), key=by_due)[:most]
            assert fast.soonest_due(state, most) == plain.soonest_due(state, most) == expected
        breached = sorted((case for case in plain.cases if case.state.breached), key=by_newest_breach)[:most]
        assert fast.newest_breaches(most) == plain.newest_breaches(most) == breached


def test_counts_make_no_case(monkeypatch):
    made = []
    monkeypatch.setattr(table, "Case", lambda *parts: made.append(parts))
    for plain, fast in both():
        assert [fast.count(state) for state in CaseState] == [plain.count(state) for state in CaseState]
        assert len(fast.cases) == len(plain.cases)
        assert fast.verdict is plain.verdict
    assert made == []


def test_the_first_cases_are_made_in_blocks(monkeypatch):
    """Who takes the first few of many does not wait for all."""
    monkeypatch.setattr(table, "_BLOCK", 10)
    made = []
    whole = table.Case
    monkeypatch.setattr(table, "Case", lambda *parts: made.append(parts) or whole(*parts))
    (_, fast), _ = both(partitions=1)
    next(iter(fast.cases))
    assert len(made) < 20


def test_settled_cases_may_be_counted_and_not_kept():
    log, asked = log_of(60), at("03-02 11:30")
    whole = judge_columns(CLAUSES, column_log(log), as_of=asked)
    part = judge_columns(CLAUSES, column_log(log), as_of=asked, settled=False)
    for all_, some in zip(whole.clauses, part.clauses, strict=True):
        assert [some.count(state) for state in CaseState] == [all_.count(state) for state in CaseState]
        assert list(some.cases) == [
            case for case in all_.cases if case.state.breached or case.state is CaseState.PENDING
        ]
        assert some.standing(CaseState.LATE, CaseState.PENDING) == all_.standing(CaseState.LATE, CaseState.PENDING)
        assert replace(some, cases=()) == replace(all_, cases=())
    with pytest.raises(LookupError, match="met cases were counted, and not kept"):
        part.clauses[0].standing(CaseState.MET)
