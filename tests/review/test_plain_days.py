"""Days and hours of the clock where opening hours would matter."""

from __future__ import annotations

import pytest

from tests.review.agreements import CALENDAR, seen, told

BUSINESS = "other: when a lead is assigned, sales must accept the lead within 4 business hours\n"


def one(deadline: str, duty: str = "contact the lead", trigger: str = "a lead is assigned") -> str:
    return BUSINESS + f"one: when {trigger}, sales must {duty} within {deadline}\n"


@pytest.mark.parametrize(
    ("deadline", "instead"),
    [
        ("1 calendar day", "`1 business day`"),
        ("3 calendar days", "`3 business days`"),
        ("8 hours", "`8 business hours`"),
        ("24 hours", "`1 business day`"),
        ("48 hours", "`2 business days`"),
    ],
)
def test_short(deadline, instead):
    (found,) = seen(one(deadline))
    assert found[:2] == ("SLA016", deadline)
    assert instead in found.help
    assert found.beside == ("other",)


def test_in_a_tier():
    assert told(one("1 hour if source is web, or 2 calendar days")) == [("SLA016", "2 calendar days")]


@pytest.mark.parametrize(
    "deadline", ["4 calendar days", "14 calendar days", "1 calendar week", "30 minutes", "7 hours", "4 business hours"]
)
def test_long_or_quick(deadline):
    assert told(one(deadline)) == []


def test_where_nothing_else_counts_business_time():
    assert told("one: when a lead is assigned, sales must contact the lead within 2 calendar days") == []
    assert told(one("2 calendar days", trigger="a lead is qualified")) == []


def test_where_nobody_must_act():
    assert told(BUSINESS + "one: when a lead is assigned, sales must not recycle the lead for 2 calendar days") == []


def test_where_every_day_is_open():
    assert told(one("2 calendar days"), calendar=CALENDAR.replace("Mon-Fri", "Mon-Sun")) == []
