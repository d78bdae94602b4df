"""What a person names → the names of the policy files that are meant."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from sla_dsl.diagnostics import Diagnostic, Place, diagnostic, suggestion
from sla_dsl.policy import git

SUFFIX = ".sla.yaml"
"""How the name of a policy file ends."""

HOME = "policies"
"""The folder of the current one where agreements lie when none is named."""

STDIN = "-"


class Found(NamedTuple):
    """The names of policy files (`policies/acme.sla.yaml`, `main:policies/acme.sla.yaml`), or why there are none."""

    names: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def find_named(policy: str) -> Found:
    """The files of a file, a folder (every `*.sla.yaml` below it) or `REV:PATH` from Git.

    SLA904: not there; SLA903: a folder without one.
    """
    if os.path.isdir(policy):  # noqa: PTH112 - for Path an empty path is the current folder
        return _in_folder(policy, _below(policy))
    if os.path.lexists(policy):
        return Found((policy,))
    if ":" not in policy:
        return Found(diagnostics=(_not_there(policy),))
    found = git.find(policy, SUFFIX)
    if isinstance(found, Diagnostic):
        return Found(diagnostics=(found,))
    return _in_folder(policy, found)


def find_standing() -> Found:
    """Every `*.sla.yaml` under `policies/` of the current folder."""
    found = Found(tuple(_below(HOME)))
    return found if found.names else Found(diagnostics=(_none(f"there is no `*{SUFFIX}` under `{HOME}/`"),))


def find_beside(events: Sequence[str]) -> Found:
    """The policy files beside a log: in the folder of each of its files, or in the folder that is named; else standing.

    All the log's files count alike, so that their order decides nothing.
    """
    logs = [Path(path) for path in events if path != STDIN]
    beside = {name: None for path in logs for name in _in(path if path.is_dir() else path.parent)}
    if beside:
        return Found(tuple(beside))
    found = find_standing()
    if found.names:
        return found
    where = f"beside the log or under `{HOME}/`" if logs else f"under `{HOME}/`"
    return Found(diagnostics=(_none(f"there is no `*{SUFFIX}` {where}"),))


_LISTED = 6
"""So many agreements are listed where one is to be named."""


def find_one(policy: str | None, events: Sequence[str] | None = None) -> Found:
    """Exactly one policy file: the one that is named, else the one beside the log, else the standing one.

    SLA903 where there are several, which it lists, or none.
    """
    if policy is not None:
        found = find_named(policy)
    else:
        found = find_standing() if events is None else find_beside(events)
    if len(found.names) <= 1:
        return found
    names, more = ", ".join(f"`{name}`" for name in found.names[:_LISTED]), len(found.names) - _LISTED
    listed = f"{names} and {more} more" if more > 0 else names
    message = f"there are {len(found.names)} agreements, and this takes exactly one: {listed}"
    return Found(diagnostics=(diagnostic("SLA903", message, help="name the one that is meant"),))


def _in_folder(policy: str, names: Sequence[str]) -> Found:
    if names:
        return Found(tuple(names))
    return Found(diagnostics=(_none(f"the folder `{policy}` has no `*{SUFFIX}` below it", policy),))


def _none(message: str, policy: str | None = None) -> Diagnostic:
    place = Place(policy) if policy is not None else None
    return diagnostic("SLA903", message, place, help="name the agreement's file")


def _not_there(policy: str) -> Diagnostic:
    near = suggestion(Path(policy).name, _names_in(Path(policy).parent), "see where the command runs")
    return diagnostic("SLA904", f"there is no file or folder `{policy}`", Place(policy), help=near)


def _below(folder: str) -> list[str]:
    """Every policy file below a folder, sorted; `.git` and its like are not looked into."""
    names: list[str] = []
    for where, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        names += [str(Path(where, name)) for name in files if name.endswith(SUFFIX)]
    return sorted(name for name in names if not _is_pipe(Path(name)))


def _is_pipe(path: Path) -> bool:
    """Whether a name found in a folder is a pipe, which would wait for a writer nobody promised."""
    try:
        return path.is_fifo()
    except OSError:
        return False


def _in(folder: Path) -> list[str]:
    """Every policy file in a folder, not below it, sorted."""
    paths = [Path(folder, name) for name in _names_in(folder) if name.endswith(SUFFIX)]
    return [str(path) for path in paths if not path.is_dir() and not _is_pipe(path)]


def _names_in(folder: Path) -> list[str]:
    """The names in a folder, sorted; none where it cannot be looked into."""
    try:
        return sorted(path.name for path in folder.iterdir())
    except (OSError, ValueError):
        return []
