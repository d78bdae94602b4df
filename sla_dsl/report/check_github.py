"""A judged log as annotations of a pull request: what broke, at the clauses; what was not read, at the log's lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sla_dsl.diagnostics import Span
from sla_dsl.model.event import Rejection
from sla_dsl.model.outcome import Judgement, Verdict
from sla_dsl.model.result import Check
from sla_dsl.report.annotations import Annotation, Level, annotations_text, diagnostic_annotations
from sla_dsl.report.check_text import so_far_words
from sla_dsl.report.check_words import clause_sentences
from sla_dsl.report.diagnostics_text import SHOWN_REJECTIONS
from sla_dsl.report.display import plural

STDIN = "-"
"""How standard input is called where a file is named."""

_LEVELS: Mapping[Verdict, Level] = {Verdict.BROKEN: "error", Verdict.PENDING: "notice"}
"""How grave each verdict on a clause is; the others are none to annotate."""


def check_github(check: Check) -> str:
    """A workflow command of GitHub Actions a finding, also where nothing could be judged.

    What stood in the way comes first, then clauses (a broken one is an error; a pending one, or one with unknown
    events, a notice), then warnings, then the first rejected lines: GitHub shows only the first of each kind.
    """
    return annotations_text(_annotations(check))


def _annotations(check: Check) -> Iterator[Annotation]:
    yield from diagnostic_annotations(check.diagnostics)
    if check.judgement is not None:
        yield from _clauses(check, check.judgement)
        yield from diagnostic_annotations(check.judgement.warnings)
    yield from map(_rejection, check.rejections[:SHOWN_REJECTIONS])
    more = len(check.rejections) - SHOWN_REJECTIONS
    if more > 0:
        yield Annotation("error", "rejected lines", [f"{plural(more, 'more line')} rejected; --rejects FILE keeps all"])


def _clauses(check: Check, judgement: Judgement) -> Iterator[Annotation]:
    assert check.agreement is not None
    file = check.agreement.file
    if judgement.verdict is Verdict.NO_CASES:
        yield Annotation("warning", "nothing was judged", ["every clause says no cases"], file)
    for outcome in judgement.clauses:
        level = _LEVELS.get(outcome.verdict, "notice" if outcome.unknown else None)
        if level is not None:
            title = f"{outcome.clause}: {outcome.verdict.value}{so_far_words(outcome)}"
            span = check.agreement.clauses[outcome.clause].span
            yield Annotation(level, title, tuple(clause_sentences(check, outcome)), file, span)


def _rejection(one: Rejection) -> Annotation:
    if one.file == STDIN:
        return Annotation("error", one.code, [f"standard input, line {one.line}: {one.reason}"])
    whole_lines = Span(one.line, 1, max(one.line, one.last_line) + 1, 1)
    return Annotation("error", one.code, [one.reason], one.file, whole_lines)
