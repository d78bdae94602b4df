"""Tables of separated cells → one row of texts after another, or why it cannot be read.

A line break ends a row, except inside a cell in double quotes. No reader of the standard library is asked: each of them
takes in good rows after a quote that is never closed, without a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from sla_dsl.diagnostics import nearest
from sla_dsl.log.raw import Fault, shown
from sla_dsl.log.streams import BrokenOffError

LONGEST = 1 << 24
"""A row of more bytes is rejected: so far a quote that is never closed is followed."""

ENCODINGS = {"utf-8": "UTF-8", "windows-1252": "windows-1252", "latin-1": "latin-1"}
SEPARATORS = (",", ";", "\t", "|")

_UNTOLD = frozenset({"SLA724", "SLA732"})
"""Codes of lines that cannot be told apart."""

_BOM = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_EXCEL_HEAD = re.compile(rb'"?sep=(.)"?\r?\n?')
_CLOSING = re.compile(r'"(")?')


class TableRow(NamedTuple):
    """A row: the number of its first line, its bytes, and its cells by heading.

    Instead of cells a fault where it cannot be read, nothing where it is blank, and its first cell where that says
    that it is no data (`is_footer`). `offset` is where it begins, in bytes of the file once unpacked; a row of Parquet
    has its row `group` instead.
    """

    number: int
    line: bytes
    cells: Mapping[str, object] | Fault | None
    is_footer: bool = False
    offset: int | None = None
    group: int | None = None

    @property
    def on_one_line(self) -> bytes:
        """Its bytes with a space for each line break in it."""
        return self.line.rstrip(b"\r\n").replace(b"\r\n", b" ").replace(b"\n", b" ")

    @property
    def counted(self) -> int:
        """How many rows it counts as: lines that cannot be told apart count each."""
        is_torn = isinstance(self.cells, Fault) and self.cells.code in _UNTOLD
        return self.last_line - self.number + 1 if is_torn else 1

    @property
    def last_line(self) -> int:
        """The number of its last line."""
        return self.number + self.line.rstrip(b"\r\n").count(b"\n")


class Form(NamedTuple):
    """How a table is written, and its wanted columns: their headings, and whether the table may lack each."""

    wanted: Mapping[str, bool]
    separator: str | None = None
    encoding: str = "utf-8"
    footer: tuple[str, ...] = ()


class UnreadableTableError(BrokenOffError):
    """A table of which nothing can be read; `help` is the way out."""

    def __init__(self, fault: Fault, help: str) -> None:
        super().__init__(fault)
        self.help = help


def table_rows(blocks: Iterable[bytes], form: Form) -> Iterator[TableRow]:
    """Every row below the heading, which is the first line that is not blank.

    Raises UnreadableTableError where the heading lacks a wanted column (SLA721) or has it twice (SLA722), and
    BrokenOffError where the blocks break off; the row cut by that is a fault (SLA708).
    """
    heading: list[str] | None = None
    places: list[tuple[str, int]] = []
    assert form.separator
    for number, offset, line, cells in _records(blocks, form.separator):
        if heading is None:
            if _is_blank(cells):
                continue
            separator = _EXCEL_HEAD.fullmatch(line) if number == 1 else None
            if separator:
                _check_separator(separator[1].decode("latin-1"), form.separator)
                continue
            heading = _heading(cells, form)
            places = [(name, heading.index(name)) for name in form.wanted if name in heading]
            continue
        yield _row(number, line, cells, len(heading), places, form)._replace(offset=offset)
    if heading is None:
        raise UnreadableTableError(Fault("SLA721", "the table has no heading"), "its first line names its columns")


def _row(
    number: int,
    line: bytes,
    cells: list[str] | Fault,
    width: int,
    places: list[tuple[str, int]],
    form: Form,
) -> TableRow:
    if isinstance(cells, Fault):
        return TableRow(number, line, cells)
    if _is_blank(cells):
        return TableRow(number, line, None)
    if form.footer and cells[0].lstrip().startswith(form.footer):
        return TableRow(number, line, None, is_footer=True)
    if len(cells) != width:
        return TableRow(number, line, _ragged(len(cells), width))
    texts = {}
    for name, place in places:
        text = _decoded(cells[place], form.encoding)
        if text is None:
            return TableRow(number, line, _not_text(name, form.encoding))
        texts[name] = text
    return TableRow(number, line, texts)


def _is_blank(cells: list[str] | Fault) -> bool:
    return not isinstance(cells, Fault) and not any(cell.strip() for cell in cells)


def _ragged(count: int, width: int) -> Fault:
    more = "a cell in which the separator stands must be in double quotes" if count > width else "some are missing"
    cells = "1 cell" if count == 1 else f"{count} cells"
    return Fault("SLA723", f"the row has {cells}, and the heading {width}; {more}")


def _decoded(cell: str, encoding: str) -> str | None:
    if cell.isascii():
        return cell
    try:
        return cell.encode("latin-1").decode(encoding)
    except UnicodeDecodeError:
        return None


def _not_text(name: str, encoding: str) -> Fault:
    other = "windows-1252" if encoding == "utf-8" else "utf-8"
    reason = f"`{shown(name)}` is not text in {ENCODINGS[encoding]}; if the table is, state `encoding: {other}`"
    return Fault("SLA707", reason)


# the heading


def _heading(cells: list[str] | Fault, form: Form) -> list[str]:
    if isinstance(cells, Fault):
        raise UnreadableTableError(cells, "mend the heading")
    names = [(_decoded(cell, form.encoding) or cell).strip() for cell in cells]
    for name, is_optional in form.wanted.items():
        if name not in names and not is_optional:
            raise UnreadableTableError(
                Fault("SLA721", f"the table has no column `{shown(name)}`"), _way_to(name, names, form)
            )
        if names.count(name) > 1:
            way_out = "give one of them another heading, or leave it out of the table"
            raise UnreadableTableError(Fault("SLA722", f"the heading has `{shown(name)}` twice"), way_out)
    return names


def _way_to(name: str, names: list[str], form: Form) -> str:
    other = next((one for one in SEPARATORS if one != form.separator and len(names) == 1 and one in names[0]), None)
    if other:
        words = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
        return f"its cells seem to stand between others: state `separator: {words[other]}`"
    near = nearest(name, names)
    if near:
        return f"did you mean `{shown(near)}`? the map may say so: `{name}: {{type: …, column: {shown(near)}}}`"
    few = ", ".join(f"`{shown(one)}`" for one in names[:12])
    return f"its columns are {few}{', …' if len(names) > 12 else ''}"


def _check_separator(found: str, stated: str) -> None:
    if found != stated:
        fault = Fault("SLA721", f"the table says that `{found}` stands between its cells, and the map says `{stated}`")
        raise UnreadableTableError(fault, "state the table's in the map, under `separator`")


# lines to records


def _lines(blocks: Iterable[bytes], cut: list[BrokenOffError]) -> Iterator[bytes]:
    """Every line with its line feed.

    Where the blocks break off, the error is put into `cut`, and then what stands of the last line is given. Of a line
    that is too long only the beginning is kept.
    """
    rest, only_returns = b"", False
    try:
        for number, block in enumerate(_beginning(blocks)):
            if number == 0:
                only_returns = b"\r" in block[:-1] and b"\n" not in block
            if only_returns:
                block = block.replace(b"\r", b"\n")  # noqa: PLW2901 - an old way to end lines
            *lines, rest = (rest + block).split(b"\n")
            yield from (line + b"\n" for line in lines)
            rest = rest[: LONGEST + 1]
    except UnreadableTableError:
        raise
    except BrokenOffError as error:
        cut.append(error)
    if rest:
        yield rest


def _beginning(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The blocks, the first of them long enough to hold a byte order mark."""
    head, rest = b"", iter(blocks)
    while len(head) <= len(_BOM) and (block := next(rest, None)) is not None:
        head += block
    if head.startswith(_UTF16_MARKS):
        raise UnreadableTableError(Fault("SLA707", "the table is in UTF-16"), "save it as UTF-8")
    if head:
        yield head
    yield from rest


def _records(blocks: Iterable[bytes], separator: str) -> Iterator[tuple[int, int, bytes, list[str] | Fault]]:
    """Each record: the number and offset of its first line, its bytes, its cells as latin-1 or why there are none."""
    cut: list[BrokenOffError] = []
    lines, number, offset = _lines(blocks, cut), 1, 0
    for line in lines:
        held, size, record = [line], len(line), _Record(separator)
        done = record.take(_text(line.removeprefix(_BOM) if number == 1 else line))
        while done is None and size <= LONGEST and (more := next(lines, None)) is not None:
            held.append(more)
            size += len(more)
            done = record.take(_text(more))
        yield number, offset, b"".join(held), _CUT if cut else _told(done, number, len(held), size)
        number, offset = number + len(held), offset + size
    if cut:
        raise cut[0]


_CUT = Fault("SLA708", "the file ends too early, in the middle of this row")


def _told(done: list[str] | Fault | None, number: int, count: int, size: int) -> list[str] | Fault:
    """The cells of a record of so many lines and bytes, or what is wrong with it."""
    if size > LONGEST:
        return Fault("SLA732", f"the row is longer than {LONGEST >> 20} MB; perhaps a quote in it is never closed")
    if done is None:
        done = Fault("SLA724", f"a quote opened in line {number} is never closed")
    if isinstance(done, Fault) and count > 1:
        done = done._replace(reason=f"{done.reason}; lines {number} to {number + count - 1} are left out")
    return done


def _text(line: bytes) -> str:
    return line.decode("latin-1")


class _Record:
    """Takes the lines of one record; a cell in quotes may go on over several."""

    __slots__ = ("cells", "open", "separator")

    def __init__(self, separator: str) -> None:
        self.separator = separator
        self.cells: list[str] = []
        self.open: list[str] | None = None
        """The pieces of the cell in quotes that is still open."""

    def take(self, line: str) -> list[str] | Fault | None:
        """The cells once the record has ended, nothing where it goes on, or what is wrong with it."""
        at = 0
        ended = line.removesuffix("\n").removesuffix("\r")
        if self.open is None and '"' not in line:
            self.cells += ended.split(self.separator)
            return self.cells
        while True:
            if self.open is None and not line.startswith('"', at):
                end = ended.find(self.separator, at)
                self.cells.append(ended[at : end if end >= 0 else None])
                if end < 0:
                    return self.cells
                at = end + 1
                continue
            at = self._quoted(line, at + 1 if self.open is None else at)
            if at < 0:
                return None
            if at >= len(ended):
                return self.cells
            if ended[at] != self.separator:
                return Fault("SLA724", f"`{shown(ended[at:], 20)}` stands after a cell's closing quote")
            at += 1

    def _quoted(self, line: str, at: int) -> int:
        """Read on in the cell in quotes; gives where it ends, or -1 where it goes on."""
        self.open = [] if self.open is None else self.open
        for found in _CLOSING.finditer(line, at):
            self.open.append(line[at : found.start()])
            at = found.end()
            if not found[1]:
                self.cells.append("".join(self.open))
                self.open = None
                return at
            self.open.append('"')
        self.open.append(line[at:])
        return -1
