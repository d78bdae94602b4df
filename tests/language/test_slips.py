"""One letter wrong, anywhere in an agreement that ships: told at its word, with the word that was meant, and never silent.

A seeded sample of every word of `examples/` and `policies/`; a letter is left out, doubled, exchanged with the next, or
taken from beside it on the keyboard.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

from sla_dsl.diagnostics import Diagnostic, Source
from sla_dsl.language.envelope import Mapping, Node, Scalar, Sequence, read
from sla_dsl.language.load import load
from sla_dsl.model.agreement import Agreement
from sla_dsl.review import Places, examine

ROOT = Path(__file__).parents[2]
FILES = sorted((*(ROOT / "policies").glob("*.sla.yaml"), *(ROOT / "examples").glob("*/*.sla.yaml")))
SLIPS = 240
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")

FREE = re.compile(
    r"(?:agreement|version|title|parties/[^/]+/(?:name|signs)|(?:contacts|consequences)/[^/]+"
    r"|clauses/[^/]+/(?:why|was|accept/.*))\Z"
)
"""Texts in which any word may stand."""

NAMED = re.compile(
    r"(?:parties|contacts|consequences|calendars|clauses|funnel/(?:given|derive)|vocabulary/(?:facts|states|events)"
    r"|vocabulary/events/[^/]+/fields)/[^/]+\Z|vocabulary/events/[^/]+/(?:when|do|many)\Z|calendar/[A-Z]+\Z"
)
"""Where names are given: another letter is another name."""


class Word(NamedTuple):
    """A word at its offsets in a file; `path` is that of its key, joined by strokes."""

    file: Path
    path: str
    text: str
    start: int
    end: int


class Slip(NamedTuple):
    """A file with one letter wrong in a word, and what is said of it."""

    word: Word
    written: str
    agreement: Agreement | None
    told: list[Diagnostic]
    source: Source

    def here(self) -> list[Diagnostic]:
        """What underlines the word."""
        return [one for one in self.told if _touches(one, self)]

    def is_right(self) -> bool:
        """Whether one thing is said, of this word, and its way out names the word that was meant."""
        return len(self.told) == 1 and [self.word.text in one.help for one in self.here()] == [True]


def _touches(one: Diagnostic, slip: Slip) -> bool:
    span = one.place.span if one.place else None
    if span is None:
        return False
    start, end = slip.source.offset(span.line, span.column), slip.source.offset(span.end_line, span.end_column)
    return start <= slip.word.start + len(slip.written) and end >= slip.word.start


def words(file: Path) -> Iterator[Word]:
    """Every word of a file where a letter counts: not of free texts, of texts a condition names, nor of options."""
    text = file.read_text(encoding="utf-8")
    root, _ = read(Source(file.name, text))
    assert root is not None
    for path, scalar in _scalars(root):
        for found in re.finditer(r"[A-Za-z][A-Za-z']*(?:[-_.][A-Za-z0-9]+)*", text[scalar.start : scalar.end]):
            word = Word(file, path, found[0], scalar.start + found.start(), scalar.start + found.end())
            if not _is_any_text(word, text):
                yield word


def _is_any_text(word: Word, text: str) -> bool:
    before = text[text.rfind("\n", 0, word.start) + 1 : word.start]
    option = word.path.startswith("vocabulary/") and "one of" in before
    value = re.search(r"(?:\bis|\bis not|\bor)\s+(?:\"[^\"]*)?\Z|\"[^\"]*\Z", before) and word.text not in _KEYWORDS
    return bool(option or value) or word.text in ("k", "M")


_KEYWORDS = frozenset({"at", "more", "less", "not", "known", "missing", "yes", "no", "a", "the"})


def _scalars(node: Node, path: str = "") -> Iterator[tuple[str, Scalar]]:
    if isinstance(node, Mapping):
        for entry in node:
            here = f"{path}/{entry.key.text}" if path else entry.key.text
            if not NAMED.fullmatch(here):
                yield here, entry.key
            yield from _scalars(entry.value, here)
    elif isinstance(node, Sequence):
        for item in node:
            yield from _scalars(item, path)
    elif not FREE.match(path) and not re.match(r"vocabulary/events/[^/]+/(?:when|do|many)\Z", path):
        yield path, node


def slipped(word: str, random: Random) -> str:
    """The word with one letter wrong."""
    at = random.randrange(len(word))
    match random.randrange(4):
        case 0:
            return word[:at] + word[at + 1 :]
        case 1:
            return word[: at + 1] + word[at:]
        case 2 if at + 1 < len(word):
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    row = next((row for row in ROWS if word[at].lower() in row), ROWS[0])
    near = row[min(row.find(word[at].lower()) + 1, len(row) - 1)]
    return word[:at] + near + word[at + 1 :]


def _read(text: str) -> tuple[Agreement | None, list[Diagnostic], Source]:
    source = Source("a.sla.yaml", text)
    loaded = load(source)
    found = loaded.diagnostics
    if loaded.agreement is not None:
        found = examine(loaded.agreement, Places(source, loaded.keys), found)
    return loaded.agreement, [one for one in found if one.code != "SLA512"], source


@cache
def sample() -> tuple[Slip, ...]:
    """So many slips, the same each time."""
    random = Random(20261126)
    pool = [word for file in FILES for word in words(file)]
    made = []
    while len(made) < SLIPS:
        word = random.choice(pool)
        written = slipped(word.text, random)
        text = word.file.read_text(encoding="utf-8")
        if written != word.text:
            agreement, told, source = _read(text[: word.start] + written + text[word.end :])
            made.append(Slip(word, written, agreement, told, source))
    return tuple(made)


def test_the_files_themselves_earn_nothing():
    assert [file.name for file in FILES if _read(file.read_text(encoding="utf-8"))[1]] == []


def test_none_is_silent():
    """But where it means the same: another article, a unit in the singular."""
    silent = [slip for slip in sample() if not slip.told]
    other = [s for s in silent if s.agreement != _read(s.word.file.read_text(encoding="utf-8"))[0]]
    assert [(slip.word.file.name, slip.word.text, slip.written) for slip in other] == []


def test_nearly_all_are_told_at_their_word_with_what_was_meant():
    counted = Counter(slip.is_right() for slip in sample() if slip.told)
    assert counted[True] / counted.total() >= 0.97, [
        (slip.word.text, slip.written, [one.message for one in slip.told]) for slip in sample() if not slip.is_right()
    ]
