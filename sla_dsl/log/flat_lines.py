"""A block of lines of JSON → the places of their values by name, for lines that are flat: many lines at once.

A line is flat where it is one object of texts, numbers, yes/no and `null`, written as a machine writes: without escapes,
and with no space but one after each colon and comma. All lines are walked through together, a name a step. What stands
before a value, such as `,"lead":`, is its *lead-in*; a step looks which of the lead-ins that are known comes next in
each line, byte by byte, and then where the value after it ends. A line that has anything else is odd, and left to readers
that take their time; what lead-ins it has is learned for the lines to come.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sla_dsl.log.numbers import Numbers
from sla_dsl.log.words import Spans, are_digits, first_byte, words_at

MOST_NAMES = 64
"""So many names are known: each has a bit in a word that says which of them a line has."""

_MOST_LEAD_INS = 256
_LONGEST_LEAD_IN = 96
_PADDING = b'",}' * 64
"""Follows a block, so that whatever is looked for is found there at last, and a word can be read anywhere."""

_FEED, _RETURN, _SPACE, _MARK, _COMMA, _ESCAPE, _CLOSE = b'\n\r ",\\}'
_LEAD_IN = re.compile(rb'(?:\{|, ?)"([^"\\\x00-\x1f]*)": ?')
_PAIR = rb'"[^"\\\x00-\x1f]*": ?(?:"[^"\\\x00-\x1f]*"|[-+.a-zA-Z0-9]+)'
_FLAT = re.compile(rb"\{%b(?:, ?%b)*\}\r?\n?" % (_PAIR, _PAIR))
_SCALAR = re.compile(rb"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|true|false|null")
_LONGEST_SCALAR = 64
_MOST_SCALARS = 1 << 16
_WORDS_AT_ONCE = 64
"""So many words of a text are looked through for all lines; the rest of a longer one for each line by itself."""

_Places = NDArray[np.int64]
_Flags = NDArray[np.bool_]


class Field(NamedTuple):
    """Values of one name: in which lines they stand, where in the bytes, and which are texts (without their marks)."""

    lines: _Places
    values: Spans
    is_text: _Flags

    def chosen(self, which: _Flags | _Places) -> Field:
        """Some of them."""
        return Field(self.lines[which], self.values.chosen(which), self.is_text[which])


class FlatLines(NamedTuple):
    """Which lines of a block are flat and have no name twice, the names of each (a bit a name), and their values.

    `fields` are by the number of the name, in the order of lines; those of odd lines are left out.
    """

    flat: _Flags
    names: NDArray[np.uint64]
    fields: dict[int, Field]


class _LeadIn(NamedTuple):
    """What stands before a value of a name: its bytes, and its words, each with the mask of the bytes that count."""

    text: bytes
    name: int
    words: tuple[tuple[np.uint64, np.uint64], ...]


class FlatReader:
    """Finds the flat lines of blocks, by lead-ins that it has learned; `names` are numbered before all others."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = {name.encode(): number for number, name in enumerate(names)}
        self._lead_ins: dict[bytes, _LeadIn] = {}
        self._orders: list[list[_LeadIn]] = []
        self._scalars, self._valid = Numbers(), np.zeros(0, np.bool_)

    def learn(self, lines: Iterable[bytes]) -> None:
        """Expect more lines like these."""
        for line in lines:
            if _FLAT.fullmatch(line):
                for found in _LEAD_IN.finditer(line):
                    self._learn(found[0], found[1])

    def _learn(self, text: bytes, name: bytes) -> None:
        if text in self._lead_ins or len(self._lead_ins) == _MOST_LEAD_INS or len(text) > _LONGEST_LEAD_IN:
            return
        if self._names.setdefault(name, len(self._names)) < MOST_NAMES:
            self._lead_ins[text] = lead_in = _LeadIn(text, self._names[name], tuple(_words_of(text)))
            for step, order in enumerate(self._orders):
                if _fits(lead_in, step):
                    order.append(lead_in)

    def lines(self, block: bytes) -> FlatLines:
        """The flat lines of a block of whole lines, each with its line feed; none where it is not UTF-8."""
        walk = _Walk(block)
        active, step = walk.plain, 0
        while active.size:
            if step == len(self._orders):
                self._orders.append([one for one in self._lead_ins.values() if _fits(one, step)])
            active = self._step(walk, active, step)
            step += 1
        return walk.result()

    def _step(self, walk: _Walk, active: _Places, step: int) -> _Places:
        """Go past one value in each of the lines; gives those that go on."""
        cursor = walk.cursor[active]
        words = words_at(walk.raw, cursor)
        taken = walk.ended(active, cursor)
        left, order, counts = len(active) - int(np.count_nonzero(taken)), self._orders[step], {}
        going: list[_Places] = []
        for lead_in in order:
            if not left:
                break
            at = _matching(walk.raw, cursor, words, lead_in)
            at = at[~taken[at]]
            taken[at] = True
            left -= len(at)
            counts[lead_in.text] = len(at)
            if at.size:
                going.append(self._values(walk, lead_in, active[at], cursor[at] + len(lead_in.text)))
        order.sort(key=lambda lead_in: -counts.get(lead_in.text, 0))
        return np.concatenate(going) if going else active[:0]

    def _values(self, walk: _Walk, lead_in: _LeadIn, lines: _Places, starts: _Places) -> _Places:
        """Take in the values that begin there; gives the lines in which they end as they must."""
        raw = walk.raw
        is_text = raw[starts] == _MARK
        starts += is_text
        texts = int(np.count_nonzero(is_text))
        if texts == len(starts):
            ends = _ends_of_texts(raw, starts)
        else:
            ends = _ends_of_scalars(raw, starts)
            if texts:
                ends[is_text] = _ends_of_texts(raw, starts[is_text])
        good = walk.is_new(lines, lead_in.name) & (ends < walk.ends[lines])
        if texts < len(starts):
            scalars = np.flatnonzero(~is_text)
            good[scalars] &= self._are_valid(Spans(raw, starts[scalars], ends[scalars] - starts[scalars]))
        if not good.all():
            lines, starts, ends, is_text = lines[good], starts[good], ends[good], is_text[good]
        walk.cursor[lines] = ends + is_text
        walk.found.setdefault(lead_in.name, []).append(Field(lines, Spans(raw, starts, ends - starts), is_text))
        return lines

    def _are_valid(self, scalars: Spans) -> _Flags:
        """Which are numbers, or words, of JSON."""
        valid = are_digits(scalars)
        rest = np.flatnonzero(~valid & (scalars.lengths > 0) & (scalars.lengths <= _LONGEST_SCALAR))
        if not rest.size:
            return valid
        if len(self._scalars) > _MOST_SCALARS:
            self._scalars, self._valid = Numbers(), np.zeros(0, np.bool_)
        numbers = self._scalars.of_spans(scalars.chosen(rest))
        known = len(self._valid)
        if known < len(self._scalars):
            new = [_SCALAR.fullmatch(text) is not None for text in self._scalars.names().encoded(known)]
            self._valid = np.append(self._valid, new)
        valid[rest] = self._valid[numbers]
        return valid


class _Walk:
    """How far each line of a block has been walked through, and what was found in it.

    `ends` are where lines end, before the line feed and a carriage return; `plain` the lines without escapes and
    control characters.
    """

    def __init__(self, block: bytes) -> None:
        self.raw = np.frombuffer(block + _PADDING, np.uint8)
        raw = self.raw[: len(block)]
        feeds = np.flatnonzero(raw == _FEED)
        self.cursor = np.concatenate((np.zeros(1, np.int64), feeds[:-1] + 1))
        self.ends = feeds - (raw[feeds - 1] == _RETURN)
        self.plain = _plain(block, raw, feeds)
        self.found: dict[int, list[Field]] = {}
        self._done = np.zeros(len(feeds), np.bool_)
        self._names = np.zeros(len(feeds), np.uint64)

    def ended(self, lines: _Places, cursor: _Places) -> _Flags:
        """Which of the lines end where the cursor is; they are done."""
        ended: _Flags = (self.raw[cursor] == _CLOSE) & (cursor + 1 == self.ends[lines])
        self._done[lines[ended]] = True
        return ended

    def is_new(self, lines: _Places, name: int) -> _Flags:
        """Which of the lines have not had the name before; they have it now."""
        bit = np.uint64(1 << name)
        names = self._names[lines]
        self._names[lines] = names | bit
        new: _Flags = (names & bit) == 0
        return new

    def result(self) -> FlatLines:
        """What was found in the lines that are done."""
        fields = {name: _joined(self.raw, parts) for name, parts in self.found.items()}
        if not self._done.all():
            fields = {name: field.chosen(self._done[field.lines]) for name, field in fields.items()}
        return FlatLines(self._done, self._names, fields)


def _fits(lead_in: _LeadIn, step: int) -> bool:
    return lead_in.text.startswith(b",") == (step > 0)


def _words_of(text: bytes) -> Iterator[tuple[np.uint64, np.uint64]]:
    for start in range(0, len(text), 8):
        part = text[start : start + 8]
        yield np.uint64(int.from_bytes(part, "little")), np.uint64((1 << (8 * len(part))) - 1)


def _matching(raw: NDArray[np.uint8], cursor: _Places, words: NDArray[np.uint64], lead_in: _LeadIn) -> _Places:
    """Where that lead-in stands at the cursor."""
    (first, mask), *more = lead_in.words
    at = np.flatnonzero((words & mask) == first if len(lead_in.text) < 8 else words == first)
    for number, (word, mask) in enumerate(more, 1):
        if not at.size:
            break
        at = at[(words_at(raw, cursor[at] + 8 * number) & mask) == word]
    return at


def _ends_of_texts(raw: NDArray[np.uint8], starts: _Places) -> _Places:
    """Where the next quotation mark stands from each place on."""
    ends = starts + first_byte(words_at(raw, starts), _MARK)
    on = np.flatnonzero(ends - starts == 8)
    for _ in range(_WORDS_AT_ONCE):
        if not on.size:
            return ends
        further = first_byte(words_at(raw, ends[on]), _MARK)
        ends[on] += further
        on = on[further == 8]
    block = raw.tobytes() if on.size else b""
    ends[on] = [block.index(b'"', place) for place in ends[on].tolist()]
    return ends


def _ends_of_scalars(raw: NDArray[np.uint8], starts: _Places) -> _Places:
    """Where the next comma or brace stands from each place on, so far as a number of JSON may go."""
    ends = starts.copy()
    on = np.arange(len(starts))
    for _ in range(_LONGEST_SCALAR // 8 + 1):
        words = words_at(raw, ends[on])
        further = np.minimum(first_byte(words, _COMMA), first_byte(words, _CLOSE))
        ends[on] += further
        on = on[further == 8]
        if not on.size:
            break
    return ends


def _joined(raw: NDArray[np.uint8], parts: list[Field]) -> Field:
    if len(parts) == 1:
        return parts[0]
    lines, starts, lengths, is_text = (
        np.concatenate(columns)
        for columns in zip(*((one.lines, one.values.starts, one.values.lengths, one.is_text) for one in parts), strict=True)
    )
    return Field(lines, Spans(raw, starts, lengths), is_text)


def _plain(block: bytes, raw: NDArray[np.uint8], feeds: _Places) -> _Places:
    """The lines without escapes and control characters; none where the block is not UTF-8."""
    if not _is_utf8(block):
        return feeds[:0]
    found = [np.flatnonzero(raw == _ESCAPE)] if b"\\" in block else []
    if int(np.count_nonzero(raw < _SPACE)) != len(feeds):
        low = np.flatnonzero((raw < _SPACE) & (raw != _FEED))
        found.append(low[(raw[low] != _RETURN) | (raw[low + 1] != _FEED)])
    if not found:
        return np.arange(len(feeds))
    plain = np.ones(len(feeds), np.bool_)
    plain[np.searchsorted(feeds, np.concatenate(found))] = False
    return np.flatnonzero(plain)


def _is_utf8(block: bytes) -> bool:
    if not block.isascii():
        try:
            block.decode()
        except UnicodeDecodeError:
            return False
    return True
