"""`slac diff` in a repository: against a revision, signed by commits, and called by Git itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import AGREEMENT, Run

POLICY = "policies/acme.sla.yaml"
STRICTER = AGREEMENT.replace("within 4 hours", "within 2 hours")
DRIVER = f"{sys.executable} -c 'from sla_dsl.cli import main; main()' diff"


def git(*words: str, **more: str) -> str:
    """What Git prints, as a user without settings of its own."""
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")
    nowhere = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    ran = subprocess.run(
        ["git", *who, *words], check=True, capture_output=True, text=True, env=os.environ | nowhere | more
    )
    return ran.stdout


def commit(text: str, message: str, path: str = POLICY) -> None:
    Path(path).write_text(text)
    git("add", "-A")
    git("commit", "-q", "--allow-empty", "-m", message)


@pytest.fixture
def repository(folder: Path) -> Path:
    git("init", "-q")
    commit(AGREEMENT, "one")
    git("tag", "v1")
    return folder


def report(run: Run, *words: str) -> dict:
    data: dict = json.loads(run("diff", *words, "--format", "json").stdout)
    return data


def signed(run: Run, *words: str) -> list[list[str]]:
    return [change["signed"] for change in report(run, *words)["changes"]]


def test_the_working_tree_against_a_revision(run: Run, repository: Path) -> None:
    assert report(run, "--against", "v1")["changes"] == []
    Path(POLICY).write_text(STRICTER)
    (change,) = report(run, "--against", "v1")["changes"]
    assert (change["old"]["file"], change["new"]["file"]) == (f"v1:{POLICY}", POLICY)
    assert report(run, "--against", "v1", POLICY)["changes"] == [change]
    (same,) = report(run, "--against", "v1", str(repository / POLICY))["changes"]
    assert same["old"] == change["old"]
    assert run("diff", "--against", "v1").exit_code == 1


def test_from_a_folder_below(run: Run, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path(POLICY).write_text(STRICTER)
    monkeypatch.chdir(repository / "policies")
    assert len(report(run, "--against", "HEAD", "acme.sla.yaml")["changes"]) == 1
    assert len(report(run, "HEAD:./acme.sla.yaml", "acme.sla.yaml")["changes"]) == 1


def test_two_revisions(run: Run, repository: Path) -> None:
    commit(STRICTER, "two")
    assert len(report(run, f"v1:{POLICY}", f"HEAD:{POLICY}")["changes"]) == 1
    assert len(report(run, "v1:policies", POLICY)["changes"]) == 1


def test_a_file_that_is_new_or_gone(run: Run, repository: Path) -> None:
    Path("policies/other.sla.yaml").write_text(AGREEMENT)
    data = report(run, "--against", "v1", "policies/other.sla.yaml")
    assert data["old"] is None
    assert data["changes"][0]["rule"] == "agreement-added"
    Path(POLICY).unlink()
    gone = report(run, "--against", "v1", POLICY)
    assert gone["new"] is None
    assert [change["rule"] for change in gone["changes"]] == ["agreement-removed", "clause-removed", "clause-removed"]


def test_a_folder_of_several_or_of_none(run: Run, repository: Path) -> None:
    """Of several the one that is meant is asked for; the only one of a folder may be gone, and the folder stay."""
    Path("policies/README.md").write_text("What we owe.")
    Path("policies/other.sla.yaml").write_text(AGREEMENT)
    found = run("diff", "--against", "v1", "policies")
    assert found.exit_code == 2
    assert "there are 2 agreements" in found.stderr
    assert f"`{POLICY}`, `policies/other.sla.yaml`" in found.stderr
    for name in (POLICY, "policies/other.sla.yaml"):
        Path(name).unlink()
    gone = report(run, "--against", "v1", "policies")
    assert (gone["old"]["file"], gone["new"]) == (f"v1:{POLICY}", None)


def test_what_git_does_not_know(run: Run, repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    found = run("diff", "--against", "v9")
    assert found.exit_code == 2
    assert "Git knows no revision `v9`" in found.stderr
    assert run("diff", "--against", "--output=x").exit_code == 2
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "acme.sla.yaml"
    elsewhere.write_text(AGREEMENT)
    assert "lies in no Git repository" in run("diff", "--against", "v1", str(elsewhere)).stderr
    assert run("diff", "--against", "v1", "nothing.sla.yaml").exit_code == 2


def test_a_trailer_settles_what_stood_there(run: Run, repository: Path) -> None:
    commit(STRICTER, "two")
    assert signed(run, "--against", "v1") == [[]]
    commit(STRICTER, "three\n\nAgreed-by: sales")
    assert signed(run, "--against", "v1") == [["sales"]]
    assert signed(run, f"v1:{POLICY}", f"HEAD:{POLICY}") == [["sales"]]
    assert signed(run, f"v1:{POLICY}", POLICY) == [["sales"]]
    assert run("diff", "--against", "v1", "--fail-on", "unsigned").exit_code == 0


def test_a_trailer_of_before_the_range_settles_nothing(run: Run, repository: Path) -> None:
    commit(AGREEMENT, "two\n\nAgreed-by: sales")
    git("tag", "v2")
    commit(STRICTER, "three")
    assert signed(run, "--against", "v2") == [[]]


def test_a_trailer_does_not_reach_what_comes_after(run: Run, repository: Path) -> None:
    commit(STRICTER, "two\n\nAgreed-by: Sales\nAgreed-by: marketing <m@acme.example>")
    assert signed(run, "--against", "v1") == [["sales"]]
    longer = STRICTER.replace("    otherwise notify sales-director\n", "    otherwise notify marketing\n")
    commit(f"# moved\n\n{longer}", "three")
    found = {change["rule"]: change["signed"] for change in report(run, "--against", "v1")["changes"]}
    assert found == {"deadline-shortened": ["sales"], "period-consequence-changed": []}
    commit(STRICTER.replace("2 hours", "1 hour"), "four")
    assert signed(run, "--against", "v1") == [[]]


def test_a_trailer_of_nobody(run: Run, repository: Path) -> None:
    commit(STRICTER, "two\n\nAgreed-by: slaes")
    findings = report(run, "--against", "v1")["findings"]
    (stranger,) = [one for one in findings if one["code"] == "SLA854"]
    assert stranger["message"] == "a commit says `Agreed-by: slaes`, and `acme` has no such party"
    assert stranger["help"] == "did you mean `sales`?"


def test_a_trailer_of_a_party_is_no_stranger(run: Run, repository: Path) -> None:
    commit(STRICTER, "two\n\nAgreed-by: sales")
    assert [one for one in report(run, "--against", "v1")["findings"] if one["code"] == "SLA854"] == []


def test_an_agreement_that_was_not_valid_when_it_was_signed(run: Run, repository: Path) -> None:
    commit("nonsense", "two\n\nAgreed-by: sales")
    commit(STRICTER, "three")
    assert signed(run, "--against", "v1") == [[]]


def test_a_removed_agreement_is_signed_too(run: Run, repository: Path) -> None:
    Path(POLICY).unlink()
    git("commit", "-qam", "two\n\nAgreed-by: sales\nAgreed-by: marketing")
    assert all(
        not set(change["signs"]) - set(change["signed"]) for change in report(run, "--against", "v1", POLICY)["changes"]
    )


@pytest.fixture
def set_up(repository: Path) -> Path:
    """The two lines of set-up that the docs show."""
    Path(".gitattributes").write_text("*.sla.yaml diff=slac\n")
    git("config", "diff.slac.command", f"{DRIVER} --driver --")
    return repository


def test_git_diff_shows_what_it_means(set_up: Path) -> None:
    Path(POLICY).write_text(STRICTER)
    Path("kept.jsonl").write_text("")
    git("add", "-A", "-N")
    shown = git("diff", "v1", "--", POLICY)
    assert shown.startswith(f"diff --slac a/{POLICY} b/{POLICY}\nacme 1.2.0 → 1.2.0: 1 change\n")
    assert "deadline shortened" in shown
    assert f"- {POLICY}:" in shown
    Path(POLICY).write_text(
        AGREEMENT.replace("    when a lead is assigned,\n    sales", "    when a lead is assigned, sales")
    )
    assert "NO CHANGE" in git("diff", "--", POLICY)


def test_git_diff_of_added_removed_renamed_and_broken_files(set_up: Path) -> None:
    Path("policies/new.sla.yaml").write_text(AGREEMENT)
    git("add", "-A")
    assert "agreement added" in git("diff", "--cached", "--", "policies/new.sla.yaml")
    git("commit", "-qm", "two")
    Path(POLICY).unlink()
    assert "agreement removed" in git("diff", "--", POLICY)
    git("mv", "policies/new.sla.yaml", "policies/renamed.sla.yaml")
    Path("policies/renamed.sla.yaml").write_text(STRICTER)
    git("add", "-A")
    shown = git("diff", "--cached", "-M", "HEAD")
    assert "deadline shortened" in shown
    Path("policies/renamed.sla.yaml").write_text(AGREEMENT.replace("is assigned", "is asigned"))
    shown = git("diff", "--", "policies/renamed.sla.yaml")
    assert "error[SLA203]" in shown
    assert "+    when a lead is asigned," in shown


def test_every_file_through_the_environment(repository: Path) -> None:
    Path("kept.jsonl").write_text("one line")
    Path(POLICY).write_text(STRICTER)
    shown = git("diff", GIT_EXTERNAL_DIFF=f"{DRIVER} --driver --")
    assert "deadline shortened" in shown
    assert "+one line\n\\ No newline at end of file\n" in shown


def test_an_unmerged_path(set_up: Path) -> None:
    git("checkout", "-qb", "other")
    commit(STRICTER, "two")
    git("checkout", "-q", "main")
    commit(AGREEMENT.replace("within 4 hours", "within 3 hours"), "three")
    with pytest.raises(subprocess.CalledProcessError):
        git("merge", "other")
    assert f"* Unmerged path {POLICY}\n" in git("diff", "--cached", "--", POLICY)


def test_git_compares_meanings_line_by_line(repository: Path) -> None:
    Path(".gitattributes").write_text("*.sla.yaml diff=slac\n")
    git("config", "diff.slac.textconv", f"{DRIVER} --textconv --")
    Path(POLICY).write_text(
        AGREEMENT.replace("    when a lead is assigned,\n    sales", "    when the lead is assigned, sales")
    )
    assert git("diff", "--", POLICY) == ""
    Path(POLICY).write_text(STRICTER)
    shown = git("diff", "--", POLICY)
    assert "-  sales must contact the lead within 4 hours,\n+  sales must contact the lead within 2 hours,\n" in shown
    Path(POLICY).write_text(AGREEMENT.replace("is assigned", "is asigned"))
    assert "+# not a valid agreement: SLA203" in git("diff", "--", POLICY)


def test_what_git_does_not_call_it_with(run: Run, repository: Path) -> None:
    assert run("diff", "--driver", POLICY, POLICY).exit_code == 2
    assert run("diff", "--textconv", POLICY, POLICY).exit_code == 2
