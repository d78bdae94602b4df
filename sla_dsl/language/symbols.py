"""The characters of a clause: those that none may hold, and what was meant by them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from sla_dsl.language.edits import TAILS
from sla_dsl.language.syntax import Mistake

_SYMBOLS = {
    ">=": "`at least`", "=>": "`at least`", "≥": "`at least`", "<=": "`at most`", "=<": "`at most`", "≤": "`at most`",
    ">": "`more than`", "<": "`less than`", "<>": "`is not`", "=!": "`is not`", "==": "`is`", "=": "`is`",
    "!=": "`is not`", "≠": "`is not`", "&": "`and`",
    "&&": "`and`", "|": "`or`", "||": "`or`", "+": "`and`", ";": "a comma", "\u2013": "`-`", "\u2014": "`-`",
    "\u2212": "`-`", "\u2010": "`-`", "\u2011": "`-`", "\u201c": '`"`', "\u201d": '`"`', "\u201e": '`"`',
    "\u00ab": '`"`',
    "\u00bb": '`"`', "\u2018": "`'`", "\u2019": "`'`", "\u02bc": "`'`", "`": "nothing",
}  # fmt: skip
"""Symbols that people write for words, and what a clause says instead."""

_MONEY = re.compile(
    r"(?P<sign>[€$£¥])\s?(?P<n>[0-9][0-9 ]*(?:\.[0-9]+)?[kM]?)(?![\w])"
    r"|(?<![\w.])(?P<n2>[0-9][0-9 ]*(?:\.[0-9]+)?[kM]?)\s?(?P<sign2>[€$£¥])"
)
_MILLIONS = re.compile(
    r"(?<![\w.])(?P<n>[0-9]+(?:[.,][0-9]+)?)\s*(?P<times>mio\.?|mn\.?|mln\.?|mrd\.?|tsd\.?|millions?|thousand|k|m)\s*"
    r"(?P<sign>€|\$|£|euros?|eur|usd|gbp)(?![\w])",
    re.IGNORECASE,
)
_TIMES = {"t": "k", "k": "k"}
_CURRENCIES = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY"}
_BOUNDS = frozenset({">=", "=>", "≥", "<=", "=<", "≤", ">", "<"})
_INVISIBLE = ("Cf", "Cc")

_SIGN = re.compile(r"(?P<plain>[A-Za-z0-9_ \n]+)|\"[^\"]*\"|\[[^\[\]]*\]|[<>=!&|]{1,2}|.", re.DOTALL)
_SIGNED = re.compile(r"(?<!\S)[-+][0-9][^\s,]*")
_SHARE_OF = re.compile(r"(?<![\w.])(?P<at>[0-9]+(?:\.[0-9]+)?\s?%\s+of\s+(?:the\s+)?)\[[^\[\]]*\]")
_RECKONED = re.compile(r"(?:\]|[0-9]%?)\s*(?P<at>[*/+×÷-]\s*(?:[0-9][0-9.]*%?|\[[^\[\]]*\]))(?=\s)")
_COMMA_NUMBER = re.compile(r"(?<![\w.])(?:[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[0-9]+(?:,[0-9]+)+(?:\.[0-9]+)?)")


def in_characters(text: str) -> list[Mistake]:
    """Characters and numbers that no clause may hold, each at its place; text in double quotes may hold any."""
    if not text.strip():
        return [
            Mistake("SLA319", "the clause says nothing", 0, len(text), "write what a party must do, or leave it out")
        ]
    unquoted = re.sub(r"\"[^\"]*\"", lambda match: "_" * len(match[0]), text)
    found = list(_strange_characters(text))
    for pattern, tell in _GROUPS:
        for group in pattern.finditer(unquoted):
            found = [mistake for mistake in found if not group.start() <= mistake.start < group.end()]
            found.append(tell(text[group.start() : group.end()], group.start(), group.end()))
    for amount in _money(unquoted):
        found = [mistake for mistake in found if not amount.start <= mistake.start < amount.end]
        found.append(amount)
    for reckoned in (*_RECKONED.finditer(unquoted), *_SHARE_OF.finditer(unquoted)):
        found = [mistake for mistake in found if not reckoned.start() <= mistake.start < reckoned.end()]
        way_out = "derive the figure under `funnel: derive:`, and name it in brackets"
        message = "nothing is reckoned in a clause"
        found.append(Mistake("SLA303", message, reckoned.start("at"), reckoned.end("at"), way_out))
    for signed in _SIGNED.finditer(unquoted):
        way_out = "numbers in a clause have no sign and are not below zero"
        found.append(Mistake("SLA303", f"`{signed[0][0]}` has no place before a number", *signed.span(), way_out))
    for number in _COMMA_NUMBER.finditer(unquoted):
        found = [mistake for mistake in found if not number.start() <= mistake.start < number.end()]
        found.append(
            Mistake("SLA404", f"a comma in the number `{number[0]}`", *number.span(), f"write `{_plain(number[0])}`")
        )
    return sorted(found, key=lambda mistake: mistake.start)


def _remark(written: str, start: int, end: int) -> Mistake:
    number = re.fullmatch(r"\(\s*([0-9][0-9 .]*%?)\s*\)", written)
    if number:
        return Mistake("SLA303", f"`{written}` has no place in a clause", start, end, f"write `{number[1].strip()}`")
    if re.search(r"\s(?:or|and)\s", written):
        return Mistake("SLA303", f"`{written}` stands in parentheses", start, end, f"write `{written[1:-1].strip()}`")
    way_out = "leave it out: a remark stands in `why`, or in a comment above"
    return Mistake("SLA303", f"`{written}` has no place in a clause", start, end, way_out)


def _set(written: str, start: int, end: int) -> Mistake:
    """Values in braces or brackets: `∈ {smb, enterprise}`."""
    found = _SET.match(written)
    assert found is not None
    values = [part.strip(" \"'") for part in re.split(r"\s*[,;|/]\s*|\s+or\s+", found["values"]) if part.strip(" \"'")]
    known = all(re.fullmatch(r"[\w-]+", value) for value in values)
    listed = " or ".join(value if known else f'"{value}"' for value in values) or "…"
    negated = re.search(r"not|∉|!|≠|<>", found["sign"]) is not None
    message = "several values are joined by `or`" if len(values) > 1 else f"`{written}` has no place in a clause"
    return Mistake("SLA303", message, start, end, f"write `is {'not ' if negated else ''}{listed}`")


_SET = re.compile(
    r"(?P<sign>[∈∉]|(?<!\S)(?:is(?:\s+not)?|(?:is\s+)?(?:not\s+)?(?:in|one\s+of|any\s+of))(?=[\s({\[])|[!=≠:<>]{1,2})\s*"
    r"(?:\{(?=[^{}\n]+\})|[(\[](?=[^()\[\]{}\n]*[,;|]))(?P<values>[^()\[\]{}\n]+)[)\]}]"
)


def _backticked(written: str, start: int, end: int) -> Mistake:
    """Words as a page of text marks them."""
    return Mistake("SLA303", "backticks have no place in a clause", start, end, f"write `{written[1:-1]}`")


def _handle(written: str, start: int, end: int) -> Mistake:
    """A name as people write it in a message: `@sales-director`."""
    return Mistake("SLA303", f"`{written}` has no place in a clause", start, end, f"write `{written[1:]}`")


def _quoted(written: str, start: int, end: int) -> Mistake:
    """Text in the quotes of print: `“web site”`."""
    return Mistake(
        "SLA303", f"`{written}` stands in other quotes than the keyboard's", start, end, f'write `"{written[1:-1]}"`'
    )


def _marked(written: str, start: int, end: int) -> Mistake:
    plain = written.strip("*_~")
    return Mistake("SLA303", f"`{written}` is marked, and a clause is plain text", start, end, f"write `{plain}`")


def _plus(written: str, start: int, end: int) -> Mistake:
    number = written.rstrip("+ ")
    return Mistake("SLA303", f"`{written}` says no bound", start, end, f"write `at least {number}`")


def _clock(written: str, start: int, end: int) -> Mistake:
    hours, minutes, *_ = (int(part) for part in written.split(":"))
    meant = f"{hours} hours" if not minutes else f"{60 * hours + minutes} minutes"
    way_out = f"a time is a number and a unit: `{meant}`; opening hours stand under `calendars:`"
    return Mistake("SLA303", f"`{written}` has no place in a clause", start, end, way_out)


def _twice_said(written: str, start: int, end: int) -> Mistake:
    number = re.sub(r"[^0-9]", "", written)
    return Mistake("SLA303", f"`{written}` says a number twice", start, end, f"write `{number}`")


def _shortened(written: str, start: int, end: int) -> Mistake:
    """A word cut off by a period: `max.`, `incl.`."""
    bound = {"max": "at most", "min": "at least"}.get(written.rstrip(". 0123456789").casefold())
    numbered = bound is not None and written[-1].isdigit()
    end = end if numbered else start + len(written.rstrip())
    way_out = f"write `{bound} {written.rsplit(maxsplit=1)[-1]}`" if numbered else "leave it out"
    return Mistake("SLA303", f"`{written.split(maxsplit=1)[0]}` is cut off by a period", start, end, way_out)


def _crossed(written: str, start: int, end: int) -> Mistake:
    number = re.sub(r"[^0-9]", "", written)
    return Mistake("SLA303", f"`{written}` has no place in a clause", start, end, f"write `{number} times`")


_GROUPS: tuple[tuple[re.Pattern[str], Callable[[str, int, int], Mistake]], ...] = (
    (re.compile(r"\([\w\s,.:;/'%-]*\)"), _remark),
    (
        re.compile(
            r"(?<![\w-])[A-Za-z-]+\s+\([0-9]+\)(?=\s+(?:business|calendar|hours?|minutes?|days?|weeks?|times?|breach))"
        ),
        _twice_said,
    ),
    (re.compile(r"(?<!\S)(\*{1,3}|_{2,3}|~{1,2})(?=[^\s*_~])[^*_~\n]*[^\s*_~]\1(?![\w*])"), _marked),
    (re.compile(r"(?<![\w.])[0-9]+(?: [0-9]{3})*\+(?=[\s,]|\Z)"), _plus),
    (re.compile(r"\[[^\[\]]*\]\s?\+(?=\s)"), _plus),
    (re.compile(r"(?<![\w.])[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?![\w])"), _clock),
    (re.compile(r"(?<![\w.])[0-9]+\s?×(?!\s?[0-9])"), _crossed),
    (
        re.compile(
            r"(?<![\w.])(?<!within )(?:(?<!at )(?:max|min)\.\s+[0-9]+(?![\w.,%])"
            r"|(?:max|min|approx|ca|incl|excl|resp|etc)\.(?!\w))",
            re.IGNORECASE,
        ),
        _shortened,
    ),
    (re.compile(r"(?<!\S)@[a-z][a-z0-9-]*(?![\w.-])"), _handle),
    (_SET, _set),
    (re.compile(r"`[^`\n]{1,80}`"), _backticked),
    (re.compile(r"[«“„”‟‹»][^«»“”„‟‹›\"\n]{1,80}[»“”›«]"), _quoted),
)
"""Characters that belong together, and are told as one."""


def _plain(number: str) -> str:
    """The number that was meant: groups of three with spaces, else a decimal point."""
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+,[0-9]+", number):
        whole, _, fraction = number.replace(".", " ").partition(",")
        return f"{whole}.{fraction}" if fraction.strip("0") else whole
    if re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", number):
        return number.replace(",", " ")
    return number.replace(",", ".", 1).replace(",", "")


def _strange_characters(text: str) -> Iterator[Mistake]:
    for match in _SIGN.finditer(text):
        if match["plain"]:
            continue
        sign, start, end = match[0], *match.span()
        if sign in _SYMBOLS:
            yield _symbol(text, sign, start, end)
        elif sign == '"':
            message = "a double quote that is never closed"
            yield Mistake("SLA303", message, start, len(text.rstrip()), 'end the text with `"`')
            return
        elif sign == "[":
            yield Mistake("SLA303", "a bracket that is never closed", start, end, "write the figure as `[mql target]`")
        elif len(sign) > 1 and sign[0] not in '["':
            yield Mistake("SLA303", f"`{sign}` has no place in a clause", start, end, "leave it out")
        elif len(sign) == 1 and not _may_stand(sign):
            yield _strange(text, sign, start)
        elif sign == "." and not _joins(text, start):
            yield Mistake("SLA303", "a period has no place here", start, end, _instead_of_period(text[end:]))


def _instead_of_period(rest: str) -> str:
    """What to write where a period stands, by what follows it."""
    if not rest.strip():
        return "a clause ends without a period"
    return "write a comma instead" if _GOES_ON.match(rest) else "put text with a period in double quotes"


_GOES_ON = re.compile(rf"\s+(?:(?:{TAILS})(?![\w-])|or\s|[\w-]+\s+must\s)", re.IGNORECASE)
"""What a comma stands before."""


def _symbol(text: str, sign: str, start: int, end: int) -> Mistake:
    word = _SYMBOLS[sign]
    if (
        sign in _BOUNDS
        and not re.search(r"(?<!\S)is\s*\Z", text[:start])
        and re.search(r"(?<!\S)(?:where|and|if)\s+\S+\s*\Z", text[:start])
    ):
        word = f"`is {word[1:]}"
    if sign == ";" and re.match(r"\s*(?:then\s+after|and|or(?!\s+[0-9]))\s", text[end:]):
        return Mistake("SLA303", f"`{sign}` has no place in a clause", start, end, "leave it out")
    if sign in "\u2013\u2014" and text[start - 1 : start].isspace() and text[end : end + 1].isspace():
        word = "`,`"
    return Mistake("SLA303", f"`{sign}` has no place in a clause", start, end, f"write {word} instead")


def _money(text: str) -> Iterator[Mistake]:
    """Amounts with the sign of a currency."""
    for found in _MILLIONS.finditer(text):
        if re.search(r"[.€$£,]", found[0]) and not re.fullmatch(r"[0-9.]+[kM] [A-Z]{3}", found[0]):
            times = _TIMES.get(found["times"][0].casefold(), "M")
            currency = _CURRENCIES.get(found["sign"], found["sign"].upper()[:3])
            way_out = f"write `{found['n'].replace(',', '.')}{times} {currency}`"
            yield Mistake("SLA303", f"`{found[0]}` is money in another way of writing", *found.span(), way_out)
    for found in _MONEY.finditer(text):
        currency, number = (found["sign"], found["n"]) if found["sign"] else (found["sign2"], found["n2"])
        way_out = f"write `{number.strip()} {_CURRENCIES[currency]}`"
        yield Mistake("SLA303", f"`{currency}` has no place in a clause", found.start(), found.end(), way_out)


def _may_stand(character: str) -> bool:
    if character in "_-'/,.%" or character in " \n\t":
        return True
    return unicodedata.category(character)[0] in "LNM"


def _joins(text: str, dot: int) -> bool:
    """Whether a period stands between two characters of an id or a number."""
    around = text[dot - 1 : dot] + text[dot + 1 : dot + 2]
    return dot > 0 and len(around) == 2 and not any(character.isspace() or character in ",." for character in around)


def _strange(text: str, character: str, start: int) -> Mistake:
    name = unicodedata.name(character, f"U+{ord(character):04X}").lower()
    if character.isspace():
        return Mistake("SLA303", f"an invisible character ({name})", start, start + 1, "write a plain space instead")
    if character == "\u200b" and _parts_words(text, start):
        return Mistake("SLA303", f"an invisible character ({name})", start, start + 1, "write a plain space instead")
    if unicodedata.category(character) in _INVISIBLE:
        return Mistake("SLA303", f"an invisible character ({name})", start, start + 1, "leave it out")
    message = f"`{character}` has no place in a clause"
    if character == "#":
        return Mistake("SLA303", message, start, start + 1, "put the comment on a line above")
    quoted = _in_value(text, start)
    if quoted:
        first, last = quoted
        return Mistake("SLA303", message, first, last, f'write `"{text[first:last]}"`')
    return Mistake("SLA303", message, start, start + 1, "leave it out")


def _parts_words(text: str, at: int) -> bool:
    """Whether the character at that offset stands between two words, one of which belongs to the grammar."""
    before, after = re.search(r"[a-z]*\Z", text[:at]), re.match(r"[a-z]*", text[at + 1 :])
    assert before is not None
    assert after is not None
    return before[0] + after[0] not in _GRAMMAR and bool(_GRAMMAR & {before[0], after[0]})


_WORDS = (
    "a an and apply at before both cases deliver each either every for if is least less more most must not notify of "
    "on or otherwise than the times unless until when where within"
)
_GRAMMAR = frozenset(_WORDS.split())


def _in_value(text: str, at: int) -> tuple[int, int] | None:
    """The word that a character stands in the middle of, where that is a value, which may stand in quotes."""
    word = next(found for found in re.finditer(r"[^\s,\"]+", text) if found.start() <= at < found.end())
    inside = word.start() < at < word.end() - 1
    is_value = re.search(r"(?<!\S)(?:is|is\s+not|or)\s*\Z", text[: word.start()])
    return word.span() if inside and is_value else None
