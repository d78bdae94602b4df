"""Small changes that may have been meant by a sentence that cannot be read; each is tried, and judged by its effect."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from sla_dsl.language.figures import times_meant
from sla_dsl.language.habits import habits_in
from sla_dsl.language.mistakes import PERIODS, UNITS
from sla_dsl.language.near import is_misspelt, nearest_phrase
from sla_dsl.language.syntax import Mistake
from sla_dsl.model.words import ARTICLES

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


def offered(mistakes: Collection[Mistake]) -> Iterator[Edit]:
    """What the mistakes' own ways out come to, where they say what to write."""
    for mistake in mistakes:
        fix = fix_of(mistake.help)
        if fix is not None:
            yield Edit(mistake.start, mistake.end, fix, mistake, _cost(mistake, fix))


def _cost(mistake: Mistake, fix: str) -> int:
    """How far-fetched an offer is: a guess at a keyword, or words left out beside a phrase, is not the nearest."""
    if mistake.message.endswith("is not understood here"):
        return 2
    if mistake.code == "SLA301" and mistake.message.endswith(_INSIDE_A_VALUE):
        return _FURTHER
    leaves_out = mistake.code in ("SLA203", "SLA205") and fix in mistake.message.replace(f"`{fix}`", "")
    if mistake.code == "SLA201":
        leaves_out = mistake.end - mistake.start > len(fix) + _MORE
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
    for habit in habits_in(text):
        yield Edit(habit.start, habit.end, habit.instead, habit.mistake, habit.cost)


def candidates(text: str, known: Known) -> Iterator[Edit]:
    """Every change that is worth trying."""
    yield from beside_characters(text, known)
    words = list(_WORD.finditer(text))
    strange = [word[0] not in known.words and not re.match(r"[0-9\"\[]", word[0]) for word in words]
    yield from _misspelt(text, words, strange)
    yield from _named(text, words, known)
    yield from _without_must(text, known)
    yield from _without_party(text, known)
    yield from _passive(text, known)
    yield from _nominal(text, known)
    yield from _shared_object(text, known)
    yield from _twice(text, words)
    yield from _moved(text)
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
            for keyword, code in _meant(written, strictly=size > 1):
                same = written.casefold().replace(" ", "") == keyword.replace(" ", "")
                other = size > 1 and not set(keyword.split()) <= set(written.split())
                if same or other or any(strange[at : at + size]):
                    mistake = _not_understood(written, keyword, start, end, code)
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
        for found in re.finditer(rf"(?i:[$%@]?[{{<(\[]+\s*{words}\s*[}}>)\]]+|[$%]{words})(?![\w-])", text):
            if found[0] != f"[{name}]":
                message = f"`{found[0]}` is no figure in brackets"
                mistake = Mistake("SLA301", message, *found.span(), f"write `[{name}]`")
                yield Edit(*found.span(), f"[{name}]", mistake, 0)


def _people(text: str, known: Known) -> Iterator[Edit]:
    """A party or contact by its name or address instead of its id."""
    for name, id_ in known.people:
        for found in re.finditer(rf"(?i)(?<![\w@.-]){re.escape(name)}(?![\w@-])", text):
            if found[0] != id_:
                yield Edit(*found.span(), id_, _not_understood(found[0], id_, *found.span(), "SLA301"), 1)


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


_AMOUNT = re.compile(
    r"(?<![\w.])(?P<at>(?P<n>[0-9]+(?:[ \n][0-9]{3})*(?:\.[0-9]+)?)(?P<times>[A-Za-z]{0,2})"
    r"(?:\s(?P<currency>[^\W\d_]{2,4}))?)(?![\w-])"
)
_NOUGHTS = {"k": " 000", "M": " 000 000"}


def _without_party(text: str, known: Known) -> Iterator[Edit]:
    """A duty that nobody is named for: `when a lead is assigned, contact the lead`."""
    for duty in known.duties if known.parties else ():
        for found in re.finditer(rf"(?:\A|,)\s*(?:please\s+)?(?P<at>{_loosely(duty)})(?![\w-])(?![^,]*\bmust\b)", text):
            words = " ".join(found["at"].split())
            message = f"nobody is named who must `{words}`"
            mistake = Mistake(
                "SLA301", message, *found.span("at"), f"begin with a party: `{known.parties[0]} must {words}`"
            )
            yield Edit(*found.span("at"), f"{known.parties[0]} must {words}", mistake, 1)


def _passive(text: str, known: Known) -> Iterator[Edit]:
    """A duty said of what it is done to: `the lead must be contacted by sales`."""
    for found in re.finditer(
        r"(?:\A|,)\s*(?P<at>(?P<what>(?:an?\s+|the\s+)?[\w-]+)\s+must\s+be\s+(?P<verb>[\w-]+)(?:\s+by\s+(?:the\s+)?(?P<who>[\w-]+))?)",
        text,
    ):
        duty = nearest_phrase(f"{found['verb']} {found['what']}", frozenset(known.duties))
        if duty is not None and known.parties:
            who = found["who"] if found["who"] in known.parties else known.parties[0]
            mistake = Mistake("SLA301", "a duty says who must do what", *found.span("at"), f"write `{who} must {duty}`")
            yield Edit(*found.span("at"), f"{who} must {duty}", mistake, 1)


def _nominal(text: str, known: Known) -> Iterator[Edit]:
    """An event as a noun: `upon assignment of a lead`."""
    for pattern, begin in _NOUNS:
        found = pattern.match(text)
        phrase = nearest_phrase(f"{found['what']} is {found['deed']}", frozenset(known.happenings)) if found else None
        if found and phrase is not None:
            meant, written = f"{begin} {phrase}", " ".join(found["at"].split())
            yield Edit(*found.span("at"), meant, _not_understood(written, meant, *found.span("at"), "SLA301"), 1)


_NOUNS = (
    (
        re.compile(
            r"\s*(?P<at>(?:up)?on\s+(?:the\s+)?(?P<deed>\w+)\s+of\s+(?:an?\s+|the\s+)?(?P<what>[\w-]+))(?=\s*,|\s+where\s)"
        ),
        "when",
    ),
    (
        re.compile(
            r"\s*(?P<at>(?:for\s+)?(?:each|every|any|all)\s+(?P<what>[\w-]+?)s?\s+(?:that\s+)?(?:(?:is|are|was|gets)\s+)?"
            r"(?P<deed>[a-z]+))(?=\s*,|\s+where\s)"
        ),
        "every time",
    ),
)


def _shared_object(text: str, known: Known) -> Iterator[Edit]:
    """Two duties with one object between them: `accept or reject the lead`."""
    for found in _SHARED.finditer(text):
        verbs = [verb for verb in re.split(r"\s*,\s*|\s+(?:or|and|then|and\s+then)\s+", found["verbs"]) if verb]
        said = [f"{verb} {found['object']}" for verb in verbs]
        near = [nearest_phrase(duty, frozenset(known.duties)) or duty for duty in said]
        joint = found["joint"]
        meant = f"{'either' if joint == 'or' else 'both'} {f' {joint} '.join(near)}"
        if len(set(near)) == 1:
            meant = near[0]
        written = " ".join(found["at"].split())
        mistake = Mistake("SLA301", f"`{written}` are several duties", *found.span("at"), f"write `{meant}`")
        yield Edit(*found.span("at"), meant, mistake, 1)


_SHARED = re.compile(
    r"(?<!\S)must\s+(?P<at>(?:either\s+|both\s+)?(?P<verbs>(?:[a-z-]+\s*,\s*)*[a-z-]+\s+(?:and\s+)?(?P<joint>or|and)\s+[a-z-]+)"
    r"\s+(?P<object>(?:the|an?)\s+[\w-]+))"
)


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


def _loosely(phrase: str) -> str:
    """A pattern for a phrase in which articles may be others, or left out."""
    words = [word for word in phrase.split() if word not in ARTICLES]
    return r"\s+(?:(?:an?|the)\s+)?".join(map(re.escape, words))


def _named(text: str, words: list[re.Match[str]], known: Known) -> Iterator[Edit]:
    """Words that are an id of the file written apart or in capitals, or a figure of the funnel without its brackets."""
    for size in (1, 2, 3, 4):
        for at in range(len(words) - size + 1):
            start, end = words[at].start(), words[at + size - 1].end()
            written = " ".join(text[start:end].split())
            if written in known.figures:
                mistake = Mistake(
                    "SLA301", f"`{written}` stands without its brackets", start, end, f"write `[{written}]`"
                )
                yield Edit(start, end, f"[{written}]", mistake, 1)
            id_ = re.sub(r"[\s_]+", "-", re.sub(r"\A(?:an?|the)\s", "", written.casefold()))
            if id_ != written and id_ in known.ids:
                yield Edit(start, end, id_, _not_understood(written, id_, start, end, "SLA301"), 1)


def _without_must(text: str, known: Known) -> Iterator[Edit]:
    """A party without `must` after it, its verb perhaps bent: `sales contacts the lead`."""
    for found in re.finditer(
        r"(?:\A|,)\s*(?:the\s+)?(?P<party>[\w-]+)\s+(?!must\b)(?P<verb>[\w-]+)(?![^,]*\bmust\b)", text
    ):
        if found["party"] in known.ids:
            message = f"`must` is missing after `{found['party']}`"
            mistake = Mistake("SLA301", message, *found.span("party"), f"write `{found['party']} must …`")
            for verb in dict.fromkeys(
                (found["verb"], found["verb"].removesuffix("s"), found["verb"].removesuffix("es"))
            ):
                yield Edit(found.start("party"), found.end(), f"{found['party']} must {verb}", mistake, 1)


_NAMES = (
    *((keyword, "SLA301") for keyword in KEYWORDS),
    *((unit, "SLA318") for unit in UNITS),
    *((period, "SLA301") for period in PERIODS),
)

_NO_SLIPS = frozenset({"neither", "nor", "never", "no", "none", "nobody"})
"""Words that are a keyword but for a letter, and say the opposite."""

_OTHER_UNITS = ("days", "weeks", "months", "quarters", "years", "seconds", "calendar hours", "business weeks")
"""Units that are refused for what they are, and not for their letters."""


def _not_understood(written: str, keyword: str, start: int, end: int, code: str) -> Mistake:
    if code == "SLA318":
        message = f"`{written}` is no unit of time"
    elif keyword in PERIODS:
        message = f"`{written}` is no period"
    else:
        message = f"`{written}` is not understood here"
    return Mistake(code, message, start, end, f"did you mean `{keyword}`?")


def _twice(text: str, words: list[re.Match[str]]) -> Iterator[Edit]:
    """A word that stands twice in a row."""
    for one, other in pairwise(words):
        if one[0] == other[0] and not text[one.end() : other.start()].strip():
            mistake = Mistake("SLA301", f"`{one[0]}` stands twice", *other.span(), f"leave `{one[0]}` out")
            yield Edit(*other.span(), "", mistake, 1)


def _moved(text: str) -> Iterator[Edit]:
    """A trigger after its duty, or a deadline before it, at their places; the whole text is written anew."""
    tail = _TAIL_FIRST.search(text)
    if tail:
        deadline, words = " ".join(tail["at"].split()), " ".join(tail["tail"].split())
        moved = f"{text[: tail.start()]} {deadline}, {words}{text[tail.end() :]}"
        mistake = Mistake(
            "SLA301", "the deadline stands right after the duty", *tail.span("at"), f"write it before `{words}`"
        )
        yield Edit(0, len(text), moved, mistake, 1)
    late = re.search(rf"(?<=\w)\s*,?\s+(?P<at>{_TRIGGER}\s[^,]*?)(?=\s*(?:,|\Z|within\s))", text)
    if late:
        rest = text[: late.start()] + text[late.end() :]
        words = " ".join(late["at"].split())
        mistake = Mistake("SLA301", "the trigger stands before the duty", *late.span("at"), f"begin with `{words},`")
        yield Edit(0, len(text), f"{words}, {rest}", mistake, 1)
    early = re.search(
        r"(?:(?<=,)|\A)\s*(?P<at>within\s+[0-9 ]+(?:business\s+|calendar\s+)?[a-z]+)\s*,?\s+(?P<duty>[^,]*must[^,]*)",
        text,
    )
    if early:
        moved = f"{text[: early.start('at')]}{early['duty']} {early['at']}{text[early.end() :]}"
        words = " ".join(early["at"].split())
        mistake = Mistake(
            "SLA301", "the deadline stands after the duty", *early.span("at"), f"write `… must … {words}`"
        )
        yield Edit(0, len(text), moved, mistake, 1)


_TAIL_FIRST = re.compile(
    rf"\s*,?\s+(?P<tail>(?:{_TAILS})\s[^,]*?)\s*,?\s+"
    r"(?P<at>within\s+[0-9 ]+(?:business\s+|calendar\s+)?[a-z]+)(?=\s*(?:,|\Z))"
)
_TRIGGER = r"(?:when|every\s+time|the\s+first\s+time|each(?=\s+(?:day|week|month|quarter|year)\b))"


def _commas(text: str, known: Known) -> Iterator[Edit]:
    """A comma more before a tail or a duty, or one less."""
    for found in re.finditer(
        rf"(?<![\w-])(?P<tail>{_TAILS})(?=\s)|(?P<duty>(?P<party>[^\s,]+)(?P<must>\s+must)?)(?=\s)", text
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
