"""What is owed: the consequences that have fallen due, one line an action and clause, the newest first."""

from __future__ import annotations

from collections.abc import Sequence

from sla_dsl.model.agreement import Agreement
from sla_dsl.model.outcome import Judgement, OwedAction
from sla_dsl.report.display import folded, one_line, plural
from sla_dsl.report.figures import period_words
from sla_dsl.report.instants import local

MOST_SHOWN = 8
"""How many lines are shown; the others are counted."""

TITLE = "Owed, newest first"

_APPLY = "apply "


def owed_lines(agreement: Agreement, judgement: Judgement) -> list[str]:
    """The consequences owed, those of one action under one clause together."""
    sentences = owed_sentences(agreement, judgement)
    if not sentences:
        return []
    lines = [line for sentence in sentences[:MOST_SHOWN] for line in folded(sentence, "    ", "  ")]
    more = [f"  … and {len(sentences) - MOST_SHOWN} more"] if len(sentences) > MOST_SHOWN else []
    said = [line for sentence in applied_sentences(agreement, judgement) for line in folded(sentence, "    ", "  ")]
    return [TITLE, *lines, *more, *said]


def owed_sentences(agreement: Agreement, judgement: Judgement) -> list[str]:
    """A sentence for each action under each clause, the newest first: `notify sales: answer, March 2026, due …`."""
    groups: dict[tuple[str, str, bool], list[OwedAction]] = {}
    for row in judgement.consequences:
        groups.setdefault((row.action, row.clause, row.period is None), []).append(row)
    newest = sorted(groups.values(), key=lambda rows: (-rows[-1].due, rows[-1].action, rows[-1].clause))
    return [_words(agreement, rows) for rows in newest]


def applied_sentences(agreement: Agreement, judgement: Judgement) -> list[str]:
    """What the consequences that are to be applied say, each once."""
    applied = dict.fromkeys(
        row.action.removeprefix(_APPLY) for row in judgement.consequences if row.action.startswith(_APPLY)
    )
    return [f"{name}: {agreement.consequences[name]}" for name in applied if name in agreement.consequences]


def _words(agreement: Agreement, rows: Sequence[OwedAction]) -> str:
    last = rows[-1]
    due = f"due {local(last.due, agreement.timezone, ends=True)}"
    if last.period is not None:
        which = period_words(last.period)
        earlier = f" and {plural(len(rows) - 1, 'earlier period')}" if len(rows) > 1 else ""
        return f"{last.action}: {last.clause}, {which}{earlier}, {'the last ' * (len(rows) > 1)}{due}"
    if len(rows) > 1:
        return f"{last.action}: {last.clause}, {plural(len(rows), 'case')}, the last {due}"
    return f"{last.action}: {last.clause}, {_subject(last)}, {due}"


def _subject(row: OwedAction) -> str:
    if row.subject == row.lead:
        return f"lead {one_line(row.lead or '')}"
    return f"opportunity {one_line(row.subject or '')} of lead {one_line(row.lead or '')}"
