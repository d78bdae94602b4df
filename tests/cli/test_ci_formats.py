"""The formats that CI systems read: where they go, and that they change no exit code."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.cli.conftest import AGREEMENT, REJECTED, Run

AS_OF = ("--as-of", "2026-04-30")


@pytest.mark.parametrize("format", ["text", "github", "markdown", "junit"])
@pytest.mark.parametrize(
    ("log", "code"), [("events.jsonl", 1), ("kept.jsonl", 0), ("rejected.jsonl", 4), ("empty.jsonl", 5)]
)
def test_no_format_changes_how_a_check_ends(run: Run, folder: Path, format: str, log: str, code: int) -> None:
    (folder / "rejected.jsonl").write_text(REJECTED)
    (folder / "empty.jsonl").write_text("")
    wanted = AS_OF if log == "events.jsonl" else ()
    assert run("check", log, *wanted, "--format", format).exit_code == code


def test_a_broken_clause_is_annotated_at_its_lines(run: Run) -> None:
    """March is broken with 1 of 3; mql-volume is broken too, without a qualified lead in March or April."""
    ran = run("check", "events.jsonl", *AS_OF, "--format", "github")
    error, other = [line for line in ran.stdout.splitlines() if line.startswith("::error ")]
    assert "title=mql-volume%3A broken::" in other
    lines = AGREEMENT.splitlines()
    first = lines.index("  first-contact:") + 1
    last = lines.index("    otherwise notify sales-director") + 1
    where = f"file=policies/acme.sla.yaml,line={first},endLine={last}"
    assert error.startswith(
        f"::error {where},title=first-contact%3A broken::broken, March 2026: 1 of 3 in time, 33.3%25"
    )


def test_what_stands_in_the_way_is_annotated_too(run: Run, folder: Path) -> None:
    (folder / "policies/acme.sla.yaml").write_text(AGREEMENT.replace("sales must", "salse must"))
    ran = run("check", "events.jsonl", "--format", "github", "--cases", "cases.csv")
    assert ran.exit_code == 3
    assert ran.stderr == ""
    assert ran.stdout.startswith("::error file=policies/acme.sla.yaml,line=")
    assert "title=SLA201::no party is called `salse`%0Ahelp: did you mean `sales`?" in ran.stdout
    assert not (folder / "cases.csv").exists()


def test_a_line_of_a_log_gives_the_runner_no_commands(run: Run, folder: Path) -> None:
    (folder / "rejected.jsonl").write_text('{"##[stop-commands]x\n::stop-commands::x\n{"event": "::error::x"}\n')
    ran = run("check", "rejected.jsonl", "--format", "github")
    assert ran.exit_code == 4
    assert ran.stderr == ""
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in ran.stdout.splitlines())
    assert sum(line.startswith("::error file=rejected.jsonl,line=") for line in ran.stdout.splitlines()) == 3


def test_reports_go_where_they_are_sent(run: Run, folder: Path) -> None:
    """Broken: March of first-contact, March and April of mql-volume."""
    assert run("check", "events.jsonl", *AS_OF, "--format", "junit", "-o", "sla.xml").exit_code == 1
    assert ET.parse(folder / "sla.xml").getroot().get("failures") == "3"
    assert run("check", "events.jsonl", *AS_OF, "--format", "markdown", "-o", "sla.md").exit_code == 1
    assert (folder / "sla.md").read_text().startswith("### acme 1.2.0: broken\n")


@pytest.mark.parametrize(("wrong", "code"), [("", 0), ("salse", 3)])
def test_no_format_changes_how_a_validation_ends(run: Run, folder: Path, wrong: str, code: int) -> None:
    (folder / "policies/acme.sla.yaml").write_text(AGREEMENT.replace("sales must", f"{wrong or 'sales'} must"))
    annotated = run("validate", "--format", "github")
    assert annotated.exit_code == code
    assert len(annotated.stdout.splitlines()) == bool(wrong)
    scanned = run("validate", "--format", "sarif")
    assert scanned.exit_code == code
    assert len(json.loads(scanned.stdout)["runs"][0]["results"]) == bool(wrong)


def test_where_there_is_no_agreement_the_command_says_so(run: Run, folder: Path) -> None:
    (folder / "policies/acme.sla.yaml").unlink()
    ran = run("validate", "--format", "github")
    assert ran.exit_code == 2
    assert ran.stdout.startswith("::error title=SLA903::")
    (notification,) = json.loads(run("validate", "--format", "sarif").stdout)["runs"][0]["invocations"][0][
        "toolConfigurationNotifications"
    ]
    assert notification["descriptor"]["id"] == "SLA903"
