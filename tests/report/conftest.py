"""A judged log made by hand, with something of everything that a report shows."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from sla_dsl.diagnostics import diagnostic
from sla_dsl.model.agreement import Agreement, Effective, Party
from sla_dsl.model.clause import (
    Bound,
    Clause,
    Deadline,
    Deliver,
    Duration,
    Ensure,
    EventPattern,
    EventTrigger,
    Mode,
    MustNot,
    Param,
    Period,
    RateLevel,
    Respond,
    Unit,
)
from sla_dsl.model.event import Rejection
from sla_dsl.model.outcome import (
    Case,
    CaseState,
    ClauseOutcome,
    DeliverPeriod,
    Judgement,
    LogAccount,
    OwedAction,
    RatePeriod,
    Verdict,
)
from sla_dsl.model.result import Check
from sla_dsl.model.values import Money, Share

HOUR = 3_600_000_000
MARCH = 1_772_316_000_000_000
"""2026-02-28T22:00:00Z, the first of March in Helsinki."""
APRIL = MARCH + (31 * 24 - 1) * HOUR
"""2026-03-31T21:00:00Z: clocks go forward on 29 March."""

HOURS = Deadline(Duration(4, Unit.HOURS))
ASSIGNED = EventTrigger(Mode.WHEN, EventPattern("lead.assigned"))

CLAUSES = (
    Clause(
        "first-contact",
        "sales",
        Respond(EventPattern("lead.contacted")),
        ASSIGNED,
        deadline=HOURS,
        level=RateLevel(Share(Fraction(19, 20)), Period.MONTH),
        text="when a lead is assigned,\n  sales must contact the lead within 4 hours,\n"
        "  for at least 95% of cases each month",
    ),
    Clause(
        "revenue",
        "marketing",
        Deliver(Bound.AT_LEAST, Param("target"), EventPattern("opportunity.valued")),
        period=Period.QUARTER,
        text="each quarter, marketing must deliver at least [target] of valued opportunities",
    ),
    Clause(
        "quality",
        "marketing",
        Ensure(Bound.AT_LEAST, Share(Fraction(3, 10)), EventPattern("lead.qualified"), EventPattern("meeting.held")),
        period=Period.QUARTER,
        text="each quarter, marketing must ensure at least 30% of qualified leads become held meetings",
    ),
    Clause(
        "no-reassign",
        "marketing",
        MustNot(EventPattern("lead.assigned")),
        EventTrigger(Mode.WHEN, EventPattern("lead.disqualified")),
        text="when a lead is disqualified, marketing must not assign the lead",
    ),
)

AGREEMENT = Agreement(
    "acme",
    "1.2.0",
    {"sales": Party("sales", "Sales"), "marketing": Party("marketing")},
    Effective(date(2026, 1, 1)),
    "Europe/Helsinki",
    {clause.id: clause for clause in CLAUSES},
    title="Marketing and [bold]sales[/bold]",
    currency="EUR",
    consequences={"joint-review": "Both parties review the agreement."},
    file="policies/acme.sla.yaml",
    digest="sha256:" + "0" * 64,
)


def case(clause: str, subject: str, state: CaseState, start: int, **given: object) -> Case:
    due = given.pop("due", start + 4 * HOUR)
    period = "2026-03" if clause == "first-contact" else None
    broken = given.pop("breached_at", due if state.breached else None)
    return Case(
        clause, subject, str(given.pop("lead", subject)), start, due, state, given.pop("decided", None), period, broken
    )


FIRST = (
    case("first-contact", "L-1", CaseState.MET, MARCH, decided=MARCH + 1),
    case("first-contact", "L-2", CaseState.LATE, MARCH + HOUR, decided=MARCH + 6 * HOUR),
    *(case("first-contact", f"W-{number}", CaseState.PENDING, APRIL - number * HOUR) for number in range(7)),
    case("first-contact", "L-9", CaseState.PENDING, APRIL, due=None),
    case("first-contact", 'O "1"', CaseState.OVERDUE, MARCH, lead="L-\x1b[2J", decided=MARCH + 4 * HOUR),
)

OUTCOMES = (
    ClauseOutcome(
        "first-contact",
        "sales",
        Verdict.PENDING,
        Verdict.NO_CASES,
        FIRST,
        2,
        (
            RatePeriod(
                *("2026-03", MARCH, APRIL, Verdict.PENDING, Bound.AT_LEAST, Share(Fraction(19, 20))),
                *(1, 2, 8, 0, Fraction(1, 11), Fraction(9, 11)),
            ),
        ),
    ),
    ClauseOutcome(
        "revenue",
        "marketing",
        Verdict.BROKEN,
        Verdict.BROKEN,
        unknown=1,
        periods=(
            DeliverPeriod(
                *("2026-Q1", 0, APRIL, Verdict.BROKEN, Bound.AT_LEAST, Money(Fraction(4_000_000, 3), "EUR")),
                *(Money(Fraction(2_000_001, 2), "EUR"), APRIL),
            ),
        ),
    ),
    ClauseOutcome(
        "quality",
        "marketing",
        Verdict.NO_CASES,
        Verdict.NO_CASES,
        (
            Case(
                "quality", "Q-1", "Q-1", MARCH, MARCH + HOUR, CaseState.LATE, MARCH + 2 * HOUR, "2026-Q1", MARCH + HOUR
            ),
        ),
        0,
        tuple(
            RatePeriod(
                *(f"{year}-Q1", 0, 1, verdict, Bound.AT_LEAST, Share(Fraction(3, 10))),
                *(0, 0, 0, 1, None, None),
            )
            for year, verdict in [(2010 + number, Verdict.KEPT) for number in range(8)] + [(2026, Verdict.NO_CASES)]
        ),
    ),
    ClauseOutcome(
        "no-reassign",
        "marketing",
        Verdict.BROKEN,
        Verdict.BROKEN,
        tuple(
            Case("no-reassign", f"L-{number}", f"L-{number}", MARCH, None, CaseState.OVERDUE, at, None, at)
            for number in range(1, 6)
            for at in [MARCH + number * HOUR]
        ),
    ),
)

OWED = (
    OwedAction("first-contact", "L-2", "L-2", MARCH + HOUR, None, "notify sales", MARCH + 5 * HOUR),
    OwedAction("first-contact", "O", "L", MARCH, None, "notify sales", MARCH + 6 * HOUR),
    OwedAction("revenue", None, None, None, "2026-Q1", "apply joint-review", APRIL),
)

CHECK = Check(
    AGREEMENT,
    Judgement(
        APRIL,
        LogAccount(("events.jsonl",), 1200, 3, 2, 1, {"page.viewed": 31, "x.y": 1}, MARCH, APRIL),
        Verdict.BROKEN,
        Verdict.BROKEN,
        OUTCOMES,
        OWED,
        (diagnostic("SLA801", "opportunity `O-1` is under the leads `L-1` and `L-2`"),),
    ),
    (Rejection("events.jsonl", 7, "SLA701", "no JSON", '{"a": "b', 7),),
    (),
    {"holidays": "0.109", "tzdata": "2026.6"},
    {("revenue", "2026-Q1"): Money(Fraction(133_333_334, 100), "EUR")},
)


@pytest.fixture
def check() -> Check:
    return CHECK
