"""Whether both versions read what a clause looks at in the same way: only then can its two forms be compared."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.changes.relation.form import Amount, Answer, Answers, Form, Gate, Limit, Stated
from sla_dsl.changes.relation.lines import Lines
from sla_dsl.model.clause import Condition, IsBound, IsValue
from sla_dsl.model.values import Money


def read_otherwise(old: Form, new: Form) -> str | None:
    """What the versions read in different ways, for a person; nothing where they read alike.

    The options of a `one of` may differ: the relation ranges over logs that both versions can read.
    """
    vocabularies = old.agreement.vocabulary, new.agreement.vocabulary
    for kind, name in sorted({*_names(old), *_names(new)}):
        types = [
            (name in one.events[kind].fields, {**one.facts, **one.events[kind].fields}.get(name))
            for one in vocabularies
            if kind in one.events
        ]
        if len({(is_field, kind_of.name) for is_field, kind_of in types if kind_of is not None}) > 1:
            return f"`{name}` is of another type, or of another kind of value, in each version"
    for kind in {kind for form in (old, new) for lines in _lines(form) for kind in lines.kinds}:
        if len({one.events[kind].about for one in vocabularies if kind in one.events}) > 1:
            return f"`{kind}` is about a lead in one version and about an opportunity in the other"
    if old.agreement.currency != new.agreement.currency and any(map(_has_money, (old, new))):
        return "amounts of money are in another currency"
    return None


def _names(form: Form) -> Iterator[tuple[str, str]]:
    for lines in _lines(form):
        for kind, conditions in lines.kinds.items():
            yield from ((kind, condition.name) for condition in conditions)
    for condition, opens in _tiers(form):
        yield from ((kind, condition.name) for kind in opens.kinds)
    if isinstance(form.duty, Answers):
        for part in form.duty.parts:
            if isinstance(part, Stated):
                yield from ((kind, part.name) for kind in part.kinds)


def _tiers(form: Form) -> Iterator[tuple[Condition, Lines]]:
    for branch in form.branches:
        for condition in branch.conditions:
            if form.opens is not None:
                yield condition, form.opens


def _lines(form: Form) -> Iterator[Lines]:
    """Every event that the form looks at, and those of the clause it waits for."""
    if form.opens is not None:
        yield form.opens
    yield from form.excuses
    yield from form.pause or ()
    match form.duty:
        case Answers(parts=parts):
            yield from (lines for part in parts if isinstance(part, Answer) for lines in part.lines)
        case Limit(lines=lines, until=until):
            yield from (one for one in (lines, until) if one is not None)
        case Gate(gate=gate):
            yield from (one for one in (gate,) if one is not None)
        case Amount(lines=lines):
            yield lines
    if form.watched is not None:
        yield from _lines(form.watched)


def _has_money(form: Form) -> bool:
    if isinstance(form.duty, Amount) and form.duty.carrier is not None:
        return True
    conditions = [condition for lines in _lines(form) for each in lines.kinds.values() for condition in each]
    return any(map(_is_money, (*conditions, *(condition for condition, _ in _tiers(form)))))


def _is_money(condition: Condition) -> bool:
    if isinstance(condition, IsBound):
        return isinstance(condition.amount, Money)
    return isinstance(condition, IsValue) and any(isinstance(value, Money) for value in condition.values)
