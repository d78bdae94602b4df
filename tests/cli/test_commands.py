"""`validate`, `targets`, `explain`, the group, and how a defect ends."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest

from sla_dsl import api
from sla_dsl.cli import main
from sla_dsl.cli.group import COMMANDS

from .conftest import AGREEMENT, REJECTED, Run

MISTAKEN = AGREEMENT.replace("when a lead is assigned,", "when a lead is asigned,")


def test_every_command_of_the_table_is_there_and_does_what_it_says() -> None:
    context = click.Context(main)
    for name, text in COMMANDS.items():
        command = main.get_command(context, name)
        assert command is not None
        assert (command.help or "").startswith(text.split(":")[0].rstrip("."))
        assert {"debug"} <= {option.name for option in command.params}


def test_the_environment_name_of_every_option_is_its_own_name() -> None:
    context = click.Context(main)
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command is not None
        for option in command.params:
            if isinstance(option, click.Option):
                longest = max(option.opts, key=len)
                assert option.name == longest.lstrip("-").replace("-", "_")


def test_an_unknown_command(run: Run) -> None:
    found = run("chek")
    assert found.exit_code == 2
    assert "there is no command `chek`; did you mean `check`?" in found.stderr
    assert run().exit_code == 2


def test_validate_a_valid_agreement(run: Run) -> None:
    found = run("validate")
    assert found.exit_code == 0
    assert found.stdout == "policies/acme.sla.yaml: acme 1.2.0 is valid, 2 clauses\n"
    assert found.stderr == ""


def test_validate_shows_the_place(run: Run, folder: Path) -> None:
    (folder / "bad.sla.yaml").write_text(MISTAKEN)
    found = run("validate", "bad.sla.yaml", "policies")
    assert found.exit_code == 3
    assert found.stdout == "policies/acme.sla.yaml: acme 1.2.0 is valid, 2 clauses\n"
    line = MISTAKEN.splitlines().index("    when a lead is asigned,") + 1
    assert found.stderr == (
        f"bad.sla.yaml:{line}:10: error[SLA203]: no event is called `a lead is asigned`\n"
        f"   {line} |     when a lead is asigned,\n"
        "      |          ^^^^^^^^^^^^^^^^^\n"
        "   help: did you mean `a lead is assigned`?\n"
        "1 error in bad.sla.yaml\n"
    )


def test_validate_gives_records(run: Run, folder: Path) -> None:
    (folder / "bad.sla.yaml").write_text(MISTAKEN)
    found = run("validate", "bad.sla.yaml", "--format", "json")
    assert found.exit_code == 3
    line = MISTAKEN.splitlines().index("    when a lead is asigned,") + 1
    assert json.loads(found.stdout) == [
        {
            "code": "SLA203",
            "severity": "error",
            "message": "no event is called `a lead is asigned`",
            "file": "bad.sla.yaml",
            "line": line,
            "column": 10,
            "end": {"line": line, "column": 27},
            "help": "did you mean `a lead is assigned`?",
            "related": [],
        }
    ]
    assert found.stderr == "1 error in bad.sla.yaml\n"


def test_warnings_count_only_when_strict(run: Run, folder: Path) -> None:
    cut = AGREEMENT.replace("from: 2026-01-01", "from: 2026-01-15")
    (folder / "policies/acme.sla.yaml").write_text(cut)
    assert run("validate").exit_code == 0
    found = run("validate", "--strict")
    assert found.exit_code == 1
    assert "warning[SLA512]" in found.stderr
    assert found.stderr.endswith(" in policies/acme.sla.yaml\n")
    assert run("validate", env={"SLAC_VALIDATE_STRICT": "1"}).exit_code == 1


def test_validate_explains(run: Run) -> None:
    found = run("validate", "--explain")
    assert found.exit_code == 0
    assert "first-contact" in found.stdout
    explained = json.loads(run("validate", "--explain", "--format", "json").stdout)
    assert explained["diagnostics"] == []
    assert [meaning["clause"] for meaning in explained["meanings"]] == ["first-contact", "mql-volume"]
    assert explained["meanings"][0]["party"] == "Sales"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["nothing.sla.yaml"], 2),
        (["events.jsonl"], 3),
        (["empty"], 2),
        (["policies", "policies/acme.sla.yaml"], 0),
        (["/dev/null"], 4),
        (["x\ny:z"], 2),
        ([""], 2),
    ],
)
def test_what_validate_is_given(run: Run, folder: Path, words: list[str], code: int) -> None:
    (folder / "empty").mkdir()
    found = run("validate", *words)
    assert found.exit_code == code, found.output
    assert "Traceback" not in found.output


def test_without_policies(run: Run, folder: Path) -> None:
    (folder / "policies/acme.sla.yaml").unlink()
    for words in (["validate"], ["targets"], ["check", "events.jsonl"], ["explain", "events.jsonl", "--lead", "L-1"]):
        found = run(*words)
        assert found.exit_code == 2
        assert "error[SLA903]: there is no `*.sla.yaml`" in found.stderr


def test_targets_show_each_step_and_what_is_asked(run: Run) -> None:
    found = run("targets", "--period", "2026-03")
    assert found.exit_code == 0
    assert found.stdout.splitlines() == [
        "acme 1.2.0",
        "",
        "2026-03",
        "  customers  1",
        "  win rate   40%",
        "  mql target  = customers / win rate",
        "              = 1 / 40%",
        "              = 2.5",
        "  asked for",
        "    mql-volume  at least 3, [mql target] (unrounded 2.5)",
    ]


def test_targets_what_if(run: Run) -> None:
    found = run("targets", "--set", "win rate = 25%", "--set", "customers=3", "--format", "json")
    (sheet,) = json.loads(found.stdout)["sheets"]
    assert sheet["periods"] == []
    assert sheet["given"][1] == {"name": "win rate", "figure": "25%", "text": "25%", "agreed": "40%"}
    assert sheet["derived"][0]["figure"] == "12"
    assert sheet["targets"] == [
        {"clause": "mql-volume", "name": "mql target", "bound": "at least", "required": "12", "exactly": "12"}
    ]
    by_environment = run("targets", "--format", "json", env={"SLAC_TARGETS_SET": "win rate=25%;customers=3"})
    assert by_environment.stdout == found.stdout


@pytest.mark.parametrize(
    "words",
    [
        ["--set", "win rat=12%"],
        ["--set", "win rate=12"],
        ["--set", "win rate=0%"],
        ["--set", "win rate=1,5%"],
        ["--set", "win rate"],
        ["--set", "=12%"],
        ["--set", "win rate=1%", "--set", "win  rate=2%"],
        ["--set", "mql target=12"],
        ["--period", "2026-Q1"],
        ["-o", "policies/acme.sla.yaml"],
    ],
)
def test_wrong_usage_of_targets(run: Run, words: list[str]) -> None:
    found = run("targets", *words)
    assert found.exit_code == 2, found.output
    assert found.stdout == ""


def test_targets_without_a_funnel(run: Run, folder: Path) -> None:
    head, _, rest = AGREEMENT.partition("funnel:")
    (folder / "plain.sla.yaml").write_text(head + rest[rest.index("clauses:") :].replace("[mql target]", "3"))
    found = run("targets", "plain.sla.yaml")
    assert (found.exit_code, found.stdout) == (0, "acme 1.2.0 has no funnel\n")
    assert run("targets", "plain.sla.yaml", "--set", "a=1").exit_code == 2


def test_figures_that_differ_by_period_have_sheets_of_their_own(run: Run, folder: Path) -> None:
    differ = AGREEMENT.replace("customers: 1", "customers: {2026-03: 2, otherwise: 1}")
    (folder / "policies/acme.sla.yaml").write_text(differ)
    sheets = json.loads(run("targets", "--format", "json").stdout)["sheets"]
    assert [sheet["periods"] for sheet in sheets] == [["2026-03"], []]
    assert [sheet["derived"][0]["figure"] for sheet in sheets] == ["5", "2.5"]
    assert "every other month" in run("targets").stdout


def test_explain_tells_the_case_and_its_clock(run: Run) -> None:
    found = run("explain", "events.jsonl", "--lead", "L-2", "--as-of", "2026-04-30")
    assert found.exit_code == 0
    assert found.stdout.startswith("Lead L-2 under acme 1.2.0, as of Thu 2026-04-30 24:00 (Europe/Helsinki)\n")
    assert "\n  first-contact is late: since " in found.stdout
    told = json.loads(run("explain", "events.jsonl", "--lead", "L-2", "--format", "json").stdout)
    assert told["cases"][0]["state"] == "late"
    assert told["cases"][0]["due"] == {"instant": "2026-03-02T14:00:00Z", "local": "Mon 2026-03-02 16:00"}
    assert told["as_of"]["instant"] == "2026-05-02T08:00:00Z"


def test_explain_an_unknown_lead(run: Run, folder: Path) -> None:
    found = run("explain", "events.jsonl", "--lead", "l-2")
    assert found.exit_code == 2
    assert "the log has no event of lead `l-2`" in found.stderr
    assert "did you mean `L-2`?" in found.stderr
    (folder / "bad.jsonl").write_text(REJECTED)
    found = run("explain", "bad.jsonl", "events.jsonl", "--lead", "L-2")
    assert found.exit_code == 4
    assert "is late: since" in found.stdout
    assert run("explain", "events.jsonl").exit_code == 2


def test_a_defect_says_so_and_shows_its_traceback_only_when_asked(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for error in (KeyError("x"), RecursionError("deep"), MemoryError()):

        def fail(*_words: object, error: Exception = error, **_given: object) -> None:
            raise error

        monkeypatch.setattr(api, "check", fail)
        found = run("check", "events.jsonl")
        assert found.exit_code == 70
        assert found.stderr.startswith("error[SLA970]: slac itself has failed")
        assert "--debug" in found.stderr
        for words in (["--debug", "check", "events.jsonl"], ["check", "events.jsonl", "--debug"]):
            shown = run(*words)
            assert shown.exit_code == 70
            assert "Traceback (most recent call last)" in shown.stderr
