"""Small changes that may have been meant by a sentence that cannot be read; each is tried, and judged by its effect."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from itertools import pairwise

from sla_dsl.language.edits import TAILS, Edit, Known, not_understood
from sla_dsl.language.figures import times_meant
from sla_dsl.language.habits import habits_in
from sla_dsl.language.left_out import left_out
from sla_dsl.language.mistakes import PERIODS, UNITS
from sla_dsl.language.near import is_misspelt
from sla_dsl.language.syntax import Mistake
from sla_dsl.language.turned import moved, turned_round

KEYWORDS = (
    "when", "every time", "the first time", "each", "must", "must not", "not", "state", "either", "both", "record",
    "deliver", "ensure", "become", "where", "is", "is breached", "known", "missing", "at least", "at most",
    "more than", "less than", "within", "if", "for", "until", "before", "times", "on", "different days", "unless",
    "paused while", "for at least", "of cases each", "with at most", "breaches each", "otherwise", "notify", "apply",
    "then after", "of", "or", "and",
)  # fmt: skip
"""The words of the grammar, in groups in which they stand together."""

_WORD = re.compile(r"\"[^\"]*\"|\[[^\[\]]*\]|[^\s,\"\[\]]+")
_FIX = re.compile(r"(?:did you mean|write) `([^`…]*)`(?: instead)?\??")
_GIVEN = {"write a comma instead": ",", "write a plain space instead": " ", "a clause ends without a period": "",
          "leave it out": "", "leave the comma out": "", "write `is` before it": " is "}  # fmt: skip


def offered(mistakes: Collection[Mistake]) -> Iterator[Edit]:
    """What the mistakes' own ways out come to, where they say what to write."""
    for mistake in mistakes:
        fix = fix_of(mistake.help)
        if fix is not None:
            yield Edit(mistake.start, mistake.end, fix, mistake, _cost(mistake, fix))


def _cost(mistake: Mistake, fix: str) -> int:
    """How far-fetched an offer is: a guess at a keyword, or words left out beside a phrase, is not the nearest."""
    if mistake.message.endswith("is not understood here"):
        written = mistake.message.split("`")[1]
        return 0 if " " not in written and is_misspelt(written, fix.strip(" ,")) else 2
    if mistake.code == "SLA301" and mistake.message.endswith(_INSIDE_A_VALUE):
        return _FURTHER
    leaves_out = mistake.code in ("SLA203", "SLA205") and fix in mistake.message.replace(f"`{fix}`", "")
    if mistake.code == "SLA201":
        leaves_out = mistake.end - mistake.start > len(fix) + _MORE
        if not leaves_out and mistake.message.endswith(f" {fix}`"):
            return 2
    return _SHORTER if leaves_out else 0


_INSIDE_A_VALUE = ("` says no bound", "cannot stand in a value without double quotes")
_FURTHER = 3
"""The cost of what stands in the middle of a value: a word before it may be what is wrong."""

_SHORTER = 6
_MORE = 12
"""So many characters more than a party's name are more than another way to call it."""


def fix_of(help: str) -> str | None:
    """What a help line says to write in the place of the underlined words; nothing where it says no such thing."""
    if help in _GIVEN:
        return _GIVEN[help]
    if re.fullmatch(r"leave `[^`]*` out", help):
        return ""
    found = _FIX.fullmatch(help)
    return found[1] if found else None


def beside_characters(text: str, known: Known) -> Iterator[Edit]:
    """The changes that take characters along which no clause may hold."""
    yield from _figures(text, known)
    yield from _people(text, known)
    yield from _amounts(text, known)
    yield from _bracketed(text, known)
    yield from _listed(text)
    yield from _event_ids(text, known)
    for habit in habits_in(text):
        yield Edit(habit.start, habit.end, habit.instead, habit.mistake, habit.cost)


def candidates(text: str, known: Known) -> Iterator[Edit]:
    """Every change that is worth trying."""
    yield from beside_characters(text, known)
    words = list(_WORD.finditer(text))
    strange = [word[0] not in known.words and not re.match(r"[0-9\"\[]", word[0]) for word in words]
    yield from _misspelt(text, words, strange)
    yield from _named(text, words, known)
    yield from turned_round(text, known)
    yield from left_out(text, known)
    yield from _twice(text, words)
    yield from moved(text)
    yield from _commas(text, known)
    yield from _superfluous(text, words, strange)


def _misspelt(text: str, words: list[re.Match[str]], strange: list[bool]) -> Iterator[Edit]:
    """Words that are a keyword or a unit with letters mistyped, together or apart, or in capitals."""
    for size in (1, 2, 3):
        for at in range(len(words) - size + 1):
            start, end = words[at].start(), words[at + size - 1].end()
            written = " ".join(text[start:end].split())
            if "," in written:
                continue
            parts = written.casefold().split()
            for keyword, code in _meant(written, strictly=size > 1):
                if size > 1 and keyword in parts:
                    continue
                same = written.casefold().replace(" ", "") == keyword.replace(" ", "")
                other = size > 1 and not set(keyword.split()) <= set(written.split())
                if same or other or any(strange[at : at + size]):
                    mistake = not_understood(written, keyword, start, end, code)
                    yield Edit(start, end, keyword, mistake, 1 if same else 2)


@lru_cache(maxsize=8192)
def _meant(written: str, *, strictly: bool) -> tuple[tuple[str, str], ...]:
    """The keywords, periods and units that words may be a slip of, each with the code to tell it by."""
    plain = written.casefold()
    if plain in _NO_SLIPS:
        return ()
    if plain in _OTHER_UNITS:
        return ((plain, "SLA318"),) if plain != written else ()
    return tuple((name, code) for name, code in _NAMES if is_misspelt(written, name, strictly=strictly))


def _figures(text: str, known: Known) -> Iterator[Edit]:
    """A figure of the funnel in other brackets than its own, or with its words joined."""
    for name in sorted(known.figures):
        words = r"[\s_\-]+".join(map(re.escape, name.split()))
        for found in re.finditer(rf"(?i:[$%@]?[{{<(\[\"']+\s*{words}\s*[}}>)\]\"']+|[$%]{words})(?![\w-])", text):
            if found[0] != f"[{name}]":
                message = f"`{found[0]}` is no figure in brackets"
                mistake = Mistake("SLA301", message, *found.span(), f"write `[{name}]`")
                yield Edit(*found.span(), f"[{name}]", mistake, 0)


def _people(text: str, known: Known) -> Iterator[Edit]:
    """A party or contact by its name or address instead of its id."""
    for name, id_ in known.people:
        for found in re.finditer(rf"(?i)(?<![\w@.-]){re.escape(name)}(?![\w@-])", text):
            if found[0] != id_:
                yield Edit(*found.span(), id_, not_understood(found[0], id_, *found.span(), "SLA301"), 1)


def _amounts(text: str, known: Known) -> Iterator[Edit]:
    """An amount whose currency, or letter for thousands, is mistyped; and one without a currency: `10k`, `2n EUR`."""
    for found in _AMOUNT.finditer(text):
        number, letters, currency = found["n"], found["times"], found["currency"] or ""
        times = letters if letters in ("", "k", "M") else times_meant(letters)
        if times is None or not known.currency:
            continue
        same = currency == known.currency
        if currency and times == letters and is_misspelt(currency, known.currency):
            at = found.span("currency")
            mistake = Mistake("SLA408", f"`{currency}` is no currency", *at, f"did you mean `{known.currency}`?")
            yield Edit(*at, known.currency, mistake, 1)
        elif same and letters != times:
            meant = f"{number}{times} {currency}"
            mistake = Mistake("SLA408", f"`{found['at']}` is no amount", *found.span("at"), f"did you mean `{meant}`?")
            yield Edit(*found.span("at"), meant, mistake, 1)
        elif letters and not same:
            at = found.start("at"), found.end("times")
            written = text[slice(*at)]
            money, plain = f"{number}{times} {known.currency}", number + _NOUGHTS[times]
            yield Edit(*at, money, Mistake("SLA408", f"`{written}` has no currency", *at, f"write `{money}`"), 2)
            yield Edit(*at, plain, Mistake("SLA301", f"`{written}` is no number", *at, f"write `{plain}`"), 2)


def _listed(text: str) -> Iterator[Edit]:
    """Several names or phrases as a list in brackets."""
    for found in _LISTED.finditer(text):
        joint = "and" if found["before"] in ("notify", "state", "both") else "or"
        items = [item.strip(" \"'") for item in re.split(r"\s*[,;]\s*", found["items"]) if item.strip()]
        meant, message = f" {joint} ".join(items), f"what follows `{found['before']}` is joined by `{joint}`"
        yield Edit(*found.span("at"), meant, Mistake("SLA301", message, *found.span("at"), f"write `{meant}`"), 0)


def _event_ids(text: str, known: Known) -> Iterator[Edit]:
    """The id of an event with other signs than dots: `lead_recycled`."""
    for id_ in sorted(known.ids):
        if "." not in id_:
            continue
        written = rf"(?<![\w.-])(?i:{'[._:/-]'.join(map(re.escape, id_.split('.')))})(?![\w.-])"
        for found in re.finditer(written, text):
            if found[0] != id_:
                message = f"no event has the id `{found[0]}`"
                yield Edit(*found.span(), id_, Mistake("SLA203", message, *found.span(), f"did you mean `{id_}`?"), 0)


def _bracketed(text: str, known: Known) -> Iterator[Edit]:
    """A name of the file in brackets, or with a sign before it; and digits grouped by a sign."""
    for found in re.finditer(r"[\[<{@](?P<name>[a-z][a-z0-9-]*)(?:[\]>}]|(?![\w-]))", text):
        if found["name"] in known.ids:
            mistake = Mistake("SLA301", f"`{found[0]}` is no name", *found.span(), f"write `{found['name']}`")
            yield Edit(*found.span(), found["name"], mistake, 0)
    for found in _GROUPED.finditer(text):
        plain = re.sub(r"[_'.]", " ", found[0])
        mistake = Mistake("SLA301", f"`{found[0]}` is no number", *found.span(), f"write `{plain}`")
        yield Edit(*found.span(), plain, mistake, 1)


_LISTED = re.compile(
    r"(?<!\S)(?P<before>unless|until|is\s+not|is|notify|state|either|both)\s+"
    r"(?P<at>[\[(](?P<items>[^\[\]()]*[,;][^\[\]()]*)[\])])"
)

_GROUPED = re.compile(r"(?<![\w.])[0-9]{1,3}(?:(?:[_'][0-9]{3})+|(?:\.[0-9]{3}){2,})(?![\w.])")

_AMOUNT = re.compile(
    r"(?<![\w.])(?P<at>(?P<n>[0-9]+(?:[ \n][0-9]{3})*(?:\.[0-9]+)?)(?P<times>[A-Za-z]{0,2})"
    r"(?:\s(?P<currency>[^\W\d_]{2,4}))?)(?![\w-])"
)
_NOUGHTS = {"k": " 000", "M": " 000 000"}


def exchanged(text: str, places: Collection[int]) -> Iterator[Edit]:
    """Two words near one of the places, the other way round."""
    for one, other in pairwise(_WORD.finditer(text)):
        near = any(one.start() - _NEARBY <= place <= other.end() + _NEARBY for place in places)
        if near and not text[one.end() : other.start()].strip() and one[0] != other[0]:
            meant = f"{other[0]} {one[0]}"
            mistake = Mistake(
                "SLA301",
                f"`{one[0]} {other[0]}` stands the wrong way round",
                one.start(),
                other.end(),
                f"write `{meant}`",
            )
            yield Edit(one.start(), other.end(), meant, mistake, 2)


_NEARBY = 16
"""So many characters around a mistake may have to do with it."""


def left_over(text: str, start: int) -> Iterator[Edit]:
    """The words from an offset on, up to the next comma, left out: one, two and so on."""
    end = start
    for word in _WORD.finditer(text, start):
        if "," in text[end : word.start()] or word.start() - start > _FARTHEST:
            return
        end = word.end()
        written = " ".join(text[start:end].split())
        mistake = Mistake("SLA301", f"`{written}` is not understood here", start, end, f"leave `{written}` out")
        yield Edit(start, end, "", mistake, 7)


_FARTHEST = 60
"""So many characters are left out at most."""


def _named(text: str, words: list[re.Match[str]], known: Known) -> Iterator[Edit]:
    """Words that are an id of the file written apart or in capitals, or a figure of the funnel without its brackets."""
    for size in (1, 2, 3, 4):
        for at in range(len(words) - size + 1):
            start, end = words[at].start(), words[at + size - 1].end()
            written = " ".join(text[start:end].split())
            figure = re.sub(r"[-_\s]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", written)).casefold()
            named = next((name for name in (written, figure) if name in known.figures), None)
            if named is not None:
                message = f"`{written}` stands without its brackets"
                yield Edit(start, end, f"[{named}]", Mistake("SLA301", message, start, end, f"write `[{named}]`"), 1)
            id_ = re.sub(r"[\s_]+", "-", re.sub(r"\A(?:an?|the)\s", "", written.casefold()))
            name = next((joint for sign in "-_" if (joint := re.sub(r"[\s_-]+", sign, written)) in known.names), None)
            if name is not None and name != written:
                yield Edit(start, end, name, not_understood(written, name, start, end, "SLA204"), 1)
            if id_ != written and id_ in known.ids:
                yield Edit(start, end, id_, not_understood(written, id_, start, end, "SLA301"), 1)


_NAMES = (
    *((keyword, "SLA301") for keyword in KEYWORDS),
    *((unit, "SLA318") for unit in UNITS),
    *((period, "SLA301") for period in PERIODS),
)

_NO_SLIPS = frozenset({"neither", "nor", "never", "no", "none", "nobody"})
"""Words that are a keyword but for a letter, and say the opposite."""

_OTHER_UNITS = ("days", "weeks", "months", "quarters", "years", "seconds", "calendar hours", "business weeks")
"""Units that are refused for what they are, and not for their letters."""


def _twice(text: str, words: list[re.Match[str]]) -> Iterator[Edit]:
    """A word that stands twice in a row."""
    for one, other in pairwise(words):
        if one[0] == other[0] and not text[one.end() : other.start()].strip():
            mistake = Mistake("SLA301", f"`{one[0]}` stands twice", *other.span(), f"leave `{one[0]}` out")
            yield Edit(*other.span(), "", mistake, 1)


def _commas(text: str, known: Known) -> Iterator[Edit]:
    """A comma more before a tail or a duty, or one less."""
    for found in re.finditer(
        rf"(?<![\w-])(?P<tail>{TAILS})(?=\s)|(?P<duty>(?P<party>[^\s,]+)(?P<must>\s+must)?)(?=\s)", text
    ):
        before = text[: found.start()].rstrip()
        is_duty = found["duty"] and (found["must"] or found["party"] in known.ids)
        if before and not before.endswith(",") and (found["tail"] or is_duty):
            words = " ".join(found[0].split())
            mistake = Mistake("SLA302", f"a comma is missing before `{words}`", *found.span(), f"write `, {words}`")
            yield Edit(found.start(), found.end(), f", {words}", mistake, 2)
    for found in re.finditer(r"(,\s*)?(?P<comma>,)", text):
        mistake = Mistake("SLA301", "a comma cannot stand here", *found.span("comma"), "leave the comma out")
        yield Edit(*found.span("comma"), "", mistake, 3)


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
