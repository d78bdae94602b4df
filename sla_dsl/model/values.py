"""What a field, a fact or a figure may be: exact, never a binary float."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from sla_dsl.frozen import frozen
from sla_dsl.model.words import SAYS_NOTHING, SAYS_SOMETHING, has_reserved_word, is_phrase

Exact = int | Fraction
"""An exact number. A whole one is always an `int` (see `exact`), so equal numbers look equal."""


@frozen
class Money:
    """An amount of one currency (three capital letters), exact."""

    amount: Exact
    currency: str


@frozen
class Share:
    """A part of a whole: `95%` is Share(19/20)."""

    value: Exact


Value = str | int | Fraction | Money | bool
"""What a field or a fact holds once it is typed: text, number, money or yes/no."""

TypeName = Literal["text", "number", "money", "yes/no", "one of"]


@frozen
class ValueType:
    """The declared type of a field or a fact; `options` are the words of a `one of`, in the file's order."""

    name: TypeName
    options: tuple[str, ...] = ()

    def __str__(self) -> str:
        """As a person writes it: `one of smb, enterprise`."""
        return f"one of {', '.join(map(written_text, self.options))}" if self.name == "one of" else self.name


def exact(number: Exact) -> Exact:
    """The same number, an `int` where it is whole."""
    if isinstance(number, Fraction) and number.denominator == 1:
        return number.numerator
    return number


def decimal_text(number: Exact) -> str:
    """The number as an exact decimal (`0.3`, `1250`), or as a reduced fraction (`1/3`) where no decimal is exact."""
    whole = Fraction(number)
    denominator = whole.denominator
    twos = fives = 0
    while denominator % 2 == 0:
        denominator //= 2
        twos += 1
    while denominator % 5 == 0:
        denominator //= 5
        fives += 1
    if denominator != 1:
        return f"{whole.numerator}/{whole.denominator}"
    places = max(twos, fives)
    digits = str(abs(whole.numerator) * 10**places // whole.denominator).rjust(places + 1, "0")
    sign = "-" if whole < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def percent_text(share: Exact) -> str:
    """A share as a percentage: `95%`, `99.5%`, `100/3%`."""
    return f"{decimal_text(exact(Fraction(share) * 100))}%"


def money_text(money: Money) -> str:
    """Money as one exact number and its currency: `2000000 EUR`."""
    return f"{decimal_text(money.amount)} {money.currency}"


def value_text(value: Value) -> str:
    """A typed value as text: `yes`, `50`, `15000 EUR`, or the text itself."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Money):
        return money_text(value)
    return value if isinstance(value, str) else decimal_text(value)


def written_text(text: str) -> str:
    """A text as it stands in a sentence: bare where every character is a word's, else in double quotes."""
    is_bare = is_phrase(text) and not has_reserved_word(text)
    is_bare = is_bare and text.casefold() not in SAYS_NOTHING and text.casefold() not in SAYS_SOMETHING
    return text if is_bare else f'"{text}"'
