"""Random zones, hours and dates, near the moments at which clocks and calendars are hard."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sla_dsl.model.calendar import Calendar, CalendarChoice, Window


@dataclass(frozen=True)
class Place:
    """A zone, a date near which something happens to its clocks, and the holidays kept there."""

    zone: str
    near: date
    holidays: str | None


PLACES = (
    Place("Europe/Helsinki", date(2026, 3, 29), "FI"),
    Place("Europe/Helsinki", date(2026, 10, 25), "FI"),
    Place("Europe/Helsinki", date(2026, 12, 24), "FI"),
    Place("Europe/Berlin", date(2026, 5, 1), "DE-BY"),
    Place("America/New_York", date(2026, 3, 8), "US"),
    Place("America/New_York", date(2026, 11, 1), "US"),
    Place("America/New_York", date(2026, 7, 3), "US"),
    Place("America/Sao_Paulo", date(2018, 2, 18), "BR"),
    Place("America/Sao_Paulo", date(2018, 11, 4), "BR"),
    Place("Asia/Kolkata", date(2026, 8, 15), "IN"),
    Place("Pacific/Apia", date(2011, 12, 30), None),
    Place("Africa/Cairo", date(2026, 4, 24), None),
    Place("Africa/Cairo", date(2026, 10, 30), None),
    Place("Australia/Lord_Howe", date(2026, 4, 5), None),
    Place("UTC", date(2027, 1, 1), None),
    Place("America/Havana", date(2026, 11, 1), None),
)

EARLIER = (400, 40, 40, 3, 2, 1, 0)
"""How many days before the hard date an agreement may come into force."""

_DAYTIMES = (
    (Window(540, 1020),),
    (Window(540, 720), Window(750, 1020)),
    (Window(0, 1440),),
    (Window(0, 90), Window(120, 180)),
    (Window(120, 180),),
    (Window(1380, 1440),),
    (Window(540, 600), Window(600, 660)),
    (Window(540, 541),),
)


def random_calendars(rnd: Random, place: Place) -> tuple[dict[str, Calendar], CalendarChoice]:
    """One to three calendars, and which of them counts for a case."""
    names = ["office", "abroad", "weekend"][: rnd.choice((1, 1, 2, 3))]
    calendars = {name: _calendar(rnd, name, place, home=name == "office") for name in names}
    if len(names) == 1:
        return calendars, CalendarChoice("office")
    cases = {value: rnd.choice(names) for value in rnd.sample(("FI", "US", "IN"), rnd.randint(1, 3))}
    return calendars, CalendarChoice("office", "country", cases)


def _calendar(rnd: Random, name: str, place: Place, *, home: bool) -> Calendar:
    elsewhere = rnd.choice(PLACES)
    own = None if home or rnd.random() < 0.3 else elsewhere.zone
    days = rnd.choice((range(5), range(5), range(7), (5, 6), (0, 2, 6)))
    daytimes = [rnd.choice(_DAYTIMES) for _ in range(2)]
    dates = [place.near + timedelta(days=shift) for shift in range(-3, 8)]
    return Calendar(
        name,
        {day: rnd.choice(daytimes) for day in days},
        rnd.choice((None, (place if own is None else elsewhere).holidays)),
        frozenset(rnd.sample(dates, rnd.choice((0, 0, 1, 2)))),
        {day: rnd.choice(_DAYTIMES) for day in rnd.sample(dates, rnd.choice((0, 0, 1, 2)))},
        own,
    )
