"""What `at least`, `at most`, `more than` and `less than` mean for exact numbers."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from types import MappingProxyType

from sla_dsl.model.clause import Bound
from sla_dsl.model.funnel import Figure
from sla_dsl.model.values import Exact, Money, Share

HOLDS: Mapping[Bound, Callable[[Exact, Exact], bool]] = MappingProxyType(
    {
        Bound.AT_LEAST: operator.ge,
        Bound.AT_MOST: operator.le,
        Bound.MORE_THAN: operator.gt,
        Bound.LESS_THAN: operator.lt,
    }
)
"""Whether the first number keeps within the bound that the second sets."""


def plain(figure: Figure) -> Exact:
    """The bare number of money, a share or a count."""
    if isinstance(figure, Money):
        return figure.amount
    return figure.value if isinstance(figure, Share) else figure
