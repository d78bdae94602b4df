from __future__ import annotations

from dataclasses import replace
from datetime import date

from sla_dsl.model.agreement import Effective
from sla_dsl.model.calendar import Calendar, CalendarChoice, Window
from sla_dsl.model.clause import Deadline, Duration, EventPattern, ForWindow, IsValue, MustNot, Tier, Unit
from sla_dsl.story import meaning


def shown(world, clause, **changes):
    agreement = world.agreement(clause, **changes)
    found = meaning(agreement, clause, world.clock_of(agreement)).examples
    return [(one.start.text, *(due.due.text if due.due else None for due in one.dues)) for one in found]


def test_business_hours_are_shown_on_an_eve_a_morning_a_late_friday_and_a_weekend(world):
    assert shown(world, world.clause()) == [
        ("Mon 2026-01-05 16:30", "Wed 2026-01-07 12:30"),  # 2026-01-06 is closed
        ("Wed 2026-01-07 10:00", "Wed 2026-01-07 14:00"),
        ("Fri 2026-01-09 16:30", "Mon 2026-01-12 12:30"),
        ("Sat 2026-01-10 11:00", "Mon 2026-01-12 13:00"),
    ]


def test_elapsed_and_calendar_time_need_no_calendar(world):
    clause = world.clause(deadline=Deadline(Duration(14, Unit.CALENDAR_DAYS)))
    assert shown(world, clause, calendar=None, calendars={}) == [
        ("Tue 2026-01-06 10:00", "Tue 2026-01-20 24:00"),
        ("Fri 2026-01-09 16:30", "Fri 2026-01-23 24:00"),
        ("Sat 2026-01-10 11:00", "Sat 2026-01-24 24:00"),
    ]


def test_each_tier_has_its_due(world):
    tier = Tier(Duration(30, Unit.MINUTES), (IsValue("source", "fact", ("web",)),))
    clause = world.clause(deadline=Deadline(world.HOURS_4, (tier,)))
    assert shown(world, clause)[2] == ("Fri 2026-01-09 16:30", "Fri 2026-01-09 17:00", "Mon 2026-01-12 12:30")


def test_each_calendar_a_fact_may_choose_has_its_due(world):
    found = shown(world, world.clause(), calendar=CalendarChoice("office", "country", {"JP": "tokyo"}))
    # Tokyo is 7 hours ahead: Mon 09:00 there is 02:00 in Helsinki, and 4 hours later 06:00
    assert found[2][1:] == ("Mon 2026-01-12 12:30", "Mon 2026-01-12 06:00 (Mon 2026-01-12 13:00 Asia/Tokyo)")


def test_a_ban_for_a_time_reads_so(world):
    clause = world.clause(duty=MustNot(EventPattern("lead.assigned"), ForWindow(world.HOURS_4)), deadline=None)
    agreement = world.agreement(clause)
    assert meaning(agreement, clause, world.clock_of(agreement)).reads == "forbidden through"
    assert len(shown(world, clause)) == 4


def test_an_agreement_of_a_few_days_is_shown_within_them(world):
    short = Effective(date(2026, 1, 8), date(2026, 1, 9))  # Thu and Fri
    assert shown(world, world.clause(), effective=short) == [
        ("Fri 2026-01-09 10:00", "Fri 2026-01-09 14:00"),
        ("Fri 2026-01-09 16:30", "Mon 2026-01-12 12:30"),
        ("Fri 2026-01-09 19:00", "Mon 2026-01-12 13:00"),
    ]
    weekend = Effective(date(2026, 1, 10), date(2026, 1, 11))
    assert shown(world, world.clause(), effective=weekend) == []


def test_a_calendar_that_never_closes_has_no_closed_moment(world):
    always = Calendar("office", dict.fromkeys(range(7), (Window(0, 1440),)))
    assert [start for start, _ in shown(world, world.clause(), calendars={"office": always})] == [
        "Tue 2026-01-06 10:00",
        "Sun 2026-01-11 23:30",
    ]


def test_no_examples_without_a_deadline_or_outside_all_dates(world):
    assert shown(world, world.clause(deadline=None)) == []
    assert shown(world, world.clause(valid_from=date(2027, 3, 1))) == []


def test_the_last_days_of_time_do_not_overflow(world):
    last = Effective(date(9999, 12, 20), None)
    assert shown(world, world.clause(deadline=Deadline(Duration(30, Unit.CALENDAR_DAYS))), effective=last)[0][1] is None
    assert shown(world, world.clause(), effective=Effective(date(9999, 12, 31), None))
    first = Effective(date(1, 1, 1), date(1, 12, 31))
    assert shown(world, world.clause(), effective=first)
    assert shown(world, replace(world.clause(), valid_until=date(9999, 12, 31)))
