"""`slac map`, and `--map` of the commands that judge: what is shown, and how they end."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from sla_dsl import check, mapped

from .conftest import Run

MAP = """\
slac: 1
map: leads
timezone: Europe/Helsinki
columns:
  lead: text
  owner: text
  assigned: time
  contacted: time
  score: number
lead: lead
key: lead
events:
  - {event: lead.assigned, time: assigned, values: {owner: owner}}
  - {event: lead.contacted where score is at least 1, time: contacted}
"""
TABLE = """\
lead,owner,assigned,contacted,score
L-1,Ann,2026-03-02 10:00:00,2026-03-02 11:00:00,1
L-2,Bob,2026-03-02 12:00:00,2026-03-02 17:00:00.5,7

L-3,Bob,31.03.2026,,
L-4,,,,0
"""
"""As in the log of the fixture: one case in time, one late. The third is rejected, the fourth stands for nothing."""


@pytest.fixture(autouse=True)
def tables(folder: Path) -> None:
    (folder / "leads.map.yaml").write_text(MAP)
    (folder / "leads.csv").write_text(TABLE)
    (folder / "leads.tsv").write_text(TABLE.replace(",", "\t"))


def test_rows_and_their_events(run: Run) -> None:
    found = run("map", "leads", "leads.csv")
    assert found.exit_code == 4
    assert found.stdout == (
        "leads\n"
        "\n"
        "line 2: 2 events\n"
        "  lead: L-1, owner: Ann, assigned: 2026-03-02 10:00:00, contacted: 2026-03-02 11:00:00, score: 1\n"
        "  + Mon 2026-03-02 10:00 lead.assigned, lead L-1, owner Ann\n"
        "  + Mon 2026-03-02 11:00 lead.contacted, lead L-1\n"
        "\n"
        "line 3: 2 events\n"
        "  lead: L-2, owner: Bob, assigned: 2026-03-02 12:00:00, contacted: 2026-03-02 17:00:00.5, score: 7\n"
        "  + Mon 2026-03-02 12:00 lead.assigned, lead L-2, owner Bob\n"
        "  + Mon 2026-03-02 17:00:00.5 lead.contacted, lead L-2\n"
        "\n"
        "line 4: blank\n"
        "\n"
        "line 5: rejected, `assigned` is `31.03.2026`, and the map does not state the order of day and month;\n"
        '  it may be `type: date` and `format: "%d.%m.%Y"` [SLA726]\n'
        "  lead: L-3, owner: Bob, assigned: 31.03.2026\n"
        "\n"
        "line 6: no event\n"
        "  lead: L-4, score: 0\n"
        "  - no lead.assigned: `assigned` is empty\n"
        "  - no lead.contacted: `score` is `0`, and it asks for `score is at least 1`\n"
        "\n"
        "Table: leads.csv through leads: 5 rows = 3 read + 1 rejected + 1 blank; 4 events; 1 row without an\n"
        "  event\n"
    )
    assert found.stderr.startswith("leads.csv:5: error[SLA726]: `assigned` is `31.03.2026`, and the map")


def test_as_json(run: Run) -> None:
    report = json.loads(run("map", "leads.map.yaml", "leads.csv", "--rows", "2", "--format", "json").stdout)
    assert report["map"] == {"id": "leads", "file": "leads.map.yaml", "timezone": "Europe/Helsinki"}
    assert report["tables"] == [
        {"file": "leads.csv", "map": "leads", "lookup": None, "rows": 5, "read": 3, "rejected": 1, "blank": 1,
         "without_event": 1, "footer": 0, "events": 4}
    ]  # fmt: skip
    assert [(row["line"], row["is"]) for row in report["rows"]] == [(2, "read"), (3, "read")]
    assert report["rows"][0]["events"] == [
        {"time": "2026-03-02T08:00:00Z", "event": "lead.assigned", "lead": "L-1", "id": "leads/L-1/lead.assigned", "owner": "Ann"},
        {"time": "2026-03-02T09:00:00Z", "event": "lead.contacted", "lead": "L-1", "id": "leads/L-1/lead.contacted"},
    ]  # fmt: skip
    assert report["diagnostics"] == []
    rows = json.loads(run("map", "leads", "leads.csv", "--format", "json").stdout)["rows"]
    assert [row["is"] for row in rows] == ["read", "read", "blank", "rejected", "read"]
    assert rows[3]["rejected"]["code"] == "SLA726"
    assert rows[4]["missed"] == [
        {"event": "lead.assigned", "why": "`assigned` is empty", "asked": None},
        {"event": "lead.contacted", "why": "`score` is `0`", "asked": "score is at least 1"},
    ]


def test_the_map_alone(run: Run, folder: Path) -> None:
    found = run("map", "leads")
    assert (found.exit_code, found.stderr) == (0, "")
    assert found.stdout == (
        "leads\n  columns\n  lead       text\n  owner      text\n  assigned   time as iso\n  contacted  time as iso\n"
        "  score      number\n  lead.assigned at assigned\n  lead.contacted at contacted\n"
    )
    (folder / "bad.map.yaml").write_text(MAP.replace("time: contacted", "time: contcted"))
    found = run("map", "bad.map.yaml", "leads.csv")
    assert (found.exit_code, found.stdout) == (3, "")
    assert "bad.map.yaml:14:" in found.stderr
    assert "did you mean `contacted`?" in found.stderr


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["map"], 2),
        (["map", "nothing"], 2),
        (["map", "leads", "nothing.csv"], 2),
        (["map", "leads", "."], 2),
        (["map", "leads", "leads.map.yaml"], 4),
        (["map", "leads", "leads.csv", "-p", "nothing.sla.yaml"], 2),
        (["map", "leads", "leads.csv", "-o", "leads.csv"], 2),
        (["map", "leads", "leads.csv", "--rows", "-1"], 2),
        (["check", "leads.csv", "--map", "nothing"], 2),
        (["check", "leads.csv", "--map", "events.csv=leads"], 2),
        (["check", "leads.tsv", "events.jsonl", "--map", "events.jsonl=leads"], 2),
        (["check", "leads.csv", "--map", "leads", "--map", "plain-leads"], 2),
        (["explain", "leads.csv", "--map", "leads", "--lead", "L-9"], 2),
    ],
)
def test_wrong_usage(run: Run, words: list[str], code: int) -> None:
    found = run(*words)
    assert found.exit_code == code, found.stderr
    assert found.stdout == ""
    assert found.stderr


def test_no_row_stands_for_an_event(run: Run, folder: Path) -> None:
    (folder / "none.csv").write_text("lead,owner,assigned,contacted,score\nL-1,,,,\n")
    assert run("map", "leads", "none.csv").exit_code == 5


def test_check_through_a_map(run: Run, folder: Path) -> None:
    found = run("check", "leads.csv", "--map", "leads", "--as-of", "2026-03-02T18:00:00Z", "--format", "json")
    assert found.exit_code == 4
    report = json.loads(found.stdout)
    assert report["clauses"][0]["cases"] == {
        "met": 1, "late": 1, "overdue": 0, "pending": 0, "excused": 0, "unknown": 0,
    }  # fmt: skip
    log = report["log"]
    assert (log["events"], log["rejected"], log["duplicates"]) == (4, 1, 0)
    assert log["tables"][0]["rows"] == 5
    text = run("check", "leads.csv", "--map", "leads", "--rejects", "r.csv").stdout
    assert "Table: leads.csv through leads: 5 rows = 3 read + 1 rejected + 1 blank; 4 events" in text
    assert (folder / "r.csv").read_text().splitlines()[1].startswith("leads.csv,5,5,139,,SLA726,")


def test_a_log_without_tables_says_nothing_of_them(run: Run) -> None:
    assert "tables" not in json.loads(run("check", "events.jsonl", "--format", "json").stdout)["log"]
    assert "Table:" not in run("check", "events.jsonl").stdout


def test_tables_and_logs_together(run: Run, folder: Path) -> None:
    (folder / "more.csv").write_text("lead,activity,time\nL-1,contacted,2026-03-02 10:30:00\n")
    alone = json.loads(run("check", "events.jsonl", "--format", "json").stdout)
    words = ["check", "events.jsonl", "more.csv", "--format", "json"]
    found = run(*words, "--map", "more.csv=plain-activities")
    assert found.exit_code == 1
    report = json.loads(found.stdout)
    assert report["log"]["events"] == alone["log"]["events"] + 1
    found = run(
        "check", "leads.csv", "more.csv", "--map", "leads", "--map", "more.csv=plain-activities", "--max-rejects", "1"
    )
    assert found.exit_code != 2, found.stderr
    assert "more.csv through plain-activities: 1 row = 1 read" in found.stdout
    assert "leads.csv through leads: 5 rows" in found.stdout
    (folder / "more.tsv").write_text("lead\tactivity\ttime\n")
    found = run("check", "events.jsonl", "more.tsv", "--map", "events.jsonl=leads")
    assert "`more.tsv` is no event log, and no map is named for it" in found.stderr
    found = run("check", "more.csv")
    assert "lacks `event`" in found.stderr
    assert "help: name its columns as an event log does, or read it through a log map: `--map MAP`" in found.stderr


def test_a_folder_of_tables_and_a_packed_one_and_standard_input(run: Run, folder: Path) -> None:
    (folder / "tables/2026").mkdir(parents=True)
    (folder / "tables/leads.csv.gz").write_bytes(gzip.compress(TABLE.encode()))
    (folder / "tables/2026/leads.csv").write_text(TABLE)
    found = run("check", "tables", "--map", "tables=leads", "--format", "json", "-p", "policies")
    log = json.loads(found.stdout)["log"]
    assert (log["events"], log["duplicates"], log["rejected"]) == (4, 4, 2)
    found = run("map", "leads", "-", input=TABLE)
    assert "Table: - through leads: 5 rows = 3 read" in found.stdout


def test_explain_through_a_map(run: Run) -> None:
    found = run("explain", "leads.csv", "--map", "leads", "--lead", "L-1")
    assert found.exit_code == 4
    assert "first-contact is met" in found.stdout


def test_what_the_agreement_does_not_know_is_a_warning(run: Run, folder: Path) -> None:
    (folder / "odd.map.yaml").write_text(MAP.replace("lead.contacted", "lead.contactd"))
    found = run("check", "leads.csv", "--map", "odd", "--max-rejects", "1")
    assert "odd.map.yaml:14:13: warning[SLA558]: the agreement knows no event `lead.contactd`" in found.stderr
    assert "warning[SLA558]: the standard vocabulary knows no event" in run("map", "odd").stderr
    assert run("map", "odd").exit_code == 0


def test_options_come_from_the_environment(run: Run) -> None:
    found = run("check", "leads.csv", env={"SLAC_CHECK_MAP": "leads", "SLAC_CHECK_MAX_REJECTS": "1"})
    assert "Table: leads.csv through leads" in found.stdout


def test_the_same_as_functions(folder: Path) -> None:
    found = mapped("leads", "leads.csv", "policies", rows=1)
    assert found.log_map is not None
    assert [len(row.events) for row in found.rows] == [2]
    assert (found.accounts[0].rows, len(found.rejections)) == (5, 1)
    judged = check(["leads.csv"], maps="leads")
    assert judged.tables[0].events == 4
    judged = check(Path("leads.csv"), maps={"leads.csv": "leads.map.yaml"})
    assert judged.tables[0].events == 4
    assert check("leads.csv", maps={"other.csv": "leads"}).diagnostics[0].code == "SLA903"


def test_validate_looks_over_a_map(run: Run, folder: Path) -> None:
    found = run("validate", "leads.map.yaml", "policies")
    assert (found.exit_code, found.stdout) == (
        0,
        "leads.map.yaml: the log map leads is valid\npolicies/acme.sla.yaml: acme 1.2.0 is valid, 2 clauses\n",
    )
    (folder / "bad.map.yaml").write_text(MAP.replace("lead: lead", "lead: laed"))
    found = run("validate", "bad.map.yaml")
    assert (found.exit_code, found.stdout) == (3, "")
    assert "error[SLA551]" in found.stderr


def test_a_report_does_not_write_over_the_map(run: Run, folder: Path) -> None:
    found = run("check", "leads.csv", "--map", "leads.csv=leads.csv", "-o", "leads.csv")
    assert found.exit_code == 2
    assert (folder / "leads.csv").read_text() == TABLE


def test_the_events_as_a_log(run: Run, folder: Path) -> None:
    found = run("map", "leads", "leads.csv", "--rows", "0", "--events", "log.jsonl")
    assert found.exit_code == 4
    assert (folder / "log.jsonl").read_text().splitlines()[0] == (
        '{"time": "2026-03-02T08:00:00Z", "event": "lead.assigned", "lead": "L-1", "id": "leads/L-1/lead.assigned", "owner": "Ann"}'
    )
    words = ["--as-of", "2026-03-02T18:00:00Z", "--format", "json"]
    through = json.loads(run("check", "leads.csv", "--map", "leads", *words).stdout)
    native = json.loads(run("check", "log.jsonl", *words).stdout)
    for part in ("as_of", "verdict", "so_far", "clauses", "consequences", "warnings"):
        assert native[part] == through[part]
    assert native["log"]["events"] == 4
    assert run("map", "leads", "leads.csv", "--events", "log.csv").exit_code == 2
    assert run("map", "leads", "leads.csv", "--events", "x.jsonl", "-o", "x.jsonl").exit_code == 2
