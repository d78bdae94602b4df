"""A small agreement made by hand: Helsinki, an office open Mon-Fri 09:00-17:00, some of the standard events."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from sla_dsl.clock import Clock
from sla_dsl.model.agreement import Agreement, Effective, Party
from sla_dsl.model.calendar import Calendar, CalendarChoice, Window
from sla_dsl.model.clause import (
    Bound,
    Clause,
    Condition,
    Deadline,
    Duration,
    EventPattern,
    EventTrigger,
    IsBound,
    IsValue,
    Mode,
    Period,
    Respond,
    Unit,
)
from sla_dsl.model.event import Event
from sla_dsl.model.funnel import Funnel, Given
from sla_dsl.model.outcome import Case, CaseState, ClauseOutcome, Judgement, LogAccount, Reasons, Verdict
from sla_dsl.model.values import ValueType
from sla_dsl.model.vocabulary import EventType, State, Vocabulary

TEXT, NUMBER = ValueType("text"), ValueType("number")

EVENTS = (
    EventType("lead.assigned", "lead", "a lead is assigned", "assign the lead", "assigned leads"),
    EventType("lead.qualified", "lead", "a lead is qualified", "qualify the lead", "qualified leads"),
    EventType(
        "lead.contacted", "lead", "a lead is contacted", "contact the lead", "contacted leads", {"channel": TEXT}
    ),
    EventType(
        "contact.attempted", "lead", "contact is attempted", "attempt contact", "contact attempts", {"channel": TEXT}
    ),
    EventType("lead.replied", "lead", "the lead replies", None, "replies"),
    EventType(
        "lead.disqualified", "lead", "a lead is disqualified", "disqualify the lead", "disqualified leads",
        {"reason": TEXT},
    ),
    EventType("lead.paused", "lead", "a lead is paused", "pause the lead"),
    EventType("lead.resumed", "lead", "a lead is resumed", "resume the lead"),
    EventType(
        "opportunity.created", "opportunity", "an opportunity is created", "create an opportunity", "opportunities"
    ),
    EventType(
        "opportunity.valued", "opportunity", "an opportunity is valued", "value the opportunity",
        "valued opportunities", {"value": ValueType("money")},
    ),
    EventType(
        "lead.hot", "lead", "a hot lead is assigned", None, None,
        definition=EventPattern("lead.assigned", (IsBound("score", "fact", Bound.AT_LEAST, 80),)),
    ),
    EventType("demo.requested", "lead"),
)  # fmt: skip

VOCABULARY = Vocabulary(
    facts={"score": NUMBER, "source": TEXT, "country": TEXT},
    events={event.id: event for event in EVENTS},
    states={"the lead is on hold": State("the lead is on hold", "lead.paused", "lead.resumed")},
)

OFFICE = Calendar("office", dict.fromkeys(range(5), (Window(540, 1020),)), closed=frozenset({date(2026, 1, 6)}))
TOKYO = Calendar("tokyo", dict.fromkeys(range(5), (Window(540, 1020),)), timezone="Asia/Tokyo")

HOURS_4 = Duration(4, Unit.BUSINESS_HOURS)


def agreement(*clauses: Clause, **changes) -> Agreement:
    made = Agreement(
        id="acme",
        version="1.0.0",
        parties={"marketing": Party("marketing", "Marketing"), "sales": Party("sales", "Sales")},
        contacts={"sales-director": "director@acme.example"},
        effective=Effective(date(2026, 1, 1), date(2026, 12, 31)),
        timezone="Europe/Helsinki",
        currency="EUR",
        calendar=CalendarChoice("office"),
        calendars={"office": OFFICE, "tokyo": TOKYO},
        funnel=Funnel(Period.QUARTER, {"mql target": Given("mql target", 600, {"2026-Q1": 450})}),
        vocabulary=VOCABULARY,
        consequences={"joint-review": "Both parties review the agreement within 10 business days."},
        clauses={clause.id: clause for clause in clauses},
    )
    return replace(made, **changes)


def trigger(event: str = "lead.assigned", *where: Condition, mode: Mode = Mode.WHEN) -> EventTrigger:
    return EventTrigger(mode, EventPattern(event, where))


def clause(id: str = "first-contact", **changes) -> Clause:
    made = Clause(
        id,
        "sales",
        Respond(EventPattern("lead.contacted")),
        trigger=trigger(),
        deadline=Deadline(HOURS_4),
        text="when a lead is assigned, sales must contact the lead within 4 business hours",
    )
    return replace(made, **changes)


def at(text: str) -> int:
    """An instant of Helsinki winter time (UTC+2), `2026-01-09 16:30`."""
    there = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return (int(there.timestamp()) - 7200) * 1_000_000


def event(time: str, kind: str, lead: str = "L1", **parts) -> Event:
    values = parts.pop("values", {})
    return Event(at(time), kind, lead, values=values, **parts)


def case(
    of: str, start: int, due: int | None, state: CaseState, decided: int | None, reasons: Reasons, **parts
) -> Case:
    parts = {"subject": "L1", "lead": "L1", **parts}
    return Case(clause=of, start=start, due=due, state=state, decided=decided, reasons=reasons, **parts)


def judgement(as_of: int | None, *outcomes: ClauseOutcome) -> Judgement:
    account = LogAccount((), 0, 0, 0, 0, {}, None, None)
    return Judgement(as_of, account, Verdict.PENDING, Verdict.KEPT, outcomes)


def outcome(of: str, *cases: Case, unknown: int = 0) -> ClauseOutcome:
    return ClauseOutcome(of, "sales", Verdict.PENDING, Verdict.KEPT, cases, unknown)


def clock_of(made: Agreement) -> Clock:
    return Clock(made.timezone, made.calendars)


@pytest.fixture
def world() -> SimpleNamespace:
    """The builders, by their names."""
    return SimpleNamespace(
        agreement=agreement, trigger=trigger, clause=clause, at=at, event=event, case=case, judgement=judgement,
        outcome=outcome, clock_of=clock_of, HOURS_4=HOURS_4, VOCABULARY=VOCABULARY, OFFICE=OFFICE, TOKYO=TOKYO,
        IsValue=IsValue,
    )  # fmt: skip
