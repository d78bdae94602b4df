"""A folder with an agreement and a log whose judgement is worked out by hand, and ways to run the command in it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sla_dsl.cli import main

AGREEMENT = """\
slac: 1
agreement: acme
version: 1.2.0
title: Marketing and sales
parties:
  marketing: {name: Marketing}
  sales: {name: Sales}
contacts:
  sales-director: director@acme.example
effective: {from: 2026-01-01, until: 2026-12-31}
timezone: Europe/Helsinki
funnel:
  each: month
  given:
    customers: 1
    win rate: 40%
  derive:
    mql target: customers / win rate
clauses:
  first-contact:
    when a lead is assigned,
    sales must contact the lead within 4 hours,
    for at least 50% of cases each month,
    otherwise notify sales-director
  mql-volume:
    each month,
    marketing must deliver at least [mql target] qualified leads
"""

EVENTS = """\
{"time": "2026-03-02T08:00:00Z", "event": "lead.assigned", "lead": "L-1"}
{"time": "2026-03-02T09:00:00Z", "event": "lead.contacted", "lead": "L-1"}
{"time": "2026-03-02T10:00:00Z", "event": "lead.assigned", "lead": "L-2"}
{"time": "2026-03-02T15:00:00.5Z", "event": "lead.contacted", "lead": "L-2"}
{"time": "2026-03-31T20:30:00Z", "event": "lead.assigned", "lead": "L-3"}
{"time": "2026-03-31T20:45:00Z", "event": "page.viewed", "lead": "L-3"}

{"time": "2026-05-02T08:00:00Z", "event": "lead.qualified", "lead": "L-4"}
"""
"""March (until 21:00Z on the 31st): one case met, one late, one overdue (due 00:30Z on 1 April): 1/3, so broken."""

KEPT = """\
{"time": "2026-03-02T08:00:00Z", "event": "lead.assigned", "lead": "L-1"}
{"time": "2026-03-02T09:00:00Z", "event": "lead.contacted", "lead": "L-1"}
"""

REJECTED = '{"time": "2026-03-02T08:00:00", "event": "lead.assigned", "lead": "L-1"}\n'

Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with `policies/acme.sla.yaml`, `events.jsonl` and `kept.jsonl`."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("SLAC")]:
        monkeypatch.delenv(name)
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies/acme.sla.yaml").write_text(AGREEMENT)
    (tmp_path / "events.jsonl").write_text(EVENTS)
    (tmp_path / "kept.jsonl").write_text(KEPT)
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    """Runs the command in this process."""

    def runs(*words: str, **given: object) -> Result:
        return CliRunner().invoke(main, list(words), prog_name="slac", **given)

    return runs


def started(words: Sequence[str], **given: object) -> subprocess.Popen[bytes]:
    """The command started as a process of its own, its outputs piped where nothing else is said."""
    given = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "preexec_fn": heed_ctrl_c} | given
    return subprocess.Popen([sys.executable, "-c", "from sla_dsl.cli import main; main()", *words], **given)


def heed_ctrl_c() -> None:
    """Let a process answer Ctrl-C, as one does that a person starts; tests run in the background may ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
