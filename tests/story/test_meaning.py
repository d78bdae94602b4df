from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import get_args

import pytest

from sla_dsl.model.calendar import CalendarChoice
from sla_dsl.model.clause import (
    Apply,
    BeforeGate,
    Both,
    Bound,
    BreachTrigger,
    BudgetLevel,
    Deadline,
    Deliver,
    Duration,
    Duty,
    Either,
    Ensure,
    EventPattern,
    ForWindow,
    IsBound,
    IsKnown,
    IsValue,
    LaterAction,
    Mode,
    MustNot,
    Notify,
    Otherwise,
    Param,
    Period,
    RateLevel,
    Respond,
    StateNames,
    Tier,
    Times,
    Unit,
    UntilWindow,
)
from sla_dsl.model.funnel import Derived, Funnel, Given, Literally, Name, Operation
from sla_dsl.model.story import Topic
from sla_dsl.model.values import Money, Share
from sla_dsl.story import meaning
from sla_dsl.story.deadlines import COUNTS
from sla_dsl.story.duties import TELL
from sla_dsl.story.meaning import SPEAKERS
from sla_dsl.story.phrases import Phrases

E = EventPattern


def told(world, clause, topic, *others, **changes):
    agreement = world.agreement(clause, *others, **changes)
    found = meaning(agreement, clause, world.clock_of(agreement))
    return next((text for about, text in found.statements if about is topic), "")


def test_every_duty_has_its_words():
    assert set(TELL) == set(get_args(Duty))


def test_every_unit_is_explained():
    assert set(COUNTS) == set(Unit)


def test_every_topic_has_a_speaker_in_order():
    assert [topic for topic, _ in SPEAKERS] == list(Topic)


def test_who_owes_what_to_whom(world):
    assert told(world, world.clause(), Topic.OWES) == "Sales owes it to Marketing to contact the lead."


def test_when_says_that_a_second_trigger_opens_no_case(world):
    clause = world.clause(trigger=world.trigger("lead.assigned", IsBound("score", "fact", Bound.AT_LEAST, 50)))
    assert told(world, clause, Topic.OPENS) == (
        "A case opens when a lead is assigned where score is at least 50. While a case of that lead is running, "
        "another such event opens no second one: the oldest wait counts. Where score is not known, the event opens no "
        "case, but is reported as unknown."
    )


def test_the_other_triggers(world):
    every = world.clause(trigger=world.trigger(mode=Mode.EVERY_TIME))
    assert told(world, every, Topic.OPENS) == (
        "A case opens every time a lead is assigned, also while another is running."
    )
    first = world.clause(trigger=world.trigger(mode=Mode.FIRST_TIME))
    assert told(world, first, Topic.OPENS) == (
        "A case opens the first time that a lead is assigned for a lead; later times open none."
    )
    breach = world.clause("recovery", trigger=BreachTrigger(Mode.WHEN, "first-contact"))
    assert told(world, breach, Topic.OPENS, world.clause()).startswith(
        "A case opens when a case of first-contact becomes breached (at its due, or at the event that broke it)."
    )


def test_a_breach_takes_its_subject_from_the_clause_it_waits_for(world):
    base = world.clause("base", trigger=world.trigger("opportunity.created"))
    breach = world.clause("recovery", trigger=BreachTrigger(Mode.WHEN, "base"))
    assert "While a case of that opportunity is running" in told(world, breach, Topic.OPENS, base)
    assert "Only what happens to its lead from the start on" in told(world, breach, Topic.DECIDES, base)


def test_conditions_in_words(world):
    phrases = Phrases(world.agreement())
    conditions = {
        IsValue("source", "fact", ("web", "a, b")): 'source is web or "a, b"',
        IsValue("source", "fact", ("web", "phone"), negated=True): "source is known and is not web or phone",
        IsValue("automated", "field", (True,)): "automated is yes",
        IsKnown("reason", "field", known=True): "reason is known",
        IsKnown("reason", "field", known=False): "reason is missing",
        IsBound("score", "fact", Bound.MORE_THAN, 50): "score is more than 50",
        IsBound("value", "field", Bound.LESS_THAN, Money(250_000, "EUR")): "value is less than 250 000 EUR",
        IsBound("score", "fact", Bound.AT_MOST, Param("mql target")): "score is at most [mql target]",
    }
    assert {condition: phrases.condition(condition) for condition in conditions} == conditions


def test_an_event_without_a_phrase_goes_by_its_id(world):
    phrases = Phrases(world.agreement())
    assert phrases.happens("demo.requested") == "`demo.requested` is recorded"
    assert phrases.does("demo.requested") == "record `demo.requested`"
    assert phrases.several("demo.requested") == "`demo.requested` events"
    assert phrases.does("lead.replied") == "record `lead.replied`"


def test_a_defined_event_is_spelled_out(world):
    clause = world.clause(trigger=world.trigger("lead.hot"))
    assert told(world, clause, Topic.WORDS) == (
        '"a hot lead is assigned" means: a lead is assigned where score is at least 80.'
    )


@pytest.mark.parametrize(
    ("duty", "owes", "decides"),
    [
        (
            Respond(E("contact.attempted"), Times(Bound.AT_LEAST, 5, 3)),
            "to attempt contact at least 5 times on at least 3 different days.",
            ("A case is answered the 5th time that contact is attempted, or later, as soon as it has happened on at "
            "least 3 different days (local dates)."),
        ),
        (
            Respond(E("contact.attempted"), Times(Bound.MORE_THAN, 1)),
            "to attempt contact more than 1 time.",
            "A case is answered the 2nd time that contact is attempted.",
        ),
        (
            Respond(E("contact.attempted", (IsValue("channel", "field", ("email",)),)), Times(Bound.LESS_THAN, 5)),
            "to attempt contact less than 5 times where channel is email.",
            ("From the start through due it may happen 4 times that contact is attempted where channel is email: the "
            "5th time breaks the case at once;"),
        ),
        (
            Respond(E("contact.attempted"), Times(Bound.AT_MOST, 0)),
            "to attempt contact at most 0 times.",
            "From the start through due it may happen not once that contact is attempted: the 1st time breaks",
        ),
        (
            Either((E("opportunity.created"), E("lead.disqualified", (IsKnown("reason", "field", known=True),)))),
            "to do one of these: create an opportunity; or disqualify the lead where reason is known.",
            ("A case is answered by the first of these: an opportunity is created; or a lead is disqualified where "
            "reason is known."),
        ),
        (
            Both((E("opportunity.created"), E("lead.contacted"))),
            "to do all of these: create an opportunity; and contact the lead.",
            ("A case is answered as soon as all of these have happened, in any order: an opportunity is created; and "
            "a lead is contacted."),
        ),
        (
            StateNames(("reason", "source"), ("field", "fact")),
            "to state reason and source.",
            ("A case is answered at the first moment at which reason and source are all known: reason by an event "
            "about that lead from the start on (what opened the case included) and source as last known of the lead."),
        ),
        (
            MustNot(E("lead.assigned"), ForWindow(Duration(90, Unit.CALENDAR_DAYS))),
            "not to assign the lead for 90 calendar days.",
            ("A case is broken the first time that a lead is assigned within that time; it is met once the time is up "
            "without it."),
        ),
        (
            MustNot(E("lead.assigned"), UntilWindow("lead.replied")),
            "not to assign the lead until the lead replies.",
            ("A case is broken the first time that a lead is assigned before the lead replies, or at the same instant; "
            "from then on it is met."),
        ),
        (
            MustNot(E("lead.assigned")),
            "not to assign the lead ever after.",
            ("A case is broken the first time that a lead is assigned from the start on. The ban never ends, so a case "
            "that is not broken stays pending."),
        ),
    ],
)  # fmt: skip
def test_duties_with_a_trigger(world, duty, owes, decides):
    clause = world.clause(duty=duty)
    assert told(world, clause, Topic.OWES) == f"Sales owes it to Marketing {owes}"
    assert told(world, clause, Topic.DECIDES).startswith(decides)


def test_standing_prohibitions(world):
    gate = MustNot(E("lead.disqualified"), BeforeGate("contact.attempted", 3, written=True))
    clause = world.clause(trigger=None, deadline=None, duty=gate, unless=("lead.replied",))
    assert told(world, clause, Topic.OWES).endswith("not to disqualify the lead before at least 3 contact attempts.")
    assert told(world, clause, Topic.OPENS) == (
        "There is no trigger: every time a lead is disqualified, a case opens that is decided at once."
    )
    assert "happened at least 3 times, to the same lead, that contact is attempted" in told(
        world, clause, Topic.DECIDES
    )
    assert told(world, clause, Topic.EXCUSES) == (
        "If the lead replies before that or at the same instant, the case is excused instead of breached."
    )
    assert not told(world, clause, Topic.TIME)
    never = world.clause(trigger=None, deadline=None, duty=MustNot(E("lead.disqualified")))
    assert told(world, never, Topic.OWES).endswith("never to disqualify the lead.")
    assert "As long as that never happens, the clause is kept." in told(world, never, Topic.OPENS)


def test_deadlines_say_how_time_counts_and_when_the_calendar_is_open(world):
    assert told(world, world.clause(), Topic.TIME) == (
        "Within 4 business hours from the start; exactly then is still in time. Business hours count only while the "
        "calendar is open. Calendar office: Mon-Fri 09:00-17:00 (Europe/Helsinki time), closed on 2026-01-06."
    )
    assert told(world, world.clause(deadline=None), Topic.TIME) == (
        "There is no deadline: a case stays pending until it is answered."
    )


def test_tiers(world):
    tiers = (
        Tier(Duration(30, Unit.MINUTES), (IsValue("source", "fact", ("web",)),)),
        Tier(world.HOURS_4, (IsBound("score", "fact", Bound.AT_LEAST, 50),)),
    )
    clause = world.clause(deadline=Deadline(Duration(2, Unit.BUSINESS_DAYS), tiers))
    assert told(world, clause, Topic.TIME).startswith(
        "The first that fits at the start: within 30 minutes if source is web, 4 business hours if score is at least "
        "50, otherwise 2 business days; exactly then is still in time. What asks for source or score does not fit "
        "where that is not known. Minutes are elapsed time, round the clock."
    )


def test_a_calendar_by_a_fact(world):
    choice = CalendarChoice("office", "country", {"JP": "tokyo"})
    text = told(world, world.clause(), Topic.TIME, calendar=choice)
    assert "goes by the lead's country at its start: tokyo where it is JP, office otherwise or where it is not" in text
    assert "Calendar tokyo: Mon-Fri 09:00-17:00 (Asia/Tokyo time)." in text


def test_excuses_and_pauses(world):
    clause = world.clause(unless=("lead.replied", "lead.disqualified"), paused_while="the lead is on hold")
    assert told(world, clause, Topic.EXCUSES) == (
        "A case is excused if the lead replies or a lead is disqualified from the start through due before it is "
        "answered; an answer in time still makes it met."
    )
    assert told(world, clause, Topic.PAUSES) == (
        "While the lead is on hold the clock stands still: from when a lead is paused until a lead is resumed. An "
        "answer in that time is an answer all the same."
    )
    ban = world.clause(duty=MustNot(E("lead.contacted")), deadline=None, unless=("lead.replied",))
    assert "An excuse alone decides nothing" in told(world, ban, Topic.EXCUSES)
    cap = Respond(E("contact.attempted"), Times(Bound.AT_MOST, 4))
    assert "An excuse alone decides nothing" in told(
        world, world.clause(duty=cap, unless=("lead.replied",)), Topic.EXCUSES
    )


def test_how_it_is_judged(world):
    assert told(world, world.clause(), Topic.JUDGED) == "Every case counts: one breached case breaks the clause."
    rate = world.clause(level=RateLevel(Share(Fraction(19, 20)), Period.MONTH))
    assert told(world, rate, Topic.JUDGED).startswith(
        "Of the cases that start in a month, at least 95% must be met. Late and overdue cases are breached, excused "
        "ones do not count."
    )
    budget = world.clause(level=BudgetLevel(3, Period.WEEK))
    assert told(world, budget, Topic.JUDGED) == (
        "Of the cases that start in a week, 3 cases may be breached (late or overdue): the 4th breach breaks the week "
        "at once."
    )
    none = world.clause(level=BudgetLevel(0, Period.WEEK))
    assert "no case may be breached (late or overdue): the 1st breach" in told(world, none, Topic.JUDGED)


def test_consequences(world):
    later = (LaterAction(Duration(2, Unit.BUSINESS_DAYS), Apply("joint-review")),)
    clause = world.clause(
        case_otherwise=Otherwise(Notify(("sales-director", "marketing"))),
        level=RateLevel(Share(Fraction(19, 20)), Period.MONTH),
        period_otherwise=Otherwise(Notify(("marketing",)), later),
    )
    assert told(world, clause, Topic.CONSEQUENCES) == (
        "For each breached case: at the breach, notify sales-director (director@acme.example) and Marketing. "
        "For each broken month: at the end of the month, notify Marketing; 2 business days after the end of the month, "
        "apply joint-review (Both parties review the agreement within 10 business days)."
    )
    budget = world.clause(level=BudgetLevel(3, Period.MONTH), period_otherwise=Otherwise(Notify(("marketing",))))
    assert told(world, budget, Topic.CONSEQUENCES) == (
        "For each broken month: at the breach that is one too many, notify Marketing."
    )
    assert told(world, world.clause(), Topic.CONSEQUENCES) == "Nothing further is agreed for when it falls short."


def test_promises(world):
    volume = world.clause(
        "volume", trigger=None, deadline=None, period=Period.QUARTER,
        duty=Deliver(Bound.AT_LEAST, Param("mql target"), E("lead.qualified")),
    )  # fmt: skip
    assert told(world, volume, Topic.OWES).endswith("to deliver at least [mql target] qualified leads each quarter.")
    assert told(world, volume, Topic.TARGETS) == "[mql target] is 450 in 2026-Q1, 600 in 2026-Q2 to 2026-Q4."
    assert told(world, volume, Topic.JUDGED).startswith("A quarter is kept as soon as the number is reached, and")
    money = world.clause(
        "pipeline", trigger=None, deadline=None, period=Period.QUARTER,
        duty=Deliver(Bound.AT_LEAST, Money(2_000_000, "EUR"), E("opportunity.valued")),
    )  # fmt: skip
    assert told(world, money, Topic.OWES).endswith(
        "to deliver at least 2 000 000 EUR of valued opportunities each quarter."
    )
    assert told(world, money, Topic.DECIDES).startswith("The last amount in the quarter of each opportunity counts")
    quality = world.clause(
        "quality", trigger=None, period=Period.QUARTER,
        duty=Ensure(Bound.AT_LEAST, Share(Fraction(3, 10)), E("lead.qualified"), E("opportunity.created")),
    )  # fmt: skip
    assert told(world, quality, Topic.OWES).endswith(
        "to ensure that at least 30% of qualified leads become opportunities, each quarter."
    )
    assert "A single case that is not met is nobody's breach." in told(world, quality, Topic.JUDGED)
    assert "opens no second one" in told(world, quality, Topic.OPENS)


def test_a_derived_target_is_shown_rounded_and_says_so(world):
    half = Operation("/", Name("leads"), Literally(3))
    funnel = Funnel(Period.QUARTER, {"leads": Given("leads", 100)}, {"third": Derived("third", half, "leads / 3")})
    volume = world.clause(
        "volume", trigger=None, deadline=None, period=Period.QUARTER,
        duty=Deliver(Bound.AT_LEAST, Param("third"), E("lead.qualified")),
    )  # fmt: skip
    assert told(world, volume, Topic.TARGETS, funnel=funnel) == (
        "[third] (leads / 3) is 34 in every period from 2026-Q1. What is compared is the figure before rounding."
    )


def test_the_dates_in_force_are_the_clauses_and_the_agreements(world):
    assert told(world, world.clause(), Topic.IN_FORCE) == (
        "For cases that start from Thu 2026-01-01 through Thu 2026-12-31 (local dates in Europe/Helsinki)."
    )
    own = world.clause(valid_from=date(2026, 3, 1), valid_until=date(2027, 3, 1))
    assert "from Sun 2026-03-01 through Thu 2026-12-31" in told(world, own, Topic.IN_FORCE)
    never = world.clause(valid_from=date(2027, 3, 1))
    assert told(world, never, Topic.IN_FORCE).startswith("Never:")
