"""CSV: blocks of bytes → one raw object a row, by the names in its head, or why there is none."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sla_dsl.log.raw import Cells, Fault, Row, shown
from sla_dsl.log.streams import BrokenOffError

NEEDED = ("time", "event", "lead")

_BOM = "\ufeff"
_LONGEST_CELL = 1 << 26
_CUT = Fault("SLA708", "the file ends too early, in the middle of this line")
_UNCLOSED = "unexpected end of data"
_UNDECODED = re.compile("[\udc80-\udcff]")


class _Taken(NamedTuple):
    """The lines that the row at hand has taken so far: the first one's number and offset, and their bytes."""

    number: int
    offset: int
    lines: list[bytes]


class _Lines:
    """The lines of a file, handed out one by one; remembers which ones a row took.

    `error` is why the rest of the file cannot be read; `cut`, that the last line is not whole for it.
    """

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._lines = _split(blocks)
        self.number = self.offset = 0
        self.error: BrokenOffError | None = None
        self.cut = False
        self._taken: list[bytes] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.error is not None:
            raise StopIteration
        line, self.error = next(self._lines)
        self.cut = self.error is not None
        if not line:
            raise StopIteration
        self._taken.append(line)
        text = line.decode("utf-8", "surrogateescape")
        return text.removeprefix(_BOM) if self.number == 0 and len(self._taken) == 1 else text

    def taken(self) -> _Taken:
        """What has been taken since this was last asked."""
        taken = _Taken(self.number + 1, self.offset, self._taken)
        self.number += len(self._taken)
        self.offset += sum(map(len, self._taken))
        self._taken = []
        return taken


def rows(blocks: Iterable[bytes]) -> Iterator[Row]:
    """Every row of a file, in order; the first is its head and is not given.

    A row's number is that of its first line. A row whose quotation mark is never closed takes in all lines to the end
    of the file, and is a fault of all of them. A row without any text is blank. Raises BrokenOffError where the head
    cannot be used (SLA714), and where the blocks break off.
    """
    csv.field_size_limit(_LONGEST_CELL)
    lines = _Lines(blocks)
    reader = csv.reader(lines, strict=True)
    head = _head(reader, lines)
    if head is None:
        return
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            yield _row(lines.taken(), _CUT if lines.cut else _misquoted(str(error)))
            continue
        raw = _object(head, cells)
        yield _row(lines.taken(), _CUT if lines.cut and raw is not None else raw)
    if lines.error is not None:
        raise lines.error


def _head(reader: Iterator[list[str]], lines: _Lines) -> list[str] | None:
    """The names of the columns; nothing where the file has no line."""
    try:
        head = next((cells for cells in reader if any(cells)), None)
    except csv.Error:
        misquoted = BrokenOffError(Fault("SLA714", "the head of the table is not well quoted"))
        raise lines.error or misquoted from None
    lines.taken()
    if lines.cut and lines.error is not None:
        raise lines.error
    if head is None:
        return None
    head = [name.strip() for name in head]
    if twice := next((name for place, name in enumerate(head) if name and name in head[:place]), None):
        raise BrokenOffError(Fault("SLA714", f"the head of the table has the name `{shown(twice)}` twice"))
    if lacking := [f"`{name}`" for name in NEEDED if name not in head]:
        found = shown(",".join(head))
        raise BrokenOffError(
            Fault("SLA714", f"the head of the table lacks {', '.join(lacking)}; it is `{found}`, cut at its commas")
        )
    return head


def _object(head: list[str], cells: list[str]) -> Cells | Fault | None:
    if not any(cells):
        return None
    if len(cells) != len(head):
        more = "more" if len(cells) > len(head) else "fewer"
        return Fault("SLA713", f"the row has {len(cells)} cells, {more} than the {len(head)} of the head")
    row = Cells(zip(head, cells, strict=True))
    row.pop("", None)
    text = "".join(cells)
    return row if text.isascii() or not _UNDECODED.search(text) else Fault("SLA707", "the row is not text in UTF-8")


def _misquoted(error: str) -> Fault:
    if error.startswith(_UNCLOSED):
        return Fault("SLA712", "a quotation mark is opened here and never closed: no row can be told up to the end")
    return Fault("SLA712", "a quoted cell does not end where its quotation mark is closed")


def _row(taken: _Taken, raw: Cells | Fault | None) -> Row:
    last = taken.number + len(taken.lines) - 1
    line = b"".join(taken.lines).rstrip(b"\r\n")
    return Row(taken.number, line, raw, taken.offset, last if last > taken.number else None)


def _split(blocks: Iterable[bytes]) -> Iterator[tuple[bytes, BrokenOffError | None]]:
    """The lines of the blocks, each with its line feed; the last one may lack it, or be where the blocks break off."""
    unfinished: list[bytes] = []
    try:
        for block in blocks:
            *lines, rest = block.split(b"\n")
            for line in lines:
                unfinished.append(line + b"\n")
                yield b"".join(unfinished), None
                unfinished = []
            if rest:
                unfinished.append(rest)
    except BrokenOffError as error:
        yield b"".join(unfinished), error
        return
    if unfinished:
        yield b"".join(unfinished), None
