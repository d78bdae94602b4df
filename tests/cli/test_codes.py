"""`slac codes`: the list, pages, and codes that do not exist."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from sla_dsl import codes
from sla_dsl.cli import main
from sla_dsl.diagnostics import CODES
from sla_dsl.diagnostics.pages import code_page, find_codes


def run(*words):
    return CliRunner().invoke(main, ["codes", *words], prog_name="slac")


def test_all_codes_are_listed_by_group():
    found = run()
    assert (found.exit_code, found.stderr) == (0, "")
    lines = found.stdout.splitlines()
    assert lines[0] == "what a reviewer asks of an agreement that can be read"
    assert "  SLA203  error  no such event" in lines
    assert "  SLA905  note   a clause that keeps its layout" in lines
    assert [line.split()[0] for line in lines if line.startswith("  ")] == list(CODES)


@pytest.mark.parametrize("name", ["SLA203", "sla203", "203", " Sla203 ", "SLA-203"])
def test_a_page_is_plain_text(name):
    found = run(name)
    assert (found.exit_code, found.stderr) == (0, "")
    lines = found.stdout.splitlines()
    assert lines[0] == "SLA203: no such event"
    assert "      when a lead is asigned," in lines
    assert lines.index("Before:") < lines.index("What slac says:") < lines.index("After:")
    assert not any(line.startswith(("```", "#", "<!--")) for line in lines)


@pytest.mark.parametrize("code", CODES)
def test_no_page_shows_marks_of_its_form(code):
    lines = run(code).stdout.splitlines()
    assert not any(line.startswith(("```", "# ", "<!--")) or "](" in line for line in lines)


def test_several_pages_come_in_the_order_asked_for_and_once():
    found = run("SLA301", "sla203", "SLA301")
    heads = [line for line in found.stdout.splitlines() if line.startswith("SLA")]
    assert heads == ["SLA301: a sentence that cannot be read", "SLA203: no such event"]


def test_an_unknown_code_is_wrong_usage_and_the_others_are_shown():
    found = run("SLA2O3", "SLA203")
    assert found.exit_code == 2
    assert found.stderr == "error[SLA903]: there is no code `SLA2O3`\n   help: did you mean `SLA203`?\n"
    assert found.stdout.startswith("SLA203: ")


def test_what_is_near_no_code_is_told_where_they_are():
    found = run("events")
    assert (found.exit_code, found.stdout) == (2, "")
    assert found.stderr == "error[SLA903]: there is no code `events`\n   help: `slac codes` lists them all\n"


def test_as_json():
    listed = json.loads(run("--format", "json").stdout)
    assert [one["code"] for one in listed] == list(CODES)
    assert listed[0] == {
        "code": "SLA001",
        "severity": "warning",
        "group": "what a reviewer asks of an agreement that can be read",
        "title": "conditions that cannot hold together",
    }
    (one,) = json.loads(run("sla203", "--format", "json").stdout)
    assert one["page"].startswith("# SLA203: no such event\n")


def test_the_function_gives_records():
    found = codes("sla203", "nothing")
    assert [one.code.code for one in found.pages] == ["SLA203"]
    assert [one.code for one in found.diagnostics] == ["SLA903"]
    assert len(codes().pages) == len(CODES)
    assert find_codes([]) == (tuple(CODES.values()), ())


def test_a_code_without_a_page_is_a_defect(monkeypatch, tmp_path):
    monkeypatch.setattr("sla_dsl.diagnostics.pages._FOLDERS", (tmp_path,))
    with pytest.raises(FileNotFoundError, match="SLA203"):
        code_page(CODES["SLA203"])
