"""Paths as a person names them → the files to read, each once."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from sla_dsl.diagnostics import Diagnostic, Place, diagnostic
from sla_dsl.log.extras import lacking
from sla_dsl.log.foreign import is_table
from sla_dsl.log.formats import READABLE_TEXT, format_named, format_of
from sla_dsl.log.streams import trouble

STDIN = "-"
"""The path that means standard input."""

SMALL = 500_000
"""So many bytes are read and judged one by one in the time that the import of what columns need takes."""

INSTALL = "install the extra, or export the log as plain JSON lines or CSV"
_NOT_THERE = (errno.ENOENT, errno.ENOTDIR)
_NO_CHARACTER = re.compile(r"[\ud800-\udfff]")
_READABLE_TEXT = f"an event log is a file whose name ends in {READABLE_TEXT}"
_TABLE_TEXT = f"read it through a log map (`--map MAP`); {_READABLE_TEXT}"


def find_files(paths: Sequence[str], *, tables: bool = False) -> tuple[tuple[str, ...], list[Diagnostic]]:
    """The files that the paths name, in order, and what is wrong with the paths; with `tables` also foreign tables.

    A folder stands for every readable file below it, sorted by path, hidden ones left out. A file named twice, also by
    way of a link or a folder, is given once. SLA904: not there; SLA901: there, and cannot be read;
    SLA711: what reads it is not installed.
    """
    found: dict[str, str] = {}
    problems: list[Diagnostic] = []
    for path in paths:
        for name in _named(path, problems, tables=tables):
            found.setdefault(STDIN if name == STDIN else os.path.realpath(name), name)
    problems += filter(None, map(_lacking, found.values()))
    return tuple(found.values()), problems


def is_only_table(path: str) -> bool:
    """Whether a file is no event log, and can be read through a map alone."""
    return format_of(path) is None and is_table(path)


def is_small(paths: Sequence[str], most: int = SMALL) -> bool:
    """Whether all there is to read are plain files of lines, of so many bytes together."""
    files, _ = find_files(paths)
    if not all(file.endswith(".jsonl") for file in files):
        return False
    with suppress(OSError, ValueError):
        return sum(Path(file).stat().st_size for file in files if Path(file).is_file()) <= most
    return False


def _lacking(path: str) -> Diagnostic | None:
    """The problem of a file that cannot be read because an extra is not installed."""
    fault = lacking(path)
    if fault is None:
        return None
    return diagnostic(fault.code, f"`{file_shown(path)}`: {fault.reason}", Place(file_shown(path)), help=INSTALL)


def file_shown(path: str) -> str:
    """A path as it can be shown: a name that is not UTF-8 gets `\ufffd` for what is not."""
    return _NO_CHARACTER.sub("\ufffd", path)


def unreadable(path: str, error: OSError | ValueError) -> Diagnostic:
    """The problem of a file or folder that cannot be opened, by what the system said."""
    name = file_shown(path)
    if isinstance(error, ValueError) or error.errno in _NOT_THERE:
        return diagnostic("SLA904", f"there is no file or folder `{name}`", Place(name), help=_help_near(path))
    if error.errno in (errno.EACCES, errno.EPERM):
        return _problem(path, f"`{name}` may not be read", "give yourself the right to read it")
    if error.errno == errno.ELOOP:
        return _problem(path, f"`{name}` is a link that leads back to itself", "name the file itself")
    return _problem(path, f"`{name}` cannot be read: {trouble(error)}", "see whether other programs can read it")


def _help_near(path: str) -> str:
    with suppress(OSError, ValueError):
        folder = Path(path).parent
        if not folder.is_dir():
            return f"there is no folder `{file_shown(str(folder))}` either"
    return "see how the file is called, and in which folder the command runs"


def _problem(path: str, message: str, help: str) -> Diagnostic:
    return diagnostic("SLA901", message, Place(file_shown(path)), help=help)


def _named(path: str, problems: list[Diagnostic], *, tables: bool) -> Sequence[str]:
    """The files that one path stands for; what is wrong with it is added to the problems."""
    if path == STDIN:
        return [path]
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116 - for Path an empty path is the current folder
    except (OSError, ValueError) as error:
        problems.append(unreadable(path, error))
        return []
    if stat.S_ISDIR(mode):
        return _in_folder(path, problems, tables=tables)
    if not (stat.S_ISREG(mode) or stat.S_ISFIFO(mode)):
        problems.append(_problem(path, f"`{file_shown(path)}` is neither a file nor a folder", _READABLE_TEXT))
        return []
    if stat.S_ISREG(mode) and format_of(path) is None and not (tables and is_table(path)):
        way_out = _TABLE_TEXT if is_table(path) else _READABLE_TEXT
        problems.append(_problem(path, f"the format of `{file_shown(path)}` is not known", way_out))
        return []
    return [path]


def _in_folder(folder: str, problems: list[Diagnostic], *, tables: bool) -> Sequence[str]:
    before = len(problems)
    names = sorted(_below(folder, problems, tables=tables))
    if not names and len(problems) == before:
        problems.append(_problem(folder, f"the folder `{file_shown(folder)}` has no event log in it", _READABLE_TEXT))
    return [name for name in names if _is_file(name, problems)]


def _is_file(path: str, problems: list[Diagnostic]) -> bool:
    """Whether a name found in a folder is a file. A pipe there would wait for a writer nobody promised."""
    try:
        if stat.S_ISREG(Path(path).stat().st_mode):
            return True
        problems.append(_problem(path, f"`{file_shown(path)}` is not a file", "name a pipe itself, not its folder"))
    except OSError as error:
        problems.append(unreadable(path, error))
    return False


def _below(folder: str, problems: list[Diagnostic], *, tables: bool) -> Iterator[str]:
    """The readable names below a folder. Links to folders are followed, each folder entered once."""
    entered = {os.path.realpath(folder)}
    walk = os.walk(folder, followlinks=True, onerror=lambda error: problems.append(_unread_folder(error)))
    for where, folders, names in walk:
        folders[:] = [name for name in sorted(folders) if not name.startswith(".") and _enter(where, name, entered)]
        yield from (
            str(Path(where, name))
            for name in names
            if not name.startswith(".") and (format_named(name) or (tables and is_table(name)))
        )


def _enter(where: str, name: str, entered: set[str]) -> bool:
    real = os.path.realpath(Path(where, name))
    if real in entered:
        return False
    entered.add(real)
    return True


def _unread_folder(error: OSError) -> Diagnostic:
    return unreadable(str(error.filename), error)
