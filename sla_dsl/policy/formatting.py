"""The name of a policy file → its text as it is and in canonical layout. Nothing is written."""

from __future__ import annotations

import codecs
import os
import stat
import sys
from pathlib import Path
from typing import BinaryIO

from sla_dsl.diagnostics import Diagnostic, Place, diagnostic
from sla_dsl.language.envelope import decode
from sla_dsl.language.layout import lay_out
from sla_dsl.model.result import Formatted
from sla_dsl.policy.fetch import content, shown
from sla_dsl.policy.find import STDIN

_MARK = codecs.BOM_UTF8.decode()


def formatted(name: str, stdin: BinaryIO | None = None) -> Formatted:
    """A policy file, or standard input for `-` (`stdin` where it is given), with its clauses in canonical layout.

    SLA904: not there; SLA901: there, and cannot be read, or is nothing that can be written anew.
    """
    data = _input(stdin) if name == STDIN else _file(name)
    if isinstance(data, Diagnostic):
        return Formatted(name, diagnostics=(data,))
    source, refused = decode(shown(name), data)
    if source is None:
        return Formatted(name, diagnostics=tuple(refused))
    mark = _MARK if data.startswith(codecs.BOM_UTF8) else ""
    laid_out = lay_out(source)
    return Formatted(name, mark + source.text, mark + laid_out.text, laid_out.altered, laid_out.diagnostics)


def committed(name: str) -> Diagnostic | None:
    """Why `REV:PATH` cannot be altered (SLA903); nothing where a name is none."""
    if os.path.lexists(name) or ":" not in name:
        return None
    message = f"`{shown(name)}` is a revision in Git, and what is committed is never altered"
    path = shown(name).partition(":")[2]
    way_out = f"name the file itself: `{path}`" if path else "name the file itself"
    return diagnostic("SLA903", message, Place(shown(name)), help=way_out)


def _file(name: str) -> bytes | Diagnostic:
    """The file's bytes; a pipe or a device is not read, as it cannot be written anew."""
    try:
        is_special = not stat.S_ISREG(Path(name).stat().st_mode)
    except (OSError, ValueError):
        is_special = False
    if is_special:
        message = f"`{shown(name)}` is no file that can be written anew"
        return diagnostic("SLA901", message, Place(shown(name)), help="name a file, or `-` for standard input")
    return content(name)


def _input(stdin: BinaryIO | None) -> bytes | Diagnostic:
    source = stdin or getattr(sys.stdin, "buffer", None)
    try:
        if source is not None:
            data: bytes = source.read()
            return data
    except (OSError, ValueError):
        pass
    way_out = "name a file, or pipe an agreement into the command"
    return diagnostic("SLA901", "there is no standard input", Place(STDIN), help=way_out)
