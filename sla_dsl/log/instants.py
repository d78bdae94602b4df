"""Many RFC 3339 times → microseconds since 1970-01-01T00:00Z at once; the odd ones are left to `times`.

Says the same as `read_time` of every time that it reads, and reads only what is plainly written: `2026-03-02T09:00:00`
with an optional fraction, then `Z` or an offset.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sla_dsl.log.times import FIRST, LAST, MINUTE, SECOND

_Numbers = NDArray[np.int64]
_Flags = NDArray[np.bool_]
_Bytes = NDArray[np.uint8]

_SHORTEST, _LONGEST = 20, 40
_CLOCK_END = 19
_DIGITS = [0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18]
_DAY_ZERO = 719_468
"""Days from 0000-03-01 to 1970-01-01."""
_LONG_MONTHS = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


def instants(texts: list[str]) -> tuple[_Numbers, _Flags]:
    """The instants of the times, and which of them are odd: what these are, `read_time` has to say."""
    count = len(texts)
    raw = _joined(texts)
    if count and raw.size % count == 0 and bool((raw.reshape(count, -1)[:, -1] == 10).all()):
        width = raw.size // count
        if np.count_nonzero(raw == 10) == count:
            return _of_one_length(raw.reshape(count, width)[:, :-1])
    found, odd = np.zeros(count, np.int64), np.ones(count, np.bool_)
    ends = np.flatnonzero(raw == 10)
    if len(ends) != count:
        return found, odd  # a time holds a line feed: none of them can be told apart
    starts = np.concatenate((np.zeros(1, np.int64), ends[:-1] + 1))
    lengths = ends - starts
    for length in np.unique(lengths).tolist():
        if _SHORTEST <= length <= _LONGEST:
            rows = np.flatnonzero(lengths == length)
            found[rows], odd[rows] = _of_one_length(raw[starts[rows][:, None] + np.arange(length)])
    return found, odd


def _joined(texts: list[str]) -> _Bytes:
    """The times as bytes, each with a line feed after it; one that is not ASCII, or has a line feed, is left empty."""
    joined = "\n".join(texts)
    if not joined.isascii() or joined.count("\n") >= len(texts):
        joined = "\n".join(text if text.isascii() and "\n" not in text else "" for text in texts)
    return np.frombuffer(f"{joined}\n".encode(), np.uint8) if texts else np.zeros(0, np.uint8)


def _of_one_length(rows: NDArray[np.uint8]) -> tuple[_Numbers, _Flags]:
    """The instants of times of one length, a row each, and which are odd."""
    length = rows.shape[1]
    if not _SHORTEST <= length <= _LONGEST:
        return np.zeros(len(rows), np.int64), np.ones(len(rows), np.bool_)
    text = np.ascontiguousarray(rows.T)
    digit = text - np.uint8(48)
    odd = (digit[_DIGITS] > 9).any(axis=0)
    odd |= (text[4] != 45) | (text[7] != 45) | (text[13] != 58) | (text[16] != 58)
    odd |= (text[10] != 84) & (text[10] != 116) & (text[10] != 32)
    hour, minute, second = (_two(digit, place) for place in (11, 14, 17))
    odd |= (hour > 23) | (minute > 59) | (second > 59)
    days, no_date = _days(digit)
    rest, no_rest = _rest(text, digit)
    found = ((days * 1440 + hour * 60 + minute) * 60 + second) * SECOND + rest
    odd |= no_date | no_rest | (found < FIRST) | (found > LAST)
    return found, odd


def _two(digit: _Bytes, place: int) -> NDArray[np.int64]:
    number: _Numbers = (digit[place] * np.uint8(10) + digit[place + 1]).astype(np.int64)
    return number


def _days(digit: _Bytes) -> tuple[_Numbers, _Flags]:
    """Days since 1970-01-01, and where there is no such date."""
    year, month, day = _two(digit, 0) * 100 + _two(digit, 2), _two(digit, 5), _two(digit, 8)
    no_date = (year < 1) | (month < 1) | (month > 12) | (day < 1)
    no_date |= day > _LONG_MONTHS[np.where(no_date, 0, month)]
    leaps = np.flatnonzero((month == 2) & (day == 29))
    if leaps.size:
        own = year[leaps]
        no_date[leaps] |= (own % 4 != 0) | ((own % 100 == 0) & (own % 400 != 0))
    since_march = month + np.where(month > 2, -3, 9)
    own = year - (month <= 2)
    days = own * 365 + own // 4 - own // 100 + own // 400 + (since_march * 153 + 2) // 5 + day - 1 - _DAY_ZERO
    return days, no_date


def _rest(text: _Bytes, digit: _Bytes) -> tuple[NDArray[Any], _Flags]:
    """What stands after the seconds, in microseconds (the fraction less the offset), and where it is something else."""
    length, count = text.shape
    utc = (text[length - 1] == 90) | (text[length - 1] == 122)
    if length == _SHORTEST:
        return np.zeros(count, np.int64), ~utc
    offset, no_offset = _offset(text, digit, length - 6)
    rest, odd = np.where(utc, 0, -offset), ~utc & no_offset
    if length == _CLOCK_END + 6 and not utc.any():
        return rest, odd
    ends = np.where(utc, length - 1, length - 6)
    plain = ~utc & (length == _CLOCK_END + 6)
    odd |= ~plain & ((text[_CLOCK_END] != 46) | (ends <= _CLOCK_END + 1))
    for place in range(_CLOCK_END + 1, length - 1):
        within = ~plain & (place < ends)
        odd |= within & (digit[place] > 9)
        power = 5 - (place - _CLOCK_END - 1)
        if power >= 0:
            rest = rest + np.where(within, digit[place].astype(np.int64) * 10**power, 0)
    return rest, odd


def _offset(text: _Bytes, digit: _Bytes, place: int) -> tuple[_Numbers, _Flags]:
    """The offset from UTC that begins there, in microseconds, and where there is none."""
    sign = text[place]
    hours, minutes = _two(digit, place + 1), _two(digit, place + 4)
    none = ((sign != 43) & (sign != 45)) | (text[place + 3] != 58) | (hours > 23) | (minutes > 59)
    none |= (digit[[place + 1, place + 2, place + 4, place + 5]] > 9).any(axis=0)
    return np.where(sign == 45, -1, 1) * ((hours * 60 + minutes) * MINUTE), none
