"""A cell of a table → an instant, by the formats that its column states and the zone that its map states."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple, Protocol

from sla_dsl.log.raw import Fault, shown
from sla_dsl.log.times import FIRST, LAST, MINUTE, SECOND
from sla_dsl.log.values import decimal
from sla_dsl.model.log_map import ISO, Column, DayEnd, Repeated, TimeFormat


class LocalTime(Protocol):
    """The local times of the map's zone; days are ordinals (`date.toordinal()`), times microseconds past midnight."""

    @property
    def name(self) -> str:
        """The zone's name."""

    def showing(self, day: int, microsecond: int, /) -> tuple[int, ...]:
        """The instants at which the clocks show it: none, one or two, in order."""

    def day_start(self, day: int, /) -> int:
        """The first instant of a local day."""

    def day_end(self, day: int, /) -> int:
        """The last microsecond of a local day."""


Zones = Mapping[str, LocalTime]
"""The local times of zones by their names."""


class Read(NamedTuple):
    """What a text says by one format: a local day, microseconds past its midnight, and how far it is ahead of UTC."""

    day: int
    time: int
    ahead: int | None = None


ReadInstant = Callable[[str], int | Fault]

_EPOCH_DAY = date(1970, 1, 1).toordinal()
_DAY = 1440 * MINUTE
_KEPT = 8192
_MILLISECONDS_FROM = 10**11
"""Fewer milliseconds end in 1973: seconds that were taken for milliseconds."""

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
           "december")  # fmt: skip
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ISO = re.compile(
    r"(?P<Y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})"
    r"(?:[Tt ](?P<H>[0-9]{2}):(?P<M>[0-9]{2})(?::(?P<S>[0-9]{2})(?:[.,](?P<f>[0-9]+))?)?"
    r" ?(?P<z>[Zz]|UTC|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)
_PARTS: Mapping[str, str] = {
    "%Y": "(?P<Y>[0-9]{4})", "%m": "(?P<m>[0-9]{2})", "%d": "(?P<d>[0-9]{2})", "%H": "(?P<H>[0-9]{2})",
    "%I": "(?P<I>[0-9]{2})", "%M": "(?P<M>[0-9]{2})", "%S": "(?P<S>[0-9]{2})", "%-m": "(?P<m>[0-9]{1,2})",
    "%-d": "(?P<d>[0-9]{1,2})", "%-H": "(?P<H>[0-9]{1,2})", "%-I": "(?P<I>[0-9]{1,2})", "%-M": "(?P<M>[0-9]{1,2})",
    "%-S": "(?P<S>[0-9]{1,2})", "%b": "(?P<b>[A-Za-z]{3})", "%B": "(?P<b>[A-Za-z]+)", "%a": "(?P<a>[A-Za-z]{3})",
    "%A": "(?P<a>[A-Za-z]+)", "%p": "(?P<p>[AaPp][Mm])", "%f": "(?P<f>[0-9]+)",
    "%z": "(?P<z>[Zz]|UTC|[+-][0-9]{2}(?::?[0-9]{2})?)", "%%": "%",
}  # fmt: skip
_ISO_DATE = re.compile(r"(?P<Y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})")
_SLASHED = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})(?P<rest>.*)", re.DOTALL)


def instant_reader(column: Column, zones: Zones, repeated: Repeated | None) -> ReadInstant:
    """What reads the cells of a time or date column; its results are kept for cells that come again.

    Reasons lack their first words, the column's name, which the row's reader puts before them.
    """
    local = zones[column.timezone] if column.timezone else None
    formats = tuple((one, _reader(one, is_date=column.day is not None)) for one in column.formats)
    only = formats[0][1] if len(formats) == 1 else None

    @lru_cache(_KEPT)
    def read(text: str) -> int | Fault:
        found = {only(text)} - {None} if only else {one for _, reader in formats if (one := reader(text)) is not None}
        if not found:
            return _no_time(text, column)
        if len(found) > 1:
            both = " and ".join(f"`{one}`" for one in column.formats)
            return Fault("SLA726", f"is `{shown(text)}`, which the formats {both} read as different times")
        (one,) = found
        assert one is not None
        return _instant(text, one, column.day, local, repeated)

    return read


def _reader(format: TimeFormat, *, is_date: bool) -> Callable[[str], Read | int | Fault | None]:
    """What reads one format; nothing where the text is not of it."""
    if format.form in ("epoch seconds", "epoch milliseconds"):
        return lambda text: _epoch(text, milliseconds=format.form == "epoch milliseconds")
    is_pattern = format != ISO
    pattern = _ISO_DATE if is_date else _ISO
    if is_pattern:
        pattern = re.compile("".join(_PARTS.get(one) or re.escape(one) for one in format.pieces))

    def read(text: str) -> Read | None:
        found = pattern.fullmatch(text)
        return None if found is None else _read(found.groupdict(), is_pattern=is_pattern)

    return read


def _read(parts: Mapping[str, str | None], *, is_pattern: bool) -> Read | None:
    """The day and time of the parts; nothing where there is no such day or time."""
    month = _month(parts.get("b")) if parts.get("b") else int(parts["m"] or 0)
    try:
        day = date(int(parts["Y"] or 0), month, int(parts["d"] or 0)).toordinal()
    except ValueError:
        return None
    weekday = parts.get("a")
    if weekday and not _is_weekday(weekday, day):
        return None
    hour, minute, second = _hour(parts), int(parts.get("M") or 0), int(parts.get("S") or 0)
    if hour is None or minute > 59 or second > 59:
        return Read(day, -1) if not is_pattern and parts.get("H") is None else None
    fraction = int((parts.get("f") or "0")[:6].ljust(6, "0"))
    offset = parts.get("z")
    return Read(day, (hour * 60 + minute) * MINUTE + second * SECOND + fraction, _ahead(offset) if offset else None)


def _hour(parts: Mapping[str, str | None]) -> int | None:
    """The hour of the day; nothing where there is none, or no such hour."""
    whole, half = parts.get("H"), parts.get("I")
    if half is not None:
        hour = int(half)
        is_afternoon = (parts.get("p") or "").casefold() == "pm"
        return hour % 12 + 12 * is_afternoon if 1 <= hour <= 12 else None
    if whole is None:
        return 0 if "H" not in parts else None
    return int(whole) if int(whole) <= 23 else None


def _month(name: str | None) -> int:
    """The number of an English month, written in full or by three letters; 0 for any other word."""
    words = (name or "").casefold()
    return next((no for no, month in enumerate(_MONTHS, 1) if words in (month, month[:3])), 0)


def _is_weekday(name: str, day: int) -> bool:
    weekday = _WEEKDAYS[(day + 6) % 7]
    return name.casefold() in (weekday, weekday[:3])


def _ahead(offset: str) -> int | None:
    """How far local time is ahead of UTC, in microseconds."""
    if offset in ("Z", "z", "UTC"):
        return 0
    digits = offset[1:].replace(":", "")
    minutes = int(digits[:2]) * 60 + int(digits[2:] or 0)
    return -minutes * MINUTE if offset[0] == "-" else minutes * MINUTE


def _epoch(text: str, *, milliseconds: bool) -> int | Fault | None:
    """The instant of seconds or milliseconds since 1970-01-01T00:00Z; digits past microseconds are cut off."""
    if not re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?", text):
        return None
    number = decimal(text)
    if number is None or isinstance(number, Fault):
        return number
    instant = int(number * (1000 if milliseconds else SECOND) // 1)
    if milliseconds and 0 < number < _MILLISECONDS_FROM:
        reason = (
            f"is `{shown(text)}`, too few milliseconds for any time since 1973; seconds are `format: epoch seconds`"
        )
        return Fault("SLA725", reason)
    if not FIRST <= instant <= LAST:
        more = "; milliseconds are `format: epoch milliseconds`" if not milliseconds else ""
        return Fault("SLA725", f"is `{shown(text)}`, which lies outside the years 1 to 9999{more}")
    return instant


# local time to instants


def _instant(
    text: str, read: Read | int | Fault, day: DayEnd | None, local: LocalTime | None, repeated: Repeated | None
) -> int | Fault:
    if not isinstance(read, Read):
        return read
    if date.fromordinal(read.day).year == 9999:
        return Fault("SLA733", f"is `{shown(text)}`, which stands for an open end; state it in the map, under `none`")
    if day is not None:
        assert local is not None, "a map with dates has a zone"
        return local.day_start(read.day) if day == "day starts" else local.day_end(read.day)
    if read.time < 0:
        reason = f"is `{shown(text)}`, a date without a time of day; write `type: date`, and when in its day it counts"
        return Fault("SLA725", reason)
    if read.ahead is not None:
        instant = (read.day - _EPOCH_DAY) * _DAY + read.time - read.ahead
        return (
            instant if FIRST <= instant <= LAST else Fault("SLA725", f"is `{shown(text)}`, outside the years 1 to 9999")
        )
    if local is None:
        reason = f"is `{shown(text)}`, which has no offset, and the map has no `timezone` for it"
        return Fault("SLA725", reason)
    return _one_of(local.showing(read.day, read.time), text, local, repeated)


def _one_of(instants: tuple[int, ...], text: str, local: LocalTime, repeated: Repeated | None) -> int | Fault:
    """The instant that is meant."""
    if len(instants) == 1:
        return instants[0]
    if not instants:
        why = "as they were put forward over it; see whether the zone is right"
        return Fault("SLA727", f"is `{shown(text)}`, which no clock in {local.name} showed, {why}")
    if repeated is None:
        why = "as clocks were put back; state `repeated: first` or `second` in the map"
        return Fault("SLA727", f"is `{shown(text)}`, which came twice in {local.name}, {why}")
    return instants[0] if repeated == "first" else instants[1]


# why not


def _no_time(text: str, column: Column) -> Fault:
    """Why a cell is no time; what is probably meant has a sentence of its own."""
    slashed = _SLASHED.fullmatch(text)
    if slashed and ISO in column.formats:
        return _unstated_order(text, slashed, column)
    if column.day and _ISO.fullmatch(text) and len(text) > 10:
        is_midnight = set(text[11:]) <= set("0:.")
        other = f', or where each date has it, `format: "%Y-%m-%d{text[10:]}"`' if is_midnight else ""
        return Fault("SLA725", f"is `{shown(text)}`, which has a time of day; write `type: time`{other}")
    unpadded = tuple(TimeFormat("pattern", _unpadded(one.pieces)) for one in column.formats if one.form == "pattern")
    if any(_reader(one, is_date=column.day is not None)(text) is not None for one in unpadded):
        reason = f"is `{shown(text)}`, which lacks a leading zero; write the format as `{unpadded[0]}` to allow that"
        return Fault("SLA725", reason)
    if ISO in column.formats and re.match(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2} [0-9]{1,2}:", text):
        near = TimeFormat("pattern", ("%Y", "-", "%m", "-", "%d", " ", "%-H", ":", "%M", ":", "%S"))
        if text.count(":") == 2 and _reader(near, is_date=False)(text) is not None:
            return Fault(
                "SLA725", f'is `{shown(text)}`, which lacks a leading zero; state `format: "{near}"` to allow that'
            )
    formats = " or ".join(f"`{one}`" for one in column.formats)
    return Fault("SLA725", f"is `{shown(text)}`, which is not of the format {formats}, or no such time")


def _unpadded(pieces: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"%-{one[1]}" if one in ("%m", "%d", "%H", "%I", "%M", "%S") else one for one in pieces)


def _unstated_order(text: str, found: re.Match[str], column: Column) -> Fault:
    """A date with slashes by a format that states no order: the one that is meant is never guessed."""
    first, sign, second = found[1], found[2], found[3]
    dash = "" if "0" in (first[0], second[0]) else "-"
    rest = "" if column.day or not found["rest"] else " …"
    orders = [f"%{dash}d{sign}%{dash}m{sign}%Y{rest}", f"%{dash}m{sign}%{dash}d{sign}%Y{rest}"]
    kind = "`type: date` and " if column.day is None and not found["rest"] else ""
    ways = [f'{kind}`format: "{order}"`' for order in orders]
    told = f"is `{shown(text)}`"
    if int(first) > 12 or int(second) > 12:
        likely = ways[0] if int(first) > 12 else ways[1]
        return Fault("SLA726", f"{told}, and the map does not state the order of day and month; it may be {likely}")
    return Fault("SLA726", f"{told}, which is two dates by the order of day and month; state {ways[0]} or {ways[1]}")
