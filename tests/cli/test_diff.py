"""`slac diff`: two versions on the command line, its outputs and its endings."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from sla_dsl import check
from sla_dsl.model.outcome import Case

from .conftest import AGREEMENT, Run

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas/diff-report.schema.json").read_text(encoding="utf-8"))
STRICTER = AGREEMENT.replace("within 4 hours", "within 2 hours")
LOOSER = AGREEMENT.replace("within 4 hours", "within 6 hours")
POLICY = "policies/acme.sla.yaml"


def report(run: Run, *words: str) -> dict:
    found = run("diff", *words, "--format", "json")
    data = json.loads(found.stdout)
    jsonschema.validate(data, SCHEMA)
    return data


@pytest.fixture
def new(folder: Path) -> str:
    (folder / "new.sla.yaml").write_text(STRICTER)
    return "new.sla.yaml"


def test_the_schema_is_one() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)


def test_nothing_changes(run: Run) -> None:
    found = run("diff", POLICY, POLICY)
    assert found.exit_code == 0
    assert found.stdout == (
        "NO CHANGE     acme 1.2.0 → 1.2.0: both versions ask the same of everybody\n"
        "\n"
        "Version: 1.2.0 → 1.2.0 is no step; none is asked: nothing changes\n"
    )
    assert report(run, POLICY, POLICY)["changes"] == []
    assert "No change: both versions ask the same" in run("diff", POLICY, POLICY, "--format", "markdown").stdout
    assert run("diff", POLICY, POLICY, "--format", "github").stdout == ""


def test_a_stricter_clause(run: Run, new: str) -> None:
    data = report(run, POLICY, new)
    assert data["parties"] == {"marketing": "equivalent", "sales": "stricter"}
    (change,) = data["changes"]
    line = AGREEMENT.splitlines().index("    sales must contact the lead within 4 hours,") + 1
    assert change["rule"] == "deadline-shortened"
    assert change["old"] == {"file": POLICY, "line": line, "text": "4 hours"}
    assert change["new"] == {"file": new, "line": line, "text": "2 hours"}
    assert (change["owes"], change["owed_to"], change["signs"]) == ("sales", ["marketing"], ["sales"])
    assert {one["shows"] for one in change["witnesses"]} == {"stricter"}
    assert data["version"] == {
        "asked": "major", "given": "none", "enough": False, "why": "somebody owes more, or it cannot be ruled out",
    }  # fmt: skip
    assert [one["code"] for one in data["findings"]] == ["SLA852", "SLA853", "SLA851"]


@pytest.mark.parametrize(
    ("text", "fail_on", "code"),
    [
        (STRICTER, (), 1),
        (STRICTER, ("none",), 0),
        (STRICTER, ("stricter",), 1),
        (STRICTER, ("looser",), 0),
        (STRICTER, ("incomparable",), 0),
        (STRICTER, ("unproven",), 0),
        (STRICTER, ("any",), 1),
        (LOOSER, ("stricter",), 0),
        (LOOSER, ("looser",), 1),
        (LOOSER.replace("1.2.0", "1.3.0"), ("version",), 0),
        (LOOSER.replace("1.2.0", "1.2.1"), ("version",), 1),
        (LOOSER.replace("1.2.0", "1.1.9"), ("version",), 1),
        (STRICTER.replace("1.2.0", "2.0.0"), ("version",), 0),
        (STRICTER.replace("1.2.0", "2"), ("version",), 0),
        (STRICTER.replace("1.2.0", "1.3.0"), ("version",), 1),
        (AGREEMENT.replace("Marketing and sales", "A title"), (), 1),
        (AGREEMENT.replace("Marketing and sales", "A title"), ("unsigned",), 0),
        (AGREEMENT.replace("Marketing and sales", "A title"), ("any",), 1),
        (AGREEMENT, ("any",), 0),
    ],
)
def test_what_counts_as_a_finding(run: Run, folder: Path, text: str, fail_on: tuple[str, ...], code: int) -> None:
    (folder / "new.sla.yaml").write_text(text)
    options = [word for one in fail_on for word in ("--fail-on", one)]
    assert run("diff", POLICY, "new.sla.yaml", *options).exit_code == code


def test_signed_by_name(run: Run, folder: Path, new: str) -> None:
    (folder / new).write_text(STRICTER.replace("1.2.0", "2.0.0"))
    assert run("diff", POLICY, new).exit_code == 1
    assert run("diff", POLICY, new, "--signed", "marketing").exit_code == 1
    assert run("diff", POLICY, new, "--signed", "sales").exit_code == 0
    (change,) = report(run, POLICY, new, "--signed", "Sales")["changes"]
    assert change["signed"] == ["sales"]
    found = run("diff", POLICY, new, "--signed", "slaes")
    assert found.exit_code == 2
    assert "`acme` has no party `slaes` that could have signed\n   help: did you mean `sales`?" in found.stderr


def test_an_invalid_version(run: Run, folder: Path, new: str) -> None:
    (folder / new).write_text(STRICTER.replace("a lead is assigned", "a lead is asigned"))
    for versions in ((POLICY, new), (new, POLICY)):
        found = run("diff", *versions)
        assert found.exit_code == 3
        assert "error[SLA203]" in found.stderr
        assert found.stdout == ""


def test_wrong_usage(run: Run, folder: Path, new: str) -> None:
    for words in ((), (POLICY,), (POLICY, new, new), (POLICY, new, "--against", "main"), ("nothing", new),
                  (POLICY, new, "--fail-on", "none", "--fail-on", "any"), (POLICY, new, "--events", "nothing"),
                  (POLICY, new, "-o", new)):  # fmt: skip
        assert run("diff", *words).exit_code == 2, words
    (folder / "policies/other.sla.yaml").write_text(AGREEMENT)
    found = run("diff", "policies", new)
    assert found.exit_code == 2
    assert "there are 2 agreements" in found.stderr


def test_a_version_that_is_not_there(run: Run) -> None:
    data = report(run, "/dev/null", POLICY)
    assert data["old"] is None
    assert [change["rule"] for change in data["changes"]] == ["agreement-added", "clause-added", "clause-added"]
    assert data["parties"] == {"marketing": "stricter", "sales": "stricter"}
    assert data["version"] is None
    gone = report(run, POLICY, "/dev/null")
    assert [change["rule"] for change in gone["changes"]] == ["agreement-removed", "clause-removed", "clause-removed"]
    assert run("diff", "/dev/null", "/dev/null").exit_code == 2


def test_a_log_under_both_versions(run: Run, new: str) -> None:
    data = report(run, POLICY, new, "--events", "events.jsonl")
    assert data["log"]["flips"] == []
    data = report(run, new, POLICY, "--events", "events.jsonl", "--as-of", "2026-03-02T11:30:00Z")
    assert data["log"]["flips"] == []
    # L-2 is assigned at 10:00Z: overdue at 12:00Z under the new version, running until 14:00Z under the old one
    data = report(run, POLICY, new, "--events", "events.jsonl", "--as-of", "2026-03-02T13:00:00Z")
    assert data["log"]["flips"] == [
        {
            "clause": "first-contact", "subject": "L-2", "lead": "L-2", "start": "2026-03-02T10:00:00Z",
            "month": "2026-03", "owner": None, "old": "pending", "new": "overdue",
        }
    ]  # fmt: skip
    text = run("diff", POLICY, new, "--events", "events.jsonl", "--as-of", "2026-03-02T13:00:00Z").stdout
    assert "  1 case breached from now on; the agreement is pending under both versions\n" in text


def test_the_flips_are_those_of_two_checks(folder: Path, run: Run, new: str) -> None:
    data = report(run, POLICY, new, "--events", "events.jsonl", "--as-of", "2026-04-01T00:15:00+03:00")
    states = [
        {key(case): case.state for outcome in check("events.jsonl", policy, as_of="2026-03-31T21:15:00Z").judgement.clauses
         for case in outcome.cases}
        for policy in (POLICY, new)
    ]  # fmt: skip
    differing = {at for at in {*states[0], *states[1]} if states[0].get(at) != states[1].get(at)}
    assert {(flip["clause"], flip["subject"]) for flip in data["log"]["flips"]} == differing


def key(case: Case) -> tuple[str, str]:
    return case.clause, case.subject


def test_rejected_lines_of_the_log(run: Run, folder: Path, new: str) -> None:
    (folder / "bad.jsonl").write_text('{"time": "2026-03-02T08:00:00", "event": "lead.assigned", "lead": "L-1"}\n')
    found = run("diff", POLICY, new, "--events", "bad.jsonl")
    assert found.exit_code == 4
    assert "bad.jsonl:1: error[SLA703]" in found.stderr
    assert run("diff", POLICY, new, "--events", "bad.jsonl", "--max-rejects", "1", "--fail-on", "none").exit_code == 5


def test_witnesses_are_written_and_judged_as_they_say(run: Run, folder: Path, new: str) -> None:
    assert run("diff", POLICY, new, "--witness", "shown/here").exit_code == 1
    logs = {log.parent.name: log for log in (folder / "shown/here").glob("*/events.jsonl")}
    assert "first-contact-stricter" in logs
    for name, log in logs.items():
        said = json.loads((log.parent / "expected.json").read_text())
        for policy, verdict in ((POLICY, said["old"]), (new, said["new"])):
            judged = check(str(log), policy, as_of=said["as_of"], clauses=[said["clause"]]).judgement
            assert judged is not None
            assert judged.clauses[0].verdict == verdict, name
    shown = json.loads((folder / "shown/here/first-contact-stricter/expected.json").read_text())
    assert (shown["old"] != "broken", shown["new"]) == (True, "broken")


def test_an_output_that_cannot_be_written(run: Run, folder: Path, new: str) -> None:
    (folder / "file").write_text("")
    assert run("diff", POLICY, new, "--witness", "file").exit_code == 74
    assert run("diff", POLICY, new, "-o", "nowhere/report.txt").exit_code == 74


def test_github_annotates_the_lines(run: Run, folder: Path, new: str) -> None:
    line = AGREEMENT.splitlines().index("    sales must contact the lead within 4 hours,") + 1
    found = run("diff", POLICY, new, "--format", "github").stdout.splitlines()
    assert (
        f"::warning file={new},line={line},col=40,endLine={line},endColumn=46,title=clause first-contact%3A"
        in found[-1]
    )
    (folder / new).write_text(AGREEMENT.partition("  mql-volume:")[0])
    found = run("diff", POLICY, new, "--format", "github").stdout.splitlines()
    removed = next(one for one in found if "clause removed" in one)
    assert f"file={POLICY},line={AGREEMENT.splitlines().index('  mql-volume:') + 1}," in removed
