"""Whose calendars were used."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

_VERSION = "Version: "


@cache
def versions() -> Mapping[str, str]:
    """The versions of the lists of holidays and of the rules of time zones."""
    return MappingProxyType({"holidays": version("holidays"), "tzdata": version("tzdata")})


@cache
def version(package: str) -> str:
    """The version of a package that is installed, of the same name as what it is installed by.

    It stands in a file beside the package. Where that is not as usual, Python's own search finds it, which first
    imports all that reads mail.
    """
    with suppress(OSError, ValueError):
        (described,) = _folder(package).glob(f"{package}-*.dist-info/METADATA")
        with described.open(encoding="utf-8") as lines:
            (line,) = (line for line in lines if line.startswith(_VERSION))
            return line.removeprefix(_VERSION).strip()
    from importlib.metadata import version as searched

    return searched(package)


def _folder(package: str) -> Path:
    """The folder that a package lies in. Raises ValueError where it lies in none, or in several."""
    spec = find_spec(package)
    places = [] if spec is None or spec.submodule_search_locations is None else [*spec.submodule_search_locations]
    (place,) = places
    return Path(place).parent
