"""Whose calendars were used."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType


@cache
def versions() -> Mapping[str, str]:
    """The versions of the lists of holidays and of the rules of time zones."""
    from importlib.metadata import version

    return MappingProxyType({"holidays": version("holidays"), "tzdata": version("tzdata")})
