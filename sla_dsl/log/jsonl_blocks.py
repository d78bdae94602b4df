"""JSON Lines as columns: whole lines decoded a block at a time; what is odd in any way goes to the reader of lines.

A block's decoder is quick and lenient: of two equal names it keeps the last, it does not mind where a line ends, and it
looks at no text that is not asked for. So a block counts only where that is proved to make no difference:

- every line begins with `{` and ends with `}`, and there are as many objects as lines: then each line is one object;
- it is UTF-8, holds no half character, and no line has as many brackets as would be too deep;
- all quotation marks of a line are those of the names and values that were found in it: then no name stands twice.

A row that fails the last, or that holds what its type does not allow, is read again by itself, the plain way; a block
that fails the others is cut in two, until what is left is read line by line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from sla_dsl.log.chunks import Chunk, packed_ids
from sla_dsl.log.columns import NONE
from sla_dsl.log.instants import instants
from sla_dsl.log.jsonl import DEEPEST, parse_value
from sla_dsl.log.raw import Written
from sla_dsl.log.tables import FAULTY, Codes32, Declared, Tables

FEWEST = 24
"""A block of so few lines that cannot be decoded is read line by line."""

_MOST_NAMES = 250
_CORE = ("time", "event", "lead", "id", "opportunity")
_UNTYPED = msgspec.Raw(b"")
_ESCAPE = re.compile(rb"\\.", re.DOTALL)
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")
_WHERE = re.compile(r"`\$\[[0-9]+\]\.(.*)`$", re.DOTALL)
_UNFIT = re.compile(r'[\x00-\x1f"\\\ud800-\udfff]')

Rows = Sequence[Any]
"""The decoded objects of a block; each has the attributes of its `_Shape`."""


class _Shape:
    """Which names the decoder looks at, and how. Grows with the names that lines turn out to have."""

    def __init__(self, declared: Declared) -> None:
        self._declared = declared
        self._wide = {name for name, types in declared.types.items() if len(types) > 1}
        self._names: dict[str, str] = {}
        self.decode: Callable[[bytes], Rows] = self._made()

    @property
    def names(self) -> dict[str, str]:
        """The attribute of each name, but for `time`, `event` and `lead`."""
        return self._names

    def is_wide(self, name: str) -> bool:
        """Whether the name's value comes as its bytes (a declared one) or as a number, too (an id)."""
        return name in self._wide or (name not in _CORE and name not in self._declared.types)

    def learn(self, names: Sequence[str]) -> None:
        """Look at these names from now on, as far as a decoder can."""
        new = [name for name in names if name not in self._names and not _UNFIT.search(name)]
        new = [name for name in new if name not in ("time", "event", "lead")][: _MOST_NAMES - len(self._names)]
        if new:
            self._names |= {name: f"v{number}" for number, name in enumerate(new, len(self._names))}
            self.decode = self._made()

    def widen(self, error: str) -> bool:
        """Whether the decoder takes more than before in the place of an error."""
        found = _WHERE.search(error)
        if found is None or self.is_wide(found[1]) or found[1] in ("time", "event"):
            return False
        self._wide.add(found[1])
        self.decode = self._made()
        return True

    def _made(self) -> Callable[[bytes], Rows]:
        fields: list[Any] = [("time", str, ""), ("event", str, ""), ("lead", self._id_type("lead"), "")]
        for name, attribute in self._names.items():
            if name in _CORE:
                fields.append((attribute, self._id_type(name) | msgspec.UnsetType, msgspec.UNSET))
            elif self.is_wide(name):
                fields.append((attribute, msgspec.Raw, _UNTYPED))
            else:
                type_ = _DECODED[self._declared.types[name][0].name]
                fields.append((attribute, type_ | msgspec.UnsetType, msgspec.UNSET))
        renamed = {attribute: name for name, attribute in self._names.items()}
        made = msgspec.defstruct("Line", fields, rename=renamed, gc=False)
        return msgspec.json.Decoder(made).decode_lines

    def _id_type(self, name: str) -> Any:  # noqa: ANN401 - a union of types
        return str | int | None if name in self._wide else str


_DECODED: dict[str, Any] = {
    "text": str | None,
    "one of": str | None,
    "number": str | int | None,
    "money": str | int | None,
    "yes/no": str | bool | None,
}
"""What the decoder takes for a type at first; where a value is anything else, its bytes are taken from then on."""


class Odd(Exception):  # noqa: N818 - no error: a block that its reader cuts in two
    """A block that cannot be decoded as a whole."""


class BlockDecoder:
    """Decodes blocks of whole lines into chunks."""

    def __init__(self, declared: Declared) -> None:
        self._shape = _Shape(declared)

    def learn(self, names: Sequence[str]) -> None:
        """Expect these names in lines to come."""
        self._shape.learn(names)

    def chunk(self, block: bytes, line: int, tables: Tables) -> tuple[Chunk, NDArray[np.bool_]]:
        """The block's events, and which of its lines are odd (those have no row in the chunk).

        The block is of whole lines, each with its line feed; the first has the number `line`. Raises Odd where it
        cannot be decoded as a whole.
        """
        raw = np.frombuffer(block, np.uint8)
        count = int(np.count_nonzero(raw == 10))
        rows = self._decoded(block, raw, count)
        typed = _Typed(rows, self._shape, tables)
        marks = typed.marks
        if int(marks.sum()) != _marks(block, raw):
            marks = typed.more_marks()
            if int(marks.sum()) != _marks(block, raw):
                typed.odd |= marks != _marks_by_line(block)
        return typed.chunk(line), typed.odd

    def _decoded(self, block: bytes, raw: NDArray[np.uint8], count: int) -> Rows:
        if not _is_line_by_line(block, count) or not _is_plain(block, raw, count):
            raise Odd
        while True:
            try:
                rows = self._shape.decode(block)
            except msgspec.ValidationError as error:
                if not self._shape.widen(str(error)):
                    raise Odd from None
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                raise Odd from None
            else:
                break
        if len(rows) != count:
            raise Odd
        return rows


def _is_line_by_line(block: bytes, count: int) -> bool:
    """Whether every line begins and ends as an object: then none goes on in the next."""
    if not block.startswith(b"{"):
        return False
    if block.endswith(b"}\n"):
        return block.count(b"}\n{") == count - 1
    return block.endswith(b"}\r\n") and block.count(b"}\r\n{") == count - 1


def _is_plain(block: bytes, raw: NDArray[np.uint8], count: int) -> bool:
    """Whether it is UTF-8, without half characters, and surely nowhere too deep."""
    if not block.isascii():
        try:
            block.decode()
        except UnicodeDecodeError:
            return False
    if b"\\u" in block and _HALF.search(block):
        return False
    brackets = (raw == 91) | (raw == 123)
    if int(np.count_nonzero(brackets)) <= count + DEEPEST - 1:
        return True
    return int(_by_line(np.flatnonzero(brackets), raw).max()) <= DEEPEST


def _by_line(places: NDArray[np.int64], raw: NDArray[np.uint8]) -> NDArray[np.int64]:
    """How many of the places lie in each line."""
    ends = np.searchsorted(places, np.flatnonzero(raw == 10))
    return np.diff(ends, prepend=0)


def _marks(block: bytes, raw: NDArray[np.uint8]) -> int:
    """The quotation marks of the block, but for those within texts."""
    if b"\\" not in block:
        return int(np.count_nonzero(raw == 34))
    return _ESCAPE.sub(b"", block).count(b'"')


def _marks_by_line(block: bytes) -> NDArray[np.int64]:
    bare = np.frombuffer(_ESCAPE.sub(b"__", block), np.uint8)
    return _by_line(np.flatnonzero(bare == 34), bare)


class _Typed:
    """The rows of a block on the way to columns.

    `odd` are the rows that the reader of lines must decide. `marks` are the quotation marks of all names and values
    found in each row: of the values that are not looked at only after `more_marks`.
    """

    def __init__(self, rows: Rows, shape: _Shape, tables: Tables) -> None:
        self._rows, self._shape, self._tables = rows, shape, tables
        count = len(rows)
        self.marks = np.full(count, 12, np.int32)  # of `time`, `event` and `lead`, and of their values
        times, kinds = [row.time for row in rows], [row.event for row in rows]
        self.time, self.odd = instants(times)
        self._told_apart(times)
        self._told_apart(kinds)
        self.kind = tables.kinds.of(kinds)
        self._leads = self._lead_texts()
        self.lead = tables.leads.of(self._leads)
        self.opportunity = self._opportunities()
        self._ids = self._id_texts("id")
        self._unread: list[tuple[str, NDArray[np.int64]]] = []
        """Names with rows whose values have not been looked at."""
        self.values = {
            name: codes
            for name in shape.names
            if name not in _CORE and (codes := self._coded(name)) is not None
        }  # fmt: skip

    def _lead_texts(self) -> list[str]:
        leads: list[Any] = [row.lead for row in self._rows]
        if self._shape.is_wide("lead"):
            self.marks += np.fromiter((_MARKS_OF_ID[type(lead)] for lead in leads), np.int32, len(leads)) - 4
            leads = [_id_text(lead) for lead in leads]
        self._told_apart(leads)
        return leads

    def _told_apart(self, texts: list[str]) -> None:
        """A text that must be there, and is missing or empty, makes its row odd."""
        if "" in texts:
            empty = np.array([text == "" for text in texts])
            self.odd |= empty
            self.marks -= empty * np.int32(4)  # there may be none: never more than there are

    def _id_texts(self, name: str) -> list[str | None] | None:
        """The ids of that name; nothing where no line has any."""
        attribute = self._shape.names.get(name)
        if attribute is None:
            return None
        found: list[Any] = list(map(attrgetter(attribute), self._rows))
        if not self._shape.is_wide(name) and msgspec.UNSET not in found and "" not in found:
            self.marks += 4
            return found
        self.marks += np.fromiter((_MARKS_OF_ID[type(one)] for one in found), np.int32, len(found))
        self.odd |= np.fromiter((type(one) is int and not _is_short(one) for one in found), np.bool_, len(found))
        return [_id_text(one) or None for one in found]

    def _opportunities(self) -> Codes32 | None:
        """Their numbers: an event about an opportunity that names none has its lead's id."""
        texts = self._id_texts("opportunity")
        about = self._tables.about_opportunity()[self.kind]
        if texts is None:
            if not about.any():
                return None
            texts = [None] * len(self._rows)
        codes = np.full(len(self._rows), NONE, np.int32)
        for row in np.flatnonzero(about).tolist():
            texts[row] = texts[row] or self._leads[row]
        named = [row for row, text in enumerate(texts) if text is not None]
        codes[named] = self._tables.opportunities.of([text for text in texts if text is not None])
        return codes

    def _coded(self, name: str) -> Codes32 | None:
        """The codes of a name's values; nothing where no row has one."""
        if name not in self._tables.declared.types:
            self._unread.append((name, np.arange(len(self._rows))))
            return None
        types = self._tables.types(name)[self.kind]
        codes = None
        for type_ in range(len(self._tables.declared.types[name])):
            rows = np.flatnonzero(types == type_)
            if rows.size:
                if codes is None:
                    codes = np.full(len(self._rows), NONE, np.int32)
                own, marks = self._tables.raws(name, type_, plain).of(self._raws(name, rows))
                codes[rows] = own
                self.marks[rows] += marks
        if (rest := np.flatnonzero(types == NONE)).size:
            self._unread.append((name, rest))
        if codes is not None and int(codes.min()) == FAULTY:
            self.odd |= codes == FAULTY
        return codes

    def _raws(self, name: str, rows: NDArray[np.int64]) -> list[Any]:
        get = attrgetter(self._shape.names[name])
        chosen = self._rows if len(rows) == len(self._rows) else [self._rows[row] for row in rows.tolist()]
        found = map(get, chosen)
        return list(map(bytes, found)) if self._shape.is_wide(name) else list(found)

    def more_marks(self) -> NDArray[np.int32]:
        """The quotation marks of each row, those of values that are not looked at with them."""
        for name, rows in self._unread:
            self.marks[rows] += np.fromiter(map(marks_of, self._raws(name, rows)), np.int32, len(rows))
        return self.marks

    def chunk(self, line: int) -> Chunk:
        """The rows that are not odd."""
        lines = np.arange(line, line + len(self._rows), dtype=np.int32)
        ids = self._ids
        kept = slice(None) if not self.odd.any() else np.flatnonzero(~self.odd)
        if ids is not None and isinstance(kept, np.ndarray):
            ids = [ids[row] for row in kept.tolist()]
        packed, hashes = (None, None) if ids is None else packed_ids(ids)
        return Chunk(
            self.time[kept],
            self.lead[kept],
            self.kind[kept],
            None if self.opportunity is None else self.opportunity[kept],
            {name: codes[kept] for name, codes in self.values.items()},
            lines[kept],
            packed,
            hashes,
        )


_MARKS_OF_ID: dict[type, int] = {str: 4, int: 2, type(None): 2, msgspec.UnsetType: 0}


def _id_text(value: object) -> str:
    """An id as text, empty where it is missing, `null`, or a number that a line's reader must look at."""
    if type(value) is str:
        return value
    return str(value) if type(value) is int and _is_short(value) else ""


def _is_short(number: int) -> bool:
    return -(10**300) < number < 10**300


def plain(raw: object) -> tuple[object, int]:
    """A decoded value as the reader of lines has it, and the quotation marks of it and its name."""
    if type(raw) is str:
        return raw, 4
    if type(raw) is bytes:
        return (parse_value(raw) if raw else None), marks_of(raw)
    if type(raw) is int:
        return (Written(raw) if _is_short(raw) else raw), 2
    return None if raw is msgspec.UNSET else raw, marks_of(raw)


def marks_of(raw: object) -> int:
    """The quotation marks of a decoded value and its name."""
    if type(raw) is str:
        return 4
    if type(raw) is bytes:
        return 2 + _ESCAPE.sub(b"", raw).count(b'"') if raw else 0
    return 0 if raw is msgspec.UNSET else 2
