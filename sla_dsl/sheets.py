"""The funnel worked out for the periods that matter: a sheet for each set of periods whose figures are the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sla_dsl.diagnostics import Diagnostic, diagnostic
from sla_dsl.funnel import Derivation, Problem, derive, figure_text, rounded
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import Bound, Clause, Deliver, Ensure, Param, RateLevel
from sla_dsl.model.funnel import Figure, Funnel
from sla_dsl.model.outcome import DeliverPeriod, Judgement
from sla_dsl.model.period import next_period, period_named, period_of
from sla_dsl.model.result import DerivedFigure, GivenFigure, ShownFigure, Target, TargetSheet

LISTED = 8
"""An agreement in force for no more periods than this has each of them named."""


def target_sheets(
    agreement: Agreement, period: str | None, settings: Mapping[str, Figure]
) -> tuple[tuple[TargetSheet, ...], tuple[Diagnostic, ...]]:
    """The sheets of one period, or of all that the agreement is in force for; and what is wrong with what is asked."""
    funnel = agreement.funnel
    if funnel is None:
        return (), tuple(_no_funnel(agreement, period, settings))
    names: Sequence[str | None] = [period] if period is not None else _periods(agreement, funnel)
    found = [(name, derive(funnel, name, settings)) for name in names]
    # What is wrong with a figure is wrong in many periods, and is told once, for the first.
    problems = {
        (problem.code, problem.name): _diagnostic(problem)
        for _, derivation in reversed(found)
        for problem in reversed(derivation.problems)
    }
    return tuple(_sheets(agreement, funnel, found, settings)), tuple(reversed(problems.values()))


def _no_funnel(agreement: Agreement, period: str | None, settings: Mapping[str, Figure]) -> Iterator[Diagnostic]:
    for name in (*settings, *([period] if period is not None else [])):
        yield diagnostic("SLA903", f"`{agreement.id}` has no funnel, so `{name}` is nothing in it")


def _diagnostic(problem: Problem) -> Diagnostic:
    """The agreement is valid, so a problem lies in what was asked for: a period, or a figure put in."""
    return diagnostic("SLA903", problem.message, help=problem.help)


def _periods(agreement: Agreement, funnel: Funnel) -> list[str | None]:
    """Every period in force, where they are few; else those with figures of their own, and none for all others."""
    every = _in_force(agreement, funnel)
    if len(every) <= LISTED:
        return [*every]
    named = {name for given in funnel.given.values() for name in given.by_period}
    until = agreement.effective.until
    own = [
        found
        for name in named
        if (found := period_named(name, funnel.each))
        and found.last >= agreement.effective.start
        and (until is None or found.first <= until)
    ]
    own.sort(key=lambda found: found.first)
    others = [] if any(given.otherwise is None for given in funnel.given.values()) else [None]
    return [*(found.name for found in own), *others]


def _in_force(agreement: Agreement, funnel: Funnel) -> list[str]:
    """The names of the first periods in force, at most one more than are listed."""
    names: list[str] = []
    until = agreement.effective.until
    period = period_of(agreement.effective.start, funnel.each)
    while len(names) <= LISTED and (until is None or period.first <= until):
        names.append(period.name)
        following = next_period(period, funnel.each)
        if following is None:
            break
        period = following
    return names


def _sheets(
    agreement: Agreement,
    funnel: Funnel,
    found: Sequence[tuple[str | None, Derivation]],
    settings: Mapping[str, Figure],
) -> Iterator[TargetSheet]:
    """One sheet for all periods with the same figures, in the order of the first of each."""
    alike: dict[tuple[tuple[str, Figure], ...], list[str | None]] = {}
    derivations: dict[tuple[tuple[str, Figure], ...], Derivation] = {}
    for name, derivation in found:
        key = tuple(derivation.figures.items())
        alike.setdefault(key, []).append(name)
        derivations.setdefault(key, derivation)
    for key, names in alike.items():
        periods = () if None in names else tuple(name for name in names if name is not None)
        yield _sheet(agreement, funnel, periods, names[0], derivations[key], settings)


def _sheet(
    agreement: Agreement,
    funnel: Funnel,
    periods: tuple[str, ...],
    first: str | None,
    derivation: Derivation,
    settings: Mapping[str, Figure],
) -> TargetSheet:
    figures = derivation.figures
    agreed = derive(funnel, first).figures
    return TargetSheet(
        periods,
        tuple(
            GivenFigure(_shown(name, figures[name]), figure_text(agreed[name]) if name in settings else None)
            for name in funnel.given
            if name in figures and name in agreed
        ),
        tuple(
            DerivedFigure(_shown(step.name, step.figure), step.formula_text, step.substituted_text)
            for step in derivation.steps
        ),
        tuple(_targets(agreement, figures)),
    )


def _targets(agreement: Agreement, figures: Mapping[str, Figure]) -> Iterator[Target]:
    """What the clauses ask for by a figure of the funnel, in the file's order."""
    for clause in agreement.clauses.values():
        for bound, param in _params(clause):
            if param.name in figures:
                figure = figures[param.name]
                shown = _shown(param.name, rounded(figure, bound))
                yield Target(clause.id, param.name, bound.value, shown, _shown(param.name, figure))


def _params(clause: Clause) -> Iterator[tuple[Bound, Param]]:
    match clause.duty:
        case Deliver(bound=bound, amount=Param() as param) | Ensure(bound=bound, share=Param() as param):
            yield bound, param
    if isinstance(clause.level, RateLevel) and isinstance(clause.level.share, Param):
        yield Bound.AT_LEAST, clause.level.share


def _shown(name: str, figure: Figure) -> ShownFigure:
    return ShownFigure(name, figure, figure_text(figure))


def shown_requirements(agreement: Agreement, judgement: Judgement) -> dict[tuple[str, str], Figure]:
    """What each `deliver` asks for as it is shown, by clause and period: a figure of the funnel is rounded."""
    return {
        (outcome.clause, period.period): rounded(period.required, period.bound)
        if isinstance(duty.amount, Param)
        else period.required
        for outcome in judgement.clauses
        if isinstance(duty := agreement.clauses[outcome.clause].duty, Deliver)
        for period in outcome.periods
        if isinstance(period, DeliverPeriod)
    }
