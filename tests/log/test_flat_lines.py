"""Flat lines: what is taken for flat is what JSON says, and what a machine writes is taken for flat."""

from __future__ import annotations

import gc
import json
import weakref
from random import Random

import numpy as np
import pytest

from sla_dsl.log.compiled import COMPILED
from sla_dsl.log.compiled_lines import CompiledReader
from sla_dsl.log.flat_columns import FlatDecoder
from sla_dsl.log.flat_lines import FlatReader
from sla_dsl.log.tables import Declared, Tables
from sla_dsl.log.words import LONGEST, Spans
from tests.log.comparing import SMALL, compare
from tests.log.conftest import VOCABULARY

pytestmark = pytest.mark.usefixtures("twin")

NAMES = (
    "time",
    "event",
    "lead",
    "id",
    "opportunity",
    "source",
    "segment",
    "score",
    "automated",
    "value",
    "rep",
    "x" * 40,
    "",
)
TEXTS = (
    "",
    "L-1",
    "00Q000000104729",
    "\u00e4",
    "web",
    "a,b",
    "{}",
    "}",
    ",",
    "x" * 300,
    ":",
    "\u2028",
    "2026-03-02T09:00:00Z",
)
SCALARS = ("0", "5", "-5", "1.5", "1e3", "123456789012345678", "true", "false", "null")
WRONG = (
    "01",
    "+5",
    "1.",
    "tru",
    "nul",
    "NaN",
    "",
    "5 ",
    "-",
    "truefalse",
    "5" * 80,
    "[]",
    "{}",
    '["a"]',
    '"\\u0041"',
    '"a\\"b"',
    "'x'",
)


def line(rnd: Random, *, odd: float) -> str:
    """An object of a few names, in one of the two spellings of machines; odd in that share of its parts."""
    parts = []
    for name in rnd.sample(NAMES, rnd.randrange(1, 7)) if rnd.random() > odd else rnd.choices(NAMES, k=4):
        value = (
            rnd.choice(WRONG)
            if rnd.random() < odd
            else rnd.choice((*SCALARS, *(json.dumps(one, ensure_ascii=False) for one in TEXTS)))
        )
        parts.append((f'"{name}"', value))
    colon, comma = rnd.choice(((":", ","), (": ", ", ")))
    if rnd.random() < odd:
        colon, comma = rnd.choice(((" :", ","), (":  ", ","), (":", " ,"), (":", ",,"), ("", ","), (":\t", ",")))
    text = comma.join(name + colon + value for name, value in parts)
    open_, close = (
        rnd.choice((("{", "} "), (" {", "}"), ("[", "]"), ("{", ""), ("{", "}}"), ("{", ",}")))
        if rnd.random() < odd
        else ("{", "}")
    )
    return open_ + text + close


def reader_of(twin, names):
    """That reader, for these names, of which the first five are core names."""
    return CompiledReader(COMPILED, names, 5) if twin == "compiled" else FlatReader(names, 5)


def once(pairs):
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name twice")
    return found


def nothing(_word):
    raise ValueError("no number of JSON")


@pytest.mark.parametrize("odd", [0.0, 0.02, 0.3])
@pytest.mark.parametrize("seed", range(25))
def test_what_is_flat_says_what_json_says(seed, odd, twin):
    rnd = Random(seed)
    lines = [line(rnd, odd=odd) for _ in range(rnd.choice((1, 2, 150)))]
    end = rnd.choice(("\n", "\r\n"))
    block = "".join(one + end for one in lines).encode()
    if odd and rnd.random() < 0.5:
        place = rnd.randrange(len(block) - 2)
        block = block[:place] + rnd.choice((b'"', b"}", b",", b"\\", b"\x01", b"\xff", b"\n")) + block[place + 1 :]
    reader = reader_of(twin, NAMES)
    reader.learn(one.encode() for one in lines)
    for _ in range(rnd.choice((1, 3))):  # the second time something is expected
        found = reader.lines(block)
    each = block.split(b"\n")[:-1]
    assert len(found.flat) == len(each)
    said = [dict[str, object]() for _ in each]
    fields = dict(found.fields)
    if found.others is not None:
        for number in np.unique(found.others.names).tolist():
            assert number >= 5
            fields[number] = found.others.chosen(found.others.names == number).field
    for number, field in fields.items():
        for place, is_text in enumerate(field.is_text.tolist()):
            value = field.values.one(place).decode()
            said[int(field.lines[place])][NAMES[number]] = value if is_text else json.loads(value)
        bare = Spans(field.values.raw, field.values.starts, field.values.lengths)
        short = np.flatnonzero(bare.lengths <= LONGEST)
        for known, own in zip(field.values.chosen(short).words(), bare.chosen(short).words(), strict=False):
            assert known.tolist() == own.tolist()
    for text, is_flat, own in zip(each, found.flat.tolist(), said, strict=True):
        if is_flat:
            assert json.loads(text, object_pairs_hook=once, parse_constant=nothing) == own
        else:
            assert own == {}
    if not odd and (twin == "pure" or len(block) >= 32 * len(each)):
        assert [text for text, is_flat in zip(each, found.flat.tolist(), strict=True) if not is_flat] == []


def event(rnd: Random, number: int) -> dict[str, object]:
    """An event as a machine writes it, without lists, objects and escapes."""
    kind = rnd.choice(("lead.assigned", "contact.attempted", "opportunity.valued", "page.viewed"))
    time = rnd.choice(("2026-03-02T09:00:00Z", "2026-03-02T09:00:00.125Z", "2026-03-02T09:00:00+02:00"))
    lead = rnd.choice((f"L-{rnd.randrange(30)}", rnd.randrange(30), f"\u00e4-{rnd.randrange(9)}"))
    own: dict[str, object] = {
        "time": time,
        "event": kind,
        "lead": lead,
        "rep": "Bob",
        "source": rnd.choice(("web", "\u00e4", None, 5, 1.5, "")),
    }
    if rnd.random() < 0.5:
        own["id"] = rnd.choice((number, f"ev-{number}", f"ev-{number // 2}", "", None))
    if kind == "contact.attempted":
        own |= {
            "channel": rnd.choice(("phone", "email", "fax")),
            "automated": rnd.choice((True, False, "yes", "perhaps")),
        }
    if kind == "opportunity.valued":
        own |= {"value": rnd.choice((1, 1.25, "5 EUR", "5 USD", True)), "opportunity": rnd.choice(("O-1", 7, None, ""))}
    return own


@pytest.mark.parametrize("seed", range(30))
def test_logs_of_flat_lines_are_read_as_line_by_line(seed, monkeypatch):
    rnd, taken = Random(seed), [0, 0]
    chunk = FlatDecoder.chunk

    def counted(self, *given):
        found = chunk(self, *given)
        taken[0] += len(found[0].time)
        taken[1] += len(found[1])
        return found

    monkeypatch.setattr(FlatDecoder, "chunk", counted)
    spelling = rnd.choice(((",", ":"), (", ", ": ")))
    lines = [json.dumps(event(rnd, number), separators=spelling, ensure_ascii=False) for number in range(400)]
    for how in ({}, {"memory": SMALL}, {"block": rnd.choice((50, 2000))}):
        taken[:] = [0, 0]
        compare(["-"], VOCABULARY, stdin="\n".join(lines).encode(), **how)
        assert taken[0] > 150, "hardly anything was read as flat lines"


def test_a_text_that_looks_like_the_next_name():
    good = '{"time":"2026-03-02T09:00:00Z","event":"lead.assigned","lead":"L-1","rep":"x"}'
    lines = [
        good,
        good.replace('"x"', '"x","lead":"L-2"'),
        good.replace('"L-1","rep":"x"', '","'),
        good.replace('"x"', '"'),
        good,
    ]
    log, _ = compare(["-"], VOCABULARY, stdin="\n".join(lines).encode())
    assert [one.line for one in log.rejections] == [2, 4]
    assert log.events[1].lead == ","


def test_more_names_than_are_told_apart():
    extra = [f'"n{number}":{number}' for number in range(100)]
    good = '{"time":"2026-03-02T09:00:00Z","event":"lead.assigned","lead":"L-%d",%s}'
    lines = [good % (number, ",".join(extra[number : number + 5])) for number in range(90)]
    lines.append(good % (1, '"n95":1,"n95":1'))
    log, _ = compare(["-"], VOCABULARY, stdin="\n".join(lines).encode())
    assert [(one.line, one.code) for one in log.rejections] == [(91, "SLA706")]


def test_names_without_end_are_not_kept(twin):
    reader = reader_of(twin, NAMES[:5])
    reader.learn(f'{{"n{number}":1}}'.encode() for number in range(1000))
    assert len(reader._names) == 64
    rest = b'"lead":"L-1","event":"lead.assigned"'
    found = reader.lines(b'{"n58":1,%b}\n{"n59":1,%b}\n' % (rest, rest))
    assert found.flat.tolist() == [True, False]


def test_tables_go_when_nobody_holds_them():
    """While a log is read nobody looks for circles: a batch's tables must not be in one."""
    decoder, tables = FlatDecoder(Declared(VOCABULARY, "EUR")), Tables(Declared(VOCABULARY, "EUR"))
    rnd = Random(1)
    block = "".join(f"{json.dumps(event(rnd, number))}\n" for number in range(200)).encode()
    decoder.learn(block.splitlines())
    chunk, _ = decoder.chunk(block, 1, tables)
    assert len(chunk.time) > 50
    gone = weakref.ref(tables)
    gc.disable()
    try:
        del tables
        assert gone() is None
    finally:
        gc.enable()
