"""Slac by itself: logs of unusual shapes and of every form, agreements of many clauses, and commands without a log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from benchmarks.contestants import AGREEMENT, Contestant
from benchmarks.generate import Shape
from benchmarks.logs import log
from benchmarks.many_clauses import agreement
from benchmarks.measure import ROOT, Run, run, said

Rows = Iterator[tuple[str, ...]]

EXAMPLE = ROOT / "examples/first-agreement"
SHAPES = {
    Shape.YEAR: "a year of leads",
    Shape.ONE_LEAD: "all of one lead",
    Shape.ONE_EVENT_EACH: "every event of another lead",
    Shape.ONE_INSTANT: "all in one instant",
    Shape.LONG_IDS: "leads' ids of a kilobyte",
}
FORMS = (".jsonl", ".jsonl.gz", ".jsonl.zst", ".csv", ".parquet")
CLAUSES = (1, 10, 50)
VALIDATED = (1, 50, 1000)


def shapes(slac: Contestant, folder: Path, events: int) -> Rows:
    """Each shape of log: what it takes, and against the usual one."""
    usual = None
    for shape, shown in SHAPES.items():
        path = log(folder, events, shape)
        ran = _best(slac.asked(path, folder), folder, 3)
        usual = usual or ran.wall
        size = f"{path.stat().st_size / 1e6:.0f}"
        yield (shown, size, f"{ran.wall:.2f}", f"{ran.wall / usual:.2f}", f"{ran.processor:.2f}", f"{ran.memory:.0f}")


def forms(slac: Contestant, folder: Path, events: int) -> Rows:
    """The same log in each form: what it takes, and that the same cases are found."""
    expected = None
    for ending in FORMS:
        path = log(folder, events, ending=ending)
        ran = _best(slac.asked(path, folder), folder, 3)
        breaches = slac.outcome(folder).breaches.read_bytes()
        expected = expected or breaches
        if breaches != expected:
            raise RuntimeError(f"{path} has other breached cases than the same log as {FORMS[0]}")
        size = f"{path.stat().st_size / 1e6:.0f}"
        yield (ending, size, f"{ran.wall:.2f}", f"{ran.processor:.2f}", f"{ran.memory:.0f}")


def clauses(slac: Contestant, folder: Path, events: int) -> Rows:
    """Agreements of more and more clauses over one log: what each takes, and what a clause adds."""
    path, before = log(folder, events), None
    for number in CLAUSES:
        policy = folder / f"clauses-{number}.sla.yaml"
        policy.write_text(agreement(number), encoding="utf-8")
        asked = [*slac.bare, "check", str(path), "-p", str(policy), "--format", "json", "-o", str(folder / "out.json")]
        ran = _best(asked, folder, 3)
        added = "" if before is None else f"{1000 * (ran.wall - before[1]) / (number - before[0]):.0f}"
        before = (number, ran.wall)
        yield (str(number), f"{ran.wall:.2f}", f"{ran.processor:.2f}", f"{ran.memory:.0f}", added)


def commands(slac: Contestant, folder: Path) -> Rows:
    """Commands that read no log, or a small one."""
    asked: list[tuple[str, list[str]]] = [("slac --version", ["--version"]), ("slac --help", ["--help"])]
    for number in VALIDATED:
        policy = folder / f"validated-{number}.sla.yaml"
        policy.write_text(agreement(number), encoding="utf-8")
        asked.append((f"slac validate, {number} clauses", ["validate", str(policy)]))
    asked.append(("slac validate, the benchmark's agreement", ["validate", str(AGREEMENT)]))
    asked.append(("slac check, the first example", ["check", str(EXAMPLE)]))
    for shown, words in asked:
        ran = _best([*slac.bare, *words], folder, 5)
        yield (shown, f"{ran.wall:.2f}", f"{ran.processor:.2f}", f"{ran.memory:.0f}")


def _best(command: Sequence[str], folder: Path, times: int) -> Run:
    """The run with the median wall clock, of so many, or of one where that takes five seconds; another was watched."""
    watched, runs = run(command, folder, watched=True), [run(command, folder)]
    while len(runs) < times and runs[0].wall < 5:
        runs.append(run(command, folder))
    wrong = [of.code for of in (watched, *runs) if of.code not in {0, 1, 5}]
    if wrong:
        raise RuntimeError(f"{' '.join(command)} ended with {wrong[0]}: {said(folder)}")
    middle = median(of.wall for of in runs)
    chosen = min(runs, key=lambda of: abs(of.wall - middle))
    return chosen._replace(largest=max(of.largest for of in (watched, *runs)), together=watched.together)
