"""A judged log as Markdown: a comment on a pull request, or the summary of a job."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sla_dsl.model.agreement import Agreement
from sla_dsl.model.event import Rejection
from sla_dsl.model.outcome import CaseState, ClauseOutcome, Judgement, Verdict
from sla_dsl.model.result import Check
from sla_dsl.report import owed_text
from sla_dsl.report.check_text import as_of_words, log_words, so_far_words, tally_words
from sla_dsl.report.check_words import clause_sentences, subject_words
from sla_dsl.report.diagnostics_text import in_order
from sla_dsl.report.display import plural
from sla_dsl.report.markdown import bullets, escaped, table
from sla_dsl.report.waiting_text import due_words, unanswered

MOST_CLAUSES = 40
"""A table of more clauses than this shows the gravest, and counts the others."""

MOST_SHOWN = 5
"""How many warnings, and how many rejected lines, are shown; the others are counted."""

_GRAVITY = list(Verdict)
_HEAD = ("clause", "party", "verdict", "how it stands")


def check_markdown(check: Check) -> str:
    """The report of a check that judged something: the verdict, a table of clauses, who waits, what is owed."""
    agreement, judgement = check.agreement, check.judgement
    assert agreement is not None
    assert judgement is not None
    parts = (
        f"### {escaped(f'{agreement.id} {agreement.version}: {judgement.verdict.value}')}",
        f"**{escaped(agreement.title)}**" if agreement.title else "",
        _opening(agreement, judgement),
        _clauses(check, agreement, judgement),
        _cases(agreement, judgement, CaseState.PENDING, "Waiting: {}, soonest due first"),
        _cases(agreement, judgement, CaseState.OVERDUE, "Overdue and unanswered: {}, longest first"),
        _owed(agreement, judgement),
        _warnings(judgement),
        _rejections(check.rejections),
        escaped(f"Log: {log_words(agreement, judgement.log)}"),
        _calendars(check),
    )
    return "\n\n".join(part for part in parts if part) + "\n"


def _opening(agreement: Agreement, judgement: Judgement) -> str:
    if judgement.as_of is None:
        when = "There are no events, so nothing was judged"
    else:
        when = f"Judged {as_of_words(agreement, judgement.as_of)}"
    return f"{escaped(when)}. {escaped(tally_words(judgement))}."


def _clauses(check: Check, agreement: Agreement, judgement: Judgement) -> str:
    """The gravest clauses first, those of one verdict in the file's order."""
    outcomes = sorted(judgement.clauses, key=lambda outcome: _GRAVITY.index(outcome.verdict))
    shown = table(_HEAD, (_row(check, agreement, outcome) for outcome in outcomes[:MOST_CLAUSES]))
    others = Counter(outcome.verdict for outcome in outcomes[MOST_CLAUSES:])
    if not others:
        return shown
    parts = ", ".join(f"{others[verdict]} {verdict.value}" for verdict in Verdict if others[verdict])
    return f"{shown}\n\n… and {plural(others.total(), 'more clause')}: {parts}"


def _row(check: Check, agreement: Agreement, outcome: ClauseOutcome) -> tuple[str, ...]:
    party = agreement.parties[outcome.party]
    return (
        escaped(outcome.clause),
        escaped(party.name or party.id),
        f"**{outcome.verdict.value}**{so_far_words(outcome)}",
        "<br>".join(map(escaped, clause_sentences(check, outcome))),
    )


def _cases(agreement: Agreement, judgement: Judgement, state: CaseState, title: str) -> str:
    found = unanswered(agreement, judgement, state)
    items = [f"{due_words(agreement, case)}: {subject_words(case)}, {case.clause}" for case in found.first]
    return bullets(title.format(plural(found.number, "case")), [*items, *_more(found.number - len(items), "--cases")])


def _owed(agreement: Agreement, judgement: Judgement) -> str:
    sentences = owed_text.owed_sentences(agreement, judgement)
    most = owed_text.MOST_SHOWN
    said = owed_text.applied_sentences(agreement, judgement)
    return bullets(owed_text.TITLE, [*sentences[:most], *_more(len(sentences) - most), *said])


def _warnings(judgement: Judgement) -> str:
    found = in_order(judgement.warnings)
    items = [f"{one.code}: {'; '.join(filter(None, (one.message, one.help)))}" for one in found[:MOST_SHOWN]]
    return bullets(plural(len(found), "warning"), [*items, *_more(len(found) - MOST_SHOWN)])


def _rejections(rejections: Sequence[Rejection]) -> str:
    items = [f"{one.code} in {one.file}:{one.line}: {one.reason}" for one in rejections[:MOST_SHOWN]]
    more = _more(len(rejections) - MOST_SHOWN, "--rejects")
    return bullets(plural(len(rejections), "rejected line"), [*items, *more])


def _calendars(check: Check) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in check.calendars.items())
    return escaped(f"Calendars: {versions}") if versions else ""


def _more(count: int, option: str = "") -> list[str]:
    """`… and 3 more; --cases FILE lists them all`."""
    if count <= 0:
        return []
    return [f"… and {count} more" + (f"; {option} FILE lists them all" if option else "")]
