"""`--memory`: what a log says does not depend on how much of it fits into memory."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from .conftest import Run

KINDS = ("lead.assigned", "lead.contacted", "contact.attempted", "opportunity.created", "page.viewed")


@pytest.fixture
def long_log(folder: Path) -> Path:
    """A log of tens of thousands of lines, some that repeat, some that cannot be read."""
    rnd = Random(7)
    lines = []
    for number in range(60_000):
        moment = f"2026-{rnd.randrange(1, 13):02}-{rnd.randrange(1, 29):02}T{rnd.randrange(24):02}:{rnd.randrange(60):02}:00Z"
        event = {"time": moment, "event": rnd.choice(KINDS), "lead": f"{rnd.choice('äbc')}-{rnd.randrange(9000)}"}
        event |= {
            "id": f"e-{number if rnd.random() < 0.99 else rnd.randrange(number + 1)}",
            "score": rnd.randrange(100),
        }
        lines.append(json.dumps(event) if rnd.random() < 0.999 else "{")
    path = folder / "long.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_the_same_report_cases_and_rejects_for_any_budget_and_order(run: Run, folder: Path, long_log: Path) -> None:
    found = set()
    lines = long_log.read_text(encoding="utf-8").splitlines()
    for memory in ("1GiB", "16MiB", None):
        if memory is None:
            Random(1).shuffle(lines)
            long_log.write_text("\n".join(lines) + "\n", encoding="utf-8")
        options = ("--memory", memory) if memory else ("--memory", "20 MB")
        outputs = ("--cases", "cases.csv", "--rejects", "rejects.jsonl", "-o", "report.json", "--format", "json")
        run("check", "long.jsonl", *options, *outputs)
        rejects = [json.loads(line) for line in (folder / "rejects.jsonl").read_text(encoding="utf-8").splitlines()]
        if memory:
            found.add(((folder / "rejects.jsonl").read_bytes(),))
        texts = sorted((row["code"], row["text"]) for row in rejects)
        found.add((repr(texts), (folder / "cases.csv").read_bytes(), (folder / "report.json").read_bytes()))
    assert len(found) == 2, "one of rejects in order, one of all the rest"


@pytest.mark.parametrize(
    ("size", "said"),
    [("much", "is no size"), ("1MiB", "at least 16MiB"), ("-1GiB", "is no size"), ("1.5", "at least 16MiB")],
)
def test_a_size_that_is_none(run: Run, size: str, said: str) -> None:
    ended = run("check", "events.jsonl", f"--memory={size}")
    assert (ended.exit_code, said in ended.stderr) == (2, True)


def test_the_budget_may_come_from_the_environment(run: Run) -> None:
    assert run("check", "events.jsonl", env={"SLAC_CHECK_MEMORY": "nothing"}).exit_code == 2
    assert run("check", "events.jsonl", env={"SLAC_CHECK_MEMORY": "64MB"}).exit_code == 1


def test_no_room_for_what_does_not_fit(run: Run, folder: Path, long_log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sla_dsl.log.store.os.pwrite", full)
    ended = run("check", "long.jsonl", "--memory", "16MiB", "-o", "report.txt")
    assert ended.exit_code == 4
    assert "error[SLA715]" in ended.stderr
    assert "no space left on device" in ended.stderr
    assert not (folder / "report.txt").exists()
