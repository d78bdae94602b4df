"""The standard vocabulary by hand, and what a random agreement may add to it."""

from fractions import Fraction

from sla_dsl.model.clause import Bound, EventPattern, IsBound, IsValue
from sla_dsl.model.values import Money, ValueType
from sla_dsl.model.vocabulary import EventType, State, Vocabulary

TEXT, NUMBER, MONEY, YES_NO = (ValueType(name) for name in ("text", "number", "money", "yes/no"))
OUTCOME = ValueType("one of", ("won", "lost"))
SEGMENT = ValueType("one of", ("smb", "mid-market", "enterprise"))


def _lead(kind: str, when: str, do: str | None, many: str | None, **fields: ValueType) -> EventType:
    return EventType(kind, "lead", when, do, many, fields)


def _opportunity(kind: str, when: str, do: str, many: str, **fields: ValueType) -> EventType:
    return EventType(kind, "opportunity", when, do, many, fields)


def _closed_as(outcome: str, do: str) -> EventType:
    won = EventPattern("opportunity.closed", (IsValue("outcome", "field", (outcome,)),))
    closed = {"outcome": OUTCOME, "reason": TEXT, "competitor": TEXT}
    return EventType(f"opportunity.{outcome}", "opportunity", f"an opportunity is {outcome}", f"{do} the opportunity",
                     f"{outcome} opportunities", closed, won)  # fmt: skip


STANDARD = (
    _lead("lead.created", "a lead is created", "create the lead", "new leads"),
    _lead("lead.qualified", "a lead is qualified", "qualify the lead", "qualified leads"),
    _lead("lead.assigned", "a lead is assigned", "assign the lead", "assigned leads"),
    _lead("lead.accepted", "a lead is accepted", "accept the lead", "accepted leads"),
    _lead("lead.rejected", "a lead is rejected", "reject the lead", "rejected leads", reason=TEXT),
    _lead("contact.attempted", "contact is attempted", "attempt contact", "contact attempts",
          channel=TEXT, automated=YES_NO),
    _lead("lead.contacted", "a lead is contacted", "contact the lead", "contacted leads", channel=TEXT),
    _lead("lead.replied", "the lead replies", None, "replies", channel=TEXT),
    _lead("meeting.booked", "a meeting is booked", "book a meeting", "booked meetings"),
    _lead("meeting.held", "a meeting is held", "hold a meeting", "held meetings"),
    _lead("lead.paused", "a lead is paused", "pause the lead", None),
    _lead("lead.resumed", "a lead is resumed", "resume the lead", None),
    _lead("lead.recycled", "a lead is recycled", "recycle the lead", "recycled leads", reason=TEXT),
    _lead("lead.disqualified", "a lead is disqualified", "disqualify the lead", "disqualified leads", reason=TEXT),
    _opportunity("opportunity.created", "an opportunity is created", "create an opportunity", "opportunities"),
    _opportunity("opportunity.valued", "an opportunity is valued", "value the opportunity", "valued opportunities",
                 value=MONEY),
    _opportunity("opportunity.closed", "an opportunity is closed", "close the opportunity", "closed opportunities",
                 outcome=OUTCOME, reason=TEXT, competitor=TEXT),
    _closed_as("won", "win"),
    _closed_as("lost", "lose"),
)  # fmt: skip


def _defined(kind: str, phrases: tuple[str, str, str], base: EventType, *conditions) -> EventType:
    when, do, many = phrases
    return EventType(kind, base.about, when, do, many, base.fields, EventPattern(base.id, conditions))


_BY_ID = {entry.id: entry for entry in STANDARD}
HOT = _defined("lead.hot", ("a hot lead is assigned", "assign the hot lead", "hot leads"), _BY_ID["lead.assigned"],
               IsBound("score", "fact", Bound.AT_LEAST, 50))  # fmt: skip
OWN = (
    _lead("demo.requested", "a demo is requested", "request a demo", "demo requests",
          product=TEXT, seats=NUMBER, budgeted=MONEY, urgent=YES_NO),
    HOT,
    _defined("lead.boiling", ("a boiling lead is assigned", "assign the boiling lead", "boiling leads"), HOT,
             IsValue("source", "fact", ("partner",), negated=True)),
    _defined("email.sent", ("an email is sent", "send an email", "emails"), _BY_ID["contact.attempted"],
             IsValue("channel", "field", ("email",))),
    _defined("opportunity.big", ("a big opportunity is valued", "value the big opportunity", "big opportunities"),
             _BY_ID["opportunity.valued"], IsBound("value", "field", Bound.MORE_THAN, Money(10_000, "EUR"))),
    _opportunity("opportunity.stalled", "an opportunity is stalled", "stall the opportunity", "stalled opportunities"),
    _opportunity("opportunity.revived", "an opportunity is revived", "revive the opportunity",
                 "revived opportunities"),
)  # fmt: skip

FACTS = {"source": TEXT, "segment": SEGMENT, "country": TEXT, "owner": TEXT, "score": NUMBER,
         "worth": MONEY, "vip": YES_NO}  # fmt: skip
STATES = (
    State("the lead is on hold", "lead.paused", "lead.resumed"),
    State("the opportunity is stalled", "opportunity.stalled", "opportunity.revived"),
    State("an email is open", "email.sent", "lead.replied"),
)
VOCABULARY = Vocabulary(
    FACTS, {entry.id: entry for entry in (*STANDARD, *OWN)}, {state.phrase: state for state in STATES}
)

VALUES = {
    "source": ("partner", "web", "demo-request"),
    "segment": SEGMENT.options,
    "country": ("FI", "US", "IN"),
    "owner": ("ann", "bob"),
    "score": (49, 50, 51, 9, Fraction(99, 2)),
    "worth": (Money(10_000, "EUR"), Money(9_999, "EUR"), Money(250_000, "EUR")),
    "vip": (True, False),
    "reason": ("price", "no budget"),
    "channel": ("email", "phone"),
    "automated": (True, False),
    "outcome": OUTCOME.options,
    "competitor": ("globex", "hooli"),
    "value": (Money(10_000, "EUR"), Money(10_001, "EUR"), Money(500, "EUR")),
    "product": ("crm", "erp"),
    "seats": (1, 10, 11),
    "budgeted": (Money(500, "EUR"), Money(1_000, "EUR")),
    "urgent": (True, False),
}
"""What a field or a fact may hold, in conditions and in logs alike, so that they meet."""


def fields_of(kind: str):
    """The fields of an event of the vocabulary, by name."""
    return VOCABULARY.events[kind].fields


def about(kind: str) -> str:
    """What an event of the vocabulary is about."""
    return VOCABULARY.events[kind].about
