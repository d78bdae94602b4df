"""Names, numbers and units of a clause that are not right as they stand → what was meant by them."""

from __future__ import annotations

import re
from collections.abc import Collection
from fractions import Fraction

from sla_dsl.diagnostics import nearest
from sla_dsl.language.mistakes import UNITS
from sla_dsl.model.values import decimal_text


def named_by_a_part(name: str, known: Collection[str]) -> str | None:
    """The one known id of which a word of the name is a part: `the SDR` of `sdr-team`."""
    words = {*re.findall(r"[^\W_]+", name.casefold())} - {"the", "team", "party"}
    found = [id_ for id_ in known if words & {*id_.split("-")}]
    return found[0] if len(found) == 1 else None


def whole_number(number: str) -> str:
    """The way out for a number that is not whole; a point may have been meant to group its digits."""
    grouped = re.fullmatch(r"[1-9][0-9]{0,2}\.[0-9]{3}", number)
    return f"did you mean `{number.replace('.', ' ')}`?" if grouped else "write a whole number"


def percent_of(number: str) -> str:
    """The number before a percent sign that a bare number was meant for: a half is 50."""
    below_one = re.fullmatch(r"0\.([0-9]{1,6})", number)
    return decimal_text(Fraction(number) * 100) if below_one else number


def other_unit(plural: str) -> str:
    """The way out for a unit that people use and the language does not."""
    ways = {
        "weeks": "write `calendar weeks`",
        "business weeks": "write business days: 5 business days are a working week",
        "months": "months differ in length: write calendar days",
        "quarters": "quarters differ in length: write calendar days",
        "years": "years differ in length: write calendar days",
        "seconds": "write minutes",
        "calendar hours": "write `hours`",
        "calendar minutes": "write `minutes`",
    }
    near = nearest(plural, UNITS)
    return ways.get(plural, f"did you mean `{near}`?" if near else f"the units are {', '.join(UNITS)}")
