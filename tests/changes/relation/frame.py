"""A small agreement to put a clause into, and pairs of such agreements."""

from __future__ import annotations

from sla_dsl.diagnostics import Source
from sla_dsl.language.load import load
from sla_dsl.model.agreement import Agreement

FRAME = """\
slac: 1
agreement: frame
version: 1.0.0
parties:
  marketing: {{name: Marketing}}
  sales: {{name: Sales}}
contacts:
  boss: boss@acme.example
effective: {{from: 2026-01-01, until: 2026-12-31}}
timezone: Europe/Helsinki
currency: EUR
calendar: office
calendars:
  office:
    hours: {{Mon-Fri: 09:00-17:00}}
    holidays: FI
funnel:
  each: quarter
  given:
    base: 100
    share: 60%
  derive:
    target: base * share
vocabulary:
  facts:
    segment: one of smb, mid-market, enterprise
    score: number
    source: text
  events:
    lead.hot: {{is: lead.assigned where score is at least 80, when: a hot lead is assigned, many: hot leads}}
    lead.phoned: {{about: lead, when: a lead is phoned, do: phone the lead, many: phoned leads}}
  states:
    the lead sleeps: {{from: lead.paused, to: lead.resumed}}
clauses:
  it:
{clause}
"""


def agreement(clause: str, *edits: tuple[str, str]) -> Agreement:
    """The frame with this clause, and with some of its text put otherwise. A mapping or more clauses may stand too."""
    body = "\n".join(f"    {line}" for line in clause.strip().splitlines())
    text = FRAME.format(clause=body)
    for before, after in edits:
        assert before in text, before
        text = text.replace(before, after)
    loaded = load(Source("frame.sla.yaml", text))
    assert loaded.agreement is not None, [(one.code, one.message) for one in loaded.diagnostics]
    return loaded.agreement
