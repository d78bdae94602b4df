"""Rows to events: conditions, values, ids, lookups, and the account of every row."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sla_dsl.model.event import Event
from sla_dsl.model.values import Money, ValueType
from sla_dsl.model.vocabulary import EventType, Vocabulary
from tests.strategies.tables import HEAD, read_table, told

DEALS = (
    HEAD
    + """\
currency: USD
columns:
  deal: text
  stage: one of Open, Won, Lost
  amount: {type: money, none: "?"}
  rep: text
  created: time
  closed: {type: date, day: day ends, none: 2099-12-31}
  hot: yes/no
  score: number
lead: deal
opportunity: deal
key: deal
values: {owner: rep}
events:
  - event: opportunity.created where hot is not yes
    time: created
    values: {score: score}
  - event: opportunity.valued where amount is at least 100 USD
    time: created
    values: {value: amount}
  - event: opportunity.closed where stage is Won or Lost
    time: closed
    values: {outcome: {by: stage, Won: won, Lost: lost}, reason: {is: told}}
"""
)
HEADING = "deal,stage,amount,rep,created,closed,hot,score\n"
CREATED = 1_772_434_800_000_000
"""2026-03-02T07:00:00Z, nine in Helsinki."""


def read(*rows, **given):
    given = {"currency": None, **given}
    return read_table(DEALS, HEADING + "".join(f"{row}\n" for row in rows), **given)


def bare(log):
    return [(event.kind, event.time, event.lead, event.id, event.opportunity, event.values) for event in log.events]


def test_one_row_and_its_events():
    log = read("D-1,Won,150.50,Ann,2026-03-02 09:00:00,2026-03-05,no,7")
    closed = 1_772_747_999_999_999
    assert bare(log) == [
        ("opportunity.created", CREATED, "D-1", "deals/D-1/opportunity.created", "D-1", {"owner": "Ann", "score": 7}),
        ("opportunity.valued", CREATED, "D-1", "deals/D-1/opportunity.valued", "D-1",
         {"owner": "Ann", "value": Money(Fraction(301, 2), "USD")}),
        ("opportunity.closed", closed, "D-1", "deals/D-1/opportunity.closed", "D-1",
         {"owner": "Ann", "outcome": "won", "reason": "told"}),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "kinds"),
    [
        ("D-1,Open,,,2026-03-02 09:00:00,,no,", ["created"]),
        ("D-1,Open,,,2026-03-02 09:00:00,,,", []),
        ("D-1,Open,,,2026-03-02 09:00:00,,YES,", []),
        ("D-1,Open,100,,2026-03-02 09:00:00,,0,", ["created", "valued"]),
        ("D-1,Open,99.99,,2026-03-02 09:00:00,,FALSE,", ["created"]),
        ("D-1,Open,?,,2026-03-02 09:00:00,,False,", ["created"]),
        ("D-1,Won,,,,2026-03-05,,", ["closed"]),
        ("D-1,Won,,,,2099-12-31,,", []),
        ("D-1,,,,,2026-03-05,,", []),
        (",Open,,,,2026-03-05,,", []),
    ],
)
def test_a_row_makes_what_its_conditions_and_times_say(row, kinds):
    log = read(row)
    assert [event.kind.removeprefix("opportunity.") for event in log.events] == kinds
    account = log.tables[0]
    assert (account.rows, account.read, account.silent, account.events) == (1, 1, int(not kinds), len(kinds))


@pytest.mark.parametrize(
    ("row", "code", "reason"),
    [
        (
            "D-1,Wonn,,,2026-03-02 09:00:00,,no,",
            "SLA728",
            "`stage` is the text `Wonn`, where one of Open, Won, Lost is expected",
        ),
        (
            "D-1,Open,much,,2026-03-02 09:00:00,,no,",
            "SLA728",
            "`amount` is the text `much`, where money such as `15000` or `15 000 USD` is expected",
        ),
        (
            'D-1,Open,"1,000",,2026-03-02 09:00:00,,no,',
            "SLA728",
            "`amount` is the text `1,000`, where money such as `15000` or `15 000 USD` is expected",
        ),
        (
            "D-1,Open,,,2026-03-02 09:00:00,,maybe,",
            "SLA728",
            "`hot` is the text `maybe`, where yes or no, true or false, 1 or 0 is expected",
        ),
        ("D-1,Open,,,2026-03-02 09:00:00,,no,1e999", "SLA709", None),
        (
            "D-1,Open,,,2026-03-02,,no,",
            "SLA725",
            "`created` is `2026-03-02`, a date without a time of day; write `type: date`, and when in its day it counts",
        ),
        (",Open,,,2026-03-02 09:00:00,,no,", "SLA730", "`deal` says which lead the row is about, and is empty"),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected_whole(row, code, reason):
    log = read(row, "D-2,Won,,,,2026-03-05,,")
    assert told(log) == [(2, code)]
    if reason:
        assert log.rejections[0].reason == reason
    assert [event.lead for event in log.events] == ["D-2"]
    assert (log.tables[0].rows, log.tables[0].read, log.tables[0].rejected) == (2, 1, 1)
    assert log.lines == len(log.events) + 1


def test_what_the_agreement_cannot_type_rejects_the_row_whole():
    log = read("D-1,Won,150,Ann,2026-03-02 09:00:00,2026-03-05,no,7", currency="EUR")
    assert log.events == []
    assert [one.reason for one in log.rejections] == ["`value` is in `USD`, and the agreement's currency is EUR"]
    vocabulary = Vocabulary(
        {"owner": ValueType("one of", ("Bob",))},
        {"opportunity.created": EventType("opportunity.created", "opportunity")},
    )
    log = read("D-1,Open,,Ann,2026-03-02 09:00:00,,no,", vocabulary=vocabulary)
    assert told(log) == [(2, "SLA704")]


def test_rows_that_are_exported_twice_count_once():
    row = "D-1,Won,150,Ann,2026-03-02 09:00:00,2026-03-05,no,7"
    log = read(row, row)
    assert (len(log.events), log.duplicates, log.rejections) == (3, 3, [])
    assert (log.tables[0].read, log.tables[0].events) == (2, 6)
    assert len(log.events) + log.duplicates == log.lines


def test_one_key_with_two_contents_rejects_both_rows():
    log = read(
        "D-1,Won,150,Ann,2026-03-02 09:00:00,2026-03-05,no,7",
        "D-1,Won,150,Ann,2026-03-02 09:00:00,2026-03-06,no,7",
        "D-2,Won,,,,2026-03-06,,",
    )
    assert told(log) == [(2, "SLA705"), (3, "SLA705")]
    account = log.tables[0]
    assert (account.rows, account.read, account.rejected) == (3, 1, 2)
    assert len(log.events) + log.duplicates + len(log.rejections) == log.lines


SIMPLE = HEAD + "columns: {deal: text, created: time, %s}\nlead: deal\n%s\nevents:\n%s"


def simple(columns, more, events, data, **given):
    return read_table(SIMPLE % (columns, more, events), data, **given)


def test_ids_as_the_source_has_them_and_none():
    data = "deal,created,no\nD-1,2026-03-02 09:00:00,7\nD-2,2026-03-02 09:00:00,\n"
    event = "  - {event: lead.created, time: created}\n"
    assert [one.id for one in simple("no: text", "id: no", event, data).events] == ["7", None]
    log = simple("no: text", "key: [deal, no]", event, data)
    assert [one.id for one in log.events] == ["deals/D-1/7/lead.created"]
    assert [one.reason for one in log.rejections] == ["`no` is part of the row's key, and is empty"]
    lacking = data.replace(",no\n", ",number\n")
    assert [one.id for one in simple("no: {type: text, optional: yes}", "id: no", event, lacking).events] == [
        None,
        None,
    ]


def test_ids_cannot_run_into_each_other():
    data = 'deal,created,no\nD/1,2026-03-02 09:00:00,%\n"D",2026-03-02T09:00:00+01:00,1/%25\n'
    log = simple("no: text", "key: [deal, no, created]", "  - {event: lead.created, time: created}\n", data)
    assert [one.id for one in log.events] == [
        "deals/D%2F1/%25/2026-03-02T07:00:00Z/lead.created",
        "deals/D/1%2F%2525/2026-03-02T08:00:00Z/lead.created",
    ]


def test_an_event_of_which_several_rows_tell_has_a_key_of_its_own():
    events = "  - {event: lead.created, time: created, key: deal}\n  - {event: lead.assigned, time: changed}\n"
    data = "deal,created,changed\nD-1,2026-03-02 09:00:00,2026-03-03 09:00:00\nD-1,2026-03-02 09:00:00,2026-03-04 09:00:00\n"
    log = simple("changed: time", "key: [deal, changed]", events, data)
    assert [event.kind for event in log.events] == ["lead.created", "lead.assigned", "lead.assigned"]
    assert log.duplicates == 1


def test_an_event_chosen_by_a_column():
    events = """\
  - event:
      by: kind
      Call: contact.attempted
      "Reached, at last": lead.contacted where deal is not D-9
      otherwise: lead.replied
    time: created
"""
    data = (
        'deal,created,kind\nD-1,2026-03-02 09:00:00,Call\nD-2,2026-03-02 09:00:00,"Reached, at last"\n'
        'D-9,2026-03-02 09:00:00,"Reached, at last"\nD-3,2026-03-02 09:00:00,call\nD-4,2026-03-02 09:00:00,\n'
    )
    log = simple("kind: text", "", events, data)
    assert [(event.kind, event.lead) for event in log.events] == [
        ("contact.attempted", "D-1"),
        ("lead.contacted", "D-2"),
        ("lead.replied", "D-3"),
    ]
    assert log.tables[0].silent == 2


def test_words_that_are_not_translated_reject_the_row():
    events = "  - {event: lead.created, time: created, values: {segment: {by: size, S: smb%s}}}\n"
    data = "deal,created,size\nD-1,2026-03-02 09:00:00,S\nD-2,2026-03-02 09:00:00,XL\nD-3,2026-03-02 09:00:00,\n"
    log = simple("size: text", "", events % "", data)
    assert [event.values for event in log.events] == [{"segment": "smb"}, {}]
    assert [one.reason for one in log.rejections] == [
        "`size` is `XL`, which `segment` does not translate; it knows `S`: name it there, or write `otherwise`"
    ]
    log = simple("size: text", "", events % ", otherwise: enterprise", data)
    assert [event.values for event in log.events] == [{"segment": "smb"}, {"segment": "enterprise"}, {}]


def test_money_in_the_rows_own_currency():
    events = "  - {event: opportunity.valued, time: created, values: {value: {column: sum, currency: in}}}\n"
    data = "deal,created,sum,in\nD-1,2026-03-02 09:00:00,1.5,EUR\nD-2,2026-03-02 09:00:00,2,USD\nD-3,2026-03-02 09:00:00,3,\n"
    log = simple("sum: money, in: text", "", events, data)
    assert [event.values["value"] for event in log.events] == [
        Money(Fraction(3, 2), "EUR"),
        Money(3, "EUR"),
    ]
    assert [one.reason for one in log.rejections] == ["`value` is in `USD`, and the agreement's currency is EUR"]


LOOKUP = (
    HEAD
    + """\
columns: {deal: text, created: time}
lookups:
  person: {table: people.csv, match: {deal_id: deal}, take: person_id%s}
lead: person
opportunity: deal
events:
  - {event: opportunity.created where person is known, time: created}
"""
)
ROWS = "deal,created\nD-1,2026-03-02 09:00:00\nD-2,2026-03-02 09:00:00\nD-3,2026-03-02 09:00:00\n"
PEOPLE = "deal_id,person_id,role\nD-1,P-1,buyer\nD-2,P-2,user\nD-2,P-3,buyer\nD-2,P-3,buyer\n\nD-9,,user\nD-8\n"


def test_a_lead_that_stands_in_another_table():
    log = read_table(LOOKUP % "", ROWS, beside={"people.csv": PEOPLE})
    assert [(event.lead, event.opportunity) for event in log.events] == [("P-1", "D-1")]
    assert [(one.file.rsplit("/", 1)[1], one.line, one.code) for one in log.rejections] == [
        ("deals.csv", 3, "SLA731"),
        ("people.csv", 8, "SLA723"),
    ]
    table, people = log.tables
    assert (table.rows, table.read, table.rejected, table.silent, table.events) == (3, 2, 1, 1, 1)
    assert (people.lookup, people.rows, people.read, people.rejected, people.blank) == ("person", 7, 5, 1, 1)


@pytest.mark.parametrize(
    ("more", "leads"),
    [
        (", several: first", ["P-1", "P-2"]),
        (", columns: {role: text}, where: role is buyer", ["P-1", "P-3"]),
        (", columns: {role: text}, where: role is user", ["P-2"]),
    ],
)
def test_which_of_several_answers_counts(more, leads):
    log = read_table(LOOKUP % more, ROWS, beside={"people.csv": PEOPLE})
    assert [event.lead for event in log.events] == leads


def test_another_table_that_is_not_there_or_not_the_right_one():
    log = read_table(LOOKUP % "", ROWS)
    assert ([one.code for one in log.problems], log.events) == (["SLA904"], [])
    log = read_table(LOOKUP % "", ROWS, beside={"people.csv": "deal,person\n"})
    assert [(one.code, one.message) for one in log.problems] == [("SLA721", "the table has no column `deal_id`")]
    assert log.events == []


def test_events_know_where_they_stand():
    log = read("", "D-1,Open,,,2026-03-02 09:00:00,,no,")
    (event,) = log.events
    assert isinstance(event, Event)
    assert (event.file.rsplit("/", 1)[1], event.line) == ("deals.csv", 3)


def test_the_first_of_several_leads_that_has_a_value_counts():
    text = (
        (LOOKUP % ", several: first")
        .replace("lead: person", "lead: [person, deal]")
        .replace(" where person is known", "")
    )
    log = read_table(text, ROWS, beside={"people.csv": PEOPLE.removesuffix("D-8\n")})
    assert [(event.lead, event.opportunity) for event in log.events] == [("P-1", "D-1"), ("P-2", "D-2"), ("D-3", "D-3")]
    assert log.rejections == []


def test_another_table_by_a_pattern():
    text = (LOOKUP % ", several: first").replace("people.csv", '"*people*"')
    people = PEOPLE.removesuffix("D-8\n")
    log = read_table(text, ROWS, beside={"all-people-2026.csv": people, "people.txt": "no table"})
    assert [event.lead for event in log.events] == ["P-1", "P-2"]
    log = read_table(text, ROWS, beside={"a-people.csv": people, "b-people.csv": people})
    assert [(one.code, one.message.split(":")[0]) for one in log.problems] == [("SLA904", "2 files fit `*people*`")]
    assert [one.code for one in read_table(text, ROWS).problems] == ["SLA904"]


def test_a_column_of_another_zone():
    data = "deal,created,due\nD-1,2026-03-02 09:00:00,2026-03-05\n"
    events = "  - {event: lead.created, time: created}\n  - {event: lead.contacted, time: due}\n"
    log = simple("due: {type: date, day: day ends, timezone: America/New_York}", "", events, data)
    # Nine in Helsinki; the midnight that ends the fifth in New York, less a microsecond.
    assert [event.time for event in log.events] == [CREATED, 1_772_773_199_999_999]
