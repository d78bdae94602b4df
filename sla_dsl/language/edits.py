"""A change to a sentence that is worth trying, and what a sentence may name."""

from __future__ import annotations

import re
from typing import NamedTuple

from sla_dsl.language.mistakes import PERIODS
from sla_dsl.language.near import is_misspelt
from sla_dsl.language.syntax import Mistake
from sla_dsl.model.words import ARTICLES

TAILS = r"unless|paused\s+while|otherwise|for\s+at\s+least|with\s+at\s+most"
"""How a tail begins, as a pattern."""


class Edit(NamedTuple):
    """Another text for [start, end), the mistake that it mends, and how far-fetched it is (0 is at hand)."""

    start: int
    end: int
    instead: str
    mistake: Mistake
    cost: int


class Known(NamedTuple):
    """What a sentence may name: the words of the vocabulary and of names, the ids of the file, the funnel's figures."""

    words: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
    figures: frozenset[str] = frozenset()
    people: tuple[tuple[str, str], ...] = ()
    """What parties and contacts are called beside their ids: names and addresses, each with the id."""
    duties: tuple[str, ...] = ()
    happenings: tuple[str, ...] = ()
    """The phrases by which something happens: `a lead is assigned`."""
    parties: tuple[str, ...] = ()
    currency: str | None = None
    plurals: tuple[str, ...] = ()
    done: tuple[tuple[str, str], ...] = ()
    """Plurals, each with the duty of the same event: `contact attempts`, `attempt contact`."""
    names: tuple[str, ...] = ()
    """What a condition may name: fields and facts."""
    money: tuple[str, ...] = ()
    """Those of them that are money."""
    turns: tuple[tuple[str, str], ...] = ()
    """Happenings, each with the duty of the same event: `a meeting is held`, `hold a meeting`."""

    @property
    def owing(self) -> str:
        """The party that is named where none is: sales, where there is one of that name. There must be a party."""
        return "sales" if "sales" in self.parties else self.parties[0]


def not_understood(written: str, keyword: str, start: int, end: int, code: str = "SLA301") -> Mistake:
    """The mistake of words for which a keyword, a unit or a name was meant.

    Only the words that are wrong are underlined: those that need only be left out, or have to be others.
    """
    if code == "SLA301":
        written, keyword, start, end = _differing(written, keyword, start, end)
    extra = _left_over(written, keyword) if code == "SLA301" and len(written) == end - start else None
    if extra is not None:
        words = written[slice(*extra)]
        message, way_out = f"`{words}` is not understood here", f"leave `{words}` out"
        return Mistake(code, message, start + extra[0], start + extra[1], way_out)
    if code == "SLA318":
        message = f"`{written}` is no unit of time"
    elif keyword in PERIODS:
        message = f"`{written}` is no period"
    else:
        message = f"`{written}` is not understood here"
    return Mistake(code, message, start, end, f"did you mean `{keyword}`?")


def _differing(written: str, meant: str, start: int, end: int) -> tuple[str, str, int, int]:
    """What is written, what is meant and where: only the one word that is misspelt, where the others are as meant."""
    own, other = written.split(" "), meant.split(" ")
    wrong = [place for place, (one, wanted) in enumerate(zip(own, other, strict=False)) if one != wanted]
    # Where there is other space between the words than is shown, their places are not known.
    if len(written) != end - start or len(own) != len(other) or len(wrong) != 1:
        return written, meant, start, end
    word, wanted = own[wrong[0]], other[wrong[0]]
    if word.casefold() == wanted or not is_misspelt(word, wanted):
        return written, meant, start, end
    start += sum(len(word) + 1 for word in own[: wrong[0]])
    return word, wanted, start, start + len(word)


def _left_over(written: str, meant: str) -> tuple[int, int] | None:
    """Where the words stand that need only be left out for what is meant to remain; nothing where it takes more."""
    if written.endswith(f" {meant}"):
        return 0, len(written) - len(meant) - 1
    return (len(meant) + 1, len(written)) if written.startswith(f"{meant} ") else None


def loosely(phrase: str) -> str:
    """A pattern for a phrase in which articles may be others, or left out."""
    words = [word for word in phrase.split() if word not in ARTICLES]
    return r"\s+(?:(?:an?|the)\s+)?".join(map(re.escape, words))
