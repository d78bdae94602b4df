"""What holds for every test."""

from __future__ import annotations

import os
from compileall import compile_dir
from pathlib import Path

import pytest
from hypothesis import settings

import sla_dsl

# Examples are the same in every run, and no clock decides: a machine may be busy.
settings.register_profile("slac", deadline=None, derandomize=True)
settings.load_profile("slac")

MOST = 8
"""Processes at most: each one collects every test anew."""


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to bless snapshots from several processes: each would write only the entries it has seen."""
    if _blesses(config) and config.getoption("numprocesses", default=None):
        raise pytest.UsageError("--snapshot-update with -n loses entries; leave -n out")
    if not hasattr(config, "workerinput"):
        # Tests start hundreds of processes. Where none may write byte code (`PYTHONDONTWRITEBYTECODE`), each would
        # compile all of slac anew, which takes longer than most of them do.
        compile_dir(Path(sla_dsl.__file__).parent, quiet=2)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """How many processes run the tests: one a core, but a single one where files are named or snapshots blessed."""
    if _blesses(config) or all(Path(word.partition("::")[0]).is_file() for word in config.args):
        return 0
    return min(os.cpu_count() or 1, MOST)


def _blesses(config: pytest.Config) -> bool:
    return bool(config.getoption("update_snapshots", default=False))
