"""Words and phrases: what they are made of, and which have a meaning of their own."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

ARTICLES = frozenset({"a", "an", "the"})
"""Words that do not count when phrases are matched."""

RESERVED = ("and", "or", "where", "within", "for", "until", "before", "become",
            "is breached", "at least", "at most", "more than", "less than")  # fmt: skip
"""What a declared phrase may not hold anywhere: each of these ends a phrase."""

RESERVED_FIRST = ("not", "state", "either", "both", "record", "of")
"""What a declared phrase may not begin with."""

RESERVED_IN_VALUES = ("unless", "paused while", "otherwise", "then after", "is", "if", "must", "each")
"""What a value without quotes may not hold either: a forgotten comma would make a longer value of the rest."""

SAYS_NOTHING = frozenset({"null", "none", "nil", "empty", "blank", "unknown", "n/a", "na", "nan", "undefined", "unset"})
"""Texts that other tools have for a missing value; one that is meant as text stands in double quotes."""

SAYS_SOMETHING = frozenset(
    {"given", "filled", "provided", "specified", "stated", "set", "present", "any", "anything", "something", "whatever"}
)
"""Texts that say that there is a value, and not which."""

_EDGE = r"[^\s\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]"
_INSIDE = r"[^\s\x00-\x26\x28-\x2c\x2e\x3a-\x40\x5b-\x5e\x60\x7b-\x7f]"
WORD = rf"{_EDGE}(?:{_INSIDE}*{_EDGE})?"
"""One word: letters and digits of any script (with their marks), and `_ - ' /` inside."""

EVENT_ID = r"[a-z0-9_\-]+(?:\.[a-z0-9_\-]+)+"
"""The id of an event: `lead.assigned`."""

ID = r"[a-z][a-z0-9\-]*"
"""The id of an agreement, a party, a clause, a contact, a calendar or a consequence."""

_PHRASE = re.compile(rf"{WORD}(?: {WORD})*")
_CLAUSE_WORDS = re.compile(
    rf"(?<!\S)(?:{'|'.join((*RESERVED, *RESERVED_IN_VALUES))})(?!\S)".replace(" ", r"\s+")
    + r"|\A(?:known|missing)\Z|\Anot(?!\S)|\A(?i:not\s+null)\Z"
    r"|(?<=\s)(?P<counted>[0-9]+\s+(?:(?:business|calendar)\s+)?(?:time|minute|hour|day|week|month)s?)(?!\S)"
)


def _slips(word: str) -> str:
    """A pattern of the word with one letter left out, put in or wrong, or two that changed places."""
    pairs = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    left_out = {before + after[1:] for before, after in pairs if after}
    exchanged = {before + after[1] + after[0] + after[2:] for before, after in pairs if len(after) > 1}
    wrong = {f"{before}[a-z]{after[1:]}" for before, after in pairs if after}
    put_in = {f"{before}[a-z]{after}" for before, after in pairs}
    return "|".join(sorted((left_out | exchanged | wrong | put_in) - {word}))


_SLIPPERY = ("known", "missing", "unless", "otherwise", "within")


@cache
def _slip() -> re.Pattern[str]:
    """Words that look like a slip of the pen where a value is bare: `is knwon`, `is price unles the lead replies`."""
    return re.compile(
        rf"(?i:\A(?!(?:known|missing)\Z)(?:{_slips('known')}|{_slips('missing')})\Z"
        rf"|(?<=\s)(?!(?:unless|otherwise|within)(?!\S))"
        rf"(?:{'|'.join(map(_slips, ('unless', 'otherwise', 'within')))})(?!\S))"
    )


def _may_slip(value: str) -> bool:
    """Whether a slip can be in a value: a word about as long that lacks one letter at most. Most spare the pattern."""
    return any(
        abs(len(word) - len(meant)) < 2 and len({*meant} - {*word.casefold().replace("ı", "i")}) < 2
        for word in value.split()
        for meant in _SLIPPERY
    )


_RESERVED = re.compile(rf"(?<!\S)(?:{'|'.join(RESERVED)})(?!\S)")


def is_phrase(text: str) -> bool:
    """Whether the text is words with one space between them."""
    return _PHRASE.fullmatch(text) is not None and all(map(_is_word_character, text))


def _is_word_character(character: str) -> bool:
    return character in " _-'/" or unicodedata.category(character)[0] in "LNM"


def is_id(text: str) -> bool:
    """Whether the text is an id: a small letter, then small letters, digits and hyphens."""
    return re.fullmatch(ID, text) is not None


def is_event_id(text: str) -> bool:
    """Whether the text is the id of an event: two words or more joined by dots."""
    return re.fullmatch(EVENT_ID, text) is not None


def has_reserved_word(text: str) -> bool:
    """Whether a value holds words that mean something in a clause, so that it stands in double quotes."""
    return clause_words_in(text) is not None


def clause_words_in(value: str) -> tuple[int, int] | None:
    """Where the first words stand in a value that mean something in a clause, or are a slip of such; or nothing."""
    found = _CLAUSE_WORDS.search(value) or (_slip().search(value) if _may_slip(value) else None)
    return found.span(found.lastgroup or 0) if found else None


def reserved_in(phrase: str) -> str | None:
    """The reserved words that forbid this text as a declared phrase, or nothing."""
    found = _RESERVED.search(phrase)
    if found:
        return found.group()
    first = phrase.split(" ", 1)[0]
    return first if first in RESERVED_FIRST else None


def without_articles(phrase: str) -> str:
    """The phrase as it is matched: line breaks are spaces, and articles do not count."""
    return " ".join(word for word in phrase.split() if word not in ARTICLES)
