"""The report of a check: JSON by its schema, rows, and text for people."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from syrupy.assertion import SnapshotAssertion

from sla_dsl.model.clause import Bound
from sla_dsl.model.outcome import Judgement, LogAccount, RatePeriod, Verdict
from sla_dsl.model.result import Check
from sla_dsl.report.check_json import check_json
from sla_dsl.report.check_text import check_text
from sla_dsl.report.display import WIDTH
from sla_dsl.report.rows import (
    CASE_COLUMNS,
    REJECTION_COLUMNS,
    breach_rows,
    case_rows,
    comma_separated,
    jsonl,
    rejection_rows,
)

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas/check-report.schema.json").read_text())


def problems(report: object) -> list[str]:
    return [error.message for error in Draft7Validator(SCHEMA).iter_errors(report)]


def test_the_schema_is_one() -> None:
    Draft7Validator.check_schema(SCHEMA)


def test_json_is_as_the_schema_says(check: Check) -> None:
    report = json.loads(check_json(check))
    assert problems(report) == []
    assert list(report) == SCHEMA["required"]
    first, revenue, quality, _ = report["clauses"]
    assert first["cases"] == {"met": 1, "late": 1, "overdue": 1, "pending": 8, "excused": 0, "unknown": 2}
    assert list(first["periods"][0].values()) == [
        *("2026-03", "pending", "at least", "95%", 1, 2, 8, 0, "1/11", "9/11"),
    ]
    assert revenue["unknown"] == 1
    assert "cases" not in revenue
    assert revenue["periods"][0]["required"] == "1333333.34 EUR"
    assert revenue["periods"][0]["actual"] == "1000000.5 EUR"
    assert quality["periods"][-1]["low"] is None
    assert report["as_of"] == "2026-03-31T21:00:00Z"
    assert report["consequences"][0]["period"] is None
    assert report["warnings"][0]["line"] is None


def test_a_budget_and_a_log_without_events(check: Check) -> None:
    assert check.judgement is not None
    budget = RatePeriod("2026-W10", 0, 1, Verdict.KEPT, Bound.AT_MOST, 3, 5, 2, 1, 0, None, None)
    first = replace(check.judgement.clauses[0], periods=(budget,))
    empty = LogAccount((), 0, 0, 0, 0, {}, None, None)
    report = json.loads(
        check_json(replace(check, judgement=Judgement(None, empty, Verdict.KEPT, Verdict.KEPT, (first,))))
    )
    assert problems(report) == []
    assert report["as_of"] is None
    assert report["clauses"][0]["periods"][0]["required"] == "3"


@pytest.mark.parametrize(
    "change",
    [
        lambda report: report.update(extra=1),
        lambda report: report.pop("so_far"),
        lambda report: report.update(as_of="2026-03-31T21:00:00.000000Z"),
        lambda report: report.update(as_of="2026-03-31T21:00:00+02:00"),
        lambda report: report["clauses"][0].update(unknown=1),
        lambda report: report["clauses"][1].update(cases={}),
        lambda report: report["clauses"][0]["periods"][0].update(low=0.5),
        lambda report: report["consequences"][0].update(period="2026-03"),
        lambda report: report["warnings"][0].pop("help"),
        lambda report: report["log"].update(events=-1),
    ],
)
def test_the_schema_refuses_what_no_report_is(check: Check, change: object) -> None:
    report = json.loads(check_json(check))
    change(report)  # type: ignore[operator]
    assert problems(report) != []


def test_text_for_people(check: Check, snapshot: SnapshotAssertion) -> None:
    assert check_text(check) == snapshot


def test_text_keeps_to_its_width_and_steers_no_terminal(check: Check) -> None:
    text = check_text(check)
    head, *lines = text.splitlines()
    assert head == "BROKEN    acme 1.2.0, as of Tue 2026-03-31 24:00 Europe/Helsinki (2026-03-31T21:00:00Z)"
    assert all(len(line) <= WIDTH and line == line.rstrip() for line in lines)
    assert "\x1b" not in text
    assert "[bold]sales[/bold]" in text


def _text(pieces: Iterable[bytes]) -> str:
    return b"".join(pieces).decode()


def test_rows_of_cases(check: Check) -> None:
    rows = list(csv.DictReader(_text(comma_separated(CASE_COLUMNS, case_rows(check))).splitlines()))
    assert [row["clause"] for row in rows] == ["first-contact"] * 11 + ["quality"] + ["no-reassign"] * 5
    assert rows[9]["due"] == ""
    assert rows[10] == {
        "clause": "first-contact",
        "subject": 'O "1"',
        "lead": "L-\x1b[2J",
        "start": "2026-02-28T22:00:00Z",
        "due": "2026-03-01T02:00:00Z",
        "state": "overdue",
        "decided": "2026-03-01T02:00:00Z",
        "period": "2026-03",
    }
    assert rows[-1]["period"] == ""
    (first, *_) = jsonl(CASE_COLUMNS, case_rows(check))
    assert first.decode() == (
        '{"clause": "first-contact", "subject": "L-1", "lead": "L-1", "start": "2026-02-28T22:00:00Z",'
        ' "due": "2026-03-01T02:00:00Z", "state": "met", "decided": "2026-02-28T22:00:00.000001Z",'
        ' "period": "2026-03"}\n'
    )


def test_breaches_are_of_duties_only(check: Check) -> None:
    found = [(row["clause"], row["state"]) for row in breach_rows(check)]
    assert found == [("first-contact", "late"), ("first-contact", "overdue")] + [("no-reassign", "overdue")] * 5


def test_rows_of_rejected_lines(check: Check) -> None:
    lines = _text(comma_separated(REJECTION_COLUMNS, rejection_rows(check)))
    assert (
        lines
        == 'file,line,last_line,offset,row_group,code,reason,text\nevents.jsonl,7,7,,,SLA701,no JSON,"{""a"": ""b"\n'
    )
