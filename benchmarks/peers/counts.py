"""Rows of cases counted → the counts that every peer writes, in the shape in which they are compared with slac's."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

STATES = ("met", "late", "overdue", "pending", "excused")
LEVELS = ("first-contact",)
"""The clauses that are judged by periods."""

type_of_counts = dict[str, dict[str, object]]


def counts(
    cases: Iterable[tuple[str, str | None, str, int]],
    unknown: int,
    volume: Iterable[tuple[str, int]],
    pipeline: Iterable[tuple[str, Decimal]],
    pipeline_unknown: int,
) -> type_of_counts:
    """The counts by clause; `cases` are rows of clause, period, state and number, the other two period and figure."""
    found: type_of_counts = {}
    states: dict[str, dict[str, int]] = {}
    periods: dict[str, dict[str, list[int]]] = {}
    for clause, period, state, number in cases:
        states.setdefault(clause, dict.fromkeys(STATES, 0))[state] += number
        if period:
            met, breached, pending = periods.setdefault(clause, {}).setdefault(period, [0, 0, 0])
            more = (state == "met", state in {"late", "overdue"}, state == "pending")
            periods[clause][period] = [had + number * one for had, one in zip((met, breached, pending), more, strict=True)]
    for clause, by_state in states.items():
        missing = unknown if clause == "first-contact" else 0
        found[clause] = {"cases": by_state, "unknown": missing, "periods": periods.get(clause, {})}
    found["mql-volume"] = {"unknown": 0, "actual": {period: str(actual) for period, actual in volume}}
    actual = {period: f"{actual.normalize():f}" for period, actual in pipeline}
    found["pipeline"] = {"unknown": pipeline_unknown, "actual": actual}
    return found


def write(path: Path, found: type_of_counts) -> None:
    """Write the counts as JSON."""
    path.write_text(json.dumps(found, indent=1, sort_keys=True), encoding="utf-8")
