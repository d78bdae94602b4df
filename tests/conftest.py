"""What holds for every test."""

from __future__ import annotations

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to bless snapshots from several processes: each would write only the entries it has seen."""
    if config.getoption("update_snapshots", default=False) and config.getoption("numprocesses", default=None):
        raise pytest.UsageError("--snapshot-update with -n loses entries; leave -n out")
