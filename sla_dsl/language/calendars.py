"""One calendar of an agreement: its hours, holidays, closed and open dates."""

from __future__ import annotations

import re
from collections.abc import Mapping as Table
from datetime import date
from typing import NamedTuple

from sla_dsl.clock import country_named, holiday_codes, known_holidays, part_named
from sla_dsl.diagnostics import Diagnostic, Place, Source, diagnostic, nearest
from sla_dsl.language.dates import local_date
from sla_dsl.language.excerpt import excerpt
from sla_dsl.language.nodes import Entry, Mapping, Node, Scalar, Sequence
from sla_dsl.language.windows import windows
from sla_dsl.language.zones import zone
from sla_dsl.model.calendar import DAYS, Calendar, Window

_RANGE = re.compile(r"\s*[\-–—−/]\s*|\s+(?:to|till|until|through|thru|bis|til)\s+", re.IGNORECASE)
_SETS = {
    "weekdays": "Mon-Fri", "weekday": "Mon-Fri", "workdays": "Mon-Fri", "working days": "Mon-Fri",
    "business days": "Mon-Fri", "werktags": "Mon-Fri", "arkisin": "Mon-Fri", "weekend": "Sat-Sun",
    "weekends": "Sat-Sun", "daily": "Mon-Sun", "every day": "Mon-Sun", "everyday": "Mon-Sun", "all": "Mon-Sun",
    "all days": "Mon-Sun",
}  # fmt: skip
_ELSEWHERE = {
    "mo": "Mon", "di": "Tue", "mi": "Wed", "do": "Thu", "fr": "Fri", "so": "Sun", "montag": "Mon", "dienstag": "Tue",
    "mittwoch": "Wed", "donnerstag": "Thu", "freitag": "Fri", "samstag": "Sat", "sonntag": "Sun", "ma": "Mon",
    "ti": "Tue", "ke": "Wed", "to": "Thu", "pe": "Fri", "la": "Sat", "su": "Sun", "maanantai": "Mon", "tiistai": "Tue",
    "keskiviikko": "Wed", "torstai": "Thu", "perjantai": "Fri", "lauantai": "Sat", "sunnuntai": "Sun",
}  # fmt: skip
"""Days in German and Finnish, as calendars of those countries have them."""


class _Hours(NamedTuple):
    """Windows by weekday or by date, whether all of them could be read, and what was found."""

    by_day: dict[int, tuple[Window, ...]]
    found: list[Diagnostic]


def calendar(entry: Entry, source: Source) -> tuple[Calendar | None, list[Diagnostic]]:
    """The calendar that stands under its id (SLA501 to SLA508); nothing where a part of it cannot be read.

    Parts of the wrong shape are passed over: the shape has been reported before.
    """
    node = entry.value
    if not isinstance(node, Mapping):
        return None, []
    hours, found = _hours(node.get("hours"), source)
    overrides, more = _open(node.get("open"), source)
    found += more
    closed, more = _closed(node.get("closed"), source)
    found += more
    holidays, more = _holidays(node.get("holidays"), source)
    found += more
    timezone, more = zone(node.get("timezone"), source)
    found += more
    if not found:
        found += _never_open(entry, node, hours, overrides, source)
    if found:
        return None, found
    made = Calendar(entry.key.text, hours, holidays, closed, overrides, timezone, entry.key.span)
    return made, []


def _hours(node: Node | None, source: Source) -> _Hours:
    """The windows of each weekday (0 is Monday)."""
    by_day: dict[int, tuple[Window, ...]] = {}
    named: dict[int, Scalar] = {}
    found: list[Diagnostic] = []
    for entry in node if isinstance(node, Mapping) else ():
        days, more = _days(entry.key, source)
        found += more
        opened, more = _read_windows(entry.value, source)
        found += more
        twice = next((day for day in days if day in named), None)
        if twice is not None:
            found.append(_named_twice(DAYS[twice], entry.key, named[twice], source))
        for day in days:
            named.setdefault(day, entry.key)
            by_day.setdefault(day, opened)
    return _Hours({day: by_day[day] for day in sorted(by_day)}, found)


def _read_windows(node: Node, source: Source) -> tuple[tuple[Window, ...], list[Diagnostic]]:
    if not isinstance(node, Scalar) or node.refused:
        return (), []
    opened, found = windows(node, source)
    return opened or (), found


def _days(key: Scalar, source: Source) -> tuple[tuple[int, ...], list[Diagnostic]]:
    """The weekdays that a key names: one, or from one to another, over the week's end where the second comes first."""
    ends = key.text.split("-")
    if len(ends) <= 2 and all(end in DAYS for end in ends):
        first, last = DAYS.index(ends[0]), DAYS.index(ends[-1])
        if len(ends) == 1 or first != last:
            return tuple((first + step) % 7 for step in range((last - first) % 7 + 1)), []
    place = Place.of(source, key.span)
    return (), [diagnostic("SLA501", f"{excerpt(key.text)} is not a day or days", place, help=_meant_days(key.text))]


def _meant_days(text: str) -> str:
    known = _SETS.get(" ".join(text.casefold().split()))
    if known:
        return f"did you mean `{known}`?"
    listed = [_meant_day(day) for day in re.split(r"[\s,;&/+]+(?:and\s+)?", text.strip())]
    places = [DAYS.index(day) for day in listed if day]
    if len(places) == len(listed) > 2 and places == list(range(places[0], places[0] + len(places))):
        return f"did you mean `{DAYS[places[0]]}-{DAYS[places[-1]]}`?"
    ends = [_meant_day(end) for end in _RANGE.split(text)]
    if len(ends) <= 2 and all(ends):
        return f"did you mean `{'-'.join(dict.fromkeys(str(end) for end in ends))}`?"
    return "write a day, `Mon`, or days, `Mon-Fri`; other days go on lines of their own"


def _meant_day(text: str) -> str | None:
    """The day that someone may have meant: `monday`, `mo` and `Mon.` are Mon."""
    word = text.strip(" .").casefold()
    long = {"mon": "monday", "tue": "tuesday", "wed": "wednesday", "thu": "thursday", "fri": "friday",
            "sat": "saturday", "sun": "sunday"}  # fmt: skip
    begun = [day for day in DAYS if len(word) > 1 and long[day.casefold()].startswith(word)]
    like = [day for day in DAYS if word[:2] == day[:2].casefold() and word.isalpha() and len(word) < 10]
    return begun[0] if len(begun) == 1 else _ELSEWHERE.get(word) or nearest(word, DAYS) or (like[0] if like else None)


def _named_twice(day: str, key: Scalar, first: Scalar, source: Source) -> Diagnostic:
    related = [Place.of(source, first.span, f"`{day}` is here too")]
    message = f"`{day}` is named twice: by {excerpt(first.text)} and by {excerpt(key.text)}"
    way_out = "name each day once; several windows of one day stand beside each other, with a space between them"
    return diagnostic("SLA504", message, Place.of(source, key.span), help=way_out, related=related)


def _open(node: Node | None, source: Source) -> tuple[dict[date, tuple[Window, ...]], list[Diagnostic]]:
    """The dates with hours of their own."""
    by_date: dict[date, tuple[Window, ...]] = {}
    found: list[Diagnostic] = []
    for entry in node if isinstance(node, Mapping) else ():
        day, more = local_date(entry.key.text, entry.key.span, source)
        found += more
        opened, more = _read_windows(entry.value, source)
        found += more
        if day is not None:
            by_date[day] = opened
    return dict(sorted(by_date.items())), found


def _closed(node: Node | None, source: Source) -> tuple[frozenset[date], list[Diagnostic]]:
    """The dates that are closed; one that stands twice is closed once."""
    days: set[date] = set()
    found: list[Diagnostic] = []
    for item in node if isinstance(node, Sequence) else ():
        if not isinstance(item, Scalar) or item.refused or not item.text:
            continue
        day, more = local_date(item.text, item.span, source)
        found += more
        days |= {day} if day else set()
    return frozenset(days), found


def _holidays(node: Node | None, source: Source) -> tuple[str | None, list[Diagnostic]]:
    if not isinstance(node, Scalar) or node.refused or not node.text.strip():
        return None, []
    if known_holidays(node.text):
        return node.text, []
    way_out = _meant_holidays(node.text)
    message = f"no holidays are known for {excerpt(node.text)}"
    return None, [diagnostic("SLA507", message, Place.of(source, node.span), help=way_out)]


def _meant_holidays(text: str) -> str:
    """The code that was meant by a country's name, or by a code in other letters."""
    if text.strip().casefold() in ("none", "false", "no", "off", "yes", "true", "-"):
        return "name a country, `FI`, or a part of one, `DE-BY`; without holidays leave the key out"
    in_capitals = "".join(letter for letter in text if letter.isupper() or letter == "-")
    if len(in_capitals) == len(text) - 1 and known_holidays(in_capitals):
        return f"did you mean `{in_capitals}`?"
    if several := re.fullmatch(
        r"([A-Z]{2}(?:-[A-Z]{2,3})?)(?:\s*(?:,|/|;|\+|&|and|or)\s*[A-Z]{2}(?:-[A-Z]{2,3})?)+", text.strip()
    ):
        return f"a calendar follows one, `{several[1]}`: give each country its own, and `calendar: {{by: country, …}}`"
    country, _, part = text.strip().partition("-")
    meant = country_named(text) or part_named(part or country, country.upper() if part else "")
    code = re.sub(r"[\s_/]+", "-", text.strip()).upper()
    if meant is None and re.fullmatch(r"[A-Z]{2,3}(?:-\w{1,4})?", code):
        if not known_holidays(code) and (listed := _parts_of(code)):
            return listed
        near = nearest(code, holiday_codes(), alike=0.75)
        meant = code if known_holidays(code) else near if near and (len(near) == len(code) or "-" in code) else None
    return f"did you mean `{meant}`?" if meant else "name a country, `FI`, or a part of one, `DE-BY`"


def _parts_of(code: str) -> str:
    """The way out for an unknown part of a country: all that are known. Of two letters, one wrong tells nothing."""
    country, _, part = code.partition("-")
    known = [one.partition("-")[2] for one in holiday_codes() if part and one.startswith(f"{country}-")]
    if not known or len(part) > _SHORT_PART:
        return ""
    shown = ", ".join(known[:_LISTED_PARTS]) + (" and others" if len(known) > _LISTED_PARTS else "")
    return f"write a part of `{country}` that is known: {shown}; or `{country}`"


_SHORT_PART, _LISTED_PARTS = 2, 20
"""A part's code of so many letters has too many like it; so many parts are listed."""


def _never_open(
    entry: Entry, node: Mapping, hours: Table[int, tuple[Window, ...]], overrides: Table[date, object], source: Source
) -> list[Diagnostic]:
    """SLA505 where no hours are given at all; a place with a shape of its own has been reported before."""
    given = node.entry("hours")
    if given is None or not isinstance(given.value, Mapping) or given.value.partial or hours or overrides:
        return []
    place = Place.of(source, given.key.span)
    message = f"the calendar {excerpt(entry.key.text)} is never open"
    return [diagnostic("SLA505", message, place, help="name a day and its hours: `Mon-Fri: 09:00-17:00`")]
