"""Many times of the usual forms → microseconds since 1970-01-01T00:00Z, computed on words of eight bytes.

`2026-03-`, `02T09:00` and `:00` are a word each, in which all digits are looked at, and put together by twos, at once.
What follows is a *tail*: `Z` or an offset, and before it milliseconds or microseconds, or none.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sla_dsl.log.times import FIRST, LAST, MINUTE, SECOND
from sla_dsl.log.words import Columns, Spans, Words, words_at

_Numbers = NDArray[np.int64]
_Flags = NDArray[np.bool_]

_TOPS = np.uint64(0x8080_8080_8080_8080)
_TEN, _BYTE, _LOW = np.uint64(10), np.uint64(8), np.uint64(0xFF)
_CLOCK_END, _SHORTEST = 19, 20
_UTC_AT = np.uint64(8 * (_CLOCK_END - 16))
_DAY_ZERO = 719_468
"""Days from 0000-03-01 to 1970-01-01."""
_MOST_MONTHS = 12 * 400


class _Form(NamedTuple):
    """A word of a time: what stands in it, a zero for each digit; and what makes the highest bit of a wrong byte 1."""

    zeros: np.uint64
    excess: np.uint64
    looked_at: np.uint64

    def digits(self, words: Words) -> tuple[Words, Words]:
        """The digits, a byte each, and something that has a highest bit of a byte wherever anything is wrong."""
        digits = words & self.looked_at
        digits ^= self.zeros
        wrong = digits + self.excess
        wrong |= digits
        return digits, wrong


def _form(text: bytes, looked_at: int = 8) -> _Form:
    """The form of a word, of which so many bytes are looked at; a `?` may be anything."""
    zeros = text.replace(b"?", b"\0").ljust(8, b"\0")
    excess = bytes(0x76 if sign == ord("0") else 0x7F for sign in zeros)  # 9 and 0 make 0x7F with them, all else more
    seen = bytes(0 if text[place : place + 1] == b"?" else 0xFF for place in range(looked_at)).ljust(8, b"\0")
    return _Form(*(np.uint64(int.from_bytes(part, "little")) for part in (zeros, excess, seen)))


_YEAR_AND_MONTH, _DAY_AND_CLOCK, _SECONDS = _form(b"0000-00-"), _form(b"00T00:00"), _form(b":00", 3)


class _Tail(NamedTuple):
    """What stands after the seconds: so many digits of a fraction, and an offset or `Z`; its size, and its words."""

    digits: int
    has_offset: bool
    size: int
    forms: tuple[_Form, ...]


def _tail(digits: int, zone: bytes) -> tuple[int, _Tail]:
    text = (b"." + b"0" * digits if digits else b"") + zone
    forms = tuple(_form(part, len(part)) for part in (text[:8], text[8:]) if part)
    return _CLOCK_END + len(text), _Tail(digits, zone != b"Z", len(text), forms)


_TAILS = dict(_tail(digits, zone) for digits in (0, 3, 6) for zone in (b"Z", b"?00:00"))


def usual_instants(times: Spans) -> tuple[_Numbers, _Flags]:
    """The instants of times of any form, none of them longer than `LONGEST`, and which are of none of these forms."""
    words = times.words()
    if len(words) < 3:
        return np.zeros(len(times.lengths), np.int64), np.ones(len(times.lengths), np.bool_)
    found, odd = _seconds(words)
    is_utc = (times.lengths == _SHORTEST) & (((words[2] >> _UTC_AT) & _LOW) == ord("Z"))
    if not is_utc.all():
        rest = np.flatnonzero(~is_utc)
        found[rest], wrong = _with_tails(times.chosen(rest), found[rest])
        odd[rest] |= wrong
    odd |= (found < FIRST) | (found > LAST)
    return found, odd


def _seconds(words: Columns) -> tuple[_Numbers, _Flags]:
    """The instants of times up to the seconds, as if these were UTC, and which of them are odd so far."""
    month, wrong = _YEAR_AND_MONTH.digits(words[0])
    clock, others = _DAY_AND_CLOCK.digits(words[1])
    wrong |= others
    last, others = _SECONDS.digits(words[2])
    wrong |= others
    odd: _Flags = (wrong & _TOPS) != 0
    month, clock, last = _pairs(month), _pairs(clock), _pairs(last)
    hour, minute, second = _byte(clock, 3), _byte(clock, 6), _byte(last, 1)
    odd |= (hour > 23) | (minute > 59) | (second > 59)
    found, none = _days(_byte(month, 0) * 100 + _byte(month, 2), _byte(month, 5), _byte(clock, 0), odd)
    found *= 24
    found += hour
    found *= 60
    found += minute
    found *= 60
    found += second
    found *= SECOND
    return found, none


def _pairs(digits: Words) -> Words:
    """At each byte: the number that the digits there and at the next byte are."""
    return digits * _TEN + (digits >> _BYTE)


def _byte(words: Words, place: int) -> _Numbers:
    return ((words >> np.uint64(8 * place)) & _LOW).view(np.int64)


def _days(year: _Numbers, month: _Numbers, day: _Numbers, odd: _Flags) -> tuple[_Numbers, _Flags]:
    """Days since 1970-01-01, and where there is no such date; where it is odd before, they are any."""
    none = odd | (month < 1) | (month > 12) | (year < 1)
    months = year * 12
    months += month
    good = months[~none] if none.any() else months
    least, most = (int(good.min()), int(good.max())) if good.size else (0, 0)
    if most - least > _MOST_MONTHS:
        return months, np.ones(len(months), np.bool_)
    firsts = _first_days(np.arange(least, most + 2))
    months -= least
    if len(good) < len(months):
        np.clip(months, 0, most - least, out=months)
    none |= (day < 1) | (day > np.diff(firsts)[months])
    days = firsts[months]
    days += day
    days -= 1
    return days, none


def _first_days(months: _Numbers) -> _Numbers:
    """Days from 1970-01-01 to the first day of months, which are counted from the last one before the year 0 on."""
    year, since_march = np.divmod(months - 3, 12)
    days: _Numbers = year * 365 + year // 4 - year // 100 + year // 400 + (since_march * 153 + 2) // 5 - _DAY_ZERO
    return days


def _with_tails(times: Spans, seconds: _Numbers) -> tuple[_Numbers, _Flags]:
    """The instants of times with their tails, and which of these are odd."""
    odd = np.ones(len(seconds), np.bool_)
    for length in np.flatnonzero(np.bincount(times.lengths)).tolist():
        tail = _TAILS.get(length)
        if tail is not None:
            rows = np.flatnonzero(times.lengths == length)
            more, odd[rows] = _of_tail(words_at(times.raw, times.starts[rows] + _CLOCK_END, 2), tail)
            seconds[rows] += more
    return seconds, odd


def _of_tail(rows: Words, tail: _Tail) -> tuple[_Numbers, _Flags]:
    """How much later than its seconds a time of such a tail is, in microseconds; and which tails are odd."""
    words = [rows[:, number] for number in range(len(tail.forms))]
    digits, wrong = zip(*(form.digits(word) for form, word in zip(tail.forms, words, strict=True)), strict=True)
    odd: _Flags = (reduce(np.bitwise_or, wrong) & _TOPS) != 0
    later = np.zeros(len(rows), np.int64)
    for place in range(1, tail.digits + 1):
        later += _at(digits, place) * 10 ** (6 - place)
    if tail.has_offset:
        place = tail.size - 6
        sign = _at(words, place)
        hours, minutes = (_at(digits, place + own) * 10 + _at(digits, place + own + 1) for own in (1, 4))
        odd |= (hours > 23) | (minutes > 59) | ((sign != ord("+")) & (sign != ord("-")))
        ahead = (hours * 60 + minutes) * MINUTE
        later += np.where(sign == ord("-"), ahead, -ahead)
    return later, odd


def _at(words: Sequence[Words], place: int) -> _Numbers:
    """The byte at a place of texts that are some words long."""
    return _byte(words[place // 8], place % 8)
