"""A funnel worked out for one period, step by step, as it stands or with other figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from sla_dsl.diagnostics import suggestion
from sla_dsl.funnel.check import figures_of, share_is_sound
from sla_dsl.funnel.evaluate import evaluate, given_in, substituted
from sla_dsl.funnel.order import names_in, order
from sla_dsl.funnel.problem import Problem
from sla_dsl.funnel.text import figure_text, formula_text
from sla_dsl.funnel.units import kind_of
from sla_dsl.model.clause import Period
from sla_dsl.model.funnel import Figure, Funnel, Given, Kind
from sla_dsl.model.period import period_named
from sla_dsl.model.values import Money

_NO_SETTINGS: Mapping[str, Figure] = MappingProxyType({})
_AS = {Kind.MONEY: "money", Kind.COUNT: "a number", Kind.SHARE: "a percentage"}


class Step(NamedTuple):
    """One figure derived: its formula, the same with figures for names, and what comes out, unrounded."""

    name: str
    formula_text: str
    substituted_text: str
    figure: Figure


class Derivation(NamedTuple):
    """The figures of a period, given ones first, and how each derived one came about, in the order they need.

    Where there are problems, the figures that could not be derived are missing.
    """

    figures: Mapping[str, Figure]
    steps: tuple[Step, ...]
    problems: tuple[Problem, ...]


def derive(funnel: Funnel, period: str | None, settings: Mapping[str, Figure] = _NO_SETTINGS) -> Derivation:
    """Every figure of a period, for a funnel that is valid.

    `period` is a period's name (`2026-Q1`); none means any that has no value of its own. `settings` stand in the place
    of given figures (`--set`); what cannot be set is told as a problem and left as it was.
    """
    problems = [
        *_no_such_period(funnel, period),
        *(found for name in settings for found in _unset(funnel, name, settings)),
    ]
    wrong = {problem.name for problem in problems}
    inputs: dict[str, Figure] = {}
    for name, given in funnel.given.items():
        figure = settings[name] if name in settings and name not in wrong else given_in(given, period)
        if figure is not None:
            inputs[name] = figure
        elif figures_of(given):
            problems.append(no_value(given, period))
    values = evaluate(funnel, inputs, f" in {period}" if period else "")
    return Derivation(values.figures, tuple(_steps(funnel, values.figures)), (*problems, *values.problems))


def value(funnel: Funnel, name: str, period: str) -> Figure:
    """One figure of one period, unrounded, for a funnel that is valid.

    Raises KeyError for a name that the funnel lacks, and where the figure has no value in that period (which may be
    so outside the dates that the agreement is in force).
    """
    if name in funnel.given:
        figure = given_in(funnel.given[name], period)
        if figure is None:
            raise KeyError(name)
        return figure
    needed = _needed(funnel, name)
    inputs = {key: given_in(given, period) for key, given in funnel.given.items() if key in needed}
    present = {key: figure for key, figure in inputs.items() if figure is not None}
    names = tuple(key for key in order(funnel).names if key in needed)
    return evaluate(funnel, present, f" in {period}", names).figures[name]


def no_value(given: Given, period: str | None) -> Problem:
    """What is said where a figure has no value in a period."""
    if period is None:
        way_out = f"say which period: {', '.join(list(given.by_period)[:3])}"
        return Problem("SLA607", f"`{given.name}` differs by period", given.span, way_out, given.name)
    way_out = f"add `{period}: …`, or `otherwise: …` for every period that is not named"
    return Problem("SLA607", f"`{given.name}` has no value in {period}", given.span, way_out, given.name)


def _steps(funnel: Funnel, figures: Mapping[str, Figure]) -> Iterator[Step]:
    for name in order(funnel).names:
        derived = funnel.derive[name]
        if name in figures:
            text = " ".join(derived.text.split()) or formula_text(derived.formula)
            yield Step(name, text, substituted(derived.formula, figures), figures[name])


def _no_such_period(funnel: Funnel, period: str | None) -> Iterator[Problem]:
    if period is not None and period_named(period, funnel.each) is None:
        yield Problem("SLA607", f"`{period}` is no {funnel.each}", help=period_help(funnel.each))


def period_help(each: Period) -> str:
    """How the periods of a funnel are named."""
    return f"the figures are for each {each}, named like `{EXAMPLES[each]}`"


EXAMPLES = dict(zip(Period, ("2026-03-02", "2026-W10", "2026-03", "2026-Q1", "2026"), strict=True))
"""What the name of a period looks like."""


def _unset(funnel: Funnel, name: str, settings: Mapping[str, Figure]) -> Iterator[Problem]:
    """Why a figure cannot be set so, if it cannot."""
    figure = settings[name]
    if name in funnel.derive:
        needed = dict.fromkeys(part.name for part in names_in(funnel.derive[name].formula))
        way_out = f"set what it follows from: {', '.join(f'`{part}`' for part in needed)}" if needed else "set another"
        yield Problem("SLA903", f"`{name}` is derived, so it cannot be set", help=way_out, name=name)
    elif name not in funnel.given:
        way_out = suggestion(name, funnel.given, "set one of those under `given`")
        yield Problem("SLA206", f"no given figure is called `{name}`", help=way_out, name=name)
    else:
        yield from _unfit(funnel.given[name], figure)


def _unfit(given: Given, figure: Figure) -> Iterator[Problem]:
    """Why a figure cannot stand in the place of a given one, if it cannot."""
    before = next(iter(figures_of(given)), None)
    if before is None:
        return
    text, name = figure_text(figure), given.name
    if kind_of(figure) is not kind_of(before):
        kind = _AS[kind_of(before)]
        way_out = f"write {kind}, like `{figure_text(before)}`"
        yield Problem("SLA602", f"`{name}` is {kind}, and `{text}` is none", help=way_out, name=name)
    elif isinstance(figure, Money) and isinstance(before, Money) and figure.currency != before.currency:
        way_out = f"write it in {before.currency}"
        yield Problem("SLA408", f"`{name}` is in {before.currency}, and `{text}` is not", help=way_out, name=name)
    elif not share_is_sound(figure):
        way_out = "a share is a part of a whole"
        yield Problem("SLA605", f"`{text}` for `{name}` lies outside 0% to 100%", help=way_out, name=name)


def _needed(funnel: Funnel, name: str) -> set[str]:
    """A derived name and everything that it follows from; raises KeyError where there is no such name."""
    needed = {name}
    rest = [funnel.derive[name]]
    while rest:
        for part in names_in(rest.pop().formula):
            if part.name not in needed:
                needed.add(part.name)
                rest += [funnel.derive[part.name]] if part.name in funnel.derive else []
    return needed
