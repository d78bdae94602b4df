"""Names that nobody uses."""

from __future__ import annotations

import pytest

from tests.review.agreements import CALENDAR, findings, text_of

ONE = "one: when a lead is assigned, sales must contact the lead within 4 business hours"


def unused(clauses: str = ONE, **parts: str) -> list[str]:
    parts = {"vocabulary": "", **parts}
    lines = text_of(clauses, **parts).splitlines()
    found = [one.place.span for one in findings(clauses, **parts) if one.code == "SLA014"]
    return [lines[span.line - 1][span.column - 1 : span.end_column - 1] for span in found]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("contacts: {director: d@acme.example}", "director"),
        ("consequences: {review: Both parties review the agreement.}", "review"),
        ("vocabulary: {facts: {industry: text}}", "industry"),
        ("vocabulary: {events: {demo.asked: {about: lead, when: a demo is wished}}}", "demo.asked"),
        ("vocabulary: {states: {the lead sleeps: {from: lead.paused, to: lead.resumed}}}", "the lead sleeps"),
        ("funnel: {each: month, given: {deals: 5}}", "deals"),
        ("funnel: {each: month, given: {deals: 5}, derive: {twice: 2 * deals}}", "twice"),
    ],
)
def test_nobody_uses_it(more, words):
    assert unused(more=more + "\n") == [words]


@pytest.mark.parametrize(
    ("clause", "more"),
    [
        (ONE + ", otherwise notify director", "contacts: {director: d@acme.example}"),
        (ONE + ", otherwise notify sales then after 2 hours notify director", "contacts: {director: d@acme.example}"),
        (ONE + ", otherwise apply review", "consequences: {review: Both parties review the agreement.}"),
        (ONE.replace("assigned", "assigned where industry is steel"), "vocabulary: {facts: {industry: text}}"),
        (ONE.replace("4 bus", "1 hour if industry is steel, or 4 bus"), "vocabulary: {facts: {industry: text}}"),
        (ONE + ", unless a demo is wished", "vocabulary: {events: {demo.asked: {about: lead, when: a demo is wished}}}"),
        (ONE + ", paused while the lead sleeps", "vocabulary: {states: {the lead sleeps: {from: lead.paused, to: lead.resumed}}}"),
        ("one: each month, sales must deliver at least [twice] opportunities",
         "funnel: {each: month, given: {deals: 5}, derive: {twice: 2 * deals}}"),
        (ONE + ", for at least [part] of cases each month", "funnel: {each: month, given: {part: 5%}}"),
        (ONE, "vocabulary: {facts: {segment: 'one of smb, enterprise'}}"),
        (ONE, "vocabulary: {events: {lead.created: {when: a lead comes in}}}"),
        ("one: when a lead is assigned, sales must state industry within 1 hour", "vocabulary: {facts: {industry: text}}"),
        ("one: when a lead is assigned, sales must state topic within 1 hour",
         "vocabulary: {events: {demo.asked: {about: lead, when: a demo is wished, fields: {topic: text}}}}"),
    ],
)  # fmt: skip
def test_somebody_does(clause, more):
    calendar = CALENDAR if "business" in clause else ""
    assert unused(clause, more=more + "\n", calendar=calendar) == []


def test_what_only_the_unused_use_is_not_told_beside_it():
    vocabulary = """\
vocabulary:
  facts: {industry: text}
  events:
    lead.steel: {is: lead.assigned where industry is steel, when: a steel lead is assigned}
"""
    assert unused(vocabulary=vocabulary) == ["lead.steel"]


def test_a_calendar():
    hours = "one: when a lead is assigned, sales must contact the lead within 4 hours"
    assert unused(hours) == ["office"]
    assert unused(hours + ", otherwise notify sales then after 1 business day notify marketing") == []
    two = CALENDAR + "  other: {hours: {Mon: 09:00-10:00}}\n"
    assert unused(calendar=two) == ["other"]
    by_fact = two.replace("calendar: office", "calendar: {by: country, DE: other, otherwise: office}")
    assert unused(calendar=by_fact) == []
