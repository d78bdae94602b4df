"""Due never moves earlier when anything that may put it off grows, and is what walking every window gives."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sla_dsl.clock import NEVER, UNKNOWN, Clock
from sla_dsl.model.clause import Duration, Unit
from sla_dsl.model.outcome import Pause
from tests.oracle import business
from tests.oracle.instants import instant_of
from tests.strategies.calendars import PLACES, random_calendars

examples = settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
COUNTS = {Unit.MINUTES: 500, Unit.BUSINESS_MINUTES: 500, Unit.HOURS: 50, Unit.BUSINESS_HOURS: 50}


class Scene:
    """A place with its calendars, a start, a duration and pauses."""

    def __init__(self, rnd: Random) -> None:
        self.place = rnd.choice(PLACES)
        calendars, _ = random_calendars(rnd, self.place)
        self.calendar = calendars[rnd.choice(sorted(calendars))]
        minute = rnd.choice((0, 90, 120, 150, 540, 541, 720, 735, 1020, 1410, rnd.randint(0, 1439)))
        self.days = [self.place.near + timedelta(days=shift) for shift in range(-4, 5)]
        self.start = instant_of(rnd.choice(self.days), minute, self.place.zone) + rnd.choice((-1, 0, 0, 1))
        unit = rnd.choice(list(Unit))
        self.duration = Duration(rnd.randint(1, COUNTS.get(unit, 6)), unit)
        cuts = sorted({self.start + rnd.randint(-48, 96) * 900_000_000 for _ in range(rnd.choice((0, 2, 4)))})
        pauses = [Pause(*cuts[place : place + 2]) for place in range(0, len(cuts) - 1, 2)]
        self.pauses = () if unit.counts_days else tuple(pauses)

    def due(self, *, start=None, duration=None, pauses=None, calendar=None):
        calendar = calendar or self.calendar
        clock = Clock(self.place.zone, {calendar.id: calendar})
        return clock.due(start or self.start, duration or self.duration, calendar.id,
                         self.pauses if pauses is None else pauses)  # fmt: skip


scenes = st.randoms(use_true_random=False).map(Scene)


def not_earlier(later, earlier) -> bool:
    return later is NEVER or later is UNKNOWN or (earlier not in (NEVER, UNKNOWN) and later >= earlier)


@examples
@given(scenes, st.sampled_from((1, 900_000_000, 3_600_000_000, 86_400_000_000)))
def test_due_moves_no_earlier_when_the_start_grows(scene, grown):
    assert not_earlier(scene.due(start=scene.start + grown), scene.due())


@examples
@given(scenes, st.integers(1, 5))
def test_due_moves_no_earlier_when_the_duration_grows(scene, grown):
    longer = Duration(scene.duration.count + grown, scene.duration.unit)
    assert not_earlier(scene.due(duration=longer), scene.due())


@examples
@given(scenes, st.integers(0, 8))
def test_due_moves_no_earlier_when_another_day_is_closed(scene, place):
    closed = scene.calendar.closed | {scene.days[place]}
    assert not_earlier(scene.due(calendar=replace(scene.calendar, closed=closed)), scene.due())


@examples
@given(scenes, st.integers(1, 10**11))
def test_due_moves_no_earlier_when_a_pause_grows(scene, grown):
    if scene.pauses:
        last = scene.pauses[-1]
        longer = (*scene.pauses[:-1], Pause(last.start, last.end + grown))
        assert not_earlier(scene.due(pauses=longer), scene.due())
        assert not_earlier(scene.due(pauses=(*scene.pauses[:-1], Pause(last.start, None))), scene.due())


@examples
@given(scenes)
def test_due_is_after_the_start(scene):
    found = scene.due()
    assert found is NEVER or found > scene.start


@settings(examples, max_examples=400)
@given(scenes, st.booleans())
def test_due_is_what_walking_every_window_gives(scene, still_open):
    pauses = list(scene.pauses)
    if still_open and pauses:
        pauses[-1] = Pause(pauses[-1].start, None)
    hours = business.Hours(scene.calendar, scene.place.zone)
    walked = business.due(scene.start, scene.duration, hours, scene.place.zone, [(p.start, p.end) for p in pauses])
    expected = {business.NEVER: NEVER, business.UNKNOWN: UNKNOWN}.get(walked, walked)
    assert scene.due(pauses=tuple(pauses)) == expected
