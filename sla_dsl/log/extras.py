"""Which formats need more than slac brings along, and what to do where it is not there."""

from __future__ import annotations

import sys
from importlib.util import find_spec

from sla_dsl.log.raw import Fault


def lacking(name: str) -> Fault | None:
    """The fault of a file of this name, where what reads it is not installed."""
    low = name.lower()
    if low.endswith(".zst") and sys.version_info < (3, 14) and not _is_there("backports.zstd"):
        return missing_extra("zstd", "zst")
    ends = (".parquet", ".parquet.gz", ".parquet.zst")
    return missing_extra("parquet", "Parquet") if low.endswith(ends) and not _is_there("pyarrow") else None


def missing_extra(extra: str, what: str) -> Fault:
    """The fault of a file that only an extra can read."""
    return Fault("SLA711", f"{what} files are read with an extra: `pip install 'slac[{extra}]'`")


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # not even the package it lies in
        return False
