"""Bytes to a source, and the characters that no agreement may hold."""

from __future__ import annotations

import codecs
import re

from sla_dsl.diagnostics import Diagnostic, Place, Source, diagnostic

SHOWN = 20
"""How many of the same kind of mistake are reported one by one."""

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_SAVE = "save the file as UTF-8"
_WIDE = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


def decode(name: str, data: bytes) -> tuple[Source | None, list[Diagnostic]]:
    """The source of a file's bytes, without a byte order mark; nothing where they are not UTF-8 (SLA114)."""
    wide = _wide_encoding(data)
    if wide:
        return None, [diagnostic("SLA114", f"the file is in {wide}, not in UTF-8", Place(name), help=_SAVE)]
    try:
        return Source(name, data.decode("utf-8-sig")), []
    except UnicodeDecodeError as error:
        source = Source(name, data.decode("utf-8-sig", "replace"))
        offset = len(data[: error.start].decode("utf-8-sig"))
        place = Place.of(source, source.span(offset, offset + 1))
        message = f"the byte {data[error.start]:02X} is no text in UTF-8"
        return None, [diagnostic("SLA114", message, place, help=f"{_SAVE}; it may be in another encoding")]


def forbidden(source: Source) -> list[Diagnostic]:
    """Characters that a reader cannot see, or that are read otherwise than they look (SLA114), where they stand."""
    first = 1 if source.text.startswith("\ufeff") else 0
    places = [match.start() for match in _FORBIDDEN.finditer(source.text, first)]
    found: list[Diagnostic] = []
    for at in places[:SHOWN]:
        place = Place.of(source, source.span(at, at + 1))
        more = and_more(len(places)) if len(found) == SHOWN - 1 else ""
        message = _named(source.text[at]) + more
        found.append(diagnostic("SLA114", message, place, help="delete it, and type the place again"))
    return found


def and_more(number: int) -> str:
    """What the last finding that is shown says of the others, of `number` in all."""
    return f", and {number - SHOWN} more of the kind" if number > SHOWN else ""


def forbidden_in(text: str) -> tuple[int, str] | None:
    """The first such character that an escape brought into a text: its offset, and a message; or nothing."""
    match = _FORBIDDEN.search(text)
    return None if match is None else (match.start(), _named(match.group()))


def _wide_encoding(data: bytes) -> str | None:
    for mark, encoding in _WIDE:
        if data.startswith(mark):
            return encoding
    head = data[:64]
    every_other = b"\0" in head and (not any(head[::2]) or not any(head[1::2]))
    return "UTF-16" if every_other and len(head) > 1 else None


def _named(character: str) -> str:
    code = f"U+{ord(character):04X}"
    if character in "\x85\u2028\u2029":
        return f"a line break that editors do not show ({code})"
    if "\u202a" <= character <= "\u2069":
        return f"a mark that changes the direction of reading, and so hides what stands here ({code})"
    if "\ud800" <= character <= "\udfff":
        return f"half of a character ({code})"
    if character == "\ufeff":
        return f"a byte order mark inside the file ({code})"
    return f"a control character ({code})"
