"""Every report as JSON is as its schema says, and no looser: over all that is shipped, and broken agreements."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft7Validator

from sla_dsl.cli import main

ROOT = Path(__file__).parents[2]
SCHEMAS = {name: json.loads((ROOT / f"schemas/{name}-report.schema.json").read_text()) for name in
           ("check", "explain", "targets", "validate")}  # fmt: skip
EXAMPLES = sorted(path.parent.name for path in (ROOT / "examples").glob("*/*.jsonl"))
LEADS_EACH = 3


def problems(name: str, report: object) -> list[str]:
    return [error.message for error in Draft7Validator(SCHEMAS[name]).iter_errors(report)]


def report(*words: str) -> object:
    return json.loads(CliRunner().invoke(main, [*words, "--format", "json"]).stdout)


def leads_of(example: str) -> list[str]:
    """Some leads of an example, from all over its log."""
    lines = (ROOT / f"examples/{example}/events.jsonl").read_text().splitlines()
    leads = sorted({str(json.loads(line)["lead"]) for line in lines})
    return leads[:: max(1, len(leads) // LEADS_EACH)]


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_schema_is_one(name: str) -> None:
    Draft7Validator.check_schema(SCHEMAS[name])


def test_what_two_schemas_define_they_define_alike() -> None:
    for name, schema in SCHEMAS.items():
        for part in {*schema["definitions"]} & {*SCHEMAS["check"]["definitions"]}:
            assert schema["definitions"][part] == SCHEMAS["check"]["definitions"][part], (name, part)
    assert SCHEMAS["explain"]["definitions"]["moment"] == SCHEMAS["validate"]["definitions"]["moment"]


@pytest.mark.parametrize("example", EXAMPLES)
def test_stories(example: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for lead in leads_of(example):
        assert problems("explain", report("explain", f"examples/{example}", "--lead", lead)) == []
    early = ["--as-of", "2020-01-01"]
    assert problems("explain", report("explain", f"examples/{example}", "--lead", lead, *early)) == []


@pytest.mark.parametrize("words", [[], ["--explain"]])
def test_agreements_looked_over(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    broken = [str(path.relative_to(ROOT)) for path in sorted((ROOT / "tests/corpus").glob("*.sla.yaml"))[::9]]
    assert problems("validate", report("validate", "examples", "policies", *broken, *words)) == []


@pytest.mark.parametrize("path", [*(f"examples/{name}" for name in EXAMPLES), *sorted(
    str(path.relative_to(ROOT)) for path in (ROOT / "policies").glob("*.sla.yaml"))])  # fmt: skip
def test_funnels(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert problems("targets", report("targets", path)) == []


def test_a_funnel_with_other_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    found = report("targets", "examples/first-agreement", "--set", "win rate=7%")
    assert problems("targets", found) == []
    assert found["sheets"][0]["given"][-1] == {"name": "win rate", "figure": "7%", "text": "7%", "agreed": "10%"}
    assert found["sheets"][0]["targets"][0]["exactly"] == "6000/7"
    assert found["sheets"][0]["targets"][0]["required"] == "858"


FIRST = "examples/first-agreement"
SOUND = {
    "explain": ["explain", FIRST, "--lead", "L-1168"],
    "targets": ["targets", FIRST],
    "validate": ["validate", FIRST, "--explain"],
}


def objects_in(value: object) -> Iterator[dict]:
    """Every object of a report that has names of a schema, and none that the log or the file has chosen."""
    if isinstance(value, dict):
        yield value
        for name, inner in value.items():
            if name != "values":
                yield from objects_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from objects_in(inner)


@pytest.mark.parametrize("name", SOUND)
def test_a_name_more_and_a_name_less_are_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one object of each shape."""
    monkeypatch.chdir(ROOT)
    sound = report(*SOUND[name])
    assert problems(name, sound) == []
    shapes = {tuple(each): each for each in objects_in(sound)}
    assert len(shapes) >= 5
    for names, each in shapes.items():
        each["extra"] = 1
        assert problems(name, sound) != [], names
        del each["extra"]
        kept = dict(each)
        for one in names:
            del each[one]
            assert problems(name, sound) != [], (names, one)
            each.clear()
            each.update(kept)
    assert problems(name, sound) == []
