"""One lead's story for people: each case with its clock counted out, the time line, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.model.story import CaseStory, Happening, LeadStory, TimelineEntry
from sla_dsl.model.values import Money, Value, value_text, written_text
from sla_dsl.report.display import folded, one_line, padded, plural, printable, width
from sla_dsl.report.figures import figure_words

INDENT = " " * 10
"""What stands before everything that belongs to a case, so that the states stand out."""


def explain_text(story: LeadStory) -> str:
    """The story of a lead; every line ends with a line break."""
    parts = (_head(story), *map(_case, story.cases), _timeline(story), _absences(story), _unknowns(story))
    blocks = ("".join(f"{line}\n" for line in part) for part in parts)
    return "\n".join(block for block in blocks if block)


def _head(story: LeadStory) -> Iterator[str]:
    as_of = f"as of {story.as_of.text} {story.timezone}" if story.as_of else "nothing to judge"
    yield f"lead {one_line(story.lead)} under {story.agreement} {one_line(story.version)}, {as_of}"
    if story.later:
        yield f"{plural(story.later, 'event')} of this lead after that left out"


def _case(case: CaseStory) -> Iterator[str]:
    about = "" if case.about == "lead" else f", {case.about} {one_line(case.subject)}"
    yield f"{padded(case.state.value.upper(), len(INDENT))}{case.clause} ({one_line(case.party)}){about}"
    yield from folded(case.sentence, INDENT)
    calendar = f", calendar {case.calendar}" if case.calendar else ""
    allowed = f"; {case.allowed}{calendar}" if case.allowed else ""
    due = f", due {case.due.text}" if case.due else ""
    yield from folded(f"from {case.start.text}{due}{allowed}", INDENT)
    if case.count:
        yield from folded(case.count, INDENT + "  ", INDENT)


def _timeline(story: LeadStory) -> Iterator[str]:
    """The events and what they did, in order; the time is said once for what stands at one moment."""
    if not story.timeline:
        return
    yield "Time line"
    column = max(width(entry.at.text) for entry in story.timeline)
    before = None
    for entry in story.timeline:
        at = "" if entry.at == before else entry.at.text
        before = entry.at
        first = f"  {padded(at, column)}  "
        yield from folded(_entry(entry), " " * len(first) + "  ", first)


def _entry(entry: TimelineEntry) -> str:
    if entry.what is Happening.EVENT:
        carried = "".join(f", {name} {_value(value)}" for name, value in sorted(entry.values.items()))
        return f"{printable(entry.text)}{carried}"
    clause = f"{entry.clause}: " if entry.clause else ""
    return f"- {clause}{printable(entry.text)}"


def _value(value: Value) -> str:
    if isinstance(value, str):
        return written_text(value)
    return figure_words(value) if isinstance(value, Money) else value_text(value)


def _absences(story: LeadStory) -> Iterator[str]:
    if story.absences:
        yield "No case"
    for clause, text in story.absences:
        yield from folded(f"{clause}: {text}", "    ", "  ")


def _unknowns(story: LeadStory) -> Iterator[str]:
    if story.unknowns:
        yield "Not known"
    for clause, count, text in story.unknowns:
        yield from folded(f"{clause}: {plural(count, 'event')}: {text}", "    ", "  ")
