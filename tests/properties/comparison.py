"""Where the engine and the oracle differ, field by field, and the smallest question on which they still do."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from sla_dsl.engine import judge as engine_judge
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import BreachTrigger, Either, EventPattern, Respond
from sla_dsl.model.event import EventLog
from sla_dsl.model.outcome import ClauseOutcome, Judgement, RatePeriod
from tests.oracle import judge as oracle_judge
from tests.oracle.verdicts import Judged, Outcome
from tests.strategies.logs import Question


def as_log(events) -> EventLog:
    """Events as a reader would hand them over."""
    return EventLog(("events.jsonl",), list(events), lines=len(events))


def engine(agreement: Agreement, question: Question) -> Judgement:
    """What the engine says."""
    return engine_judge(agreement, as_log(question.events), as_of=question.as_of, since=question.since)


def differences(agreement: Agreement, question: Question) -> list[str]:
    """Every field in which the engine differs from the oracle: `name: engine …, oracle …`."""
    left, right = engine(agreement, question), oracle_judge(agreement, *question)
    assert right is not None
    return [
        f"{name}: engine {mine!r}, oracle {theirs!r}" for name, mine, theirs in _pairs(left, right) if mine != theirs
    ]


def _pairs(left: Judgement, right: Judged) -> Iterator[tuple]:
    yield "as of", left.as_of, right.as_of
    yield "verdict", left.verdict, right.verdict
    yield "so far", left.so_far, right.so_far
    yield "events", left.log.events, right.events
    yield "after as of", left.log.after_as_of, right.after_as_of
    yield "undeclared", dict(left.log.undeclared), right.undeclared
    yield "order of clauses", [clause.clause for clause in left.clauses], list(right.clauses)
    for outcome in left.clauses:
        for name, mine, theirs in _clause_pairs(outcome, right.clauses[outcome.clause]):
            yield f"{outcome.clause} {name}", mine, theirs
    yield "owed", owed_rows(left), list(right.owed)
    yield "order owed", _owed_order(left), sorted(_owed_order(left))


def _clause_pairs(left: ClauseOutcome, right: Outcome) -> Iterator[tuple]:
    yield "verdict", left.verdict, right.verdict
    yield "so far", left.so_far, right.so_far
    yield "unknown", left.unknown, right.unknown
    yield "cases", case_rows(left), list(right.cases)
    order = [(case.start, case.subject) for case in left.cases]
    yield "order of cases", order, sorted(order)
    yield "periods", [_period_row(period) for period in left.periods], [_oracle_period_row(p) for p in right.periods]


def case_rows(outcome: ClauseOutcome) -> list[tuple]:
    """The cases of a clause as rows, in an order of their own."""
    rows = [(case.subject, case.lead, case.start, case.due, case.state, case.decided, case.period, case.breached_at,
             case.may_become_met) for case in outcome.cases]  # fmt: skip
    return sorted(rows, key=repr)


def owed_rows(judgement: Judgement) -> list[tuple]:
    """The consequences as rows, in an order of their own."""
    rows = [(o.due, o.clause, o.subject, o.lead, o.start, o.period, o.action) for o in judgement.consequences]
    return sorted(rows, key=repr)


def _owed_order(judgement: Judgement) -> list[tuple]:
    names = [clause.clause for clause in judgement.clauses]
    return [(owed.due, names.index(owed.clause), owed.subject or "") for owed in judgement.consequences]


def _period_row(period) -> tuple:
    head = (period.period, period.start, period.end, period.verdict, period.bound, period.required)
    if isinstance(period, RatePeriod):
        counts = (period.met, period.breached, period.pending, period.excused)
        return (*head, counts, period.low, period.high, period.broken_at)
    return (*head, period.actual, period.broken_at)


def _oracle_period_row(period) -> tuple:
    head = (period.name, period.start, period.end, period.verdict, period.bound, period.required)
    if period.counts is not None:
        return (*head, period.counts, period.low, period.high, period.broken_at)
    return (*head, period.actual, period.broken_at)


Fails = Callable[[Agreement, Question], bool]


def smallest(agreement: Agreement, question: Question, fails: Fails) -> tuple[Agreement, Question]:
    """The pair with everything taken away that is not needed for it to fail."""
    shrunk = True
    while shrunk:
        shrunk = False
        for smaller in _smaller(agreement, question):
            if fails(*smaller):
                agreement, question = smaller
                shrunk = True
                break
    return agreement, question


def _smaller(agreement: Agreement, question: Question) -> Iterator[tuple[Agreement, Question]]:
    yield from ((agreement, one) for one in _smaller_questions(question))
    for name, clause in agreement.clauses.items():
        waits = any(
            isinstance(other.trigger, BreachTrigger) and other.trigger.clause == name
            for other in agreement.clauses.values()
        )
        if not waits and len(agreement.clauses) > 1:
            yield _with(agreement, {key: value for key, value in agreement.clauses.items() if key != name}), question
        for simpler in _simpler(clause):
            yield _with(agreement, {**agreement.clauses, name: simpler}), question
    for name, calendar in agreement.calendars.items():
        for change in ({"holidays": None}, {"closed": frozenset()}, {"open": {}}, {"timezone": None}):
            plain = replace(calendar, **change)
            if plain != calendar:
                yield replace(agreement, calendars={**agreement.calendars, name: plain}), question


def _smaller_questions(question: Question) -> Iterator[Question]:
    events = question.events
    for size in (8, 4, 2, 1):
        for start in range(0, len(events), size):
            left = [*events[:start], *events[start + size :]]
            if left:
                yield question._replace(events=left)
    if question.since:
        yield question._replace(since=None)
    for place, event in enumerate(events):
        for name in event.values:
            fewer = event._replace(values={key: value for key, value in event.values.items() if key != name})
            yield question._replace(events=[*events[:place], fewer, *events[place + 1 :]])
        if event.id is not None:
            yield question._replace(events=[*events[:place], event._replace(id=None), *events[place + 1 :]])


def _with(agreement: Agreement, clauses: dict) -> Agreement:
    return replace(agreement, clauses=clauses)


def _simpler(clause) -> Iterator:
    changes = ({"case_otherwise": None}, {"period_otherwise": None}, {"unless": ()}, {"valid_from": None},
               {"valid_until": None}, {"paused_while": None}, {"level": None, "period_otherwise": None})  # fmt: skip
    yield from (simpler for change in changes if (simpler := replace(clause, **change)) != clause)
    for name in ("case_otherwise", "period_otherwise"):
        owed = getattr(clause, name)
        if owed is not None and owed.later:
            yield replace(clause, **{name: replace(owed, later=())})
    if clause.deadline is not None and clause.deadline.tiers:
        yield replace(clause, deadline=replace(clause.deadline, tiers=clause.deadline.tiers[1:]))
    if isinstance(clause.duty, Either) and len(clause.duty.events) > 1:
        yield replace(clause, duty=Respond(clause.duty.events[0]))
    event = getattr(clause.trigger, "event", None)
    if isinstance(event, EventPattern) and event.where:
        yield replace(clause, trigger=replace(clause.trigger, event=replace(event, where=event.where[1:])))
    event = getattr(clause.duty, "event", None)
    if isinstance(event, EventPattern) and event.where:
        yield replace(clause, duty=replace(clause.duty, event=replace(event, where=event.where[1:])))
