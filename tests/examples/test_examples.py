"""Every agreement that people start from is in order, and every story's log is judged to a report of the agreed form.

What the stories' commands print is compared by `tests/docs`; here stand the verdicts, worked out by hand.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft7Validator

from sla_dsl import check, validate
from sla_dsl.cli import main

ROOT = Path(__file__).resolve().parents[2]
AGREEMENTS = sorted([*(ROOT / "examples").rglob("*.sla.yaml"), *(ROOT / "policies").rglob("*.sla.yaml")])
VERSIONS = ROOT / "examples" / "what-a-change-means"
"""Versions of an agreement, to be compared; their log lies with the first of them."""

ASKED = {"deadline.sla.yaml": {"SLA016"}}
"""What a reviewer asks of a version: here plain hours beside business days, which the story is about."""

STORIES = sorted(path.parent for path in (ROOT / "examples").rglob("*.sla.yaml") if path.parent != VERSIONS)

SCHEMA = json.loads((ROOT / "schemas" / "check-report.schema.json").read_text(encoding="utf-8"))

VERDICTS = {
    "calendars": {"first-contact": "broken", "hand-over": "kept"},
    "first-agreement": {
        "first-contact": "broken",
        "persistence": "pending",
        "convert-or-release": "pending",
        "opportunity-value": "kept",
        "decision": "broken",
        "mql-volume": "pending",
    },
    "levels-and-promises": {
        "answer": "broken",
        "reasons": "broken",
        "volume": "pending",
        "pipeline": "pending",
        "quality": "pending",
    },
    "pause": {"call-back": "broken"},
    "prohibitions": {
        "effort-first": "broken",
        "meeting-first": "kept",
        "quiet-period": "broken",
        "no-robots": "broken",
        "no-bought-lists": "kept",
    },
    "tiers": {"tiered": "broken"},
}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", AGREEMENTS, ids=name)
def test_an_agreement_is_valid_without_a_warning(path):
    (found,) = validate(path)
    assert {one.code for one in found.diagnostics} == ASKED.get(path.name, set())


@pytest.mark.parametrize("path", AGREEMENTS, ids=name)
def test_an_agreement_names_its_schema_for_editors(path):
    first = path.read_text(encoding="utf-8").splitlines()[0]
    before, schema = first.split("$schema=")
    assert before == "# yaml-language-server: "
    assert (path.parent / schema).resolve() == ROOT / "schemas" / "agreement.schema.json"


@pytest.mark.parametrize("story", STORIES, ids=name)
def test_the_report_of_a_story_has_the_agreed_form(story):
    result = CliRunner().invoke(main, ["check", str(story / "events.jsonl"), "--format", "json"])
    assert result.exit_code in {0, 1}
    errors = Draft7Validator(SCHEMA).iter_errors(json.loads(result.stdout))
    assert [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in errors] == []


@pytest.mark.parametrize("story", STORIES, ids=name)
def test_a_story_comes_out_as_worked_out_by_hand(story):
    judgement = check(story / "events.jsonl").judgement
    assert {outcome.clause: outcome.verdict.value for outcome in judgement.clauses} == VERDICTS[story.name]


@pytest.mark.parametrize("story", STORIES, ids=name)
def test_a_story_reads_its_whole_log(story):
    log = check(story / "events.jsonl").judgement.log
    lines = (story / "events.jsonl").read_text(encoding="utf-8").splitlines()
    assert log.rejected == 0
    assert log.events + log.duplicates == len(lines)


@pytest.mark.parametrize("story", STORIES, ids=name)
def test_a_story_has_a_page_and_stands_in_the_list(story):
    assert (story / "README.md").exists()
    assert f"]({story.name}/README.md)" in (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
