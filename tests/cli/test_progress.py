"""The progress bar: on a terminal, for a large log, and for nobody else."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from sla_dsl.cli import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(progress, "LARGE", 10)
    path = tmp_path / "events.jsonl"
    path.write_text("x" * 100)
    return str(path)


def test_none_where_nobody_looks(large: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with progress.reading([large]) as tell:
        assert tell is None


def test_a_bar_on_a_terminal(large: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr(sys, "stderr", Terminal())
    with progress.reading([str(Path(large).parent)]) as tell:
        assert tell is not None
        tell(50)
        tell(100)
    assert "reading" in sys.stderr.getvalue()
    with progress.reading(["-"]) as tell:
        assert tell is not None
        tell(50)


def test_none_for_a_small_log(large: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "LARGE", 101)
    monkeypatch.setattr(sys, "stderr", Terminal())
    with progress.reading([large, "nothing"]) as tell:
        assert tell is None
