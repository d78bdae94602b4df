"""Clauses that ask for nothing new."""

# ruff: noqa: ISC004 - a clause stands on one line

from __future__ import annotations

import pytest

from tests.review.agreements import seen, told

CONTACT = "when a lead is assigned, sales must contact the lead within 4 business hours"


def pair(first: str, second: str) -> str:
    return f"first: {first}\nsecond: {second}\n"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (CONTACT, CONTACT),
        (CONTACT, "when a lead is assigned, sales must contact the lead within 5 business hours"),
        (CONTACT, "when a lead is assigned where score is at least 50, sales must contact the lead within 4 business hours"),
        ("when a lead is assigned, sales must contact the lead where channel is phone within 4 business hours", CONTACT),
        ("when a lead is assigned, sales must contact the lead within 4 hours", CONTACT),
        ("when a lead is assigned, sales must contact the lead within 1 hour if source is web, or 2 hours", CONTACT),
        (CONTACT + ", for at least 95% of cases each month", CONTACT + ", for at least 95% of cases each month"),
        (CONTACT + ", otherwise notify marketing", CONTACT),
        ("when a lead is assigned, sales must attempt contact at least 5 times within 5 business days",
         "when a lead is assigned, sales must attempt contact at least 5 times within 6 business days"),
        ("every time a lead is assigned, sales must attempt contact at least 5 times within 5 business days",
         "every time a lead is assigned, sales must attempt contact at least 3 times within 6 business days"),
        ("sales must not contact the lead", "sales must not contact the lead where channel is mail"),
        ("every time a lead is disqualified, marketing must not assign the lead for 90 calendar days",
         "every time a lead is disqualified, marketing must not assign the lead for 60 calendar days"),
        ("sales must not disqualify the lead before at least 3 contact attempts",
         "sales must not disqualify the lead before contact is attempted"),
        ("each month, sales must deliver at least 30 opportunities", "each month, sales must deliver at least 20 opportunities"),
        ("each month, sales must ensure at least 30% of qualified leads become opportunities within 5 business days",
         "each month, sales must ensure at least 20% of qualified leads become opportunities within 5 business days"),
        ("when an opportunity is closed, sales must state reason and competitor within 1 business day",
         "when an opportunity is closed, sales must state competitor and reason within 1 business day"),
        ("each month, sales must ensure at most 5% of qualified leads become rejected leads within 5 business days",
         "each month, sales must ensure at most 8% of qualified leads become rejected leads within 5 business days"),
    ],
)  # fmt: skip
def test_implied(first, second):
    (found,) = [one for one in seen(pair(first, second)) if one.code == "SLA010"]
    assert found.words == "second"
    assert found.message == "`second` asks for nothing that `first` does not ask for already"
    assert found.beside == ("first",)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (CONTACT, "when a lead is assigned, marketing must contact the lead within 5 business hours"),
        (CONTACT, "when a lead is accepted, sales must contact the lead within 5 business hours"),
        (CONTACT, "when a lead is assigned, sales must contact the lead where channel is phone within 5 business hours"),
        (CONTACT, "when a lead is assigned, sales must contact the lead within 5 business hours, otherwise notify marketing"),
        (CONTACT, CONTACT + ", for at least 95% of cases each month"),
        ("when a lead is assigned, sales must contact the lead within 4 business hours, unless a lead is rejected", CONTACT),
        ("when a lead is assigned, sales must contact the lead within 3 hours, paused while the lead is on hold", CONTACT),
        ("when a lead is assigned, sales must contact the lead within 4 business hours",
         "when a lead is assigned, sales must contact the lead within 5 hours"),
        ("when a lead is assigned where country is FI, sales must contact the lead within 4 business hours",
         "when a lead is assigned where country is DE, sales must contact the lead within 5 business hours"),
        ("the first time a lead is assigned, sales must contact the lead within 4 business hours", CONTACT),
        ("the first time a lead is assigned, sales must contact the lead within 4 business hours",
         "the first time a lead is assigned where score is 5, sales must contact the lead within 5 business hours"),
        # two of the five attempts may have come before the second case began
        ("when a lead is assigned, sales must attempt contact at least 5 times within 5 business days",
         "when a lead is assigned, sales must attempt contact at least 3 times within 6 business days"),
        ("when a lead is assigned, sales must attempt contact at least 5 times within 5 business days",
         "when a lead is assigned where score is 5, sales must attempt contact at least 5 times within 5 business days"),
        # a lead disqualified twice is quiet for longer by the second
        ("when a lead is disqualified, marketing must not assign the lead for 90 calendar days",
         "when a lead is disqualified, marketing must not assign the lead for 60 calendar days"),
        ("each month, sales must deliver at least 30 opportunities", "each quarter, sales must deliver at least 90 opportunities"),
        ("each month, sales must deliver at least 30 opportunities", "each month, sales must deliver at most 50 opportunities"),
        ("when first-contact is breached, sales must accept the lead within 1 hour\nfirst-contact: " + CONTACT,
         "when other is breached, sales must accept the lead within 1 hour\n"
         "other: when a lead is assigned, sales must hold a meeting within 4 business hours"),
    ],
)  # fmt: skip
def test_not_implied(first, second):
    assert "SLA010" not in [code for code, _ in told(pair(first, second))]


def test_dates_of_its_own():
    clauses = f"""
        first:
          clause: {CONTACT}
          from: 2026-02-01
        second: {CONTACT}
        """
    assert told(clauses) == [("SLA010", "first")]
