"""Calendars and durations to due instants."""

from sla_dsl.clock.counting import NEVER, UNKNOWN, Due, NoDue
from sla_dsl.clock.local_times import LocalTimes
from sla_dsl.clock.public_holidays import country_named, holiday_codes, holiday_dates, known_holidays, part_named
from sla_dsl.clock.scalar import Clock
from sla_dsl.clock.stretches import Stretch
from sla_dsl.clock.versions import versions
from sla_dsl.clock.zones import known_zone, use_packaged_zones, zone_names

__all__ = [
    "NEVER",
    "UNKNOWN",
    "Clock",
    "Due",
    "LocalTimes",
    "NoDue",
    "Stretch",
    "country_named",
    "holiday_codes",
    "holiday_dates",
    "known_holidays",
    "known_zone",
    "part_named",
    "use_packaged_zones",
    "versions",
    "zone_names",
]
