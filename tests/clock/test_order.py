"""A later start, a longer duration, one more holiday or a longer pause never makes a case due earlier."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from sla_dsl.clock import Clock, NoDue
from sla_dsl.clock.instants import DAY, MINUTE
from sla_dsl.model.calendar import Calendar, Window
from sla_dsl.model.clause import Duration, Unit
from sla_dsl.model.outcome import Pause

FIRST = date(2026, 3, 1)
BEGIN = (FIRST.toordinal() - date(1970, 1, 1).toordinal()) * DAY

windows = st.lists(st.integers(0, 1440), min_size=2, max_size=6, unique=True).map(
    lambda edges: tuple(Window(*pair) for pair in zip(sorted(edges)[::2], sorted(edges)[1::2], strict=False))
)
hours = st.dictionaries(st.integers(0, 6), windows, min_size=1)
zones = st.sampled_from(["Europe/Helsinki", "America/New_York", "America/Havana", "Asia/Beirut", "Pacific/Chatham"])
durations = st.builds(Duration, st.integers(1, 200), st.sampled_from(Unit))
starts = st.integers(BEGIN, BEGIN + 60 * DAY)
dates = st.integers(0, 90).map(lambda days: FIRST + timedelta(days=days))


def rank(due):
    """Due as something that can be compared: never and unknown after all instants."""
    return 10**30 if isinstance(due, NoDue) else due


def clock_of(zone, hours, closed=frozenset()):
    return Clock(zone, {"c": Calendar("c", hours, closed=closed)})


@settings(max_examples=60, deadline=None)
@given(zones, hours, durations, starts, st.integers(0, 3 * DAY))
def test_a_later_start(zone, hours, duration, start, later):
    clock = clock_of(zone, hours)
    assert start < rank(clock.due(start, duration, "c")) <= rank(clock.due(start + later, duration, "c"))


@settings(max_examples=60, deadline=None)
@given(zones, hours, durations, starts, st.integers(1, 50))
def test_a_longer_duration(zone, hours, duration, start, more):
    clock = clock_of(zone, hours)
    longer = Duration(duration.count + more, duration.unit)
    assert rank(clock.due(start, duration, "c")) < rank(clock.due(start, longer, "c"))


@settings(max_examples=60, deadline=None)
@given(zones, hours, durations, starts, st.frozensets(dates, max_size=5), dates)
def test_one_more_closed_date(zone, hours, duration, start, closed, another):
    before = clock_of(zone, hours, closed).due(start, duration, "c")
    assert rank(before) <= rank(clock_of(zone, hours, closed | {another}).due(start, duration, "c"))


@settings(max_examples=60, deadline=None)
@given(
    *(zones, hours, durations, starts, st.integers(-2 * DAY, 5 * DAY)),
    *(st.integers(0, 3 * DAY), st.integers(0, DAY), st.integers(0, DAY)),
)
def test_a_longer_pause(zone, hours, duration, start, after, length, earlier, later):
    clock = clock_of(zone, hours)
    begins, ends = start + after, start + after + length
    dues = [
        rank(clock.due(start, duration, "c", pauses))
        for pauses in (
            [],
            [Pause(begins, ends)],
            [Pause(begins - earlier, ends + later)],
            [Pause(begins - earlier, None)],
        )
    ]
    assert dues == sorted(dues)


@settings(max_examples=60, deadline=None)
@given(zones, hours, st.integers(1, 5000), starts, st.integers(-DAY, 3 * DAY), st.integers(0, DAY))
def test_what_is_counted_up_to_due_is_the_duration(zone, hours, count, start, after, length):
    clock = clock_of(zone, hours)
    pauses = [Pause(start + after, start + after + length)]
    due = clock.due(start, Duration(count, Unit.BUSINESS_MINUTES), "c", pauses)
    counted = clock.counted(start, due, Unit.BUSINESS_MINUTES, "c", pauses)
    assert sum(stretch.end - stretch.start for stretch in counted) == count * MINUTE
    assert counted[-1].end == due
