"""The `columns` of a log map → what each column holds, and how its times are written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field, replace

from sla_dsl.diagnostics import Diagnostic, Place, Source, Span, diagnostic, nearest
from sla_dsl.frozen import frozen, mutable
from sla_dsl.language.excerpt import excerpt
from sla_dsl.language.nodes import Entry, Mapping, Node, Scalar, Sequence
from sla_dsl.language.notes import Notes
from sla_dsl.language.syntax import Mistake
from sla_dsl.language.time_formats import clashing, has_offset, time_format
from sla_dsl.language.vocabulary import value_type
from sla_dsl.language.zones import zone
from sla_dsl.model.log_map import ISO, Column, DayEnd, TimeFormat

_TIMES = ("time", "date")
_OTHER_TIMES = {
    "datetime": "time", "timestamp": "time", "date-time": "time", "date time": "time", "instant": "time",
    "day": "date",
}  # fmt: skip
"""What other tools call them."""


@mutable
class Findings:
    """What is wrong with a map, gathered as it is found."""

    source: Source
    found: list[Diagnostic] = field(default_factory=list)

    def add(self, code: str, message: str, span: Span, help: str = "") -> None:
        """Note a finding at a place of the map."""
        self.found.append(diagnostic(code, message, Place.of(self.source, span), help=help))

    def in_text(self, scalar: Scalar, mistake: Mistake) -> None:
        """Note a mistake in a text of the map."""
        notes = Notes(self.source, scalar)
        notes.mistakes([mistake])
        self.found += notes.found


@frozen
class Shared:
    """What holds for all columns: texts for no value, the map's time zone, and whether it states one, right or not."""

    none: frozenset[str] = frozenset()
    timezone: str | None = None
    has_zone: bool = False


def read_columns(node: Node | None, shared: Shared, findings: Findings) -> dict[str, Column]:
    """The columns of a section by name; those in which an error was found are left out."""
    read = (_column(entry, shared, findings) for entry in entries(node))
    return {column.name: column for column in read if column is not None}


def entries(node: Node | None) -> tuple[Entry, ...]:
    """The entries of keys and values; none of anything else."""
    return node.entries if isinstance(node, Mapping) else ()


def told(node: Node | None) -> Scalar | None:
    """A text of which nothing has been said yet, or nothing."""
    return node if isinstance(node, Scalar) and node.text.strip() and not node.refused else None


def texts(node: Node | None) -> Iterator[Scalar]:
    """The text, or the texts of a list."""
    for item in node.items if isinstance(node, Sequence) else (node,):
        text = told(item)
        if text is not None:
            yield text


def _column(entry: Entry, shared: Shared, findings: Findings) -> Column | None:
    node = entry.value
    parts = node if isinstance(node, Mapping) else None
    type_text = told(parts.get("type") if parts else node)
    if type_text is None:
        return None
    heading = told(parts.get("column")) if parts else None
    own = {text.text for text in texts(parts.get("none"))} if parts else set()
    optional = told(parts.get("optional")) if parts else None
    column = Column(
        entry.key.text,
        heading.text if heading else entry.key.text,
        none=shared.none | own,
        optional=optional is not None and optional.text in ("yes", "true"),
        span=entry.key.span,
    )
    words = " ".join(type_text.text.split())
    if words in _TIMES:
        return _timed(column, words == "date", entry, shared, findings)
    meant = _OTHER_TIMES.get(words.casefold()) or nearest(words, _TIMES, alike=0.7)
    if meant:
        findings.add("SLA215", f"`{words}` is no type", type_text.span, f"did you mean `{meant}`?")
        return None
    type_, found = value_type(type_text, findings.source, more=_TIMES)
    findings.found += found
    _no_times_here(parts, words, findings)
    return None if type_ is None else replace(column, type=type_)


def _no_times_here(parts: Mapping | None, words: str, findings: Findings) -> None:
    """Say that a column without times has neither a format nor an end of a day."""
    for key in ("format", "day", "timezone"):
        entry = parts.entry(key) if parts else None
        if entry is not None:
            where = "`type: date`" if key == "day" else "`type: time` or `type: date`"
            findings.add(
                "SLA553", f"`{key}` says nothing of {excerpt(words)}", entry.key.span, f"leave it out, or write {where}"
            )


def _timed(column: Column, is_date: bool, entry: Entry, shared: Shared, findings: Findings) -> Column | None:
    parts = entry.value if isinstance(entry.value, Mapping) else None
    before = len(findings.found)
    formats = _formats(parts.get("format") if parts else None, is_date=is_date, findings=findings)
    day = _day(column, is_date, parts, entry, findings)
    own, wrong = zone(parts.get("timezone") if parts else None, findings.source)
    findings.found += wrong
    is_stated = shared.has_zone or (parts is not None and parts.entry("timezone") is not None)
    if not is_stated and (is_date or any(has_offset(one) is False for one in formats)):
        what = "dates" if is_date else "times without an offset"
        way_out = "state the map's zone: `timezone: Europe/Helsinki`, or `timezone: UTC`"
        findings.add("SLA554", f"`{column.name}` holds {what}, and the map has no `timezone`", entry.key.span, way_out)
    if len(findings.found) > before:
        return None
    return replace(column, formats=formats, day=day, timezone=own or shared.timezone)


def _formats(node: Node | None, *, is_date: bool, findings: Findings) -> tuple[TimeFormat, ...]:
    formats: list[TimeFormat] = []
    for text in texts(node):
        read = time_format(text.text, is_date=is_date)
        if isinstance(read, Mistake):
            findings.in_text(text, read)
        else:
            formats.append(read)
    both = clashing(formats)
    if both and node is not None:
        message = f"a text such as `3/4/2026` is two dates by `{both[0]}` and `{both[1]}`"
        findings.add("SLA555", message, node.span, "state the one order of day and month that the table has")
    return tuple(formats) or (ISO,)


def _day(column: Column, is_date: bool, parts: Mapping | None, entry: Entry, findings: Findings) -> DayEnd | None:
    """At which end of its day a date counts; it must be said of dates, and cannot be of times."""
    written = parts.entry("day") if parts else None
    if not is_date:
        if written is not None:
            findings.add(
                "SLA553", "`day` says nothing of times", written.key.span, "leave it out, or write `type: date`"
            )
        return None
    text = told(written.value) if written else None
    kinds: dict[str, DayEnd] = {"day starts": "day starts", "day ends": "day ends"}
    if written is None:
        message = f"nothing says when in its day a date of `{column.name}` counts"
        way_out = f"write `{column.name}: {{type: date, day: day starts}}`, or `day ends`"
        findings.add("SLA553", message, entry.key.span, way_out)
    return kinds.get(text.text) if text else None
