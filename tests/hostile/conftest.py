"""A folder with an agreement and a log."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.conftest import AGREEMENT, EVENTS


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with `policies/acme.sla.yaml` and `events.jsonl`."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("SLAC")]:
        monkeypatch.delenv(name)
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies/acme.sla.yaml").write_text(AGREEMENT)
    (tmp_path / "events.jsonl").write_text(EVENTS)
    return tmp_path
