"""Diagnostics as text: the place, the line itself with the words underlined, and the way out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sla_dsl.diagnostics import Diagnostic, Place, Span
from sla_dsl.model.event import Rejection
from sla_dsl.report.display import one_line, plural, printable, width

SHOWN_REJECTIONS = 20
"""How many rejected lines are shown one by one."""

LONGEST = 160
"""A line of more characters than this is shown in part: what surrounds the words that are meant."""

_AROUND = 60
_CUT = "…"


def in_order(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Diagnostics by file, then by place, then by code."""
    return sorted(found, key=lambda one: (*_position(one.place), one.code, one.message))


def diagnostics_text(found: Iterable[Diagnostic]) -> str:
    """All diagnostics, in order, each on lines of its own; every line ends with a line break."""
    return "".join(f"{line}\n" for one in in_order(found) for line in _lines(one))


def count_text(found: Sequence[Diagnostic]) -> str:
    """`2 errors, 1 warning in policies/acme.sla.yaml`, or nothing where nothing was found."""
    if not found:
        return ""
    counted = [(name, sum(one.severity == name for one in found)) for name in ("error", "warning", "note")]
    files = {one.place.file for one in found if one.place}
    where = f" in {printable(*files)}" if len(files) == 1 else f" in {len(files)} files" if files else ""
    return ", ".join(plural(count, name) for name, count in counted if count) + where + "\n"


def rejections_text(rejections: Sequence[Rejection], kept_in: str | None = None) -> str:
    """The first rejected lines, and how many more there are; `kept_in` is the file that has them all, if one does."""
    shown = [line for one in rejections[:SHOWN_REJECTIONS] for line in _rejection(one)]
    more = len(rejections) - SHOWN_REJECTIONS
    if more > 0:
        keeps = f"`{printable(kept_in)}` has them all" if kept_in else "--rejects FILE keeps them all"
        shown.append(f"… and {more} more; {keeps}")
    return "".join(f"{line}\n" for line in shown)


def _position(place: Place | None) -> tuple[str, int, int]:
    if place is None:
        return ("", 0, 0)
    return (place.file, place.span.line, place.span.column) if place.span else (place.file, 0, 0)


def _lines(one: Diagnostic) -> Iterator[str]:
    yield f"{_where(one.place)}{one.severity}[{one.code}]: {one_line(one.message)}"
    yield from _snippet(one.place)
    if one.help:
        yield f"   help: {one_line(one.help)}"
    for place in one.related:
        yield f"   {_where(place)}{one_line(place.note) or 'see here'}"
        yield from _snippet(place)


def _where(place: Place | None) -> str:
    if place is None:
        return ""
    file = printable(place.file)
    return f"{file}:{place.span.line}:{place.span.column}: " if place.span else f"{file}: "


def _snippet(place: Place | None) -> Iterator[str]:
    """The line of a place, and carets under the words that are meant, up to the line's end where they go on."""
    if place is None or place.span is None or not place.line_text.strip():
        return
    before, meant, after = _cut(place.line_text, place.span)
    number = f"{place.span.line:>5}"
    yield f"{number} | {before}{meant}{after}".rstrip()
    yield f"{' ' * len(number)} | {' ' * width(before)}{'^' * max(width(meant), 1)}"


def _cut(line: str, span: Span) -> tuple[str, str, str]:
    """What stands before the words that are meant, the words, and what stands after, as they are shown."""
    text = line.rstrip()
    start = min(span.column - 1, len(text))
    end = len(text) if span.end_line > span.line else max(span.end_column - 1, start)
    before, meant, after = text[:start], text[start:end], text[end:]
    if len(text) > LONGEST:
        before = before if len(before) <= _AROUND else _CUT + before[-_AROUND:]
        meant = meant if len(meant) <= _AROUND else meant[:_AROUND] + _CUT
        after = after if len(after) <= _AROUND else after[:_AROUND] + _CUT
    return printable(before), printable(meant), printable(after)


def _rejection(one: Rejection) -> Iterator[str]:
    lines = f"{one.line}-{one.last_line}" if one.last_line > one.line else f"{one.line}"
    yield f"{printable(one.file)}:{lines}: error[{one.code}]: {one_line(one.reason)}"
    text = one.text if len(one.text) <= LONGEST else one.text[:LONGEST] + _CUT
    if text.strip():
        yield f"{one.line:>5} | {printable(text.rstrip())}"
