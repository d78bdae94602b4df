"""Targets as formulas: what the business wants, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Literal

from sla_dsl.diagnostics import Span
from sla_dsl.frozen import frozen
from sla_dsl.model.clause import Period
from sla_dsl.model.values import Exact, Money, Share


class Kind(StrEnum):
    """What a figure is, which decides what may be done with it."""

    MONEY = "money"
    COUNT = "count"
    SHARE = "share"


Figure = Exact | Share | Money
"""A count (an exact number), a share, or money."""


@frozen
class Literally:
    """A figure written out in a formula: `2`, `30%`, `15 000 EUR`."""

    figure: Figure
    span: Span | None = field(default=None, compare=False, repr=False)


@frozen
class Name:
    """Another figure of the funnel."""

    name: str
    span: Span | None = field(default=None, compare=False, repr=False)


@frozen
class Operation:
    """Two formulas and what joins them."""

    operator: Literal["+", "-", "*", "/"]
    left: Formula
    right: Formula
    span: Span | None = field(default=None, compare=False, repr=False)


Formula = Literally | Name | Operation
"""A formula as a tree; parentheses are its shape."""


@frozen
class Given:
    """An input: one figure for every period, or figures by period's name with one `otherwise` (or none)."""

    name: str
    otherwise: Figure | None
    by_period: Mapping[str, Figure] = field(default_factory=dict)
    span: Span | None = field(default=None, compare=False, repr=False)


@frozen
class Derived:
    """A figure that follows from others. `text` is its formula as the file has it."""

    name: str
    formula: Formula
    text: str = field(default="", compare=False, repr=False)
    span: Span | None = field(default=None, compare=False, repr=False)


@frozen
class Funnel:
    """The figures of each period: inputs by name, then what is derived from them, in the file's order."""

    each: Period
    given: Mapping[str, Given] = field(default_factory=dict)
    derive: Mapping[str, Derived] = field(default_factory=dict)
    span: Span | None = field(default=None, compare=False, repr=False)
