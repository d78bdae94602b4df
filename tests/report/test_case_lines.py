"""Blocks of cases are written as their rows are, one by one: the same text, whatever stands in them."""

from __future__ import annotations

import csv
import io
import json
from random import Random

import numpy as np
import pytest

from sla_dsl.model.columns import NEVER, CaseBlock, text_rows
from sla_dsl.model.outcome import Case, CaseState, LazyCases
from sla_dsl.report import parquet_rows
from sla_dsl.report.instants import FIRST_INSTANT, LAST_INSTANT
from sla_dsl.report.rows import CASE_COLUMNS, CaseRows, comma_separated, jsonl

SECOND = 1_000_000
YEAR_2026 = 1_767_225_600 * SECOND
NASTY = [
    "",
    "L-1",
    "L-1,2",
    'O "1"',
    "a\nb",
    "a\r",
    " b ",
    "\x00",
    "\x1f",
    "\x7f",
    "\\",
    "é",
    "日本",
    "\ud800",
    "x" * 99,
    ";",
]
STATES = tuple(CaseState)


class Blocks(LazyCases):
    """Cases that give themselves in blocks, as those of the engine of arrays do."""

    def __init__(self, cases: list[Case], size: int) -> None:
        self._cases, self._size = cases, size

    def __len__(self):
        return len(self._cases)

    def __getitem__(self, index):
        return self._cases[index]

    def blocks(self):
        for first in range(0, len(self), self._size):
            yield block_of(self._cases[first : first + self._size])

    tally = soonest_due = newest_breaches = standing = None


def block_of(cases: list[Case]) -> CaseBlock:
    names = sorted({case.period for case in cases} - {None})
    return CaseBlock(
        cases[0].clause,
        text_rows([case.subject for case in cases]),
        text_rows([case.lead for case in cases]),
        np.array([case.start for case in cases]),
        np.array([NEVER if case.due is None else case.due for case in cases]),
        np.array([STATES.index(case.state) for case in cases], np.int8),
        np.array([NEVER if case.decided is None else case.decided for case in cases]),
        np.array([names.index(case.period) for case in cases]) if names else None,
        names,
    )


def instant_of(rnd: Random) -> int:
    """A whole second, a fine one, or one at the ends of time."""
    usual = YEAR_2026 + rnd.randrange(366 * 86_400) * SECOND
    kinds = [usual, usual, usual + rnd.randrange(SECOND), usual + 10, rnd.randrange(FIRST_INSTANT, LAST_INSTANT)]
    return rnd.choice([*kinds, FIRST_INSTANT, LAST_INSTANT, LAST_INSTANT + 5, FIRST_INSTANT - 1, -1, 0])


def cases_of(rnd: Random, number: int, clause: str) -> list[Case]:
    plain = rnd.random() < 0.3
    texts = [f"L-{one}" for one in range(5)] if plain else NASTY
    period = rnd.choice([None, ["2026-01", "2026-W07"]])
    return [
        Case(
            clause,
            rnd.choice(texts),
            rnd.choice(texts),
            YEAR_2026 + one * SECOND if plain else instant_of(rnd),
            rnd.choice([None, instant_of(rnd)]),
            rnd.choice(STATES),
            rnd.choice([None, instant_of(rnd)]),
            period and rnd.choice(period),
        )
        for one in range(number)
    ]


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("form", [comma_separated, jsonl])
def test_blocks_are_written_as_rows_are(form, seed):
    rnd = Random(seed)
    clauses = [(clause, cases_of(rnd, rnd.randrange(1, 40), clause)) for clause in ("c", "first-contact")]
    plain = CaseRows(clauses)
    blocks = CaseRows((clause, Blocks(cases, rnd.randrange(1, 12))) for clause, cases in clauses)
    assert b"".join(form(CASE_COLUMNS, blocks)) == b"".join(form(CASE_COLUMNS, plain))


@pytest.mark.parametrize("seed", range(20))
def test_blocks_are_written_as_rows_are_in_parquet(monkeypatch, seed):
    pytest.importorskip("pyarrow")
    monkeypatch.setattr(parquet_rows, "_GROUP", 25)
    rnd = Random(seed)
    clauses = [(clause, cases_of(rnd, rnd.randrange(1, 60), clause)) for clause in ("c", "first-contact")]
    blocks = CaseRows((clause, Blocks(cases, rnd.randrange(1, 12))) for clause, cases in clauses)
    written = b"".join(parquet_rows.parquet(CASE_COLUMNS, blocks))
    assert written == b"".join(parquet_rows.parquet(CASE_COLUMNS, CaseRows(clauses)))
    assert written == b"".join(parquet_rows.parquet(CASE_COLUMNS, iter(CaseRows(clauses))))


def test_what_is_written_reads_back():
    cases = [
        Case("c", text, text[::-1], 0, None, CaseState.MET, None) for text in NASTY if text not in ("\ud800", "a\r")
    ]
    rows = CaseRows([("c", Blocks(cases, 100))])
    lines = [json.loads(line) for line in b"".join(jsonl(CASE_COLUMNS, rows)).split(b"\n")[:-1]]
    assert [line["subject"] for line in lines] == [case.subject for case in cases]
    assert [line["due"] for line in lines] == [None] * len(cases)
    (_, *records) = csv.reader(io.StringIO(b"".join(comma_separated(CASE_COLUMNS, rows)).decode(), newline=""))
    assert [record[1:3] for record in records] == [[case.subject, case.lead] for case in cases]


def test_other_columns_are_written_row_by_row():
    cases = [Case("c", "O", "L", 0, None, CaseState.MET, None)]
    rows = CaseRows([("c", Blocks(cases, 100))])
    assert b"".join(comma_separated(("lead", "state"), rows)) == b"lead,state\nL,met\n"
    assert b"".join(jsonl(("state",), rows)) == b'{"state": "met"}\n'
