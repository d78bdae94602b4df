"""Policy files looked over, for people: what each one is, and what its clauses mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sla_dsl.model.result import Validation
from sla_dsl.model.story import Example, ExampleDue, Meaning
from sla_dsl.report.display import folded, plural, printable


def validation_text(validations: Sequence[Validation], *, explained: bool = False) -> str:
    """A line for each file that is an agreement; with `explained`, what each of its clauses means.

    The findings are not in it: see `diagnostics_text`.
    """
    parts = ["".join(f"{line}\n" for line in _lines(one)) for one in validations if one.valid]
    return ("\n" if explained else "").join(parts)


def _lines(one: Validation) -> Iterator[str]:
    if one.log_map is not None:
        yield f"{printable(one.file)}: the log map {one.log_map.id} is valid"
        return
    assert one.agreement is not None
    clauses = plural(len(one.agreement.clauses), "clause")
    yield f"{printable(one.file)}: {one.agreement.id} {printable(one.agreement.version)} is valid, {clauses}"
    for meaning in one.meanings:
        yield ""
        yield from _meaning(meaning)


def _meaning(meaning: Meaning) -> Iterator[str]:
    yield meaning.clause
    yield from folded(meaning.sentence, "    ", "  ")
    if meaning.why:
        yield from folded(f"why: {meaning.why}", "    ", "  ")
    for statement in meaning.statements:
        yield from folded(statement.text, "              ", f"  {statement.topic.value:<10}  ")
    for example in meaning.examples:
        yield from _example(meaning, example)


def _example(meaning: Meaning, example: Example) -> Iterator[str]:
    note = f" ({example.note})" if example.note else ""
    yield from folded(f"{example.event} {example.start.text}{note}", "              ", f"  {'example':<10}  ")
    for due in example.dues:
        yield from folded(f"{meaning.reads} {_due(due)}", "                ", "              ")


def _due(due: ExampleDue) -> str:
    when = due.due.text if due.due else "never"
    applies = f" {due.applies}" if due.applies else ""
    calendar = f", {due.calendar}" if due.calendar else ""
    return f"{when}: {due.allowed}{applies}{calendar}"
