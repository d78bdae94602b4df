"""What an editor's YAML server makes of the corpus by the schema alone: it underlines wrong keys, and nothing right."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator

from sla_dsl.language.schemas import schema
from tests.corpus.test_corpus import CASES, case_of

OF_KEYS = frozenset({"SLA108", "SLA111", "SLA116"})
"""Mistakes that the schema alone shows: unknown and missing keys, and another version of the language."""

OF_SENTENCES = (
    "SLA2",
    "SLA30",
    "SLA310",
    "SLA311",
    "SLA312",
    "SLA313",
    "SLA314",
    "SLA315",
    "SLA316",
    "SLA317",
    "SLA318",
    "SLA401",
    "SLA402",
    "SLA403",
    "SLA405",
    "SLA41",
    "SLA601",
    "SLA602",
    "SLA603",
    "SLA604",
)
"""Mistakes in sentences and formulas, which no schema sees."""


def codes(path: Path) -> set[str]:
    return {each.code for each in case_of(path).told}


def seen(path: Path) -> list[str] | None:
    """What the schema says of a case's file; nothing where it is no YAML."""
    try:
        tree = yaml.load(path.read_bytes(), Loader=yaml.BaseLoader)
    except (yaml.YAMLError, UnicodeDecodeError):
        return None
    if isinstance(tree, dict) and isinstance(tree.get("clauses"), dict):
        tree["clauses"] = {id_: text or None for id_, text in tree["clauses"].items()}
    return [error.message for error in Draft7Validator(schema("agreement")).iter_errors(tree)]


WRONG = [path for path in CASES if codes(path) & OF_KEYS and seen(path) is not None]
RIGHT = [path for path in CASES if all(code.startswith(OF_SENTENCES) for code in codes(path))]


def name(path: Path) -> str:
    return path.name.removesuffix(".sla.yaml")


@pytest.mark.parametrize("path", WRONG, ids=name)
def test_a_wrong_key_is_underlined(path):
    assert seen(path)


@pytest.mark.parametrize("path", RIGHT, ids=name)
def test_a_right_key_is_not(path):
    assert not seen(path)


def test_there_are_both():
    assert len(WRONG) >= 12
    assert len(RIGHT) >= 150
