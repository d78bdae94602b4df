"""What a person names as a log map → the map: a file, or one of those that ship with slac."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from sla_dsl.diagnostics import Diagnostic, Place, Source, diagnostic, nearest
from sla_dsl.language.envelope import decode
from sla_dsl.language.maps import LoadedMap, load_map
from sla_dsl.policy import git
from sla_dsl.policy.fetch import content, shown

MAP_SUFFIX = ".map.yaml"
"""How the name of a map's file ends."""

_PACKAGE = Path(__file__).resolve().parents[1]
_SHIPPED = (_PACKAGE / "maps", _PACKAGE.parent / "policies" / "maps")
"""Where shipped maps lie: in the package once it is installed, under `policies/maps/` in a checkout."""

_OWN = ("policies/maps", "policies", ".")
"""Folders of the current one in which a map is looked for by its name alone."""


def fetch_map(name: str) -> LoadedMap:
    """The log map of a file, of `REV:PATH` from Git, or of a name (`hubspot-deals`); its errors are in it.

    A name is a file `NAME.map.yaml` under `policies/maps`, under `policies` or in the current folder, else a map that
    ships with slac. SLA904: there is none.
    """
    found = _file_of(name)
    if isinstance(found, Diagnostic):
        return LoadedMap(None, (found,), Source(shown(name), ""))
    data = content(found)
    if isinstance(data, Diagnostic):
        return LoadedMap(None, (data,), Source(shown(name), ""))
    called = f"{name}{MAP_SUFFIX}" if Path(found).parent in _SHIPPED else shown(found)
    source, refused = decode(called, data)
    if source is None:
        return LoadedMap(None, tuple(refused), Source(called, ""))
    return load_map(source)


def shipped_maps() -> tuple[str, ...]:
    """The names of the maps that ship with slac, sorted."""
    return tuple(
        sorted(path.name.removesuffix(MAP_SUFFIX) for folder in _SHIPPED for path in folder.glob(f"*{MAP_SUFFIX}"))
    )


def _file_of(name: str) -> str | Diagnostic:
    """The file that a name leads to."""
    if os.path.lexists(name) and not Path(name).is_dir():
        return name
    if ":" in name and not isinstance(git.content(name), Diagnostic):
        return name
    for path in _named(name):
        if path.is_file():
            return str(path)
    return _none(
        name, f"`{shown(name)}` is a folder" if name and Path(name).is_dir() else f"there is no log map `{shown(name)}`"
    )


def _named(name: str) -> Iterator[Path]:
    if name and os.sep not in name and not name.endswith(MAP_SUFFIX):
        yield from (Path(folder, f"{name}{MAP_SUFFIX}") for folder in _OWN)
        yield from (folder / f"{name}{MAP_SUFFIX}" for folder in _SHIPPED)


def _none(name: str, message: str) -> Diagnostic:
    near = nearest(Path(name).name.removesuffix(MAP_SUFFIX), shipped_maps())
    way_out = f"did you mean `{near}`?" if near else f"name its file, or one of {', '.join(shipped_maps())}"
    return diagnostic("SLA904", message, Place(shown(name)), help=way_out)
