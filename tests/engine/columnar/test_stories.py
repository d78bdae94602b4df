"""Both ways through the examples and a city's log: the same judgement, and the same bytes of every report."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from sla_dsl import api
from sla_dsl.cli import main
from sla_dsl.engine import judge, judge_columns
from sla_dsl.log import read_columns, read_log
from sla_dsl.policy import fetch

ROOT = Path(__file__).resolve().parents[3]
STORIES = sorted(
    path.parent for path in (ROOT / "examples").rglob("*.sla.yaml") if (path.parent / "events.jsonl").is_file()
)
CITY = ROOT.parent / "shared" / "data" / "boston311_2019" / "events.jsonl.gz"


def both(policy: Path, events: Path):
    agreement, _ = fetch(str(policy))
    plain = read_log([str(events)], agreement.vocabulary, agreement.currency)
    columns = read_columns([str(events)], agreement.vocabulary, agreement.currency)
    return judge(agreement, plain), judge_columns(agreement, columns)


@pytest.mark.parametrize("story", STORIES, ids=lambda path: path.name)
def test_a_story_comes_out_the_same(story):
    (policy,) = story.glob("*.sla.yaml")
    plain, columns = both(policy, story / "events.jsonl")
    assert columns == plain


@pytest.mark.skipif(not CITY.is_file(), reason="the data is not there")
def test_a_citys_log_comes_out_the_same():
    plain, columns = both(ROOT / "tests/real/boston311.sla.yaml", CITY)
    assert columns == plain
    assert len(columns.clauses[0].cases) == 4370


@pytest.mark.parametrize("story", STORIES, ids=lambda path: path.name)
@pytest.mark.parametrize("format", ["text", "json", "junit", "markdown", "github"])
def test_every_report_is_the_same_whichever_way_is_taken(story, format, tmp_path, monkeypatch):
    said = []
    for small in (True, False):
        monkeypatch.setattr("sla_dsl.log.is_small", lambda _paths, small=small: small)
        files = {name: tmp_path / f"{name}.csv" for name in ("cases", "breaches", "rejects")}
        asked = [part for name, path in files.items() for part in (f"--{name}", str(path))]
        result = CliRunner().invoke(main, ["check", str(story / "events.jsonl"), "--format", format, *asked])
        said.append((result.exit_code, result.output, *(path.read_bytes() for path in files.values())))
    assert said[0] == said[1]


def test_a_small_log_takes_the_plain_way(monkeypatch):
    """And so waits for no arrays."""
    monkeypatch.setattr("sla_dsl.engine.judge_columns", None)
    assert api.check(ROOT / "examples/pause/events.jsonl").judgement is not None


def test_a_packed_log_takes_the_way_of_columns(tmp_path, monkeypatch):
    import gzip

    monkeypatch.setattr("sla_dsl.engine.judge", None)
    packed = tmp_path / "events.jsonl.gz"
    packed.write_bytes(gzip.compress((ROOT / "examples/pause/events.jsonl").read_bytes()))
    (policy,) = (ROOT / "examples/pause").glob("*.sla.yaml")
    assert api.check(packed, policy).judgement is not None
