"""Why a clause's text cannot be read: the one mistake a person most likely made, at its words, with a way out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sla_dsl.diagnostics import nearest
from sla_dsl.language.syntax import Mistake

if TYPE_CHECKING:
    from lark.exceptions import UnexpectedInput

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

_BEGINNINGS = {
    "when": "when", "if": "when", "once": "when", "after": "when", "whenever": "every time", "every": "each",
    "always": "every time", "each": "each", "per": "each", "the": "the first time", "first": "the first time",
}  # fmt: skip
"""How people begin a sentence, and how a clause does."""

_MODALS = re.compile(
    r"(?<!\S)(should|shall|will|ought\s+to|has\s+to|have\s+to|needs\s+to|may|can|Must|MUST)(?:\s+(?P<no>not|NOT))?(?!\S)"
)
_WORDS = re.compile(r"\"[^\"]*\"|\[[^\[\]]*\]|[^\s,\"\[\]]+|\S")


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
    from lark.exceptions import UnexpectedCharacters, UnexpectedToken

    if isinstance(error, UnexpectedToken):
        return frozenset(error.accepts or error.expected)
    if isinstance(error, UnexpectedCharacters):
        return frozenset(error.allowed or ())
    return frozenset(getattr(error, "expected", ()))


def stops_at(text: str, error: UnexpectedInput) -> int:
    """How far a text makes sense. Words in which a comma or `must` is looked for in vain, to the end, make none."""
    at = position(text, error)
    expected = _expected(error)
    if "_MUST" in expected or (at >= len(text.rstrip()) and "_COMMA" in expected):
        return text.rfind(",", 0, at) + 1
    return at


def position(text: str, error: UnexpectedInput) -> int:
    """Where reading stopped."""
    from lark.exceptions import UnexpectedToken

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


def _not_known(text: str, position: int, expected: frozenset[str]) -> Mistake | None:  # noqa: ARG001 - all alike
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
    if word == "or" and re.match(r"\s*(?:when|every\s+time|the\s+first\s+time)\s[^,]*\Z", text[:position]):
        way_out = "a clause has one trigger: write a clause for each, or define one event under `vocabulary:`"
    elif re.search(r"(?<!\S)must\s", text[:position]) and ("_WITHIN" in expected or "$END" in expected):
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
    for modal in _MODALS.finditer(text[start:]):
        place = start + modal.start(), start + modal.end()
        instead = "must not" if modal["no"] else "must"
        return Mistake("SLA301", f"`{modal[0]}` binds nobody", *place, f"write `{instead}`")
    return Mistake("SLA301", f"`must` is missing after `{words}`", first, last, f"write `{words} must …`")


def _no_comma_after_trigger(text: str, position: int, expected: frozenset[str]) -> Mistake | None:  # noqa: ARG001 - all alike
    head = text[:position]
    if _word(text, position)[0] == ",":
        return None
    if not re.match(r"\s*(when|every\s+time|the\s+first\s+time|each)\b", head) or "," in _without_quotes(head):
        return None
    duty = re.search(r"([^\s,]+)\s+must(?![\w\-'/])", text)
    if duty is None or "," in _without_quotes(text[position : duty.start()]):
        return None
    words = " ".join(duty[0].split())
    return Mistake("SLA302", f"a comma is missing before `{words}`", *duty.span(), f"write `, {words}`")


def _reserved(text: str, position: int, expected: frozenset[str]) -> Mistake | None:
    """A word that ends a phrase, inside one: in a value it can be quoted, of an event it is said otherwise."""
    word, start, end = _word(text, position)
    if word not in ("for", "until", "before", "within", "become") or "_COMMA" not in expected:
        return None
    part = _without_quotes(text[:position]).rsplit(",", 1)[-1]
    if re.search(r"\s(?:where|if)\s.*\sis\s", part, re.DOTALL):
        message = f"`{word}` cannot stand in a value without double quotes"
        return Mistake("SLA301", message, start, end, "put the whole value in double quotes")
    if re.match(r"\s*(?:when|every\s+time|the\s+first\s+time)\s", text) and "," not in text[:position]:
        message = f"`{word}` has a meaning of its own and cannot stand in a phrase"
        return Mistake("SLA301", message, start, end, "name the event by its id, or give it a phrase without this word")
    return None


def _promise_without_period(text: str, position: int, expected: frozenset[str]) -> Mistake | None:  # noqa: ARG001
    """`deliver at least` or `ensure at least` of a duty that is no promise."""
    verb = re.search(r"must\s+((?:deliver|ensure)\s+(?:at|more|less)\s)", text[:position])
    if verb is None or re.match(r"\s*each\s", text):
        return None
    word = verb[1].split()[0]
    period = re.search(rf"(?P<at>(?:per|each|every|a|in\s+each|in\s+a)\s+(?P<period>{'|'.join(PERIODS)}))\s*\Z", text)
    if period:
        message = "a promise begins with its period"
        return Mistake("SLA301", message, *period.span("at"), f"begin with `each {period['period']},`")
    message = f"`{word}` is a promise, and a promise is made for each period"
    return Mistake("SLA301", message, verb.start(1), verb.start(1) + len(word), "begin with `each month,`")


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
    if word in _SUBJECTS:
        each = text.rfind("each", 0, start)
        message = f"`each {word}` is no period, and a duty begins with what happens"
        return Mistake("SLA301", message, max(each, 0), end, "write `when a lead is assigned, …`, or what else happens")
    near = None if word in _NO_PERIODS else nearest(word, PERIODS)
    way_out = f"did you mean `{near}`?" if near else f"write one of {', '.join(PERIODS)}"
    return Mistake("SLA301", f"`{word}` is no period" if word else "the period is missing", start, end, way_out)


_NO_PERIODS = frozenset({"half-year", "half", "semester", "fortnight", "sprint", "biweek", "midyear", "weekend"})
"""Periods of other contracts, none of which is nearly one of slac's."""

_SUBJECTS = frozenset({"lead", "leads", "mql", "opportunity", "deal", "case", "contact", "prospect"})
"""What people say a duty is owed to, one by one."""


def _number_in_words(text: str, position: int, expected: frozenset[str]) -> Mistake | None:
    if "NUMBER" not in expected or "WORD" in expected:
        return None
    word, start, end = _word(text, position)
    if not word or word == ",":
        return None
    if re.fullmatch(r'"[0-9][0-9 .]*"', word):
        return Mistake(
            "SLA301", f"a number stands without quotes, not as `{word}`", start, end, f"write `{word[1:-1]}`"
        )
    if word in _COUNTED or word in UNITS:
        return Mistake("SLA301", f"a number is missing before `{word}`", start, end, "write it in digits")
    return Mistake("SLA301", f"a number is expected, not `{word}`", start, end, "write the number in digits")


_COUNTED = frozenset({"of", "time", "times", "different", "breach", "breaches", "business", "calendar"})
"""Words before which a number stands."""


def _comma_too_many(text: str, position: int, expected: frozenset[str]) -> Mistake | None:
    word, start, end = _word(text, position)
    if word == "then" and "_UNLESS" in expected:
        comma = text.rindex(",", 0, position)
        return Mistake("SLA301", "no comma stands before `then after`", comma, end, "leave the comma out")
    if word != ",":
        return None
    if text[:start].rstrip().endswith(","):
        return Mistake("SLA301", "a comma stands twice", start, end, "leave the comma out")
    after, _, _ = _words_from(text, end, 1)
    if after in ("or", "and"):
        way_out = f"`, {after}` follows only an alternative with `where`, or a deadline with `if`; write `{after}`"
        return Mistake("SLA301", f"no comma stands before `{after}` here", start, end, way_out)
    return None


def _condition_on_phrase(text: str, position: int, expected: frozenset[str]) -> Mistake | None:  # noqa: ARG001 - all alike
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
    if word in ("", ","):
        start, end = _last_word(text[:start] if word else text)
    return Mistake("SLA301", message, start, end, "after the last `if` comes `, or` and a deadline for all other cases")


def _alternative_with_where(text: str, position: int) -> Mistake:
    """`either A where x is y or B`: the `or` was read as part of the condition."""
    joint = list(re.finditer(r"\s(or|and)(?!\S)", text[:position]))
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


def _bound_without_condition(text: str, position: int, expected: frozenset[str]) -> Mistake | None:
    """`a lead scores at least 50`: a bound where a condition would begin with `where`."""
    found = re.compile(r"(?:at\s+least|at\s+most|more\s+than|less\s+than)\s+[0-9][0-9 .]*").match(text, position)
    if found is None or "_WHERE" not in expected or "_COMMA" not in expected or "," in text[:position]:
        return None
    words = " ".join(found[0].split())
    start, end = found.span()
    message = f"`{words}` says nothing of what"
    return Mistake(
        "SLA301",
        message,
        start,
        start + len(text[start:end].rstrip()),
        f"write `where … is {words}`, with a field or a fact",
    )


_GUESSES = (
    _reserved,
    _bound_without_condition,
    _promise_without_period,
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
    if rule == "event" and "_WHERE" in expected and word in ("if", "when", "with", "having", "whose", "which", "that"):
        return Mistake("SLA301", f"`{word}` is not understood here", start, end, "did you mean `where`?")
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
