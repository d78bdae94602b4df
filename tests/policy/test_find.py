"""Which files a policy names: files, folders, and revisions in Git."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from sla_dsl.policy import fetch, find_beside, find_named, find_one, find_standing

VALID = """\
slac: 1
agreement: acme
version: 1.0.0
parties: {a: {name: A}, b: {name: B}}
effective: {from: 2026-01-01}
timezone: UTC
clauses:
  one: when a lead is assigned, a must contact the lead within 4 hours
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("policies/deep/b.sla.yaml", "policies/a.sla.yaml", "policies/other.yaml", "policies/.git/c.sla.yaml"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(VALID)
    return tmp_path


def git(*words: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")
    subprocess.run(["git", *who, *words], check=True, capture_output=True)


@pytest.fixture
def repository(folder: Path) -> Path:
    (folder / "policies/.git/c.sla.yaml").unlink()
    (folder / "policies/.git").rmdir()
    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "one")
    git("tag", "v1")
    (folder / "policies/a.sla.yaml").write_text(VALID.replace("1.0.0", "2.0.0"))
    return folder


def test_a_folder_stands_for_every_policy_below_it(folder: Path) -> None:
    assert find_named("policies").names == ("policies/a.sla.yaml", "policies/deep/b.sla.yaml")
    assert find_standing() == find_named("policies")
    assert find_named("policies/other.yaml").names == ("policies/other.yaml",)


def test_what_is_not_there_is_answered_with_what_may_be_meant(folder: Path) -> None:
    (found,) = find_named("policies/a.sla.yml").diagnostics
    assert (found.code, found.help) == ("SLA904", "did you mean `a.sla.yaml`?")
    assert find_named("").diagnostics[0].code == "SLA904"
    assert find_named("a\0b").diagnostics[0].code == "SLA904"


def test_several_are_listed(folder: Path) -> None:
    (found,) = find_one(None).diagnostics
    assert found.code == "SLA903"
    assert "`policies/a.sla.yaml`, `policies/deep/b.sla.yaml`" in found.message


def test_beside_the_log_means_in_its_folder_not_below(folder: Path) -> None:
    (folder / "logs/below").mkdir(parents=True)
    (folder / "logs/below/x.sla.yaml").write_text(VALID)
    assert find_beside(["logs/events.jsonl"]) == find_standing()
    (folder / "logs/y.sla.yaml").write_text(VALID)
    assert find_beside(["logs/events.jsonl"]).names == ("logs/y.sla.yaml",)
    assert find_beside(["-", "logs"]).names == ("logs/y.sla.yaml",)
    assert find_beside(["-"]) == find_standing()


def test_beside_a_log_of_several_files_their_order_decides_nothing(folder: Path) -> None:
    for name in ("one", "other"):
        (folder / name).mkdir()
    (folder / "one/x.sla.yaml").write_text(VALID)
    logs = ["other/events.jsonl", "one/events.jsonl", "one/more.jsonl"]
    assert find_beside(logs).names == find_beside(logs[::-1]).names == ("one/x.sla.yaml",)
    (folder / "other/y.sla.yaml").write_text(VALID)
    assert set(find_beside(logs).names) == set(find_beside(logs[::-1]).names) == {"one/x.sla.yaml", "other/y.sla.yaml"}
    (found,) = find_one(None, logs).diagnostics
    assert found.code == "SLA903"


def test_a_file_and_a_folder_of_a_revision(repository: Path) -> None:
    assert find_named("v1:policies/a.sla.yaml").names == ("v1:policies/a.sla.yaml",)
    names = ("v1:policies/a.sla.yaml", "v1:policies/deep/b.sla.yaml")
    assert find_named("v1:policies").names == names
    assert find_named("v1:policies/").names == names
    assert find_named("v1:").names == names
    before, now = fetch("v1:policies/a.sla.yaml").agreement, fetch("policies/a.sla.yaml").agreement
    assert before is not None
    assert now is not None
    assert (before.version, now.version) == ("1.0.0", "2.0.0")
    assert before.file == "v1:policies/a.sla.yaml"
    assert before.digest != now.digest


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ("v2:policies", "Git knows no revision `v2`"),
        ("v1:policy", "there is no `policy` at `v1`"),
        ("--output=x:y", "Git knows no revision `--output=x`"),
    ],
)
def test_what_git_does_not_have(repository: Path, named: str, message: str) -> None:
    (found,) = find_named(named).diagnostics
    assert (found.code, found.message) == ("SLA904", message)
    assert found.help


def test_a_path_that_was_meant_from_here(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository / "policies")
    assert find_named("v1:a.sla.yaml").diagnostics[0].help == "did you mean `v1:./a.sla.yaml`?"
    assert find_named("v1:./a.sla.yaml").names == ("v1:./a.sla.yaml",)


def test_outside_git_and_without_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(folder.parent))
    assert "in no Git repository" in find_named("v1:policies").diagnostics[0].message
    monkeypatch.setenv("PATH", str(folder))
    assert "there is no Git" in find_named("v1:policies").diagnostics[0].message


def test_what_cannot_be_read(folder: Path) -> None:
    assert fetch("/dev/null").diagnostics[0].code == "SLA901"
    (folder / "latin.sla.yaml").write_bytes("title: Käse".encode("latin-1"))
    assert fetch("latin.sla.yaml").diagnostics[0].code == "SLA114"
