"""How long the command takes, and how much memory: `python benchmarks/plain_engine.py [--events N] [--clauses N]`.

The inputs are made anew from fixed seeds, the command runs as a process of its own, and the figures are the system's:
wall clock and the largest resident memory. The last figures stand in `docs/performance.md`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples/first-agreement/first-agreement.sla.yaml"
SLAC = [sys.executable, "-c", "from sla_dsl.cli import main; main()"]

HEAD = """\
slac: 1
agreement: many-clauses
version: 1.0.0
parties: {marketing: {}, sales: {}}
effective: {from: 2026-01-01, until: 2026-12-31}
timezone: Europe/Helsinki
currency: EUR
calendar: office
calendars:
  office: {hours: {Mon-Fri: 09:00-17:00}, holidays: FI}
clauses:
"""

CLAUSES = (
    (
        "when a lead is assigned where score is at least {n}, sales must contact the lead within {k} business hours, "
        "for at least 95% of cases each month, otherwise notify sales"
    ),
    (
        "when a lead is assigned, sales must attempt contact at least {k} times on at least 2 different days "
        "within 10 business days, unless the lead replies"
    ),
    (
        "when a lead is assigned, sales must either create an opportunity or disqualify the lead where reason is known "
        "within {k} calendar days"
    ),
    "when an opportunity is created, sales must value the opportunity within {k} business days",
    "sales must not disqualify the lead before at least {k} contact attempts",
    "when a lead is disqualified, marketing must not assign the lead for {k} calendar days",
    "each quarter, marketing must deliver at least {n} qualified leads where segment is smb",
    "each quarter, marketing must ensure at least 30% of qualified leads become opportunities within {k} calendar days",
)


class Run(NamedTuple):
    """One run of the command: exit code, seconds of wall clock and of processor, the largest memory in megabytes."""

    code: int
    wall: float
    processor: float
    megabytes: float


def agreement(count: int) -> str:
    """An agreement of so many clauses, of eight forms."""
    sentences = (CLAUSES[no % len(CLAUSES)].format(n=no % 90 + 1, k=no % 20 + 2) for no in range(count))
    return HEAD + "".join(f"  clause-{no}: {sentence}\n" for no, sentence in enumerate(sentences))


def lines(count: int) -> Iterator[str]:
    """So many events of leads that are created, worked on and decided, over the first five months of 2026."""
    chance = random.Random(20260102)
    made = 0
    while made < count:
        for event in life(chance, f"L-{made:07}"):
            if made < count:
                yield json.dumps({"id": f"e-{made:07}", **event}) + "\n"
                made += 1


def life(chance: random.Random, lead: str) -> Iterator[dict[str, object]]:
    """One lead's events, about ten."""
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=chance.randrange(150 * 86_400))

    def event(kind: str, hours: float, **values: object) -> dict[str, object]:
        nonlocal now
        now += timedelta(seconds=round(hours * 3600 * chance.uniform(0.2, 2)))
        return {"time": now.isoformat().replace("+00:00", "Z"), "event": kind, "lead": lead, **values}

    yield event("lead.created", 0.1, source=chance.choice(("web", "partner", "demo-request")))
    yield event("lead.qualified", 1, score=chance.randrange(20, 100))
    yield event("lead.assigned", 0.5, owner=chance.choice(("anna", "ben", "eeva")))
    for _ in range(chance.randrange(2, 7)):
        yield event("contact.attempted", 20, channel=chance.choice(("phone", "email")))
    if chance.random() < 0.7:
        yield event("lead.contacted", 2, channel="phone")
        yield event("opportunity.created", 40)
        yield event("opportunity.valued", 10, value=f"{chance.randrange(5, 40)}000 EUR")
        yield event("opportunity.closed", 400, outcome=chance.choice(("won", "lost")), reason="price")
    else:
        yield event("lead.disqualified", 40, reason="no answer")


def timed(*words: str) -> Run:
    """Run the command with these arguments; its output goes nowhere."""
    begun = time.perf_counter()
    process = subprocess.Popen([*SLAC, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - begun
    return Run(process.returncode, wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--events", type=int, default=1_000_000)
    asked.add_argument("--clauses", type=int, default=1_000)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="slac-timed-") as folder:
        many, log = Path(folder, "many.sla.yaml"), Path(folder, "events.jsonl")
        many.write_text(agreement(given.clauses), encoding="utf-8")
        with log.open("w", encoding="utf-8") as file:
            file.writelines(lines(given.events))
        print(f"log: {given.events} events, {log.stat().st_size / 1e6:.0f} MB")
        print("exit  wall s  processor s  memory MB  command")
        for words in (
            ("--version",),
            ("validate", str(EXAMPLE)),
            ("validate", str(many)),
            ("check", str(ROOT / "examples/first-agreement/events.jsonl"), "-p", str(EXAMPLE)),
            ("check", str(log), "-p", str(EXAMPLE)),
        ):
            ran = timed(*words)
            shown = " ".join(Path(word).name for word in words)
            print(f"{ran.code:>4}  {ran.wall:>6.2f}  {ran.processor:>11.2f}  {ran.megabytes:>9.0f}  slac {shown}")


if __name__ == "__main__":
    main()
