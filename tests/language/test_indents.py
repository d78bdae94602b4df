"""A line that begins in another column than it was meant to is told at itself, and at nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from sla_dsl.diagnostics import Diagnostic, Source
from sla_dsl.language.load import load

ROOT = Path(__file__).parents[2]
AGREEMENTS = sorted({*ROOT.glob("policies/**/*.sla.yaml"), ROOT / "examples/calendars/calendars.sla.yaml"})


def errors(text: str) -> list[Diagnostic]:
    return [each for each in load(Source("x.sla.yaml", text)).diagnostics if each.is_error]


@pytest.mark.parametrize("path", AGREEMENTS, ids=[path.stem for path in AGREEMENTS])
@pytest.mark.parametrize("by", [-2, -1, 1, 2])
def test_a_line_that_is_moved_is_told_where_it_stands(path: Path, by: int):
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    elsewhere = []
    for number, line in enumerate(lines):
        column = len(line) - len(line.lstrip(" "))
        if not line.strip() or line.lstrip().startswith("#") or column + by < 0:
            continue
        moved = " " * (column + by) + line.lstrip(" ")
        found = errors("".join((*lines[:number], moved, *lines[number + 1 :])))
        if found and [each.place and each.place.span and each.place.span.line for each in found] != [number + 1]:
            elsewhere.append((number + 1, [each.message for each in found]))
    assert elsewhere == []


FILE = """\
slac: 1
agreement: acme
version: 1.0.0
parties:
  marketing: {}
  sales: {}
effective: {from: 2026-01-01}
timezone: UTC
clauses:
"""


def test_in_a_long_section_too():
    clauses = [
        f"  clause-{number}:\n    when a lead is assigned, sales must accept the lead\n" for number in range(500)
    ]
    clauses[300] = clauses[300].removeprefix("  ")
    (found,) = errors(FILE + "".join(clauses))
    assert found.place is not None
    assert found.place.span is not None
    assert found.place.span.line == 610
    assert found.help == "begin it in the column of `clause-299:`, with 2 spaces before it"


def test_a_key_that_nothing_has_is_no_line_out_of_place():
    (found,) = errors(FILE.replace("timezone", "owner: ann\ntimezone") + "  one: sales must not accept the lead\n")
    assert (found.code, found.place and found.place.span and found.place.span.line) == ("SLA108", 8)


def test_a_party_may_be_called_as_a_section_is():
    text = FILE.replace("  sales: {}", "  contacts: {}") + "  one: contacts must not accept the lead\n"
    assert errors(text) == []
