"""What conditions allow, against the engine's own reading of them, over every combination of a few values."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest

from sla_dsl.engine.reference.conditions import truth
from sla_dsl.model.clause import Bound, IsBound, IsKnown, IsValue, Param
from sla_dsl.model.values import ValueType
from sla_dsl.review.values import covered, example, implies, possible

TYPES = {
    "size": ValueType("one of", ("small", "large", "huge")),
    "source": ValueType("text"),
    "score": ValueType("number"),
    "trial": ValueType("yes/no"),
}
VALUES = {
    "size": [None, "small", "large", "huge"],
    "source": [None, "web", "partner", "list", "other"],
    "score": [None, 9, 10, 11, 15, 20, 21],
    "trial": [None, True, False],
}
"""Enough to tell all conditions below apart: each bound, and a value on either side of it."""


def conditions(chance: Random, most: int):
    return tuple(condition(chance) for _ in range(chance.randint(0, most)))


def condition(chance: Random):
    name = chance.choice(["size", "source", "score", "score", "trial"])
    if chance.random() < 0.2:
        return IsKnown(name, "fact", chance.random() < 0.6)
    if name == "score" and chance.random() < 0.8:
        return IsBound(name, "fact", chance.choice(list(Bound)), chance.choice([10, 20]))
    known = [value for value in VALUES[name] if value not in (None, "other", 9, 11, 15, 21)]
    values = tuple(chance.sample(known, chance.randint(1, len(known))))
    return IsValue(name, "fact", values, negated=chance.random() < 0.4)


def holds(asked, values) -> bool:
    return truth(asked, lambda name, _: values.get(name), lambda amount: amount) is True


def worlds(*asked):
    names = sorted({one.name for some in asked for one in some})
    return [dict(zip(names, values, strict=True)) for values in product(*(VALUES[name] for name in names))]


@pytest.mark.parametrize("seed", range(600))
def test_possible_and_implied(seed):
    chance = Random(seed)
    given, wanted = conditions(chance, 4), conditions(chance, 2)
    true = [values for values in worlds(given, wanted) if holds(given, values)]
    assert possible(given, TYPES) is bool(true)
    if true:
        assert implies(given, wanted, TYPES) is all(holds(wanted, values) for values in true)
        assert holds(given, example(given, TYPES))


@pytest.mark.parametrize("seed", range(300))
def test_covered(seed):
    chance = Random(seed)
    given, choices = conditions(chance, 2), [conditions(chance, 2) for _ in range(chance.randint(1, 3))]
    true = [values for values in worlds(given, *choices) if holds(given, values)]
    expected = all(any(holds(choice, values) for choice in choices) for values in true)
    assert covered(given, choices, TYPES) is expected


def test_bounds_by_one_figure():
    def score(bound, name="leads"):
        return IsBound("score", "fact", bound, Param(name))

    assert not possible((score(Bound.AT_LEAST), score(Bound.LESS_THAN)), TYPES)
    assert possible((score(Bound.AT_LEAST), score(Bound.AT_MOST)), TYPES)
    assert possible((score(Bound.AT_LEAST), score(Bound.LESS_THAN, "others")), TYPES)
    assert implies((score(Bound.AT_LEAST),), (score(Bound.AT_LEAST),), TYPES)
    assert implies((score(Bound.MORE_THAN),), (score(Bound.AT_LEAST),), TYPES)
    assert not implies((score(Bound.AT_LEAST),), (score(Bound.MORE_THAN),), TYPES)
    assert example((score(Bound.AT_LEAST),), TYPES) is None


def test_too_much_to_try_claims_nothing():
    """Two conditions fail in four ways; five such tiers in 1,024."""
    all_sizes = [[IsValue("size", "fact", ("small", "large", "huge"))], [IsKnown("size", "fact", known=False)]]
    tiers = [[IsValue("source", "fact", (f"s{number}",)), IsValue("score", "fact", (number,))] for number in range(5)]
    assert covered((), [*all_sizes, *tiers[:2]], TYPES)
    assert not covered((), [*all_sizes, *tiers], TYPES)
