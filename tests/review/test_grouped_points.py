"""Points that group digits elsewhere."""

from __future__ import annotations

import pytest

from tests.review.agreements import seen, told

FUNNEL = """\
funnel:
  each: quarter
  given: {{average deal: {deal}, base: 600}}
  derive:
    target: {target}
"""


def deliver(amount: str) -> str:
    return f"one: each quarter, marketing must deliver at least {amount} of valued opportunities\n"


@pytest.mark.parametrize(
    ("amount", "instead"),
    [("15.000 EUR", "15 000 EUR"), ("2.500k EUR", "2 500k EUR"), ("250.000 EUR", "250 000 EUR")],
)
def test_money_in_a_clause(amount, instead):
    (found,) = seen(deliver(amount))
    assert found[:2] == ("SLA018", amount)
    assert found.help.startswith(f"write `{instead}`")


def test_a_count_in_a_clause():
    (found,) = seen("one: each quarter, marketing must deliver at least 2.000 qualified leads\n")
    assert found[:2] == ("SLA018", "2.000")
    assert found.message.endswith("it is 2")


def test_figures_and_formulas_of_the_funnel():
    clause = "one: each quarter, marketing must deliver at least [target] qualified leads\n"
    more = FUNNEL.format(deal="15.000 EUR", target="base * average deal / 1.000 EUR")
    assert [found[:2] for found in seen(clause, more=more)] == [("SLA018", "15.000 EUR"), ("SLA018", "1.000 EUR")]


@pytest.mark.parametrize("amount", ["15 000 EUR", "1.5M EUR", "15.50 EUR", "0.125 EUR", "15000.000 EUR", "1.2345 EUR"])
def test_silent_where_nobody_groups_so(amount):
    assert told(deliver(amount)) == []


@pytest.mark.parametrize(
    "clause",
    [
        'one: when a lead is qualified where source is "15.000 EUR", sales must contact the lead within 1 hour\n',
        "one: when a lead is assigned, sales must contact the lead within 1 hour, for at least 99.125% of cases each year\n",
    ],
)
def test_silent_in_quotes_and_shares(clause):
    assert told(clause) == []


def test_accepted_with_a_reason():
    text = "one:\n  clause: each quarter, marketing must deliver at least 2.000 qualified leads\n"
    assert told(text + "  accept: {SLA018: Two is what we mean.}\n") == []
