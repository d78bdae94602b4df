"""How verdicts hang together over time, dates and clauses: one sentence of the language each."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from sla_dsl.engine import judge
from sla_dsl.model.clause import BreachTrigger, EventTrigger, Mode, MustNot, Respond
from sla_dsl.model.outcome import CaseState, RatePeriod, Verdict
from tests.oracle.instants import local_date
from tests.properties.comparison import as_log
from tests.properties.seeds import asked_of


@asked_of(60)
def test_a_later_as_of_changes_a_decided_case_only_as_the_language_allows(agreement, question, rnd):
    """`Only overdue may still become late, and excused before due may still become met`."""
    times = sorted(event.time for event in question.events)
    number = rnd.randint(0, 10**9)
    for early, late in (
        (times[number % len(times)] + number % 3 - 1, times[-1]),
        (times[-1], times[-1] + number * 10**6),
    ):
        first, second = (judge(agreement, as_log(question.events), as_of=as_of) for as_of in (early, late))
        for before, after in zip(first.clauses, second.clauses, strict=True):
            later = {_key(case): case for case in after.cases}
            alone = Counter(map(_key, after.cases))
            for case in before.cases:
                assert _key(case) in later
                if alone[_key(case)] == 1:
                    _allowed(agreement.clauses[case.clause].duty, case, later[_key(case)])


def _key(case):
    return case.subject, case.lead, case.start, case.period


def _allowed(duty, before, after):
    if before.state is CaseState.PENDING:
        return
    if before.state is CaseState.OVERDUE and after.state is CaseState.LATE:
        assert not isinstance(duty, MustNot)
        assert not (isinstance(duty, Respond) and duty.times and duty.times.bound.is_ceiling)
        assert (after.breached_at, after.due) == (before.breached_at, before.due)
    elif before.may_become_met and after.state is CaseState.MET:
        assert after.due is None or after.decided <= after.due
    else:
        assert (after.state, after.decided, after.breached_at) == (before.state, before.decided, before.breached_at)


@asked_of(60)
def test_a_later_as_of_changes_no_period_that_was_decided(agreement, question, rnd):
    times = sorted(event.time for event in question.events)
    number = rnd.randint(0, 10**9)
    early, late = times[number % len(times)], times[-1] + number * 10**6
    first, second = (judge(agreement, as_log(question.events), as_of=as_of) for as_of in (early, late))
    for before, after in zip(first.clauses, second.clauses, strict=True):
        later = {period.period: period for period in after.periods}
        for period in before.periods:
            if period.verdict is not Verdict.PENDING:
                assert later[period.period].verdict is period.verdict
                assert later[period.period].broken_at == period.broken_at


@asked_of(60)
def test_since_leaves_out_earlier_cases_and_changes_no_other(agreement, question, rnd):
    times = sorted(event.time for event in question.events)
    number = rnd.randint(0, 10**9)
    since = local_date(times[number % len(times)], agreement.timezone)
    whole = judge(agreement, as_log(question.events), as_of=times[-1])
    rest = judge(agreement, as_log(question.events), as_of=times[-1], since=since)
    for every, some in zip(whole.clauses, rest.clauses, strict=True):
        kept = [case for case in every.cases if local_date(case.start, agreement.timezone) >= since]
        assert sorted(map(repr, some.cases)) == sorted(map(repr, kept))
        assert some.unknown <= every.unknown


@asked_of(60)
def test_a_clause_alone_is_judged_as_among_others(agreement, question, rnd):
    times = sorted(event.time for event in question.events)
    whole = judge(agreement, as_log(question.events), as_of=times[-1])
    for outcome in whole.clauses:
        alone = judge(agreement, as_log(question.events), as_of=times[-1], only=[outcome.clause])
        assert [mine.clause for mine in alone.clauses] == [outcome.clause]
        assert repr(alone.clauses[0]) == repr(outcome)
        assert alone.consequences == tuple(owed for owed in whole.consequences if owed.clause == outcome.clause)


@asked_of(60)
def test_reasons_change_nothing(agreement, question, rnd):
    times = sorted(event.time for event in question.events)
    plain, told = (
        judge(agreement, as_log(question.events), as_of=times[-1], reasons=reasons) for reasons in (False, True)
    )
    assert told == plain


@asked_of(60)
def test_every_case_of_a_level_counts_in_one_period(agreement, question, rnd):
    times = sorted(event.time for event in question.events)
    for outcome in judge(agreement, as_log(question.events), as_of=times[-1]).clauses:
        periods = [period for period in outcome.periods if isinstance(period, RatePeriod)]
        if periods:
            counted = sum(p.met + p.breached + p.pending + p.excused for p in periods)
            assert counted == len(outcome.cases)
            assert [p.period for p in periods] == sorted({case.period for case in outcome.cases})
            assert all(p.low is None or 0 <= p.low <= p.high <= 1 for p in periods)


@asked_of(60)
def test_an_every_time_clause_cut_in_two_by_dates_counts_the_same(agreement, question, rnd):
    times = sorted(event.time for event in question.events)
    number = rnd.randint(0, 10**9)
    for clause in agreement.clauses.values():
        if isinstance(clause.duty, MustNot) and clause.trigger is None:
            whole = clause
        elif isinstance(clause.trigger, EventTrigger):
            whole = replace(clause, trigger=replace(clause.trigger, mode=Mode.EVERY_TIME))
        else:
            continue
        cut = local_date(times[number % len(times)], agreement.timezone)
        early = replace(whole, id="early", valid_until=min(cut, whole.valid_until or date.max))
        late = replace(whole, id="late", valid_from=max(cut + timedelta(days=1), whole.valid_from or date.min))
        clauses = {one.id: one for one in (whole, early, late)}
        judged = judge(replace(agreement, clauses=clauses), as_log(question.events), as_of=question.as_of)
        every, before, after = judged.clauses
        both = [repr(replace(case, clause="")) for part in (before, after) for case in part.cases]
        assert sorted(both) == sorted(repr(replace(case, clause="")) for case in every.cases)
        assert every.unknown == before.unknown + after.unknown


@asked_of(60)
def test_the_gravest_clause_is_the_agreements_verdict(agreement, question, rnd):
    times = sorted(event.time for event in question.events)
    judged = judge(agreement, as_log(question.events), as_of=times[-1])
    order = list(Verdict)
    assert judged.verdict is min((o.verdict for o in judged.clauses), key=order.index)
    assert judged.so_far is min((o.so_far for o in judged.clauses), key=order.index)


@asked_of(60)
def test_a_breach_opens_a_case_at_its_very_instant(agreement, question, rnd):
    times = sorted(event.time for event in question.events)
    judged = {outcome.clause: outcome for outcome in judge(agreement, as_log(question.events), as_of=times[-1]).clauses}
    for clause in agreement.clauses.values():
        if isinstance(clause.trigger, BreachTrigger):
            breaches = {(case.subject, case.lead, case.breached_at) for case in judged[clause.trigger.clause].cases}
            assert {(case.subject, case.lead, case.start) for case in judged[clause.id].cases} <= breaches
