"""A judged log as JSON, the way `schemas/check-report.schema.json` describes it."""

from __future__ import annotations

from fractions import Fraction

from sla_dsl.model.clause import Deliver
from sla_dsl.model.outcome import (
    CaseState,
    ClauseOutcome,
    DeliverPeriod,
    LogAccount,
    OwedAction,
    PeriodOutcome,
    RatePeriod,
)
from sla_dsl.model.result import Check
from sla_dsl.model.values import Share
from sla_dsl.report.instants import rfc3339
from sla_dsl.report.json_text import JsonValue, diagnostic_records, figure_json, json_text
from sla_dsl.report.map_json import account_json

VERSION = 1
"""The version of this report's form."""


def check_json(check: Check) -> str:
    """The report of a check that judged something."""
    agreement, judgement = check.agreement, check.judgement
    assert agreement is not None
    assert judgement is not None
    return json_text(
        {
            "report": VERSION,
            "agreement": {
                "id": agreement.id,
                "version": agreement.version,
                "file": agreement.file,
                "digest": agreement.digest,
            },
            "as_of": instant_json(judgement.as_of),
            "log": _log(judgement.log, check),
            "verdict": judgement.verdict.value,
            "so_far": judgement.so_far.value,
            "clauses": [_clause(check, outcome) for outcome in judgement.clauses],
            "consequences": [_owed(row) for row in judgement.consequences],
            "calendars": dict(check.calendars),
            "warnings": diagnostic_records(judgement.warnings),
        }
    )


def instant_json(instant: int | None) -> str | None:
    """An instant in UTC, null where there is none."""
    return None if instant is None else rfc3339(instant)


def _log(log: LogAccount, check: Check) -> JsonValue:
    """The account of the log; `tables` only where tables were read through maps."""
    tables = {"tables": [account_json(account) for account in check.tables]} if check.tables else {}
    return {
        "files": list(log.files),
        "events": log.events,
        "after_as_of": log.after_as_of,
        "duplicates": log.duplicates,
        "rejected": log.rejected,
        "undeclared": dict(log.undeclared),
        "first": instant_json(log.first),
        "last": instant_json(log.last),
        **tables,
    }


def _clause(check: Check, outcome: ClauseOutcome) -> JsonValue:
    head: dict[str, JsonValue] = {
        "id": outcome.clause,
        "party": outcome.party,
        "verdict": outcome.verdict.value,
        "so_far": outcome.so_far.value,
    }
    periods = [_period(check, outcome.clause, period) for period in outcome.periods]
    if is_deliver(check, outcome):
        return {**head, "unknown": outcome.unknown, "periods": periods}
    cases = {state.value: outcome.count(state) for state in CaseState}
    return {**head, "cases": {**cases, "unknown": outcome.unknown}, "periods": periods}


def is_deliver(check: Check, outcome: ClauseOutcome) -> bool:
    """Whether the clause counts or adds up what is delivered, and so has no cases."""
    assert check.agreement is not None
    return isinstance(check.agreement.clauses[outcome.clause].duty, Deliver)


def _period(check: Check, clause: str, period: PeriodOutcome) -> JsonValue:
    head = {"period": period.period, "verdict": period.verdict.value, "bound": period.bound.value}
    if isinstance(period, DeliverPeriod):
        required = check.required.get((clause, period.period), period.required)
        return {**head, "required": figure_json(required), "actual": figure_json(period.actual)}
    return {
        **head,
        "required": required_json(period),
        "met": period.met,
        "breached": period.breached,
        "pending": period.pending,
        "excused": period.excused,
        "low": _fraction(period.low),
        "high": _fraction(period.high),
    }


def required_json(period: RatePeriod) -> str:
    """`95%`, or the breaches that a budget allows: `3`."""
    return figure_json(period.required if isinstance(period.required, Share) else int(period.required))


def _fraction(value: Fraction | None) -> str | None:
    return None if value is None else str(Fraction(value))


def _owed(row: OwedAction) -> JsonValue:
    return {
        "clause": row.clause,
        "subject": row.subject,
        "lead": row.lead,
        "start": instant_json(row.start),
        "period": row.period,
        "action": row.action,
        "due": rfc3339(row.due),
    }
