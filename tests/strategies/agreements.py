"""Random agreements, whole and legal."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random

from hypothesis import strategies as st

from sla_dsl.model.agreement import Agreement, Effective, Party
from sla_dsl.model.clause import Clause, Period
from sla_dsl.model.funnel import Derived, Funnel, Given, Literally, Name, Operation
from sla_dsl.model.period import period_of
from sla_dsl.model.values import Money, Share
from tests.strategies.calendars import EARLIER, PLACES, Place, random_calendars
from tests.strategies.clauses import ClauseMaker, Setting
from tests.strategies.words import VOCABULARY

COUNTS = ("mqls", "customers", "twice")
AMOUNTS = ("deal", "revenue")
SHARES = ("rate", "half rate")


@st.composite
def agreements(draw) -> Agreement:
    """Agreements with one to five clauses, dated around a day on which clocks or calendars are hard."""
    return random_agreement(draw(st.randoms(use_true_random=False)))


def random_agreement(rnd: Random) -> Agreement:
    """The same from a plain source of chance, for long runs by seed."""
    place = rnd.choice(PLACES)
    calendars, choice = random_calendars(rnd, place)
    each = rnd.choice((Period.DAY, Period.WEEK, Period.MONTH, Period.QUARTER))
    maker = ClauseMaker(rnd, Setting(each, COUNTS, AMOUNTS, SHARES))
    names = [f"clause-{number}" for number in range(1, rnd.choice((1, 1, 2, 2, 3, 4)) + 1)]
    effective = _effective(rnd, place)
    for name in names:
        maker.made[name] = _dated(rnd, maker.make(name), place, effective)
    return Agreement(
        "random",
        "1.0.0",
        {name: Party(name) for name in ("sales", "marketing")},
        effective,
        place.zone,
        dict(maker.made),
        contacts={"sales-director": "director@acme.example"},
        currency="EUR",
        calendar=choice,
        calendars=calendars,
        funnel=_funnel(rnd, each, place),
        vocabulary=VOCABULARY,
        consequences={"joint-review": "Both parties review the agreement."},
    )


def _effective(rnd: Random, place: Place) -> Effective:
    start = place.near + timedelta(days=-rnd.choice(EARLIER))
    near_end = place.near + timedelta(days=rnd.randint(0, 4))
    return Effective(start, rnd.choice((None, None, start + timedelta(days=800), near_end)))


def _dated(rnd: Random, clause: Clause, place: Place, effective: Effective) -> Clause:
    begins = place.near + timedelta(days=rnd.randint(-2, 2)) if rnd.random() < 0.15 else None
    ends = place.near + timedelta(days=rnd.randint(2, 5)) if rnd.random() < 0.15 else None
    begins = max(begins, effective.start) if begins else None
    ends = min(ends, effective.until or date.max) if ends else None
    if begins and begins > (ends or effective.until or date.max):
        begins = None
    return replace(clause, valid_from=begins, valid_until=ends)


def _funnel(rnd: Random, each: Period, place: Place) -> Funnel:
    """Counts, money and shares, some by period, some derived and not whole."""
    now = period_of(place.near, each).name
    before = period_of(place.near - timedelta(days=1), each).name
    deal, wide = Money(10_000, "EUR"), Money(Fraction(41, 2), "EUR")
    given = {
        "deal": Given("deal", deal, {now: rnd.choice((deal, wide))}),
        "rate": Given("rate", Share(Fraction(1, 2)), {before: Share(Fraction(333, 1000))}),
        "mqls": Given("mqls", 2, {now: rnd.choice((1, 2, 3))}),
    }
    derive = {
        "half rate": Derived("half rate", Operation("/", Name("rate"), Literally(2)), "rate / 2"),
        "revenue": Derived("revenue", Operation("*", Name("deal"), Name("rate")), "deal * rate"),
        "customers": Derived("customers", Operation("*", Name("mqls"), Name("rate")), "mqls * rate"),
        "twice": Derived("twice", Operation("*", Literally(2), Name("customers")), "2 * customers"),
    }
    return Funnel(each, given, derive)
