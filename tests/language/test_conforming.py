"""The quick look at the shape of a file says yes exactly where the schema does."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from jsonschema import Draft7Validator

from sla_dsl.diagnostics import Source
from sla_dsl.language.conforming import conforms
from sla_dsl.language.envelope import read
from sla_dsl.language.schemas import schema
from sla_dsl.language.shape import _instance

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (("policies", "*.sla.yaml"), ("examples", "**/*.sla.yaml"), ("tests/corpus", "*.sla.yaml"))
FILES = sorted(path for folder, pattern in FOLDERS for path in (ROOT / folder).glob(pattern))
SCHEMA = schema("agreement")
VALIDATOR = Draft7Validator(SCHEMA)
ODD = [None, "", " ", "x", "1", "Mon-Fri", [], {}, ["x"], {"x": "y"}, {"": None}, {"from": "2026-01-01"}]


def trees():
    """The trees of all agreements that can be read."""
    for path in FILES:
        try:
            source = Source(path.name, path.read_bytes().decode())
        except UnicodeDecodeError:
            continue
        root, _ = read(source)
        if root is not None:
            yield path.name, _instance(root)


def changed(rnd: Random, tree):
    """The tree with one part of it put in the place of another, or left out."""
    if not isinstance(tree, dict | list) or not tree or rnd.random() < 0.2:
        return rnd.choice(ODD)
    key = rnd.choice(list(tree) if isinstance(tree, dict) else list(range(len(tree))))
    copy = dict(tree) if isinstance(tree, dict) else list(tree)
    if isinstance(copy, dict) and rnd.random() < 0.2:
        copy[rnd.choice(["x", "", "when", "clauses"])] = copy.pop(key)
    else:
        copy[key] = changed(rnd, copy[key])
    return copy


def test_the_shapes_of_all_agreements_here():
    found = {name: conforms(tree, SCHEMA) for name, tree in trees()}
    assert {name: VALIDATOR.is_valid(tree) for name, tree in trees()} == found
    assert 20 < sum(found.values()) < len(found)


@pytest.mark.parametrize("seed", range(6))
def test_shapes_that_have_been_tampered_with(seed):
    rnd = Random(seed)
    seen = set()
    for _, tree in rnd.sample(list(trees()), 120):
        odd = changed(rnd, tree)
        assert conforms(odd, SCHEMA) is VALIDATOR.is_valid(odd)
        seen.add(conforms(odd, SCHEMA))
    assert seen == {True, False}


def test_a_rule_that_is_not_known_is_no_yes():
    assert not conforms("x", {"maxLength": 5})
