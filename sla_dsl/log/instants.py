"""Many RFC 3339 times → microseconds since 1970-01-01T00:00Z at once; the odd ones are left to `times`.

Says the same as `read_time` of every time that it reads, and reads only what is plainly written: `2026-03-02T09:00:00`
with an optional fraction, then `Z` or an offset.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sla_dsl.log.compiled import COMPILED
from sla_dsl.log.times import FIRST, LAST, MINUTE, SECOND
from sla_dsl.log.usual_times import usual_instants
from sla_dsl.log.words import Spans, spans_of, words_at

_Numbers = NDArray[np.int64]
_Flags = NDArray[np.bool_]
_Bytes = NDArray[np.uint8]

_SHORTEST, _LONGEST = 20, 40
_CLOCK_END = 19
_DAY_ZERO = 719_468
"""Days from 0000-03-01 to 1970-01-01."""
_LONG_MONTHS = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


def instants(texts: list[str]) -> tuple[_Numbers, _Flags]:
    """The instants of the times, and which of them are odd: what these are, `read_time` has to say."""
    return instants_of(spans_of([text.encode("utf-8", "surrogatepass") for text in texts]))


def instants_of(times: Spans) -> tuple[_Numbers, _Flags]:
    """The instants of times that lie in bytes, and which of them are odd; most are written in a usual way."""
    if COMPILED:
        return _compiled_instants(COMPILED, times)
    if int(times.lengths.max(initial=0)) > _LONGEST:
        found, odd = np.zeros(len(times.lengths), np.int64), np.ones(len(times.lengths), np.bool_)
        rows = np.flatnonzero(times.lengths <= _LONGEST)
        found[rows], odd[rows] = instants_of(times.chosen(rows))
        return found, odd
    found, odd = usual_instants(times)
    others = np.flatnonzero(odd & (times.lengths >= _SHORTEST))
    if others.size:
        lengths = times.lengths[others]
        for length in np.flatnonzero(np.bincount(lengths)).tolist():
            rows = others[lengths == length]
            found[rows], odd[rows] = _of_one_length(_rows(times.chosen(rows), length))
    return found, odd


def _compiled_instants(compiled: ModuleType, times: Spans) -> tuple[_Numbers, _Flags]:
    found, odd = np.empty(len(times.lengths), np.int64), np.empty(len(times.lengths), np.bool_)
    compiled.instants(*times.arrays(), found, odd)
    return found, odd


def _rows(times: Spans, length: int) -> _Bytes:
    """The bytes of times of one length, a row each."""
    words = words_at(times.raw, times.starts, -(-length // 8))
    return words.view(np.uint8)[:, :length]


def _of_one_length(rows: _Bytes) -> tuple[_Numbers, _Flags]:
    """The instants of times of one length, a row each, and which are odd."""
    text = np.ascontiguousarray(rows.T)
    odd = (text[4] != 45) | (text[7] != 45) | (text[13] != 58) | (text[16] != 58)
    letter = text[10] & 223  # `T`, in either case
    odd |= (letter != 84) & (text[10] != 32)
    hour, minute, second = (_two(text, place) for place in (11, 14, 17))
    odd |= (hour > 23) | (minute > 59) | (second > 59)
    days, no_date = _days(text)
    rest, no_rest = _rest(text)
    clock = ((hour.astype(np.int32) * 60 + minute) * 60 + second).astype(np.int64)
    found = (days * 86_400 + clock) * SECOND + rest
    odd |= no_date | no_rest | (found < FIRST) | (found > LAST)
    return found, odd


def _two(text: _Bytes, place: int) -> NDArray[np.uint8]:
    """The number that two digits are, a byte each; more than 99 where they are none."""
    tens, ones = text[place] - np.uint8(48), text[place + 1] - np.uint8(48)
    return np.where((tens > 9) | (ones > 9), np.uint8(255), tens * np.uint8(10) + ones)


def _days(text: _Bytes) -> tuple[_Numbers, _Flags]:
    """Days since 1970-01-01, and where there is no such date. A day that follows itself is looked at once."""
    parts = np.array([_two(text, place) for place in (0, 2, 5, 8)])
    changes = (parts[:, 1:] != parts[:, :-1]).any(axis=0)
    firsts = np.concatenate((np.zeros(1, np.intp), np.flatnonzero(changes) + 1))
    if 2 * len(firsts) > parts.shape[1]:
        return _dates(parts.astype(np.int64))
    days, no_date = _dates(parts[:, firsts].astype(np.int64))
    lengths = np.diff(firsts, append=parts.shape[1])
    return np.repeat(days, lengths), np.repeat(no_date, lengths)


def _dates(parts: NDArray[np.int64]) -> tuple[_Numbers, _Flags]:
    """The days of dates: the year's first and last two digits, the month, the day."""
    century, years, month, day = parts
    year = century * 100 + years
    no_date = (century > 99) | (years > 99) | (year < 1) | (month < 1) | (month > 12) | (day < 1)
    no_date |= day > _LONG_MONTHS[np.where(no_date, 0, month)]
    leaps = (month == 2) & (day == 29)
    if leaps.any():
        no_date |= leaps & ((year % 4 != 0) | ((year % 100 == 0) & (year % 400 != 0)))
    since_march = month + np.where(month > 2, -3, 9)
    own = year - (month <= 2)
    days = own * 365 + own // 4 - own // 100 + own // 400 + (since_march * 153 + 2) // 5 + day - 1 - _DAY_ZERO
    return days, no_date


def _rest(text: _Bytes) -> tuple[NDArray[Any], _Flags]:
    """What stands after the seconds, in microseconds (the fraction less the offset), and where it is something else."""
    length, count = text.shape
    utc = (text[length - 1] == 90) | (text[length - 1] == 122)
    if length == _SHORTEST:
        return np.zeros(count, np.int64), ~utc
    offset, no_offset = _offset(text, length - 6)
    rest, odd = np.where(utc, 0, -offset), ~utc & no_offset
    if length == _CLOCK_END + 6 and not utc.any():
        return rest, odd
    ends = np.where(utc, length - 1, length - 6)
    plain = ~utc & (length == _CLOCK_END + 6)
    odd |= ~plain & ((text[_CLOCK_END] != 46) | (ends <= _CLOCK_END + 1))
    for place in range(_CLOCK_END + 1, length - 1):
        within = ~plain & (place < ends)
        digit = text[place] - np.uint8(48)
        odd |= within & (digit > 9)
        power = 5 - (place - _CLOCK_END - 1)
        if power >= 0:
            rest = rest + np.where(within, digit.astype(np.int64) * 10**power, 0)
    return rest, odd


def _offset(text: _Bytes, place: int) -> tuple[_Numbers, _Flags]:
    """The offset from UTC that begins there, in microseconds, and where there is none."""
    sign = text[place]
    hours, minutes = _two(text, place + 1), _two(text, place + 4)
    none = ((sign != 43) & (sign != 45)) | (text[place + 3] != 58) | (hours > 23) | (minutes > 59)
    ahead = (hours.astype(np.int64) * 60 + minutes) * MINUTE
    return np.where(sign == 45, -ahead, ahead), none
