"""Names, numbers and units of a clause that are not right as they stand → what was meant by them."""

from __future__ import annotations

import re
from collections.abc import Collection
from fractions import Fraction

from sla_dsl.diagnostics import nearest
from sla_dsl.language.idle import Idle
from sla_dsl.language.mistakes import UNITS
from sla_dsl.model.values import decimal_text


def party_meant(name: str, known: Collection[str], people: Collection[tuple[str, str]]) -> str | None:
    """The party that a name which is none was meant for; `people` are what they are called beside their ids."""
    called = {title.casefold(): id_ for title, id_ in people if id_ in known}
    return called.get(name.casefold()) or named_by_a_part(name, known) or nearest(name, known, alike=0.5)


def consequence_meant(name: str, known: Collection[str], idle: str | None = None) -> str:
    """The way out for the name of no consequence: the nearest, the only one there is, or the only one unused."""
    near, add = nearest(name, known), "add a line under `consequences:`"
    only = next(iter(known)) if len(known) == 1 else idle
    if near is None and only is not None:
        return f"did you mean `{only}`? Else {add}"
    return f"did you mean `{near}`?" if near else add


def clause_meant(name: str, known: Collection[str], idle: Idle, but: str) -> str:
    """The way out for the id of no clause: the nearest, those that say so, or all that can be breached; `but` one."""
    near = nearest(name, known)
    meant = [f"`{id_}`" for id_ in ((near,) if near else idle.clauses(name, but))]
    if meant:
        return f"did you mean {' or '.join(meant)}?"
    listed = ", ".join(f"`{id_}`" for id_ in idle.duties(but)[:_CLAUSES])
    return f"name a clause of this agreement by its id{f': {listed}' if listed else ''}"


_CLAUSES = 5
"""So many clauses are listed where any may be meant."""


def calendar_meant(known: Collection[str]) -> str:
    """The way out where no calendar is chosen: the first there is, or to add one."""
    add = "add `calendar:` and `calendars:` with opening hours, or count hours or calendar days"
    return f"add `calendar: {next(iter(known))}`" if known else add


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
