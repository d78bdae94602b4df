"""How near two words or phrases are, by what people do to them: letters mistyped, endings bent, words exchanged."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType

from sla_dsl.diagnostics import nearest
from sla_dsl.model.words import ARTICLES

LONGEST = 40
"""Words longer than this (in characters) are not compared letter by letter."""

_STOPS = ARTICLES | {
    "is", "are", "was", "were", "be", "been", "being", "has", "have", "had", "gets", "get", "got", "will", "to", "that",
    "this", "these", "new", "newly", "any", "some", "its", "their", "us", "every", "each", "all",
}  # fmt: skip
"""Words that tell no event from another."""

_SAME: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "call": ("contact",), "phone": ("contact",), "ring": ("contact",), "dial": ("contact",), "email": ("contact",),
        "e-mail": ("contact",),
        "reach": ("contact",), "approach": ("contact",), "touch": ("contact",), "engage": ("contact",),
        "answer": ("reply",), "respond": ("reply",), "response": ("reply",), "react": ("reply",),
        "give": ("assign",), "given": ("assign",), "pass": ("assign",), "route": ("assign",), "hand": ("assign",),
        "transfer": ("assign",), "distribute": ("assign",), "allocate": ("assign",),
        "take": ("accept",), "decline": ("reject",), "refuse": ("reject",), "return": ("reject",),
        "make": ("create",), "open": ("create",), "add": ("create",), "register": ("create",), "enter": ("create",),
        "schedule": ("book",), "arrange": ("book",), "set": ("book",), "call-back": ("contact",),
        "appointment": ("meeting",), "happens": ("held",), "attend": ("held",),
        "deal": ("opportunity",), "opp": ("opportunity",), "opps": ("opportunity",), "sql": ("accepted", "lead"),
        "mql": ("qualified", "lead"), "prospect": ("lead",), "inquiry": ("lead",), "enquiry": ("lead",),
        "pipeline": ("valued", "opportunities"), "offers": ("valued", "opportunities"),
        "it": ("lead",), "them": ("lead",), "him": ("lead",), "her": ("lead",), "they": ("lead",),
        "calls": ("contact", "attempts"), "touches": ("contact", "attempts"), "tries": ("contact", "attempts"),
        "took": ("held",), "place": ("held",),
        "loss": ("lost",), "customer": ("lead",), "client": ("lead",), "lose": ("lost",), "win": ("won",),
        "try": ("attempt",),
    }
)  # fmt: skip
"""Words that people of the field use for the standard vocabulary's."""


_ALSO: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "phone": ("call",),
        "ring": ("call",),
        "dial": ("call",),
        "schedule": ("plan",),
        "email": ("write",),
        "make": ("book",),
        "do": ("book",),
        "organise": ("book",),
        "organize": ("book",),
        "fix": ("book",),
        "get": ("book",),
        "plan": ("book",),
        "agree": ("book",),
    }
)
"""Words for which a file's own vocabulary is likely to have another."""


_LIGHT = frozenset(
    {"do", "does", "make", "makes", "perform", "conduct", "hold", "have", "run", "carry", "provide", "deliver"}
)
"""Verbs that say little: the noun after them tells what is done."""


def distance(one: str, other: str, most: int) -> int:
    """How many letters are wrong, left out, put in or exchanged with their neighbour; above `most`, `most` + 1."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, wanted in enumerate(other, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                best = min(best, last[j - 2] + 1)
            row.append(best)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def tolerance(word: str) -> int:
    """How many letters of a word may be wrong before it is another word."""
    return 0 if len(word) < 3 else 1 if len(word) < 6 else 2 if len(word) < 12 else 3


def is_misspelt(word: str, known: str, *, strictly: bool = False) -> bool:
    """Whether a word is a known one with letters mistyped, or in other capitals or spaces, and not that word itself.

    `strictly` allows for one letter only.
    """
    if word == known or len(word) > LONGEST:
        return False
    plain, wanted = _squashed(word), _squashed(known)
    if plain == wanted:
        return True
    if len(wanted) < 3:
        return sorted(plain) == sorted(wanted) or (not strictly and distance(plain, wanted, 1) <= 1)
    most = min(1, tolerance(wanted)) if strictly else tolerance(wanted)
    return distance(plain, wanted, most) <= most


def _squashed(text: str) -> str:
    return re.sub(r"[\s\-]+", "", text.casefold())


@lru_cache(maxsize=1024)
def nearest_phrase(phrase: str, known: frozenset[str]) -> str | None:
    """The known phrase that says the same in other words, or is mistyped; nothing where none is near enough.

    Every word that tells events apart must have its like, but for one in five.
    """
    best, score = None, 0.75
    words = _content(phrase)
    if not words:
        return None
    for candidate in sorted(known):
        content = _content(candidate)
        alike = _alike(words, content)
        if alike and len(words) > 1 and content and content[0][0] in words[0]:
            alike += _FIRST
        if alike > score:
            best, score = candidate, alike
    return best or _by_letters(phrase, known) or _of_which_it_is_part(words, known) or _alone(words, known)


def _by_letters(phrase: str, known: Iterable[str]) -> str | None:
    """The known phrase that is written nearly so; but for one that differs in whole words: `meet the lead`."""
    found = nearest(phrase, known, alike=0.85)
    if found is None:
        return None
    ones, others = phrase.casefold().split(), found.casefold().split()
    differing = [(one, other) for one, other in zip(ones, others, strict=False) if one != other]
    are_words = len(ones) == len(others) and any(not _word_alike(*pair) for pair in differing if not ARTICLES & {*pair})
    return None if are_words else found


_FIRST = 0.05
"""So much more alike are two phrases of which the first words are: they say what is done."""


def _of_which_it_is_part(words: tuple[tuple[str, ...], ...], known: frozenset[str]) -> str | None:
    """The one known phrase that holds all of the words (`accept` of `accept the lead`), or is held by them."""
    words = words if words[0][0] not in _LIGHT or len(words) < 2 else words[1:]
    for only in (1, None):
        holding = [candidate for candidate in sorted(known) if _holds(_content(candidate), words, only)]
        exactly = [one for one in holding if {word for word, *_ in words} <= set(one.split())]
        if holding:
            return holding[0] if len(holding) == 1 else exactly[0] if len(exactly) == 1 else None
    parts = [candidate for candidate in sorted(known) if len(_content(candidate)) >= len(words) - 1]
    held = [candidate for candidate in parts if _holds(words, _content(candidate), 1)]
    return held[0] if len(held) == 1 else None


def _alone(words: tuple[tuple[str, ...], ...], known: frozenset[str]) -> str | None:
    """The one known phrase that has a word of it, but for what very many phrases are about."""
    stems = {_stem(option) for options in words for option in options} - _COMMON
    sharing = [one for one in sorted(known) if stems & {_stem(word) for word, *_ in _content(one)}]
    if len(sharing) != 1:
        return None
    whole = {_stem(word) for word, *_ in _content(sharing[0])}
    others = [options for options in words if not whole & {_stem(option) for option in options}]
    return sharing[0] if len(others) < 2 else None


_COMMON = frozenset(
    {"lead", "opportunit", "opportun", "on", "in", "at", "of", "by", "for", "with", "up", "out", "or", "and"}
)


def _holds(whole: tuple[tuple[str, ...], ...], part: tuple[tuple[str, ...], ...], only: int | None) -> bool:
    """Whether each word of a part has its like in the whole; `only` counts so many of what it may stand for."""
    stems = {_stem(word) for word, *_ in whole}
    return all(any(_stem(word) in stems for word in options[:only]) for options in part)


def nearest_id(id_: str, known: Iterable[str]) -> str | None:
    """The known event id that says the same in other words or letters: each of its parts must have its like."""
    ids = {_spelt_out(each): each for each in known}
    found = nearest_phrase(_spelt_out(id_), frozenset(ids))
    return None if found is None else ids[found]


def _spelt_out(id_: str) -> str:
    return re.sub(r"[._\-\s]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", id_)).strip().casefold()


def was_refused(name: str, unread: Collection[str]) -> bool:
    """Whether a name that nothing has is one whose declaration was refused, or is near such a one."""
    if name in unread or nearest(name, unread, alike=_NEARLY) is not None:
        return True
    return len(name) > 3 and any(f" {name} " in f" {other} " for other in unread)


_NEARLY = 0.75
"""How alike a name must be to a refused one that it is most likely meant for."""


def _content(phrase: str) -> tuple[tuple[str, ...], ...]:
    """The words that count, each with the words that it may stand for."""
    words = [word for word in phrase.casefold().split() if word not in _STOPS] or phrase.casefold().split()
    found: list[tuple[str, ...]] = []
    for word in words[:LONGEST]:
        same = _SAME.get(word) or _SAME_BY_STEM.get(_stem(word)) or ()
        found += [(part,) for part in same] if len(same) > 1 else [(word, *same, *_ALSO.get(word, ()))]
    return tuple(found)


def _alike(words: tuple[tuple[str, ...], ...], wanted: tuple[tuple[str, ...], ...]) -> float:
    """How alike two bags of words are, from 0 to 1."""
    left = [options[0] for options in wanted]
    total = 0.0
    for options in words:
        scores = [
            max(_word_alike(option, word) * (1 if option is options[0] else 0.9) for option in options) for word in left
        ]
        top = max(scores, default=0.0)
        if top:
            total += top
            left.pop(scores.index(top))
    return 2 * total / (len(words) + len(wanted))


def _word_alike(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if _stem(one) == _stem(other):
        return 0.95
    if min(len(_stem(one)), len(_stem(other))) > 5 and distance(_stem(one), _stem(other), 1) <= 1:
        return 0.9
    most = tolerance(min(one, other, key=len))
    return 0.85 if most and len(one) <= LONGEST and distance(one, other, most) <= most else 0.0


@lru_cache(maxsize=4096)
def _stem(word: str) -> str:
    """A word less its ending."""
    if word.endswith("ification"):
        return word[:-7]
    if word.endswith(("ies", "ied")) and len(word) > 4:
        return word[:-3]
    if word.endswith("s") and not word.endswith("ss") and len(word) > 3:
        word = word[:-1]
    for ending in ("ment", "ation", "ion", "ing", "ed", "y", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def unlike(phrase: str, other: str) -> frozenset[str]:
    """The words of a phrase (those that tell events apart) that have no like in another."""
    wanted = [word for word, *_ in _content(other)]
    likes = [
        (options[0], [_word_alike(one, word) for one in options for word in wanted]) for options in _content(phrase)
    ]
    return frozenset(word for word, alike in likes if not any(alike))


def same_words(id_: str, said: str | Iterable[str]) -> frozenset[str]:
    """The words of an id (its stems, but for what very many are about) that a text, or one of some words, holds too."""
    text = said if isinstance(said, str) else " ".join(said)
    return _stems(_spelt_out(id_)) & _stems(_spelt_out(text)) - _COMMON


def _stems(text: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in re.findall(r"[^\W_]+", text.casefold()) if word not in _STOPS)


def same_stem(word: str, known: Iterable[str]) -> str | None:
    """The one known word that is this one with another ending: `scoring` of `score`."""
    stem = _stem(word.casefold())
    found = [one for one in sorted(known) if _stem(one.casefold()) == stem]
    return found[0] if len(found) == 1 and len(stem) > 3 else None


_SAME_BY_STEM = {_stem(word): same for word, same in _SAME.items()}
