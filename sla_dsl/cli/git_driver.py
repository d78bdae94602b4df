"""What Git asks of a program that compares files, or makes text of one, and never lets fail.

As an external diff it is called with `path old-file old-hex old-mode new-file new-hex new-mode`, for a renamed file
with its new path and a line about it after these, for one that is not merged with the path alone. A program that ends
with anything but 0 stops `git diff`, so what cannot be compared is shown line by line.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from difflib import unified_diff
from pathlib import Path

import click

from sla_dsl.cli.ending import Ending
from sla_dsl.cli.screen import print_result
from sla_dsl.diagnostics import Diagnostic, errors_in

_AGREEMENT = ".sla.yaml"
_UNMERGED, _USUAL, _RENAMED = 1, 7, 9


def as_git_asks(arguments: Sequence[str]) -> Ending:
    """Compare the two files that Git hands over, and print it. Raises click's usage error for other arguments."""
    if len(arguments) == _UNMERGED:
        print_result(f"* Unmerged path {arguments[0]}\n", for_people=True)
        return Ending.DONE
    if len(arguments) not in (_USUAL, _RENAMED):
        message = "Git calls an external diff with 7 arguments (9 where a file is renamed)"
        raise click.UsageError(f"{message}, and here are {len(arguments)}; set `diff.slac.command` as the docs say")
    path, old, new = arguments[0], arguments[1], arguments[4]
    other = arguments[7] if len(arguments) == _RENAMED else path
    head = f"diff --slac a/{path} b/{other}\n"
    print_result(f"{head}{_compared(old, new, path, other)}", for_people=True)
    return Ending.DONE


def _compared(old: str, new: str, path: str, other: str) -> str:
    if not other.endswith(_AGREEMENT) and not path.endswith(_AGREEMENT):
        return _lines(old, new, path, other)
    from sla_dsl import api
    from sla_dsl.report.diagnostics_text import diagnostics_text
    from sla_dsl.report.formats import DIFF

    found = api.diff(old, new, called=other)
    if errors_in(found.diagnostics):
        return f"{diagnostics_text(found.diagnostics)}{_lines(old, new, path, other)}"
    return DIFF["text"](found)


def _lines(old: str, new: str, path: str, other: str) -> str:
    """The two files line by line, as far as they are text."""
    names = (f"a/{path}" if old != os.devnull else old, f"b/{other}" if new != os.devnull else new)
    lines = unified_diff(_read(old), _read(new), *names)
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _read(file: str) -> list[str]:
    try:
        return Path(file).read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)
    except OSError:
        return []


def meaning_of(arguments: Sequence[str]) -> Ending:
    """Print what one file means, or the file as it is where it is no valid agreement: Git compares the two texts."""
    from sla_dsl import api

    if len(arguments) != 1:
        raise click.UsageError("--textconv takes one file")
    text, found = api.meaning(arguments[0])
    print_result(text if text is not None else _as_it_is(arguments[0], found))
    return Ending.DONE


def _as_it_is(file: str, found: Sequence[Diagnostic]) -> str:
    codes = " ".join(dict.fromkeys(one.code for one in found if one.is_error))
    return "".join([f"# not a valid agreement: {codes}\n", *_read(file)])
