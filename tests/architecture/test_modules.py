"""What every module keeps to: a docstring, a size that can be seen, a telling name, and true dependencies."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from sla_dsl.diagnostics.codes import CODES

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "sla_dsl").rglob("*.py"))
NAMELESS = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"}
DISTRIBUTIONS = {"yaml": "pyyaml"}
"""Distributions that are called otherwise than what is imported."""

EXTRAS = {"pyarrow", "pyspark", "py4j", "backports", "compression", "z3"}
"""What only an extra, or a later Python, brings: imported when it is used, and not part of the core."""

NEEDED_UNIMPORTED = {"tzdata"}
"""What is depended on without an import: zoneinfo finds it, and its version is looked up."""


def module_name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.fixture(params=MODULES, ids=module_name)
def module(request: pytest.FixtureRequest) -> Path:
    return request.param


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_it_says_what_it_is(module: Path):
    assert ast.get_docstring(ast.parse(module.read_text(encoding="utf-8")))


def test_it_is_small_enough_to_see(module: Path):
    assert len(module.read_text(encoding="utf-8").splitlines()) <= 500


def test_its_functions_are_small_enough_to_see(module: Path):
    tree = ast.parse(module.read_text(encoding="utf-8"))
    assert [node.name for node in functions(tree) if (node.end_lineno or 0) - node.lineno >= 50] == []


def test_its_name_says_what_it_holds(module: Path):
    assert not {module.stem, module.parent.name} & NAMELESS


def test_every_code_of_the_table_is_used_and_every_used_code_is_in_the_table():
    texts = [path.read_text(encoding="utf-8") for path in MODULES if path.name != "codes.py"]
    used = {code for text in texts for code in re.findall(r"SLA[0-9]{3}", text)}
    assert used == set(CODES)


def imported(tree: ast.AST) -> Iterator[str]:
    """The first names of all modules that are imported anywhere in a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def test_dependencies_are_what_is_imported():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[^\w\-]", line)[0] for line in project["dependencies"]}
    names = {name for path in MODULES for name in imported(ast.parse(path.read_text(encoding="utf-8")))}
    third = {DISTRIBUTIONS.get(name, name) for name in names - set(sys.stdlib_module_names) - EXTRAS - {"sla_dsl"}}
    assert declared == third | NEEDED_UNIMPORTED
