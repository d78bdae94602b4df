"""Files with so many broken clauses that not all of their mistakes are looked for."""

from __future__ import annotations

from sla_dsl.diagnostics import Source
from sla_dsl.language.load import load
from sla_dsl.language.repair import Budget

HEAD = """\
slac: 1
agreement: acme
version: 1.0.0
parties: {marketing: {}, sales: {}}
effective: {from: 2026-01-01, until: 2026-12-31}
timezone: Europe/Helsinki
clauses:
"""
SLIPS = "when a lead is asigned, sales must contact the lead wihtin 4 hours"
SEARCHED = "on assignment please, sales shall quickly contact the lead in 4 hrs, else the boss is told"


def found(sentence: str, number: int) -> list[tuple[str, str, int]]:
    text = HEAD + "".join(f"  c{at}: {sentence}\n" for at in range(number))
    told = load(Source("acme.sla.yaml", text)).diagnostics
    return [(one.code, one.severity, one.place.span.line) for one in told if one.place and one.place.span]


def test_slips_are_told_in_every_clause_however_many():
    told = found(SLIPS, 600)
    assert len(told) == 1200
    assert {code for code, _, _ in told} == {"SLA203", "SLA301"}


def test_what_is_not_looked_for_is_said_once_and_no_clause_is_passed_over():
    number = 3 * Budget().left // 40_000
    told = found(SEARCHED, number)
    (note,) = [one for one in told if one[0] == "SLA320"]
    assert note[1] == "note"
    assert {line for code, _, line in told if code != "SLA320"} == {*range(8, 8 + number)}


def test_few_clauses_earn_no_note():
    assert "SLA320" not in [code for code, _, _ in found(SEARCHED, 3)]
