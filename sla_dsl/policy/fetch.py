"""The name of a policy file → the agreement in it, or what is wrong."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path
from typing import NamedTuple

from sla_dsl.diagnostics import Diagnostic, Place, diagnostic
from sla_dsl.language.envelope import decode
from sla_dsl.language.load import load
from sla_dsl.model.agreement import Agreement
from sla_dsl.policy import git

_NOT_THERE = (FileNotFoundError, NotADirectoryError)


class Fetched(NamedTuple):
    """The agreement of a policy file (none where it is not valid), and every finding in it."""

    agreement: Agreement | None
    diagnostics: tuple[Diagnostic, ...]


def fetch(name: str) -> Fetched:
    """Read and load one policy file; its digest is of its bytes.

    SLA904: not there; SLA901: there, and cannot be read.
    """
    data = content(name)
    if isinstance(data, Diagnostic):
        return Fetched(None, (data,))
    source, refused = decode(shown(name), data)
    if source is None:
        return Fetched(None, tuple(refused))
    loaded = load(source, f"sha256:{hashlib.sha256(data).hexdigest()}")
    return Fetched(loaded.agreement, (*refused, *loaded.diagnostics))


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
        return Path(name).read_bytes()
    except _NOT_THERE:
        return diagnostic("SLA904", f"there is no file `{shown(name)}`", place, help="see where the command runs")
    except OSError as error:
        why = (error.strerror or "the system gives no reason").lower()
        return diagnostic("SLA901", f"`{shown(name)}` cannot be read: {why}", place, help="see who may read it")
