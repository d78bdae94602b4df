"""Outputs to files: written beside, then renamed, so that what was there is untouched until all is well."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import click

from sla_dsl.cli.screen import UnwritableError, print_result, unwritable
from sla_dsl.cli.undisturbed import undisturbed
from sla_dsl.diagnostics import Diagnostic
from sla_dsl.report.rows import ROW_FORMATS
from sla_dsl.report.utf8 import utf8

STDOUT = ("-", "/dev/stdout")
"""Paths that mean standard output."""

_DEVICES = ("/dev/", "/proc/")
_NEW = 0o666
_OWN = 0o600
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_AGREEMENT = ".sla.yaml"


class Output(NamedTuple):
    """What goes where: the option that names it, its path, and its text in pieces."""

    option: str
    path: str
    text: Iterable[str] | Iterable[bytes]
    for_people: bool = False


class _Staged(NamedTuple):
    written: Path
    target: Path
    path: str


def write_outputs(outputs: Sequence[Output]) -> None:
    """Write all outputs. Raises UnwritableError where any cannot be written; then no file is changed.

    Standard output, pipes and devices are written to as they are, after all files lie ready.
    """
    staged: list[_Staged] = []
    found: list[Diagnostic] = []
    try:
        for output in outputs:
            if not _is_stream(output.path):
                _attempt(output, staged, found)
        for output in outputs:
            if _is_stream(output.path):
                _attempt(output, staged, found)
        if not found:
            _commit(staged, found)
    finally:
        for one in staged:
            with suppress(OSError):
                one.written.unlink()
    if found:
        raise UnwritableError(found)


def refuse_clashes(outputs: Sequence[tuple[str, str | None]], inputs: Iterable[str]) -> None:
    """Raise click's usage error where two outputs (option and path) are one file, or one is also an input."""
    taken: dict[str, str] = {}
    for option, path in outputs:
        if path is None:
            continue
        if not path:
            raise click.UsageError(f"{option} names no file")
        other = taken.setdefault(_identity(path), option)
        if other != option and not _is_nowhere(path):
            raise click.UsageError(f"{other} and {option} name the same output, `{path}`")
    read = [Path(_identity(path)) for path in inputs if path != "-"]
    for option, path in outputs:
        if path and not _is_stream(path):
            _refuse_to_write_over(option, path, read)


def _refuse_to_write_over(option: str, path: str, read: Sequence[Path]) -> None:
    if path.endswith(_AGREEMENT):
        raise click.UsageError(f"{option} names `{path}`; what ends in {_AGREEMENT} is an agreement, and no report")
    target = Path(_identity(path))
    is_log = target.suffix.lower() in ROW_FORMATS and target.is_file()
    if any(target == one or (is_log and target.is_relative_to(one)) for one in read):
        raise click.UsageError(f"{option} would write over `{path}`, which is read")


def _attempt(output: Output, staged: list[_Staged], found: list[Diagnostic]) -> None:
    try:
        if output.path in STDOUT:
            _print(output)
        elif _is_stream(output.path):
            _write_through(output)
        else:
            _stage(output, staged)
    except UnwritableError as error:
        found += error.found
    except BrokenPipeError:
        return
    except (OSError, ValueError) as error:
        found.append(unwritable(output.path, error))


def _stage(output: Output, staged: list[_Staged]) -> None:
    """Write the text beside its place, with the rights that the file there has, or a new one would have."""
    target = Path(os.path.realpath(output.path))
    if target.is_dir() or output.path.endswith(os.sep):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if target.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    there = target.exists()
    if there and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    # Noted before it is there: whatever ends the process from here on, it is taken away.
    written = target.parent / f".slac-{os.urandom(8).hex()}.part"
    staged.append(_Staged(written, target, output.path))
    with os.fdopen(os.open(written, _CREATE, _OWN), "wb") as file:
        for piece in output.text:
            file.write(_bytes(piece))
        file.flush()
        os.fsync(file.fileno())
    written.chmod(stat.S_IMODE(target.stat().st_mode) if there else _NEW & ~_umask())


def _commit(staged: Sequence[_Staged], found: list[Diagnostic]) -> None:
    with undisturbed():
        for one in staged:
            try:
                one.written.replace(one.target)
            except OSError as error:
                found.append(unwritable(one.path, error))


def _write_through(output: Output) -> None:
    with Path(output.path).open("wb") as file:
        file.writelines(_bytes(piece) for piece in output.text)


def _print(output: Output) -> None:
    pieces: list[str | bytes] = list(output.text)
    texts = [piece for piece in pieces if isinstance(piece, str)]
    if len(texts) == len(pieces):
        print_result("".join(texts), for_people=output.for_people)
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(b"".join(map(_bytes, pieces)))
    sys.stdout.buffer.flush()


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else utf8(text)


def _is_stream(path: str) -> bool:
    """Whether a path is written to as it is: standard output, a device, a pipe, an open file's number."""
    if path in STDOUT or path.startswith(_DEVICES):
        return True
    try:
        mode = Path(path).stat().st_mode
    except (OSError, ValueError):
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _is_nowhere(path: str) -> bool:
    return path == os.devnull


def _identity(path: str) -> str:
    """The file that a path leads to; the path itself where it leads nowhere, as when the current folder is gone."""
    if path in STDOUT:
        return STDOUT[0]
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):
        return path


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
