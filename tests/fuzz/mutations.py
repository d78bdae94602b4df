"""Small and large damage to a text: to its words, its lines, its characters."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

WORDS = (
    "when", "every", "time", "the", "first", "time", "each", "must", "not", "state", "either", "both", "record",
    "deliver", "ensure", "of", "become", "where", "is", "is", "breached", "known", "missing", "at", "least", "at",
    "most", "more", "than", "less", "than", "and", "or", "within", "if", "for", "until", "before", "times", "time",
    "on", "different", "days", "unless", "paused", "while", "otherwise", "notify", "apply", "then", "after", "cases",
    "breaches", "with",
    "at least", "at most", "more than", "less than", "for at least", "with at most", "paused while", "then after",
    "of cases each month", "is breached", "every time", "the first time", "is not", "is known", "is missing",
    "minutes", "hours", "business hours", "business minutes", "business days", "calendar days", "calendar weeks",
    "days", "weeks", "months", "seconds", "day", "week", "month", "quarter", "year", "a", "an", "the",
    "sales", "marketing", "a lead is assigned", "contact the lead", "qualified leads", "opportunities",
    "the lead replies", "the lead is on hold", "lead.assigned", "lead.contacted", "record lead.contacted",
    "opportunity.closed", "value the opportunity", "an opportunity is created", "reason", "channel", "score",
    "source", "segment", "value", "automated", "yes", "no", "won", "lost", "enterprise", "smb", "partner", "text",
    "number", "money", "one of", "otherwise", "by", "from", "until", "was", "why", "clause", "1", "0", "5", "50",
    "95%", "0%", "100%", "100.5%", "1.5", "2 500", "2 50", "1 000 000 EUR", "1.5M EUR", "2k EUR", "5 USD", "[mql target]",
    "[]", "[ x ]", '"quoted, text"', '""', '"', ",", ", or", ", and", ",,", ".", "'", "#", " #", ":", ": ", "- ", "? ",
    "&a", "*a", "!!str", "<<", "<<: *a", "---", "...", "|", ">", ">-", "|+2", "{", "}", "[", "]", "%", "@", "`", "~",
    "null", "NaN", "1e9", "0x1f", "-1", "+1", "2026-02-30", "2026-01-01", "0001-01-01", "9999-12-31", "09:00-17:00",
    "24:00", "25:00-26:00", "Mon-Fri", "Sun", "Mon-Mon", "FI", "DE-BY", "Europe/Helsinki", "UTC", "\t", "\n", "\r\n",
    "\r", "  ", "\u00a0", "\u2028", "\ufeff", "\u200b", "\u202e", "é", "é", "漢字", "😀", "½", "²", "Ⅷ", "٣", "ß", "İ",
    "\x00", "\x07", "\x7f", "\x85", "\ud800", "“", "”", "–", ">=", "≥", "=", "+", "*", "/", "(", ")", "\\", "\\u0000",
    "9" * 30, "1" * 120, "0.000000001", "a" * 300,
)  # fmt: skip
"""What is put into a text: words of the language, of YAML and of JSON, and what belongs to none of them."""

_WORD = re.compile(r"[^\s,:{}\[\]\"]+|[,:{}\[\]\"]")


def mutated(rnd: Random, text: str, others: Sequence[str], most: int = 4) -> str:
    """The text with one to `most` kinds of damage; `others` are texts to take lines from."""
    times = rnd.choice((1, 1, 1, 2, 2, *range(1, most + 1)))
    for _ in range(times):
        text = rnd.choice(_WAYS)(rnd, text, others)
    return text


def _spot(rnd: Random, text: str, pattern: re.Pattern[str] = _WORD) -> tuple[int, int]:
    """A random word near a random place."""
    if not text:
        return 0, 0
    at = rnd.randrange(len(text))
    found = pattern.search(text, at) or pattern.search(text)
    return found.span() if found else (0, len(text))


def _without(rnd: Random, text: str, _others: Sequence[str]) -> str:
    start, end = _spot(rnd, text)
    return text[:start] + text[end:]


def _doubled(rnd: Random, text: str, _others: Sequence[str]) -> str:
    start, end = _spot(rnd, text)
    return f"{text[:end]} {text[start:]}"


def _replaced(rnd: Random, text: str, _others: Sequence[str]) -> str:
    start, end = _spot(rnd, text)
    return text[:start] + rnd.choice(WORDS) + text[end:]


def _inserted(rnd: Random, text: str, _others: Sequence[str]) -> str:
    start, _ = _spot(rnd, text)
    return f"{text[:start]}{rnd.choice(WORDS)}{rnd.choice((' ', ''))}{text[start:]}"


def _swapped(rnd: Random, text: str, _others: Sequence[str]) -> str:
    one, other = sorted((_spot(rnd, text), _spot(rnd, text)))
    if one[1] > other[0]:
        return text
    return text[: one[0]] + text[slice(*other)] + text[one[1] : other[0]] + text[slice(*one)] + text[other[1] :]


def _moved(rnd: Random, text: str, _others: Sequence[str]) -> str:
    start, end = _spot(rnd, text)
    rest = text[:start] + text[end:]
    at, _ = _spot(rnd, rest)
    return f"{rest[:at]}{text[start:end]} {rest[at:]}"


def _character(rnd: Random, text: str, _others: Sequence[str]) -> str:
    at = rnd.randrange(len(text) + 1)
    new = rnd.choice(("", "", chr(rnd.randrange(32, 127)), chr(rnd.randrange(0x3000)), rnd.choice(WORDS)))
    return text[:at] + new + text[at + rnd.choice((0, 1, 1)) :]


def _lines(rnd: Random, text: str, others: Sequence[str]) -> str:
    lines = text.split("\n")
    at, other = rnd.randrange(len(lines)), rnd.randrange(len(lines))
    match rnd.randrange(7):
        case 0:
            del lines[at]
        case 1:
            lines.insert(other, lines[at])
        case 2:
            lines[at], lines[other] = lines[other], lines[at]
        case 3:
            lines[at] = " " * rnd.randrange(9) + lines[at].lstrip()
        case 4:
            lines.insert(at, rnd.choice(rnd.choice(others).split("\n")))
        case 5:
            lines[at] += f" {lines[other].strip()}"
            del lines[other]
        case _:
            cut = rnd.randrange(len(lines[at]) + 1)
            lines[at] = f"{lines[at][:cut]}\n{' ' * rnd.randrange(9)}{lines[at][cut:]}"
    return "\n".join(lines)


def _block(rnd: Random, text: str, others: Sequence[str]) -> str:
    """A piece of another text, or the text cut short."""
    other = rnd.choice(others)
    start = rnd.randrange(len(other) + 1)
    at = rnd.randrange(len(text) + 1)
    if rnd.random() < 0.3:
        return text[:at]
    return text[:at] + other[start : start + rnd.randrange(200)] + text[at + rnd.choice((0, rnd.randrange(100))) :]


_WAYS: tuple[Callable[[Random, str, Sequence[str]], str], ...] = (
    _without, _without, _doubled, _replaced, _replaced, _inserted, _inserted, _swapped, _moved, _character, _character,
    _lines, _lines, _block,
)  # fmt: skip


def damaged(rnd: Random, data: bytes) -> bytes:
    """The bytes with some flipped, taken out or put in, or cut short."""
    found = bytearray(data)
    for _ in range(rnd.choice((1, 1, 2, 5))):
        at = rnd.randrange(len(found) + 1)
        match rnd.randrange(5):
            case 0 if at < len(found):
                found[at] ^= 1 << rnd.randrange(8)
            case 1 if at < len(found):
                found[at] = rnd.randrange(256)
            case 2:
                del found[at : at + rnd.choice((1, 1, 4, 40))]
            case 3:
                found[at:at] = bytes(rnd.randrange(256) for _ in range(rnd.choice((1, 2, 8))))
            case _:
                del found[at:]
    return bytes(found)
