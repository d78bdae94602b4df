"""The reader of columns against the reader of lines, on whatever a line may be."""

from __future__ import annotations

import json
from random import Random

import pytest

from sla_dsl.model.values import ValueType
from sla_dsl.model.vocabulary import EventType, Vocabulary
from tests.log.comparing import SMALL, compare
from tests.log.conftest import VOCABULARY

GOOD = '{"id": "e-%d", "time": "2026-03-02T09:00:00Z", "event": "lead.assigned", "lead": "L-%d", "score": 5}'

TWO_TYPES = Vocabulary(
    facts={"source": ValueType("text"), "value": ValueType("number")},
    events={
        kind.id: kind
        for kind in (
            EventType("lead.assigned", "lead", fields={"value": ValueType("text")}),
            EventType("contact.attempted", "lead"),
            EventType("opportunity.valued", "opportunity", fields={"value": ValueType("money")}),
        )
    },
)
"""A name with three types: of a fact, and of the fields of two kinds."""

VALUES = (
    '"x"', '""', "null", "true", "false", "0", "-0", "50", '"50"', "50.0", "5e1", "1e400", "1e-400", "0.1", "1E+2",
    "123456789012345678901234567890", "9" * 401, "9" * 5000, "-7", '"-7"', '"15 000"', '"yes"', '"no"', '"true"', '"smb"',
    '"mid-market"', '"15 000 EUR"', '"1.5M EUR"', '"5 USD"', '{"amount": 5, "currency": "EUR"}',
    '{"amount": 5, "amount": 6, "currency": "EUR"}', '{"amount": 1e400, "currency": "EUR"}', '{"amount": "5"}', "{}",
    "[]", "[1, [2]]", '{"a": {"b": "c", "b": 1}}', '"\\ud83d\\ude00"', '"\\ud800"', '"\\udc00x"', '"\\u0041"',
    '"\\\\ud800"', '"\\""', '"a\\nb"', '"ä"', '"\u2028"', "NaN", "-Infinity", "01", "1.", "tru", "'x'", '"\t"', '"x',
    "[" * 255 + "]" * 255, "[" * 257 + "]" * 257, "[" * 3000 + "]" * 3000, '"{"', '"}\\n{"', '" "', '"0"', "1.0", "7",
)  # fmt: skip

TIMES = (
    "2026-03-02T09:00:00Z", "2026-03-02T09:00:00+02:00", "2026-03-02t09:00:00z", "2026-03-02 09:00:00.5-11:30",
    "2026-03-02T09:00:00", "2026-02-29T09:00:00Z", "2024-02-29T09:00:00.1234567Z", "2026-03-02T24:00:00Z",
    "2026-12-31T23:59:60Z", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59.999999Z", "2026-03-02T09:00:00.Z",
    "2026-03-02T09:00:00Z\\n2026-03-02T09:00:00Z", "２026-03-02T09:00:00Z", "",
)  # fmt: skip

NAMES = (
    "time", "event", "lead", "id", "opportunity", "source", "segment", "score", "budget", "channel", "automated",
    "value", "colour", "other", "t\\u0069me", "sco\\u0072e", 'qu\\"ote', "\\ud800", "",
)  # fmt: skip

ENDS = ("\n",) * 12 + ("\r\n", "\n\n", " \n", "\x0c\n", "\n \n", "}\n", ",\n", "", " {}\n", "\n\x00\n")


def line(rnd: Random, number: int) -> str:
    """A line that is good, or has one of the ways to be odd."""
    if rnd.random() < 0.5:
        return GOOD % (number, rnd.randrange(9))
    kind = rnd.choice(("lead.assigned", "contact.attempted", "opportunity.valued", "page.viewed"))
    parts = [("time", f'"{rnd.choice(TIMES[:2] if rnd.random() < 0.8 else TIMES)}"'), ("event", f'"{kind}"')]
    parts.append(("lead", rnd.choice(('"L-1"', '"L-2"', "17", '"17"') if rnd.random() < 0.9 else VALUES)))
    if rnd.random() < 0.6:
        parts.append(("id", rnd.choice((f'"e-{rnd.randrange(40)}"', f"{rnd.randrange(9)}", rnd.choice(VALUES)))))
    parts += [(rnd.choice(NAMES), rnd.choice(VALUES)) for _ in range(rnd.choice((0, 0, 1, 1, 2, 3)))]
    if rnd.random() < 0.2:
        parts.pop(rnd.randrange(len(parts)))
    if rnd.random() < 0.3:
        rnd.shuffle(parts)
    colon, comma = rnd.choice(((": ", ", "), (":", ","), (" : ", " , "), (":\t", ",")))
    return "{" + comma.join(f'"{name}"{colon}{value}' for name, value in parts) + "}"


def log(seed: int, most: int) -> bytes:
    """A log of hostile lines; the same for a seed everywhere."""
    rnd = Random(seed)
    lines = [line(rnd, number) + rnd.choice(ENDS[:12] if rnd.random() < 0.7 else ENDS) for number in range(most)]
    text = "".join(lines).encode("utf-8", "surrogatepass")
    if rnd.random() < 0.1:
        text = b"\xef\xbb\xbf" + text
    for _ in range(rnd.choice((0, 0, 0, 1, 5))):
        place = rnd.randrange(len(text))
        text = text[:place] + rnd.choice((b"\xff", b'"', b"\n", b"{", b"}", b"\\", b"", b"\x00")) + text[place + 1 :]
    return text


@pytest.mark.parametrize("vocabulary", [VOCABULARY, TWO_TYPES], ids=["one-type", "two-types"])
@pytest.mark.parametrize("seed", range(40))
def test_both_readers_say_the_same_of_hostile_lines(vocabulary, seed):
    rnd = Random(seed)
    text = log(seed, rnd.choice((1, 3, 40, 200)))
    block = rnd.choice((1, 100, 3000, 1 << 19))
    compare(["-"], vocabulary, rnd.choice(("EUR", None)), stdin=text, block=block, memory=rnd.choice((SMALL, 1 << 30)))


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_any_value_in_any_place_among_good_lines(name, value):
    odd = f'{{"time": "2026-03-02T09:00:00Z", "event": "opportunity.valued", "lead": "L-1", "{name}": {value}}}'
    lines = [GOOD % (number, number % 3) for number in range(60)]
    compare(["-"], VOCABULARY, stdin="\n".join([*lines[:30], odd, *lines[30:]]).encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("seed", range(8))
def test_ordinary_logs_in_every_spelling(seed):
    rnd = Random(seed)
    text = "".join(json.dumps(ordinary(rnd, number)) + "\n" for number in range(500)).encode()
    for how in ({}, {"memory": SMALL}, {"memory": SMALL * 4, "block": 2000}):
        lines, _ = compare(["-"], VOCABULARY, stdin=text, **how)
        assert not lines.rejections


def ordinary(rnd: Random, number: int) -> dict[str, object]:
    """An event as a machine writes it: names that nobody declared, ids that repeat, numbers of all kinds."""
    kind = rnd.choice(("lead.assigned", "contact.attempted", "opportunity.valued", "page.viewed"))
    event: dict[str, object] = {"id": number, "time": "2026-03-02T09:00:00Z", "event": kind, "lead": rnd.randrange(30)}
    event |= {"rep": "Bob", "payload": {"a": [1, "x"]}, "source": rnd.choice(("web", "ä", 'a"b', None, 5, 1.5))}
    if kind == "contact.attempted":
        event |= {"channel": rnd.choice(("phone", "email")), "automated": rnd.choice((True, False, "yes"))}
    if kind == "opportunity.valued":
        event |= {"value": rnd.choice((1, 1.25, "5 EUR", {"amount": 3, "currency": "EUR"})), "opportunity": None}
    return event


def test_lines_that_only_together_are_as_many_objects_as_lines():
    first = '{"time": "2026-03-02T09:00:00Z", "event": "lead.assigned", "lead": "L-1"}'
    cut = first.replace(', "event"', ',\n "event"')
    lines, _ = compare(["-"], VOCABULARY, stdin=f"{first}\n{cut}\n{first} {first}\n{first}\n".encode())
    assert [rejection.line for rejection in lines.rejections] == [2, 3, 4]


def test_a_name_twice_is_not_made_up_for_by_a_name_that_is_missing():
    lines = [(GOOD % (number, number))[:-1] + ', "colour": "red"}' for number in range(40)]
    lines[7] = lines[7].replace('"colour"', '"event": "lead.assigned", "colour"')
    lines[9] = lines[9].replace('"time": "2026-03-02T09:00:00Z", ', "")
    log, _ = compare(["-"], VOCABULARY, stdin="\n".join(lines).encode())
    assert [(rejection.line, rejection.code) for rejection in log.rejections] == [(8, "SLA706"), (10, "SLA702")]


def test_nesting_too_deep_in_a_name_that_is_known_from_other_lines():
    lines = [(GOOD % (number, number))[:-1] + ', "colour": []}' for number in range(300)]
    lines[200] = lines[200].replace("[]", "[" * 257 + "]" * 257)
    lines[201] = lines[201].replace("[]", "[" * 255 + "]" * 255)
    log, _ = compare(["-"], VOCABULARY, stdin="\n".join(lines).encode())
    assert [(rejection.line, rejection.code) for rejection in log.rejections] == [(201, "SLA710")]


@pytest.mark.parametrize("count", [1, 2, 40])
def test_a_line_without_a_kind_in_a_log_of_one_kind(count):
    lines = [(GOOD % (number, number))[:-1] + ', "payload": {"a": 1}}' for number in range(count)]
    lines += [line.replace('"event"', '"even"') for line in lines]
    lines += [(GOOD % (99, 0)).replace('"event": "lead.assigned"', '"event": "\\u0000"')]
    log, _ = compare(["-"], VOCABULARY, stdin="\n".join(lines).encode())
    assert [one.code for one in log.rejections] == ["SLA702"] * count


def test_an_escape_that_a_line_ends_with():
    lines = [(GOOD % (number, number))[:-1] + ', "payload": {"a": 1}}' for number in range(40)]
    for place in (3, 17, 38):
        lines[place] = lines[place][:-30] + "\\"
    log, _ = compare(["-"], VOCABULARY, stdin="\n".join(lines).encode())
    assert [one.line for one in log.rejections] == [4, 18, 39]
