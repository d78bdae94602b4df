"""How a clause is judged, and what follows when it falls short, in plain words."""

from __future__ import annotations

from sla_dsl.model.clause import (
    Action,
    Apply,
    BudgetLevel,
    Clause,
    Deliver,
    Ensure,
    Notify,
    Otherwise,
    Period,
    RateLevel,
)
from sla_dsl.story.moments import duration_text, joined, ordinal
from sla_dsl.story.phrases import Phrases
from sla_dsl.story.targets import is_money


def judged_sentence(phrases: Phrases, clause: Clause) -> str:
    """When the clause is kept and when it is broken."""
    match clause.duty, clause.level:
        case Deliver() as duty, _:
            return _deliver(phrases, clause, duty)
        case Ensure() as duty, _:
            return _ensure(phrases, clause, duty)
        case _, RateLevel(share, period):
            required = phrases.amount(share)
            return (
                f"Of the cases that start in a {period.value}, at least {required} must be met. Late and overdue cases "
                f"are breached, excused ones do not count. {_UNDECIDED} the {period.value} is pending."
            )
        case _, BudgetLevel(breaches, period):
            return _budget(breaches, period)
        case _:
            return "Every case counts: one breached case breaks the clause."


_UNDECIDED = "While cases that still run could turn the result,"


def _budget(breaches: int, period: Period) -> str:
    allowed = "no case" if breaches == 0 else "one case" if breaches == 1 else f"{breaches} cases"
    return (
        f"Of the cases that start in a {period.value}, {allowed} may be breached (late or overdue): "
        f"the {ordinal(breaches + 1)} breach breaks the {period.value} at once."
    )


def _deliver(phrases: Phrases, clause: Clause, duty: Deliver) -> str:
    each = clause.period.value if clause.period else "period"
    if is_money(phrases.agreement, duty.amount):
        when = f"A {each} is judged when it is over, by the exact sum"
    elif duty.bound.is_ceiling:
        when = f"A {each} is broken as soon as the number is exceeded, and kept if it is over without that"
    else:
        when = f"A {each} is kept as soon as the number is reached, and broken if it is over before that"
    return f"{when}. Only a {each} that lies wholly within the dates in force is judged."


def _ensure(phrases: Phrases, clause: Clause, duty: Ensure) -> str:
    each = clause.period.value if clause.period else "period"
    return (
        f"A {each} is judged when it is over, by the cases that started in it: {duty.bound.value} "
        f"{phrases.amount(duty.share)} of them must be met. {_UNDECIDED} it is pending. "
        "A single case that is not met is nobody's breach."
    )


def consequence_sentences(phrases: Phrases, clause: Clause) -> list[str]:
    """What is owed for a breached case, and for a broken period; one sentence says so where nothing is."""
    period = clause.judged_each.value if clause.judged_each else "period"
    told = []
    if clause.case_otherwise:
        told.append(f"For each breached case: {_chain(phrases, clause.case_otherwise, 'the breach')}.")
    if clause.period_otherwise:
        since = _broken_at(phrases, clause, period)
        told.append(f"For each broken {period}: {_chain(phrases, clause.period_otherwise, since)}.")
    return told or ["Nothing further is agreed for when it falls short."]


def _broken_at(phrases: Phrases, clause: Clause, period: str) -> str:
    match clause.duty, clause.level:
        case Deliver(bound, amount), _ if bound.is_ceiling and not is_money(phrases.agreement, amount):
            return "the moment the number is exceeded"
        case _, BudgetLevel():
            return "the breach that is one too many"
        case _:
            return f"the end of the {period}"


def _chain(phrases: Phrases, otherwise: Otherwise, since: str) -> str:
    later = [
        f"{duration_text(later.after)} after {since}, {action_text(phrases, later.action)}" for later in otherwise.later
    ]
    return "; ".join([f"at {since}, {action_text(phrases, otherwise.first)}", *later])


def action_text(phrases: Phrases, action: Action) -> str:
    """`notify sales-director (sales-director@acme.example) and Marketing`, or a consequence with its words."""
    match action:
        case Notify(whom):
            return f"notify {joined([phrases.addressee(who) for who in whom])}"
        case Apply(consequence):
            words = phrases.agreement.consequences.get(consequence, "").strip().rstrip(".")
            return f"apply {consequence} ({words})" if words else f"apply {consequence}"
