"""Files' names → the SQL that does the whole work in DuckDB, for its module in Python and for its own command.

Tried, and slower or no faster on this work: ASOF joins for answers, scores and sources (a hash join and the least or
greatest by group takes half the time); a calendar of all half-hours of a year, or an ASOF join with its windows for
every trigger; answers joined kind by kind, or kept in one long table; times read as texts, kinds as an enumeration;
smaller blocks of JSON. Threads are as many as processors; the order of rows is given up.
"""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent


def script(log: str, counts: str, breaches: str) -> str:
    """The whole work as SQL, with the files' names in it."""
    files = {"log": log, "counts": counts, "breaches": breaches}
    named = "".join(f"SET VARIABLE {name} = '{path}';\n" for name, path in files.items())
    parts = (HERE / name for name in ("calendar.sql", "year.sql"))
    return (
        "SET preserve_insertion_order = false;\n" + named + "".join(part.read_text(encoding="utf-8") for part in parts)
    )
