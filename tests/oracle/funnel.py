"""The funnel: one figure of one period, unrounded, by the rules of units."""

from fractions import Fraction

from sla_dsl.model.funnel import Funnel, Literally, Name
from sla_dsl.model.values import Money, Share, exact


def figure(funnel: Funnel, name: str, period: str | None):
    """The value of a given or derived name in a period."""
    if name in funnel.given:
        given = funnel.given[name]
        return given.by_period.get(period, given.otherwise)
    return _value(funnel, funnel.derive[name].formula, period)


def _value(funnel: Funnel, formula, period: str | None):
    if isinstance(formula, Literally):
        return formula.figure
    if isinstance(formula, Name):
        return figure(funnel, formula.name, period)
    left, right = (_value(funnel, side, period) for side in (formula.left, formula.right))
    plain = any(isinstance(side, Literally) and not isinstance(side.figure, Share | Money)
                for side in (formula.left, formula.right))  # fmt: skip
    a, b = Fraction(_number(left)), Fraction(_number(right))
    result = exact(
        {"+": a.__add__, "-": a.__sub__, "*": a.__mul__}[formula.operator](b) if formula.operator != "/" else a / b
    )
    return _of_kind(_kind(formula.operator, left, right, plain), result, left, right)


def _number(figure):
    return figure.amount if isinstance(figure, Money) else figure.value if isinstance(figure, Share) else figure


def _letter(figure) -> str:
    return "m" if isinstance(figure, Money) else "s" if isinstance(figure, Share) else "c"


def _kind(operator: str, left, right, plain: bool) -> str:
    pair = _letter(left) + _letter(right)
    if operator in "+-":
        return pair[0]
    if plain:
        return pair.replace("c", "", 1) or "c"
    if operator == "*":
        return "m" if "m" in pair else "c" if "c" in pair else "s"
    return {"ms": "m", "mm": "c", "mc": "m", "cs": "c", "cc": "s"}[pair]


def _of_kind(kind: str, number, left, right):
    if kind == "m":
        return Money(number, (left if isinstance(left, Money) else right).currency)
    return Share(number) if kind == "s" else number
