"""RFC 3339 → microseconds since 1970-01-01T00:00Z, in whole numbers only."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from sla_dsl.log.raw import Fault, found, shown

SECOND = 1_000_000
MINUTE = 60 * SECOND

_EPOCH_DAY = date(1970, 1, 1).toordinal()
FIRST = (date(1, 1, 1).toordinal() - _EPOCH_DAY) * 1440 * MINUTE
"""0001-01-01T00:00:00Z, the first instant a log may name."""
LAST = (date(9999, 12, 31).toordinal() + 1 - _EPOCH_DAY) * 1440 * MINUTE - 1
"""9999-12-31T23:59:59.999999Z, the last one."""

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_CLOCK = re.compile(r"[Tt ]([01][0-9]|2[0-3]):([0-5][0-9]):")
_SECONDS = {f"{second:02}": second * SECOND for second in range(60)}
_REST = re.compile(r"(?:\.([0-9]+))?(?:[Zz]|([+-])([01][0-9]|2[0-3]):([0-5][0-9]))")
_WITHOUT_OFFSET = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?")
_LONGEST_KEPT = 32


def read_time(text: str) -> int | Fault:
    """The instant of an RFC 3339 time with an offset; digits past microseconds are cut off.

    A date that is none, hour 24, a leap second, a missing offset, and an instant outside the years 1 to 9999 (UTC)
    are faults (SLA703).
    """
    days = _days(text[:10])
    minutes = _minutes(text[10:17])
    seconds = _SECONDS.get(text[17:19])
    rest = _rest(text[19:]) if len(text) < _LONGEST_KEPT else _rest.__wrapped__(text[19:])
    if days is None or minutes is None or seconds is None or rest is None:
        return _fault(text)
    instant = (days * 1440 + minutes) * MINUTE + seconds + rest
    if FIRST <= instant <= LAST:
        return instant
    return Fault("SLA703", f"`time` is `{shown(text)}`, which lies outside the years 1 to 9999")


@lru_cache(4096)
def _days(text: str) -> int | None:
    parts = _DATE.fullmatch(text)
    if parts is None:
        return None
    try:
        return date(*map(int, parts.groups())).toordinal() - _EPOCH_DAY
    except ValueError:
        return None


@lru_cache(8192)
def _minutes(text: str) -> int | None:
    parts = _CLOCK.fullmatch(text)
    return int(parts[1]) * 60 + int(parts[2]) if parts else None


@lru_cache(4096)
def _rest(text: str) -> int | None:
    """What stands after the seconds, in microseconds: the fraction less the offset."""
    parts = _REST.fullmatch(text)
    if parts is None:
        return None
    digits, sign, hours, minutes = parts.groups()
    fraction = int(digits[:6].ljust(6, "0")) if digits else 0
    if sign is None:
        return fraction
    offset = (int(hours) * 60 + int(minutes)) * MINUTE
    return fraction + offset if sign == "-" else fraction - offset


def _fault(text: str) -> Fault:
    """Why a time cannot be read; the commonest mistakes have a sentence of their own."""
    if _WITHOUT_OFFSET.fullmatch(text):
        return Fault(
            "SLA703", f"`time` is `{shown(text)}`, which has no offset; write `Z` or `+02:00` after the seconds"
        )
    if _DATE.fullmatch(text[:10]) and _days(text[:10]) is None:
        return Fault("SLA703", f"`time` is `{shown(text)}`, and there is no such date")
    if text[17:19] == "60" and _minutes(text[10:17]) is not None:
        return Fault("SLA703", f"`time` is `{shown(text)}`, a leap second, which is not read")
    if text[11:13] == "24":
        return Fault("SLA703", f"`time` is `{shown(text)}`; hours go from 00 to 23")
    return time_expected(text)


def time_expected(raw: object) -> Fault:
    """The fault of anything that is no time at all."""
    return Fault("SLA703", f"`time` is {found(raw)}, where a time such as `2026-03-02T09:00:00+02:00` is expected")
