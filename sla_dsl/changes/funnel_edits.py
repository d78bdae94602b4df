"""The funnels of two agreements → what differs in inputs and formulas, and which figures follow from them."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.changes.edits import Edit, Edits, comes, moves, told
from sla_dsl.changes.normal import amount_key
from sla_dsl.funnel import figure_text, formula_text, kind_of
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.funnel import Figure, Funnel, Given
from sla_dsl.model.values import Exact, Money, Share

Found = tuple[Edit, tuple[str, ...], frozenset[str]]
"""A difference, the path of its key, and the figures that it is about."""


def funnel_edits(old: Agreement, new: Agreement) -> Iterator[Found]:
    """Every difference of the funnels."""
    before, after = old.funnel, new.funnel
    if before is None or after is None:
        names = frozenset(name for one in (before, after) if one for name in (*one.given, *one.derive))
        for edit in comes("funnel", told(before, after, _names), "funnel"):
            yield edit, ("funnel",), names
        return
    if before.each is not after.each:
        every = frozenset((*before.given, *before.derive, *after.given, *after.derive))
        edit = Edit("funnel-period-changed", f"each {before.each}", f"each {after.each}", "funnel")
        yield edit, ("funnel", "each"), every
    for name in dict.fromkeys((*before.given, *after.given)):
        for edit in _given(before.given.get(name), after.given.get(name), name):
            yield edit, ("funnel", "given", name), frozenset([name])
    for name in dict.fromkeys((*before.derive, *after.derive)):
        formulas = told(before.derive.get(name), after.derive.get(name), lambda one: formula_text(one.formula))
        for edit in comes("formula", formulas, name):
            yield edit, ("funnel", "derive", name), frozenset([name])


def _names(funnel: Funnel) -> str:
    return ", ".join((*funnel.given, *funnel.derive))


def _given(old: Given | None, new: Given | None, name: str) -> Edits:
    """An input: raised or lowered where every figure moves one way, else changed."""
    if old is None or new is None or _figures(old) is None or _figures(new) is None:
        yield from comes("figure", told(old, new, given_words), name)
        return
    signs = {_sign(one, other) for one, other in _aligned(old, new)} - {0}
    texts = (given_words(old), given_words(new))
    if None in signs or len(signs) > 1:
        yield Edit("figure-changed", *texts, name)
    else:
        yield from moves("figure-raised", "figure-lowered", 0, sum(sign or 0 for sign in signs), texts, name)


def _figures(given: Given) -> tuple[Figure, ...] | None:
    found = (*given.by_period.values(), *([] if given.otherwise is None else [given.otherwise]))
    return found or None


def _aligned(old: Given, new: Given) -> Iterator[tuple[Figure | None, Figure | None]]:
    """The figures of each period that either names, and the others'."""
    yield old.otherwise, new.otherwise
    for period in (*old.by_period, *new.by_period):
        yield old.by_period.get(period, old.otherwise), new.by_period.get(period, new.otherwise)


def _sign(old: Figure | None, new: Figure | None) -> int | None:
    """Whether a figure is raised (1), lowered (-1) or the same (0); none where the two cannot be compared."""
    if old is None and new is None:
        return 0
    if old is None or new is None or kind_of(old) is not kind_of(new):
        return None
    if amount_key(old) == amount_key(new):
        return 0
    if isinstance(old, Money) and isinstance(new, Money) and old.currency != new.currency:
        return None
    return 1 if _plain(new) > _plain(old) else -1


def _plain(figure: Figure) -> Exact:
    return figure.amount if isinstance(figure, Money) else figure.value if isinstance(figure, Share) else figure


def given_words(given: Given) -> str:
    """`10%`, or by period: `2026-Q1 8%, otherwise 10%`."""
    parts = [f"{period} {figure_text(given.by_period[period])}" for period in sorted(given.by_period)]
    if given.otherwise is not None:
        text = figure_text(given.otherwise)
        parts.append(f"otherwise {text}" if parts else text)
    return ", ".join(parts)
