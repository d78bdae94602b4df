"""Which figures may be joined, and what that gives: the one table of units."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from sla_dsl.model.funnel import Figure, Kind
from sla_dsl.model.values import Money, Share

Operator = Literal["+", "-", "*", "/"]


class Unit(StrEnum):
    """What a part of a formula is: as `Kind`, and a bare number, which is not yet anything."""

    MONEY = "money"
    COUNT = "count"
    SHARE = "share"
    NUMBER = "number"


_M, _C, _S, _N = Unit.MONEY, Unit.COUNT, Unit.SHARE, Unit.NUMBER

_ONE_KIND: Mapping[tuple[Unit, Unit], Unit] = MappingProxyType(
    {(_M, _M): _M, (_C, _C): _C, (_S, _S): _S, (_N, _N): _N, (_C, _N): _C, (_N, _C): _C}
)

_PRODUCTS: Mapping[tuple[Unit, Unit], Unit] = MappingProxyType(
    {(_M, _S): _M, (_C, _M): _M, (_C, _S): _C, (_S, _S): _S, (_N, _N): _N, (_N, _M): _M, (_N, _C): _C, (_N, _S): _S}
)

_QUOTIENTS: Mapping[tuple[Unit, Unit], Unit] = MappingProxyType(
    {
        (_M, _S): _M, (_M, _M): _C, (_M, _C): _M, (_C, _S): _C, (_C, _C): _S,
        (_M, _N): _M, (_C, _N): _C, (_S, _N): _S, (_N, _N): _N,
    }
)  # fmt: skip
"""A bare number divides as a plain factor; to be divided by a figure, it would have to be one."""

TABLE: Mapping[Operator, Mapping[tuple[Unit, Unit], Unit]] = MappingProxyType(
    {
        "+": _ONE_KIND,
        "-": _ONE_KIND,
        "*": MappingProxyType({**_PRODUCTS, **{(right, left): unit for (left, right), unit in _PRODUCTS.items()}}),
        "/": _QUOTIENTS,
    }
)
"""For each operator, what its two sides may be, and what comes out; a product is the same either way round."""


def joined(operator: Operator, left: Unit, right: Unit) -> Unit | None:
    """What two figures give when they are joined, or nothing where they do not fit."""
    return TABLE[operator].get((left, right))


def unit_of(figure: Figure) -> Unit:
    """What a figure with a name is."""
    return Unit(kind_of(figure))


def kind_of(figure: Figure) -> Kind:
    """Whether a figure is money, a share or a count."""
    if isinstance(figure, Money):
        return Kind.MONEY
    return Kind.SHARE if isinstance(figure, Share) else Kind.COUNT


def kind_named(unit: Unit) -> Kind:
    """What a figure of that unit is once it has a name: a bare number is a count."""
    return Kind.COUNT if unit is Unit.NUMBER else Kind(unit)
