"""Spaces that only look like YAML's: where the layout of a file hangs on them, they are told, and read as plain ones."""

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
    """A source whose odd spaces are plain ones, at the same places, and what is told of them (SLA101)."""

    source: Source
    found: list[Diagnostic]


def spaced(source: Source) -> Spaced | None:
    """What the source was meant as; nothing where no odd space stands before a line or after the colon of a key."""
    text, runs = source.text, list[tuple[int, int]]()
    for match in _PLACES.finditer(text):
        name = "before" if match["before"] else "after"
        first = _CHARACTER.search(text, *match.span(name))
        assert first is not None
        runs.append((first.start(), match.end(name)))
    if not runs:
        return None
    told = [_told(source, *run, and_more(len(runs)) if number == SHOWN else "") for number, run in _numbered(runs)]
    for start, end in runs:
        text = text[:start] + " " * (end - start) + text[end:]
    return Spaced(Source(source.name, text), told)


def _numbered(runs: list[tuple[int, int]]) -> list[tuple[int, tuple[int, int]]]:
    return list(enumerate(runs[:SHOWN], start=1))


def _told(source: Source, start: int, end: int, more: str) -> Diagnostic:
    character = source.text[start]
    name = unicodedata.name(character, f"U+{ord(character):04X}").lower()
    message = f"an invisible character ({name}) stands where YAML needs a plain space{more}"
    return diagnostic("SLA101", message, Place.of(source, source.span(start, end)), help="write a plain space instead")
