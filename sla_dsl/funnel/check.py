"""What is wrong with a funnel whatever the period: names, circles, currencies, units, shares that are none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from sla_dsl.diagnostics import Span, nearest, suggestion
from sla_dsl.funnel.order import literals_in, names_in, order
from sla_dsl.funnel.problem import Problem
from sla_dsl.funnel.text import figure_text, formula_text
from sla_dsl.funnel.units import Operator, Unit, joined, kind_named, kind_of
from sla_dsl.model.funnel import Derived, Figure, Formula, Funnel, Given, Kind, Literally, Name, Operation
from sla_dsl.model.values import Exact, Money, Share

SHOWN = 60
"""Longer formulas (in characters) are cut in a message."""

PATH = 8
"""Longer circles are told by their first names and their last."""

GUESSED = 20
"""How many unknown names of a funnel are compared with the known ones."""

ADD = "add it under `given` or `derive`"

_IS = {Unit.MONEY: "money", Unit.COUNT: "a count", Unit.SHARE: "a share", Unit.NUMBER: "a number"}
_CANNOT: Mapping[Operator, str] = {"+": "added", "-": "subtracted", "*": "multiplied", "/": "divided"}


class _Written(NamedTuple):
    """A figure of the file: whose it is, in which period, and where it stands if it has a place of its own."""

    figure: Figure
    name: str
    period: str | None
    span: Span | None


def kinds(funnel: Funnel, currency: str | None) -> tuple[Mapping[str, Kind], tuple[Problem, ...]]:
    """What each figure is (money, count or share), and what is wrong in every period.

    `currency` is the agreement's. A given figure without any value (one that could not be read), and what needs it,
    has no kind, and nothing is said of it. Where one mistake causes another, only the cause is told.
    """
    found = [*_currencies(funnel, currency), *_shares(funnel), *_mixed(funnel), *_unknown_names(funnel)]
    known = {name: kind_of(figures[0]) for name, given in funnel.given.items() if (figures := figures_of(given))}
    ordered = order(funnel)
    found += [_circle(funnel, path) for path in ordered.circles]
    given = dict(known)
    misfits = _derived(funnel, ordered.names, known)
    bare = _without_currency(funnel, ordered.names, given, currency) if misfits and currency else None
    found += [bare] if bare else misfits
    in_order = [name for name in (*funnel.given, *funnel.derive) if name in known]
    return {name: known[name] for name in in_order}, tuple(found)


def _derived(funnel: Funnel, names: Sequence[str], known: dict[str, Kind]) -> list[Problem]:
    """What does not fit in the formulas, in their order; what each of them gives is added to what is known."""
    found: list[Problem] = []
    for name in names:
        unit = _unit(funnel.derive[name].formula, known, name, found)
        if unit is not None:
            known[name] = kind_named(unit)
    return found


def _without_currency(funnel: Funnel, names: Sequence[str], given: Mapping[str, Kind], currency: str) -> Problem | None:
    """The one given figure that makes all formulas fit if it is money: its currency has been forgotten."""
    large = [name for name, own in funnel.given.items() if given.get(name) is Kind.COUNT and _first(own)[1] >= _AMOUNT]
    fitting = [name for name in large if not _derived(funnel, names, {**given, name: Kind.MONEY})]
    if len(fitting) != 1:
        return None
    figure = funnel.given[fitting[0]]
    period, amount = _first(figure)
    text = figure_text(amount)
    message = f"`{text}` has no currency, and the formulas fit only if `{fitting[0]}` is money"
    return Problem("SLA602", message, figure.span, f"write `{text} {currency}`", fitting[0], period)


_AMOUNT = 1000
"""A smaller number is more likely to be one than an amount of money."""


def _first(given: Given) -> tuple[str | None, Exact]:
    """The first value of a given figure that is a count, and its period."""
    values = (*given.by_period.items(), (None, given.otherwise))
    return next((period, figure) for period, figure in values if isinstance(figure, int | Fraction))


def figures_of(given: Given) -> list[Figure]:
    """Every value of a given figure, its `otherwise` last."""
    return [*given.by_period.values(), *([] if given.otherwise is None else [given.otherwise])]


def share_is_sound(figure: Figure) -> bool:
    """Whether a figure is no share, or one from 0% to 100%."""
    return not isinstance(figure, Share) or 0 <= figure.value <= 1


def _written(funnel: Funnel) -> Iterator[_Written]:
    """Every figure that the file gives, or names in a formula."""
    for given in funnel.given.values():
        for period, figure in given.by_period.items():
            yield _Written(figure, given.name, period, given.span)
        if given.otherwise is not None:
            yield _Written(given.otherwise, given.name, None, given.span)
    for derived in funnel.derive.values():
        for literal in literals_in(derived.formula):
            yield _Written(literal.figure, derived.name, None, literal.span)


def _currencies(funnel: Funnel, currency: str | None) -> Iterator[Problem]:
    """Money in another currency than the agreement's; without one, only the first money is told."""
    for written in _written(funnel):
        figure = written.figure
        if not isinstance(figure, Money) or figure.currency == currency:
            continue
        text = figure_text(figure)
        near = nearest(figure.currency, [currency]) if currency else None
        way_out = f"did you mean `{near}`?" if near else f"write it in {currency}"
        where = (written.span, way_out, written.name, written.period)
        if currency is None:
            message = f"`{text}` is money, but the agreement has no currency"
            way_out = f"add `currency: {figure.currency}` to the agreement"
            yield Problem("SLA511", message, written.span, way_out, written.name, written.period)
            return
        yield Problem("SLA408", f"`{text}` is not in {currency}, the agreement's currency", *where)


def _shares(funnel: Funnel) -> Iterator[Problem]:
    for written in _written(funnel):
        if share_is_sound(written.figure):
            continue
        is_given = written.name in funnel.given
        factor = figure_text(written.figure.value) if isinstance(written.figure, Share) else ""
        way_out = "write a percentage from 0% to 100%" if is_given else f"as a plain factor it is `{factor}`"
        message = f"`{figure_text(written.figure)}` lies outside 0% to 100%"
        yield Problem("SLA605", message, written.span, way_out, written.name, written.period)


def _mixed(funnel: Funnel) -> Iterator[Problem]:
    """Values of one given figure that are not of one kind."""
    for given in funnel.given.values():
        values = [*given.by_period.items(), *([] if given.otherwise is None else [(None, given.otherwise)])]
        for period, figure in values[1:]:
            first, kind = kind_of(values[0][1]), kind_of(figure)
            if kind is not first:
                message = (
                    f"`{figure_text(figure)}` is {_IS[Unit(kind)]}, but `{given.name}` is {_IS[Unit(first)]} before"
                )
                way_out = _as_the_first(values[0][1], figure) + "all values of one figure are of one kind"
                yield Problem("SLA602", message, given.span, way_out, given.name, period)
                break


def _as_the_first(first: Figure, other: Figure) -> str:
    """What to write of a plain number so that it is what the first figure is; empty where it is no plain number."""
    if not isinstance(other, int | Fraction) or isinstance(first, int | Fraction):
        return ""
    sign = f" {first.currency}" if isinstance(first, Money) else "%"
    return f"write `{figure_text(other)}{sign}`: "


def _unknown_names(funnel: Funnel) -> Iterator[Problem]:
    known = {*funnel.given, *funnel.derive}
    uses = [(name, derived) for derived in funnel.derive.values() for name in names_in(derived.formula)]
    for number, (name, derived) in enumerate(use for use in uses if use[0].name not in known):
        message = f"no figure is called `{_short(name.name)}`"
        way_out = _meant(name.name, known) if number < GUESSED else ADD
        slip = nearest(name.name, known, alike=_SLIP)
        if number < GUESSED and slip is None and (way_out == ADD or way_out.startswith("did you mean")):
            idle = _idle(funnel, uses, name.name)
            way_out = way_out if idle == ADD else idle
        yield Problem("SLA206", message, name.span, way_out, derived.name)


_SLIP = 0.85
"""How alike (0 to 1) a name must be to a known one that letters of it are mistyped."""


def _idle(funnel: Funnel, uses: Sequence[tuple[Name, Derived]], name: str) -> str:
    """The way out for an unknown name: the one given figure that is in no formula and shares a word with it."""
    used = {one.name for one, _ in uses}
    words = {*name.split(" ")}
    idle = [given for given in funnel.given if given not in used and words & {*given.split(" ")}]
    return f"did you mean `{idle[0]}`?" if len(idle) == 1 else ADD


def _meant(name: str, known: set[str]) -> str:
    """What an unknown name may mean: two figures with nothing between them, or another name."""
    words = name.split(" ")
    for size in range(1, min(len(words), 20)):
        left, right = " ".join(words[:size]), " ".join(words[size:])
        if left in known and right in known:
            return f"write `+`, `-`, `*` or `/` between `{left}` and `{right}`"
    holding = [one for one in sorted(known) if f" {name} " in f" {one} "]
    return f"did you mean `{holding[0]}`?" if len(holding) == 1 else suggestion(name, known, ADD)


def _circle(funnel: Funnel, path: tuple[str, ...]) -> Problem:
    """A circle, told at the formula of its first name, with the others' places."""
    names = [f"`{name}`" for name in path]
    told = names if len(names) <= PATH else [*names[: PATH - 1], "…", names[-1]]
    needs = " needs ".join([*told, names[0]])
    related = tuple((funnel.derive[name].span, f"`{name}`") for name in path[1:PATH])
    message = f"{needs}: no figure follows from itself"
    only = len(path) == 1
    way_out = "build it on other figures, or give it under `given`" if only else "give one of them under `given`"
    return Problem("SLA603", message, funnel.derive[path[0]].span, way_out, path[0], None, related)


def _unit(formula: Formula, known: Mapping[str, Kind], name: str, found: list[Problem]) -> Unit | None:
    """What a formula gives, or nothing where that cannot be said; what does not fit is added to `found`."""
    if isinstance(formula, Name):
        kind = known.get(formula.name)
        return None if kind is None else Unit(kind)
    if isinstance(formula, Literally):
        kind = kind_of(formula.figure)
        return Unit.NUMBER if kind is Kind.COUNT else Unit(kind)
    left = _unit(formula.left, known, name, found)
    right = _unit(formula.right, known, name, found)
    if left is None or right is None:
        return None
    unit = joined(formula.operator, left, right)
    if unit is None:
        found.append(_misfit(formula, left, right, name))
    return unit


def _misfit(formula: Operation, left: Unit, right: Unit, name: str) -> Problem:
    sides = f"`{_told(formula.left)}` is {_IS[left]} and `{_told(formula.right)}` is {_IS[right]}"
    if formula.operator == "/":
        message = f"{sides}: {_IS[left]} cannot be divided by {_IS[right]}"
    else:
        message = f"{sides}: they cannot be {_CANNOT[formula.operator]}"
    return Problem("SLA602", message, formula.span, _fitting(formula.operator, left, right), name)


def _fitting(operator: Operator, left: Unit, right: Unit) -> str:
    """What would fit in the place of the right side."""
    other = _INSTEAD.get((operator, left, right))
    fits_too = f": `{other}` would fit" if other else ""
    if operator in ("+", "-"):
        if {left, right} == {Unit.SHARE, Unit.NUMBER}:
            return "beside a share, one whole is `100%`"
        return f"only figures of one kind are added or subtracted{fits_too}"
    fits = [_IS[unit] for unit in Unit if joined(operator, left, unit)]
    joint = "multiplied" if operator == "*" else "divided"
    listed = f"{', '.join(fits[:-1])} or {fits[-1]}" if len(fits) > 1 else fits[0]
    return f"{_IS[left]} can be {joint} by {listed}{fits_too}"


_INSTEAD: Mapping[tuple[Operator, Unit, Unit], Operator] = {
    **{(sign, unit, Unit.SHARE): "*" for sign in ("+", "-") for unit in (Unit.MONEY, Unit.COUNT)},
    **{(sign, Unit.SHARE, unit): "*" for sign in ("+", "-") for unit in (Unit.MONEY, Unit.COUNT)},
    ("*", Unit.MONEY, Unit.MONEY): "/",
    ("/", Unit.COUNT, Unit.MONEY): "*",
}
"""The sign that was most likely meant where another does not fit."""


def _told(formula: Formula) -> str:
    return _short(formula_text(formula))


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
