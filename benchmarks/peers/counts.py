"""Rows of counted cases and figures → the file of JSON that a peer leaves; DuckDB's SQL writes the same by itself."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path


def write(
    path: str,
    cases: Iterable[tuple[str, str | None, str, int]],
    unknown: int,
    volume: Iterable[tuple[str, int]],
    pipeline: Iterable[tuple[str, object]],
    pipeline_unknown: int,
) -> None:
    """Write the counts: `cases` are clause, period (none without a level), state, number; figures period and amount."""
    found = {
        "cases": [dict(zip(("clause", "period", "state", "cases"), row, strict=True)) for row in cases],
        "unknown": unknown,
        "volume": [{"period": period, "actual": actual} for period, actual in volume],
        "pipeline": [
            {"period": period, "actual": str(actual), "unknown": pipeline_unknown} for period, actual in pipeline
        ],
    }
    Path(path).write_text(json.dumps(found), encoding="utf-8")
