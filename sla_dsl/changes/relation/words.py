"""Whether both versions read what a clause looks at in the same way: only then can its two forms be compared."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.changes.relation.form import Amount, Answer, Answers, Form, Gate, Limit, Stated
from sla_dsl.changes.relation.lines import Lines
from sla_dsl.model.clause import Condition, IsBound, IsValue
from sla_dsl.model.values import Money
from sla_dsl.model.vocabulary import Vocabulary


def read_otherwise(old: Form, new: Form) -> str | None:
    """What the versions read in different ways, for a person; nothing where they read alike.

    The options of a `one of` may differ: the relation ranges over logs that both versions can read.
    """
    vocabularies = old.agreement.vocabulary, new.agreement.vocabulary
    for kind, name in sorted({*_names(old), *_names(new)}):
        types = [found for one in vocabularies if (found := _type_of(kind, name, one)) is not None]
        if len(set(types)) > 1:
            return f"`{name}` is of another type, or of another kind of value, in each version"
    for kind in {kind for form in (old, new) for lines in _lines(form) for kind in lines.kinds}:
        if len({one.events[kind].about for one in vocabularies if kind in one.events}) > 1:
            return f"`{kind}` is about a lead in one version and about an opportunity in the other"
    if old.agreement.currency != new.agreement.currency and any(map(_has_money, (old, new))):
        return "amounts of money are in another currency"
    return None


def _type_of(kind: str, name: str, vocabulary: Vocabulary) -> tuple[bool, str] | None:
    """Whether the name is a field of that kind of line, and its type; nothing where it is not declared."""
    fields = vocabulary.events[kind].fields if kind in vocabulary.events else {}
    declared = fields.get(name) or vocabulary.facts.get(name)
    return None if declared is None else (name in fields, declared.name)


def _names(form: Form) -> Iterator[tuple[str, str]]:
    """Each value that is looked at, with the kind of line it is looked up on (empty: none, as at a breach)."""
    for lines in _lines(form):
        for kind, conditions in lines.kinds.items():
            yield from ((kind, condition.name) for condition in conditions)
    opening = tuple(form.opens.kinds) if form.opens is not None else ("",)
    tiers = [condition.name for branch in form.branches for condition in branch.conditions]
    by = form.calendar.by if form.calendar is not None else None
    if by is not None and any(branch.duration.unit.needs_calendar for branch in form.branches):
        tiers.append(by)
    yield from ((kind, name) for kind in opening for name in tiers)
    if isinstance(form.duty, Answers):
        for part in form.duty.parts:
            if isinstance(part, Stated):
                yield from ((kind, part.name) for kind in part.kinds or ("",))


def _lines(form: Form) -> Iterator[Lines]:
    """Every event that the form looks at, and those of the clause that it waits for."""
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
    tiers = [condition for branch in form.branches for condition in branch.conditions]
    return any(map(_is_money, (*conditions, *tiers)))


def _is_money(condition: Condition) -> bool:
    if isinstance(condition, IsBound):
        return isinstance(condition.amount, Money)
    return isinstance(condition, IsValue) and any(isinstance(value, Money) for value in condition.values)
