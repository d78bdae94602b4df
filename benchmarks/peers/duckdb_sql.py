"""A log → counts and breaches, by DuckDB: `python -m benchmarks.peers.duckdb_sql LOG COUNTS BREACHES`."""

from __future__ import annotations

import sys

import duckdb

from benchmarks.peers.script import script

if __name__ == "__main__":
    duckdb.connect().execute(script(*sys.argv[1:]))
