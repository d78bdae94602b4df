"""An agreement around a few clauses, and what is found in it: code, underlined words, message and help."""

from __future__ import annotations

from textwrap import dedent, indent
from typing import NamedTuple

from sla_dsl.diagnostics import Diagnostic, Source, Span
from sla_dsl.language.load import load
from sla_dsl.review import Places, examine

HEAD = """\
slac: 1
agreement: acme
version: 1.0.0
parties: {marketing: {}, sales: {}}
"""
EFFECTIVE = "effective: {from: 2026-01-01, until: 2026-12-31}\n"
REST = """\
timezone: Europe/Helsinki
currency: EUR
"""
CALENDAR = """\
calendar: office
calendars:
  office:
    hours: {Mon-Fri: 09:00-17:00}
"""
VOCABULARY = """\
vocabulary:
  facts:
    size: one of small, large
    budget: money
  events:
    lead.hot:
      is: lead.assigned where score is at least 80
      when: a hot lead is assigned
    phone.called:
      is: contact.attempted where channel is phone
      when: a call is made
      do: call the lead
      many: calls
"""
NAMES = "SLA014"
"""Names that the frame declares and a case does not use are no finding of the case."""


class Seen(NamedTuple):
    """One finding as a reader sees it; `beside` are the words underlined at the related places."""

    code: str
    words: str
    message: str
    help: str
    beside: tuple[str, ...]


def text_of(
    clauses: str, *, vocabulary: str = VOCABULARY, calendar: str = CALENDAR, effective: str = EFFECTIVE, more=""
):
    """The whole file."""
    return f"{HEAD}{effective}{REST}{calendar}{vocabulary}{dedent(more)}clauses:\n{indent(dedent(clauses), '  ')}\n"


def findings(clauses: str, **parts: str) -> list[Diagnostic]:
    """All that is found in a file that can be read."""
    source = Source("acme.sla.yaml", text_of(clauses, **parts))
    loaded = load(source)
    assert loaded.agreement is not None, loaded.diagnostics
    return list(examine(loaded.agreement, Places(source, loaded.keys), loaded.diagnostics))


def seen(clauses: str, **parts: str) -> list[Seen]:
    """The findings less names that nobody uses, and less what reading gave."""
    source = Source("acme.sla.yaml", text_of(clauses, **parts))
    found = [one for one in findings(clauses, **parts) if one.code.startswith("SLA0") and one.code != NAMES]
    return [_seen(one, source) for one in found]


def _seen(one: Diagnostic, source: Source) -> Seen:
    beside = tuple(_words(place.span, source) for place in one.related)
    return Seen(one.code, _words(one.place.span if one.place else None, source), one.message, one.help, beside)


def _words(span: Span | None, source: Source) -> str:
    if span is None:
        return ""
    start, end = source.offset(span.line, span.column), source.offset(span.end_line, span.end_column)
    return " ".join(source.text[start:end].split())


def told(clauses: str, **parts: str) -> list[tuple[str, str]]:
    """Code and underlined words of each finding."""
    return [(one.code, one.words) for one in seen(clauses, **parts)]
