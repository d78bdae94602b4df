"""Spaces that only look like YAML's: where a file's layout hangs on them, they are told, and read as plain ones."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from sla_dsl.diagnostics import Diagnostic, Place, Source, diagnostic
from sla_dsl.language.characters import SHOWN, and_more

_ODD = "\u00a0\u1680\u2000-\u200d\u202f\u205f\u2060\u3000"
_BEFORE_A_LINE = rf"^(?:-?[ {_ODD}])*?(?P<before>[{_ODD}]+)"
_AFTER_A_COLON = rf"(?:^[ {_ODD}]*(?:- )?|[{{,] *)[\w.-][\w .-]*:(?P<after> *[{_ODD}]+)"
_PLACES = re.compile(rf"{_BEFORE_A_LINE}|{_AFTER_A_COLON}", re.MULTILINE)
_CHARACTER = re.compile(rf"[{_ODD}]")


class Spaced(NamedTuple):
    """A source whose odd spaces are plain ones, at the same places, and what is told of them (SLA101).

    `moved` are the lines that they indent.
    """

    source: Source
    found: list[Diagnostic]
    moved: frozenset[int]


def spaced(source: Source) -> Spaced | None:
    """What the source was meant as; nothing where no odd space stands before a line or after the colon of a key."""
    text, runs = source.text, [_run(source.text, match) for match in _PLACES.finditer(source.text)]
    if not runs:
        return None
    told = [
        _told(source, run, and_more(len(runs)) if number == SHOWN else "")
        for number, run in enumerate(runs[:SHOWN], start=1)
    ]
    for run in runs:
        text = text[: run.start] + " " * (run.end - run.start) + text[run.end :]
    moved = frozenset(source.position(run.start)[0] for run in runs if run.indents)
    return Spaced(Source(source.name, text), told, moved)


class _Run(NamedTuple):
    """Odd spaces and what space follows them, at [start, end); whether a line is indented by them."""

    start: int
    end: int
    indents: bool


def _run(text: str, match: re.Match[str]) -> _Run:
    start, end = match.span("before" if match["before"] else "after")
    first = _CHARACTER.search(text, start, end)
    assert first is not None
    return _Run(first.start(), end, match["before"] is not None)


def _told(source: Source, run: _Run, more: str) -> Diagnostic:
    character = source.text[run.start]
    name = unicodedata.name(character, f"U+{ord(character):04X}").lower()
    message = f"an invisible character ({name}) stands where YAML needs a plain space{more}"
    way_out = "indent with plain spaces, two for each level" if run.indents else "write a plain space instead"
    return diagnostic("SLA101", message, Place.of(source, source.span(run.start, run.end)), help=way_out)
