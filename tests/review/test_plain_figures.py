"""Shares and money of the funnel without their sign."""

from __future__ import annotations

import pytest

from tests.review.agreements import seen, told

CLAUSE = "one: each quarter, marketing must deliver at least [marketing revenue] of valued opportunities\n"
FUNNEL = """\
funnel:
  each: quarter
  given:
    revenue target: 300 000 EUR
    {name}: {share}
  derive:
    marketing revenue: revenue target {operator} {name}
"""


def of(share: str, name: str = "marketing share", operator: str = "*") -> str:
    return FUNNEL.format(name=name, share=share, operator=operator)


@pytest.mark.parametrize(
    ("share", "name", "instead"),
    [
        ("30", "marketing share", "30%"),
        ("0.3", "marketing share", "30%"),
        ("0.125", "win rate", "12.5%"),
        ("100", "rate", "100%"),
    ],
)
def test_a_plain_number_that_is_called_a_share(share, name, instead):
    (found,) = seen(CLAUSE, more=of(share, name))
    assert found[:2] == ("SLA021", share)
    assert found.help.startswith(f"write `{instead}` ")


def test_one_of_several_quarters():
    (found,) = seen(
        CLAUSE, more=of("{2026-Q1: 25%, otherwise: 25}", operator="*").replace("2026-Q1: 25%", "2026-Q1: 20")
    )
    assert found.code == "SLA021"
    assert found.help.startswith("write `25%` ")


@pytest.mark.parametrize(
    ("share", "name", "operator"),
    [
        ("30%", "marketing share", "*"),
        ("0.3", "factor", "*"),
        ("400", "conversion", "/"),
        ("30", "deals of a share holder", "/"),
    ],
)
def test_silent_where_it_is_none(share, name, operator):
    assert told(CLAUSE, more=of(share, name, operator)) == []


VOLUME = "one: each quarter, marketing must deliver at least 10 qualified leads\n"
DEAL = """\
funnel:
  each: quarter
  given:
    revenue target: 300 000 EUR
    {name}: {figure}
  derive:
    customers: revenue target / {name}
"""


@pytest.mark.parametrize(("name", "figure"), [("average deal", "15000"), ("deal value", "9000")])
def test_a_plain_number_that_is_called_money(name, figure):
    (found,) = seen(VOLUME, more=DEAL.format(name=name, figure=figure))
    assert found[:2] == ("SLA021", figure)
    assert " EUR` where money is meant" in found.help


@pytest.mark.parametrize(("name", "figure"), [("average deal", "15 000 EUR"), ("deals won", "20"), ("deal count", "9")])
def test_silent_where_it_is_no_money(name, figure):
    assert told(VOLUME, more=DEAL.format(name=name, figure=figure)) == []
