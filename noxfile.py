"""What is checked beside `pytest`: `nox --list` tells, `nox` runs what a change must pass, `.ci/run` runs it all anew.

Sessions run in the environment that nox itself is in (`pip install -e '.[dev]'`), but for those that try slac as others
will install it.
"""

from __future__ import annotations

import os
import re
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import nox

nox.options.default_venv_backend = "none"
nox.options.sessions = ["tests", "types", "style", "layers", "docs", "wheel"]

ROOT = Path(__file__).resolve().parent
BIN = Path(sys.executable).parent
PYTHON = ["sla_dsl", "tests", "benchmarks", "noxfile.py"]
CARRIED = ("sla_dsl/language/clause.lark", "sla_dsl/language/standard.yaml", "sla_dsl/py.typed")
SHIPPED = ("tests", "docs", "examples", "policies", "schemas", "benchmarks")
"""Folders that the source distribution must hold in full."""

EXAMPLE = "examples/first-agreement"

CLEAN = """
import importlib.util, sla_dsl
assert "site-packages" in sla_dsl.__file__, sla_dsl.__file__
assert not any(map(importlib.util.find_spec, ["interegular", "pytest", "mypy"]))
"""
"""Fails where what is imported is not the wheel, or what only developers have is there."""


@nox.session
def tests(session: nox.Session) -> None:
    """Every test; arguments after `--` go to pytest."""
    session.run(BIN / "pytest", *session.posargs, external=True)


@nox.session
def types(session: nox.Session) -> None:
    """Strict types over the whole package."""
    session.run(BIN / "mypy", external=True)


@nox.session
def style(session: nox.Session) -> None:
    """Lint and layout."""
    paths = [path for path in PYTHON if (ROOT / path).exists()]
    session.run(BIN / "ruff", "check", *paths, external=True)
    session.run(BIN / "ruff", "format", "--check", *paths, external=True)


@nox.session
def layers(session: nox.Session) -> None:
    """Imports point down, and third parties stay in their room."""
    session.run(BIN / "lint-imports", "--no-cache", "--no-logo", external=True)


@nox.session
def engines(session: nox.Session) -> None:
    """Both engines on 20,000 random agreements and logs of every form; another number after `--`."""
    session.run(sys.executable, "-m", "tests.properties.engines", *(session.posargs or ["20000"]), external=True)


@nox.session
def fuzz(session: nox.Session) -> None:
    """Three minutes of damaged files, sentences and logs; `nox -s fuzz -- --seconds 3600` for an hour."""
    session.run(sys.executable, "-m", "tests.fuzz", *(session.posargs or ("--seconds", "180")), external=True)


@nox.session
def docs(session: nox.Session) -> None:
    """Every command on every page prints what the page says, and every link leads somewhere."""
    session.run(BIN / "pytest", "tests/docs", "tests/architecture/test_pages.py", external=True)


@nox.session
def soundness(session: nox.Session) -> None:
    """Relations of random edits put to the test by random logs; `-- SECONDS` says for how long (ten minutes)."""
    seconds = session.posargs[0] if session.posargs else "600"
    session.run(BIN / "python", "-m", "tests.changes.relation.experiment", "1", seconds, "3", external=True)
    session.run(BIN / "python", "-m", "tests.changes.relation.edits", "1", "1000", external=True)


@nox.session(venv_backend="venv")
def wheel(session: nox.Session) -> None:
    """The wheel, built from the source distribution, works in a clean environment and from another folder."""
    built = Path(session.create_tmp()).resolve() / "dist"
    session.install("build")
    session.run("python", "-m", "build", "--outdir", str(built), str(ROOT))
    session.run("pip", "uninstall", "--quiet", "--yes", "build", "pyproject_hooks", "packaging")
    packed, source = next(built.glob("*.whl")), next(built.glob("*.tar.gz"))
    _look_into(session, packed, source)
    session.install(str(packed))
    session.chdir(built)
    session.run("python", "-c", CLEAN)
    example = ROOT / EXAMPLE
    session.run("slac", "--version")
    session.run("slac", "validate", str(example))
    session.run("slac", "codes", "SLA203", silent=True)
    session.run("slac", "map", "hubspot-deals", silent=True)
    session.run("slac", "targets", str(example), silent=True)
    # March broke `first-contact` there: the example's own page says so.
    session.run("slac", "check", str(example / "events.jsonl"), success_codes=[1])
    session.run("slac", "check", str(example), "--format", "json", success_codes=[1], silent=True)


@nox.session(venv_backend="venv")
def spark(session: nox.Session) -> None:
    """Spark on this machine says what slac says alone; needs Java."""
    session.install("-e", ".[spark,dev]")
    arguments = session.posargs or [str(ROOT / "tests/engine/distributed")]
    session.run("pytest", "-n0", "-rs", *arguments)


@nox.session(venv_backend="venv")
def lowest(session: nox.Session) -> None:
    """Every test with the lowest releases that `pyproject.toml` allows."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pinned = [re.sub(">=", "==", line) for line in project["dependencies"]]
    session.install(*pinned, "-e", ".[dev]")
    session.run("pytest", *session.posargs)


def _look_into(session: nox.Session, packed: Path, source: Path) -> None:
    """Fail where the wheel or the source distribution lacks a file that it must carry."""
    schemas = [f"sla_dsl/schemas/{path.name}" for path in (ROOT / "schemas").glob("*.json")]
    maps = [f"sla_dsl/maps/{path.name}" for path in (ROOT / "policies/maps").glob("*.map.yaml")]
    pages = [f"sla_dsl/codes/{path.name}" for path in (ROOT / "docs/codes").glob("*.md")]
    with zipfile.ZipFile(packed) as inside:
        missing = {*CARRIED, *schemas, *maps, *pages, *_files("sla_dsl")} - {*inside.namelist()}
    with tarfile.open(source) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    missing |= {file for folder in SHIPPED for file in _files(folder)} - names
    if missing:
        session.error(f"not carried: {', '.join(sorted(missing))}")


def _files(folder: str) -> set[str]:
    """The files of a folder, without what Python leaves behind."""
    found = (Path(where, name) for where, _, names in os.walk(ROOT / folder) for name in names)
    return {str(path.relative_to(ROOT)) for path in found if "__pycache__" not in path.parts}
