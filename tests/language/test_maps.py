"""Log maps: what a file means, and every mistake at its place with its way out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator

from sla_dsl.diagnostics import Source
from sla_dsl.language.map_columns import entries
from sla_dsl.language.maps import load_map, misfits, used_columns
from sla_dsl.language.schemas import schema
from sla_dsl.language.vocabulary import standard_vocabulary
from sla_dsl.model.clause import Bound, IsBound, IsKnown, IsValue
from sla_dsl.model.log_map import ISO, Column, Constant, EventRule, FromColumn, Lookup, TimeFormat, Translated
from sla_dsl.model.values import Money, ValueType

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted((ROOT / "policies/maps").glob("*.map.yaml"))
TEXT = ValueType("text")

WHOLE = """\
slac: 1
map: deals
title: Deals of the year
timezone: America/New_York
repeated: second
currency: USD
separator: semicolon
encoding: windows-1252
none: ["-", n/a]
footer: Total
columns:
  deal: text
  stage: one of Open, Won, "Not won"
  amount: money
  created: time
  closed: {type: date, day: day ends, column: Close Date, format: ["%d.%m.%Y", iso], none: 31.12.2099}
  note: {type: text, optional: yes}
lookups:
  person:
    table: people.csv
    match: {deal_id: deal}
    take: person_id
    columns: {role: text}
    where: role is buyer or "decision maker"
    several: first
lead: person
opportunity: deal
key: deal
values: {reason: note}
events:
  - event: opportunity.created
    time: created
    lead: deal
    key: [deal, created]
  - event:
      by: stage
      Won: opportunity.closed where amount is at least 10 USD and closed is known
      otherwise: opportunity.touched
    time: closed
    values:
      outcome: {by: stage, Won: won, otherwise: lost}
      channel: {is: phone}
      value: {column: amount, currency: note}
"""


def test_a_whole_map():
    loaded = load_map(Source("deals.map.yaml", WHOLE))
    assert loaded.diagnostics == ()
    log_map = loaded.log_map
    assert (log_map.id, log_map.title, log_map.timezone, log_map.repeated) == (
        "deals",
        "Deals of the year",
        "America/New_York",
        "second",
    )
    assert (log_map.currency, log_map.separator, log_map.encoding, log_map.footer) == (
        "USD",
        ";",
        "windows-1252",
        ("Total",),
    )
    none = frozenset({"-", "n/a"})
    assert log_map.columns == {
        "deal": Column("deal", "deal", TEXT, none=none),
        "stage": Column("stage", "stage", ValueType("one of", ("Open", "Won", "Not won")), none=none),
        "amount": Column("amount", "amount", ValueType("money"), none=none),
        "created": Column("created", "created", None, (ISO,), timezone="America/New_York", none=none),
        "closed": Column(
            "closed",
            "Close Date",
            None,
            (TimeFormat("pattern", ("%d", ".", "%m", ".", "%Y")), ISO),
            "day ends",
            "America/New_York",
            none | {"31.12.2099"},
        ),
        "note": Column("note", "note", TEXT, none=none, optional=True),
    }
    known = {name: Column(name, name, TEXT, none=none) for name in ("role", "deal_id", "person_id")}
    where = (IsValue("role", "field", ("buyer", "decision maker")),)
    assert log_map.lookups == {
        "person": Lookup("person", "people.csv", known, ("deal_id", "deal"), "person_id", where, "first")
    }
    reason = {"reason": FromColumn("note")}
    more = {
        **reason,
        "outcome": Translated("stage", {"Won": "won"}, "lost"),
        "channel": Constant("phone"),
        "value": FromColumn("amount", "note"),
    }
    won = (
        IsValue("stage", "field", ("Won",)),
        IsBound("amount", "field", Bound.AT_LEAST, Money(10, "USD")),
        IsKnown("closed", "field", True),
    )
    other = (IsValue("stage", "field", ("Won",), True),)
    assert log_map.rules == (
        EventRule(
            "opportunity.created", "created", (), ("deal",), "deal", reason, ("deal", "created"), "opportunity.created"
        ),
        EventRule("opportunity.closed", "closed", won, ("person",), "deal", more, ("deal",), "opportunity.closed"),
        EventRule("opportunity.touched", "closed", other, ("person",), "deal", more, ("deal",), "opportunity.touched"),
    )
    assert used_columns(log_map) == {"deal", "stage", "amount", "created", "closed", "note", "person"}


def test_events_of_one_id_are_told_apart_by_their_time_then_by_their_order():
    text = (
        WHOLE[: WHOLE.index("events:")]
        + "events:\n"
        + "".join(f"  - {{event: lead.created, time: {time}}}\n" for time in ("created", "closed", "closed"))
    )
    suffixes = [rule.suffix for rule in load_map(Source("f", text)).log_map.rules]
    assert suffixes == ["lead.created@created", "lead.created@closed", "lead.created@closed#2"]


def found(old: str, new: str) -> list[tuple[str, str, str]]:
    """Code, underlined words and help of each error of the map with another text in it."""
    assert old in WHOLE
    text = WHOLE.replace(old, new, 1)
    source = Source("deals.map.yaml", text)
    loaded = load_map(source)
    told = []
    for one in loaded.diagnostics:
        span = one.place.span
        words = text[source.offset(span.line, span.column) : source.offset(span.end_line, span.end_column)]
        told.append((one.code, words, one.help))
    assert loaded.log_map is None or all(code == "SLA560" for code, *_ in told)
    return told


@pytest.mark.parametrize(
    ("old", "new", "code", "words", "help"),
    [
        ("slac: 1", "slac: 2", "SLA116", "2", "write `slac: 1`"),
        ("map: deals", "map: Deals 2", "SLA117", "Deals 2", "an id is a small letter, then small letters, digits and hyphens: `deals-2`"),
        ("timezone: America/New_York", "timezone: New York", "SLA506", "New York", "did you mean `America/New_York`?"),
        ("repeated: second", "repeated: secnd", "SLA112", "secnd", "did you mean `second`?"),
        ("currency: USD", "currency: $", "SLA408", "$", "three capital letters: `EUR`"),
        ("separator: semicolon", "separator: ;", "SLA112", ";", "for example `separator: semicolon`"),
        ("title:", "titel:", "SLA108", "titel", "did you mean `title`?"),
        ("lead: person\nopp", "opp", "SLA111", "s", "add `lead: contact_id`"),
        ("  deal: text", "  deal: string", "SLA215", "string", "did you mean `text`?"),
        ("created: time", "created: datetime", "SLA215", "datetime", "did you mean `time`?"),
        ("created: time", "created: tim", "SLA215", "tim", "did you mean `time`?"),
        ("amount: money", "amount: x", "SLA215", "x", "the types are time, date, text, number, money, yes/no, one of a, b, c"),
        (", day: day ends", "", "SLA553", "closed", "write `closed: {type: date, day: day starts}`, or `day ends`"),
        ("day: day ends", "day: day end", "SLA112", "day end", "did you mean `day ends`?"),
        ("created: time", "created: {type: time, day: day ends}", "SLA553", "day", "leave it out, or write `type: date`"),
        ("note: {type: text,", "note: {type: text, format: iso,", "SLA553", "format", "leave it out, or write `type: time` or `type: date`"),
        ('"%d.%m.%Y"', '"%d.%m.%y"', "SLA552", "%y", "a year is written with four digits, `%Y`: two do not say which century"),
        ('"%d.%m.%Y", iso', "dd.MM.yyyy, iso", "SLA552", "dd.MM.yyyy", "did you mean `%d.%m.%Y`?"),
        ('"%d.%m.%Y", iso', '"%d.%m.%Y", "%m.%d.%Y"', "SLA555", '["%d.%m.%Y", "%m.%d.%Y"]', "state the one order of day and month that the table has"),
        ("match: {deal_id: deal}", "match: {deal_id: dael}", "SLA551", "dael", "did you mean `deal`?"),
        ("where: role is", "where: rule is", "SLA551", "rule", "did you mean `role`?"),
        ("where: role is buyer or", "where: role = buyer or", "SLA303", "=", "write `is` instead"),
        ("several: first", "several: last", "SLA112", "last", "write `reject` or `first`"),
        ("lead: person", "lead: preson", "SLA551", "preson", "did you mean `person`?"),
        ("lead: person", "lead: created", "SLA556", "created", "name another column"),
        ("key: deal\n", "key: [deal, dael]\n", "SLA551", "dael", "did you mean `deal`?"),
        ("key: deal\n", "key: deal\nid: deal\n", "SLA557", "id", "leave one out: `id` where the table has an id for each event, `key` where it has one for each row"),
        ("values: {reason", "values: {lead", "SLA211", "lead", "choose another name"),
        ("time: created", "time: creatd", "SLA551", "creatd", "did you mean `created`?"),
        ("time: created", "time: stage", "SLA556", "stage", "declare it as `time` or `date`"),
        ("event: opportunity.created", "event: an opportunity is created", "SLA216", "an opportunity is created", "write `opportunity.created`"),
        ("event: opportunity.created", "event: created", "SLA216", "created", "write `lead.created`"),
        ("event: opportunity.created", "event: opportunity.created where stage is Wn", "SLA403", "Wn", "did you mean `Won`?"),
        ("event: opportunity.created", "event: opportunity.created where staeg is Won", "SLA551", "staeg", "did you mean `stage`?"),
        ("event: opportunity.created", "event: opportunity.created where created is 2026", "SLA556", "created is 2026", "ask whether `created is known` or `is missing`"),
        ("event: opportunity.created", "event: opportunity.created where amount is at least [goal]", "SLA402", "[goal]", "write the number out"),
        ("event: opportunity.created", "event: opportunity.created where amount is at least 10 EUR", "SLA408", "10 EUR", "write it in USD"),
        ("event: opportunity.created", "event: opportunity.created when stage is Won", "SLA301", "when", None),
        ("      Won: opp", "      Wonn: opp", "SLA403", "Wonn", "did you mean `Won`?"),
        ("      by: stage\n", "", "SLA557", None, "write `{by: column, A: event.one}`"),
        ("{by: stage, Won: won,", "{by: stage, Lost: won,", "SLA403", "Lost", "`stage` is one of Open, Won, Not won"),
        ("{is: phone}", "{is: phone, by: stage}", "SLA557", "channel", "write `{is: text}`, `{by: column, A: x}` or `{column: amount, currency: currency_code}`"),
        ("{is: phone}", "created", "SLA556", "created", "name another column"),
        ("  person:\n", "  deal:\n", "SLA557", "deal", "choose another name"),
    ],
)  # fmt: skip
def test_a_mistake(old, new, code, words, help):
    told = found(old, new)
    assert (code, help) in [(one[0], one[2]) for one in told] or (help is None and code in [one[0] for one in told])
    if words is not None:
        assert words in [one[1] for one in told if one[0] == code]
    # Nothing else is said, but that what was to name a lookup's or a column's name names nothing now.
    others = {one[0] for one in told} - {code}
    assert others <= ({"SLA551"} if "deal:\n" in new else set())


def test_a_name_that_is_no_word_of_a_sentence():
    text = "slac: 1\nmap: m\ncolumns: {_gone: yes/no, at: time}\nlead: _gone\nevents:\n  - {event: lead.created where _gone is no, time: at}\n"
    (one,) = load_map(Source("f", text)).diagnostics
    assert (one.code, one.help) == ("SLA117", "give it another name in the map: `gone: {type: …, column: _gone}`")


def test_a_column_that_nothing_uses_is_a_warning():
    assert found("  deal: text", "  deal: text\n  other: text") == [
        ("SLA560", "other", "leave it out; other columns are not looked at")
    ]


def test_times_without_offset_need_a_zone():
    text = "slac: 1\nmap: m\ncolumns: {l: text, %s}\nlead: l\nevents:\n  - {event: lead.created, time: t}\n"
    for column, codes in (
        ("t: time", []),
        ("t: {type: time, format: epoch seconds}", []),
        ('t: {type: time, format: "%F %T %z"}', []),
        ('t: {type: time, format: "%F %T"}', ["SLA554"]),
        ("t: {type: date, day: day ends}", ["SLA554"]),
    ):
        assert [one.code for one in load_map(Source("f", text % column)).diagnostics] == codes, column


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "SLA115"),
        ("- a\n", "SLA112"),
        ("slac: 1\nmap: a\nmap: b\n", "SLA102"),
        ("slac: 1\nmap: &a b\n", "SLA103"),
        (WHOLE[: WHOLE.index("events:")] + "events: []\n", "SLA112"),
        (WHOLE[: WHOLE.index("events:")] + "events: {}\n", "SLA112"),
        (WHOLE[: WHOLE.index("events:")] + "events: [a]\n", "SLA112"),
        (WHOLE + "  -\n", "SLA112"),
        (WHOLE.replace("deal: text", "deal: {}", 1), "SLA111"),
        (WHOLE.replace('"%d.%m.%Y"', "%d.%m.%Y"), "SLA101"),
        (WHOLE.replace("lookups:", "lookups: 3\nx:"), "SLA112"),
    ],
)
def test_files_of_another_shape_are_refused(text, code):
    loaded = load_map(Source("f", text))
    assert loaded.log_map is None
    assert code in [one.code for one in loaded.diagnostics]


@pytest.mark.parametrize("size", range(0, len(WHOLE), 7))
def test_a_file_that_is_cut_anywhere_is_told_about_and_never_raises(size):
    loaded = load_map(Source("f", WHOLE[:size]))
    assert loaded.log_map is not None or loaded.diagnostics


def test_what_the_vocabulary_does_not_know():
    text = WHOLE.replace("opportunity.created", "opportunity.create").replace("channel:", "chanel:")
    loaded = load_map(Source("f", text))
    told = [(one.code, one.message, one.help) for one in misfits(loaded, standard_vocabulary())]
    assert told == [
        ("SLA558", "the agreement knows no event `opportunity.create`; it is kept, and only its facts count",
         "did you mean `opportunity.created`?"),
        ("SLA559", "the agreement knows no fact `chanel` and no such field of `opportunity.closed`; it is not looked at",
         "declare it in the agreement, or leave it out"),
        ("SLA559", "the agreement knows no fact `value` and no such field of `opportunity.closed`; it is not looked at",
         "declare it in the agreement, or leave it out"),
        ("SLA558", "the agreement knows no event `opportunity.touched`; it is kept, and only its facts count",
         "did you mean `opportunity.closed`?"),
    ]  # fmt: skip


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_a_shipped_map_is_in_order(path):
    text = path.read_text(encoding="utf-8")
    loaded = load_map(Source(path.name, text))
    assert loaded.diagnostics == ()
    assert misfits(loaded, standard_vocabulary()) == []
    assert path.name == f"{loaded.log_map.id}.map.yaml"
    assert text.startswith("# yaml-language-server: $schema=../../schemas/log-map.schema.json\n")
    # As an editor reads it, with YAML's own types.
    assert [*Draft7Validator(schema("log-map")).iter_errors(yaml.safe_load(text))] == []


def test_the_schema_describes_every_key_and_shows_an_example_that_is_right():
    told = json.loads((ROOT / "schemas/log-map.schema.json").read_text(encoding="utf-8"))
    Draft7Validator.check_schema(told)
    parts = [told, *told["definitions"].values()]
    keys = [(name, key) for part in parts for name, key in part.get("properties", {}).items()]
    assert len(keys) > 40
    for name, key in keys:
        assert key.get("title"), name
        assert key.get("description", "").endswith("."), name
        validator = Draft7Validator({**key, "definitions": told["definitions"]})
        for example in key["examples"]:
            assert [*validator.iter_errors(example)] == [], (name, example)


def test_entries_of_what_has_none():
    assert entries(None) == ()
