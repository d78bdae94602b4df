"""Small agreements and logs, written the way a person would say them. All local times are UTC unless said otherwise."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from sla_dsl.engine import judge, judge_columns
from sla_dsl.log.columns import column_log
from sla_dsl.model.agreement import Agreement, Effective, Party
from sla_dsl.model.calendar import Calendar, CalendarChoice, Window
from sla_dsl.model.clause import (
    BeforeGate,
    Bound,
    BreachTrigger,
    BudgetLevel,
    Clause,
    Deadline,
    Deliver,
    Duration,
    Ensure,
    EventPattern,
    EventTrigger,
    ForWindow,
    IsBound,
    IsKnown,
    IsValue,
    Mode,
    MustNot,
    Period,
    RateLevel,
    Respond,
    StateNames,
    Times,
    Unit,
    UntilWindow,
)
from sla_dsl.model.event import Event, EventLog
from sla_dsl.model.outcome import Case, ClauseOutcome, Judgement
from sla_dsl.model.values import Money, Share, ValueType
from sla_dsl.model.vocabulary import EventType, State, Vocabulary

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TEXT, NUMBER, MONEY, YES_NO = (ValueType(name) for name in ("text", "number", "money", "yes/no"))
FIELDS = {"reason": "field", "channel": "field", "value": "field", "outcome": "field", "competitor": "field"}


def at(text: str) -> int:
    """`03-02 09:00` (of 2026, UTC) or `2025-03-02 09:00:00.000001` as an instant; `24:00` ends a day."""
    if len(text.split(" ", maxsplit=1)[0]) == 5:
        text = f"2026-{text}"
    extra = timedelta(0)
    if text.endswith("24:00"):
        text, extra = f"{text[:-5]}00:00", timedelta(days=1)
    return (datetime.fromisoformat(text).replace(tzinfo=UTC) + extra - EPOCH) // timedelta(microseconds=1)


def ev(kind: str, time: str | int, lead: str = "L", /, *, id: str | None = None, opp: str | None = None, **values):
    instant = time if isinstance(time, int) else at(time)
    return Event(instant, kind, lead, id, opp, values)


def _lead(id: str, **fields: ValueType) -> EventType:
    return EventType(id, "lead", fields=fields)


def _opportunity(id: str, **fields: ValueType) -> EventType:
    return EventType(id, "opportunity", fields=fields)


def _is(id: str, about: str, base: str, *where) -> EventType:
    return EventType(id, about, definition=EventPattern(base, where))


def is_(name: str, *values, negated: bool = False) -> IsValue:
    return IsValue(name, FIELDS.get(name, "fact"), values, negated)


def is_not(name: str, *values) -> IsValue:
    return is_(name, *values, negated=True)


def known(name: str, known: bool = True) -> IsKnown:
    return IsKnown(name, FIELDS.get(name, "fact"), known)


def score(bound: str, amount) -> IsBound:
    return IsBound("score", "fact", Bound(bound), amount)


CLOSED = {"outcome": ValueType("one of", ("won", "lost")), "reason": TEXT, "competitor": TEXT}
VOCABULARY = Vocabulary(
    facts={"source": TEXT, "segment": TEXT, "country": TEXT, "owner": TEXT, "score": NUMBER},
    events={
        kind.id: kind
        for kind in (
            _lead("lead.created"),
            _lead("lead.qualified"),
            _lead("lead.assigned"),
            _lead("lead.accepted"),
            _lead("lead.rejected", reason=TEXT),
            _lead("contact.attempted", channel=TEXT, automated=YES_NO),
            _lead("lead.contacted", channel=TEXT),
            _lead("lead.replied", channel=TEXT),
            _lead("meeting.held"),
            _lead("lead.paused"),
            _lead("lead.resumed"),
            _lead("lead.recycled", reason=TEXT),
            _lead("lead.disqualified", reason=TEXT),
            _opportunity("opportunity.created"),
            _opportunity("opportunity.valued", value=MONEY),
            _opportunity("opportunity.closed", **CLOSED),
            _is("opportunity.won", "opportunity", "opportunity.closed", is_("outcome", "won")),
            _is("opportunity.lost", "opportunity", "opportunity.closed", is_("outcome", "lost")),
            _is("lead.hot", "lead", "lead.assigned", IsBound("score", "fact", Bound.AT_LEAST, 80)),
            _is("lead.hot-demo", "lead", "lead.hot", IsValue("source", "fact", ("demo",))),
        )
    },
    states={"the lead is on hold": State("the lead is on hold", "lead.paused", "lead.resumed")},
)
WEEKDAYS = {day: (Window(540, 1020),) for day in range(5)}
OFFICE = Calendar("office", WEEKDAYS)
LONG = Calendar("long", {day: (Window(480, 1200),) for day in range(7)})


def within(count: int, unit: str, *tiers) -> Deadline:
    return Deadline(Duration(count, Unit(unit)), tiers)


def when(event: str, *where, mode: str = "when") -> EventTrigger:
    return EventTrigger(Mode(mode), EventPattern(event, where))


def every(event: str, *where) -> EventTrigger:
    return when(event, *where, mode="every time")


def first(event: str, *where) -> EventTrigger:
    return when(event, *where, mode="the first time")


def breach(clause: str, mode: str = "when") -> BreachTrigger:
    return BreachTrigger(Mode(mode), clause)


def pattern(event: str, *where) -> EventPattern:
    return EventPattern(event, where)


def do(event: str, *where, times: Times | None = None) -> Respond:
    return Respond(EventPattern(event, where), times)


def times(bound: str, count: int, days: int | None = None) -> Times:
    return Times(Bound(bound), count, days)


def state(*names: str) -> StateNames:
    return StateNames(names, tuple(FIELDS.get(name, "fact") for name in names))


def must_not(event: str, *where, window=None) -> MustNot:
    return MustNot(EventPattern(event, where), window)


def for_(count: int, unit: str) -> ForWindow:
    return ForWindow(Duration(count, Unit(unit)))


def until(event: str) -> UntilWindow:
    return UntilWindow(event)


def before(event: str, count: int = 1) -> BeforeGate:
    return BeforeGate(event, count)


def deliver(bound: str, amount, event: str, *where) -> Deliver:
    return Deliver(Bound(bound), amount, EventPattern(event, where))


def ensure(bound: str, percent: int, event: str, become: str) -> Ensure:
    return Ensure(Bound(bound), Share(Fraction(percent, 100)), EventPattern(event), EventPattern(become))


def rate(percent: int, each: str = "month") -> RateLevel:
    return RateLevel(Share(Fraction(percent, 100)), Period(each))


def budget(breaches: int, each: str = "month") -> BudgetLevel:
    return BudgetLevel(breaches, Period(each))


def eur(amount) -> Money:
    return Money(amount, "EUR")


def clause(duty, trigger=None, deadline=None, *, id: str = "c", period: str | None = None, **parts) -> Clause:
    return Clause(id, "sales", duty, trigger, Period(period) if period else None, deadline, **parts)


def agreement(*clauses: Clause, start="2026-01-01", until: str | None = "2026-12-31", **parts) -> Agreement:
    effective = Effective(date.fromisoformat(start), date.fromisoformat(until) if until else None)
    parts = {
        "timezone": "UTC",
        "calendar": CalendarChoice("office"),
        "calendars": {"office": OFFICE, "long": LONG},
        "vocabulary": VOCABULARY,
        "currency": "EUR",
    } | parts
    return Agreement(
        "test", "1.0.0", {"sales": Party("sales")}, effective, clauses={one.id: one for one in clauses}, **parts
    )


def judged(of: Agreement | Clause, *events: Event, as_of: str | int | None = None, **options) -> Judgement:
    """The judgement; every log is also judged backwards, since the order of lines changes nothing, and with arrays."""
    of = agreement(of) if isinstance(of, Clause) else of
    instant = at(as_of) if isinstance(as_of, str) else as_of
    found = judge(of, EventLog(events=list(events)), as_of=instant, **options)
    assert judge(of, EventLog(events=list(reversed(events))), as_of=instant, **options) == found
    options.pop("reasons", None)
    read = EventLog(events=[_as_read(of, event) for event in events])
    assert judge_columns(of, column_log(read), as_of=instant, **options) == found
    return found


def _as_read(of: Agreement, event: Event) -> Event:
    """The event as every reader gives it: one about an opportunity has one."""
    kind = of.vocabulary.events.get(event.kind)
    named = kind is None or kind.about == "lead" or event.opportunity is not None
    return event if named else event._replace(opportunity=event.lead)


def outcome(of: Agreement | Clause, *events: Event, id: str | None = None, **options) -> ClauseOutcome:
    """The outcome of the clause `id`, the last if none."""
    clauses = judged(of, *events, **options).clauses
    return next(one for one in clauses if one.clause == id) if id else clauses[-1]


def cases(of: Agreement | Clause, *events: Event, **options) -> tuple[Case, ...]:
    return outcome(of, *events, **options).cases


def case(of: Agreement | Clause, *events: Event, **options) -> Case:
    """The one case there is."""
    (only,) = cases(of, *events, **options)
    return only


def short(instant: int | None) -> str | None:
    """An instant as `03-02 09:00` (UTC), with seconds and microseconds where they are not zero."""
    if instant is None:
        return None
    moment = EPOCH + timedelta(microseconds=instant)
    text = moment.strftime("%m-%d %H:%M" if moment.year == 2026 else "%Y-%m-%d %H:%M")
    return text + (moment.strftime(":%S.%f") if moment.second or moment.microsecond else "")


def rows(found: tuple[Case, ...]) -> list[tuple]:
    """Cases as (subject, start, due, state, decided)."""
    return [(one.subject, short(one.start), short(one.due), str(one.state), short(one.decided)) for one in found]


def row(found: Case) -> tuple:
    """A case as (start, due, state, decided)."""
    return rows((found,))[0][1:]
