"""The text of a number, a percentage or money → the exact figure, or what is wrong with it."""

from __future__ import annotations

import re
from fractions import Fraction

from sla_dsl.funnel import write_figure
from sla_dsl.language.excerpt import excerpt
from sla_dsl.language.near import is_misspelt
from sla_dsl.language.syntax import Mistake
from sla_dsl.model.funnel import Figure
from sla_dsl.model.values import Exact, Money, Share, exact

__all__ = ["DIGITS", "EXAMPLES", "figure", "write_figure"]

DIGITS = 100
"""A number has no more digits than this."""

LONGEST = 300
"""A longer text is not looked into for what may have been meant."""

EXAMPLES = "write a number (`250 000`, `1.5`), a percentage (`30%`) or money (`15 000 EUR`, `1.5M EUR`)"
"""What a figure may look like."""

_NUMBER = r"(?P<number>[1-9][0-9]{0,2}(?:\s[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)"
_FIGURE = re.compile(rf"{_NUMBER}(?:(?P<percent>\s?%)|(?P<times>[kM]?)\s(?P<currency>[A-Z]{{3}}))?", re.ASCII)
_TIMES = {"": 1, "k": 1_000, "M": 1_000_000}

_COMMAS = re.compile(r"[0-9](?:[0-9.\s]*,\s?[0-9]+)+(?:\.[0-9]+)?", re.ASCII)
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?", re.ASCII)
_POINTS = re.compile(r"([1-9][0-9]{0,2}(?:\.[0-9]{3}){2,})(?![0-9.])", re.ASCII)
_NO_CURRENCY = re.compile(rf"{_NUMBER}\s?(?P<times>[kKmM])", re.ASCII)
_SIGNS_TWICE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*%(?:\s*%)+")
_LOOSE = re.compile(
    r"(?P<before>[^\W\d_]{3}|[€$£¥])?\s*(?P<number>[0-9][0-9\s_']*(?:\.[0-9]+)?)\s*"
    r"(?P<times>k|m|thousand|mio\.?|mln\.?|million|millions)?\s*(?P<after>[A-Z]{3}|[€$£¥]|%|percent|per cent)?",
    re.IGNORECASE,
)
_SYMBOLS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY"}


def figure(text: str, currency: str | None = None) -> Figure | Mistake:
    """The figure that a text is: a number (a count), a percentage (a share) or money; else the mistake in it.

    `currency` is the agreement's, where it is known: of a misspelt one, and of none, it is what was meant.
    A text has one space where it has any, and none at its ends. The mistake's code is SLA404 (a comma), SLA408 (an
    amount of money without its currency) or SLA608 (anything else); its offsets are in `text`.
    """
    found = _FIGURE.fullmatch(text)
    if found is None:
        return _mistake(text, currency)
    if sum(character.isdigit() for character in found["number"]) > DIGITS:
        message = f"a number of more than {DIGITS} digits"
        return Mistake("SLA608", message, *found.span("number"), "write fewer digits")
    number = Fraction("".join(found["number"].split()))
    if found["percent"]:
        return Share(exact(number / 100))
    if found["currency"]:
        return Money(exact(number * _TIMES[found["times"]]), found["currency"])
    return exact(number)


def _mistake(text: str, currency: str | None) -> Mistake:
    """Why a text is no figure: the first of these that fits."""
    if not text.strip():
        return Mistake("SLA608", "an amount is missing", 0, len(text), EXAMPLES)
    if text[0] in "+-\u2212\u2013":
        return Mistake(
            "SLA608", f"`{text[0]}` is a sign, and an amount has none", 0, 1, "an amount is never below zero"
        )
    if len(text) > LONGEST:
        return Mistake("SLA608", f"{excerpt(text)} is no number, percentage or money", 0, len(text), EXAMPLES)
    return _comma(text) or _unwritten_currency(text, currency) or _strange_space(text) or _no_figure(text, currency)


def _comma(text: str) -> Mistake | None:
    found = _COMMAS.search(text)
    if found is None:
        return None
    number = found[0]
    if _THOUSANDS.fullmatch(number):
        meant = number.replace(",", " ")
    else:
        whole, _, places = number.rpartition(",")
        meant = f"{re.sub(r'[.,]', '', whole)}.{places.strip()}" if "." not in places else re.sub(r",\s?", "", number)
    return Mistake("SLA404", f"a comma in the number {excerpt(number)}", *found.span(), f"write {excerpt(meant)}")


def _unwritten_currency(text: str, currency: str | None) -> Mistake | None:
    found = _NO_CURRENCY.fullmatch(text)
    if found is None:
        return None
    times = {"K": "k", "m": "M"}.get(found["times"], found["times"])
    plain = write_figure(_scaled(found["number"], times)) if len(found["number"]) <= DIGITS else "15 000"
    money = excerpt(f"{found['number']}{times} {currency or 'EUR'}")
    way_out = f"write money as {money}, a plain number as `{plain}`"
    return Mistake("SLA408", f"{excerpt(text)} has no currency", 0, len(text), way_out)


def _strange_space(text: str) -> Mistake | None:
    for offset, character in enumerate(text):
        if character.isspace() and character not in " \t\n\r":
            name = f"U+{ord(character):04X}"
            message = f"a space that is none of the keyboard's ({name})"
            return Mistake("SLA608", message, offset, offset + 1, "write a plain space")
        if character.isdigit() and not character.isascii():
            return Mistake("SLA608", f"`{character}` is no digit from 0 to 9", offset, offset + 1, EXAMPLES)
    return None


def _no_figure(text: str, currency: str | None) -> Mistake:
    meant = (
        (_crowns(text, currency) or _mistyped(text, currency) if currency else None)
        or _meant(text)
        or _with_digits(text)
        or _quotient(text)
    )
    message = f"{excerpt(text)} is no number, percentage or money"
    way_out = f"write `{meant}`" if meant else _one_of_two(text) or EXAMPLES
    return Mistake("SLA608", message, 0, len(text), way_out)


def _crowns(text: str, currency: str) -> str | None:
    """The amount in crowns of the agreement's country: `40 000 kr`."""
    found = re.fullmatch(rf"{_NUMBER}(?P<times>[kM]?)\s?(?i:kr\.?|kroner|kronor|krona|crowns)", text)
    return f"{found['number']}{found['times']} {currency}" if found and currency in _CROWNS else None


_CROWNS = ("SEK", "NOK", "DKK", "ISK", "CZK")


def _quotient(text: str) -> str | None:
    """The percentage of a share that is written as a quotient: `1/10`, `1 in 10`."""
    found = re.fullmatch(r"([0-9]{1,4})\s*(?:/|:|in|out\s+of|of)\s*([0-9]{1,4})", text)
    if found is None or not 0 < int(found[1]) < int(found[2]):
        return None
    share = Fraction(int(found[1]) * 100, int(found[2]))
    return f"{float(round(share, 2)):g}%"


def _one_of_two(text: str) -> str | None:
    """The help line for a figure that is a stretch: one of its ends is agreed."""
    found = _STRETCH.fullmatch(text)
    if found is None:
        return None
    ends = [f"{number.strip()}{found['unit']}" for number in (found["low"], found["high"])]
    return f"agree on one: `{ends[0]}` or `{ends[1]}`"


_STRETCH = re.compile(
    r"(?:between\s+)?(?P<low>[0-9][0-9 .]*?)\s*(?:-|–|—|to|and|bis)\s*(?P<high>[0-9][0-9 .]*?)"
    r"(?P<unit>%|[kM]?\s[A-Z]{3}|)"
)


def _with_digits(text: str) -> str | None:
    """The amount with digits where letters like them stand: `1O%`."""
    parts = re.match(r"[0-9OoIl ]+", text)
    meant = (
        f"{parts[0].translate(_LIKE_DIGITS)}{text[parts.end() :]}" if parts and re.search("[0-9]", parts[0]) else text
    )
    return meant if meant != text and _FIGURE.fullmatch(meant) else None


_LIKE_DIGITS = str.maketrans("OoIl", "0011")


def _mistyped(text: str, currency: str) -> str | None:
    """The amount of which the currency, or the letter for thousands or millions, has a letter wrong: `15k EuR`."""
    found = _MISTYPED.fullmatch(text)
    if found is None or not (found["currency"] == currency or is_misspelt(found["currency"], currency)):
        return None
    if found["times"] in _TIMES and found["currency"].upper() == currency:
        return None
    times = found["times"] if found["times"] in _TIMES else times_meant(found["times"])
    return None if times is None else f"{found['number']}{times} {currency}"


_MISTYPED = re.compile(rf"{_NUMBER}(?P<times>[A-Za-z]{{0,2}})\s(?P<currency>[^\W\d_]{{2,4}})")


def times_meant(letters: str) -> str | None:
    """The letter for thousands or millions (`k`, `M`) that was meant by one beside it on the keyboard, or doubled."""
    near = {meant for letter in letters for meant, keys in _KEYS.items() if letter in keys}
    exact = {letter for letter in letters if letter in _TIMES}
    found = exact or near
    return found.pop() if len(found) == 1 else None


_KEYS = {"k": "kKjliou", "M": "mMnN"}


def _meant(text: str) -> str | None:
    """The same amount as slac reads it, for the ways in which people write amounts elsewhere."""
    share = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)\s*(?:%|percent|per\s?cent|pct)\s+of\s.*", text)
    if share:
        return f"{share[1]}%"
    twice = _SIGNS_TWICE.fullmatch(text)
    if twice:
        return f"{twice[1]}%"
    grouped = _POINTS.match(text)
    if grouped:
        return text.replace(grouped[1], grouped[1].replace(".", " "))
    found = _LOOSE.fullmatch(text) if len(text) <= DIGITS else None
    if found is None:
        return None
    number = re.sub(r"[\s_']", "", found["number"])
    times = {"k": "k", "t": "k", "m": "M"}.get((found["times"] or "")[:1].casefold(), "")
    after, before = found["after"] or "", found["before"] or ""
    if after.casefold() in ("%", "percent", "per cent"):
        return None if times or before else f"{number}%"
    currencies = [_SYMBOLS.get(name, name.upper()) for name in (before, after) if name]
    if len(currencies) > 1 or (times and not currencies):
        return None
    return (
        write_figure(Money(_scaled(number, times), currencies[0])) if currencies else write_figure(_scaled(number, ""))
    )


def _scaled(number: str, times: str) -> Exact:
    return exact(Fraction("".join(number.split())) * _TIMES[times])
