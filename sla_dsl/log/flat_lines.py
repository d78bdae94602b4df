"""A block of lines of JSON → the places of their values by name, for lines that are flat: many lines at once.

A line is flat where it is one object of texts, numbers, yes/no and `null`, written as a machine writes: without
escapes, and with no space but one after each colon or comma, after all of them or after none. Such a *spelling* is
learned, as are names. All lines are walked through together, a name a step: which name it is, and where its value ends.
Where a step finds the same before the values of all lines, such as `,"lead":"`, it is expected there from then on, and
only compared. A line that has anything else is odd, and left to readers that take their time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sla_dsl.log.ends import QUOTE, SCALAR, bytes_at, ended, wholly_ended
from sla_dsl.log.known_names import MOST_NAMES, KnownNames
from sla_dsl.log.numbers import Numbers
from sla_dsl.log.words import LONGEST, Spans, Words, are_among, are_decimals, joined, words_at

BLOCK_PADDING = b'",}' * 64
"""Follows a block, so that whatever is looked for is found there at last, and a word can be read anywhere."""

_FEED, _RETURN, _SPACE, _QUOTE, _ESCAPE, _CLOSE = b'\n\r "\\}'
NAME = re.compile(rb'(?:\{|, ?)"([^"\\\x00-\x1f]*)":')
PAIR = rb'"[^"\\\x00-\x1f]*":%b(?:"[^"\\\x00-\x1f]*"|[-+.a-zA-Z0-9]+)'
_NUMBER = re.compile(rb"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_WORDS = (b"true", b"false", b"null")
_MOST_SCALARS = 1 << 16
_WIDTH, _WIDEST = 4, 10
"""So many words are read at a place, as long as nobody knows better; and so many at most."""

_ONE = np.uint64(1)
_BITS = np.array([1 << number for number in range(MOST_NAMES)], np.uint64)
"""The bit of each name, by number."""

_Places = NDArray[np.int64]
_Flags = NDArray[np.bool_]
_Bits = NDArray[np.uint64]


class Field(NamedTuple):
    """Values of one name: in which lines they stand, where in the bytes, and which are texts (without their marks)."""

    lines: _Places
    values: Spans
    is_text: _Flags

    def chosen(self, which: _Flags | _Places) -> Field:
        """Some of them."""
        return Field(self.lines[which], self.values.chosen(which), self.is_text[which])


class Mixed(NamedTuple):
    """Values of several names, and the number of the name of each."""

    names: NDArray[np.int8]
    field: Field

    def chosen(self, which: _Flags | _Places) -> Mixed:
        """Some of them."""
        return Mixed(self.names[which], self.field.chosen(which))


class FlatLines(NamedTuple):
    """Which lines of a block are flat and have no name twice, the names of each (a bit a name), and their values.

    `fields` are the values of the first names, by number, `others` those of the rest; both in any order of lines, and
    without those of odd lines.
    """

    flat: _Flags
    names: _Bits
    fields: dict[int, Field]
    others: Mixed | None


class _Front(NamedTuple):
    """How far lines have been walked through: a row a line. `rows` are the words at the cursor."""

    lines: _Places
    cursor: _Places
    rows: Words

    def at(self, which: _Places) -> _Front:
        """Some of the lines."""
        return _Front(self.lines[which], self.cursor[which], self.rows[which])


class _Step(NamedTuple):
    """The values of one step, one in each of its lines; `names` are the numbers of theirs, or the one that all have."""

    lines: _Places
    names: NDArray[np.int8] | int
    values: Spans
    is_text: _Flags

    @property
    def field(self) -> Field:
        """All values."""
        return Field(self.lines, self.values, self.is_text)

    def fields(self, count: int) -> Iterator[tuple[int, Field]]:
        """The values by the number of their name, as far as it is below the count."""
        if not isinstance(self.names, int):
            for name in np.flatnonzero(np.bincount(self.names)[:count]).tolist():
                yield name, self.field.chosen(np.flatnonzero(self.names == name))
        elif self.names < count:
            yield self.names, self.field

    def others(self, first: int, end: int) -> Mixed | None:
        """The values of the names with the numbers [first, end); nothing where there are none."""
        names = np.full(len(self.lines), self.names, np.int8) if isinstance(self.names, int) else self.names
        rows = np.flatnonzero((names >= first) & (names < end))
        return Mixed(names[rows], self.field.chosen(rows)) if rows.size else None


class _Expected(NamedTuple):
    """What stands before the values of all lines at a step, up to their quotation marks; `name` is its number."""

    name: int
    text: bytes

    def stands(self, rows: Words) -> bool:
        """Whether every row begins with it."""
        return all(bool(begin.all()) for begin in _begins(rows, self.text))


class _Spelling:
    """How the lines of a machine are written, and what is expected of them, step by step."""

    def __init__(self, comma: bytes, colon: bytes) -> None:
        self._comma, self.colon = comma + b'"', b'"' + colon
        pair = PAIR % colon[1:]
        self.pattern = re.compile(rb"\{%b(?:%b%b)*\}\r?\n?" % (pair, comma, pair))
        self.expected: dict[int, _Expected] = {}
        self._widths: dict[int, int] = {}

    def before_name(self, step: int) -> bytes:
        """What stands before a name."""
        return self._comma if step else b'{"'

    def width(self, step: int) -> int:
        """How many words to read at a step."""
        return self._widths.get(step, _WIDTH)

    def widen(self, step: int, width: int) -> None:
        """Read so many words at a step from now on."""
        self._widths[step] = min(width, _WIDEST)

    def expect(self, step: int, name: bytes, number: int) -> None:
        """Expect that name before texts in all lines at a step."""
        text = self.before_name(step) + name + self.colon + b'"'
        self.expected[step] = _Expected(number, text)
        self.widen(step, -(-len(text) // 8) + _WIDTH)


class FlatReader:
    """Finds the flat lines of blocks by what it has learned, and their values of the `names`, by number.

    The values of so many `first` names are given each by itself.
    """

    def __init__(self, names: Sequence[str], first: int) -> None:
        self._names, self._first, self._count = KnownNames(), first, min(len(names), MOST_NAMES)
        for name in names:
            self._names.learn(name.encode())
        self._unseen = [_Spelling(comma, colon) for comma in (b",", b", ") for colon in (b":", b": ")]
        self._spellings: list[_Spelling] = []
        self._scalars, self._valid = Numbers(), np.zeros(0, np.bool_)

    def learn(self, lines: Iterable[bytes]) -> None:
        """Expect more lines like these."""
        for line in lines:
            spelling = next((one for one in (*self._spellings, *self._unseen) if one.pattern.fullmatch(line)), None)
            if spelling is None:
                continue
            if spelling in self._unseen:
                self._unseen.remove(spelling)
                self._spellings.append(spelling)
            for found in NAME.finditer(line):
                self._names.learn(found[1])

    def lines(self, block: bytes) -> FlatLines:
        """The flat lines of a block of whole lines, each with its line feed; none where it is not UTF-8."""
        walk = _Walk(block)
        left = walk.undisturbed()
        for spelling in self._spellings:
            if left.size:
                self._through(walk, left, spelling)
                self._check_scalars(walk)
                walk.settle(self._first, self._count)
                left = left[~walk.flat[left]]
        return walk.result()

    def _through(self, walk: _Walk, lines: _Places, spelling: _Spelling) -> None:
        """Go through the lines, a name a step, until each has ended or is found to be odd."""
        cursor = walk.begin(lines)
        for step in range(MOST_NAMES + 1):
            lines, cursor = walk.not_ended(lines, cursor, step) if step else (lines, cursor)
            if not lines.size:
                break
            front = _Front(lines, cursor, words_at(walk.raw, cursor, spelling.width(step)))
            found = self._expected(walk, front, step, spelling) or self._named(walk, front, step, spelling)
            walk.take(found)
            lines, cursor = found.lines, found.values.starts + found.values.lengths
            cursor += found.is_text

    def _expected(self, walk: _Walk, front: _Front, step: int, spelling: _Spelling) -> _Step | None:
        """The next values, where before all of them stands what is expected."""
        expected = spelling.expected.get(step)
        if expected is None or not expected.stands(front.rows):
            return None
        starts = front.cursor + len(expected.text)
        texts = ended(front.rows, len(expected.text), QUOTE)
        if texts.open.any():
            spelling.widen(step, front.rows.shape[1] + 1)
            texts = wholly_ended(texts, walk.raw, starts, walk.size)
        values = Spans(walk.raw, starts, texts.lengths, texts.words)
        return _Step(front.lines, expected.name, values, np.ones(len(starts), np.bool_))

    def _named(self, walk: _Walk, front: _Front, step: int, spelling: _Spelling) -> _Step:
        """The next values, whatever their names are; a line that has none, or an unknown name, is left out."""
        before = spelling.before_name(step)
        wide = self._names.width + 1
        rows = front.rows[:, :wide] if front.rows.shape[1] >= wide else words_at(walk.raw, front.cursor, wide)
        found = ended(rows, len(before), QUOTE)
        names, good = self._names.numbers(found.words)
        good &= ~found.open & _begin(rows, before)
        places = front.cursor + found.lengths
        places += len(before)
        after = _Front(front.lines, places, words_at(walk.raw, places, _WIDTH))
        good &= _begin(after.rows, spelling.colon)
        if not good.all():
            kept = np.flatnonzero(good)
            after, names = after.at(kept), names[kept]
        values = self._values(walk, after, names, len(spelling.colon))
        self._learn_from(values, step, spelling)
        return values

    def _values(self, walk: _Walk, front: _Front, names: NDArray[np.int8], skip: int) -> _Step:
        """The values so many bytes after the cursor; a line with one that JSON does not know is left out."""
        is_text = bytes_at(front.rows, skip, 1) == _QUOTE
        starts = front.cursor + skip
        starts += is_text
        texts = wholly_ended(ended(front.rows, skip + 1, QUOTE), walk.raw, starts, walk.size)
        others = np.flatnonzero(~is_text)
        if not others.size:
            return _Step(front.lines, names, Spans(walk.raw, starts, texts.lengths, texts.words), is_text)
        scalars = ended(words_at(walk.raw, starts[others], LONGEST // 8), 0, SCALAR)
        texts = texts.put(others, scalars)
        walk.scalars.append((front.lines[others], Spans(walk.raw, starts[others], scalars.lengths, scalars.words)))
        return _Step(front.lines, names, Spans(walk.raw, starts, texts.lengths, texts.words), is_text)

    def _check_scalars(self, walk: _Walk) -> None:
        """A line with a scalar that JSON does not know is not flat."""
        if walk.scalars:
            lines, spans = zip(*walk.scalars, strict=True)
            walk.flat[np.concatenate(lines)[~self._are_valid(joined(spans))]] = False
            walk.scalars.clear()

    def _learn_from(self, found: _Step, step: int, spelling: _Spelling) -> None:
        """Expect at a step what stood before the values of all lines there."""
        if found.lines.size and not isinstance(found.names, int) and found.is_text.all():
            number = int(found.names[0])
            if (found.names == number).all():
                spelling.expect(step, self._names.name(number), number)

    def _are_valid(self, scalars: Spans) -> _Flags:
        """Which are numbers, or words, of JSON."""
        valid = are_decimals(scalars) | are_among(scalars, _WORDS)
        rest = np.flatnonzero(~valid & (scalars.lengths > 0) & (scalars.lengths < LONGEST))
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
    """A block that is walked through: its bytes, its lines, and what was found in them."""

    def __init__(self, block: bytes) -> None:
        self.size = len(block)
        padded = block + BLOCK_PADDING[: len(BLOCK_PADDING) - self.size % 8]
        self.raw = np.frombuffer(padded, np.uint8)
        self._block = block
        controls = _controls(self.raw, self.size)
        is_feed = self.raw[controls] == _FEED
        self._feeds = controls if is_feed.all() else controls[is_feed]
        self._controls = controls[~is_feed] if len(self._feeds) < len(controls) else None
        count = len(self._feeds)
        self.flat, self.names = np.zeros(count, np.bool_), np.zeros(count, np.uint64)
        self._ends = self._feeds - (self.raw[self._feeds - 1] == _RETURN) if b"\r" in block else self._feeds
        self._fields: dict[int, list[Field]] = {}
        self._others: list[Mixed] = []
        self._steps: list[_Step] = []
        self.scalars: list[tuple[_Places, Spans]] = []

    def undisturbed(self) -> _Places:
        """The lines without escapes and control characters; none where the block is not UTF-8."""
        lines = np.arange(len(self._feeds))
        if not is_utf8(self._block):
            return lines[:0]
        found = [np.flatnonzero(self.raw[: self.size] == _ESCAPE)] if b"\\" in self._block else []
        if self._controls is not None:
            wrong = (self.raw[self._controls] != _RETURN) | (self.raw[self._controls + 1] != _FEED)
            found.append(self._controls[wrong])
        places = np.concatenate(found) if found else lines[:0]
        return np.delete(lines, np.searchsorted(self._feeds, places)) if places.size else lines

    def begin(self, lines: _Places) -> _Places:
        """Where the lines begin, of which nothing is known yet."""
        self.names[lines] = 0
        begins = np.concatenate((np.zeros(1, np.int64), self._feeds[:-1] + 1))
        return begins if len(lines) == len(begins) else begins[lines]

    def take(self, step: _Step) -> None:
        """Take in what a step has found."""
        self._steps.append(step)
        bits = _BITS[step.names]
        if len(step.lines) == len(self.names):
            self.names += bits
        else:
            self.names[step.lines] += bits

    def not_ended(self, lines: _Places, cursor: _Places, steps: int) -> tuple[_Places, _Places]:
        """The lines that go on; those that end there are done, and flat if they had so many different names.

        The names of a line are the sum of the bits of all that there were: it has as many bits only if none came twice.
        """
        closes = self.raw[cursor] == _CLOSE
        closed = np.flatnonzero(closes)
        if not closed.size:
            return lines, cursor
        ended = lines[closed]
        flat = cursor[closed] == self._ends[ended] - 1
        flat &= np.bitwise_count(self.names[ended]) == steps
        self.flat[ended] = flat
        going = np.flatnonzero(~closes)
        return lines[going], cursor[going]

    def settle(self, first: int, count: int) -> None:
        """Keep what was found in flat lines, of the first names each, and of the others up to that count."""
        only = None if self.flat.all() else self.flat
        for step in self._steps:
            for name, field in step.fields(first):
                self._fields.setdefault(name, []).append(field if only is None else field.chosen(only[field.lines]))
            others = step.others(first, count)
            if others is not None:
                self._others.append(others if only is None else others.chosen(only[others.field.lines]))
        self._steps.clear()

    def result(self) -> FlatLines:
        """What was kept."""
        fields = {name: _joined(own) for name, own in self._fields.items()}
        others = self._others and Mixed(
            np.concatenate([own.names for own in self._others]), _joined([own.field for own in self._others])
        )
        return FlatLines(self.flat, self.names, fields, others or None)


def _joined(parts: list[Field]) -> Field:
    if len(parts) == 1:
        return parts[0]
    return Field(
        np.concatenate([part.lines for part in parts]),
        joined([part.values for part in parts]),
        np.concatenate([part.is_text for part in parts]),
    )


def _begins(rows: Words, text: bytes) -> Iterator[_Flags]:
    """By words of the text: which rows begin with it, as far as that word goes."""
    for start in range(0, len(text), 8):
        part = text[start : start + 8]
        yield bytes_at(rows, start, len(part)) == np.uint64(int.from_bytes(part, "little"))


def _begin(rows: Words, text: bytes) -> _Flags:
    """Which rows begin with a text of at most eight bytes."""
    return next(_begins(rows, text))


def _controls(raw: NDArray[np.uint8], size: int) -> _Places:
    """Where the control characters of the first bytes are, as many as `size`; the padding has none."""
    is_control = raw[: size + -size % 8] < _SPACE
    words = is_control.view(np.uint64)
    at = np.flatnonzero(words != 0)
    found = words[at]
    if (np.bitwise_count(found) > 1).any():
        return np.flatnonzero(is_control)
    found -= _ONE
    controls: _Places = (at << 3) + (np.bitwise_count(found) >> 3)
    return controls


def is_utf8(block: bytes) -> bool:
    """Whether a block is UTF-8."""
    if not block.isascii():
        try:
            block.decode()
        except UnicodeDecodeError:
            return False
    return True
