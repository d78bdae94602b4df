"""Two versions of thirty clauses with ten changes are compared in about a second of a processor."""

from __future__ import annotations

import time

from sla_dsl.changes import compare
from tests.changes.papers import framed

CLAUSES = """\
answer-{n}: when a lead is assigned where score is at least {n}, sales must accept the lead within 4 business hours
effort-{n}: when a lead is qualified, sales must attempt contact at least 3 times within {days} business days
value-{n}: when an opportunity is created, sales must value the opportunity within 2 business days
"""
SECONDS = 4
"""Of the processor: four times what it takes on a quiet machine."""


def version(changed: int) -> str:
    """Ten times three clauses, the first of each in so many of them with less time."""
    parts = [CLAUSES.format(n=n, days=n + 5) for n in range(1, 11)]
    return "".join(
        part.replace("within 4 business", "within 3 business") if n < changed else part for n, part in enumerate(parts)
    )


def test_thirty_clauses_and_ten_changes() -> None:
    old, new = framed(version(0)), framed(version(10))
    begun = time.process_time()
    found = compare(old, new)
    assert time.process_time() - begun < SECONDS
    assert [change.rule for change in found.changes] == ["deadline-shortened"] * 10
