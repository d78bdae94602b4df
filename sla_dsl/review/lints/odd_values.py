"""Values that read like several, like one with words around it, or nearly like another: `DE/AT`, `any of DE`."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from sla_dsl.clock import known_holidays
from sla_dsl.diagnostics import Diagnostic
from sla_dsl.language.near import distance, is_misspelt
from sla_dsl.model.agreement import Agreement
from sla_dsl.review.bare_values import bare_values, text_values
from sla_dsl.review.places import Places, Told

_AROUND = re.compile(
    r"(?P<around>(?:any|one|all|some|each|none)\s+of|either|neither|equal\s+to|exactly|only|like|containing|contains|"
    r"starting\s+with|an?|by|via|through|from|to|in|on|at|with|a\s+kind\s+of)\s+(?P<value>\S.*)"
)

_BUT = re.compile(
    r"(?:(?:any|all|every|no)(?:thing|one|body)?\s+(?:but|except(?:\s+for)?|other\s+than)|other\s+than|different\s+(?:from|than)"
    r"|except(?:\s+for)?|excluding|unequal\s+to)\s+(?P<value>\S.*)"
)
_COMPARED = re.compile(
    r"(?:(?P<more>greater|higher|bigger|larger|over|above|exceeding|more|beyond)|lower|smaller|fewer|under|below|less)"
    r"(?:\s+(?:than|then))?\s+(?P<number>[0-9][0-9 .]*)"
)

_WORDS = frozenset(
    {
        "of", "on", "to", "in", "at", "by", "as", "us", "our", "for", "any", "all", "the", "ok", "up", "do",
        "go", "no", "so", "end", "add", "ant", "hand", "nod", "now", "hot", "got", "lot", "dot", "note", "knot",
        "nor", "pot", "net", "nut", "cot", "rot", "bot", "jot", "job", "oar", "ear", "air", "err", "are", "art",
        "arm", "ask", "id", "it", "if", "is", "an", "a",
    }
)  # fmt: skip
"""Words that a value may well hold, near as they are to `or`, `and` and `not`."""

_LONG = 5
"""A shorter word (in letters) has too many like it to be one of them mistyped."""


def odd_values(agreement: Agreement, places: Places) -> Iterator[Diagnostic]:
    """SLA020: a bare text that was most likely meant for another, or for several. In double quotes it is not asked."""
    values = _Values(text_values(agreement, places))
    for condition, value, place in bare_values(agreement, places):
        meant = _several(value) or _mistyped_joint(value)
        if meant:
            told = Told(
                f"`{value}` is one text here, word for word",
                f'write `{meant}`, or `"{value}"` where the whole text is meant',
            )
            yield places.note("SLA020", told, place)
        elif near := values.nearly(condition.name, value):
            told = Told(
                f"`{value}` is nearly `{near}`, which stands elsewhere",
                f'did you mean `{near}`? Else write `"{value}"`',
            )
            yield places.note("SLA020", told, place)
    yield from _countries(agreement, places)


def _several(value: str) -> str | None:
    """What is meant by a value with words around it, or by several with a stroke between them."""
    neither = re.fullmatch(r"(neither\s+)?(\S+)\s+nor\s+(\S+)", value)
    if neither:
        return f"{'not ' if neither[1] else ''}{neither[2]} or {neither[3]}"
    but = _BUT.fullmatch(value)
    if but:
        return f"not {but['value']}"
    compared = _COMPARED.fullmatch(value)
    if compared:
        return f"{'more' if compared['more'] else 'less'} than {compared['number']}"
    if value.endswith(" only"):
        return value.removesuffix(" only")
    around = _AROUND.fullmatch(value)
    if around:
        return around["value"]
    parts = [part for part in value.split("/") if part]
    return " or ".join(parts) if len(parts) > 1 and " " not in value else None


def _mistyped_joint(value: str) -> str | None:
    """The value with `or` or `and` between two of its words, or `not` before them, where a word is a slip of it.

    Or with `not` before it where that stands at its end; or with a word once that stands twice in a row.
    """
    words = value.split(" ")
    if len(words) > 1 and words[-1] in ("not", "no"):
        return " ".join(("not", *words[:-1]))
    twice = next((at for at, (one, other) in enumerate(pairwise(words)) if one == other), None)
    if twice is not None:
        return " ".join((*words[:twice], *words[twice + 1 :]))
    for at, word in enumerate(words[:-1]):
        joints = ("not",) if at == 0 else ("or", "and")
        meant = next((joint for joint in joints if word not in _WORDS and is_misspelt(word, joint)), None)
        if meant:
            return " ".join((*words[:at], meant, *words[at + 1 :]))
    return None


class _Values:
    """How often each text stands under each name, found by what is left of it without one of its letters."""

    def __init__(self, named: Iterable[tuple[str, str]]) -> None:
        self.counted = Counter(named)
        self.by_part: dict[tuple[str, str], set[str]] = defaultdict(set)
        for name, value in self.counted:
            for part in _parts(value):
                self.by_part[name, part].add(value)

    def nearly(self, name: str, value: str) -> str | None:
        """A value that stands as often or oftener under the name, and differs in one letter, or in capitals alone."""
        near = {other for part in _parts(value) for other in self.by_part[name, part]} - {value}
        times = (self.counted[name, value], value)
        found = [one for one in near if (self.counted[name, one], one) > times and _one_letter(value, one)]
        return min(found, default=None)


def _parts(value: str) -> set[str]:
    """A text, and it without one letter: two that differ in one letter share one of these."""
    plain = value.casefold()
    return {plain, *(plain[:at] + plain[at + 1 :] for at in range(len(plain)))} if len(plain) >= _LONG else set()


def _one_letter(one: str, other: str) -> bool:
    signs = re.sub(r"[^\W\d_]", "", one) == re.sub(r"[^\W\d_]", "", other)
    return signs and distance(one.casefold(), other.casefold(), 1) <= 1


def _countries(agreement: Agreement, places: Places) -> Iterator[Diagnostic]:
    """A value that chooses a calendar of another country's holidays, and is that country's code but for a letter."""
    choice = agreement.calendar
    for value, id_ in choice.cases.items() if choice else ():
        country = (agreement.calendars[id_].holidays or "").partition("-")[0]
        if country and value != country and not known_holidays(value) and is_misspelt(value, country):
            told = Told(f"`{value}` chooses the calendar of `{country}`", f"did you mean `{country}`?")
            yield places.note("SLA020", told, places.keys.get(("calendar", value)))
