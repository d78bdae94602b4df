"""One line at a time: what is read, and why the rest is not."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sla_dsl.diagnostics import CODES
from sla_dsl.model.values import Money

NOON = 1_767_268_800_000_000  # 2026-01-01T12:00:00Z: 20454 days of 86400 s, and 12 h
CORE = '"time": "2026-01-01T12:00:00Z", "event": "lead.assigned", "lead": "L1"'


def line(more: str = "", **core: str) -> bytes:
    """A line with the three required parts, some of them written otherwise (as JSON), and more parts."""
    parts = {"time": '"2026-01-01T12:00:00Z"', "event": '"lead.assigned"', "lead": '"L1"'} | core
    written = [f'"{name}": {value}' for name, value in parts.items() if value] + ([more] if more else [])
    return f"{{{', '.join(written)}}}".encode()


HOSTILE = [
    # not JSON
    (b"nonsense", "SLA701"),
    (b"{", "SLA701"),
    (b'{"time": "2026-01-01T12:00:00Z", "event": "lead.ass', "SLA701"),
    (line() + b" {}", "SLA701"),
    (line() + b",", "SLA701"),
    (b"[" + line() + b"]", "SLA701"),
    (b"[]", "SLA701"),
    (b"12", "SLA701"),
    (b'"text"', "SLA701"),
    (b"null", "SLA701"),
    (line('"score": NaN'), "SLA701"),
    (line('"other": {"deep": [Infinity]}'), "SLA701"),
    (line('"other": -Infinity'), "SLA701"),
    (line('"score": 01'), "SLA701"),
    (line('"score": 1.'), "SLA701"),
    (line('"score": .5'), "SLA701"),
    (line('"score": +5'), "SLA701"),
    (line('"score": 0x10'), "SLA701"),
    (line('"source": "a\tb"'), "SLA701"),
    (line('"source": "a\\x41"'), "SLA701"),
    (line('"source": "\\u12_4"'), "SLA701"),
    (line("'source': 'web'"), "SLA701"),
    (line('"source": "web",'), "SLA701"),
    (b"\0" * 20, "SLA701"),
    (b"\xef\xbb\xbf\xef\xbb\xbf" + line(), "SLA701"),
    (b"\x0b" + line(), "SLA701"),
    ("\u00a0".encode(), "SLA701"),
    ("\u2028".encode(), "SLA701"),
    # not UTF-8, half a character
    (line('"source": "\xff"').replace(b"\xc3\xbf", b"\xff"), "SLA707"),
    (line().decode().encode("utf-16"), "SLA707"),
    (line('"other": "X"').replace(b"X", b"\xed\xa0\x80"), "SLA707"),
    (line('"source": "\\ud800"'), "SLA707"),
    (line('"source": "\\udc00\\ud800"'), "SLA707"),
    (line(lead='"\\uD83D"'), "SLA707"),
    (line(event='"lead.\\udfff"'), "SLA707"),
    (line('"id": "\\ud800"'), "SLA707"),
    (line('"\\ud800": 1'), "SLA707"),
    (line('"budget": {"amount": "\\ud800", "currency": "EUR"}'), "SLA707"),
    # nested, twice
    (b"[" * 100_000, "SLA710"),
    (line(f'"other": {"[" * 100_000}{"]" * 100_000}'), "SLA710"),
    (line('"other": ' + '{"a":' * 100_000 + "1" + "}" * 100_000), "SLA710"),
    (line(f'"other": {"[" * 256}{"]" * 256}'), "SLA710"),
    (line('"lead": "L1"'), "SLA706"),
    (line('"other": 1, "other": 1'), "SLA706"),
    (line('"": 1, "": 2'), "SLA706"),
    (line('"so\\u0075rce": 1, "source": 1'), "SLA706"),
    (line('"budget": {"amount": 1, "amount": 2, "currency": "EUR"}'), "SLA706"),
    # required parts
    (b"{}", "SLA702"),
    (line(time=""), "SLA702"),
    (line(time="null"), "SLA702"),
    (line(time='""'), "SLA702"),
    (line(event=""), "SLA702"),
    (line(event="null"), "SLA702"),
    (line(event='""'), "SLA702"),
    (line(event="12"), "SLA704"),
    (line(event='["lead.assigned"]'), "SLA704"),
    (line(lead=""), "SLA702"),
    (line(lead="null"), "SLA702"),
    (line(lead='""'), "SLA702"),
    (line(lead="12.0"), "SLA704"),
    (line(lead="1.5"), "SLA704"),
    (line(lead="1e3"), "SLA704"),
    (line(lead="true"), "SLA704"),
    (line(lead="[1]"), "SLA704"),
    (line(lead='{"id": 1}'), "SLA704"),
    (line('"id": 1.0'), "SLA704"),
    (line('"id": false'), "SLA704"),
    (line('"opportunity": 2e0'), "SLA704"),
    (line('"opportunity": []'), "SLA704"),
    # times
    (line(time="1767268800"), "SLA703"),
    (line(time="true"), "SLA703"),
    (line(time='["2026-01-01T12:00:00Z"]'), "SLA703"),
    # values
    (line('"source": true'), "SLA704"),
    (line('"source": ["web"]'), "SLA704"),
    (line('"source": {}'), "SLA704"),
    (line('"segment": "enterprise"'), "SLA704"),
    (line('"segment": "SMB"'), "SLA704"),
    (line('"segment": 5'), "SLA704"),
    (line('"segment": true'), "SLA704"),
    (line('"score": "high"'), "SLA704"),
    (line('"score": "1,5"'), "SLA704"),
    (line('"score": " 5"'), "SLA704"),
    (line('"score": "5 00"'), "SLA704"),
    (line('"score": "5."'), "SLA704"),
    (line('"score": "NaN"'), "SLA704"),
    (line('"score": "1_000"'), "SLA704"),
    (line('"score": "٣"'), "SLA704"),
    (line('"score": true'), "SLA704"),
    (line('"score": [5]'), "SLA704"),
    (line('"score": 50%'), "SLA701"),
    (line('"score": 1e401'), "SLA709"),
    (line('"score": 0e-999999999999999999999'), "SLA709"),
    (line(f'"score": {"9" * 401}'), "SLA709"),
    (line(f'"score": 1{"0" * 100_000}'), "SLA709"),
    (line(f'"score": "{"9" * 100_000}"'), "SLA709"),
    (line('"budget": 1e1000000000'), "SLA709"),
    (line(f'"budget": {{"amount": {"9" * 401}, "currency": "EUR"}}'), "SLA709"),
    (line('"budget": "15 000 USD"'), "SLA704"),
    (line('"budget": "15 000 eur"'), "SLA704"),
    (line('"budget": "15000EUR"'), "SLA704"),
    (line('"budget": "250k"'), "SLA704"),
    (line('"budget": "€15"'), "SLA704"),
    (line('"budget": true'), "SLA704"),
    (line('"budget": [1]'), "SLA704"),
    (line('"budget": {}'), "SLA704"),
    (line('"budget": {"amount": 1}'), "SLA704"),
    (line('"budget": {"currency": "EUR"}'), "SLA704"),
    (line('"budget": {"amount": null, "currency": "EUR"}'), "SLA704"),
    (line('"budget": {"amount": 1, "currency": "USD"}'), "SLA704"),
    (line('"budget": {"amount": 1, "currency": 1}'), "SLA704"),
    (line('"budget": {"amount": "1 EUR", "currency": "EUR"}'), "SLA704"),
    (line('"automated": "true"', event='"contact.attempted"'), "SLA704"),
    (line('"automated": "Yes"', event='"contact.attempted"'), "SLA704"),
    (line('"automated": 1', event='"contact.attempted"'), "SLA704"),
    (line('"score": "x"', event='"page.viewed"'), "SLA704"),
]


@pytest.mark.parametrize(("text", "code"), HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_line(read, text, code):
    log = read(line() + b"\n" + text + b"\n" + line())
    others = 2 if text.count(b"\n") == 0 else None
    rejection = log.rejections[0]
    assert rejection.code == code
    assert (rejection.line, rejection.file, rejection.last_line) == (2, "-", 2)
    assert others is None or len(log.events) == others
    assert rejection.reason
    assert rejection.reason[0] != rejection.reason[0].upper() or rejection.reason[0] == "`"
    assert not rejection.reason.endswith(".")
    assert len(rejection.text) <= 201
    assert len(rejection.reason) < 400
    (rejection.reason + rejection.text).encode()
    assert code in CODES


READ = [
    ('"source": "web"', {"source": "web"}),
    ('"source": 50', {"source": "50"}),
    ('"source": 1.50', {"source": "1.50"}),
    ('"source": -0', {"source": "-0"}),
    ('"source": " "', {"source": " "}),
    ('"source": "\\ud83d\\ude00"', {"source": "😀"}),
    ('"source": "\\u0000"', {"source": "\0"}),
    ('"source": null, "score": "", "budget": null, "segment": ""', {}),
    ('"segment": "smb"', {"segment": "smb"}),
    ('"segment": 50', {"segment": "50"}),
    ('"score": 50', {"score": 50}),
    ('"score": "50"', {"score": 50}),
    ('"score": 50.0', {"score": 50}),
    ('"score": 5e1', {"score": 50}),
    ('"score": "+50"', {"score": 50}),
    ('"score": "0050"', {"score": 50}),
    ('"score": -0.0', {"score": 0}),
    ('"score": 0.1', {"score": Fraction(1, 10)}),
    ('"score": "-1 234 567.5"', {"score": Fraction(-2469135, 2)}),
    ('"score": 123456789012345678901234567890', {"score": 123456789012345678901234567890}),
    ('"score": 1E400', {"score": 10**400}),
    ('"score": 1e-0400', {"score": Fraction(1, 10**400)}),
    ('"budget": 15000', {"budget": Money(15000, "EUR")}),
    ('"budget": "15 000.50"', {"budget": Money(Fraction(30001, 2), "EUR")}),
    ('"budget": "15 000 EUR"', {"budget": Money(15000, "EUR")}),
    ('"budget": "250k EUR"', {"budget": Money(250_000, "EUR")}),
    ('"budget": "1.5M EUR"', {"budget": Money(1_500_000, "EUR")}),
    ('"budget": "-5 EUR"', {"budget": Money(-5, "EUR")}),
    (
        '"budget": {"amount": "0.1", "currency": "EUR", "x": {"y": 1, "y": 2}}',
        {"budget": Money(Fraction(1, 10), "EUR")},
    ),
    # what is not declared is not looked at
    ('"other": "\\ud800", "more": {"a": 1, "a": 2}, "big": 1e999999999', {}),
    ('"channel": ["not a field of this event"], "value": {}', {}),
    ('"": "an empty name"', {}),
    (f'"other": {"[" * 255}{"]" * 255}', {}),
    (f'"other": "{"[" * 1000}"', {}),
    ('"other": 1' + "0" * 100_000, {}),
]


@pytest.mark.parametrize(("more", "values"), READ, ids=range(len(READ)))
def test_values_as_typed(read, more, values):
    log = read(line(more))
    assert log.rejections == []
    (event,) = log.events
    assert event.values == values
    assert {name: type(value) for name, value in event.values.items()} == {n: type(v) for n, v in values.items()}
    assert event[:5] == (NOON, "lead.assigned", "L1", None, None)
    assert event[6:] == ("-", 1)


@pytest.mark.parametrize(
    ("written", "lead"),
    [("12", "12"), ("-0", "0"), ("-7", "-7"), ('"12.0"', "12.0"), ("1" + "0" * 5000, "1" + "0" * 5000), ('" "', " ")],
)
def test_ids_are_text_or_whole_numbers(read, written, lead):
    (event,) = read(line(f'"id": {written}, "opportunity": {written}', lead=written)).events
    assert (event.lead, event.id, event.opportunity) == (lead, lead, lead)
    assert type(event.lead) is type(event.id) is str


@pytest.mark.parametrize("absent", ["null", '""'])
def test_id_and_opportunity_may_be_absent(read, absent):
    (event,) = read(line(f'"id": {absent}, "opportunity": {absent}', event='"opportunity.valued"')).events
    assert event.id is None
    assert event.opportunity == "L1"


def test_fields_are_those_of_the_event(read):
    more = '"channel": "phone", "automated": "no", "value": 1'
    (event,) = read(line(more, event='"contact.attempted"')).events
    assert event.values == {"channel": "phone", "automated": False}


def test_facts_of_an_undeclared_event_count(read):
    (event,) = read(line('"score": 7, "value": "nothing"', event='"Page Viewed!"')).events
    assert (event.kind, event.values) == ("Page Viewed!", {"score": 7})


@pytest.mark.parametrize(
    ("written", "value"), [('"15 EUR"', Money(15, "EUR")), ('{"amount": 1, "currency": "USD"}', Money(1, "USD"))]
)
def test_an_agreement_without_a_currency_takes_money_that_names_one(read, written, value):
    (event,) = read(line(f'"budget": {written}'), currency=None).events
    assert event.values == {"budget": value}


def test_an_agreement_without_a_currency_names_no_money_so_a_bare_number_is_in_none(read):
    (event,) = read(line('"budget": 15'), currency=None).events
    assert event.values == {"budget": Money(15, "XXX")}


def test_the_first_reason_is_the_lines(read):
    broken = line('"id": 1.5, "opportunity": [], "source": true, "channel": []', event='"contact.attempted"', lead="[]")
    assert "`lead`" in read(broken).rejections[0].reason
    mended = broken.replace(b'"lead": []', b'"lead": 1')
    assert "`id`" in read(mended).rejections[0].reason
    mended = mended.replace(b'"id": 1.5', b'"id": 1')
    assert "`opportunity`" in read(mended).rejections[0].reason
    mended = mended.replace(b'"opportunity": []', b'"opportunity": 1')
    assert "`source`" in read(mended).rejections[0].reason
    mended = mended.replace(b'"source": true', b'"source": 1')
    assert "`channel`" in read(mended).rejections[0].reason


def test_reasons_say_what_was_found_and_what_is_expected(read):
    texts = [line('"score": "high"'), line('"segment": "SMB"'), line(lead="12.0"), line('"budget": "5 USD"'), b" nope"]
    assert [rejection.reason for rejection in read(b"\n".join(texts)).rejections] == [
        "`score` is the text `high`, where a number is expected",
        "`segment` is the text `SMB`, where one of smb, mid-market, 50 is expected",
        "`lead` is the number `12.0`, where a text or a whole number is expected",
        "`budget` is in `USD`, and the agreement's currency is EUR",
        "the line is not JSON from column 2 on: `nope`",
    ]


def test_equal_raw_values_are_typed_equally_in_each_kind(read):
    lines = [line('"score": 50, "source": "50"'), line('"score": "50", "source": 50')]
    one, other = read(b"\n".join(lines)).events
    assert one.values == other.values == {"score": 50, "source": "50"}
    assert type(other.values["source"]) is str


def test_a_million_characters(read):
    long = "x" * 1_000_000
    (event,) = read(line(f'"id": "{long}", "source": "{long}"', lead=f'"{long}"')).events
    assert event.lead == event.id == event.values["source"] == long
