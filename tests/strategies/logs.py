"""Random logs that hit boundaries: events on a small grid, and on the very instants at which something is decided."""

from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from hypothesis import strategies as st

from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import Both, Either, EventTrigger, ForWindow, StateNames
from sla_dsl.model.event import Event
from sla_dsl.model.period import next_period, period_of
from tests.oracle import judge
from tests.oracle.business import Hours
from tests.oracle.instants import LAST, day_end, day_start, instant_of, local_date
from tests.strategies.calendars import EARLIER, PLACES
from tests.strategies.words import FACTS, VALUES, VOCABULARY, about, fields_of

LEADS = ("L1", "7")
OPPORTUNITIES = ("O1", "O2", "")
MINUTE = 60_000_000


class Question(NamedTuple):
    """A log and the moment at which it is asked about."""

    events: list[Event]
    as_of: int | None
    since: date | None


@st.composite
def logs(draw, agreement: Agreement) -> list[Event]:
    """Logs of up to about forty events of a few leads, in no order."""
    return random_question(draw(st.randoms(use_true_random=False)), agreement).events


@st.composite
def questions(draw, agreement: Agreement) -> Question:
    """A log with an as-of and a since, each of which may be none."""
    return random_question(draw(st.randoms(use_true_random=False)), agreement)


def random_question(rnd: Random, agreement: Agreement, most: int = 36) -> Question:
    """The same from a plain source of chance, for long runs by seed."""
    near = _near(agreement)
    kinds = _kinds(agreement)
    days = [near + timedelta(days=rnd.randint(-3, 4)) for _ in range(rnd.randint(1, 4))]
    minutes = [rnd.choice((0, 30, 90, 120, 150, 540, 541, 720, 735, 750, 1019, 1020, 1410)) for _ in range(3)]
    grid = [instant_of(day, minute, agreement.timezone) for day in days for minute in minutes]
    first = [_event(rnd, agreement, kinds, grid) for _ in range(rnd.randint(1, most // 2))]
    hard = _hard_instants(rnd, agreement, first)
    pool = grid + hard * 2
    second = [_event(rnd, agreement, kinds, pool) for _ in range(rnd.randint(0, most // 2))]
    events = [*first, *second]
    rnd.shuffle(events)
    far = min(max(pool) + rnd.choice((0, 1, 40 * 1440 * MINUTE)), LAST)
    as_of = rnd.choice((None, rnd.choice(pool), rnd.choice(pool), rnd.choice(hard), far))
    if rnd.random() < 0.01:
        events, as_of = rnd.choice(((events, min(pool) - 1), ([], far)))
    since = rnd.choice((None, None, None, rnd.choice(days), near + timedelta(days=rnd.randint(-40, 5))))
    return Question(_numbered(rnd, events), as_of, since)


def _near(agreement: Agreement) -> date:
    """The hard day around which the agreement was made."""
    spots = [place.near for place in PLACES if place.zone == agreement.timezone]
    begins = agreement.effective.start
    return min(spots, key=lambda spot: min(abs((begins + timedelta(days=shift) - spot).days) for shift in EARLIER))


def _kinds(agreement: Agreement) -> list[str]:
    """The events that the agreement's clauses name, with what those build on, and a few others."""
    named: list[str] = []
    for clause in agreement.clauses.values():
        duty = clause.duty
        patterns = list(duty.events) if isinstance(duty, Either | Both) else [getattr(duty, "event", None)]
        patterns += [
            getattr(duty, "become", None),
            clause.trigger.event if isinstance(clause.trigger, EventTrigger) else None,
        ]
        named += [pattern.event for pattern in patterns if pattern is not None] * 3
        named += clause.unless
        if isinstance(duty, StateNames):
            named += [kind for kind in VOCABULARY.events if set(duty.names) & set(fields_of(kind))]
        window = getattr(duty, "window", None)
        named += [window.event] if window is not None and not isinstance(window, ForWindow) else []
        if clause.paused_while:
            state = agreement.vocabulary.states[clause.paused_while]
            named += [state.entered, state.left]
    named += [definition.event for kind in named if (definition := VOCABULARY.events[kind].definition)] * 2
    named += [definition.event for kind in named if (definition := VOCABULARY.events[kind].definition)]
    return [*named, "page.viewed", "lead.created"]


def _event(rnd: Random, agreement: Agreement, kinds: list[str], instants: list[int]) -> Event:
    kind = rnd.choice(kinds)
    declared = kind in VOCABULARY.events
    names = [name for name in (fields_of(kind) if declared else ()) if rnd.random() < 0.75]
    names += [name for name in FACTS if rnd.random() < 0.35]
    values = {name: rnd.choice(VALUES[name]) for name in names}
    lead = rnd.choice((LEADS[0], LEADS[0], LEADS[1]))
    opportunity = None
    if declared and about(kind) == "opportunity":
        opportunity = rnd.choice(OPPORTUNITIES[: rnd.choice((1, 3))])
        opportunity = opportunity or lead
    elif rnd.random() < 0.05:
        opportunity = "O1"
    return Event(rnd.choice(instants), kind, lead, None, opportunity, values)


def _hard_instants(rnd: Random, agreement: Agreement, events: list[Event]) -> list[int]:
    """Every due and start, edges of periods and of windows, and a microsecond on either side of each."""
    last = max(event.time for event in events)
    judged = judge(agreement, events, min(last + 4000 * 1440 * MINUTE, LAST))
    edges = {row[place] for outcome in judged.clauses.values() for row in outcome.cases for place in (2, 3, 5)}
    edges |= {row[0] for row in judged.owed}
    for day in {local_date(event.time, agreement.timezone) for event in events}:
        edges |= {day_start(day, agreement.timezone), day_end(day, agreement.timezone)}
        for calendar in agreement.calendars.values():
            edges |= {edge for window in Hours(calendar, agreement.timezone).windows(day) for edge in window}
        for clause in agreement.clauses.values():
            if clause.judged_each:
                period = period_of(day, clause.judged_each)
                edges |= {
                    day_start(p.first, agreement.timezone)
                    for p in (period, next_period(period, clause.judged_each))
                    if p
                }
    usable = sorted(edge for edge in edges if edge is not None and edge < last + 400 * 1440 * MINUTE)
    chosen = [rnd.choice(usable) for _ in range(12)] if usable else [last]
    return [min(edge + rnd.choice((-1, 0, 0, 0, 1)), LAST) for edge in chosen]


def _numbered(rnd: Random, events: list[Event]) -> list[Event]:
    """Some events get an id of their own, in an order that is not the log's."""
    numbers = list(range(10, 10 + len(events)))
    rnd.shuffle(numbers)
    share = rnd.choice((0, 0.5, 1))
    return [
        event._replace(id=f"e{number}") if rnd.random() < share else event
        for event, number in zip(events, numbers, strict=True)
    ]


__all__ = ["Question", "logs", "questions", "random_question"]
