"""Clauses of which a lead cannot keep both, each shown by a lead."""

# ruff: noqa: ISC004 - a clause stands on one line

from __future__ import annotations

import pytest

from tests.review.agreements import findings, seen, told

CALENDAR_OF_CHOICE = """\
calendar: {by: country, DE: short, otherwise: office}
calendars:
  office: {hours: {Mon-Fri: 09:00-17:00}}
  short: {hours: {Mon-Fri: 09:00-11:00}}
"""


def pair(first: str, second: str) -> str:
    return f"first: {first}\nsecond: {second}\n"


CONTACT = "when a lead is assigned, sales must contact the lead within 4 business hours"

SURE = [
    (CONTACT, "sales must not contact the lead", "contact the lead"),
    (CONTACT, "when a lead is assigned, sales must not contact the lead for 1 business day", "contact the lead"),
    (CONTACT, "every time a lead is assigned, sales must not contact the lead for 4 business hours", "contact the lead"),
    ("when a lead is assigned where score is at least 50, sales must contact the lead where channel is phone within 2 hours",
     "every time a lead is assigned where score is at least 20, sales must not contact the lead for 1 calendar day",
     "contact the lead"),
    ("when a lead is assigned, sales must either contact the lead where channel is phone, or contact the lead where"
     " channel is mail within 1 hour",
     "when a lead is assigned, sales must not contact the lead for 1 calendar week", "contact the lead"),
    ("when a lead is assigned, sales must both accept the lead and contact the lead within 1 hour",
     "when a lead is assigned, sales must not contact the lead for 60 minutes", "contact the lead"),
    ("when a lead is assigned, sales must attempt contact at least 5 times on at least 3 different days within 5 business days",
     "when a lead is assigned, sales must attempt contact at most 4 times within 6 business days", "attempt contact"),
    ("when an opportunity is created, sales must value the opportunity where value is at least 5k EUR within 1 hour",
     "when an opportunity is created, sales must not value the opportunity for 2 hours", "value the opportunity"),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second", "words"), SURE)
def test_no_lead_can_keep_both(first, second, words):
    found = [one for one in seen(pair(first, second)) if one.code in ("SLA008", "SLA009")]
    assert [(one.code, one.words) for one in found] == [("SLA009", words)]
    assert found[0].message == "no lead can keep both `first` and `second`"
    assert "a lead that shows it: `" in found[0].help
    assert "breaks `second`, and without it `first` is not met" in found[0].help


MAYBE = [
    # the prohibition's trigger is another, and one lead may have both
    ("when a lead is assigned where score is at least 50, sales must contact the lead within 4 business hours",
     "when a lead is assigned where country is FI, sales must not contact the lead for 2 business days"),
    # another assignment may have begun the quiet time earlier
    ("when a lead is assigned where score is at least 50, sales must contact the lead within 4 business hours",
     "when a lead is assigned, sales must not contact the lead for 2 business days"),
    # an excuse
    (CONTACT + ", unless a lead is disqualified", "when a lead is assigned, sales must not contact the lead for 1 calendar week"),
    # only one of the tiers
    ("when a lead is assigned, sales must contact the lead within 1 hour if score is at least 50, or 5 calendar days",
     "when a lead is assigned, sales must not contact the lead for 1 calendar day"),
    # a level forgives
    (CONTACT, "when a lead is assigned, sales must not contact the lead for 1 calendar week, with at most 3 breaches each month"),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second"), MAYBE)
def test_a_lead_that_comes_under_both(first, second):
    assert told(pair(first, second)) == [("SLA008", "contact the lead")]


def test_a_pause_may_give_time_and_is_named():
    second = "when a lead is assigned, sales must not contact the lead for 5 business days"
    (found,) = seen(pair(CONTACT + ", paused while the lead is on hold", second))
    assert found.code == "SLA008"
    assert found.message.endswith("cannot keep both, unless it is paused long enough")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        # time is left when the quiet time ends
        (CONTACT, "when a lead is assigned, sales must not contact the lead for 2 hours"),
        (CONTACT, "when a lead is assigned, sales must not contact the lead for 3 business hours"),
        # on a Friday afternoon, four business hours end on Monday
        (CONTACT, "when a lead is assigned, sales must not contact the lead for 1 calendar day"),
        # other triggers, other answers
        (CONTACT, "when a lead is accepted, sales must not contact the lead for 5 business days"),
        (CONTACT, "when a lead is assigned, sales must not attempt contact for 5 business days"),
        (CONTACT, "when a lead is assigned, sales must not contact the lead where channel is mail for 5 business days"),
        ("when a lead is assigned where country is FI, sales must contact the lead within 1 hour",
         "when a lead is assigned where country is DE, sales must not contact the lead for 5 business days"),
        # another alternative
        ("when a lead is assigned, sales must either contact the lead or disqualify the lead within 1 hour",
         "when a lead is assigned, sales must not contact the lead for 5 business days"),
        # a gate that can open, an end that can come
        (CONTACT, "sales must not contact the lead before a meeting is booked"),
        (CONTACT, "when a lead is assigned, sales must not contact the lead until a lead is accepted"),
        # as many as allowed
        ("when a lead is assigned, sales must attempt contact at least 4 times within 5 business days",
         "when a lead is assigned, sales must attempt contact at most 4 times within 6 business days"),
    ],
)  # fmt: skip
def test_both_can_be_kept(first, second):
    assert told(pair(first, second)) == []


def test_clauses_that_never_hold_together():
    clauses = """
        first:
          clause: when a lead is assigned, sales must contact the lead within 4 business hours
          until: 2026-06-30
        second:
          clause: when a lead is assigned, sales must not contact the lead for 5 business days
          from: 2026-07-01
        """
    assert told(clauses) == []
    assert told(clauses.replace("2026-07-01", "2026-06-30")) == [("SLA008", "contact the lead")]


def test_the_shortest_day_of_any_calendar_counts():
    """Four business hours of the short calendar take two days."""
    clauses = pair(CONTACT, "when a lead is assigned, sales must not contact the lead for 1 business day")
    assert told(clauses, calendar=CALENDAR_OF_CHOICE) == []


def test_the_lead_that_shows_it():
    """4 business hours from Monday 10:00 are Monday 14:00."""
    (found,) = seen(
        pair(
            "when a lead is assigned where score is more than 50, sales must contact the lead within 4 business hours",
            "when a lead is assigned where country is FI, sales must not contact the lead for 2 business days",
        )
    )
    assert "`lead.assigned` (score 51, country FI) on Mon 2026-01-05 10:00" in found.help
    assert "`lead.contacted` by Mon 2026-01-05 14:00 breaks `second`" in found.help
    assert found.beside == ("contact the lead",)


def test_a_conflict_leaves_the_agreement(tmp_path):
    from sla_dsl import validate
    from tests.review.agreements import text_of

    path = tmp_path / "a.sla.yaml"
    path.write_text(text_of(pair(CONTACT, "sales must not contact the lead")), encoding="utf-8")
    (validation,) = validate(path)
    assert validation.valid
    assert "SLA009" in [one.code for one in validation.diagnostics]
    path.write_text(text_of(pair(*MAYBE[0])), encoding="utf-8")
    assert validate(path)[0].valid


GATED = """
release: when a lead is assigned, sales must disqualify the lead within 1 business day
effort: sales must not disqualify the lead before at least 3 contact attempts
rest: {}
"""


class TestGates:
    @pytest.mark.parametrize(
        "rest",
        [
            "when a lead is assigned, sales must not attempt contact for 2 business days",
            "when a lead is assigned, sales must attempt contact at most 2 times within 5 business days",
        ],
    )
    def test_a_gate_that_stays_shut_until_it_is_too_late(self, rest):
        (found,) = seen(GATED.format(rest))
        assert found[:2] == ("SLA008", "attempt contact")
        assert found.message == "a lead that begins with `lead.assigned` cannot keep `release`, `effort` and `rest`"
        assert found.beside == ("disqualify the lead", "disqualify the lead")
        assert "by Tue 2026-01-06 17:00 breaks `effort`" in found.help
        assert "without `contact.attempted` 3 times, which breaks `rest`" in found.help

    @pytest.mark.parametrize(
        "rest",
        [
            "when a lead is assigned, sales must not attempt contact for 2 hours",
            "when a lead is assigned, sales must attempt contact at most 3 times within 5 business days",
            "when a lead is accepted, sales must not attempt contact for 2 business days",
        ],
    )
    def test_a_gate_that_can_open(self, rest):
        assert told(GATED.format(rest)) == []

    def test_gates_that_wait_for_each_other(self):
        clauses = pair(
            "sales must not value the opportunity before an opportunity is closed",
            "sales must not close the opportunity before an opportunity is valued",
        )
        (found,) = seen(clauses)
        assert found[:2] == ("SLA008", "close the opportunity")
        assert "wait for each other" in found.message

    def test_gates_in_a_row(self):
        clauses = pair(
            "sales must not accept the lead before a lead is assigned",
            "sales must not contact the lead before a lead is accepted",
        )
        assert told(clauses) == []


def test_many_conflicts_are_quick():
    lines = [
        f"a{n}: when a lead is assigned where source is s{n}, sales must contact the lead within 4 business hours\n"
        f"b{n}: when a lead is assigned where country is s{n}, sales must not contact the lead for 2 business days"
        for n in range(150)
    ]
    found = findings("\n".join(lines))
    assert sum(one.code == "SLA008" for one in found) == 100
