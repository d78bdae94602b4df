"""The name of a policy file → the agreement in it, or what is wrong."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from sla_dsl.diagnostics import Diagnostic, Place, Source, Span, diagnostic
from sla_dsl.model.agreement import Agreement
from sla_dsl.policy import git

LARGEST = 1 << 25
"""A file of more bytes is no agreement: 32 MB hold some hundred thousand clauses."""

_NOT_THERE = (FileNotFoundError, NotADirectoryError)


class Fetched(NamedTuple):
    """The agreement of a policy file (none where it is not valid), and every finding in it."""

    agreement: Agreement | None
    diagnostics: tuple[Diagnostic, ...]


class Opened(NamedTuple):
    """The same, with the text of the file (none where it cannot be read) and where each of its keys stands, by path."""

    agreement: Agreement | None
    diagnostics: tuple[Diagnostic, ...]
    source: Source | None = None
    keys: Mapping[tuple[str, ...], Span] = MappingProxyType({})


def fetch(name: str) -> Fetched:
    """Read and load one policy file; its digest is of its bytes.

    SLA904: not there; SLA901: there, and cannot be read.
    """
    opened = open_up(name)
    return Fetched(opened.agreement, opened.diagnostics)


def open_up(name: str, called: str | None = None) -> Opened:
    """The same as `fetch`, for who looks at the text too; `called` is the name that people know the file by."""
    data = content(name)
    if isinstance(data, Diagnostic):
        return Opened(None, (data,))
    import hashlib

    from sla_dsl.language.envelope import decode
    from sla_dsl.language.load import load

    source, refused = decode(shown(called or name), data)
    if source is None:
        return Opened(None, tuple(refused))
    loaded = load(source, f"sha256:{hashlib.sha256(data).hexdigest()}")
    return Opened(loaded.agreement, (*refused, *loaded.diagnostics), source, loaded.keys)


def shown(name: str) -> str:
    """A path as it can be shown: what is not UTF-8 in it is a mark."""
    return name.encode(errors="surrogateescape").decode(errors="replace")


def content(name: str) -> bytes | Diagnostic:
    """The bytes of a policy file. SLA904: not there; SLA901: there, and cannot be read."""
    if not os.path.lexists(name) and ":" in name:
        return git.content(name)
    place = Place(shown(name))
    try:
        mode = Path(name).stat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISFIFO(mode)):
            return diagnostic("SLA901", f"`{shown(name)}` is no file", place, help="name the agreement's file")
        with Path(name).open("rb") as file:
            data = file.read(LARGEST + 1)
        return data if len(data) <= LARGEST else _too_large(name, place)
    except _NOT_THERE:
        return diagnostic("SLA904", f"there is no file `{shown(name)}`", place, help="see where the command runs")
    except OSError as error:
        why = (error.strerror or "the system gives no reason").lower()
        return diagnostic("SLA901", f"`{shown(name)}` cannot be read: {why}", place, help="see who may read it")


def _too_large(name: str, place: Place) -> Diagnostic:
    message = f"`{shown(name)}` is larger than {LARGEST >> 20} MB, and so no agreement"
    return diagnostic("SLA901", message, place, help="name the agreement's file; a log of events is no agreement")
