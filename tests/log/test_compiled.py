"""The compiled reader: it is made of this source, says what its twin says, and refuses arrays that do not fit."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from random import Random

import numpy as np
import pytest

import sla_dsl.log
from sla_dsl.log.compiled import COMPILED, REVISION
from sla_dsl.log.compiled_lines import CompiledReader
from sla_dsl.log.flat_lines import FlatReader
from sla_dsl.log.instants import instants_of
from sla_dsl.log.words import PADDING, Spans, padded, spans_of
from tests.log.test_flat_lines import NAMES, line

SOURCE = Path(sla_dsl.log.__file__).with_name("compiled.c")

needs_it = pytest.mark.skipif(COMPILED is None, reason="nothing is compiled here")


@needs_it
def test_what_is_compiled_is_this_source():
    assert hashlib.sha256(SOURCE.read_bytes()).hexdigest() == COMPILED.SOURCE, "install anew: pip install -e '.[dev]'"
    assert REVISION == COMPILED.REVISION


@pytest.mark.parametrize(("told", "wanted"), [("", find_spec("sla_dsl.log._compiled") is not None), ("1", False)])
def test_it_can_be_left_alone(told, wanted):
    program = "from sla_dsl.log.compiled import COMPILED; print(COMPILED is not None)"
    environment = {**os.environ, "SLAC_PURE": told}
    said = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert said.stdout == f"{wanted}\n"


def values_of(found) -> list[dict[int, tuple[bool, bytes]]]:
    """By line: the values of each name's number, and whether each is a text."""
    own: list[dict[int, tuple[bool, bytes]]] = [{} for _ in found.flat]
    fields = list(found.fields.items())
    if found.others is not None:
        numbers = np.unique(found.others.names).tolist()
        fields += [(number, found.others.chosen(found.others.names == number).field) for number in numbers]
    for number, field in fields:
        for row, place in enumerate(field.lines.tolist()):
            own[place][number] = (bool(field.is_text[row]), field.values.one(row))
    return own


@needs_it
@pytest.mark.parametrize("seed", range(60))
def test_lines_are_as_its_twin_finds_them(seed):
    """What the twin takes for flat is flat here too, with the same values; what mixes spellings is flat here alone."""
    rnd = Random(seed)
    lines = [line(rnd, odd=rnd.choice((0, 0, 0.05, 0.4))).encode() for _ in range(rnd.choice((1, 3, 120)))]
    block = b"".join(one + rnd.choice((b"\n", b"\n", b"\r\n", b"\n\n")) for one in lines)
    for _ in range(rnd.randrange(3)):
        place = rnd.randrange(len(block))
        block = block[:place] + rnd.choice((b"\n", b"{\n", b'"', b"\\", b"}", b" ", b"\0", b"-", b"1")) + block[place:]
    block = (
        block[: block.rfind(b"\n") + 1] + b"x" * 32 * (block.count(b"\n") + 1) + b"\n"
    )  # so that its lines are not too short
    ours, twin = CompiledReader(COMPILED, NAMES, 5), FlatReader(NAMES, 5)
    for reader in (ours, twin):
        reader.learn(lines)
        reader.lines(block)
        reader.learn(lines)
    mine, theirs = ours.lines(block), twin.lines(block)
    assert len(mine.flat) == len(theirs.flat) == block.count(b"\n")
    assert not (theirs.flat & ~mine.flat).any()
    for place, (own, others) in enumerate(zip(values_of(mine), values_of(theirs), strict=True)):
        if theirs.flat[place]:
            assert own == others
            assert mine.names[place] == theirs.names[place]
        elif mine.flat[place]:
            read = json.loads(block.split(b"\n")[place])
            assert [json.loads(f'"{text.decode()}"' if is_text else text) for is_text, text in own.values()] \
                == [read[NAMES[number]] for number in own]  # fmt: skip


@needs_it
def test_lines_that_go_on_in_the_next_are_odd():
    whole = b'{"time":"2026-03-02T09:00:00Z","event":"lead.assigned","lead":"L-1"}\n'
    for place in range(len(whole) - 1):
        reader = CompiledReader(COMPILED, NAMES, 5)
        found = reader.lines(whole[:place] + b"\n" + whole[place:] + whole)
        assert found.flat.tolist() == [False, False, True] if place else [False, True, True]


@needs_it
def test_a_block_of_lines_too_short_for_events_is_left():
    reader = CompiledReader(COMPILED, NAMES, 5)
    whole = b'{"time":"2026-03-02T09:00:00Z","event":"lead.assigned","lead":"L-1"}\n'
    assert not reader.lines(whole + b"\n" * 99).flat.any()
    assert len(reader.lines(whole + b"\n" * 99).flat) == 100
    assert reader.lines(whole).flat.tolist() == [True]
    assert reader.lines(b"").flat.tolist() == []


@needs_it
def test_a_block_larger_than_there_is_room_for_is_left(monkeypatch):
    monkeypatch.setattr("sla_dsl.log.compiled_lines._LARGEST", 1000)
    reader = CompiledReader(COMPILED, NAMES, 5)
    whole = b'{"time":"2026-03-02T09:00:00Z","event":"lead.assigned","lead":"L-1"}\n'
    assert reader.lines(whole * 10).flat.all()
    assert reader.lines(whole * 20).flat.tolist() == [False] * 20


@needs_it
@pytest.mark.parametrize("seed", range(40))
def test_times_are_as_its_twin_reads_them(seed, monkeypatch):
    rnd = Random(seed)
    signs = "0123456789-:.+TZtz "
    texts = []
    for _ in range(300):
        offset = rnd.choice(("Z", "z", f"+{rnd.randrange(30):02}:{rnd.randrange(70):02}", "-00:00", "+0100", ""))
        fraction = rnd.choice(("", "", ".5", ".000001", ".1234567890", "."))
        day = f"{rnd.choice((1, 1582, 1900, 2000, 2026, 2100, 9999)):04}-{rnd.randrange(14):02}-{rnd.randrange(33):02}"
        clock = f"{rnd.randrange(26):02}:{rnd.randrange(62):02}:{rnd.randrange(62):02}"
        text = f"{day}{rnd.choice('Tt  _')}{clock}{fraction}{offset}"
        if rnd.random() < 0.2:
            place = rnd.randrange(len(text))
            text = text[:place] + rnd.choice(signs) + text[place + rnd.randrange(2) :]
        texts.append(text)
    spans = spans_of([text.encode() for text in texts])
    found, odd = instants_of(spans)
    monkeypatch.setattr("sla_dsl.log.instants.COMPILED", None)
    wanted, left = instants_of(spans)
    agreed = ~odd & ~left
    assert found[agreed].tolist() == wanted[agreed].tolist()
    assert [text for text, is_odd, is_left in zip(texts, odd, left, strict=True) if is_odd and not is_left] == []


def arrays(texts: list[bytes]):
    spans = spans_of(texts)
    return [spans.raw, *(np.ascontiguousarray(own) for own in (spans.starts, spans.lengths))]


WHOLE = b'{"time":"2026-03-02T09:00:00Z","event":"lead.assigned","score":50}\n' * 4


def given(name: str) -> list[object]:
    """What a function of the compiled reader is called with."""
    texts = [b"2026-03-02T09:00:00Z", b"L-1", b"x" * 60]
    sizes = np.array([20, 3, 60])
    if name == "flat_lines":
        raw = padded(WHOLE)
        names = np.frombuffer(b"".join(one.ljust(64, b"\0") for one in (b"time", b"event", b"score")), np.uint8)
        first = [np.zeros((2, 4), type_) for type_ in (np.int64, np.int64, np.bool_)]
        own = [np.zeros(9, type_) for type_ in (np.int64, np.int8, np.int64, np.int64, np.bool_)]
        head = [raw, names, np.array([4, 5, 5]), np.zeros(4, np.bool_), np.zeros(4, np.uint64)]
        return [*head, *first, *own, np.zeros(2, np.int64), len(WHOLE), 2, 3]
    if name == "instants":
        return [*arrays(texts), np.zeros(3, np.int64), np.zeros(3, np.bool_)]
    if name == "hashes":
        return [*arrays(texts), np.zeros(3, np.uint64), 7]
    if name == "packed":
        return [*arrays(texts), np.array([0, 2, 3]), np.zeros(99, np.uint8), 5]
    table = [np.full(64, -1, np.int32), np.zeros((8, 4), np.uint64), np.zeros(9, np.int64), np.zeros(400, np.uint8)]
    return [*arrays(texts), sizes, np.zeros(3, np.int32), *table, 0, 0, 7]


FUNCTIONS = ("flat_lines", "instants", "hashes", "packed", "numbers")
LAST = {"flat_lines": (4, 4), "hashes": None, "instants": None, "packed": 89, "numbers": (3, 3)}


@needs_it
@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_fits_is_taken(name):
    assert getattr(COMPILED, name)(*given(name)) == LAST[name]


@needs_it
@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_does_not_fit_is_refused(name):
    """An array that is too short, a text that lies outside, too few arguments: a reason, and nothing is written."""
    whole = given(name)
    function = getattr(COMPILED, name)
    for count in range(len(whole)):
        with pytest.raises((TypeError, BufferError)):
            function(*whole[:count])
    with pytest.raises(TypeError):
        function(*whole, 1)
    for place, one in enumerate(whole):
        if isinstance(one, np.ndarray):
            for wrong in (None, 5, "text", one.ravel()[::2]):
                with pytest.raises((TypeError, BufferError, ValueError)):
                    function(*whole[:place], wrong, *whole[place + 1 :])
            if one.flags.writeable and not is_read_only(name, place):
                fixed = one.copy()
                fixed.flags.writeable = False
                with pytest.raises((BufferError, ValueError)):
                    function(*given(name)[:place], fixed, *given(name)[place + 1 :])
        else:
            with pytest.raises((TypeError, OverflowError)):
                function(*whole[:place], "text", *whole[place + 1 :])


WRITTEN = {"flat_lines": range(3, 14), "instants": (3, 4), "hashes": (3,), "packed": (4,), "numbers": range(4, 9)}


def is_read_only(name: str, place: int) -> bool:
    return place not in WRITTEN[name]


@needs_it
@pytest.mark.parametrize("seed", range(300))
def test_whatever_it_is_given_it_stays_within(seed):
    """Arrays cut short, and numbers that are no places: a result or a reason, and no byte beyond an array."""
    rnd = Random(seed)
    name = rnd.choice(FUNCTIONS)
    whole = given(name)
    edges = []
    for place, one in enumerate(whole):
        if isinstance(one, int):
            whole[place] = rnd.choice((one, one, one, 0, 1, -1, 10**6, -(1 << 63), (1 << 63) - 1))
            continue
        guarded = np.concatenate((np.frombuffer(one.tobytes(), np.uint8), np.full(256, 0xA5, np.uint8)))
        size = one.nbytes if rnd.random() < 0.8 else rnd.randrange(one.nbytes + 1) // one.itemsize * one.itemsize
        own = guarded[:size].view(one.dtype)
        if rnd.random() < 0.2 and size and one.dtype == np.int64:
            own[rnd.randrange(len(own))] = rnd.choice((-1, 0, 3, 65, 10**9, -(1 << 63), (1 << 63) - 1))
        whole[place] = own
        edges.append((guarded, size, guarded[size:].copy()))
    with suppress(ValueError):
        getattr(COMPILED, name)(*whole)
    for guarded, size, edge in edges:
        assert (guarded[size:] == edge).all()


def test_padding_is_agreed():
    assert b"#define PADDING %d\n" % PADDING in SOURCE.read_bytes()
    assert Spans(padded(b""), np.zeros(0, np.int64), np.zeros(0, np.int64)).words()
