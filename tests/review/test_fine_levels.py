"""Levels too fine for their number of cases."""

from __future__ import annotations

import pytest

from tests.review.agreements import seen, told

FUNNEL = """
    funnel:
      each: quarter
      given:
        deals: {2026-Q1: 2, 2026-Q2: 6, otherwise: 3}
        win rate: 10%
      derive:
        leads: deals / win rate
    """


def clauses(volume: str, share: str, period: str = "month", trigger: str = "a lead is created") -> str:
    return (
        f"volume: each quarter, marketing must deliver at least {volume} new leads\n"
        f"level: when {trigger}, sales must qualify the lead within 5 business days,"
        f" for at least {share} of cases each {period}\n"
    )


def test_not_one_miss():
    """36 a quarter are 12 a month, of which 95% allow 0.6 misses; 95% of 20 cases allow one."""
    (found,) = seen(clauses("36", "95%"))
    assert found[:2] == ("SLA013", "at least 95%")
    assert found.message == "`at least 95%` of about 12 cases each month allows no miss at all, and one takes 20 cases"
    assert "`with at most 1 breach each month`" in found.help
    assert found.beside == ("volume",)


@pytest.mark.parametrize(
    ("volume", "share", "period", "is_fine"),
    [
        ("57", "95%", "month", True),
        ("60", "95%", "month", False),
        ("36", "95%", "quarter", False),
        ("36", "90%", "month", False),
        ("36", "100%", "month", False),
        ("36", "99%", "year", False),
        ("24", "99%", "year", True),
        ("36", "90%", "week", True),
    ],
)
def test_where_one_miss_is_allowed(volume, share, period, is_fine):
    assert told(clauses(volume, share, period)) == ([("SLA013", f"at least {share}")] if is_fine else [])


def test_only_the_same_event_counts():
    assert told(clauses("36", "95%", trigger="a lead is assigned")) == []
    assert told(clauses("36", "95%", trigger="a lead is created where score is at least 50")) == [
        ("SLA013", "at least 95%")
    ]


def test_a_figure_of_the_funnel_counts_at_its_largest():
    """6 deals at 10% are 60 leads in the second quarter, 20 a month: 95% of them allow one miss, 96% none."""
    assert told(clauses("[leads]", "95%"), more=FUNNEL) == []
    assert told(clauses("[leads]", "96%"), more=FUNNEL) == [("SLA013", "at least 96%")]


def test_an_ensure():
    text = "volume: each month, marketing must deliver at least 12 new leads\n"
    text += "share: each month, marketing must ensure {} of new leads become rejected leads within 5 business days\n"
    assert told(text.format("at most 5%")) == [("SLA013", "at most 5%")]
    assert told(text.format("at most 9%")) == []
    assert told(text.format("at most 0%")) == []
