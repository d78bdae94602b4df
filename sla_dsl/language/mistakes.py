"""Why a clause's text cannot be read: the one mistake a person most likely made, at its words, with a way out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from sla_dsl.diagnostics import nearest
from sla_dsl.language.syntax import Mistake

KEYWORDS = {
    "WHEN": "when", "EVERY_TIME": "every time", "FIRST_TIME": "the first time", "EACH": "each", "_MUST": "must",
    "_NOT_DO": "not", "NOT": "not", "_STATE": "state", "_EITHER": "either", "_BOTH": "both", "RECORD": "record",
    "_DELIVER": "deliver", "_ENSURE": "ensure", "_OF": "of", "_BECOME": "become", "_WHERE": "where", "_IS": "is",
    "_IS_BREACHED": "is breached", "KNOWN": "known", "MISSING": "missing", "AT_LEAST": "at least",
    "_DAYS_AT_LEAST": "at least", "AT_MOST": "at most", "MORE_THAN": "more than", "LESS_THAN": "less than",
    "_AND": "and", "_OR": "or", "_WITHIN": "within", "_IF": "if", "_FOR": "for", "_UNTIL": "until",
    "_BEFORE": "before", "_TIMES": "times", "_ON": "on", "_DIFFERENT_DAYS": "different days", "_UNLESS": "unless",
    "_PAUSED_WHILE": "paused while", "_OF_CASES_EACH": "of cases each", "_WITH_AT_MOST": "with at most",
    "_BREACHES_EACH": "breaches each", "_OTHERWISE": "otherwise", "_NOTIFY": "notify", "_APPLY": "apply",
    "_THEN_AFTER": "then after", "_COMMA": ",", "_COMMA_OR": ", or", "_COMMA_AND": ", and",
}  # fmt: skip
"""What each terminal of the grammar looks like in a sentence."""

KINDS = {
    "NUMBER": "a number", "WORD": "words", "EVENT_ID": "the id of an event", "PERCENT": "a percentage",
    "MONEY": "money", "PARAM": "a figure in brackets", "QUOTED": "text in double quotes",
}  # fmt: skip
"""What the other terminals stand for."""

UNITS = ("minutes", "hours", "business minutes", "business hours", "business days", "calendar days", "calendar weeks")
PERIODS = ("day", "week", "month", "quarter", "year")
TAIL_STARTS = ("unless", "paused while", "otherwise", "for at least", "with at most")
"""How a tail begins; before each stands a comma."""

_SYMBOLS = {
    ">=": "`at least`", "=>": "`at least`", "≥": "`at least`", "<=": "`at most`", "=<": "`at most`", "≤": "`at most`",
    ">": "`more than`", "<": "`less than`", "==": "`is`", "=": "`is`", "!=": "`is not`", "≠": "`is not`", "&": "`and`",
    "&&": "`and`", "|": "`or`", "||": "`or`", "+": "`and`", ";": "a comma", "\u2013": "`-`", "\u2014": "`-`",
    "\u2212": "`-`", "\u2010": "`-`", "\u2011": "`-`", "\u201c": '`"`', "\u201d": '`"`', "\u201e": '`"`', "\u00ab": '`"`',
    "\u00bb": '`"`', "\u2018": "`'`", "\u2019": "`'`", "\u02bc": "`'`", "`": "nothing",
}  # fmt: skip
"""Symbols that people write for words, and what a clause says instead."""

_BEGINNINGS = {
    "when": "when", "if": "when", "once": "when", "after": "when", "whenever": "every time", "every": "each",
    "always": "every time", "each": "each", "per": "each", "the": "the first time", "first": "the first time",
}  # fmt: skip
"""How people begin a sentence, and how a clause does."""

_MONEY = re.compile(
    r"(?P<sign>[€$£¥])\s?(?P<n>[0-9][0-9 ]*(?:\.[0-9]+)?[kM]?)(?![\w])|(?<![\w.])(?P<n2>[0-9][0-9 ]*(?:\.[0-9]+)?[kM]?)\s?(?P<sign2>[€$£¥])"
)
_CURRENCIES = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY"}
_BOUNDS = frozenset({">=", "=>", "≥", "<=", "=<", "≤", ">", "<"})
_INVISIBLE = ("Cf", "Cc")

_TOKEN = re.compile(r"\"[^\"]*\"|\[[^\[\]]*\]|[<>=!&|]{1,2}|.", re.DOTALL)
_COMMA_NUMBER = re.compile(r"(?<![\w.])[0-9]+(?:,[0-9]+)+(?:\.[0-9]+)?")
_WORDS = re.compile(r"\"[^\"]*\"|\[[^\[\]]*\]|[^\s,\"\[\]]+|\S")


def in_characters(text: str) -> list[Mistake]:
    """Characters and numbers that no clause may hold, each at its place; text in double quotes may hold any."""
    if not text.strip():
        return [
            Mistake("SLA319", "the clause says nothing", 0, len(text), "write what a party must do, or leave it out")
        ]
    unquoted = re.sub(r"\"[^\"]*\"", lambda match: "_" * len(match[0]), text)
    found = list(_strange_characters(text))
    for amount in _money(unquoted):
        found = [mistake for mistake in found if not amount.start <= mistake.start < amount.end]
        found.append(amount)
    for number in _COMMA_NUMBER.finditer(unquoted):
        found = [mistake for mistake in found if not number.start() <= mistake.start < number.end()]
        found.append(
            Mistake("SLA404", f"a comma in the number `{number[0]}`", *number.span(), f"write `{_plain(number[0])}`")
        )
    return sorted(found, key=lambda mistake: mistake.start)


def _plain(number: str) -> str:
    """The number that was meant: groups of three with spaces, else a decimal point."""
    if re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", number):
        return number.replace(",", " ")
    return number.replace(",", ".", 1).replace(",", "")


def _strange_characters(text: str) -> Iterator[Mistake]:
    for match in _TOKEN.finditer(text):
        token, start, end = match[0], *match.span()
        if token in _SYMBOLS:
            yield _symbol(text, token, start, end)
        elif token == '"':
            message = "a double quote that is never closed"
            yield Mistake("SLA303", message, start, len(text.rstrip()), 'end the text with `"`')
            return
        elif token == "[":
            yield Mistake("SLA303", "a bracket that is never closed", start, end, "write the figure as `[mql target]`")
        elif len(token) == 1 and not _may_stand(token):
            yield _strange(text, token, start)
        elif token == "." and not _joins(text, start):
            end_of_text = not text[end:].strip()
            way_out = "a clause ends without a period" if end_of_text else "put text with a period in double quotes"
            yield Mistake("SLA303", "a period has no place here", start, end, way_out)


def _symbol(text: str, token: str, start: int, end: int) -> Mistake:
    word = _SYMBOLS[token]
    if (
        token in _BOUNDS
        and not re.search(r"(?<!\S)is\s*\Z", text[:start])
        and re.search(r"(?<!\S)(?:where|and|if)\s+\S+\s*\Z", text[:start])
    ):
        word = f"`is {word[1:]}"
    if token in "\u2013\u2014" and text[start - 1 : start].isspace() and text[end : end + 1].isspace():
        word = "`,`"
    return Mistake("SLA303", f"`{token}` has no place in a clause", start, end, f"write {word} instead")


def _money(text: str) -> Iterator[Mistake]:
    """Amounts with the sign of a currency."""
    for found in _MONEY.finditer(text):
        sign, number = (found["sign"], found["n"]) if found["sign"] else (found["sign2"], found["n2"])
        way_out = f"write `{number.strip()} {_CURRENCIES[sign]}`"
        yield Mistake("SLA303", f"`{sign}` has no place in a clause", found.start(), found.end(), way_out)


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


def _in_value(text: str, at: int) -> tuple[int, int] | None:
    """The word that a character stands in the middle of, where that is a value, which may stand in quotes."""
    word = next(found for found in re.finditer(r"[^\s,\"]+", text) if found.start() <= at < found.end())
    inside = word.start() < at < word.end() - 1
    is_value = re.search(r"(?<!\S)(?:is|is\s+not|or)\s*\Z", text[: word.start()])
    return word.span() if inside and is_value else None


def explain(text: str, error: UnexpectedInput, rule: str) -> Mistake:
    """The mistake behind a sentence that the grammar cannot read; `rule` is what was asked for (clause or event)."""
    expected = _expected(error)
    stop = position(text, error)
    for guess in _GUESSES:
        mistake = guess(text, stop, expected)
        if mistake is not None:
            return mistake
    return _cannot_stand(text, stop, expected, rule)


def _expected(error: UnexpectedInput) -> frozenset[str]:
    if isinstance(error, UnexpectedToken):
        return frozenset(error.accepts or error.expected)
    if isinstance(error, UnexpectedCharacters):
        return frozenset(error.allowed or ())
    return frozenset(getattr(error, "expected", ()))


def stops_at(text: str, error: UnexpectedInput) -> int:
    """How far a text makes sense. Words in which a comma or `must` is looked for in vain, to the end, make none."""
    at = position(text, error)
    if at >= len(text.rstrip()) and not _expected(error).isdisjoint(("_MUST", "_COMMA")):
        return text.rfind(",", 0, at) + 1
    return at


def position(text: str, error: UnexpectedInput) -> int:
    """Where reading stopped."""
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        return len(text.rstrip())
    stop = error.pos_in_stream
    return len(text) if stop is None else stop


def _word(text: str, position: int) -> tuple[str, int, int]:
    """The word at an offset (or the next one), and its offsets; empty at the end of the text."""
    found = _WORDS.search(text, position)
    return (found[0], *found.span()) if found else ("", len(text.rstrip()), len(text.rstrip()))


def _words_from(text: str, position: int, count: int) -> tuple[str, int, int]:
    """Up to `count` words from an offset on, with one space between them."""
    found: list[re.Match[str]] = []
    for match in _WORDS.finditer(text, position):
        if match[0] == "," or len(found) == count:
            break
        found.append(match)
    if not found:
        return _word(text, position)
    return " ".join(match[0] for match in found), found[0].start(), found[-1].end()


def _not_known(text: str, position: int, expected: frozenset[str]) -> Mistake | None:
    found = re.search(r"(\S+)\s+(is\s+not\s+(known|missing))\s*$", text[:position])
    if found is None:
        return None
    opposite = "missing" if found[3] == "known" else "known"
    message = f"`is not {found[3]}` is not said here"
    return Mistake("SLA313", message, *found.span(2), f"write `is {opposite}`")


def _conjunction(text: str, position: int, expected: frozenset[str]) -> Mistake | None:
    """`and` or `or` where no list has begun."""
    word, start, end = _word(text, position)
    if word not in ("and", "or") or "_WHERE" not in expected:
        return None
    if "_WITHIN" in expected or "$END" in expected:
        begin = "both" if word == "and" else "either"
        way_out = f"begin with `{begin}`: `must {begin} … {word} …`"
    else:
        way_out = "conditions begin with `where`"
    return Mistake("SLA301", f"`{word}` cannot stand here", start, end, way_out)


def _no_must(text: str, position: int, expected: frozenset[str]) -> Mistake | None:
    """A sentence that begins with no trigger, or a duty without `must`."""
    if "_MUST" not in expected or "WORD" not in expected:
        return None
    start = text.rfind(",", 0, position) + 1
    words, first, last = _words_from(text, start, 1)
    comma_next = _word(text, position)[0] == ","
    if start == 0 and comma_next:
        near = _BEGINNINGS.get(words.lower()) or nearest(words.lower(), _BEGINNINGS.values(), alike=0.7)
        way_out = f"did you mean `{near}`?" if near else "a clause begins with `when`, `each` or a party"
        return Mistake("SLA301", f"a clause cannot begin with `{words}`", first, last, way_out)
    for modal in re.finditer(r"(?<!\S)(should|shall|will|ought\s+to|has\s+to|have\s+to|needs\s+to|may|can|Must|MUST)(?!\S)",
                             text[start:]):  # fmt: skip
        place = start + modal.start(), start + modal.end()
        return Mistake("SLA301", f"`{modal[0]}` binds nobody", *place, "write `must`")
    return Mistake("SLA301", f"`must` is missing after `{words}`", first, last, f"write `{words} must …`")


def _no_comma_after_trigger(text: str, position: int, expected: frozenset[str]) -> Mistake | None:
    head = text[:position]
    if _word(text, position)[0] == ",":
        return None
    if not re.match(r"\s*(when|every\s+time|the\s+first\s+time|each)\b", head) or "," in _without_quotes(head):
        return None
    duty = re.search(r"([^\s,]+)\s+must(?![\w\-'/])", text)
    if duty is None:
        return None
    words = " ".join(duty[0].split())
    return Mistake("SLA302", f"a comma is missing before `{words}`", *duty.span(), f"write `, {words}`")


def _no_comma_before_tail(text: str, position: int, expected: frozenset[str]) -> Mistake | None:
    if "_COMMA" not in expected:
        return None
    for tail in TAIL_STARTS:
        words, start, end = _words_from(text, position, len(tail.split()))
        if words == tail:
            return Mistake("SLA302", f"a comma is missing before `{tail}`", start, end, f"write `, {tail}`")
    return None


def _strange_unit(text: str, position: int, expected: frozenset[str]) -> Mistake | None:
    if "UNIT" not in expected:
        return None
    for count in (2, 1):
        words, start, end = _words_from(text, position, count)
        unit = nearest(words, UNITS, alike=0.75 if count == 2 else 0.6)
        if unit:
            return Mistake("SLA318", f"`{words}` is no unit of time", start, end, f"did you mean `{unit}`?")
    word, start, end = _word(text, position)
    if word in ("", ",") or word in KEYWORDS.values():
        return Mistake(
            "SLA318", "the unit of time is missing", *_last_word(text[:position]), f"the units are {', '.join(UNITS)}"
        )
    return Mistake("SLA318", f"`{word}` is no unit of time", start, end, f"the units are {', '.join(UNITS)}")


def _strange_period(text: str, position: int, expected: frozenset[str]) -> Mistake | None:
    if "PERIOD" not in expected:
        return None
    word, start, end = _word(text, position)
    near = nearest(word, PERIODS)
    way_out = f"did you mean `{near}`?" if near else f"write one of {', '.join(PERIODS)}"
    return Mistake("SLA301", f"`{word}` is no period" if word else "the period is missing", start, end, way_out)


def _number_in_words(text: str, position: int, expected: frozenset[str]) -> Mistake | None:
    if "NUMBER" not in expected or "WORD" in expected:
        return None
    word, start, end = _word(text, position)
    if not word or word == ",":
        return None
    return Mistake("SLA301", f"a number is expected, not `{word}`", start, end, "write the number in digits")


def _comma_too_many(text: str, position: int, expected: frozenset[str]) -> Mistake | None:
    word, start, end = _word(text, position)
    if word == "then" and "_UNLESS" in expected:
        comma = text.rindex(",", 0, position)
        return Mistake("SLA301", "no comma stands before `then after`", comma, end, "leave the comma out")
    if word != ",":
        return None
    after, _, _ = _words_from(text, end, 1)
    if after in ("or", "and"):
        way_out = f"`, {after}` follows only an alternative with `where`, or a deadline with `if`; write `{after}`"
        return Mistake("SLA301", f"no comma stands before `{after}` here", start, end, way_out)
    return None


def _condition_on_phrase(text: str, position: int, expected: frozenset[str]) -> Mistake | None:
    word, start, end = _word(text, position)
    if word != "where":
        return None
    way_out = "define an event with this condition under `vocabulary: events:` and name it here"
    return Mistake("SLA301", "`where` cannot stand here", start, end, way_out)


def _tier_without_default(text: str, position: int, expected: frozenset[str]) -> Mistake | None:
    if "_COMMA_OR" not in expected or "_COMMA" in expected:
        return None
    if not re.search(r"(?<!\S)if\s", text[:position]):
        return _alternative_with_where(text, position)
    word, start, end = _word(text, position)
    message = "the deadline for all other cases is missing" if word in ("", ",") else f"`{word}` cannot stand here"
    if not word:
        start, end = _last_word(text)
    return Mistake("SLA301", message, start, end, "after the last `if` comes `, or` and a deadline for all other cases")


def _alternative_with_where(text: str, position: int) -> Mistake:
    """`either A where x is y or B`: the `or` was read as part of the condition."""
    joint = [found for found in re.finditer(r"\s(or|and)(?!\S)", text[:position])]
    if not joint:
        return Mistake(
            "SLA301", "the other alternative is missing", *_last_word(text), "write `, or` and what else may be done"
        )
    word = joint[-1][1]
    message = f"this `{word}` belongs to the condition before it"
    way_out = f"after an alternative with `where`, write `, {word}`"
    return Mistake("SLA301", message, joint[-1].start(1), joint[-1].end(1), way_out)


def _misspelt_keyword(text: str, position: int, expected: frozenset[str]) -> Mistake | None:
    keywords = {KEYWORDS[terminal] for terminal in expected if terminal in KEYWORDS} - {",", ", or", ", and"}
    for count in (3, 2, 1):
        words, start, end = _words_from(text, position, count)
        candidates = [keyword for keyword in keywords if len(keyword.split()) == count]
        near = nearest(words, candidates, alike=0.7)
        if near and near != words:
            return Mistake("SLA301", f"`{words}` is not understood here", start, end, f"did you mean `{near}`?")
    return None


def _too_early(text: str, position: int, expected: frozenset[str]) -> Mistake | None:
    if _word(text, position)[0]:
        return None
    last = _last_word(text)
    return Mistake("SLA301", "the sentence ends too early", *last, _may_follow(expected))


_GUESSES = (
    _not_known,
    _conjunction,
    _strange_unit,
    _strange_period,
    _no_comma_before_tail,
    _no_comma_after_trigger,
    _tier_without_default,
    _comma_too_many,
    _condition_on_phrase,
    _number_in_words,
    _no_must,
    _misspelt_keyword,
    _too_early,
)
"""Tried in order; the first that recognises its mistake explains it."""


def _cannot_stand(text: str, position: int, expected: frozenset[str], rule: str) -> Mistake:
    word, start, end = _word(text, position)
    if rule == "event" and "$END" in expected:
        return Mistake("SLA301", f"`{word}` cannot stand here", start, end, "say an event's id and `where` conditions")
    message = "a comma cannot stand here" if word == "," else f"`{word}` cannot stand here"
    return Mistake("SLA301", message, start, end, _may_follow(expected))


def _may_follow(expected: frozenset[str]) -> str:
    kinds = [KINDS[terminal] for terminal in sorted(expected) if terminal in KINDS]
    keywords = sorted({KEYWORDS[terminal] for terminal in expected if terminal in KEYWORDS})
    wanted = kinds + [f"`{keyword}`" for keyword in keywords]
    if "UNIT" in expected:
        wanted.append("a unit of time")
    if not wanted:
        return ""
    listed = wanted[0] if len(wanted) == 1 else f"{', '.join(wanted[:-1])} or {wanted[-1]}"
    return f"here may follow {listed}"


def _last_word(text: str) -> tuple[int, int]:
    end = len(text.rstrip())
    start = max(text.rfind(" ", 0, end), text.rfind("\n", 0, end), text.rfind("\t", 0, end)) + 1
    return start, end


def _without_quotes(text: str) -> str:
    return re.sub(r"\"[^\"]*\"?", lambda match: "_" * len(match[0]), text)
