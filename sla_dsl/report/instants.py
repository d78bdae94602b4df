"""Instants as programs and as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sla_dsl.model.calendar import DAYS

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST = datetime.min.replace(tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=UTC)
_SECOND = 1_000_000
_SECONDS_OF_DAY = 86_400
_DAYS_KEPT = 4096
FIRST_INSTANT = (_FIRST - _EPOCH) // timedelta(microseconds=1)
LAST_INSTANT = (_LAST - _EPOCH) // timedelta(microseconds=1)


def in_utc(instant: int) -> datetime:
    """The instant (microseconds since 1970-01-01T00:00Z) in UTC, no earlier than the year 1, no later than 9999."""
    try:
        return _EPOCH + timedelta(microseconds=instant)
    except OverflowError:
        return _FIRST if instant < 0 else _LAST


def rfc3339(instant: int) -> str:
    """`2026-05-31T21:00:00Z`, with six digits of a second where it is not a whole one."""
    seconds, microsecond = divmod(instant, _SECOND)
    day, second = divmod(seconds, _SECONDS_OF_DAY)
    try:
        text = f"{_DATES[day]}T{_TIMES[second]}"
    except (OverflowError, ValueError):
        return rfc3339(FIRST_INSTANT if instant < 0 else LAST_INSTANT)
    return f"{text}.{microsecond:06}Z" if microsecond else f"{text}Z"


class _Dates(dict[int, str]):
    """Dates by the number of days since 1970-01-01; those that were asked for are kept, up to a number."""

    def __missing__(self, day: int) -> str:
        if len(self) >= _DAYS_KEPT:
            self.clear()
        text = self[day] = date.fromordinal(day + _EPOCH.toordinal()).isoformat()
        return text


class _Times(dict[int, str]):
    """Times of day by the number of seconds since midnight."""

    def __missing__(self, second: int) -> str:
        text = self[second] = f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
        return text


_DATES, _TIMES = _Dates(), _Times()


def local(instant: int, timezone: str, *, ends: bool = False) -> str:
    """`Fri 2026-01-09 16:30` in that zone, with the offset in the hour that comes twice.

    With `ends` it is the end of something: midnight is then `24:00` of the day that it ends.
    """
    moment = in_utc(instant)
    try:
        there = moment.astimezone(ZoneInfo(timezone))
    except OverflowError:
        there = moment
    if ends and there.time() == time() and there.toordinal() > 1:
        return f"{_day(there - timedelta(days=1))} 24:00"
    twice = there.replace(fold=1 - there.fold).utcoffset() != there.utcoffset()
    offset = f" (UTC{there.isoformat(timespec='minutes')[16:22]})" if twice else ""
    return f"{_day(there)} {_clock(there)}{offset}"


def _day(moment: datetime) -> str:
    return f"{DAYS[moment.weekday()]} {moment.date().isoformat()}"


def _clock(moment: datetime) -> str:
    if moment.microsecond:
        return moment.time().isoformat("microseconds").rstrip("0")
    return moment.time().isoformat("seconds" if moment.second else "minutes")
