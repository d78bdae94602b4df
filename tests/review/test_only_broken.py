"""Clauses that can be broken, but never kept."""

from __future__ import annotations

import pytest

from tests.review.agreements import seen, told


@pytest.mark.parametrize(
    ("clause", "code", "words"),
    [
        ("when a lead is qualified, sales must not recycle the lead", "SLA012", "recycle the lead"),
        ("sales must not recycle the lead before at least 2 recycled leads", "SLA012", "before at least 2 recycled leads"),
        ("sales must not attempt contact before a call is made", "SLA012", "before a call is made"),
        ("when the lead replies, sales must not attempt contact until a call is made", "SLA012", "until a call is made"),
        ("each month, sales must ensure at most 5% of qualified leads become rejected leads", "SLA012", "rejected leads"),
        ("each month, sales must ensure more than 100% of qualified leads become opportunities within 1 hour",
         "SLA002", "more than 100%"),
        ("each month, sales must ensure less than 0% of qualified leads become rejected leads within 1 hour",
         "SLA002", "less than 0%"),
    ],
)  # fmt: skip
def test_only_broken(clause, code, words):
    (found,) = seen(f"one: {clause}")
    assert found[:2] == (code, words)
    assert found.help


@pytest.mark.parametrize(
    "clause",
    [
        "sales must not recycle the lead",
        "when a lead is qualified, sales must not recycle the lead, unless the lead replies",
        "when a lead is qualified, sales must not recycle the lead, with at most 3 breaches each month",
        "when a lead is qualified, sales must not recycle the lead for 90 calendar days",
        "when a lead is qualified, sales must not recycle the lead until a lead is contacted",
        "sales must not call the lead before at least 2 contact attempts",
        "sales must not disqualify the lead before at least 3 contact attempts",
        "each month, sales must ensure more than 99% of qualified leads become opportunities within 1 hour",
        "each month, sales must ensure less than 1% of qualified leads become rejected leads within 1 hour",
    ],
)
def test_can_be_kept(clause):
    assert told(f"one: {clause}") == []
