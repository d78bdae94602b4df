"""Small changes that may have been meant by a sentence that cannot be read; each is only tried, and judged by its effect."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from sla_dsl.language.habits import habits_in
from sla_dsl.language.mistakes import PERIODS, UNITS
from sla_dsl.language.near import is_misspelt
from sla_dsl.language.syntax import Mistake

KEYWORDS = (
    "when", "every time", "the first time", "each", "must", "must not", "not", "state", "either", "both", "record",
    "deliver", "ensure", "become", "where", "is", "is breached", "known", "missing", "at least", "at most",
    "more than", "less than", "within", "if", "for", "until", "before", "times", "on", "different days", "unless",
    "paused while", "for at least", "of cases each", "with at most", "breaches each", "otherwise", "notify", "apply",
    "then after", "of", "or", "and",
)  # fmt: skip
"""The words of the grammar, in groups in which they stand together."""

_TAILS = r"unless|paused\s+while|otherwise|for\s+at\s+least|with\s+at\s+most"
_WORD = re.compile(r"\"[^\"]*\"|\[[^\[\]]*\]|[^\s,\"\[\]]+")
_FIX = re.compile(r"(?:did you mean|write) `([^`…]*)`(?: instead)?\??")
_GIVEN = {"write a comma instead": ",", "write a plain space instead": " ", "a clause ends without a period": "",
          "leave it out": "", "leave the comma out": "", "write `is` before it": " is "}  # fmt: skip


class Edit(NamedTuple):
    """Another text for [start, end), the mistake that it mends, and how far-fetched it is (0 is at hand)."""

    start: int
    end: int
    instead: str
    mistake: Mistake
    cost: int


def offered(mistakes: Collection[Mistake]) -> Iterator[Edit]:
    """What the mistakes' own ways out come to, where they say what to write."""
    for mistake in mistakes:
        fix = fix_of(mistake.help)
        if fix is not None:
            yield Edit(mistake.start, mistake.end, fix, mistake, 0)


def fix_of(help: str) -> str | None:
    """What a help line says to write in the place of the underlined words; nothing where it says no such thing."""
    if help in _GIVEN:
        return _GIVEN[help]
    if re.fullmatch(r"leave `[^`]*` out", help):
        return ""
    found = _FIX.fullmatch(help)
    return found[1] if found else None


def candidates(text: str, known: Collection[str]) -> Iterator[Edit]:
    """Every change that is worth trying. `known` are the words of the vocabulary and of the file's names."""
    for habit in habits_in(text):
        yield Edit(habit.start, habit.end, habit.instead, habit.mistake, 1)
    words = list(_WORD.finditer(text))
    strange = [word[0] not in known and not re.match(r"[0-9\"\[]", word[0]) for word in words]
    yield from _misspelt(text, words, strange)
    yield from _commas(text)
    yield from _superfluous(text, words, strange)


def _misspelt(text: str, words: list[re.Match[str]], strange: list[bool]) -> Iterator[Edit]:
    """Words that are a keyword or a unit with letters mistyped, together or apart, or in capitals."""
    for size in (1, 2, 3):
        for at in range(len(words) - size + 1):
            start, end = words[at].start(), words[at + size - 1].end()
            written = " ".join(text[start:end].split())
            if "," in written:
                continue
            for keyword, code in _NAMES:
                if not is_misspelt(written, keyword):
                    continue
                same = written.casefold().replace(" ", "") == keyword.replace(" ", "")
                if same or any(strange[at : at + size]):
                    yield Edit(start, end, keyword, _not_understood(written, keyword, start, end, code), 1 if same else 2)


_NAMES = (
    *((keyword, "SLA301") for keyword in KEYWORDS),
    *((unit, "SLA318") for unit in UNITS),
    *((period, "SLA301") for period in PERIODS),
)


def _not_understood(written: str, keyword: str, start: int, end: int, code: str) -> Mistake:
    if code == "SLA318":
        message = f"`{written}` is no unit of time"
    elif keyword in PERIODS:
        message = f"`{written}` is no period"
    else:
        message = f"`{written}` is not understood here"
    return Mistake(code, message, start, end, f"did you mean `{keyword}`?")


def _commas(text: str) -> Iterator[Edit]:
    """A comma more before a tail or a duty, or one less."""
    for found in re.finditer(rf"(?<![\w-])(?P<tail>{_TAILS})(?=\s)|(?P<duty>[^\s,]+\s+must)(?=\s)", text):
        before = text[: found.start()].rstrip()
        if before and not before.endswith(","):
            words = " ".join(found[0].split())
            mistake = Mistake("SLA302", f"a comma is missing before `{words}`", *found.span(), f"write `, {words}`")
            yield Edit(found.start(), found.end(), f", {words}", mistake, 3)
    for found in re.finditer(r",", text):
        mistake = Mistake("SLA301", "a comma cannot stand here", *found.span(), "leave the comma out")
        yield Edit(found.start(), found.end(), "", mistake, 3)


def _superfluous(text: str, words: list[re.Match[str]], strange: list[bool]) -> Iterator[Edit]:
    """Up to three words in a row that nothing knows, less them."""
    for size in (1, 2, 3):
        for at in range(len(words) - size + 1):
            if not all(strange[at : at + size]):
                continue
            start, end = words[at].start(), words[at + size - 1].end()
            written = " ".join(text[start:end].split())
            mistake = Mistake("SLA301", f"`{written}` is not understood here", start, end, f"leave `{written}` out")
            yield Edit(start, end, "", mistake, 4 + size)
