"""What a line holds before it is typed, and why it cannot be read."""

from __future__ import annotations

import re
from typing import NamedTuple

from sla_dsl.model.event import Rejection

SHOWN = 60
"""How many characters of a value are shown in a reason."""

LINE_SHOWN = 200
"""How many characters of a rejected line are kept."""


class Written(str):
    """A number of a line, as it is written there: nothing of it is lost."""

    __slots__ = ()


class Doubled(dict[str, object]):
    """An object in which a name stands twice."""

    __slots__ = ("twice",)

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__(pairs)
        seen: set[str] = set()
        self.twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]


class Cells(dict[str, object]):
    """A row of a table whose cells are texts, all of them: `true` and `false` may stand for yes/no."""

    __slots__ = ()


class Fault(NamedTuple):
    """Why a line cannot be read: a code of the table of diagnostics, and a sentence."""

    code: str
    reason: str


class Row(NamedTuple):
    """A line of a file.

    `number` counts from 1; `line` are its bytes; `raw` is what it holds, or why it cannot be read, or nothing where it
    is blank. `offset` is where it begins, in bytes of the file (once unpacked). `last` is its last line, where one row
    takes in several; `group` its row group in Parquet.
    """

    number: int
    line: bytes
    raw: dict[str, object] | Fault | None
    offset: int | None = None
    last: int | None = None
    group: int | None = None

    @property
    def lines(self) -> int:
        """How many lines it takes in."""
        return 1 if self.last is None else self.last - self.number + 1


_UNSHOWABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff`]")


def shown(text: str, most: int = SHOWN) -> str:
    """The text as it can be shown on one line: shortened, and `\ufffd` for what would break the line or a quotation."""
    cut = text if len(text) <= most else f"{text[:most]}…"
    return _UNSHOWABLE.sub("\ufffd", cut)


def line_shown(line: bytes) -> str:
    """A rejected line as it is kept: its first characters, whatever its bytes are."""
    text = line[: 4 * LINE_SHOWN + 4].decode(errors="replace").strip()
    cut = text if len(text) <= LINE_SHOWN else f"{text[:LINE_SHOWN]}…"
    return cut if cut.isprintable() else "".join(map(_printable, cut))


def _printable(character: str) -> str:
    return character if character.isprintable() or character == "\t" else "\ufffd"


def found(raw: object) -> str:
    """What was found, in words: ``the text `high` ``, ``the number `12.0` ``, `a list`."""
    if raw is None:
        return "`null`"
    if isinstance(raw, bool):
        return "`true`" if raw else "`false`"
    if isinstance(raw, Written):
        return f"the number `{shown(raw)}`"
    if isinstance(raw, str):
        return f"the text `{shown(raw)}`"
    return "a list" if isinstance(raw, list) else "an object in braces"


def rejection(file: str, row: Row, fault: Fault) -> Rejection:
    """The rejection of a row for a fault."""
    last = row.number if row.last is None else row.last
    return Rejection(
        file, row.number, fault.code, fault.reason, line_shown(row.line), last, offset=row.offset, group=row.group
    )
