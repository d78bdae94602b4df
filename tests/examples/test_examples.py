"""Every agreement that people start from is in order, and every story's log is judged to a report of the agreed form.

What the stories' commands print is compared by `tests/docs`; here stand the verdicts, worked out by hand.
"""

from __future__ import annotations

import json
from datetime import date
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

STORIES = sorted(path.parent for path in (ROOT / "examples").rglob("*.sla.yaml") if path.parent != VERSIONS)

SCHEMA = json.loads((ROOT / "schemas" / "check-report.schema.json").read_text(encoding="utf-8"))

VERDICTS = {
    "calendars": {"first-contact": "broken", "hand-over": "kept"},
    "from-a-spreadsheet": {"hand-over": "broken", "first-contact": "broken"},
    "from-hubspot": {"first-contact": "broken", "next-step": "pending"},
    "from-salesforce": {"first-attempt": "broken", "decision": "broken"},
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

TABLES = {
    "from-a-spreadsheet": {"leads.csv": "leads.map.yaml"},
    "from-hubspot": {
        "contact_property_history_data.csv": "hubspot-contact-history",
        "deal_data.csv": "hubspot-deals-with-contacts",
    },
    "from-salesforce": {
        "lead_data.csv": "salesforce-leads",
        "task_data.csv": "salesforce-tasks",
        "opportunity_data.csv": "salesforce-opportunities-with-leads",
    },
}
"""The tables of stories that have no event log, and the map of each."""

AS_OF = {"from-a-spreadsheet": "2026-03-13", "from-salesforce": "2026-03-20T12:00:00-04:00"}
REJECTED = {"from-a-spreadsheet": 1}


def asked(story):
    """What a story is asked as: the arguments of `check`."""
    maps = {
        str(story / table): str(story / log_map) if log_map.endswith(".yaml") else log_map
        for table, log_map in TABLES.get(story.name, {}).items()
    }
    return {"events": [*maps] or [str(story / "events.jsonl")], "maps": maps, "as_of": AS_OF.get(story.name)}


def judged(story):
    given = asked(story)
    as_of = given["as_of"]
    if as_of is not None and "T" not in as_of:
        given["as_of"] = date.fromisoformat(as_of)
    return check(**given)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", AGREEMENTS, ids=name)
def test_an_agreement_is_valid_without_a_warning(path):
    (found,) = validate(path)
    assert {one.code for one in found.diagnostics} == set()


@pytest.mark.parametrize("path", AGREEMENTS, ids=name)
def test_an_agreement_names_its_schema_for_editors(path):
    first = path.read_text(encoding="utf-8").splitlines()[0]
    before, schema = first.split("$schema=")
    assert before == "# yaml-language-server: "
    assert (path.parent / schema).resolve() == ROOT / "schemas" / "agreement.schema.json"


@pytest.mark.parametrize("story", STORIES, ids=name)
def test_the_report_of_a_story_has_the_agreed_form(story):
    given = asked(story)
    words = [word for file, log_map in given["maps"].items() for word in ("--map", f"{file}={log_map}")]
    words += ["--as-of", given["as_of"]] if given["as_of"] else []
    result = CliRunner().invoke(main, ["check", *given["events"], *words, "--format", "json"])
    assert result.exit_code in ({4} if story.name in REJECTED else {0, 1})
    errors = Draft7Validator(SCHEMA).iter_errors(json.loads(result.stdout))
    assert [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in errors] == []


@pytest.mark.parametrize("story", STORIES, ids=name)
def test_a_story_comes_out_as_worked_out_by_hand(story):
    judgement = judged(story).judgement
    assert {outcome.clause: outcome.verdict.value for outcome in judgement.clauses} == VERDICTS[story.name]


@pytest.mark.parametrize("story", STORIES, ids=name)
def test_a_story_reads_its_whole_log(story):
    found = judged(story)
    log = found.judgement.log
    assert log.rejected == REJECTED.get(story.name, 0)
    if story.name in TABLES:
        made = sum(account.events for account in found.tables)
        assert log.events + log.duplicates + log.after_as_of == made
        assert all(one.rows == one.read + one.rejected + one.blank for one in found.tables)
    else:
        lines = (story / "events.jsonl").read_text(encoding="utf-8").splitlines()
        assert log.events + log.duplicates == len(lines)


@pytest.mark.parametrize("story", STORIES, ids=name)
def test_a_story_has_a_page_and_stands_in_the_list(story):
    assert (story / "README.md").exists()
    assert f"]({story.name}/README.md)" in (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
