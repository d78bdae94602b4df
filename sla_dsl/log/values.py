"""A raw value → a typed one, by the declared type. `null` and empty text never come here: they are no value.

A fault's reason lacks its first words, the name, which the line's reader puts before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache

from sla_dsl.log.raw import Doubled, Fault, Written, found, shown
from sla_dsl.model.values import Exact, Money, TypeName, Value, ValueType, exact

ReadValue = Callable[[object], Value | Fault]

MOST_DIGITS = 400
"""A number with more digits is out of range, and so is one with a greater power of ten."""

_PLAIN_DIGITS = 18
_LONGEST_KEPT = 40
_MOST_KEPT = 8192
_NUMBER = re.compile(r"([+-]?)([0-9]+(?: [0-9]{3})*)(?:\.([0-9]+))?(?:[eE]([+-]?)([0-9]+))?")
_MONEY = re.compile(r"(.*[0-9])([kM]?) ([A-Z]{3})", re.DOTALL)
_TIMES = {"": 1, "k": 1_000, "M": 1_000_000}
_OUT_OF_RANGE = Fault(
    "SLA709", f"is a number out of range: at most {MOST_DIGITS} digits, and powers of ten up to {MOST_DIGITS}, are read"
)


NO_CURRENCY = "XXX"
"""ISO 4217's code for no currency: what a bare number is in, where the agreement names none (and no clause can ask)."""


def value_reader(kind: ValueType, currency: str | None) -> ReadValue:
    """What types the values of one name; money is in `currency`, the agreement's, where none stands beside it."""
    return _READERS[kind.name](kind, currency)


def decimal(text: str) -> Exact | Fault | None:
    """The number that a decimal text is, exactly: a sign, digits (also `15 000`), a fraction, a power of ten.

    Nothing where it is none; a fault (SLA709) where it is out of range. Also reads every number of JSON.
    """
    if len(text) <= _PLAIN_DIGITS and text.isdigit() and text.isascii():
        return int(text)
    return _decimal(text) if len(text) <= _LONGEST_KEPT else _decimal.__wrapped__(text)


@lru_cache(_MOST_KEPT)
def _decimal(text: str) -> Exact | Fault | None:
    parts = _NUMBER.fullmatch(text)
    if parts is None:
        return None
    sign, whole, fraction, power_sign, power = (part or "" for part in parts.groups())
    digits = whole.replace(" ", "") + fraction
    power = power.lstrip("0") or "0"
    if len(digits) > MOST_DIGITS or len(power) > len(str(MOST_DIGITS)) or int(power) > MOST_DIGITS:
        return _OUT_OF_RANGE
    places = int(f"{power_sign}{power}") - len(fraction)
    number, scale = int(f"{sign}{digits}"), int(f"1{'0' * abs(places)}")
    if places >= 0:
        return number * scale
    whole, rest = divmod(number, scale)
    return Fraction(number, scale) if rest else whole


def _text(_kind: ValueType, _currency: str | None) -> ReadValue:
    kept: dict[str, str] = {}

    def read(raw: object) -> Value | Fault:
        if type(raw) is str:
            if len(raw) <= _LONGEST_KEPT and len(kept) < _MOST_KEPT:
                return kept.setdefault(raw, raw)
            return kept.get(raw, raw)
        return str(raw) if type(raw) is Written else _expected("text", raw)

    return read


def _number(_kind: ValueType, _currency: str | None) -> ReadValue:
    def read(raw: object) -> Value | Fault:
        number = decimal(raw) if isinstance(raw, str) else None
        return _expected("a number", raw) if number is None else number

    return read


def _yes_no(_kind: ValueType, _currency: str | None) -> ReadValue:
    words = {"yes": True, "no": False}

    def read(raw: object) -> Value | Fault:
        if type(raw) is bool:
            return raw
        known = words.get(raw) if type(raw) is str else None
        return _expected('`true`, `false`, `"yes"` or `"no"`', raw) if known is None else known

    return read


def _one_of(kind: ValueType, _currency: str | None) -> ReadValue:
    options = {option: option for option in kind.options}

    def read(raw: object) -> Value | Fault:
        option = options.get(raw) if isinstance(raw, str) else None
        return _expected(str(kind), raw) if option is None else option

    return read


def _money(_kind: ValueType, currency: str | None) -> ReadValue:
    def read(raw: object) -> Value | Fault:
        if isinstance(raw, dict):
            return _money_object(raw, currency)
        amount = decimal(raw) if isinstance(raw, str) else None
        if amount is not None:
            return amount if isinstance(amount, Fault) else Money(amount, currency or NO_CURRENCY)
        return _money_text(raw, currency) if type(raw) is str else _expected_money(raw, currency)

    return read


def _money_text(text: str, currency: str | None) -> Money | Fault:
    """`15 000 EUR`, `250k EUR`, `1.5M EUR`."""
    parts = _MONEY.fullmatch(text)
    amount = decimal(parts[1]) if parts else None
    if parts is None or amount is None:
        return _expected_money(text, currency)
    if isinstance(amount, Fault):
        return amount
    return _checked(Money(exact(Fraction(amount) * _TIMES[parts[2]]), parts[3]), currency)


def _money_object(raw: dict[str, object], currency: str | None) -> Money | Fault:
    """`{"amount": …, "currency": …}`; other names in it are not looked at."""
    if isinstance(raw, Doubled):
        return Fault("SLA706", f"has the name `{shown(raw.twice)}` twice")
    written, own = raw.get("amount"), raw.get("currency")
    amount = decimal(written) if isinstance(written, str) else None
    if amount is None:
        return Fault("SLA704", f"has the `amount` {found(written)}, where a number is expected" if written is not None
                     else "is money without an `amount`")  # fmt: skip
    if isinstance(amount, Fault):
        return amount
    if type(own) is not str or not re.fullmatch("[A-Z]{3}", own):
        return Fault("SLA704", f"has the `currency` {found(own)}, where three capital letters are expected"
                     if own is not None else "is money without a `currency`")  # fmt: skip
    return _checked(Money(amount, own), currency)


def _checked(money: Money, currency: str | None) -> Money | Fault:
    if currency is None or money.currency == currency:
        return money
    return Fault("SLA704", f"is in `{money.currency}`, and the agreement's currency is {currency}")


def _expected(what: str, raw: object) -> Fault:
    return Fault("SLA704", f"is {found(raw)}, where {what} is expected")


def _expected_money(raw: object, currency: str | None) -> Fault:
    return _expected(f"money such as `15000` or `15 000 {currency}`" if currency else "money such as `15 000 EUR`", raw)


_READERS: Mapping[TypeName, Callable[[ValueType, str | None], ReadValue]] = {
    "text": _text,
    "number": _number,
    "money": _money,
    "yes/no": _yes_no,
    "one of": _one_of,
}
