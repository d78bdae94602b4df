"""`REV:PATH` from Git: a file or a folder as it stood at a revision."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence

from sla_dsl.diagnostics import Diagnostic, Place, diagnostic

_QUIET = {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
"""Git must not ask anything, lock anything, or answer in another language."""


def find(named: str, suffix: str) -> list[str] | Diagnostic:
    """The names of `REV:PATH`: itself for a file, `REV:FILE` for every file below a folder whose name ends so.

    SLA904 where there is no Git, no such revision, or nothing at that path.
    """
    revision, _, path = named.partition(":")
    kind = _git("cat-file", "-t", named)
    if isinstance(kind, Diagnostic):
        return kind
    if kind == b"blob\n":
        return [named]
    if kind != b"tree\n":
        return _not_there(named, revision, path)
    listed = _git("ls-tree", "-r", "-z", "--name-only", "--full-tree", named)
    if isinstance(listed, Diagnostic) or listed is None:
        return _not_there(named, revision, path)
    folder = f"{path.rstrip('/')}/" if path else ""
    names = (os.fsdecode(name) for name in listed.split(b"\0"))
    return [f"{revision}:{folder}{name}" for name in names if name.endswith(suffix)]


def content(named: str) -> bytes | Diagnostic:
    """The bytes of the file `REV:PATH`, as they were committed. SLA904 where it is not there."""
    found = _git("cat-file", "blob", named)
    if found is None:
        revision, _, path = named.partition(":")
        return _not_there(named, revision, path)
    return found


def beside(revision: str, path: str) -> str | None:
    """`REV:PATH` of a file of the working tree, named from the current folder: PATH is from the top of the repository.

    None where the current folder is in no repository, or the file lies elsewhere.
    """
    top = _line("rev-parse", "--show-toplevel")
    if top is None:
        return None
    whole = os.path.join(os.path.realpath(os.path.dirname(path) or "."), os.path.basename(path))  # noqa: PTH118, PTH119, PTH120 - the file itself may be a link
    within = os.path.relpath(whole, os.path.realpath(top))
    return None if within.startswith("..") else f"{revision}:{within.replace(os.sep, '/')}"


def knows(revision: str) -> bool:
    """Whether there is such a commit."""
    return isinstance(_git("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}"), bytes)


def trailers(key: str, start: str, end: str) -> Iterator[tuple[str, str]]:
    """The values of a trailer in the commits that `end` has and `start` has not: commit and value, the newest first."""
    if start.startswith("-") or end.startswith("-"):
        return
    form = f"--format=%H%x00%(trailers:key={key},valueonly=true,unfold=true,separator=%x00)%x1e"
    said = _run(("log", form, f"{start}..{end}", "--"))
    if not isinstance(said, bytes):
        return
    for commit in said.decode(errors="replace").split("\x1e"):
        number, *values = commit.strip("\n").split("\0")
        yield from ((number, value.strip()) for value in values if value.strip())


def _line(*command: str) -> str | None:
    """What Git prints on one line."""
    said = _run(command)
    return os.fsdecode(said).removesuffix("\n") if isinstance(said, bytes) else None


def _git(*command: str) -> bytes | Diagnostic | None:
    """What Git prints of the name that ends the command; nothing where it refuses; SLA904 where there is no Git."""
    named = command[-1]
    return None if named.startswith("-") or "\0" in named else _run(command)


def _run(command: Sequence[str]) -> bytes | Diagnostic | None:
    try:
        ran = subprocess.run(  # noqa: S603 - a list of words, no shell
            ["git", *command],  # noqa: S607 - the Git that the person has
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            env=os.environ | _QUIET,
        )
    except OSError:
        message = f"`{command[-1]}` is no file or folder, and there is no Git to look for it in"
        return diagnostic("SLA904", message, Place(command[-1]), help="install Git, or name a file")
    return ran.stdout if ran.returncode == 0 else None


def _not_there(named: str, revision: str, path: str) -> Diagnostic:
    """Why `REV:PATH` is not there: no repository, no such revision, or nothing at that path."""
    if not isinstance(_run(("rev-parse", "--git-dir")), bytes):
        message = f"`{named}` is no file or folder, and the current folder is in no Git repository"
        way_out = "run the command inside the repository, or name a file"
    elif revision and not isinstance(_git("rev-parse", "--verify", "--quiet", f"{revision}^{{object}}"), bytes):
        message = f"Git knows no revision `{revision}`"
        way_out = "see `git branch --all` and `git tag`; a shallow clone may lack it"
    else:
        message = f"there is no `{path}` at `{revision}`"
        way_out = _from_here(revision, path)
    return diagnostic("SLA904", message, Place(named), help=way_out)


def _from_here(revision: str, path: str) -> str:
    """The way out where a path was meant from the current folder, not from the top of the repository."""
    if path and isinstance(_git("cat-file", "-t", f"{revision}:./{path}"), bytes):
        return f"did you mean `{revision}:./{path}`?"
    return "the path is from the top of the repository; with `./` before it, from the current folder"
