"""What slac found and what a peer found → whether they are the same: every count, and every breached case.

Breaches are compared as texts after their instants are brought to one form; their order does not count, their number
does. A list is summed up in one figure, so that a long one needs no memory to speak of.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

STATES = ("met", "late", "overdue", "pending", "excused")
IN_PERIODS = {"met": 0, "late": 1, "overdue": 1, "pending": 2}
"""Where a period counts a case of that state: what is excused in time is in no period of this agreement."""

HEAD = "clause,subject,lead,start,due,state,decided,period"


def differences(report: Path, breaches: Path, counted: Path, theirs: Path) -> list[str]:
    """What differs between slac's report and list and a peer's counts and list, in words; nothing where they agree."""
    ours, other = reported(report), counted_by_peer(counted)
    found = [
        f"{clause}: slac {ours.get(clause)}, the peer {other.get(clause)}"
        for clause in sorted({*ours, *other})
        if ours.get(clause) != other.get(clause)
    ]
    if summed(breaches) != summed(theirs):
        found.append(f"the breached cases: slac {first_of(breaches, theirs)}, the peer {first_of(theirs, breaches)}")
    return found


def reported(report: Path) -> dict[str, dict[str, Any]]:
    """The counts of slac's report, by clause: cases by state, what is unknown, periods or actual figures."""
    clauses = json.loads(report.read_text(encoding="utf-8"))["clauses"]
    return {clause["id"]: _promise(clause) if "cases" not in clause else _duty(clause) for clause in clauses}


def _duty(clause: dict[str, Any]) -> dict[str, Any]:
    cases = {state: number for state, number in clause["cases"].items() if state != "unknown"}
    parts = ("met", "breached", "pending")
    periods = {of["period"]: [of[part] for part in parts] for of in clause["periods"]}
    return {"cases": cases, "unknown": clause["cases"]["unknown"], "periods": periods}


def _promise(clause: dict[str, Any]) -> dict[str, Any]:
    return {"unknown": clause["unknown"], "actual": {of["period"]: _plain(of["actual"]) for of in clause["periods"]}}


def counted_by_peer(counted: Path) -> dict[str, dict[str, Any]]:
    """The counts of a peer, by clause, as `reported` has slac's."""
    written = json.loads(counted.read_text(encoding="utf-8"), parse_float=Decimal)
    found: dict[str, dict[str, Any]] = {}
    for row in written["cases"]:
        clause, state, number = row["clause"], row["state"], row["cases"]
        of = found.setdefault(clause, {"cases": dict.fromkeys(STATES, 0), "unknown": 0, "periods": {}})
        of["cases"][state] += number
        if row["period"]:
            of["periods"].setdefault(row["period"], [0, 0, 0])[IN_PERIODS[state]] += number
    found["first-contact"]["unknown"] = written["unknown"]
    for clause, rows_ in (("mql-volume", written["volume"]), ("pipeline", written["pipeline"])):
        actual = {row["period"]: _plain(row["actual"]) for row in rows_}
        found[clause] = {"unknown": max(row.get("unknown", 0) for row in rows_), "actual": actual}
    return found


def _plain(figure: object) -> str:
    """A figure without a currency and without zeros at its end."""
    return f"{Decimal(str(figure).split()[0]).normalize():f}"


def summed(breaches: Path) -> tuple[int, int]:
    """How many rows, and the sum of a hash of each: the same for the same rows in any order."""
    number, total = 0, 0
    for row in rows(breaches):
        number += 1
        total += int.from_bytes(hashlib.blake2b(row.encode(), digest_size=16).digest())
    return number, total


def rows(breaches: Path) -> Iterator[str]:
    """The rows of a list of breaches, their instants in one form."""
    with breaches.open(encoding="utf-8") as file:
        head = next(file).rstrip("\r\n")
        assert head == HEAD, f"{breaches} begins with {head}"
        for line in file:
            clause, subject, lead, start, due, state, decided, period = line.rstrip("\r\n").split(",")
            yield ",".join((clause, subject, lead, _instant(start), _instant(due), state, _instant(decided), period))


def _instant(written: str) -> str:
    """An instant in UTC as `2026-03-02 07:00:00`, with as many digits of a second as it needs."""
    plain = written.rstrip("Z").replace("T", " ")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def first_of(breaches: Path, other: Path) -> str:
    """The first row that only one of the lists has, and how many rows that one has."""
    own, theirs = sorted(rows(breaches)), frozenset(rows(other))
    only: Iterable[str] = (row for row in own if row not in theirs)
    return f"{next(iter(only), 'has no row of its own')} (of {len(own)} rows)"
