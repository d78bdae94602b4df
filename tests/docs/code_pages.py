"""The page of a code as what can be tried out: what it shows before and after, and what slac says of each.

A yaml block is clauses, or sections that take the place of the frame's, or from `slac:` on a whole file; a jsonl block
is a log that the agreement judges. Where the whole file is a log map, a csv block is a table that is read through it;
one whose first line says so lies beside it (`# file: NAME`). `python -m tests.docs.code_pages` writes anew what slac says on each page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import chdir
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import indent
from typing import NamedTuple

from sla_dsl import check, mapped, validate
from sla_dsl.diagnostics import CODES, Diagnostic
from sla_dsl.model.event import Rejection
from tests.docs.pages import Block, blocks
from tests.docs.shop import ROOT

FOLDER = ROOT / "docs/codes"
FRAME = """\
slac: 1
agreement: acme
version: 1.0.0
parties: {marketing: {}, sales: {}}
effective: {from: 2026-01-01, until: 2026-12-31}
timezone: Europe/Helsinki
currency: EUR
calendar: office
calendars:
  office:
    hours: {Mon-Fri: 09:00-17:00}
clauses:
  first-contact:
    when a lead is assigned,
    sales must contact the lead within 4 business hours
"""
KEYS = frozenset(json.loads((ROOT / "schemas/agreement.schema.json").read_text(encoding="utf-8"))["properties"])
PARTS = ("Before:", "What slac says:", "After:")

_KEY = re.compile(r"[^\s#][^:]*(?=:)")
_CARETS = re.compile(r"  ( *)(\^+)")


class Told(NamedTuple):
    """One finding as a page has it: its code, the words underlined (none of a line of a log), and its lines."""

    code: str
    words: str
    lines: tuple[str, ...]


class Shown(NamedTuple):
    """What a page shows: the blocks before, what slac says of them, and the blocks after; empty where it is prose."""

    before: tuple[Block, ...]
    said: tuple[str, ...]
    after: tuple[Block, ...]


def shown(path: Path) -> Shown:
    """What a page shows."""
    lines = path.read_text(encoding="utf-8").split("\n")
    starts = [lines.index(part) for part in PARTS if part in lines]
    found = [tuple(block for block in blocks(path) if block.line > start) for start in starts]
    if len(found) != len(PARTS):
        return Shown((), (), ())
    before, said, after = found
    return Shown(before[: len(before) - len(said)], said[0].lines, after)


def words_of(said: Sequence[str]) -> str:
    """The words that a page underlines, in the first line that has carets below it."""
    for line, below in pairwise(said):
        carets = _CARETS.fullmatch(below)
        if carets:
            start = 2 + len(carets[1])
            return line[start : start + len(carets[2])]
    return ""


def agreement_text(parts: Iterable[Block]) -> str:
    """The agreement that the yaml blocks stand for."""
    text = FRAME
    for block in parts:
        if block.kind == "yaml":
            text = _laid_over(text, "\n".join(block.lines) + "\n")
    return text


def _laid_over(frame: str, text: str) -> str:
    first = next((found[0] for line in text.split("\n") if (found := _KEY.match(line))), "slac")
    if first == "slac":
        return text
    if first not in KEYS:
        return _laid_over(frame, "clauses:\n" + indent(text, "  "))
    sections = list(_sections(text))
    named = {key for key, _ in sections}
    kept = "".join(part for key, part in _sections(frame) if key not in named and key != "clauses")
    clauses = "" if "clauses" in named else "".join(part for key, part in _sections(frame) if key == "clauses")
    return kept + "".join(part for _, part in sections) + clauses


def _sections(text: str) -> Iterator[tuple[str, str]]:
    """Each top-level key with its lines; what stands before the first has none."""
    key, part = "", ""
    for line in text.splitlines(keepends=True):
        found = _KEY.match(line)
        if found:
            if part:
                yield key, part
            key, part = found[0], ""
        part += line
    yield key, part


def told(parts: Sequence[Block]) -> list[Told]:
    """All that slac says of an agreement and, where there is one, a log."""
    if any(block.is_map for block in parts):
        return _told_of_map(parts)
    log = ["\n".join(block.lines) for block in parts if block.kind == "jsonl"]
    with TemporaryDirectory(prefix="slac-code-") as folder, chdir(folder):
        policy = Path("acme.sla.yaml")
        policy.write_text(agreement_text(parts), encoding="utf-8")
        found = list(validate(policy)[0].diagnostics)
        rejected: Sequence[Rejection] = ()
        if log:
            events = Path("events.jsonl")
            events.write_text("\n".join(log), encoding="utf-8")
            judged = check(events, policy)
            found += [*judged.diagnostics, *(judged.judgement.warnings if judged.judgement else ())]
            rejected = judged.rejections
    return [*map(_told, found), *map(_rejected, rejected)]


def _told_of_map(parts: Sequence[Block]) -> list[Told]:
    """All that slac says of a log map and, where there is one, a table that is read through it."""
    with TemporaryDirectory(prefix="slac-code-") as folder, chdir(folder):
        table = None
        for block in parts:
            name = block.file or {"yaml": "deals.map.yaml", "csv": "table.csv"}[block.kind]
            kept = block.lines[1:] if block.file else block.lines
            Path(name).write_text("\n".join(kept) + "\n", encoding="utf-8")
            table = name if block.kind == "csv" and not block.file else table
        read = mapped("deals.map.yaml", table)
    return [*map(_told, read.diagnostics), *map(_rejected, read.rejections)]


def _told(found: Diagnostic) -> Told:
    lines = [f"{found.severity}[{found.code}]: {found.message}"]
    words = ""
    place = found.place
    if place is not None and place.span is not None and place.line_text.strip():
        text = place.line_text.lstrip(" ")
        left_out = len(place.line_text) - len(text) + 1
        start = place.span.column - left_out
        end = len(text) if place.span.end_line > place.span.line else place.span.end_column - left_out
        words = text[start : max(end, start + 1)]
        lines += [f"  {text}", f"  {' ' * start}{'^' * len(words)}"]
    if found.help:
        lines.append(f"  help: {' '.join(found.help.split())}")
    return Told(found.code, words, tuple(lines))


def _rejected(found: Rejection) -> Told:
    return Told(found.code, "", (f"error[{found.code}]: {found.reason}", *(f"  {found.text}".splitlines())))


def refreshed(path: Path) -> str:
    """The page with what slac says now; as it is where it shows nothing that can be tried."""
    text = path.read_text(encoding="utf-8")
    parts = shown(path)
    if not parts.before or any(block.is_run for block in parts.before):
        return text
    said = next(one for one in told(parts.before) if one.code == path.stem)
    old = "\n".join(("```text", *parts.said, "```"))
    return text.replace(old, "\n".join(("```text", *said.lines, "```")), 1)


def index() -> str:
    """The list of all codes, by group."""
    from sla_dsl.diagnostics.pages import GROUPS

    lines = [INTRODUCTION]
    for start, about in GROUPS.items():
        rows = [
            f"| [{one.code}]({one.code}.md) | {one.severity} | {one.title} |"
            for one in CODES.values()
            if one.code.startswith(start)
        ]
        lines += [f"## {about[0].upper()}{about[1:]}\n", "| code | severity | what |\n|---|---|---|", *rows, ""]
    return "\n".join(lines)


INTRODUCTION = """\
# Codes

Every finding of slac has a code, and every code has a page: what it means, how it looks, how to mend it. `slac codes`
prints this list, `slac codes SLA203` a page. A code never changes its meaning and is never used again.

What a page shows before and after are clauses, or sections, of an agreement that holds all else it needs. What slac
says is shown without the file's name and the number of the line. How findings are written is told in
[reports](../reports.md).
"""


def main() -> None:
    """Write anew what slac says, and the index."""
    for code in CODES:
        path = FOLDER / f"{code}.md"
        path.write_text(refreshed(path), encoding="utf-8")
    (FOLDER / "README.md").write_text(index(), encoding="utf-8")


if __name__ == "__main__":
    main()
