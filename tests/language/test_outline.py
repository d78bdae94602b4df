"""Everything of an agreement that is not a sentence."""

from __future__ import annotations

from datetime import date

import pytest

from sla_dsl.diagnostics import Source
from sla_dsl.language.envelope import read
from sla_dsl.language.outline import Outline, outline
from sla_dsl.model.agreement import Effective, Party
from sla_dsl.model.calendar import CalendarChoice

DESIGN = """\
slac: 1                                   # language version
agreement: acme-marketing-sales
version: 1.2.0
title: Marketing and sales service level agreement
parties:
  marketing: {name: Marketing, signs: "@acme/marketing-leads"}
  sales:     {name: Sales,     signs: "@acme/sales-leads"}
contacts:                                 # who `notify` may name, beside the parties
  sales-director: sales-director@acme.example
effective: {from: 2026-01-01, until: 2026-12-31}   # local dates
timezone: Europe/Helsinki
currency: EUR
calendar: office
calendars:
  office:
    hours: {Mon-Thu: 09:00-12:00 12:30-17:00, Fri: 09:00-15:00}
    holidays: FI
funnel:
  each: quarter
clauses:
  first-contact:
    when a lead is assigned,
    sales must contact the lead
  mql-volume:
    clause: each quarter, marketing must deliver
    why: Sales plans by it
    from: 2026-04-01
    until: 2026-09-30
    was: mqls
consequences:
  joint-review: Both parties review the agreement within 10 business days.
"""
SMALL = """\
slac: 1
agreement: acme
version: 1.0
parties: {marketing: {}, sales: {}}
effective: {from: 2026-01-01}
timezone: UTC
clauses:
  one: a b
"""


def read_outline(text: str) -> tuple[Outline, list[tuple[str, str, str]]]:
    source = Source("f", text)
    root, problems = read(source)
    made, found = outline(root, source)
    told = []
    for one in [*problems, *found]:
        span = one.place.span
        words = text[source.offset(span.line, span.column) : source.offset(span.end_line, span.end_column)]
        told.append((one.code, words, one.help))
    return made, told


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_design_example(newline):
    made, found = read_outline(DESIGN.replace("\n", newline))
    assert found == []
    assert (made.language, made.id, made.version) == (1, "acme-marketing-sales", "1.2.0")
    assert made.title == "Marketing and sales service level agreement"
    assert list(made.parties.values()) == [
        Party("marketing", "Marketing", "@acme/marketing-leads"),
        Party("sales", "Sales", "@acme/sales-leads"),
    ]
    assert made.contacts == {"sales-director": "sales-director@acme.example"}
    assert made.effective == Effective(date(2026, 1, 1), date(2026, 12, 31))
    assert (made.timezone, made.currency) == ("Europe/Helsinki", "EUR")
    assert made.calendar == CalendarChoice("office")
    assert list(made.calendars) == ["office"]
    assert made.consequences == {"joint-review": "Both parties review the agreement within 10 business days."}
    assert made.funnel is not None
    assert made.vocabulary is None
    assert made.broken == made.unread == frozenset()
    first, volume = made.clauses
    assert (first.id.text, first.text.text) == ("first-contact", "when a lead is assigned, sales must contact the lead")
    assert (first.why, first.valid_from, first.valid_until, first.was) == (None, None, None, None)
    assert (volume.text.text, volume.why, volume.was) == (
        "each quarter, marketing must deliver",
        "Sales plans by it",
        "mqls",
    )
    assert (volume.valid_from, volume.valid_until) == (date(2026, 4, 1), date(2026, 9, 30))
    assert (volume.was_span.line, volume.was_span.column, volume.was_span.end_column) == (29, 10, 14)
    assert (volume.span.line, volume.span.column, volume.span.end_line) == (24, 3, 29)
    assert made.keys["calendars", "office", "holidays"].line == 17


def test_a_small_file():
    made, found = read_outline(SMALL)
    assert found == []
    assert made.version == "1.0"
    assert made.effective == Effective(date(2026, 1, 1))
    assert made.calendar is None
    assert made.parties == {"marketing": Party("marketing"), "sales": Party("sales")}


def test_a_calendar_chosen_by_a_fact():
    calendars = "calendars: {berlin: {hours: {Mon: 09:00-17:00}}, oslo: {hours: {Mon: 09:00-17:00}}}\n"
    made, found = read_outline(SMALL + "calendar: {by: country, DE: berlin, NO: oslo, otherwise: oslo}\n" + calendars)
    assert found == []
    assert made.calendar == CalendarChoice("oslo", "country", {"DE": "berlin", "NO": "oslo"})
    assert made.calendar_by.text == "country"
    assert made.keys["calendar", "NO"].column == 37


@pytest.mark.parametrize(
    ("old", "new", "code", "words", "help"),
    [
        ("version: 1.0", "version: v1.2", "SLA112", "v1.2", "`1.2`"),
        ("version: 1.0", "version: 1.2.3.4", "SLA112", "1.2.3.4", "`1.2.3`"),
        ("version: 1.0", "version: next", "SLA112", "next", "1.2.0"),
        ("2026-01-01", "2026-02-30", "SLA508", "2026-02-30", "did you mean `2026-02-28`?"),
        ("2026-01-01", "2026-1-1", "SLA508", "2026-1-1", "`2026-01-01`"),
        ("2026-01-01", "0000-01-01", "SLA508", "0000-01-01", ""),
        ("2026-01-01", "1.1.2026", "SLA508", "1.1.2026", "`2026-01-01`"),
        ("2026-01-01", "2026-01-01T00:00", "SLA508", "2026-01-01T00:00", "`2026-01-01`"),
        ("2026-01-01", "2026-01-01, until: 2025-12-31", "SLA509", "2025-12-31", "exchange"),
        ("UTC", "Helsinki", "SLA506", "Helsinki", "`Europe/Helsinki`"),
        ("UTC", "Europe/Helsinkki", "SLA506", "Europe/Helsinkki", "`Europe/Helsinki`"),
        ("UTC", "../../etc/passwd", "SLA506", "../../etc/passwd", "IANA"),
        ("UTC", "UTC\ncurrency: eur", "SLA408", "eur", "`EUR`"),
        ("UTC", "UTC\ncurrency: €", "SLA408", "€", "`EUR`"),
        ("UTC", "UTC\ncurrency: euro", "SLA408", "euro", "`EUR`"),
        ("UTC", "UTC\ncalendar: office", "SLA209", "office", "under `calendars`"),
        ("UTC", "UTC\ncontacts: {ann: a, sales: b}", "SLA102", "sales", "another id"),
        ("slac: 1", "slac: 9", "SLA116", "9", "slac: 1"),
        ("  one: a b", "  one: {clause: a, from: soon}", "SLA508", "soon", ""),
        ("  one: a b", "  one: {clause: a, from: 2026-02-01, until: 2026-01-31}", "SLA509", "2026-01-31", ""),
        ("  one: a b", "  one: a b # c", "SLA109", "# c", "line of its own"),
    ],
)
def test_one_mistake_one_finding(old, new, code, words, help):
    assert old in SMALL
    made, ((found_code, found_words, found_help),) = read_outline(SMALL.replace(old, new))
    assert (found_code, found_words) == (code, words)
    assert help in found_help
    assert len(made.broken) == 1


def test_a_misspelt_calendar():
    text = (
        SMALL + "calendar: {by: c, DE: berlni, otherwise: berlin}\ncalendars: {berlin: {hours: {Mon: 09:00-17:00}}}\n"
    )
    made, ((code, words, way_out),) = read_outline(text)
    assert (code, words, way_out) == ("SLA209", "berlni", "did you mean `berlin`?")
    assert made.calendar is None
    assert made.calendar_by.text == "c"


def test_a_broken_calendar_is_still_there_to_be_named():
    made, found = read_outline(SMALL + "calendar: office\ncalendars: {office: {hours: {Mon: 9-17}}}\n")
    assert [code for code, _, _ in found] == ["SLA501"]
    assert made.calendar == CalendarChoice("office")
    assert made.calendars == {}
    assert made.broken == {"calendars"}


def test_a_first_and_last_day_that_are_one():
    made, found = read_outline(SMALL.replace("from: 2026-01-01", "from: 2026-01-01, until: 2026-01-01"))
    assert found == []
    assert made.effective.until == date(2026, 1, 1)


def test_clauses_that_cannot_be_read_are_known_by_id():
    text = SMALL + "  two: a # b\n  three:\n  four: {clause: x, y must}\n  five: [a]\n  six: {why: x}\n  seven: c d\n"
    made, found = read_outline(text)
    assert sorted(code for code, _, _ in found) == ["SLA109", "SLA110", "SLA111", "SLA112", "SLA319"]
    assert [clause.id.text for clause in made.clauses] == ["one", "seven"]
    assert made.unread == {"two", "three", "four", "five", "six"}
    assert made.broken == {"clauses"}


def test_everything_is_reported_in_one_run():
    text = (
        "slac: 2\nagreement: A\nversion: x\nparties: {a: {}}\neffective: {from: y}\ntimezone: z\nclauses:\n  c:\nd: e\n"
    )
    made, found = read_outline(text)
    assert [code for code, _, _ in found] == [
        "SLA116",
        "SLA117",
        "SLA112",
        "SLA112",
        "SLA508",
        "SLA506",
        "SLA319",
        "SLA108",
    ]
    assert {"slac", "agreement", "version", "parties", "effective", "timezone", "clauses"} == made.broken


def test_an_agreement_that_is_only_a_list():
    source = Source("f", "[a]\n")
    root, _ = read(source)
    made, found = outline(root, source)
    assert made is None
    assert [one.code for one in found] == ["SLA112"]


def test_what_is_empty_in_the_vocabulary_is_reported_once_and_left_out():
    text = SMALL + "vocabulary:\n  events:\n    a.b:\n      when:\n      do: go\n      is: c.d where # e\n"
    made, found = read_outline(text)
    assert sorted(code for code, _, _ in found) == ["SLA109", "SLA112"]
    event = made.vocabulary.get("events").get("a.b")
    assert [entry.key.text for entry in event] == ["do"]
