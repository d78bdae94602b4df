"""What a person names as a log map."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from sla_dsl.policy.maps import fetch_map, shipped_maps

ROOT = Path(__file__).resolve().parents[2]
MAP = "slac: 1\nmap: mine\ncolumns: {l: text, t: time}\nlead: l\nevents:\n  - {event: lead.created, time: t}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_shipped_maps_are_those_of_the_folder():
    names = sorted(path.name.removesuffix(".map.yaml") for path in (ROOT / "policies/maps").iterdir())
    assert list(shipped_maps()) == names
    assert {"hubspot-deals", "salesforce-leads", "plain-leads"} <= set(names)
    for name in names:
        assert fetch_map(name).log_map.id == name


def test_a_file_or_a_name(folder: Path):
    (folder / "mine.map.yaml").write_text(MAP)
    for name in ("mine.map.yaml", "mine", "./mine.map.yaml", str(folder / "mine.map.yaml")):
        assert fetch_map(name).log_map.id == "mine"


def test_ones_own_map_wins_over_a_shipped_one_of_the_name(folder: Path):
    (folder / "policies/maps").mkdir(parents=True)
    (folder / "policies/maps/hubspot-deals.map.yaml").write_text(MAP)
    loaded = fetch_map("hubspot-deals")
    assert (loaded.log_map.id, loaded.log_map.file) == ("mine", "policies/maps/hubspot-deals.map.yaml")


def test_a_map_of_a_revision(folder: Path):
    (folder / "mine.map.yaml").write_text(MAP)
    for words in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "-qm", "a"],
    ):
        subprocess.run(["git", *words], check=True)
    (folder / "mine.map.yaml").write_text("nothing")
    assert fetch_map("HEAD:mine.map.yaml").log_map.id == "mine"


@pytest.mark.parametrize(
    ("name", "code", "help"),
    [
        ("hubspot-deal", "SLA904", "did you mean `hubspot-deals`?"),
        ("nothing/like.map.yaml", "SLA904", None),
        ("", "SLA904", None),
        ("HEAD:nothing", "SLA904", None),
        (".", "SLA904", None),
        ("latin.map.yaml", "SLA114", "save the file as UTF-8; it may be in another encoding"),
    ],
)
def test_what_is_no_map(folder: Path, name, code, help):
    (folder / "latin.map.yaml").write_bytes(b"slac: 1 # \xff")
    loaded = fetch_map(name)
    assert loaded.log_map is None
    assert [one.code for one in loaded.diagnostics] == [code]
    if help is not None:
        assert loaded.diagnostics[0].help == help
