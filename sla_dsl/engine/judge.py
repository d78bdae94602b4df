"""An agreement and a log → how everything stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from sla_dsl.clock import Clock
from sla_dsl.engine.aggregate import clause_outcome, no_outcome
from sla_dsl.engine.consequences import owed_actions
from sla_dsl.engine.findings import Doubts
from sla_dsl.engine.plan import ClausePlan, make_plans
from sla_dsl.engine.promises import judged_periods
from sla_dsl.engine.terms import Figures, Terms
from sla_dsl.engine.verdicts import gravest
from sla_dsl.engine.warnings import shared_opportunities, warnings_of
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import Deliver
from sla_dsl.model.event import Event, EventLog
from sla_dsl.model.outcome import ClauseOutcome, Judgement, LogAccount, Verdict
from sla_dsl.model.period import PeriodDates

if TYPE_CHECKING:
    from sla_dsl.engine.columnar import Examined
    from sla_dsl.log.columns import ColumnLog

    Examining = Callable[[Terms, Sequence[str]], Iterable[Examined]]


def judge(
    agreement: Agreement,
    log: EventLog,
    *,
    as_of: int | None = None,
    since: date | None = None,
    only: Collection[str] = (),
    reasons: bool = False,
    clock: Clock | None = None,
) -> Judgement:
    """How the agreement stands by the log, for an agreement that is valid.

    `as_of` is an instant (microseconds since 1970-01-01T00:00Z), the latest event's if none. Cases that started before
    the local date `since` are left out. `only` names the clauses to report, all if empty. `reasons` keeps with each
    case why it stands as it does. `clock` is the agreement's own, where it has been made already. Raises KeyError for a
    clause that the agreement lacks.
    """
    reported = _reported(agreement, only)
    if as_of is None:
        as_of = max((event.time for event in log.events), default=None)
    if as_of is None:
        return _nothing_judged(agreement, _account(agreement, log, []), reported)
    events = [event for event in log.events if event.time <= as_of]
    terms = make_terms(agreement, as_of, since, reasons=reasons, clock=clock)
    account = _account(agreement, log, events)
    return _judged(terms, events, account, reported)


def judge_columns(
    agreement: Agreement,
    log: ColumnLog,
    *,
    as_of: int | None = None,
    since: date | None = None,
    only: Collection[str] = (),
    settled: bool = True,
    examined: Examining | None = None,
) -> Judgement:
    """The same by a log in columns, judged partition by partition with arrays. Its cases are made when asked for.

    Cases that are met or excused are counted, but kept only if `settled`. `examined` gives the partitions as they were
    examined elsewhere; then `log` need only have the account.
    """
    from sla_dsl.engine.columnar import judge_examined, judge_partitions

    reported = _reported(agreement, only)
    as_of = log.last if as_of is None else as_of
    if as_of is None:
        return _nothing_judged(agreement, account_of(agreement, log, {}, None, None), reported)
    terms = make_terms(agreement, as_of, since, reasons=False, settled=settled)
    if examined is None:
        account, outcomes, doubts = judge_partitions(log, terms, reported)
    else:
        account, outcomes, doubts = judge_examined(log, terms, reported, examined(terms, reported))
    return _whole(terms, account, outcomes, doubts)


def _reported(agreement: Agreement, only: Collection[str]) -> list[str]:
    reported = [name for name in agreement.clauses if not only or name in only]
    if missing := sorted(set(only) - set(reported)):
        raise KeyError(missing[0])
    return reported


def make_terms(
    agreement: Agreement,
    as_of: int,
    since: date | None,
    *,
    reasons: bool,
    settled: bool = True,
    clock: Clock | None = None,
) -> Terms:
    """What is the same for every lead."""
    clock = clock or Clock(agreement.timezone, agreement.calendars)
    start = None if since is None else clock.day_start(since)
    return Terms(agreement, clock, Figures(agreement, clock), as_of, start, reasons, settled)


def _judged(terms: Terms, events: list[Event], account: LogAccount, reported: list[str]) -> Judgement:
    from sla_dsl.engine.reference import examine

    agreement = terms.agreement
    plans = make_plans(agreement, reported)
    periods = periods_judged(plans, terms, account.first)
    examined = examine(events, plans, terms, periods)
    outcomes = tuple(
        clause_outcome(agreement.clauses[name], examined.findings[name], periods.get(name, {}), terms)
        for name in reported
    )
    return _whole(terms, account, outcomes, examined.doubts(shared_opportunities(agreement, events)))


def periods_judged(
    plans: Iterable[ClausePlan], terms: Terms, first: int | None
) -> dict[str, Mapping[str, PeriodDates]]:
    """The periods of each `deliver` that are judged, by the clause's id; `first` is the log's first event."""
    return {
        plan.clause.id: judged_periods(plan.clause, terms, first)
        for plan in plans
        if isinstance(plan.clause.duty, Deliver)
    }


def _whole(terms: Terms, account: LogAccount, outcomes: tuple[ClauseOutcome, ...], doubts: Doubts) -> Judgement:
    reported = [outcome.clause for outcome in outcomes]
    return Judgement(
        terms.as_of,
        account,
        gravest(outcome.verdict for outcome in outcomes),
        gravest(outcome.so_far for outcome in outcomes),
        outcomes,
        owed_actions(outcomes, terms),
        warnings_of(terms.agreement, doubts, reported),
    )


def _account(agreement: Agreement, log: EventLog, events: list[Event]) -> LogAccount:
    kinds = Counter(event.kind for event in events)
    first = min((event.time for event in events), default=None)
    return account_of(agreement, log, kinds, first, max((event.time for event in events), default=None))


def account_of(
    agreement: Agreement, log: EventLog | ColumnLog, kinds: Mapping[str, int], first: int | None, last: int | None
) -> LogAccount:
    """What was in the log; `kinds` counts the judged events by their ids, `first` and `last` are instants of these."""
    count = len(log.events) if isinstance(log, EventLog) else log.count
    events = sum(kinds.values())
    undeclared = {kind: number for kind, number in sorted(kinds.items()) if kind not in agreement.vocabulary.events}
    # One rejection may take in several lines, and a log made by hand has no lines.
    rejected = max(log.lines - count - log.duplicates, len(log.rejections))
    return LogAccount(log.files, events, count - events, log.duplicates, rejected, undeclared, first, last)


def _nothing_judged(agreement: Agreement, account: LogAccount, reported: list[str]) -> Judgement:
    outcomes = tuple(no_outcome(agreement.clauses[name]) for name in reported)
    return Judgement(None, account, Verdict.NO_CASES, Verdict.NO_CASES, outcomes)
