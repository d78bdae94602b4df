"""Every question of a reviewer, with a clause that earns it and one beside it that must not.

The table is read by a test that walks the warnings there are: a new one has its row here, or names the tests that show
it and keep it silent.
"""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple

import pytest

from sla_dsl.diagnostics import CODES
from tests.review.agreements import VOCABULARY, findings, told


class Row(NamedTuple):
    """What a question is about, in the words of issue and guide; a text that earns it, and one that must not."""

    about: str
    shows: str
    silent: str
    parts: dict[str, str] = {}  # noqa: RUF012 - a named tuple's default is never changed
    silent_parts: dict[str, str] | None = None


DUTY = "sales must contact the lead within 1 hour"
BUSY = "busy: when a lead is assigned, sales must accept the lead within 4 business hours\n"
QUIET = "two: when a lead is assigned, sales must not contact the lead for 5 business days"
SHARED = "volume: each quarter, marketing must deliver at least [marketing revenue] of valued opportunities"
FUNNEL = (
    "funnel:\n  each: quarter\n  given: {{marketing share: {share}, revenue target: 300 000 EUR}}\n"
    "  derive:\n    marketing revenue: revenue target * marketing share\n"
)
STATE = VOCABULARY + "  states:\n    the lead sleeps: {{from: {}, to: {}}}\n"
SLEEPS = "one: when a lead is assigned, sales must contact the lead within 4 hours, paused while the lead sleeps"


def of_about_cases(number: int) -> str:
    """A level of 95% over so many leads a month, as a promise of them says."""
    return (
        f"volume: each month, marketing must deliver at least {number} new leads\n"
        "level: when a lead is created, sales must qualify the lead within 5 business days,"
        " for at least 95% of cases each month\n"
    )


ROWS = {
    "SLA001": Row(
        "a condition that nothing satisfies",
        f"one: when a lead is assigned where score is at least 50 and score is less than 50, {DUTY}",
        f"one: when a lead is assigned where score is at least 50 and score is at most 50, {DUTY}",
    ),
    "SLA002": Row(
        "a clause that can never be kept",
        "one: each month, sales must ensure more than 100% of new leads become qualified leads within 1 hour",
        "one: each month, sales must ensure more than 99% of new leads become qualified leads within 1 hour",
    ),
    "SLA003": Row(
        "a condition that is always true",
        f"one: when a lead is assigned where score is at least 50 and score is at least 20, {DUTY}",
        f"one: when a lead is assigned where score is at least 50 and score is at most 90, {DUTY}",
    ),
    "SLA004": Row(
        "a tier covered by earlier ones",
        "one: when a lead is assigned, sales must contact the lead"
        " within 1 hour if score is at least 20, or 2 hours if score is at least 50, or 3 hours",
        "one: when a lead is assigned, sales must contact the lead"
        " within 1 hour if score is at least 50, or 2 hours if score is at least 20, or 3 hours",
    ),
    "SLA005": Row(
        "a tier that makes no difference",
        "one: when a lead is assigned, sales must contact the lead within 3 hours if source is web, or 3 hours",
        "one: when a lead is assigned, sales must contact the lead within 2 hours if source is web, or 3 hours",
    ),
    "SLA006": Row(
        "a self-excusing clause",
        "one: when a lead is assigned, sales must call the lead within 1 hour, unless contact is attempted",
        "one: when a lead is assigned, sales must contact the lead within 1 hour, unless contact is attempted",
    ),
    "SLA007": Row(
        "a response equal to the trigger",
        "one: when a lead is assigned, sales must assign the lead within 1 hour",
        "one: when a lead is assigned, sales must assign the lead at least 1 time within 1 hour",
    ),
    "SLA008": Row(
        "two clauses that a lead cannot keep together",
        f"one: when a lead is assigned where source is web, {DUTY}\n{QUIET}, for at least 90% of cases each month",
        f"one: when a lead is accepted where source is web, {DUTY}\n{QUIET}, for at least 90% of cases each month",
    ),
    "SLA009": Row(
        "two clauses of which no lead can meet both",
        f"one: when a lead is assigned, {DUTY}\n{QUIET}",
        f"one: when a lead is assigned, {DUTY}\n{QUIET.replace('contact the', 'recycle the')}",
    ),
    "SLA010": Row(
        "a clause implied by another",
        f"one: when a lead is assigned, {DUTY}\ntwo: when a lead is assigned where score is at least 50, {DUTY}",
        f"one: when a lead is assigned where score is at least 50, {DUTY}\n"
        "two: when a lead is assigned, sales must contact the lead within 2 hours",
    ),
    "SLA011": Row(
        "a clause that can never be decided",
        "one: when a lead is assigned, sales must contact the lead",
        f"one: when a lead is assigned, {DUTY}",
    ),
    "SLA012": Row(
        "a clause that can only be broken",
        "one: when a lead is qualified, sales must not recycle the lead",
        "one: when a lead is qualified, sales must not recycle the lead for 90 calendar days",
    ),
    "SLA013": Row("a level too fine for the volume", of_about_cases(12), of_about_cases(20)),
    "SLA014": Row(
        "a name that nobody uses",
        f"one: when a lead is assigned, {DUTY}",
        f"one: when a lead is assigned, {DUTY}, otherwise notify director",
        {"more": "contacts: {director: d@acme.example}\n", "vocabulary": "", "calendar": ""},
    ),
    "SLA015": Row(
        "a pause state nobody can leave",
        SLEEPS,
        SLEEPS,
        {"vocabulary": STATE.format("lead.paused", "lead.paused")},
        {"vocabulary": STATE.format("lead.paused", "lead.resumed")},
    ),
    "SLA016": Row(
        "days counted where a calendar would matter",
        BUSY + "one: when a lead is assigned, sales must contact the lead within 3 calendar days",
        BUSY + "one: when a lead is assigned, sales must contact the lead within 3 business days",
    ),
    "SLA017": Row(
        "a silence that silences nothing",
        f"one:\n  clause: when a lead is assigned, {DUTY}\n  accept: {{SLA011: We will see.}}",
        "one:\n  clause: when a lead is assigned, sales must contact the lead\n  accept: {SLA011: We will see.}",
    ),
    "SLA018": Row(
        "a point that groups digits elsewhere",
        f"one: when a lead is assigned where budget is at least 5.000 EUR, {DUTY}",
        f"one: when a lead is assigned where budget is at least 5.50 EUR, {DUTY}",
    ),
    "SLA019": Row(
        "a text that says that there is no value",
        f"one: when a lead is assigned where source is null, {DUTY}",
        f'one: when a lead is assigned where source is "null", {DUTY}',
    ),
    "SLA020": Row(
        "a text that reads like another",
        f"one: when a lead is assigned where source is noy web, {DUTY}",
        f"one: when a lead is assigned where source is new web, {DUTY}",
    ),
    "SLA021": Row(
        "a share without its sign",
        SHARED,
        SHARED,
        {"more": FUNNEL.format(share="60")},
        {"more": FUNNEL.format(share="60%")},
    ),
    "SLA512": Row(
        "a period that `effective` cuts",
        "one: each quarter, marketing must deliver at least 5 new leads",
        "one: each quarter, marketing must deliver at least 5 new leads",
        {"effective": "effective: {from: 2026-02-01, until: 2026-12-31}\n"},
        {"effective": "effective: {from: 2026-01-01, until: 2026-12-31}\n"},
    ),
}
"""By code. The frame around the clauses is that of `tests.review.agreements`, but for `parts`."""

ELSEWHERE = {
    "SLA558": ("language.test_maps", "test_what_the_vocabulary_does_not_know", "test_a_shipped_map_is_in_order"),
    "SLA559": ("language.test_maps", "test_what_the_vocabulary_does_not_know", "test_a_shipped_map_is_in_order"),
    "SLA560": ("language.test_maps", "test_a_column_that_nothing_uses_is_a_warning", "test_a_shipped_map_is_in_order"),
    "SLA801": (
        "engine.test_judge",
        "test_one_opportunity_under_two_leads_is_warned_of",
        "test_warnings_are_those_of_the_reported_clauses",
    ),
    "SLA802": (
        "engine.test_history",
        "test_only_a_value_chosen_as_text_is_warned_of",
        "test_only_a_value_chosen_as_text_is_warned_of",
    ),
    "SLA803": (
        "engine.test_deadlines",
        "test_the_calendar_may_be_chosen_by_a_fact",
        "test_a_calendar_that_is_not_needed_is_not_missed",
    ),
    "SLA804": (
        "engine.test_deadlines",
        "test_passed_tiers_are_counted_once_a_case",
        "test_the_first_tier_that_holds_counts_and_an_unknown_one_is_passed_over",
    ),
    "SLA851": ("changes.test_findings", "test_unsigned", "test_a_signature_settles_what_it_was_given_to"),
    "SLA852": (
        "changes.test_findings",
        "test_the_version_is_told_where_it_does_not_move_on",
        "test_the_version_is_told_where_it_does_not_move_on",
    ),
    "SLA853": ("changes.test_findings", "test_leads_are_judged_anew", "test_leads_are_judged_anew"),
    "SLA854": ("cli.test_git_diff", "test_a_trailer_of_nobody", "test_a_trailer_of_a_party_is_no_stranger"),
    "SLA855": ("changes.test_findings", "test_a_former_id_that_is_none", "test_a_former_id_that_is_none"),
}
"""Warnings about maps, logs and changes: where the tests stand that show each, and that keep it silent beside."""

ASKED = sorted(code for code in CODES if code.startswith("SLA0"))


def codes(clauses: str, parts: dict[str, str]) -> set[str]:
    return {one.code for one in findings(clauses, **parts)}


@pytest.mark.parametrize("code", ROWS)
def test_shown(code):
    assert code in codes(ROWS[code].shows, ROWS[code].parts)


@pytest.mark.parametrize("code", ROWS)
def test_silent_beside_it(code):
    row = ROWS[code]
    parts = row.parts if row.silent_parts is None else row.silent_parts
    quiet = codes(row.silent, parts)
    assert code not in quiet
    assert not quiet - {"SLA014", "SLA512"}, "the case beside it earns another question"


def test_every_question_has_its_row():
    assert sorted(ROWS) == sorted({*ASKED, "SLA512"})


def test_the_walk_sees_a_question_without_a_row():
    assert sorted({**ROWS, "SLA099": ROWS["SLA001"]}) != sorted({*ASKED, "SLA512"})


def test_every_other_warning_is_shown_elsewhere():
    others = {code for code, each in CODES.items() if each.severity == "warning"} - {*ROWS}
    assert others == {*ELSEWHERE}
    for module, *tests in ELSEWHERE.values():
        assert [test for test in tests if not callable(getattr(import_module(f"tests.{module}"), test, None))] == []


def test_a_conflict_shows_the_smallest_lead_that_proves_it():
    for code in ("SLA008", "SLA009"):
        found = [one for one in findings(ROWS[code].shows) if one.code == code]
        assert "; a lead that shows it: " in found[0].help
        assert told(ROWS[code].silent) == []
