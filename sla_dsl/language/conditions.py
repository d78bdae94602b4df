"""Conditions as written → conditions of the model: names looked up, values typed."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import field
from fractions import Fraction

from sla_dsl.diagnostics import nearest
from sla_dsl.frozen import frozen
from sla_dsl.language.bare import refuse_clause_words
from sla_dsl.language.figures import figure
from sla_dsl.language.idle import Idle
from sla_dsl.language.near import same_stem, was_refused
from sla_dsl.language.notes import Notes
from sla_dsl.language.syntax import ConditionWords, Mistake, Piece, ValueWords
from sla_dsl.model.clause import Bound, Condition, IsBound, IsKnown, IsValue, Param, Period, Role
from sla_dsl.model.funnel import Figure, Kind
from sla_dsl.model.values import Exact, Money, Share, Value, ValueType, written_text

YES_NO = {"yes": True, "no": False}
_YES_NO_ELSEWHERE = {
    "true": "yes", "y": "yes", "1": "yes", "on": "yes", "yes": "yes", "ja": "yes", "kyllä": "yes",
    "false": "no", "n": "no", "0": "no", "off": "no", "no": "no", "nein": "no", "ei": "no",
}  # fmt: skip


@frozen
class Figures:
    """The figures of the funnel that a sentence may name: what each is, and for which period they hold.

    `kinds` is empty where there is no funnel. `wanted` is the period by which the sentence is judged, if any.
    """

    kinds: Mapping[str, Kind] = field(default_factory=dict)
    each: Period | None = None
    wanted: Period | None = None
    readable: bool = True
    """Whether the funnel could be read; where it could not, names in it are not complained of."""


@frozen
class Scope:
    """The names that a condition may use: fields of the event, and facts of the lead; and the money it may name."""

    fields: Mapping[str, ValueType]
    facts: Mapping[str, ValueType]
    figures: Figures
    currency: str | None
    event: str = ""
    unread: frozenset[str] = frozenset()
    """Names whose declaration has been refused."""
    whole: bool = True
    """Whether all fields of the event could be read; where not, nothing is said of a name that is not among them."""
    idle: Idle = field(default_factory=Idle)

    def lookup(self, name: str) -> tuple[Role, ValueType] | None:
        """What a name stands for, and its type."""
        if name in self.fields:
            return "field", self.fields[name]
        if name in self.facts:
            return "fact", self.facts[name]
        return None


def resolve_conditions(words: tuple[ConditionWords, ...], scope: Scope, notes: Notes) -> tuple[Condition, ...]:
    """The conditions that could be resolved; what is wrong with the others is noted."""
    resolved = (_condition(condition, scope, notes) for condition in words)
    return tuple(condition for condition in resolved if condition is not None)


def _condition(words: ConditionWords, scope: Scope, notes: Notes) -> Condition | None:
    found = scope.lookup(words.name.text)
    if found is None:
        if scope.whole and not was_refused(words.name.text, scope.unread):
            _unknown_name(words, scope, notes)
        for value in words.values:
            if value.kind == "words":
                refuse_clause_words(value.words, notes)
        return None
    role, type_ = found
    span = notes.span(words.start, words.end)
    if words.kind in ("known", "missing"):
        return IsKnown(words.name.text, role, words.kind == "known", span=span)
    if words.kind == "bound":
        amount = _bound_amount(words, type_, scope, notes)
        return None if amount is None else IsBound(words.name.text, role, Bound(words.bound), amount, span=span)
    if words.negated and [value.words.text for value in words.values if value.kind == "words"][:1] in (
        ["known"],
        ["missing"],
    ):
        _not_known(words, notes)
        return None
    values = [_value(value, words.name.text, type_, scope, notes) for value in words.values]
    if any(value is None for value in values):
        return None
    _repeated_values(words, values, notes)
    return IsValue(words.name.text, role, tuple(v for v in values if v is not None), words.negated, span=span)


def _repeated_values(words: ConditionWords, values: list[Value | None], notes: Notes) -> None:
    seen: set[Value | None] = set()
    for value, written in zip(values, words.values, strict=True):
        if value in seen:
            piece = written.words
            notes.add("SLA402", f"`{piece.text}` stands twice", piece.start, piece.end, "name each value once")
        seen.add(value)


def _not_known(words: ConditionWords, notes: Notes) -> None:
    value = words.values[0].words
    opposite = "missing" if value.text == "known" else "known"
    message = f"`is not {value.text}` is not said here"
    notes.add("SLA313", message, words.name.end + 1, value.end, f"write `is {opposite}`")


def _unknown_name(words: ConditionWords, scope: Scope, notes: Notes) -> None:
    name, known = words.name, {*scope.fields, *scope.facts}
    if name.text == "there" and (meant := _turned_round(words, known)):
        end = max(value.words.end for value in words.values)
        notes.add("SLA204", "a condition begins with a name, not with `there`", name.start, end, f"write `{meant}`")
        return
    parts = known & set(re.split(r"[-_/]", name.text.casefold()))
    near = parts.pop() if len(parts) == 1 else nearest(name.text, known, alike=0.7) or same_stem(name.text, known)
    owners = _owners(name.text, scope) if scope.event else ""
    near = near or (None if owners else scope.idle.name(scope.fields, words.values, words.bound))
    if near:
        way_out = f"did you mean `{near}`?"
    elif owners:
        notes.add(
            "SLA204", f"`{name.text}` is a field of {owners}, not of `{scope.event}`", name.start, name.end, _OTHER
        )
        return
    elif scope.event and len(scope.fields) == 1:
        only = next(iter(scope.fields))
        way_out = f"did you mean `{only}`, the field of `{scope.event}`? Else declare it, under `vocabulary:`"
    elif scope.event:
        way_out = f"declare it as a field of `{scope.event}` or as a fact, under `vocabulary:`"
    else:
        way_out = "declare it under `vocabulary: facts:`"
    message = f"nothing called `{name.text}` is known here"
    notes.add("SLA204", message, name.start, name.end, way_out)


_OTHER = "name the event that has it, or a fact or field that this event has"


def _owners(name: str, scope: Scope) -> str:
    """The events that have a field of a name, up to three; empty where none has."""
    events = scope.idle.vocabulary.events.values()
    owners = [f"`{event.id}`" for event in events if name in event.fields and event.definition is None][:3]
    return f"{', '.join(owners[:-1])} and {owners[-1]}" if len(owners) > 1 else "".join(owners)


def _turned_round(words: ConditionWords, known: set[str]) -> str:
    """What is meant by `there is no consent`, where that is a known name; nothing where it is not."""
    found = re.fullmatch(r"(no|not|an?|any)\s+(\S+)", words.values[0].words.text) if len(words.values) == 1 else None
    if found is None or found[2] not in known:
        return ""
    return f"{found[2]} is {'no' if found[1].startswith('no') != words.negated else 'yes'}"


# bounds


def _bound_amount(words: ConditionWords, type_: ValueType, scope: Scope, notes: Notes) -> Exact | Money | Param | None:
    (amount,) = words.values
    name = words.name.text
    if type_.name not in ("number", "money"):
        message = f"`{name}` is {_a(type_)} and cannot be compared with `{words.bound}`"
        notes.add("SLA401", message, words.name.start, amount.words.end, f"write `{name} is …` and a value")
        return None
    if amount.kind == "param":
        wanted = Kind.COUNT if type_.name == "number" else Kind.MONEY
        return resolve_param(amount, (wanted,), scope.figures, notes)
    value = _value(amount, name, type_, scope, notes)
    assert value is None or isinstance(value, int | Fraction | Money)
    return value


def resolve_param(words: ValueWords, wanted: tuple[Kind, ...], figures: Figures, notes: Notes) -> Param | None:
    """The figure of the funnel that `[name]` means, where there is one of a wanted kind for the right period."""
    name, start, end = words.words
    if name not in figures.kinds:
        if figures.readable:
            near = nearest(name, figures.kinds)
            way_out = f"did you mean `[{near}]`?" if near else "give it or derive it under `funnel:`"
            if re.search(r"[*/+]|\s-\s|^[0-9]", name):
                way_out = "derive a figure of its own under `funnel: derive:`, and name it here"
            notes.add("SLA206", f"the funnel has no `{name}`", start, end, way_out)
        return None
    kind = figures.kinds[name]
    if kind not in wanted:
        expected = " or ".join(f"a {kind}" if kind is not Kind.MONEY else "money" for kind in wanted)
        notes.add(
            "SLA409", f"`[{name}]` is {_kind_text(kind)}, here stands {expected}", start, end, _of_kind(wanted, figures)
        )
        return None
    if figures.each is not figures.wanted:
        _other_period(name, start, end, figures, notes)
        return None
    return Param(name, span=notes.span(start, end))


def _of_kind(wanted: tuple[Kind, ...], figures: Figures) -> str:
    """The way out for a figure of a wrong kind: those of a right one."""
    named = [f"`[{name}]`" for name, kind in figures.kinds.items() if kind in wanted]
    return f"name another figure: {', '.join(named[:3])}" if named else "name another figure"


def _other_period(name: str, start: int, end: int, figures: Figures, notes: Notes) -> None:
    message = f"`[{name}]` holds for each {figures.each}, "
    if figures.wanted:
        message += f"the clause is judged each {figures.wanted}"
        way_out = f"judge the clause each {figures.each}, or write the figure out"
    else:
        message += "and nothing here says which one counts"
        way_out = f"write the figure out, or judge the clause each {figures.each}"
    notes.add("SLA314", message, start, end, way_out)


def _kind_text(kind: Kind) -> str:
    return "money" if kind is Kind.MONEY else f"a {kind}"


# values


def _value(words: ValueWords, name: str, type_: ValueType, scope: Scope, notes: Notes) -> Value | None:
    if words.kind == "param":
        piece = words.words
        notes.add("SLA402", f"`[{piece.text}]` cannot stand after `is`", piece.start, piece.end, "compare with a bound")
        return None
    if words.kind == "words" and refuse_clause_words(words.words, notes):
        return None
    match type_.name:
        case "text":
            return _text(words, notes)
        case "one of":
            return _option(words, name, type_, notes)
        case "yes/no":
            return _yes_no(words, name, notes)
        case "number":
            return _number(words, name, notes)
        case "money":
            return _money(words, name, scope.currency, notes)


def _text(words: ValueWords, notes: Notes) -> str | None:
    text, start, end = words.words
    if words.kind == "quoted" and not text:
        notes.add("SLA402", "an empty text is no value", start, end, "write `is missing`")
        return None
    if words.kind == "percent":
        notes.add("SLA402", f"`{text}` is a percentage, not text", start, end, f'write `"{text}"`')
        return None
    return text


def _option(words: ValueWords, name: str, type_: ValueType, notes: Notes) -> str | None:
    text, start, end = words.words
    if text in type_.options:
        return text
    near = _several_options(text, type_.options) or nearest(text, type_.options)
    way_out = f"did you mean `{near}`?" if near else f"write one of {', '.join(map(written_text, type_.options))}"
    notes.add("SLA403", f"`{text}` is none of the values of `{name}`", start, end, way_out)
    return None


def _several_options(text: str, options: Collection[str]) -> str | None:
    """Several of the values, joined by signs: `smb/mid-market`."""
    neither = re.fullmatch(r"neither\s+(.+?)\s+nor\s+(.+)", text)
    if neither and {neither[1], neither[2]} <= {*options}:
        return f"not {neither[1]} or {neither[2]}"
    parts = [part.strip() for part in re.split(r"[/|+]", text)]
    return " or ".join(parts) if len(parts) > 1 and all(part in options for part in parts) else None


def _yes_no(words: ValueWords, name: str, notes: Notes) -> bool | None:
    text, start, end = words.words
    if words.kind == "words" and text in YES_NO:
        return YES_NO[text]
    meant = _YES_NO_ELSEWHERE.get(text.casefold())
    way_out = f"did you mean `{meant}`?" if meant else f"write `{name} is yes` or `{name} is no`"
    notes.add("SLA402", f"`{name}` is yes or no, not `{text}`", start, end, way_out)
    return None


def _number(words: ValueWords, name: str, notes: Notes) -> Exact | None:
    text, start, end = words.words
    if words.kind in ("words", "number") and re.fullmatch(r"[0-9 ]+(\.[0-9]+)?", text):
        return number(words.words, notes)
    found = {"percent": "a percentage", "money": "money"}.get(words.kind, "text")
    notes.add("SLA402", f"`{name}` is a number, and `{text}` is {found}", start, end, "write a number in digits")
    return None


def _money(words: ValueWords, name: str, currency: str | None, notes: Notes) -> Money | None:
    text, start, end = words.words
    if words.kind == "money":
        return money(words, currency, notes)
    shown = currency or "EUR"
    is_number = words.kind == "number" or text.isdigit()
    way_out = f"write `{text} {shown}`" if is_number else f"write an amount, such as `5 000 {shown}`"
    notes.add("SLA408" if words.kind == "number" else "SLA402", f"`{name}` is money", start, end, way_out)
    return None


def number(words: Piece, notes: Notes) -> Exact | None:
    """The number that digits mean: `250 000`, `1.5`."""
    found = _figure(words, notes)
    assert found is None or isinstance(found, int | Fraction)
    return found


def share(words: Piece, notes: Notes) -> Share | None:
    """The share that a percentage means."""
    found = _figure(words, notes)
    assert found is None or isinstance(found, Share)
    return found


def money(words: ValueWords, currency: str | None, notes: Notes) -> Money | None:
    """The money that is meant, in the agreement's currency."""
    text, start, end = words.words
    found = _figure(words.words, notes)
    if found is None:
        return None
    assert isinstance(found, Money)
    if currency is None:
        way_out = f"add `currency: {found.currency}` to the agreement"
        notes.add("SLA511", f"`{text}` is money, and the agreement names no currency", start, end, way_out)
        return None
    if found.currency != currency:
        message = f"`{text}` is not in the agreement's currency, {currency}"
        way_out = f"did you mean `{currency}`?" if nearest(found.currency, [currency]) else f"write it in {currency}"
        notes.add("SLA408", message, start, end, way_out)
        return None
    return found


def _figure(words: Piece, notes: Notes) -> Figure | None:
    """What digits mean; a number too long to be meant is noted."""
    found = figure(words.text)
    if isinstance(found, Mistake):
        notes.add(found.code, found.message, words.start, words.end, found.help)
        return None
    return found


def _a(type_: ValueType) -> str:
    return {"text": "text", "one of": "one of a list", "yes/no": "yes or no"}.get(type_.name, type_.name)
