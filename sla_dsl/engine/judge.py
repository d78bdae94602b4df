"""An agreement and a log → how everything stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date

from sla_dsl.clock import Clock
from sla_dsl.engine.aggregate import clause_outcome, no_outcome
from sla_dsl.engine.consequences import owed_actions
from sla_dsl.engine.plan import make_plans
from sla_dsl.engine.promises import judged_periods
from sla_dsl.engine.reference import examine
from sla_dsl.engine.terms import Figures, Terms
from sla_dsl.engine.verdicts import gravest
from sla_dsl.engine.warnings import warnings_of
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import Deliver
from sla_dsl.model.event import Event, EventLog
from sla_dsl.model.outcome import Judgement, LogAccount, Verdict


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
    reported = [name for name in agreement.clauses if not only or name in only]
    if missing := sorted(set(only) - set(reported)):
        raise KeyError(missing[0])
    if as_of is None:
        as_of = max((event.time for event in log.events), default=None)
    if as_of is None:
        return _nothing_judged(agreement, log, reported)
    events = [event for event in log.events if event.time <= as_of]
    terms = make_terms(agreement, as_of, since, reasons=reasons, clock=clock)
    account = _account(agreement, log, events)
    return _judged(terms, events, account, reported)


def make_terms(
    agreement: Agreement, as_of: int, since: date | None, *, reasons: bool, clock: Clock | None = None
) -> Terms:
    """What is the same for every lead."""
    clock = clock or Clock(agreement.timezone, agreement.calendars)
    start = None if since is None else clock.day_start(since)
    return Terms(agreement, clock, Figures(agreement, clock), as_of, start, reasons)


def _judged(terms: Terms, events: list[Event], account: LogAccount, reported: list[str]) -> Judgement:
    agreement = terms.agreement
    plans = make_plans(agreement, reported)
    periods = {
        plan.clause.id: judged_periods(plan.clause, terms, account.first)
        for plan in plans
        if isinstance(plan.clause.duty, Deliver)
    }
    examined = examine(events, plans, terms, periods)
    outcomes = tuple(
        clause_outcome(agreement.clauses[name], examined.findings[name], periods.get(name, {}), terms)
        for name in reported
    )
    return Judgement(
        terms.as_of,
        account,
        gravest(outcome.verdict for outcome in outcomes),
        gravest(outcome.so_far for outcome in outcomes),
        outcomes,
        owed_actions(outcomes, terms),
        warnings_of(agreement, events, examined, reported),
    )


def _account(agreement: Agreement, log: EventLog, events: list[Event]) -> LogAccount:
    undeclared = Counter(event.kind for event in events if event.kind not in agreement.vocabulary.events)
    return LogAccount(
        log.files,
        len(events),
        len(log.events) - len(events),
        log.duplicates,
        _rejected(log),
        dict(sorted(undeclared.items())),
        min((event.time for event in events), default=None),
        max((event.time for event in events), default=None),
    )


def _rejected(log: EventLog) -> int:
    """The lines that were rejected; one rejection may take in several, and a log made by hand has no lines."""
    return max(log.lines - len(log.events) - log.duplicates, len(log.rejections))


def _nothing_judged(agreement: Agreement, log: EventLog, reported: list[str]) -> Judgement:
    outcomes = tuple(no_outcome(agreement.clauses[name]) for name in reported)
    return Judgement(None, _account(agreement, log, []), Verdict.NO_CASES, Verdict.NO_CASES, outcomes)
