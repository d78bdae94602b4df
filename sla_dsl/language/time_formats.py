"""The text of a time format → the format, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sla_dsl.diagnostics import nearest
from sla_dsl.language.syntax import Mistake
from sla_dsl.model.log_map import ISO, TimeForm, TimeFormat

WORDS: dict[str, TimeForm] = {
    "iso": "iso",
    "epoch seconds": "epoch seconds",
    "epoch milliseconds": "epoch milliseconds",
}
"""Formats that have a name."""

_NUMBERS = {name: name[-1] for name in ("%m", "%d", "%H", "%I", "%M", "%S", "%-m", "%-d", "%-H", "%-I", "%-M", "%-S")}
PARTS: dict[str, str] = {**_NUMBERS, "%Y": "Y", "%b": "m", "%B": "m", "%a": "a", "%A": "a", "%p": "p", "%f": "f",
                         "%z": "z", "%%": ""}  # fmt: skip
"""What may stand in a pattern, and which part of a time each gives."""

_TOGETHER = {"%F": ("%Y", "-", "%m", "-", "%d"), "%T": ("%H", ":", "%M", ":", "%S"), "%R": ("%H", ":", "%M")}
_OF_A_DAY = "HIMSpfz"
_PIECE = re.compile(r"%-?.|%|[^%]+", re.DOTALL)
_OTHER_WAYS = re.compile(r"yyyy|YYYY|MMM|MM|dd|DD|HH|hh|mm|ss|SSS|(?<![A-Za-z])(?:M|d|D|H|h)(?![A-Za-z])")
_OTHERS = {
    "yyyy": "%Y", "YYYY": "%Y", "MMM": "%b", "MM": "%m", "dd": "%d", "DD": "%d", "HH": "%H", "hh": "%I", "mm": "%M",
    "ss": "%S", "SSS": "%f", "M": "%-m", "d": "%-d", "D": "%-d", "H": "%-H", "h": "%-I",
}  # fmt: skip
"""How other programs write the same."""

_EPOCHS = {"epoch": "epoch seconds", "unix": "epoch seconds", "timestamp": "epoch seconds", "epoch ms":
           "epoch milliseconds", "ms": "epoch milliseconds", "iso8601": "iso", "iso 8601": "iso", "rfc3339": "iso",
           "rfc 3339": "iso"}  # fmt: skip


def time_format(text: str, *, is_date: bool) -> TimeFormat | Mistake:
    """The format that a text states, of a date or else of a time; or the mistake in it (SLA552, offsets in `text`)."""
    words = " ".join(text.split())
    if words in WORDS:
        if is_date and words != "iso":
            return _mistake(text, f"`{words}` counts instants, and has no dates", "write `type: time`")
        return TimeFormat(WORDS[words])
    if "%" not in text:
        return _mistake(text, f"`{text}` is no time format", _meant(text))
    pieces: list[str] = []
    for found in _PIECE.finditer(text):
        piece = found[0]
        if piece in _TOGETHER:
            pieces += _TOGETHER[piece]
        elif not piece.startswith("%") or piece in PARTS:
            pieces.append(piece)
        else:
            return Mistake("SLA552", f"`{piece}` is no part of a time format", *found.span(), _known(piece))
    return _whole(text, tuple(pieces), is_date=is_date)


def has_offset(format: TimeFormat) -> bool | None:
    """Whether what a format reads says its own offset: always, never, or (nothing) now and then."""
    if format == ISO:
        return None
    return format.form != "pattern" or "%z" in format.pieces


def clashing(formats: Sequence[TimeFormat]) -> tuple[TimeFormat, TimeFormat] | None:
    """Two formats that read one text as two dates, as they differ in the order of day and month; or nothing."""
    seen: dict[tuple[str, ...], TimeFormat] = {}
    for one in formats:
        bare = tuple("#" if piece in ("%m", "%d", "%-m", "%-d") else piece for piece in one.pieces)
        other = seen.setdefault(bare, one)
        if one.form == "pattern" and _order(other.pieces) != _order(one.pieces):
            return other, one
    return None


def _order(pieces: Iterable[str]) -> list[str]:
    return [piece[-1] for piece in pieces if piece in ("%m", "%d", "%-m", "%-d")]


def _whole(text: str, pieces: tuple[str, ...], *, is_date: bool) -> TimeFormat | Mistake:
    """The format, where its parts are a whole date or time, each once."""
    parts = [PARTS[piece] for piece in pieces if PARTS.get(piece)]
    twice = next((part for part in parts if parts.count(part) > 1), None)
    if twice:
        both = " and ".join(f"`{piece}`" for piece in pieces if PARTS.get(piece) == twice)
        return _mistake(text, f"`{text}` says the same part twice: {both}", "leave one of them out")
    missing = [name for part, name in (("Y", "year `%Y`"), ("m", "month `%m`"), ("d", "day `%d`")) if part not in parts]
    if missing:
        return _mistake(text, f"`{text}` has no {' and no '.join(missing)}", "a date is year, month and day")
    of_a_day = [part for part in parts if part in _OF_A_DAY]
    if is_date and of_a_day:
        way_out = "write `type: time`; a midnight that every row has may stand in the format as it is: `00:00:00`"
        return _mistake(text, f"`{text}` has a time of day, and the column holds dates", way_out)
    if not is_date and not ("H" in parts or ("I" in parts and "p" in parts)):
        way_out = (
            "add `%p`, or write `%H`" if "I" in parts else "write `type: date`, and at which end of its day it counts"
        )
        return _mistake(text, f"`{text}` does not say the hour of the day", way_out)
    if "H" in parts and "p" in parts:
        return _mistake(text, f"`{text}` has a whole hour and `%p` too", "write `%I` with `%p`")
    return TimeFormat("pattern", pieces)


def _mistake(text: str, message: str, help: str) -> Mistake:
    return Mistake("SLA552", message, 0, len(text), help)


def _known(piece: str) -> str:
    if piece == "%y":
        return "a year is written with four digits, `%Y`: two do not say which century"
    if piece == "%Z":
        return "a zone's letters mean several zones; write them as they stand, and state the map's `timezone`"
    if piece == "%s":
        return "write `format: epoch seconds`"
    return f"there are {', '.join(f'`{part}`' for part in PARTS)}"


def _meant(text: str) -> str:
    """The format that is meant, in the way other programs write one."""
    words = " ".join(text.split()).casefold()
    near = _EPOCHS.get(words) or nearest(words, WORDS)
    other = _OTHER_WAYS.sub(lambda found: _OTHERS[found[0]], text)
    if near is None and "%Y" in other:
        near = other
    return f"did you mean `{near}`?" if near else "write `iso`, `epoch seconds`, or a pattern such as `%d.%m.%Y %H:%M`"
