"""A name misspelt where it is declared: told once, there, and never where both spellings may be meant."""

from __future__ import annotations

import pytest

from sla_dsl.diagnostics import Source
from sla_dsl.language.load import load

FILE = """\
slac: 1
agreement: acme
version: 1.0.0
parties: {marketing: {}, sales: {}}
contacts: {director: director@acme.example}
effective: {from: 2026-01-01, until: 2026-12-31}
timezone: Europe/Helsinki
currency: EUR
funnel:
  each: month
  given: {average deal: 15 000 EUR, base leads: 40}
  derive: {lead target: base leads * 2}
vocabulary:
  events:
    demo.asked: {about: lead, when: a demo is wished, do: plan a demo}
clauses:
  first: when a lead is assigned, sales must contact the lead within 4 hours, otherwise notify director
  second: when a demo is wished, sales must plan a demo within 4 hours, otherwise notify director
  third: each month, marketing must deliver at least [lead target] new leads
  fourth: each month, marketing must deliver at least 5 000 EUR of valued opportunities
"""


def told(old: str, new: str, file: str = FILE) -> list[tuple[str, str, str, int]]:
    assert file.count(old) >= 1
    source = Source("acme.sla.yaml", file.replace(old, new, 1))
    found = load(source).diagnostics
    spans = [one.place.span for one in found if one.place and one.place.span]
    assert len(spans) == len(found)
    words = [source.text[source.offset(s.line, s.column) : source.offset(s.end_line, s.end_column)] for s in spans]
    return [(one.code, word, one.help, len(one.related)) for one, word in zip(found, words, strict=True)]


@pytest.mark.parametrize(
    ("old", "new", "code", "words", "meant", "uses"),
    [
        ("sales: {}", "slaes: {}", "SLA201", "slaes", "sales", 2),
        ("contacts: {director", "contacts: {directr", "SLA207", "directr", "director", 2),
        ("base leads: 40", "bse leads: 40", "SLA206", "bse leads", "base leads", 1),
        ("derive: {lead target", "derive: {laed target", "SLA206", "laed target", "lead target", 1),
        ("when: a demo is wished", "when: a demo si wished", "SLA203", "a demo si wished", "a demo is wished", 1),
        ("currency: EUR", "currency: ERU", "SLA408", "ERU", "EUR", 2),
    ],
)
def test_told_where_it_is_declared(old, new, code, words, meant, uses):
    if uses == 1 and "bse" in new:
        # one use, and the words of it stand nowhere else: either may be meant, and the use is told
        assert told(old, new)[0][:2] == (code, "base leads")
    else:
        assert told(old, new) == [(code, words, f"did you mean `{meant}`?", uses)]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("must contact the lead within 4 hours, otherwise notify director", "must contact the lead within 4 hours, otherwise notify dirctor", "dirctor"),
        ("must deliver at least [lead target]", "must deliver at least [Lead Target]", "[Lead Target]"),
        ("when a demo is wished", "when a demo is wishde", "a demo is wishde"),
        ("third: each month, marketing", "third: each month, Marketing", "Marketing"),
    ],
)  # fmt: skip
def test_told_where_it_is_used(old, new, words):
    assert [each[1] for each in told(old, new)] == [words]


def test_a_name_that_stands_elsewhere_too_is_meant():
    assert [each[1] for each in told("notify director", "notify dirctor and director")] == ["dirctor"]
