"""JSON Lines: blocks of bytes → one raw object a line, or why there is none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from json import JSONDecodeError, JSONDecoder
from typing import NoReturn

from sla_dsl.log.raw import Doubled, Fault, Row, Written, shown
from sla_dsl.log.streams import BrokenOffError

DEEPEST = 256
"""Lists and objects may stand so deep in each other: a fixed limit, so that it is the same on every machine."""

_BOM = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_SPACE = b" \t\r"
_STRING_OR_BRACKET = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)


_CUT = Fault("SLA708", "the file ends too early, in the middle of this line")


class _NoJSONNumberError(Exception):
    """A word that some programs write for a number and JSON does not have: `NaN`."""


def rows(blocks: Iterable[bytes], number: int = 0, offset: int = 0) -> Iterator[Row]:
    """Every line of a file, in order.

    Lines end at a line feed. Where the blocks break off, the line cut by that is a fault (SLA708), and the exception
    goes on to the caller. For a part of a file, `number` lines and `offset` bytes come before it.
    """
    parse = _decoder().raw_decode
    unfinished: list[bytes] = []
    try:
        for block in blocks:
            if b"\n" not in block:
                unfinished.append(block)
                continue
            lines = block.split(b"\n")
            unfinished.append(lines[0])
            lines[0] = b"".join(unfinished)
            unfinished = [lines.pop()]
            for line in lines:
                number += 1
                yield _row(number, line, offset, parse)
                offset += len(line) + 1
    except BrokenOffError:
        cut = _row(number + 1, b"".join(unfinished), offset, parse)
        if cut.line:
            yield cut if cut.raw is None else cut._replace(raw=_CUT)
        raise
    line = b"".join(unfinished)
    if line:
        yield _row(number + 1, line, offset, parse)


def parse_value(written: bytes) -> object:
    """One value of JSON that stands alone, as `rows` has it in a line; its text is JSON."""
    return _VALUE.raw_decode(written.decode().strip(" \t\r\n"))[0]


def _row(number: int, line: bytes, offset: int, parse: Callable[[str], tuple[object, int]]) -> Row:
    if number == 1 and line.startswith(_BOM):
        line = line[len(_BOM) :] or b" "
    body = line.strip(_SPACE)
    if not body or body.isspace():
        return Row(number, line, None, offset)
    return Row(number, line, _parsed(body, line, parse), offset)


def _parsed(body: bytes, line: bytes, parse: Callable[[str], tuple[object, int]]) -> dict[str, object] | Fault:
    """The object of a line, or the first reason: not UTF-8, nested too deeply, not JSON, no object, a name twice."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return _not_utf8(line)
    if body.count(b"[") + body.count(b"{") > DEEPEST and _too_deep(text):
        return _nested_too_deeply()
    try:
        raw, end = parse(text)
    except JSONDecodeError as error:
        return _not_json(error.pos, text, line)
    except _NoJSONNumberError as error:
        return Fault("SLA701", f"`{error}` is no number in JSON")
    except RecursionError:
        return _nested_too_deeply()
    if end != len(text):
        return _text_after(end, text, line)
    if type(raw) is dict:
        return raw
    if isinstance(raw, Doubled):
        return Fault("SLA706", f"the name `{shown(raw.twice)}` stands twice in the line")
    return Fault("SLA701", "the line is no object in braces: `{…}`")


def _decoder() -> JSONDecoder:
    return JSONDecoder(
        object_pairs_hook=_object, parse_int=Written, parse_float=Written, parse_constant=_refuse_constant
    )


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    once = dict(pairs)
    return once if len(once) == len(pairs) else Doubled(pairs)


def _refuse_constant(word: str) -> NoReturn:
    raise _NoJSONNumberError(word)


def _too_deep(text: str) -> bool:
    depth = 0
    for found in _STRING_OR_BRACKET.finditer(text):
        first = text[found.start()]
        depth += (first in "[{") - (first in "]}")
        if depth > DEEPEST:
            return True
    return False


def _nested_too_deeply() -> Fault:
    return Fault("SLA710", f"lists and objects stand more than {DEEPEST} deep in each other")


_VALUE = _decoder()


def _not_utf8(line: bytes) -> Fault:
    if line.startswith(_UTF16_MARKS):
        return Fault("SLA707", "the file is in UTF-16; save it as UTF-8")
    return Fault("SLA707", "the line is not text in UTF-8")


def _column(position: int, line: bytes) -> int:
    return len(line) - len(line.lstrip(_SPACE)) + position + 1


def _not_json(position: int, text: str, line: bytes) -> Fault:
    if position >= len(text):
        return Fault("SLA701", "the line ends before its JSON does")
    return Fault(
        "SLA701", f"the line is not JSON from column {_column(position, line)} on: `{shown(text[position:], 20)}`"
    )


def _text_after(position: int, text: str, line: bytes) -> Fault:
    rest = text[position:].lstrip(" \t\r")
    column = _column(len(text) - len(rest), line)
    return Fault("SLA701", f"more text stands after the JSON, from column {column} on: `{shown(rest, 20)}`")
