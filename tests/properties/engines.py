"""Where the two engines differ on random agreements and logs, in any field or in any byte of any report.

`python -m tests.properties.engines 20000` asks about that many pairs in processes of its own, and ends with 1 where one
differs. `--first N` begins with another seed.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from random import Random

from sla_dsl.engine import judge, judge_columns
from sla_dsl.log.columns import ColumnLog, EventColumns, column_log, columns_of
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import (
    BeforeGate,
    BreachTrigger,
    BudgetLevel,
    Clause,
    Deadline,
    Deliver,
    Either,
    Ensure,
    ForWindow,
    IsBound,
    IsKnown,
    IsValue,
    MustNot,
    Param,
    RateLevel,
    Respond,
    StateNames,
    UntilWindow,
)
from sla_dsl.model.event import Event, EventLog
from sla_dsl.model.outcome import ClauseOutcome, Judgement
from sla_dsl.model.result import Check
from sla_dsl.model.values import Money
from sla_dsl.report.formats import CHECK
from sla_dsl.report.rows import CASE_COLUMNS, ROW_FORMATS, breach_rows, case_rows
from sla_dsl.sheets import shown_requirements
from tests.strategies.agreements import random_agreement
from tests.strategies.logs import Question, random_question

BLOCK = 100
"""Pairs that one process asks about before it reports."""

TOLD_EVERY = 20
"""So many blocks come between two words on how it goes."""

OTHERS = 4
"""So many more logs are made of each that was drawn."""


def apart(agreement: Agreement, question: Question, judgement: Judgement | None = None) -> list[str]:
    """Every field and report in which the engines differ, whatever the partitions: `name: plain …, columns …`."""
    log = EventLog(("events.jsonl",), list(question.events), lines=len(question.events))
    plain = judgement or judge(agreement, log, as_of=question.as_of, since=question.since)
    found = []
    for way, columns in (("columns", column_log(log)), ("partitions", partitioned(log))):
        fast = judge_columns(agreement, columns, as_of=question.as_of, since=question.since)
        found += [
            f"{name}: plain {mine!r}, {way} {theirs!r}"
            for name, mine, theirs in _pairs(agreement, plain, fast)
            if mine != theirs
        ]
    return found


def partitioned(log: EventLog) -> ColumnLog:
    """The same log with a partition a lead, the last lead first, an empty partition between, rows in no order."""
    leads = sorted({event.lead for event in log.events}, reverse=True)
    groups = [[event for event in log.events if event.lead == lead] for lead in leads]
    parts = [partial(_shuffled, group, number) for number, group in enumerate([*groups[:1], [], *groups[1:]])]
    return replace(column_log(log), parts=parts)


def _shuffled(events: Sequence[Event], number: int) -> EventColumns:
    return columns_of(EventLog(events=Random(number).sample(events, len(events))))


def _pairs(agreement: Agreement, plain: Judgement, fast: Judgement) -> Iterator[tuple[str, object, object]]:
    for name in ("as_of", "log", "verdict", "so_far", "consequences", "warnings"):
        yield name, getattr(plain, name), getattr(fast, name)
    for left, right in zip(plain.clauses, fast.clauses, strict=True):
        for name in ("clause", "verdict", "so_far", "unknown", "periods"):
            yield f"{left.clause} {name}", getattr(left, name), getattr(right, name)
        yield f"{left.clause} cases", repr(left.cases), repr(tuple(right.cases))
    yield from zip(_reports(agreement, plain), *zip(*_texts(agreement, plain, fast), strict=True), strict=True)


def _texts(agreement: Agreement, plain: Judgement, fast: Judgement) -> Iterator[tuple[str, str]]:
    left, right = _reports(agreement, plain), _reports(agreement, fast)
    return ((left[name], right[name]) for name in left)


def _reports(agreement: Agreement, judgement: Judgement) -> dict[str, str]:
    """Everything that can be written of a judgement, by the name of the format."""
    check = Check(agreement, judgement, required=shown_requirements(agreement, judgement))
    written = {name: render(check) for name, render in CHECK.items()}
    for end in (".jsonl", ".csv"):
        written[f"cases {end}"] = b"".join(ROW_FORMATS[end](CASE_COLUMNS, case_rows(check)))
        written[f"breaches {end}"] = b"".join(ROW_FORMATS[end](CASE_COLUMNS, breach_rows(check)))
    return written


def pair_of(seed: int) -> tuple[Agreement, Question]:
    """A random agreement and a random log for it."""
    rnd = Random(seed)
    agreement = random_agreement(rnd)
    return agreement, random_question(rnd, agreement)


def forms_of(agreement: Agreement, judgement: Judgement) -> set[str]:
    """The forms of the language that clauses with a case (or a period) have."""
    return {
        form
        for outcome in judgement.clauses
        if outcome.cases or outcome.periods
        for form in _forms(agreement, agreement.clauses[outcome.clause], outcome)
    }


def _forms(agreement: Agreement, clause: Clause, outcome: ClauseOutcome) -> Iterator[str]:
    duty, trigger = clause.duty, clause.trigger
    yield f"duty {type(duty).__name__}"
    if trigger is not None:
        yield f"{trigger.mode.value} {'breach' if isinstance(trigger, BreachTrigger) else 'event'}"
    yield from _duty_forms(clause)
    deadline = (
        Deadline(duty.window.duration) if isinstance(getattr(duty, "window", None), ForWindow) else clause.deadline
    )
    for duration in deadline.durations if deadline else ():
        yield f"{duration.unit.value}{' paused' if clause.paused_while else ''}"
    if deadline and deadline.tiers:
        yield "tiers"
    if not deadline and not isinstance(duty, Deliver):
        yield "no deadline"
    if agreement.calendar and agreement.calendar.by:
        yield "calendar by fact"
    if clause.unless:
        yield f"unless of {type(duty).__name__}"
    if clause.level:
        yield type(clause.level).__name__
    if clause.judged_each:
        yield f"each {clause.judged_each.value}"
    for name in ("valid_from", "valid_until", "case_otherwise", "period_otherwise"):
        if getattr(clause, name):
            yield name
    if outcome.unknown:
        yield "unknown"
    if any(case.subject != case.lead for case in outcome.cases):
        yield "about opportunities"
    for condition in _conditions(clause):
        yield from _condition_forms(condition)


def _duty_forms(clause: Clause) -> Iterator[str]:
    match clause.duty:
        case Respond(times=times) if times is not None:
            yield f"{times.bound.value} n times"
            if times.days is not None:
                yield "different days"
        case StateNames(roles=roles):
            yield from (f"state {role}" for role in roles)
        case MustNot(window=window):
            standing = "standing" if clause.trigger is None else "after a trigger"
            yield f"must not {type(window).__name__ if window else standing}"
        case Deliver(bound=bound, amount=amount):
            kind = "money" if isinstance(amount, Money) else "figure" if isinstance(amount, Param) else "count"
            yield f"deliver {bound.value}"
            yield f"deliver {kind}"
        case Ensure(bound=bound, share=share):
            yield f"ensure {bound.value}"
            yield f"ensure {'figure' if isinstance(share, Param) else 'share'}"
        case _:
            pass


def _conditions(clause: Clause) -> Iterator[IsValue | IsKnown | IsBound]:
    duty = clause.duty
    patterns = [*getattr(duty, "events", ()), getattr(duty, "event", None), getattr(duty, "become", None),
                getattr(clause.trigger, "event", None)]  # fmt: skip
    for pattern in patterns:
        yield from pattern.where if pattern else ()
    for tier in clause.deadline.tiers if clause.deadline else ():
        yield from tier.conditions


def _condition_forms(condition: IsValue | IsKnown | IsBound) -> Iterator[str]:
    match condition:
        case IsValue(negated=negated):
            yield f"{condition.role} is {'not ' if negated else ''}value"
        case IsKnown(known=known):
            yield f"{condition.role} is {'known' if known else 'missing'}"
        case IsBound(bound=bound, amount=amount):
            yield f"is {bound.value} {'figure' if isinstance(amount, Param) else 'amount'}"


FORMS = frozenset(
    {
        *(f"duty {kind.__name__}" for kind in (Respond, Either, StateNames, MustNot, Deliver, Ensure)), "duty Both",
        *(f"{mode} {what}" for mode in ("when", "every time", "the first time") for what in ("event", "breach")),
        *(f"{bound} n times" for bound in ("at least", "at most", "more than", "less than")), "different days",
        "state field", "state fact",
        *(f"must not {window.__name__}" for window in (ForWindow, UntilWindow, BeforeGate)),
        "must not standing", "must not after a trigger",
        *(f"{promise} {bound}" for promise in ("deliver", "ensure")
          for bound in ("at least", "at most", "more than", "less than")),
        "deliver money", "deliver figure", "deliver count", "ensure figure", "ensure share",
        "minutes", "hours", "business minutes", "business hours", "business days", "calendar days", "calendar weeks",
        *(f"{unit} paused" for unit in ("minutes", "hours", "business minutes", "business hours")),
        "tiers", "no deadline", "calendar by fact", "unknown", "about opportunities",
        *(f"unless of {kind.__name__}" for kind in (Respond, Either, StateNames, MustNot)), "unless of Both",
        RateLevel.__name__, BudgetLevel.__name__,
        *(f"each {period}" for period in ("day", "week", "month", "quarter", "year")),
        "valid_from", "valid_until", "case_otherwise", "period_otherwise",
        *(f"{role} is {what}" for role in ("field", "fact") for what in ("value", "not value", "known", "missing")),
        *(f"is {bound} {what}" for bound in ("at least", "at most", "more than", "less than")
          for what in ("amount", "figure")),
    }
)  # fmt: skip
"""Every form that random pairs must have, in clauses under which something happened."""


def others_of(seed: int, question: Question) -> Iterator[Question]:
    """More logs for the same agreement: events at the instants of others, with values of others, asked about elsewhere.

    What is costly is the search for instants at which something is decided; these are asked about several times.
    """
    rnd = Random(-seed)
    instants = [event.time for event in question.events]
    edges = sorted({*instants, *(instant + 1 for instant in instants), *filter(None, [question.as_of])})
    for _ in range(OTHERS):
        moved = [event._replace(time=rnd.choice(instants)) for event in question.events]
        for place, event in enumerate(moved):
            other = rnd.choice(moved)
            if other.kind == event.kind and rnd.random() < 0.5:
                moved[place] = event._replace(values=other.values, lead=other.lead, opportunity=other.opportunity)
        rnd.shuffle(moved)
        since = question.since if rnd.random() < 0.7 else None
        yield Question(moved[: rnd.randint(1, len(moved))] if moved else [], rnd.choice(edges or [0]), since)


def asked(first: int) -> tuple[list[str], Counter[str]]:
    """What differs in a block of agreements from a seed on, and how often each form was there."""
    told, forms = [], Counter[str]()
    for seed in range(first, first + BLOCK // (OTHERS + 1)):
        agreement, question = pair_of(seed)
        for one in (question, *others_of(seed, question)):
            log = EventLog(("events.jsonl",), list(one.events), lines=len(one.events))
            judgement = judge(agreement, log, as_of=one.as_of, since=one.since)
            forms.update(forms_of(agreement, judgement))
            told += [f"seed {seed}: {difference[:1000]}" for difference in apart(agreement, one, judgement)]
    return told, forms


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask about many pairs, in as many processes as there are processors, two at most."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=int, nargs="?", default=20_000)
    parser.add_argument("--first", type=int, default=2_000_000)
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args(arguments)
    blocks = [given.first + block * (BLOCK // (OTHERS + 1)) for block in range(-(-given.pairs // BLOCK))]
    told, blocks_done, forms = 0, 0, Counter[str]()
    with ProcessPoolExecutor(given.processes) as pool:
        for differences, seen in pool.map(asked, blocks):
            forms.update(seen)
            told += len(differences)
            blocks_done += 1
            sys.stdout.writelines(f"{difference}\n" for difference in differences)
            if blocks_done % TOLD_EVERY == 0:
                sys.stdout.write(f"{blocks_done * BLOCK} pairs, {told} differences so far\n")
                sys.stdout.flush()
    rarest = ", ".join(f"{form} {forms[form]}" for form in sorted(FORMS, key=lambda form: forms[form])[:5])
    sys.stdout.write(f"{len(blocks) * BLOCK} pairs, {told} differences; the rarest forms: {rarest}\n")
    return 1 if told or FORMS - forms.keys() else 0


if __name__ == "__main__":
    sys.exit(main())
