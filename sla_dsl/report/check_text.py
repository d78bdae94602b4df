"""A judged log for people: the verdict, every clause in its own words, who waits, what is owed, what was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sla_dsl.model.agreement import Agreement
from sla_dsl.model.outcome import ClauseOutcome, Judgement, LogAccount, Verdict
from sla_dsl.model.result import Check
from sla_dsl.report.check_words import breaches_words, cases_words, periods_words
from sla_dsl.report.diagnostics_text import diagnostics_text
from sla_dsl.report.display import folded, joined, one_line, padded, plural, spaced
from sla_dsl.report.instants import local, rfc3339
from sla_dsl.report.map_text import account_lines
from sla_dsl.report.owed_text import owed_lines
from sla_dsl.report.waiting_text import overdue_lines, waiting_lines

INDENT = " " * 10
"""What stands before everything that belongs to a verdict, so that the verdicts stand out."""

_SHOWN_KINDS = 5


def check_text(check: Check) -> str:
    """The report of a check that judged something; every line ends with a line break."""
    agreement, judgement = check.agreement, check.judgement
    assert agreement is not None
    assert judgement is not None
    parts = (
        list(_verdict(agreement, judgement)),
        *(list(_clause(check, agreement, outcome)) for outcome in judgement.clauses),
        waiting_lines(agreement, judgement),
        overdue_lines(agreement, judgement),
        owed_lines(agreement, judgement),
        diagnostics_text(judgement.warnings).splitlines(),
        list(_account(agreement, judgement.log, check)),
    )
    return "\n".join("".join(f"{line}\n" for line in part) for part in parts if part)


def _verdict(agreement: Agreement, judgement: Judgement) -> Iterator[str]:
    name = f"{agreement.id} {one_line(agreement.version)}"
    head = padded(judgement.verdict.value.upper(), len(INDENT))
    if judgement.as_of is None:
        yield f"{head}{name}: there are no events, so nothing was judged"
        yield f"{INDENT}--as-of names an instant to judge at"
    else:
        yield f"{head}{name}, {as_of_words(agreement, judgement.as_of)}"
    if agreement.title:
        yield from folded(agreement.title, INDENT)
    yield INDENT + tally_words(judgement)


def as_of_words(agreement: Agreement, as_of: int) -> str:
    """`as of Tue 2026-03-31 24:00 Europe/Helsinki (2026-03-31T21:00:00Z)`."""
    return f"as of {local(as_of, agreement.timezone, ends=True)} {agreement.timezone} ({rfc3339(as_of)})"


def tally_words(judgement: Judgement) -> str:
    """`2 clauses: 1 broken, 1 kept`, and how it stands so far where that is something else."""
    count = Counter(outcome.verdict for outcome in judgement.clauses)
    parts = [f"{count[verdict]} {verdict.value}" for verdict in Verdict if count[verdict]]
    return f"{plural(len(judgement.clauses), 'clause')}: {', '.join(parts)}{so_far_words(judgement)}"


def so_far_words(judged: Judgement | ClauseOutcome) -> str:
    """`; so far kept`, where that is something else than the verdict."""
    return f"; so far {judged.so_far.value}" if judged.so_far is not judged.verdict else ""


def _clause(check: Check, agreement: Agreement, outcome: ClauseOutcome) -> Iterator[str]:
    clause = agreement.clauses[outcome.clause]
    party = agreement.parties[outcome.party]
    yield (
        f"{padded(outcome.verdict.value.upper(), len(INDENT))}{outcome.clause}"
        f" ({one_line(party.name or party.id)}){so_far_words(outcome)}"
    )
    yield from folded(clause.text, INDENT)
    yield from periods_words(check, outcome, INDENT)
    yield from cases_words(clause, outcome, INDENT)
    yield from breaches_words(agreement, outcome, INDENT)


def _account(agreement: Agreement, log: LogAccount, check: Check) -> Iterator[str]:
    """What was read, in a few lines."""
    yield from folded(log_words(agreement, log), "  ", "Log: ")
    yield from account_lines(check.tables)
    if log.undeclared:
        most = sorted(log.undeclared.items(), key=lambda item: (-item[1], item[0]))
        shown = [f"{kind} ({spaced(str(count))})" for kind, count in most[:_SHOWN_KINDS]]
        more = [f"{len(most) - _SHOWN_KINDS} more"] if len(most) > _SHOWN_KINDS else []
        yield from folded(f"not in the vocabulary: {joined([*shown, *more])}", "  ", "  ")
    versions = [f"{name} {version}" for name, version in check.calendars.items()]
    if versions:
        yield from folded(f"Calendars: {', '.join(versions)}", "  ", "")


def log_words(agreement: Agreement, log: LogAccount) -> str:
    """`1 200 events judged, Mon 2026-03-02 08:00 to …; left out: 3 after as-of, 1 rejected`."""
    return f"{plural(log.events, 'event')} judged{_span(agreement, log)}{_left_out(log)}"


def _span(agreement: Agreement, log: LogAccount) -> str:
    if log.first is None or log.last is None:
        return ""
    return f", {local(log.first, agreement.timezone)} to {local(log.last, agreement.timezone)}"


def _left_out(log: LogAccount) -> str:
    counts = ((log.after_as_of, "after as-of"), (log.duplicates, "duplicate"), (log.rejected, "rejected"))
    parts = [f"{spaced(str(count))} {name}" for count, name in counts if count]
    return f"; left out: {', '.join(parts)}" if parts else ""
