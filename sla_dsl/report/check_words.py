"""How a clause stands, in words: its periods, its cases, and who broke it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import Clause, Deliver, Ensure
from sla_dsl.model.outcome import (
    Case,
    CaseState,
    ClauseOutcome,
    DeliverPeriod,
    PeriodOutcome,
    RatePeriod,
    Verdict,
)
from sla_dsl.model.result import Check
from sla_dsl.model.values import Share, percent_text
from sla_dsl.report.display import folded, joined, one_line, plural, spaced
from sla_dsl.report.figures import figure_words, percent_words, period_words
from sla_dsl.report.instants import local

MOST_PERIODS = 8
"""A clause with more periods than this shows only its newest ones, and counts the others."""

NEWEST_PERIODS = 6
"""How many it then shows."""

MOST_BREACHES = 3
"""How many breached cases of a clause without level are named."""

_NAMED_BROKEN = 5
_VERDICT_WIDTH = 9


def periods_words(check: Check, outcome: ClauseOutcome, indent: str) -> Iterator[str]:
    """A line a period, in order of time; where there are many, the newest, and the count of those before."""
    earlier, newest = newest_periods(outcome)
    if earlier:
        yield from folded(earlier, indent)
    for period in newest:
        first = f"{indent}{period.verdict.value:<{_VERDICT_WIDTH}}"
        yield from folded(period_words_of(check, outcome, period), " " * len(first), first)


def newest_periods(outcome: ClauseOutcome) -> tuple[str, Sequence[PeriodOutcome]]:
    """The periods to be shown, and where those are not all, a sentence about the ones before."""
    periods = outcome.periods
    if len(periods) <= MOST_PERIODS:
        return "", periods
    return _earlier(periods[:-NEWEST_PERIODS]), periods[-NEWEST_PERIODS:]


def period_words_of(check: Check, outcome: ClauseOutcome, period: PeriodOutcome) -> str:
    """`March 2026: 91 of 101 in time, 90.1%, at least 95% asked`."""
    words = _deliver(check, outcome, period) if isinstance(period, DeliverPeriod) else _rate(check, outcome, period)
    return f"{period_words(period.period)}: {words}"


def clause_sentences(check: Check, outcome: ClauseOutcome) -> Iterator[str]:
    """How a clause stands, each thing on one line however long: its periods with their verdicts, its cases, who."""
    assert check.agreement is not None
    clause = check.agreement.clauses[outcome.clause]
    earlier, newest = newest_periods(outcome)
    if earlier:
        yield earlier
    yield from (f"{period.verdict.value}, {period_words_of(check, outcome, period)}" for period in newest)
    yield from cases_words(clause, outcome, "")
    if breaches := " ".join(breaches_words(check.agreement, outcome, "")):
        yield breaches


def cases_words(clause: Clause, outcome: ClauseOutcome, indent: str) -> Iterator[str]:
    """`103 cases: 91 met, 5 late, …`, and the events that might have counted, had a value been known."""
    counts = {state: outcome.count(state) for state in CaseState}
    if whole := sum(counts.values()):
        parts = [f"{spaced(str(count))} {state.value}" for state, count in counts.items() if count]
        yield f"{indent}{plural(whole, 'case')}: {', '.join(parts)}"
    if outcome.unknown:
        might = "have counted" if isinstance(clause.duty, Deliver) else "have opened a case"
        yield f"{indent}{plural(outcome.unknown, 'event')} might {might}, but for a value that is unknown"


def breaches_words(agreement: Agreement, outcome: ClauseOutcome, indent: str) -> Iterator[str]:
    """Who broke a clause that every case must keep: the newest breaches first."""
    breached = sum(outcome.count(state) for state in CaseState if state.breached)
    if not breached or outcome.periods:
        return
    named = [f"{subject_words(case)} on {_when(agreement, case)}" for case in outcome.newest_breaches(MOST_BREACHES)]
    more = [f"{breached - MOST_BREACHES} more"] if breached > MOST_BREACHES else []
    yield from folded(f"broken by {joined([*named, *more])}", indent)


def subject_words(case: Case) -> str:
    """`lead L-1`, or `opportunity O-1 of lead L-1`."""
    if case.subject == case.lead:
        return f"lead {one_line(case.lead)}"
    return f"opportunity {one_line(case.subject)} of lead {one_line(case.lead)}"


def _when(agreement: Agreement, case: Case) -> str:
    broken_at = case.start if case.breached_at is None else case.breached_at
    return local(broken_at, agreement.timezone, ends=case.breached_at == case.due)


def _earlier(periods: Sequence[PeriodOutcome]) -> str:
    """`30 earlier: 2 broken (2026-01-03, 2026-01-09), 28 kept`."""
    parts = []
    for verdict in Verdict:
        names = [period.period for period in periods if period.verdict is verdict]
        if names:
            parts.append(f"{len(names)} {verdict.value}{_named(names) if verdict is Verdict.BROKEN else ''}")
    return f"{len(periods)} earlier: {', '.join(parts)}"


def _named(names: Sequence[str]) -> str:
    return f" ({', '.join(names[-_NAMED_BROKEN:])}{' and before' if len(names) > _NAMED_BROKEN else ''})"


def _deliver(check: Check, outcome: ClauseOutcome, period: DeliverPeriod) -> str:
    required = check.required.get((outcome.clause, period.period), period.required)
    return f"{figure_words(period.actual)}, {period.bound.value} {figure_words(required)} asked"


def _rate(check: Check, outcome: ClauseOutcome, period: RatePeriod) -> str:
    if not isinstance(period.required, Share):
        return f"{plural(period.breached, 'breach', 'breaches')}, {period.bound.value} {period.required} allowed" + (
            f"; {period.pending} pending" if period.pending else ""
        )
    share = period.required.value
    asked = f"{period.bound.value} {percent_text(share)} asked"
    counted = period.met + period.breached + period.pending
    pending = f", {period.pending} pending" if period.pending else ""
    if period.low is None or period.high is None:
        return f"no case counts, {asked}"
    low, high = percent_words(period.low, share), percent_words(period.high, share)
    rate = low if period.low == period.high else f"between {low} and {high}"
    return f"{period.met} of {counted} {_achieved(check, outcome)}{pending}, {rate}, {asked}"


def _achieved(check: Check, outcome: ClauseOutcome) -> str:
    assert check.agreement is not None
    return "did" if isinstance(check.agreement.clauses[outcome.clause].duty, Ensure) else "in time"
