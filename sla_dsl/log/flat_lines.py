"""A block of lines of JSON → the places of their values by name, for lines that are flat: many lines at once.

A line is flat where it is one object of texts, numbers, yes/no and `null`, written as a machine writes: without
escapes, and with no space but one after each colon and comma. All lines are walked through together, a name a step.
What stands before a value, such as `,"lead":"`, is its *lead-in*; a step looks which of the lead-ins that are known
comes next in each line, to the byte, and where the value after it ends: a text at the next quotation mark. A line that
has anything else is odd, and left to readers that take their time; its lead-ins are learned for the lines to come.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sla_dsl.log.numbers import Numbers
from sla_dsl.log.words import Spans, Words, are_among, are_digits, words_at

MOST_NAMES = 64
"""So many names are known: each has a bit in a word that says which of them a line has."""

_MOST_LEAD_INS = 256
_LONGEST_LEAD_IN = 96
_PADDING = b'",}' * 64
"""Follows a block, so that whatever is looked for is found there at last, and a word can be read anywhere."""

_MARKS_AFTER = 16
"""So far beyond a block marks are looked for, so that there are more of them than any line can miss."""

_FEED, _RETURN, _SPACE, _MARK, _COMMA, _ESCAPE, _CLOSE = b'\n\r ",\\}'
_LEAD_IN = re.compile(rb'(?:\{|, ?)"([^"\\\x00-\x1f]*)": ?"?')
_PAIR = rb'"[^"\\\x00-\x1f]*": ?(?:"[^"\\\x00-\x1f]*"|[-+.a-zA-Z0-9]+)'
_FLAT = re.compile(rb"\{%b(?:, ?%b)*\}\r?\n?" % (_PAIR, _PAIR))
_NUMBER = re.compile(rb"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_WORDS = (b"true", b"false", b"null")
_LONGEST_SCALAR = 64
_MOST_SCALARS = 1 << 16
_WIDTH = 2
"""So many words of a line are read at once, to see which lead-in comes next."""

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
    """What stands before a value of a name, with the quotation mark of a text: its words, and which bytes count."""

    text: bytes
    name: int
    words: tuple[np.uint64, ...]
    masks: tuple[np.uint64, ...]

    @property
    def is_text(self) -> bool:
        """Whether a text comes after it."""
        return self.text.endswith(b'"')


class _Front(NamedTuple):
    """How far lines have been walked through: a row a line, in any order.

    `cursor` is where the next lead-in begins, `mark` the number of the next quotation mark (or line feed). `names` is
    the sum of the bits of all names that there were: it has as many bits as names only if none came twice.
    """

    line: _Places
    cursor: _Places
    mark: _Places
    names: NDArray[np.uint64]

    def at(self, rows: _Places) -> _Front:
        """Some of the lines."""
        return _Front(self.line[rows], self.cursor[rows], self.mark[rows], self.names[rows])


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
        if name not in self._names and len(self._names) < MOST_NAMES:
            self._names[name] = len(self._names)
        if self._names.get(name, MOST_NAMES) < MOST_NAMES:
            self._lead_ins[text] = lead_in = _LeadIn(text, self._names[name], *_words_of(text))
            for step, order in enumerate(self._orders):
                if _fits(lead_in, step):
                    order.append(lead_in)

    def lines(self, block: bytes) -> FlatLines:
        """The flat lines of a block of whole lines, each with its line feed; none where it is not UTF-8."""
        walk = _Walk(block)
        front, step = walk.front(), 0
        while front.line.size:
            if step == len(self._orders):
                self._orders.append([one for one in self._lead_ins.values() if _fits(one, step)])
            front = self._step(walk, front, step)
            step += 1
        return walk.result()

    def _step(self, walk: _Walk, front: _Front, step: int) -> _Front:
        """Go past one value in each of the lines, and give those that go on."""
        front = walk.not_ended(front, step) if step else front
        words = words_at(walk.raw, front.cursor, _WIDTH)
        taken = np.zeros(len(front.line), np.bool_)
        left, counts, going = len(taken), dict[bytes, int](), list[_Front]()
        for lead_in in self._orders[step]:
            at = _matching(walk.raw, front.cursor, words, lead_in)
            if len(at) == len(taken):
                return self._values(walk, lead_in, front)
            at = at[~taken[at]]
            taken[at] = True
            left -= len(at)
            counts[lead_in.text] = len(at)
            if at.size:
                going.append(self._values(walk, lead_in, front.at(at)))
            if not left:
                break
        self._orders[step].sort(key=lambda lead_in: -counts.get(lead_in.text, 0))
        return _Front(*map(np.concatenate, zip(*going, strict=True))) if going else front.at(np.flatnonzero(taken))

    def _values(self, walk: _Walk, lead_in: _LeadIn, front: _Front) -> _Front:
        """Take in the values that begin there. Whether they end within their line is seen when that ends."""
        starts = front.cursor + len(lead_in.text)
        if lead_in.is_text:
            ends = walk.marks[np.minimum(front.mark + 3, len(walk.marks) - 1)]
        else:
            ends = _ends_of_scalars(walk.raw, starts)
            good = self._are_valid(Spans(walk.raw, starts, ends - starts))
            if not good.all():
                kept = np.flatnonzero(good)
                front, starts, ends = front.at(kept), starts[kept], ends[kept]
        walk.found.setdefault(lead_in.name, []).append((front.line, starts, ends - starts, lead_in.is_text))
        cursor, mark = ends + lead_in.is_text, front.mark + (4 if lead_in.is_text else 2)
        return _Front(front.line, cursor, mark, front.names + np.uint64(1 << lead_in.name))

    def _are_valid(self, scalars: Spans) -> _Flags:
        """Which are numbers, or words, of JSON."""
        valid = are_digits(scalars) | are_among(scalars, _WORDS)
        rest = np.flatnonzero(~valid & (scalars.lengths > 0) & (scalars.lengths <= _LONGEST_SCALAR))
        if not rest.size:
            return valid
        if len(self._scalars) > _MOST_SCALARS:
            self._scalars, self._valid = Numbers(), np.zeros(0, np.bool_)
        numbers = self._scalars.of_spans(scalars.chosen(rest))
        known = len(self._valid)
        if known < len(self._scalars):
            new = [_NUMBER.fullmatch(text) is not None for text in self._scalars.names().encoded(known)]
            self._valid = np.append(self._valid, new)
        valid[rest] = self._valid[numbers]
        return valid


class _Walk:
    """A block that is walked through: its bytes, where quotation marks and line feeds stand, what was found in it."""

    def __init__(self, block: bytes) -> None:
        self.raw = np.frombuffer(block + _PADDING, np.uint8)
        self._block = block
        raw = self.raw[: len(block) + _MARKS_AFTER]
        is_mark = raw == _MARK
        is_mark |= raw == _FEED
        self.marks = np.flatnonzero(is_mark)
        self._feeds_at = np.flatnonzero(self.raw[self.marks] == _FEED)
        self._feeds = self.marks[self._feeds_at]
        self.found: dict[int, list[tuple[_Places, _Places, _Places, bool]]] = {}
        self._flat = np.zeros(len(self._feeds), np.bool_)
        self._names = np.zeros(len(self._feeds), np.uint64)
        self._ends = self._feeds - (raw[self._feeds - 1] == _RETURN)

    def front(self) -> _Front:
        """The lines without escapes and control characters, at their begin; none where the block is not UTF-8."""
        feeds, zero = self._feeds, np.zeros(1, np.int64)
        front = _Front(
            np.arange(len(feeds)),
            np.concatenate((zero, feeds[:-1] + 1)),
            np.concatenate((zero, self._feeds_at[:-1] + 1)),
            np.zeros(len(feeds), np.uint64),
        )
        disturbed = _disturbed(self._block, self.raw[: len(self._block)], feeds)
        return front.at(np.flatnonzero(~disturbed)) if disturbed.any() else front

    def not_ended(self, front: _Front, names: int) -> _Front:
        """The lines that go on; those that end there are done, and flat if they had so many different names."""
        closes = self.raw[front.cursor] == _CLOSE
        closed = np.flatnonzero(closes)
        if not closed.size:
            return front
        ended = front.at(closed)
        flat = (ended.cursor == self._ends[ended.line] - 1) & (np.bitwise_count(ended.names) == names)
        lines = ended.line[flat]
        self._flat[lines], self._names[lines] = True, ended.names[flat]
        return front.at(np.flatnonzero(~closes))

    def result(self) -> FlatLines:
        """What was found in the lines that are done."""
        fields = {name: self._field(parts) for name, parts in self.found.items()}
        if not self._flat.all():
            fields = {name: field.chosen(self._flat[field.lines]) for name, field in fields.items()}
        return FlatLines(self._flat, self._names, fields)

    def _field(self, parts: list[tuple[_Places, _Places, _Places, bool]]) -> Field:
        lines, starts, lengths = (_joined(list(columns)) for columns in list(zip(*parts, strict=True))[:3])
        is_text = _joined([np.full(len(part[0]), part[3]) for part in parts])
        return Field(lines, Spans(self.raw, starts, lengths), is_text)


def _joined(parts: list[NDArray[Any]]) -> NDArray[Any]:
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _fits(lead_in: _LeadIn, step: int) -> bool:
    return lead_in.text.startswith(b",") == (step > 0)


def _words_of(text: bytes) -> tuple[tuple[np.uint64, ...], tuple[np.uint64, ...]]:
    """The words of a text, and the masks of its bytes in them."""
    parts = [text[start : start + 8] for start in range(0, len(text), 8)]
    words = tuple(np.uint64(int.from_bytes(part, "little")) for part in parts)
    return words, tuple(np.uint64((1 << (8 * len(part))) - 1) for part in parts)


def _matching(raw: NDArray[np.uint8], cursor: _Places, words: Words, lead_in: _LeadIn) -> _Places:
    """Where that lead-in stands at the cursor, of which the first words are there."""
    at: _Places | None = None
    for number, (word, mask) in enumerate(zip(lead_in.words, lead_in.masks, strict=True)):
        if at is None:
            at = np.flatnonzero((words[:, 0] & mask) == word)
        elif number < _WIDTH:
            at = at[(words[at, number] & mask) == word]
        else:
            at = at[(words_at(raw, cursor[at] + 8 * number)[:, 0] & mask) == word]
        if not at.size:
            return at
    assert at is not None
    if lead_in.is_text:
        return at
    after = raw[cursor[at] + len(lead_in.text)]
    scalars: _Places = at[(after != _MARK) & (after != _SPACE)]
    return scalars


def _ends_of_scalars(raw: NDArray[np.uint8], starts: _Places) -> _Places:
    """Where the next comma or brace stands from each place on, so far as a number of JSON may go."""
    ends = starts.copy()
    on = np.arange(len(starts))
    for _ in range(_LONGEST_SCALAR):
        sign = raw[ends[on]]
        on = on[(sign != _COMMA) & (sign != _CLOSE)]
        if not on.size:
            break
        ends[on] += 1
    return ends


def _disturbed(block: bytes, raw: NDArray[np.uint8], feeds: _Places) -> _Flags:
    """The lines with escapes and control characters; all where the block is not UTF-8."""
    if not _is_utf8(block):
        return np.ones(len(feeds), np.bool_)
    found = [np.flatnonzero(raw == _ESCAPE)] if b"\\" in block else []
    if int(np.count_nonzero(raw < _SPACE)) != len(feeds):
        low = np.flatnonzero((raw < _SPACE) & (raw != _FEED))
        found.append(low[(raw[low] != _RETURN) | (raw[low + 1] != _FEED)])
    disturbed = np.zeros(len(feeds), np.bool_)
    if found:
        disturbed[np.searchsorted(feeds, np.concatenate(found))] = True
    return disturbed


def _is_utf8(block: bytes) -> bool:
    if not block.isascii():
        try:
            block.decode()
        except UnicodeDecodeError:
            return False
    return True
