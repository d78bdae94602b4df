"""Local time and instants, one at a time. Instants are microseconds since 1970-01-01T00:00Z."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, reset_tzpath

reset_tzpath(to=())

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST = -62_135_596_800_000_000
LAST = 253_402_300_799_999_999
"""The first and the last microsecond of the years 1 to 9999."""

SECOND = 1_000_000
ONE = timedelta(microseconds=1)


def wall_at(instant: int, zone: str) -> datetime:
    """What a clock on the wall there shows at an instant (naive); the years 1 and 9999 are the ends of the world."""
    moment = EPOCH + timedelta(microseconds=min(max(instant, FIRST), LAST))
    try:
        return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
    except OverflowError:
        return datetime.min if instant < 0 else datetime.max  # noqa: DTZ901 - a wall shows no zone


def local_date(instant: int, zone: str) -> date:
    """The local date at an instant."""
    return wall_at(instant, zone).date()


@lru_cache(100_000)
def instant_of(day: date, minute: int, zone: str) -> int:
    """`An opening or closing in a gap is at the gap's end, an ambiguous one is the earlier`; 24:00 is the next 00:00.

    The midnight that ends the year 9999 has no date of its own, and counts by the offset of the minute before.
    """
    if (day, minute) == (date.max, 24 * 60):
        return instant_of(day, minute - 1, zone) + 60 * SECOND
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    earlier = _by_offset(wall, zone, 0)
    if not FIRST <= earlier <= LAST or wall_at(earlier, zone) == wall:
        return earlier
    return _end_of_gap(_by_offset(wall, zone, 1), earlier, zone)


def day_start(day: date, zone: str) -> int:
    """The instant of the local midnight that begins a day."""
    return instant_of(day, 0, zone)


def day_end(day: date, zone: str) -> int:
    """The instant of the local midnight that ends a day."""
    return instant_of(day, 24 * 60, zone)


def _by_offset(wall: datetime, zone: str, fold: int) -> int:
    offset = wall.replace(tzinfo=ZoneInfo(zone), fold=fold).utcoffset()
    return (wall - EPOCH.replace(tzinfo=None) - offset) // ONE


def _end_of_gap(low: int, high: int, zone: str) -> int:
    """The instant between the two at which the clocks were put forward: the first second of the later offset."""

    def shift(instant: int) -> int:
        return (wall_at(instant, zone) - EPOCH.replace(tzinfo=None)) // ONE - instant

    after = shift(high)
    low -= SECOND
    while high - low > SECOND:
        middle = low + (high - low) // SECOND // 2 * SECOND
        low, high = (low, middle) if shift(middle) == after else (middle, high)
    return high
