"""Files by the names that a repository knows them by: what a forge needs to show a finding at its line."""

from __future__ import annotations

import os
from pathlib import Path

_HERE = ("./", "../")


def repository_path(file: str) -> str:
    """The path of a file from the top of its repository, with forward slashes: `policies/acme.sla.yaml`.

    `REV:PATH` from Git is its path. Where there is no repository, the top is the current folder. A file that lies
    elsewhere keeps its whole path.
    """
    try:
        here = Path.cwd()
    except OSError:
        return file.replace(os.sep, "/")
    top = _top(here)
    start, path = here, file
    if ":" in file and not os.path.lexists(file):
        path = file.partition(":")[2]
        start = here if path.startswith(_HERE) else top
    whole = Path(os.path.normpath(start / path))
    return (whole.relative_to(top) if whole.is_relative_to(top) else whole).as_posix()


def _top(here: Path) -> Path:
    """The nearest folder with a `.git`, from this one upward; this one where there is none."""
    return next((folder for folder in (here, *here.parents) if os.path.lexists(folder / ".git")), here)
