"""Imports point down: the contracts of `pyproject.toml` hold, and each of them is seen to fail."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS = PROJECT["tool"]["importlinter"]["contracts"]
LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True, no_logo=True))"

PLANTED = {
    "layers": ("model/values.py", "from sla_dsl.report import rows"),
    "command": ("cli/check.py", "from sla_dsl.engine import judge"),
    "report": ("report/rows.py", "from sla_dsl.clock import Clock"),
    "judging": ("engine/judge.py", "from sla_dsl.language import load"),
    "log": ("log/lines.py", "from sla_dsl.clock import Clock"),
    "click": ("engine/judge.py", "import click"),
    "text": ("log/lines.py", "import yaml"),
    "holidays": ("story/hours.py", "import holidays"),
    "rows": ("engine/judge.py", "import csv"),
    "arrays": ("engine/levels.py", "import numpy"),
    "clocks": ("clock/columns/due.py", "from sla_dsl.clock.scalar import Clock"),
    "engines": ("engine/columnar/cases.py", "from sla_dsl.engine.reference import examine"),
    "spark": ("engine/judge.py", "import pyspark"),
    "later": ("engine/levels.py", "import pandas"),
    "solver": ("engine/levels.py", "import z3"),
    "rich": ("story/told.py", "from rich.text import Text"),
    "network": ("policy/git.py", "import urllib.request"),
}
"""An illegal import for each contract: the module it is planted in, and the line."""


def linted(folder: Path) -> tuple[int, str]:
    """Lint the package in a folder by the contracts beside it: the exit code, and what is said."""
    ran = subprocess.run(
        [sys.executable, "-c", LINT], cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200", "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    return ran.returncode, ran.stdout + ran.stderr


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the package and of its contracts."""
    shutil.copytree(ROOT / "sla_dsl", tmp_path / "sla_dsl", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_contract_is_kept():
    code, said = linted(ROOT)
    assert code == 0, said
    assert f"{len(CONTRACTS)} kept, 0 broken" in said


@pytest.mark.parametrize("contract", [contract["id"] for contract in CONTRACTS])
def test_an_illegal_import_is_seen(copied: Path, contract: str):
    module, line = PLANTED[contract]
    planted = copied / "sla_dsl" / module
    planted.write_text(f"{planted.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    name = next(one["name"] for one in CONTRACTS if one["id"] == contract)
    code, said = linted(copied)
    assert code == 1
    assert f"{name} BROKEN" in said, said


def test_a_new_package_must_be_given_its_layer(copied: Path):
    (copied / "sla_dsl/weather").mkdir()
    (copied / "sla_dsl/weather/__init__.py").write_text('"""Rain or shine."""\n')
    code, said = linted(copied)
    assert code == 1
    assert "sla_dsl.weather" in said
