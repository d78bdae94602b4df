"""One lead's story as text for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from sla_dsl.model.story import CaseStory, Happening, LeadStory, TimelineEntry, UnknownNote
from sla_dsl.model.values import Value, value_text
from sla_dsl.report.display import folded, one_line, padded, plural, width
from sla_dsl.report.figures import figure_words

WIDEST_CLAUSE = 30
"""Columns that ids of clauses may take before what is said of them."""


def explain_text(story: LeadStory) -> str:
    """The time line, each case with its clock, and where there is none; ends with a line break."""
    return "\n".join(_lines(story)) + "\n"


def _lines(story: LeadStory) -> Iterator[str]:
    head = f"Lead {story.lead} under {story.agreement} {story.version}"
    if story.as_of is None:
        yield from folded(f"{head}: there is nothing to judge yet")
        return
    yield from folded(f"{head}, as of {story.as_of.text} ({story.timezone})")
    if story.later:
        yield f"{plural(story.later, 'later event is', 'later events are')} left out"
    yield from _timeline(story)
    yield from _cases(story)
    yield from _rows("Without a case", [(absence.clause, absence.text) for absence in story.absences])
    yield from _rows("Not known", [(note.clause, _unknown(note)) for note in story.unknowns])


def _unknown(note: UnknownNote) -> str:
    told = f"{plural(note.events, 'event')} might have made a difference, had a value been known"
    return f"{told}: {note.text}" if note.text else told


def _timeline(story: LeadStory) -> Iterator[str]:
    yield ""
    yield "What happened"
    if not story.timeline:
        yield "  Nothing by then"
    column = " " * (max((len(entry.at.text) for entry in story.timeline), default=0) + 4)
    told_at = None
    for entry in _gathered(story.timeline):
        is_event = entry.what is Happening.EVENT
        again = entry.at.instant == told_at and not is_event
        time = column if again else f"  {entry.at.text}".ljust(len(column))
        told_at = entry.at.instant
        if is_event:
            yield from folded(_event(entry), column, time)
        else:
            yield from folded(_said(story, entry), f"{column}    ", f"{time}  - ")


def _gathered(timeline: Iterable[TimelineEntry]) -> Iterator[TimelineEntry]:
    """The entries, those of clauses that open no case at one event for the same reason told as one."""
    for (_, what, _), alike in groupby(timeline, key=lambda entry: (entry.at.instant, entry.what, entry.text)):
        entries = list(alike)
        if what in (Happening.NO_CASE, Happening.NOT_COUNTED):
            yield entries[0]._replace(clause=", ".join(entry.clause or "" for entry in entries))
        else:
            yield from entries


def _event(entry: TimelineEntry) -> str:
    carried = ", ".join(f"{name} {_value(value)}" for name, value in entry.values.items())
    return f"{entry.text}: {carried}" if carried else entry.text


def _value(value: Value) -> str:
    return value_text(value) if isinstance(value, str | bool) else figure_words(value)


def _said(story: LeadStory, entry: TimelineEntry) -> str:
    subject = f" ({entry.subject})" if entry.subject not in (None, story.lead) else ""
    return f"{entry.clause}{subject}: {entry.text}"


def _cases(story: LeadStory) -> Iterator[str]:
    if story.cases:
        yield ""
        yield "Cases"
    for case in story.cases:
        yield from _case(story, case)


def _case(story: LeadStory, case: CaseStory) -> Iterator[str]:
    subject = f" ({case.about} {case.subject})" if case.subject != story.lead else ""
    due = f", due {case.due.text}" if case.due else ""
    yield from folded(f"{case.clause}{subject} is {case.state.value}: since {case.start.text}{due}", "    ", "  ")
    if case.count:
        yield from folded(case.count, "      ", "    ")
    yield from folded(case.sentence, "      ", "    ")


def _rows(title: str, rows: list[tuple[str, str]]) -> Iterator[str]:
    if not rows:
        return
    yield ""
    yield title
    column = min(max(width(clause) for clause, _ in rows), WIDEST_CLAUSE) + 4
    for clause, text in rows:
        yield from folded(text, " " * column, padded(f"  {one_line(clause)}  ", column))
