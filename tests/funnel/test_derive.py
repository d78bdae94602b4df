from __future__ import annotations

from fractions import Fraction

import pytest

from sla_dsl.funnel import derive, value
from sla_dsl.language.figures import figure
from sla_dsl.language.formula import parse_formula
from sla_dsl.model.clause import Period
from sla_dsl.model.funnel import Derived, Funnel, Given
from sla_dsl.model.values import Money, Share


def funnel(given, formulas, each=Period.QUARTER):
    names = {*given, *formulas}
    inputs = {
        name: Given(name, None if isinstance(text, dict) else figure(text))
        if not isinstance(text, dict)
        else Given(
            name,
            figure(text["otherwise"]) if "otherwise" in text else None,
            {period: figure(amount) for period, amount in text.items() if period != "otherwise"},
        )
        for name, text in given.items()
    }
    return Funnel(
        each, inputs, {name: Derived(name, parse_formula(text, None, names), text) for name, text in formulas.items()}
    )


SEED = funnel(
    {
        "revenue target": {"2026-Q1": "3 000 000 EUR", "otherwise": "3.1M EUR"},
        "marketing share": "30%",
        "average deal": "15 000 EUR",
        "win rate": "10%",
    },
    {
        "mql target": "customers / win rate",
        "marketing revenue": "revenue target * marketing share",
        "customers": "marketing revenue / average deal",
    },
)


def test_the_seed_step_by_step():
    found = derive(SEED, "2026-Q1")
    assert found.problems == ()
    assert list(found.steps) == [
        ("marketing revenue", "revenue target * marketing share", "3 000 000 EUR * 30%", Money(900_000, "EUR")),
        ("customers", "marketing revenue / average deal", "900 000 EUR / 15 000 EUR", 60),
        ("mql target", "customers / win rate", "60 / 10%", 600),
    ]
    assert found.figures["revenue target"] == Money(3_000_000, "EUR")


@pytest.mark.parametrize("period", ["2026-Q2", None])
def test_otherwise_stands_in_every_other_period(period):
    assert derive(SEED, period).figures["mql target"] == 620


def test_one_value():
    assert value(SEED, "mql target", "2026-Q1") == 600
    assert value(SEED, "win rate", "2026-Q4") == Share(Fraction(1, 10))
    with pytest.raises(KeyError):
        value(SEED, "mql", "2026-Q1")


def test_a_value_that_is_not_there_in_a_period():
    gap = funnel({"a": {"2026-Q1": "5"}}, {"b": "a * 2"})
    assert value(gap, "b", "2026-Q1") == 10
    for name in ("a", "b"):
        with pytest.raises(KeyError):
            value(gap, name, "2026-Q2")
    assert [problem.code for problem in derive(gap, "2026-Q2").problems] == ["SLA607"]
    assert [problem.code for problem in derive(gap, None).problems] == ["SLA607"]


def test_the_value_is_not_rounded():
    third = funnel({"deals": "100"}, {"a third": "deals / 3"})
    assert value(third, "a third", "2026-Q1") == Fraction(100, 3)


def test_what_if():
    found = derive(SEED, "2026-Q1", {"win rate": Share(Fraction(12, 100))})
    assert found.problems == ()
    assert found.figures["mql target"] == 500
    assert found.steps[-1].substituted_text == "60 / 12%"


def test_a_setting_holds_in_every_period():
    for period in ("2026-Q1", "2026-Q2", None):
        assert derive(SEED, period, {"revenue target": Money(1_500_000, "EUR")}).figures["mql target"] == 300


@pytest.mark.parametrize(
    ("name", "figure", "code", "help"),
    [
        ("customers", 5, "SLA903", "set what it follows from: `marketing revenue`, `average deal`"),
        ("win rat", Share(Fraction(1, 5)), "SLA206", "did you mean `win rate`?"),
        ("win rate", Fraction(1, 5), "SLA602", "write a percentage, like `10%`"),
        ("average deal", Money(5, "USD"), "SLA408", "write it in EUR"),
        ("win rate", Share(2), "SLA605", "a share is a part of a whole"),
    ],
)
def test_what_cannot_be_set(name, figure, code, help):
    found = derive(SEED, "2026-Q1", {name: figure})
    assert [(problem.code, problem.help) for problem in found.problems] == [(code, help)]
    assert found.figures["mql target"] == 600


def test_a_setting_may_bring_a_problem():
    found = derive(SEED, "2026-Q1", {"win rate": Share(0)})
    assert [problem.code for problem in found.problems] == ["SLA604"]
    assert "win rate" in found.problems[0].message
    assert "mql target" not in found.figures
    assert found.figures["customers"] == 60


def test_a_period_of_another_kind():
    assert [problem.code for problem in derive(SEED, "2026-03").problems] == ["SLA607"]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("2 * leads", 100),
        ("leads / 2", 25),
        ("leads * 2 + 1", 101),
        ("2 * 30%", Share(Fraction(3, 5))),
        ("rate * rate", Share(Fraction(1, 100))),
        ("2 * 3", 6),
        ("1 / 4", Fraction(1, 4)),
        ("deal * leads", Money(500, "EUR")),
        ("leads * deal", Money(500, "EUR")),
        ("100 EUR / leads", Money(2, "EUR")),
        ("100 EUR / 20%", Money(500, "EUR")),
        ("deal / 2", Money(5, "EUR")),
        ("100% - rate", Share(Fraction(9, 10))),
        ("(rate + rate) / 4", Share(Fraction(1, 20))),
        ("(2 + 3) * leads", 250),
        ("leads - 20 - 10", 20),
        ("leads - (20 - 10)", 40),
        ("0.1 * leads + 0.2 * leads", 15),
    ],
)
def test_arithmetic_is_exact_and_keeps_its_units(formula, expected):
    small = funnel({"leads": "50", "rate": "10%", "deal": "10 EUR"}, {"x": formula})
    found = derive(small, "2026-Q1")
    assert found.problems == ()
    assert found.figures["x"] == expected
    assert value(small, "x", "2026-Q1") == expected


def test_figures_do_not_grow_without_end():
    grown = funnel({"n0": "33.3%"}, {f"n{i + 1}": f"n{i} * n{i}" for i in range(60)})
    assert [problem.code for problem in derive(grown, None).problems] == ["SLA608"]
    long = funnel({"n0": "50%"}, {f"n{i + 1}": f"n{i} * 100%" for i in range(5_000)})
    assert derive(long, None).figures["n5000"] == Share(Fraction(1, 2))
