"""A log → counts and breaches, by DuckDB: `python -m benchmarks.peers.duckdb_sql LOG COUNTS BREACHES`.

Tried and slower or not faster on this work: ASOF joins for the answers, scores and sources (a hash join and the least or
greatest by group takes half the time), answers joined kind by kind, window functions over a lead's events, times read as
texts, an enumeration for the kinds of events. Readers' threads are as many as processors; order of rows is given up.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from benchmarks.peers.counts import counts, write

HERE = Path(__file__).parent
SETTINGS = {"preserve_insertion_order": False}


def main() -> None:
    log, counted, breaches = sys.argv[1:]
    base = duckdb.connect(config=SETTINGS)
    base.execute("SET VARIABLE log = $1", [log])
    base.execute((HERE / "calendar.sql").read_text(encoding="utf-8"))
    base.execute((HERE / "year.sql").read_text(encoding="utf-8"))
    base.execute(f"COPY breaches TO '{breaches}' (FORMAT csv, HEADER)")
    base.execute("FROM counts")
    cases = base.fetchall()
    (unknown,) = base.execute("FROM unknown").fetchone() or (0,)
    volume = base.execute("FROM volume").fetchall()
    pipeline = base.execute("FROM pipeline").fetchall()
    write(
        Path(counted),
        counts(cases, unknown, volume, ((period, actual) for period, actual, _ in pipeline), max(row[2] for row in pipeline)),
    )
    base.close()


if __name__ == "__main__":
    main()
