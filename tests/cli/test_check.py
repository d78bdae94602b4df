"""`slac check` end to end, by what was worked out by hand."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from .conftest import AGREEMENT, EVENTS, REJECTED, Run

AS_OF = ("--as-of", "2026-04-30")


def test_the_report_says_what_the_agreement_and_the_log_say(run: Run, folder: Path) -> None:
    report = json.loads(run("check", "events.jsonl", *AS_OF, "--format", "json").stdout)
    assert list(report) == [
        *("report", "agreement", "as_of", "log", "verdict", "so_far"),
        *("clauses", "consequences", "calendars", "warnings"),
    ]
    assert report["report"] == 1
    assert report["agreement"]["id"] == "acme"
    assert report["agreement"]["version"] == "1.2.0"
    assert report["agreement"]["file"] == "policies/acme.sla.yaml"
    assert report["agreement"]["digest"].startswith("sha256:")
    assert report["as_of"] == "2026-04-30T21:00:00Z"
    assert report["log"] == {
        "files": ["events.jsonl"],
        "events": 6,
        "after_as_of": 1,
        "duplicates": 0,
        "rejected": 0,
        "undeclared": {"page.viewed": 1},
        "first": "2026-03-02T08:00:00Z",
        "last": "2026-03-31T20:45:00Z",
    }
    assert (report["verdict"], report["so_far"]) == ("broken", "broken")
    assert report["clauses"] == [
        {
            "id": "first-contact",
            "party": "sales",
            "verdict": "broken",
            "so_far": "broken",
            "cases": {"met": 1, "late": 1, "overdue": 1, "pending": 0, "excused": 0, "unknown": 0},
            "periods": [
                {
                    "period": "2026-03",
                    "verdict": "broken",
                    "bound": "at least",
                    "required": "50%",
                    "met": 1,
                    "breached": 2,
                    "pending": 0,
                    "excused": 0,
                    "low": "1/3",
                    "high": "1/3",
                }
            ],
        },
        {
            "id": "mql-volume",
            "party": "marketing",
            "verdict": "broken",
            "so_far": "broken",
            "unknown": 0,
            "periods": [
                {"period": "2026-03", "verdict": "broken", "bound": "at least", "required": "3", "actual": "0"},
                {"period": "2026-04", "verdict": "broken", "bound": "at least", "required": "3", "actual": "0"},
            ],
        },
    ]
    assert report["consequences"] == [
        {
            "clause": "first-contact",
            "subject": None,
            "lead": None,
            "start": None,
            "period": "2026-03",
            "action": "notify sales-director",
            "due": "2026-03-31T21:00:00Z",
        }
    ]
    assert set(report["calendars"]) == {"holidays", "tzdata"}
    assert report["warnings"] == []


CASES = [
    ["first-contact", "L-1", "L-1", "2026-03-02T08:00:00Z", "2026-03-02T12:00:00Z", "met", "2026-03-02T09:00:00Z"],
    [
        "first-contact",
        "L-2",
        "L-2",
        "2026-03-02T10:00:00Z",
        "2026-03-02T14:00:00Z",
        "late",
        "2026-03-02T15:00:00.500000Z",
    ],
    ["first-contact", "L-3", "L-3", "2026-03-31T20:30:00Z", "2026-04-01T00:30:00Z", "overdue", "2026-04-01T00:30:00Z"],
]


def test_a_row_a_case(run: Run, folder: Path) -> None:
    found = run("check", "events.jsonl", *AS_OF, "--cases", "cases.csv", "--breaches", "breaches.jsonl")
    assert found.exit_code == 1
    data = (folder / "cases.csv").read_bytes()
    assert b"\r" not in data
    head, *rows = csv.reader(data.decode().splitlines())
    assert head == ["clause", "subject", "lead", "start", "due", "state", "decided", "period"]
    assert rows == [[*row, "2026-03"] for row in CASES]
    breaches = [json.loads(line) for line in (folder / "breaches.jsonl").read_text().splitlines()]
    assert [list(row.values()) for row in breaches] == rows[1:]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["events.jsonl", *AS_OF], 1),
        (["events.jsonl", *AS_OF, "--clause", "first-contact", "--since", "2026-03-03"], 1),
        (["kept.jsonl", "--clause", "first-contact", "--as-of", "2026-03-31"], 0),
        (["kept.jsonl", "--clause", "first-contact"], 0),
        (["kept.jsonl", "--clause", "first-contact", "--strict"], 1),
        (["kept.jsonl", "--clause", "first-contact", "--strict", "--as-of", "2026-03-31T23:59:59.999999+03:00"], 1),
        (["kept.jsonl", "--clause", "first-contact", "--strict", "--as-of", "2026-04-01T00:00:00+03:00"], 0),
        (["kept.jsonl", "--clause", "first-contact", "--since", "2026-04-01"], 5),
        (["empty.jsonl"], 5),
        (["rejected.jsonl", "events.jsonl", *AS_OF], 4),
        (["rejected.jsonl", "events.jsonl", *AS_OF, "--max-rejects", "1"], 1),
        (["rejected.jsonl"], 4),
        (["rejected.jsonl", "--max-rejects", "1"], 5),
        (["events.jsonl", "-p", "other/broken.sla.yaml"], 3),
        (["rejected.jsonl", "-o", "missing/report.txt"], 74),
        (["nothing.jsonl"], 2),
        (["events.jsonl", "-p", "nothing.sla.yaml"], 2),
        (["events.jsonl", "--clause", "first-contat"], 2),
        (["events.jsonl", "--as-of", "2026-02-30"], 2),
        (["events.jsonl", "--as-of", "2026-02-03T10:00"], 2),
        (["events.jsonl", "--as-of", "yesterday"], 2),
        (["events.jsonl", "--since", "2026-2-3"], 2),
        (["events.jsonl", "--max-rejects", "-1"], 2),
        (["events.jsonl", "--format", "yaml"], 2),
        ([], 2),
    ],
)
def test_the_exit_code(run: Run, folder: Path, words: list[str], code: int) -> None:
    (folder / "empty.jsonl").write_text("\n\n")
    (folder / "rejected.jsonl").write_text(REJECTED)
    (folder / "other").mkdir()
    (folder / "other/broken.sla.yaml").write_text(AGREEMENT.replace("a lead is assigned", "a lead is asigned"))
    found = run("check", *words)
    assert found.exit_code == code, found.output
    if code in (2, 3, 74):
        assert found.stdout == "" or code == 74
        assert found.stderr


def test_an_unknown_clause_is_answered_with_the_one_that_may_be_meant(run: Run) -> None:
    assert "help: did you mean `first-contact`?" in run("check", "events.jsonl", "--clause", "first-contat").stderr


def test_without_events_nothing_is_judged(run: Run, folder: Path) -> None:
    (folder / "empty.jsonl").write_text("")
    report = json.loads(run("check", "empty.jsonl", "--format", "json").stdout)
    assert report["as_of"] is None
    assert report["verdict"] == "no cases"
    assert report["log"]["first"] is None
    assert run("check", "empty.jsonl").stdout.startswith("NO CASES  acme 1.2.0: there are no events")


def test_rejected_lines_are_shown_and_kept_and_the_rest_is_judged(run: Run, folder: Path) -> None:
    (folder / "bad.jsonl").write_text(REJECTED * 25 + EVENTS)
    found = run("check", "bad.jsonl", *AS_OF, "--rejects", "rejects.jsonl")
    assert found.exit_code == 4
    assert found.stdout.startswith("BROKEN")
    shown = found.stderr.splitlines()
    assert shown[0].startswith("bad.jsonl:1: error[SLA703]: ")
    assert shown[1] == f"    1 | {REJECTED.strip()}"
    assert shown[38].startswith("bad.jsonl:20: ")
    assert shown[40:] == ["… and 5 more; `rejects.jsonl` has them all"]
    rows = [json.loads(line) for line in (folder / "rejects.jsonl").read_text().splitlines()]
    assert [row["line"] for row in rows] == [row["last_line"] for row in rows] == list(range(1, 26))
    assert [row["offset"] for row in rows] == [number * len(REJECTED) for number in range(25)]
    assert all(
        list(row) == ["file", "line", "last_line", "offset", "row_group", "code", "reason", "text"] for row in rows
    )
    assert "--rejects FILE keeps them all" in run("check", "bad.jsonl", *AS_OF).stderr


def test_options_from_the_environment(run: Run) -> None:
    given = {"SLAC_CHECK_FORMAT": "json", "SLAC_CHECK_AS_OF": "2026-04-30", "SLAC_CHECK_CLAUSE": "mql-volume"}
    report = json.loads(run("check", "events.jsonl", env=given).stdout)
    assert report["as_of"] == "2026-04-30T21:00:00Z"
    assert [clause["id"] for clause in report["clauses"]] == ["mql-volume"]
    assert run("--version", env={"SLAC_VERSION": "0.9", "SLAC_HELP": "x"}).exit_code == 0


def test_the_log_from_standard_input(run: Run) -> None:
    found = run("check", "-", *AS_OF, "--format", "json", input=EVENTS)
    assert json.loads(found.stdout)["log"]["files"] == ["-"]
    assert found.exit_code == 1


def test_the_agreement_beside_the_log_comes_first(run: Run, folder: Path) -> None:
    (folder / "logs").mkdir()
    (folder / "logs/events.jsonl").write_text(EVENTS)
    beside = folder / "logs/beside.sla.yaml"
    beside.write_text(AGREEMENT.replace("agreement: acme", "agreement: beside"))
    for path in ("logs/events.jsonl", "logs", "logs/"):
        report = json.loads(run("check", path, "--format", "json").stdout)
        assert report["agreement"]["id"] == "beside", path
    (folder / "logs/second.sla.yaml").write_text(AGREEMENT)
    several = run("check", "logs")
    assert several.exit_code == 2
    assert "`logs/beside.sla.yaml`, `logs/second.sla.yaml`" in several.stderr


def test_now_is_the_wall_clock(run: Run) -> None:
    report = json.loads(run("check", "events.jsonl", "--as-of", "now", "--format", "json").stdout)
    assert report["as_of"] > "2026-05"
