"""Did you mean: the known word nearest to the one that was written."""

from __future__ import annotations

from collections.abc import Iterable

LONGEST = 200
"""Words longer than this (in characters) are not compared: nobody mistypes a page."""

ALIKE = 0.6
"""How alike (0 to 1, `difflib` ratio) two words must be before one is offered for the other."""


def nearest(word: str, known: Iterable[str], *, alike: float = ALIKE) -> str | None:
    """The known word most like `word`, or nothing where none is alike enough."""
    if not word or len(word) > LONGEST:
        return None
    from difflib import SequenceMatcher

    best, score = None, alike
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(word.casefold())
    for candidate in sorted(set(known)):
        matcher.set_seq1(candidate.casefold())
        if matcher.real_quick_ratio() < score or matcher.quick_ratio() < score:
            continue
        ratio = matcher.ratio() + (0.001 if candidate == word else 0)
        if ratio > score or (best is None and ratio >= score):
            best, score = candidate, ratio
    return best


def suggestion(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """The help line of a diagnostic: `did you mean …?`, or `otherwise` where nothing is near."""
    found = nearest(word, known)
    return f"did you mean `{found}`?" if found is not None else otherwise
