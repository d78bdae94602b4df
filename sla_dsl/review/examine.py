"""A valid agreement → what a good reviewer would ask about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sla_dsl.diagnostics import Diagnostic
from sla_dsl.model.agreement import Agreement
from sla_dsl.review.accept import after_acceptance
from sla_dsl.review.lints.conflicts import conflicts
from sla_dsl.review.lints.contradictions import contradictions
from sla_dsl.review.lints.excuses import excuses
from sla_dsl.review.lints.fine_levels import fine_levels
from sla_dsl.review.lints.grouped_points import grouped_points
from sla_dsl.review.lints.implied import implied
from sla_dsl.review.lints.needless_conditions import needless_conditions
from sla_dsl.review.lints.no_values import no_values
from sla_dsl.review.lints.odd_values import odd_values
from sla_dsl.review.lints.only_broken import only_broken
from sla_dsl.review.lints.own_response import own_response
from sla_dsl.review.lints.plain_days import plain_days
from sla_dsl.review.lints.plain_figures import plain_figures
from sla_dsl.review.lints.states import states
from sla_dsl.review.lints.tiers import tiers
from sla_dsl.review.lints.undecided import undecided
from sla_dsl.review.lints.unused import unused
from sla_dsl.review.places import Places

Lint = Callable[[Agreement, Places], Iterator[Diagnostic]]
"""A question: a valid agreement, and where its parts stand → findings."""

LINTS: tuple[Lint, ...] = (
    contradictions,
    needless_conditions,
    tiers,
    excuses,
    own_response,
    conflicts,
    implied,
    undecided,
    only_broken,
    fine_levels,
    unused,
    states,
    plain_days,
    grouped_points,
    no_values,
    odd_values,
    plain_figures,
)
"""Every question, in the order in which they are asked."""


def examine(agreement: Agreement, places: Places, found: Iterable[Diagnostic] = ()) -> tuple[Diagnostic, ...]:
    """What is found in a valid agreement, by place, after `found`, the warnings that reading it gave.

    A warning that its clause accepts is left out.
    """
    asked = (one for lint in LINTS for one in lint(agreement, places))
    return tuple(sorted(after_acceptance((*found, *asked), agreement, places), key=_position))


def _position(found: Diagnostic) -> tuple[int, int, str]:
    span = found.place.span if found.place else None
    return (span.line, span.column, found.code) if span else (0, 0, found.code)
