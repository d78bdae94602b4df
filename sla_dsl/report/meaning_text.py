"""What a clause means, as text for people."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.model.story import Example, ExampleDue, Meaning
from sla_dsl.report.display import folded, one_line

TOPIC = 13
"""Columns before a statement: two of indentation, the topic, and space."""


def render(story: Meaning) -> str:
    """The clause, statement by statement, and the examples; ends with a line break."""
    return "\n".join(_lines(story)) + "\n"


def _lines(story: Meaning) -> Iterator[str]:
    yield one_line(f"{story.clause} ({story.party})")
    yield from folded(story.sentence, "  ")
    if story.why:
        yield from folded(f"Why: {story.why}", "  ")
    yield ""
    for topic, text in story.statements:
        yield from folded(text, " " * TOPIC, f"  {topic.value}".ljust(TOPIC))
    if story.examples:
        yield ""
        yield "  For example"
        for example in story.examples:
            yield from _example(story, example)


def _example(story: Meaning, example: Example) -> Iterator[str]:
    start = f"{example.event} {example.start.text}"
    if len(example.dues) == 1:
        yield from folded(f"{start} → {_due(story, example.dues[0])} ({example.note})", " " * 6, "    ")
        return
    yield from folded(f"{start} ({example.note})", " " * 6, "    ")
    for due in example.dues:
        by = f" by calendar {due.calendar}" if due.calendar else ""
        applies = f" {due.applies}" if due.applies else ""
        yield from folded(f"{due.allowed}{by}{applies} → {_due(story, due)}", " " * 8, "      ")


def _due(story: Meaning, due: ExampleDue) -> str:
    return f"{story.reads} {due.due.text}" if due.due else "never due"
