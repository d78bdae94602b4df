"""Targets as formulas: exact arithmetic with units."""

from sla_dsl.funnel.check import kinds
from sla_dsl.funnel.derive import Derivation, Step, derive, period_help, value
from sla_dsl.funnel.periods import check_periods
from sla_dsl.funnel.problem import Problem
from sla_dsl.funnel.signs import signs_meant, with_signs
from sla_dsl.funnel.text import figure_text, formula_text, rounded, write_figure
from sla_dsl.funnel.units import kind_of

__all__ = [
    "Derivation",
    "Problem",
    "Step",
    "check_periods",
    "derive",
    "figure_text",
    "formula_text",
    "kind_of",
    "kinds",
    "period_help",
    "rounded",
    "signs_meant",
    "value",
    "with_signs",
    "write_figure",
]
