from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date
from fractions import Fraction
from types import UnionType
from typing import Union, get_args, get_origin, get_type_hints

import pytest

from sla_dsl.diagnostics import Span
from sla_dsl.model import agreement, calendar, clause, funnel, values, vocabulary
from sla_dsl.model.agreement import Agreement, Effective, Party
from sla_dsl.model.calendar import Calendar, CalendarChoice, Window
from sla_dsl.model.clause import (
    Apply,
    BeforeGate,
    Both,
    Bound,
    BreachTrigger,
    BudgetLevel,
    Clause,
    Deadline,
    Deliver,
    Duration,
    Either,
    Ensure,
    EventPattern,
    EventTrigger,
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
)  # fmt: skip
from sla_dsl.model.encoding import TAGS, from_json, to_json
from sla_dsl.model.funnel import Derived, Funnel, Given, Literally, Name, Operation
from sla_dsl.model.values import Money, Share, ValueType
from sla_dsl.model.vocabulary import EventType, State, Vocabulary

HERE = Span(1, 2, 3, 4)
FOUR_HOURS = Duration(4, Unit.BUSINESS_HOURS)
LEAD = EventPattern(
    "lead.assigned",
    (
        IsValue("source", "fact", ("web", "a, b", "yes"), span=HERE),
        IsValue("automated", "field", (True,), negated=True),
        IsValue("score", "fact", (50, Fraction(3, 2), Fraction(1, 3))),
        IsValue("value", "field", (Money(Fraction(1, 10), "EUR"),)),
        IsKnown("reason", "field", False),
        IsBound("score", "fact", Bound.AT_LEAST, 50),
        IsBound("value", "field", Bound.LESS_THAN, Money(2_000_000, "EUR")),
        IsBound("score", "fact", Bound.MORE_THAN, Param("least score", HERE)),
    ),
    HERE,
)
CONTACT = EventPattern("lead.contacted")
TRIGGER = EventTrigger(Mode.FIRST_TIME, LEAD, HERE)
DUTIES = {
    "respond": Respond(CONTACT),
    "times": Respond(CONTACT, Times(Bound.AT_LEAST, 5, 3, HERE)),
    "times-only": Respond(CONTACT, Times(Bound.AT_MOST, 0)),
    "either": Either((CONTACT, LEAD)),
    "both": Both((CONTACT, LEAD)),
    "state": StateNames(("reason", "owner"), ("field", "fact")),
    "never": MustNot(CONTACT),
    "for": MustNot(CONTACT, ForWindow(Duration(90, Unit.CALENDAR_DAYS))),
    "until": MustNot(CONTACT, UntilWindow("lead.replied", HERE)),
    "before": MustNot(CONTACT, BeforeGate("contact.attempted", 3, True, HERE)),
    "deliver": Deliver(Bound.AT_LEAST, Fraction(1201, 2), CONTACT),
    "deliver-money": Deliver(Bound.AT_LEAST, Money(2_000_000, "EUR"), CONTACT),
    "deliver-param": Deliver(Bound.AT_LEAST, Param("mql target"), CONTACT),
    "ensure": Ensure(Bound.AT_MOST, Share(Fraction(1, 3)), CONTACT, LEAD),
    "ensure-param": Ensure(Bound.AT_LEAST, Param("win rate"), CONTACT, LEAD),
}
FULL = Clause(
    "full",
    "sales",
    Respond(CONTACT),
    trigger=BreachTrigger(Mode.WHEN, "respond", HERE),
    deadline=Deadline(FOUR_HOURS, (Tier(Duration(30, Unit.MINUTES), (IsKnown("source", "fact", True),)),)),
    unless=("lead.replied",),
    paused_while="the lead is on hold",
    case_otherwise=Otherwise(
        Notify(("director", "marketing"), HERE), (LaterAction(FOUR_HOURS, Apply("review", HERE)),)
    ),
    level=RateLevel(Share(Fraction(19, 20)), Period.MONTH),
    period_otherwise=Otherwise(Apply("review")),
    valid_from=date(2026, 2, 1),
    valid_until=date(2026, 6, 30),
    why="speed",
    was="old",
    text="when …",
    span=HERE,
)
BUDGET = Clause("budget", "sales", Respond(CONTACT), TRIGGER, level=BudgetLevel(3, Period.WEEK))
RATE_PARAM = Clause("rate", "sales", Respond(CONTACT), TRIGGER, level=RateLevel(Param("win rate"), Period.QUARTER))
DUTY_CLAUSES = [Clause(name, "sales", duty, period=Period.QUARTER) for name, duty in DUTIES.items()]
FUNNEL = Funnel(
    Period.QUARTER,
    {
        "target": Given("target", Money(3_000_000, "EUR"), {"2026-Q1": Money(Fraction(5, 2), "EUR")}, HERE),
        "win rate": Given("win rate", Share(Fraction(1, 10))),
        "leads": Given("leads", None, {"2026-Q1": 5}),
    },
    {"x": Derived("x", Operation("/", Name("target", HERE), Literally(Fraction(3, 2)), HERE), "target / 1.5", HERE)},
    HERE,
)
AGREEMENT = Agreement(
    "acme",
    "1.2.0",
    {"sales": Party("sales", "Sales", "@acme/sales", HERE), "marketing": Party("marketing")},
    Effective(date(2026, 1, 1), date(2026, 12, 31), HERE),
    "Europe/Helsinki",
    {each.id: each for each in (*DUTY_CLAUSES, FULL, BUDGET, RATE_PARAM)},
    title="Title",
    contacts={"director": "a@b.c"},
    currency="EUR",
    calendar=CalendarChoice("office", "country", {"DE": "office"}, HERE),
    calendars={
        "office": Calendar(
            "office",
            {0: (Window(540, 720), Window(750, 1020)), 4: (Window(0, 1440),)},
            "FI",
            frozenset({date(2026, 12, 31), date(2026, 12, 24)}),
            {date(2026, 12, 19): (Window(600, 840),)},
            "Europe/Berlin",
            HERE,
        )
    },
    funnel=FUNNEL,
    vocabulary=Vocabulary(
        {"segment": ValueType("one of", ("smb", "mid-market")), "score": ValueType("number")},
        {
            "lead.hot": EventType(
                "lead.hot", "lead", "a hot lead", None, "hot leads", {"x": ValueType("text")}, LEAD, HERE
            )
        },
        {"the lead is on hold": State("the lead is on hold", "lead.paused", "lead.resumed", HERE)},
    ),
    consequences={"review": "Both meet."},
    file="acme.sla.yaml",
    digest="sha256:0",
)
LEAST = Agreement("a", "1", {}, Effective(date(2026, 1, 1)), "UTC", {})


def records(value):
    """Every record inside a value, itself included."""
    if is_dataclass(value):
        yield value
        for part in fields(value):
            yield from records(getattr(value, part.name))
    elif isinstance(value, dict):
        for item in value.values():
            yield from records(item)
    elif isinstance(value, tuple | frozenset):
        for item in value:
            yield from records(item)


def unions(hint):
    """The types of each union of two or more inside a type, leaving out none."""
    options = [option for option in get_args(hint) if option is not type(None)]
    if get_origin(hint) in (Union, UnionType) and len(options) > 1:
        yield options
    for option in options:
        yield from unions(option)


@pytest.mark.parametrize("value", [AGREEMENT, LEAST])
def test_there_and_back(value):
    text = json.dumps(to_json(value), allow_nan=False)
    back = from_json(json.loads(text))
    assert back == value
    assert (back.file, back.digest) == (value.file, value.digest)
    assert [each.text for each in back.clauses.values()] == [each.text for each in value.clauses.values()]
    assert list(back.clauses) == list(value.clauses)
    assert to_json(back) == to_json(value)


def test_every_record_of_the_model_is_tried():
    modules = (agreement, calendar, clause, funnel, values, vocabulary)
    known = {
        record
        for module in modules
        for record in vars(module).values()
        if isinstance(record, type) and is_dataclass(record) and record.__module__ == module.__name__
    }
    tried = {type(record) for record in records(AGREEMENT)} - {Span}
    assert {record.__name__ for record in known - tried} == set()


def test_every_record_that_stands_for_one_of_several_has_a_tag():
    """Unions are walked from the types themselves, so that a new kind of duty cannot be forgotten."""
    hints = [hint for record in {type(each) for each in records(AGREEMENT)} for hint in get_type_hints(record).values()]
    several = {option for hint in hints for union in unions(hint) for option in union if is_dataclass(option)}
    assert several == set(TAGS)
    assert len(set(TAGS.values())) == len(TAGS)
    assert not [record for record in TAGS if "kind" in get_type_hints(record)]


def test_the_form_is_in_the_words_of_the_language():
    data = to_json(AGREEMENT)
    assert data["effective"] == {"start": "2026-01-01", "until": "2026-12-31"}
    assert data["clauses"]["either"]["duty"]["kind"] == "either"
    assert data["clauses"]["never"]["duty"] == {
        "kind": "must not",
        "event": {"event": "lead.contacted", "where": []},
        "window": None,
    }
    assert data["clauses"]["full"]["level"] == {
        "kind": "rate",
        "share": {"kind": "share", "value": "0.95"},
        "period": "month",
    }
    assert data["clauses"]["ensure"]["duty"]["share"] == {"kind": "share", "value": "1/3"}
    assert data["clauses"]["deliver"]["duty"]["amount"] == {"kind": "number", "value": "600.5"}
    assert data["calendars"]["office"]["closed"] == ["2026-12-24", "2026-12-31"]
    assert data["clauses"]["full"]["deadline"]["otherwise"] == {"count": 4, "unit": "business hours"}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("id",), 5),
        (("id",), None),
        (("language",), True),
        (("language",), 1.0),
        (("strange",), 1),
        (("parties",), []),
        (("effective", "start"), "2026-13-01"),
        (("clauses", "either", "duty", "kind"), "neither"),
        (("clauses", "either", "duty", "kind"), "rate"),
        (("clauses", "either", "duty", "kind"), ["either"]),
        (("clauses", "either", "duty"), "either"),
        (("clauses", "ensure", "duty", "share", "value"), "1/0"),
        (("clauses", "ensure", "duty", "share", "value"), "1e400000000"),
        (("clauses", "ensure", "duty", "share", "value"), 0.5),
        (("clauses", "ensure", "duty", "bound"), "at best"),
        (("clauses", "either", "duty", "events"), {"a": 1}),
        (("calendars", "office", "hours"), {"Mon": []}),
        (("funnel", "derive", "x", "formula", "operator"), "^"),
    ],
)
def test_other_data_is_refused(path, value):
    data = part = json.loads(json.dumps(to_json(AGREEMENT)))
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    with pytest.raises(ValueError):
        from_json(data)


def test_a_missing_part_is_its_default_or_refused():
    copy = to_json(LEAST)
    del copy["title"]
    assert from_json(copy) == LEAST
    del copy["id"]
    with pytest.raises(ValueError):
        from_json(copy)
    with pytest.raises(ValueError):
        from_json([])
