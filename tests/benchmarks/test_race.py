"""Slac and every peer that is installed find the same in a small log; who finds otherwise does not count."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

pytest.importorskip("numpy")

from benchmarks.alike import differences
from benchmarks.contestants import AGREEMENT, Contestant, contestants
from benchmarks.generate import write
from benchmarks.many_clauses import agreement
from benchmarks.measure import run
from benchmarks.page import put, table
from benchmarks.race import Result, race, rows
from sla_dsl import validate

EVENTS = 4_000
FOUND = contestants([])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("race")


@pytest.fixture(scope="module")
def log(folder: Path) -> Path:
    write(folder / "year.jsonl", EVENTS)
    return folder / "year.jsonl"


@pytest.fixture(scope="module")
def results(folder: Path, log: Path) -> dict[str, Result]:
    return {result.contestant.name: result for result in race(log, EVENTS, FOUND, folder, 1)}


def test_plain_python_takes_part():
    assert {"slac", "plain Python"} <= {one.name for one in FOUND}


@pytest.mark.parametrize("name", [one.name for one in FOUND])
def test_everyone_finds_the_same(name: str, results: dict[str, Result]):
    assert results[name].different == []


def test_the_agreement_is_put_to_the_test(folder: Path, results: dict[str, Result]):
    breaches = results["slac"].contestant.outcome(folder).breaches.read_text(encoding="utf-8").splitlines()[1:]
    clauses = {line.split(",")[0] for line in breaches}
    duties = {"first-contact", "answer", "persistence", "convert-or-release", "opportunity-value", "decision"}
    assert clauses == duties
    assert {line.split(",")[5] for line in breaches} == {"late", "overdue"}


def test_a_breach_that_is_missing_is_told(folder: Path, results: dict[str, Result]):
    ours, theirs = (results[name].contestant.outcome(folder) for name in ("slac", "plain Python"))
    lines = theirs.breaches.read_text(encoding="utf-8").splitlines(keepends=True)
    short = folder / "short.csv"
    short.write_text("".join(lines[:-1]), encoding="utf-8")
    assert "breached cases" in "".join(differences(ours.counts, ours.breaches, theirs.counts, short))


def test_a_count_that_differs_is_told(folder: Path, results: dict[str, Result]):
    ours, theirs = (results[name].contestant.outcome(folder) for name in ("slac", "plain Python"))
    wrong = folder / "wrong.json"
    text = theirs.counts.read_text(encoding="utf-8")
    wrong.write_text(text.replace('"unknown": ', '"unknown": 1', 1), encoding="utf-8")
    found = differences(ours.counts, ours.breaches, wrong, theirs.breaches)
    assert [word.split(":")[0] for word in found] == ["first-contact"]


def test_who_finds_otherwise_does_not_count(results: dict[str, Result]):
    other = results["plain Python"]._replace(different=["first-contact: slac 1, the peer 2"])
    (row,) = rows(EVENTS, [other])
    assert "does not count" in row


def test_who_fails_ends_the_race(folder: Path, log: Path):
    broken = Contestant("broken", (sys.executable, "-c", "raise SystemExit('out of order')"))
    with pytest.raises(RuntimeError, match="out of order"):
        race(log, EVENTS, [broken], folder, 1)


def test_memory_is_that_of_all_processes(folder: Path):
    code = (
        "import os; forked = os.fork(); held = bytearray(60 << 20); import time; time.sleep(0.5); forked and os.wait()"
    )
    ran = run([sys.executable, "-c", code], folder, watched=True)
    assert 60 < ran.largest < 100
    assert ran.together > 115
    assert ran.memory == ran.together


def test_what_does_not_end_is_ended(folder: Path):
    assert run(["sleep", "100"], folder, seconds=0.2).code == -9


def test_tables_find_their_place(tmp_path: Path):
    page = tmp_path / "page.md"
    page.write_text("# Head\n\n<!-- race -->\nold\n<!-- /race -->\n\nEnd\n", encoding="utf-8")
    put("race", table(("a", "b"), [("1", "2")]), page)
    put("race", table(("a", "b"), [("3", "4")]), page)
    assert page.read_text(encoding="utf-8") == (
        "# Head\n\n<!-- race -->\n\n| a | b |\n| --- | --- |\n| 3 | 4 |\n\n<!-- /race -->\n\nEnd\n"
    )
    with pytest.raises(ValueError, match="no place for shapes"):
        put("shapes", "", page)


def test_its_agreements_are_valid(tmp_path: Path):
    many = tmp_path / "many.sla.yaml"
    many.write_text(agreement(20), encoding="utf-8")
    assert [found.valid for found in validate(AGREEMENT, many)] == [True, True]
